"""The main job and the manual's set-up path, key by key, on both databases."""

import threading
import time

from PySide6.QtCore import Qt
from sqlalchemy import select, text

from dreampower_sms.db.tables import AuditRow
from dreampower_sms.tour import Player
from dreampower_sms.ui.handset import Bubble
from dreampower_sms.ui.screens.button_custom import ButtonCustomScreen
from dreampower_sms.ui.screens.help import HelpScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.sms_send import SmsSendScreen
from tests.journeys import acts

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def newest(screen: InquiryScreen) -> str:
    return str(screen.card.messages.model().index(0, 1).data() or "")


def test_four_keys_from_the_card_send_a_template(player: Player) -> None:
    card = acts.inquiry(player)
    before = len(card.card.card.messages) if card.card.card else 0
    player.press(Key.Key_F8)
    acts.sending(player)
    player.press(Key.Key_1)
    screen = acts.confirm(player)  # F9
    assert screen.findChild(Bubble) is not None
    player.press(Key.Key_Return)
    player.see("照会", lambda: player.on(InquiryScreen))
    assert "送信しています" in acts.said(player)
    player.see("到達", lambda: newest(card) == "到達" and card.card.card and len(card.card.card.messages) > before)
    player.press(Key.Key_F5)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    details = player.program.window.screen
    assert isinstance(details, SmsDetailsScreen)
    player.see("only this customer's", lambda: details.history.model.rowCount() == before + 1)
    player.see("its course", lambda: "送信サービスが受け付けました" in details.history.details.toPlainText())


def test_the_set_up_path_of_the_manual(player: Player) -> None:
    card = acts.inquiry(player)
    player.press(Key.Key_F2, Key.Key_F2, Key.Key_F11)
    player.see("ボタンカスタム", lambda: player.on(ButtonCustomScreen))
    custom = player.program.window.screen
    assert isinstance(custom, ButtonCustomScreen)
    player.press(Key.Key_F9)
    assert acts.said(player).endswith("変更はありません。")
    player.press(Key.Key_Space)
    player.see("メッセージ proposed", lambda: custom.choice.currentText() == "メッセージ")
    player.press(Key.Key_Return, Key.Key_Space)
    assert custom.unsaved()
    player.press(Key.Key_F9)
    player.see("saved", lambda: "保存しました" in acts.said(player))
    player.press(Key.Key_F12)
    player.see("照会", lambda: player.on(InquiryScreen))
    player.press(Key.Key_F12)
    player.see("メニュー", lambda: player.on(MenuScreen))
    card = acts.inquiry(player)
    player.see("the button", lambda: card.card.customer_bar.buttons[1].text() == "メッセージ")
    player.press(Key.Key_1, modifier=CTRL)
    acts.sending(player)
    player.press(Key.Key_F12)
    card.card.customer_bar.buttons[1].click()
    acts.sending(player)


def test_digits_choose_and_zero_gives_the_choice_back(player: Player) -> None:
    screen = acts.write(player)
    player.press(Key.Key_2)
    assert "担当者" in screen.view.text()
    player.see("one tier", lambda: "料金区分 1" in screen.view.line.text())
    player.press(Key.Key_0)
    assert screen.view.template_id() is None
    assert "担当者" in screen.view.text()  # what stands in the text is not thrown away


def test_two_keys_make_a_template_of_the_typed_text(player: Player) -> None:
    screen = acts.write(player)
    count = screen.view.templates.count()
    acts.body(player, "代車のご用意ができました")
    player.press(Key.Key_F6, Key.Key_Return)
    player.see("one more template", lambda: screen.view.templates.count() == count + 1)
    assert "登録しました" in acts.said(player)
    with acts.database(player).read() as session:
        noted = session.scalars(select(AuditRow).where(AuditRow.action == "template_added")).one()
        assert noted.clerk == screen._clerk != ""
    player.press(Key.Key_Z, modifier=CTRL)
    player.see("it is taken back", lambda: screen.view.templates.count() == count)
    assert screen.view.text() == "代車のご用意ができました"
    player.press(Key.Key_F6, Key.Key_Return)
    player.see("one more template", lambda: screen.view.templates.count() == count + 1)
    player.press(Key.Key_F6, Key.Key_Return)
    player.see("the name is taken", lambda: "もうあります" in screen.view.naming.error.text())
    assert screen.view.text() == "代車のご用意ができました"


def test_three_keys_opt_a_customer_out_and_one_takes_it_back(player: Player) -> None:
    card = acts.inquiry(player)
    player.press(Key.Key_F4)
    player.see("the reason has the focus", lambda: _in_panel(player, card))
    player.press(Key.Key_Return)
    player.see("配信停止", lambda: card.card.badge.text() == "配信停止")
    player.press(Key.Key_F8)
    player.see("the reason", lambda: "配信停止" in acts.said(player))
    assert player.on(InquiryScreen)
    card.list.setFocus()
    player.press(Key.Key_Z, modifier=CTRL)
    player.see("SMS可", lambda: card.card.badge.text() == "SMS可")


def _in_panel(player: Player, card: InquiryScreen) -> bool:
    focused = player.application.focusWidget()
    return focused is not None and card.panel.isVisible() and card.panel.isAncestorOf(focused)


def test_a_draft_comes_back(player: Player) -> None:
    screen = acts.write(player)
    acts.body(player, "途中まで書いた文")
    player.see("the draft committed while the dialog is open", lambda: acts.draft(player) == "途中まで書いた文")
    player.see("F9 ready", lambda: not screen.why_not_send())
    player.press(Key.Key_F12)
    player.see("照会", lambda: player.on(InquiryScreen))
    screen = acts.write(player)
    player.see("the draft", lambda: screen.view.text() == "途中まで書いた文")
    assert "下書き" in acts.said(player)


def test_help_stands_behind_f1_on_every_screen(player: Player) -> None:
    def helped() -> str:
        player.press(Key.Key_F1)
        player.see("ヘルプ", lambda: player.on(HelpScreen))
        screen = player.program.window.screen
        assert isinstance(screen, HelpScreen)
        text = screen.browser.toPlainText()
        assert len(text) > 100
        player.press(Key.Key_F12)
        return text

    helped()
    acts.inquiry(player)
    assert "F8" in helped()
    player.press(Key.Key_F8)
    screen = acts.sending(player)
    assert "F9" in helped()
    screen.view.notices.click()
    player.see("the fee table", lambda: player.on(HelpScreen))
    notices = player.program.window.screen
    assert isinstance(notices, HelpScreen)
    assert "料金区分" in notices.browser.toPlainText()
    assert "660" in notices.browser.toPlainText()
    player.press(Key.Key_F12)
    assert player.on(SmsSendScreen)


def test_escape_goes_back_one_level_at_a_time(player: Player) -> None:
    card = acts.inquiry(player)
    player.press(Key.Key_F8)
    acts.sending(player)
    player.press(Key.Key_Escape)
    player.see("照会", lambda: player.on(InquiryScreen))
    player.press(Key.Key_Escape)
    assert card.search.text() == ""
    player.press(Key.Key_Escape)
    player.see("メニュー", lambda: player.on(MenuScreen))
    player.press(Key.Key_Escape)
    assert player.on(MenuScreen)
    assert player.program.window.isVisible()


def test_keys_of_screens_that_are_missing_say_so(player: Player) -> None:
    acts.inquiry(player)
    screen = player.program.window.screen
    assert isinstance(screen, InquiryScreen)
    if reason := screen.why_no_new_customer():
        player.press(Key.Key_F3)
        assert acts.said(player).endswith(reason)


def test_the_database_gives_way_to_the_window(player: Player) -> None:
    right_of_way, database = player.program.window.right_of_way, acts.database(player)
    right_of_way._longest = 60
    beside = list[bool]()

    def read() -> None:
        with database.read() as session:
            session.execute(text("SELECT 1"))
        beside.append(right_of_way.is_taken)

    thread = threading.Thread(target=read)
    with right_of_way.taken():
        thread.start()
        time.sleep(0.05)  # its chance to be too soon
    thread.join(30)
    assert beside == [False]

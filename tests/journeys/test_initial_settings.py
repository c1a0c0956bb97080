"""初期設定, 担当者マスタ and マスタ by keys, on both databases."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from sqlalchemy import select

from dreampower_sms.db.tables import AuditRow
from dreampower_sms.domain.dates import wareki_short
from dreampower_sms.domain.windows import day_of
from dreampower_sms.parts import Backend
from dreampower_sms.services.shop_fields import shown
from dreampower_sms.services.shop_setup import Saved
from dreampower_sms.tour import Player
from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.screens.initial_settings import InitialSettingsScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.master import MasterScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from dreampower_sms.ui.screens.staff import StaffScreen
from tests.journeys import acts

Key = Qt.Key


def master(player: Player) -> None:
    """From the menu."""
    menu = player.program.window.screen
    assert isinstance(menu, MenuScreen)
    place = next(n for n, button in enumerate(menu.buttons) if "マスタ" in button.accessibleName())
    player.press(Key(Key.Key_1 + place))
    player.see("マスタ", lambda: player.on(MasterScreen))


def settings(player: Player) -> InitialSettingsScreen:
    """From the menu: マスタ, 会社情報マスタ."""
    master(player)
    player.press(Key.Key_1)
    player.see("初期設定", lambda: player.on(InitialSettingsScreen))
    screen = player.program.window.screen
    assert isinstance(screen, InitialSettingsScreen)
    player.see("its values", lambda: screen.company.fields["company.phone"].widget.property("text"))
    return screen


def backend(player: Player) -> Backend:
    found = player.program._backend
    assert isinstance(found, Backend)
    return found


def replace_text(player: Player, text: str) -> None:
    """Over what stands in the field with the focus."""
    player.press(Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    player.commit(text)


def save(player: Player) -> None:
    player.press(Key.Key_F10)
    player.see("saved", lambda: "保存しました" in acts.said(player))


def leave(player: Player) -> None:
    """Back to the menu."""
    player.press(Key.Key_F12)
    player.see("マスタ again", lambda: player.on(MasterScreen))
    player.press(Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))


def test_the_name_of_the_shop_is_saved_and_taken_back(player: Player) -> None:
    screen = settings(player)
    before = backend(player).services.settings.company().name
    replace_text(player, "海辺モータース")
    assert screen.unsaved()
    save(player)
    player.see("the new name in the header", lambda: "海辺モータース" in player.program.window.header.shop.text())
    player.see("nothing unsaved", lambda: not screen.unsaved())
    screen.tabs.tabBar().setFocus()  # in a field Ctrl+Z belongs to its text
    player.press(Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    player.see("taken back", lambda: "元に戻しました：店名" in acts.said(player))
    assert backend(player).services.settings.company().name == before
    with acts.database(player).read() as session:
        actions = session.scalars(select(AuditRow.action).where(AuditRow.entity == "initial_settings")).all()
    assert list(actions) == ["save", "undo"]


def test_leaving_asks_and_a_wrong_value_is_said_at_its_field(player: Player) -> None:
    screen = settings(player)
    for _ in range(4):
        player.press(Key.Key_Return)
    replace_text(player, "26")
    player.press(Key.Key_F12)
    box = question(player)
    assert "初期設定の変更" in box.text()
    QTest.keyClick(box, Key.Key_Return)  # 保存
    field = screen.company.fields["company.zip"]
    player.see("why not", lambda: "7 桁" in field.error.text())
    assert player.on(InitialSettingsScreen)
    replace_text(player, "260-0001")
    player.press(Key.Key_F12)
    QTest.keyClick(question(player), Key.Key_Return)
    player.see("closed after saving", lambda: player.on(MasterScreen))
    assert backend(player).services.shop.setup.load().values["company.zip"] == "260-0001"


def question(player: Player) -> QMessageBox:
    player.see("a question", lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    return box


def test_the_boxes_of_new_customers(player: Player) -> None:
    screen = settings(player)
    screen.company.checks["defaults.flag_sms"].setFocus()
    player.press(Key.Key_Space)
    save(player)
    assert backend(player).services.settings.customer_defaults().flag_sms is True


def test_a_closed_window_makes_the_next_message_wait(player: Player) -> None:
    screen = settings(player)
    player.press(Key.Key_F6)
    screen.sending.fields["window.0"].widget.setFocus()
    for _ in range(8):
        replace_text(player, "13-20")
        player.press(Key.Key_Return)
    save(player)
    leave(player)
    acts.write(player)
    player.press(Key.Key_2)
    acts.body(player, "お車のご用意ができました。")
    acts.confirm(player)
    player.press(Key.Key_Return)
    player.see("照会 again", lambda: player.on(InquiryScreen))
    player.see("the opening hour", lambda: "13:00 に送信します" in acts.said(player))


def test_without_the_question_f9_sends_at_once(player: Player) -> None:
    screen = settings(player)
    player.press(Key.Key_F6)
    screen.sending.checks["send.confirm"].setFocus()
    player.press(Key.Key_Space)
    save(player)
    shell = player.program.shell
    assert shell is not None
    player.see("it is known", lambda: not shell.identity.shop.confirm_before_send)
    leave(player)
    writing = acts.write(player)
    player.press(Key.Key_1)
    player.see("F9 ready", lambda: not writing.why_not_send())
    player.press(Key.Key_F9)
    player.see("sent without 送信確認", lambda: player.on(InquiryScreen))


def test_a_fee_table_from_today_is_the_price_in_the_dialog(player: Player) -> None:
    screen = settings(player)
    today = day_of(backend(player).services.clock())
    player.press(Key.Key_F7)
    page = screen.fees
    page.starts.widget.setFocus()
    player.commit(wareki_short(today))
    player.press(Key.Key_Return)
    player.press(Key.Key_Space)  # この日からの料金表を作る
    player.see("a table that can be changed", lambda: not page.table.lines[0][1].isReadOnly())
    player.press(Key.Key_Return)
    replace_text(player, "9")
    player.see("its price with tax", lambda: "9円" in page.table.lines[0][3].text())
    save(player)
    leave(player)
    writing = acts.write(player)
    player.press(Key.Key_1)
    player.see("the new price", lambda: "9円" in writing.view.line.text())


def test_a_fee_table_that_does_not_rise_is_refused(player: Player) -> None:
    screen = settings(player)
    page = screen.fees
    player.press(Key.Key_F7)
    assert page.table.lines[0][1].isReadOnly(), "what applied yesterday can't be changed"
    page.starts.widget.setFocus()
    player.commit(wareki_short(day_of(backend(player).services.clock()) + timedelta(days=9)))
    player.press(Key.Key_Return)
    player.press(Key.Key_Space)
    player.press(Key.Key_Return)
    replace_text(player, "99999")
    player.see("why", page.table.problem.text)
    player.press(Key.Key_F10)
    player.see("refused", lambda: "何も保存していません" in acts.said(player))
    tables = [key for key in backend(player).services.shop.setup.load().values if key.startswith("fees.")]
    assert len(tables) == 1


def test_rounding_is_seen_in_the_example_and_kept(player: Player) -> None:
    screen = settings(player)
    player.press(Key.Key_F8)
    before = screen.rounding.example.text()
    player.press(Key.Key_Down)  # 四捨五入
    player.see("another example", lambda: screen.rounding.example.text() != before)
    save(player)
    assert backend(player).services.shop.setup.rounding().tax == "half_up"


def test_rounding_reaches_the_statement_of_a_month(player: Player) -> None:
    before = acts.usage(player)
    player.press(Key.Key_F12)
    settings(player)
    player.press(Key.Key_F8, Key.Key_Tab, Key.Key_Down, Key.Key_Down)  # 合計 切上げ
    player.press(Key.Key_Tab, Key.Key_Down, Key.Key_Down)  # 100 円
    save(player)
    leave(player)
    after = acts.usage(player)
    assert (after.bill.net, after.bill.tax) == (before.bill.net, before.bill.tax)
    assert before.bill.total % 100
    assert after.bill.total == (int(before.bill.total) // 100 + 1) * 100


def test_two_pcs_meet_field_by_field(player: Player) -> None:
    screen = settings(player)
    setup = backend(player).services.shop.setup
    read = setup.load().values
    theirs = {"company.phone": "043-111-1111", "company.email": "theirs@example.jp", "company.representative": "別の人"}
    assert isinstance(setup.save(read, {**shown(read), **theirs}, "別の人"), Saved)
    phone, email = screen.company.fields["company.phone"], screen.company.fields["company.email"]
    for field, text in ((phone, "043-222-2222"), (email, "mine@example.jp")):
        field.widget.setFocus()
        replace_text(player, text)
    player.press(Key.Key_F10)
    asking = conflict(player)
    assert (asking.model.rowCount(), asking.why_not_keep()) == (2, "あと 2 欄、1 か 2 を選んでください。")
    player.press(Key.Key_F12)
    player.see("back", lambda: player.on(InitialSettingsScreen))
    assert phone.widget.property("text") == "043-222-2222", "nothing typed is lost"
    assert "043-111-1111" in phone.error.text()
    assert setup.load().values["company.phone"] == "043-111-1111"
    again = {"company.phone": "043-333-3333", "company.email": "theirs@example.com"}
    now = setup.load().values
    assert isinstance(setup.save(now, {**shown(now), **again}, "別の人"), Saved)
    player.press(Key.Key_F10)
    conflict(player)
    player.press(Key.Key_1)
    player.press(Key.Key_2)
    player.press(Key.Key_F10)
    player.see("saved", lambda: "保存しました" in acts.said(player))
    values = setup.load().values
    chosen = {"company.phone": "043-333-3333", "company.email": "mine@example.jp", "company.representative": "別の人"}
    assert {key: values[key] for key in chosen} == chosen
    player.see("they are shown", lambda: phone.widget.property("text") == "043-333-3333")


def conflict(player: Player) -> ConflictScreen:
    player.see("both values", lambda: player.on(ConflictScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ConflictScreen)
    return screen


def test_staff_come_and_go(player: Player) -> None:
    master(player)
    player.press(Key.Key_2)
    player.see("担当者マスタ", lambda: player.on(StaffScreen))
    screen = player.program.window.screen
    assert isinstance(screen, StaffScreen)
    player.see("the list", lambda: screen.list.count() > 1)
    staff = backend(player).services.settings.staff
    first = staff()
    player.press(Key.Key_F3)
    player.commit(first[0])
    player.press(Key.Key_F10)
    player.see("refused", lambda: "もういます" in screen.name.error.text())
    replace_text(player, "新人 花子")
    player.press(Key.Key_F10)
    player.see("added", lambda: "追加しました" in acts.said(player))
    assert staff() == [*first, "新人 花子"]
    player.see("chosen", lambda: "新人 花子" in screen.state.text())
    player.press(Key.Key_F6)
    player.see("moved", lambda: staff()[-2] == "新人 花子")
    player.see("shown", lambda: not screen.why_not_chosen())
    player.press(Key.Key_F5)
    player.see("has left", lambda: staff() == first and "退職" in screen.state.text())
    screen.list.setFocus()
    player.press(Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    player.see("back", lambda: "新人 花子" in staff())


def test_a_clerk_with_another_name_stays_at_this_pc_and_one_who_left_is_told(player: Player) -> None:
    shell = player.program.shell
    assert shell is not None
    staff = backend(player).services.shop.staff
    second = [member for member in staff.list() if member.active][1]
    assert acts.sit_down(player, 2) == second.name == shell.clerk
    renamed = staff.rename(second, "新しい 名字", "", "店長").after
    shell.use(shell.read_identity())
    assert shell.clerk == "新しい 名字"
    assert acts.said(player) == ""
    staff.retire(renamed, "店長")
    shell.use(shell.read_identity())
    assert shell.clerk not in {"新しい 名字", ""}
    assert "選び直して" in acts.said(player)

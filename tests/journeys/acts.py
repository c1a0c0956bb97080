"""What a clerk does again and again, by keys; and looks into the database."""

from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMenu, QWidget
from shiboken6 import isValid
from sqlalchemy import select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import DraftRow
from dreampower_sms.domain.usage import Month
from dreampower_sms.parts import Backend
from dreampower_sms.services.sender import Sender, SenderConfig
from dreampower_sms.tour import Player
from dreampower_sms.ui.ask import Question
from dreampower_sms.ui.record_screen import RecordScreen
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.inspection_list import InspectionListScreen
from dreampower_sms.ui.screens.sms_confirm import SmsConfirmScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.sms_send import SmsSendScreen

Key = Qt.Key
_STOPS = 60
"""More than any screen has for Tab."""


class QuickSender(Sender):
    """Sees a new contract the sooner."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, config=SenderConfig(heartbeat=timedelta(seconds=1)), **named)


def inquiry(player: Player, kana: str = "レンシュウ トウタツ") -> InquiryScreen:
    """From the menu to the card of the one customer with this reading."""
    if not player.on(InquiryScreen):
        player.press(Key.Key_1)
    player.see("照会", lambda: player.on(InquiryScreen))
    screen = player.program.window.screen
    assert isinstance(screen, InquiryScreen)
    player.see("a first list", lambda: screen.model.rowCount() > 0)
    screen.search.selectAll()
    player.commit(kana)
    player.see(f"the card of {kana}", lambda: screen.card.card is not None and screen.card.card.customer.kana == kana)
    return screen


def write(player: Player, kana: str = "レンシュウ トウタツ") -> SmsSendScreen:
    """F8 on the card of this customer."""
    inquiry(player, kana)
    player.press(Key.Key_F8)
    return sending(player)


def sending(player: Player) -> SmsSendScreen:
    """The open ショートメッセージ送信, loaded."""
    player.see("ショートメッセージ送信", lambda: player.on(SmsSendScreen))
    screen = player.program.window.screen
    assert isinstance(screen, SmsSendScreen)
    player.see("templates", lambda: screen.view.templates.count() > 1)
    return screen


def body(player: Player, text: str) -> None:
    """Enter goes to the text; type it."""
    player.press(Key.Key_Return)
    player.commit(text)


def confirm(player: Player) -> SmsConfirmScreen:
    """F9, when it is ready."""
    screen = player.program.window.screen
    assert isinstance(screen, SmsSendScreen)
    player.see("F9 ready", lambda: not screen.why_not_send())
    player.press(Key.Key_F9)
    player.see("送信確認", lambda: player.on(SmsConfirmScreen))
    shown = player.program.window.screen
    assert isinstance(shown, SmsConfirmScreen)
    return shown


def refused(player: Player, words: str) -> None:
    """F9 leads nowhere and says why."""
    screen = player.program.window.screen
    assert isinstance(screen, SmsSendScreen)
    player.see(f"a reason with {words!r}", lambda: words in screen.why_not_send())
    player.press(Key.Key_F9)
    player.see("the reason in the message line", lambda: words in said(player))
    assert player.on(SmsSendScreen)


def record(player: Player) -> RecordScreen:
    """The open 顧客修正 or 車両修正, loaded."""
    player.see("the record", lambda: player.on(RecordScreen))
    screen = player.program.window.screen
    assert isinstance(screen, RecordScreen)
    player.see("its values", lambda: not screen.why_not_save())
    return screen


def inspections(player: Player) -> InspectionListScreen:
    """From the menu to 車検一覧 of next month."""
    player.press(Key.Key_2)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    screen = player.program.window.screen
    assert isinstance(screen, InspectionListScreen)
    player.see("its vehicles", lambda: screen.model.rowCount() > 0)
    return screen


def bulk(player: Player) -> BulkSendScreen:
    """From the menu to まとめ送信 to all of next month, with the first template."""
    inspections(player)
    screen = to_list(player)
    player.see("somebody to send to", lambda: not screen.why_not_on())
    return screen


def to_list(player: Player) -> BulkSendScreen:
    """F8 on a list: まとめ送信, sorted with the first template."""
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    screen = player.program.window.screen
    assert isinstance(screen, BulkSendScreen)
    player.see("templates", lambda: screen.text.templates.count() > 1)
    player.press(Key.Key_1)
    player.see("the sorted list", lambda: screen._sorting is not None and screen._request is not None)
    return screen


def details(player: Player) -> SmsDetailsScreen:
    """詳細 of all, as the menu opens it."""
    shell = player.program.shell
    assert shell is not None
    shell.enter("details")
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    screen = player.program.window.screen
    assert isinstance(screen, SmsDetailsScreen)
    return screen


def usage(player: Player) -> Month:
    """This month as 利用明細 has it."""
    screen = details(player)
    screen.tabs.setCurrentWidget(screen.usage)
    player.see("the figures", lambda: screen.usage.statement is not None)
    assert screen.usage.statement is not None
    return screen.usage.statement.month


def answer(player: Player, key: Qt.Key) -> None:
    """Answer the question that is open over the window."""
    window = player.program.window
    player.see("a question", lambda: any(box.isVisible() for box in window.findChildren(Question)))
    asked = next(box for box in window.findChildren(Question) if box.isVisible())
    QTest.keyClick(asked, key)
    player.see("its end", lambda: not isValid(asked) or not asked.isVisible())  # a letter clicks 0.1 s later


def reach(player: Player, widget: QWidget) -> None:
    """Go on by Tab until it has the focus."""
    for _ in range(_STOPS):
        if player.application.focusWidget() is widget:
            return
        player.press(Key.Key_Tab)
    message = f"{widget.accessibleName()} was not reached by Tab"
    raise AssertionError(message)


def choose(player: Player, choice: QComboBox, value: str) -> None:
    """By Tab and the arrows."""
    reach(player, choice)
    steps = choice.findData(value) - choice.currentIndex()
    player.press(*[Key.Key_Down if steps > 0 else Key.Key_Up] * abs(steps))
    assert choice.currentData() == value


def said(player: Player) -> str:
    """The message line."""
    return player.program.window.line.text()


def database(player: Player) -> Database:
    """The program's own database."""
    backend = player.program._backend
    assert isinstance(backend, Backend)
    return backend.database


def draft(player: Player) -> str:
    """The text that would come back if the program were killed now."""
    with database(player).read() as session:
        return session.scalar(select(DraftRow.body)) or ""


def sit_down(player: Player, number: int) -> str:
    """F2 of the menu and the digit of a clerk. Their name."""
    player.press(Qt.Key.Key_F2)
    menu = next(menu for menu in player.program.window.findChildren(QMenu) if menu.isVisible())
    name = menu.actions()[number - 1].text().partition("　")[2]
    QTest.keyClick(menu, Qt.Key(Qt.Key.Key_0 + number))  # an open menu has the keys before what has the focus
    player.see("who sits here", lambda: f"担当：{name}" in player.program.window.header.shop.text())
    return name

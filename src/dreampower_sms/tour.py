"""The tour: the main job played by real key events on the real program, with a picture of each step.

    menu → 照会 → customer → メッセージ → template → F9 → confirm → sent → its result on the card and in 送信履歴

Each step names what must be seen then; the first that is not seen ends the tour with exit code 1. It plays on demo
data in a folder of its own, through the practice gateway, by a clock that stands at half past ten in Japan: at night
the send window would hold the message, as it should.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from dreampower_sms.domain.windows import JAPAN
from dreampower_sms.parts import build_backend
from dreampower_sms.paths import Places
from dreampower_sms.ui import style
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.button_custom import ButtonCustomScreen
from dreampower_sms.ui.screens.consent import ConsentScreen
from dreampower_sms.ui.screens.customer_edit import CustomerScreen
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.screens.help import HelpScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.inspection_list import InspectionListScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from dreampower_sms.ui.screens.sms_confirm import SmsConfirmScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.sms_send import SmsSendScreen
from dreampower_sms.ui.screens.template_editor import TemplateScreen
from dreampower_sms.ui.start import Program

SIZE = (1366, 768)
PATIENCE_S = 20.0
_TURN_S = 0.005
_SETTLE_S = 0.35
"""After what must be seen is seen, so long until the picture: lists and bars finish drawing."""
CUSTOMER = "レンシュウ トウタツ"
S = TypeVar("S", bound=QWidget)
_NONE = Qt.KeyboardModifier.NoModifier


class NotSeenError(AssertionError):
    """A step did not show what it must."""


def half_past_ten() -> Callable[[], datetime]:
    """A clock that runs as the real one does and began at 10:30 in Japan today."""
    began = datetime.now(UTC)
    wanted = began.astimezone(JAPAN).replace(hour=10, minute=30, second=0, microsecond=0)
    ahead = wanted - began
    return lambda: datetime.now(UTC) + ahead


@dataclass
class Player:
    """Hands and eyes of the tour."""

    application: QApplication
    program: Program
    shots: Path
    taken: int = 0

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        """Press keys one after the other, each on whatever has the focus then."""
        for key in keys:
            QTest.keyClick(self._focused(), key, modifier)
            self.turn()

    def commit(self, text: str) -> None:
        """Text as an input method hands it over."""
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self._focused(), event)

    def see(self, what: str, condition: Callable[[], object]) -> None:
        """Wait until `condition` holds. Raises `NotSeenError` naming `what`."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                message = f"{what}; the message line says: {self.program.window.line.text()!r}"
                raise NotSeenError(message)
            self.turn()

    def _focused(self) -> QWidget:
        """What a key would reach. Without a window manager nobody makes a window the active one but we."""
        if not self.program.window.isActiveWindow():
            self.program.window.activateWindow()
            self.see("the active window", self.program.window.isActiveWindow)
        self.see("a focus", self.application.focusWidget)
        return self.application.focusWidget() or self.program.window

    def turn(self) -> None:
        """Let the program work for a moment."""
        self.application.processEvents()
        time.sleep(_TURN_S)

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Save a picture of the window, once no work is under way."""
        self.see("no work under way", lambda: not self.program.window.header.busy.text())
        deadline = time.monotonic() + _SETTLE_S
        while time.monotonic() < deadline:
            self.turn()
        self.taken += 1
        target = widget or self.program.window
        if not target.grab().save(str(self.shots / f"{self.taken:02}_{name}.png")):
            message = f"the picture {name} could not be saved"
            raise NotSeenError(message)

    def on(self, kind: type[QWidget]) -> bool:
        """Whether a screen of this kind is the visible one."""
        return isinstance(self.program.window.screen, kind)


Step = Callable[[Player], None]
"""Presses keys, sees what must be seen, takes pictures."""


def run_tour(shots: Path, steps: Sequence[Step] | None = None) -> int:
    """Play `steps`, else the tour, and save the pictures in `shots`. 0 when each step showed what it must, else 1."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    shots.mkdir(parents=True, exist_ok=True)
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _play(application, Path(folder), shots, steps or STEPS)


def _play(application: QApplication, folder: Path, shots: Path, steps: Sequence[Step]) -> int:
    style.prepare(application)
    clock = half_past_ten()
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    places = Places.of(folder, None)
    program = Program(application, settings, lambda: build_backend(places, clock, demo=True))
    player = Player(application, program, shots)
    try:
        program.start()
        program.window.resize(*SIZE)
        for step in steps:
            step(player)
    except NotSeenError as error:
        player.shoot("not_seen")
        sys.stderr.write(f"tour: not seen: {error}\n")
        return 1
    finally:
        program.window.close()
        program.close()
    sys.stdout.write(f"tour: {len(steps)} steps, {player.taken} pictures\n")
    return 0


def _menu(player: Player) -> None:
    player.see("the menu with an open database", lambda: player.program.is_ready)
    player.see("the practice strip", player.program.window.header.practice.isVisible)
    player.shoot("menu")


def _inquiry(player: Player) -> None:
    player.press(Qt.Key.Key_1)
    player.see("照会", lambda: player.on(InquiryScreen))
    screen = _screen(player, InquiryScreen)
    player.see("customers in the list", lambda: screen.model.rowCount() > 1)
    player.see("the card of the first one", lambda: screen.card.card is not None)
    player.shoot("inquiry")


def _set_up_button(player: Player) -> None:
    """Manual chapter 1, key by key: F2, F2, F11, slot, 「メッセージ」, 設定, F9, F12."""
    player.press(Qt.Key.Key_F2, Qt.Key.Key_F2)
    player.press(Qt.Key.Key_F11)
    player.see("ボタンカスタム", lambda: player.on(ButtonCustomScreen))
    screen = _screen(player, ButtonCustomScreen)
    player.press(Qt.Key.Key_Space)
    player.see("「メッセージ」 proposed", lambda: screen.choice.currentText() == "メッセージ")
    player.press(Qt.Key.Key_Return, Qt.Key.Key_Space)
    player.shoot("button_custom")
    player.press(Qt.Key.Key_F9)
    player.see("saved", lambda: "保存しました" in player.program.window.line.text())
    player.press(Qt.Key.Key_F12)
    player.see("照会 again", lambda: player.on(InquiryScreen))
    bar = _screen(player, InquiryScreen).card.customer_bar
    player.see("the new button", lambda: bar.buttons[1].text() == "メッセージ")
    player.shoot("inquiry_with_button")


def _find(player: Player) -> None:
    screen = _screen(player, InquiryScreen)
    screen.search.setFocus()
    player.commit(CUSTOMER)
    player.see("the one customer", lambda: _named(screen, "練習 到達"))
    player.shoot("found")


def _write(player: Player) -> None:
    """The button of the custom bar, by its key."""
    player.press(Qt.Key.Key_1, modifier=Qt.KeyboardModifier.ControlModifier)
    player.see("ショートメッセージ送信", lambda: player.on(SmsSendScreen))
    screen = _screen(player, SmsSendScreen)
    player.see("templates", lambda: screen.view.templates.count() > 1)
    player.press(Qt.Key.Key_1)
    player.see("a count", lambda: "料金区分 1" in screen.view.line.text())
    player.see("F9 ready", lambda: not screen.why_not_send())
    player.shoot("sms_send")
    player.press(Qt.Key.Key_F3)
    player.see("テンプレート", lambda: player.on(TemplateScreen))
    player.see("its values", lambda: not _screen(player, TemplateScreen).why_not_save())
    player.see("what it is for everybody", lambda: not _screen(player, TemplateScreen).why_no_longest())
    player.shoot("template_editor")
    player.press(Qt.Key.Key_F12)
    player.see("the text again", lambda: player.on(SmsSendScreen))


def _confirm(player: Player) -> None:
    player.press(Qt.Key.Key_F9)
    player.see("送信確認", lambda: player.on(SmsConfirmScreen))
    player.see("the button has the focus", lambda: isinstance(player.application.focusWidget(), QPushButton))
    player.shoot("sms_confirm")
    player.press(Qt.Key.Key_Return)
    player.see("照会 after sending", lambda: player.on(InquiryScreen))
    player.shoot("sent")


def _result(player: Player) -> None:
    screen = _screen(player, InquiryScreen)
    player.see("到達 on the card", lambda: _newest_state(screen) == "到達")
    player.shoot("delivered")
    shell = player.program.shell
    player.see("the message on the handset", lambda: shell is not None and shell.handset.messages())
    if shell is not None:
        player.shoot("handset", shell.handset)


def _history(player: Player) -> None:
    player.press(Qt.Key.Key_F5)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    tab = _screen(player, SmsDetailsScreen).history
    player.see("the message in 送信履歴", lambda: "到達" in tab.details.toPlainText())
    player.shoot("history")
    player.press(Qt.Key.Key_F12)
    player.see("照会 in the end", lambda: player.on(InquiryScreen))


def _record(player: Player) -> None:
    """The customer's record, as it is opened and closed unchanged."""
    player.press(Qt.Key.Key_F6)
    player.see("顧客修正", lambda: player.on(CustomerScreen))
    screen = _screen(player, CustomerScreen)
    player.see("its values", lambda: not screen.why_not_save())
    player.shoot("customer_edit")
    player.press(Qt.Key.Key_F12)
    player.see("照会 again", lambda: player.on(InquiryScreen))
    player.press(Qt.Key.Key_F7)
    player.see("同意と配信停止", lambda: player.on(ConsentScreen))
    player.see("the record", lambda: _screen(player, ConsentScreen).story is not None)
    player.shoot("consent")
    player.press(Qt.Key.Key_F12)
    player.see("照会 once more", lambda: player.on(InquiryScreen))


def _remind(player: Player) -> None:
    """Next month's 車検, six keys from the menu."""
    player.press(Qt.Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))
    player.press(Qt.Key.Key_2)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    listed = _screen(player, InspectionListScreen)
    player.see("its vehicles", lambda: listed.model.rowCount() > 0)
    player.shoot("inspection_list")
    player.press(Qt.Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    screen = _screen(player, BulkSendScreen)
    player.see("templates", lambda: screen.text.templates.count() > 1)
    player.press(Qt.Key.Key_3)
    player.see("the sorted list", lambda: not screen.why_not_on())
    player.shoot("bulk_send")
    player.press(Qt.Key.Key_F9)
    player.shoot("bulk_register")
    player.press(Qt.Key.Key_F9)
    player.shoot("bulk_final")
    player.press(Qt.Key.Key_F9)
    player.see("車検一覧 after sending", lambda: player.on(InspectionListScreen))
    player.see("what was registered", lambda: "登録しました" in player.program.window.line.text())


def _tabs(player: Player) -> None:
    """What else 詳細 holds, tab by tab."""
    player.press(Qt.Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))
    player.press(Qt.Key.Key_4)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    screen = _screen(player, SmsDetailsScreen)
    for place, mode in enumerate(screen.page_names[1:], 1):
        player.press(Qt.Key.Key_Tab, modifier=Qt.KeyboardModifier.ControlModifier)
        player.see(f"the tab {mode}", partial(_at, screen, place))
        player.shoot(mode)


def _search(player: Player) -> None:
    """All customers by 自由検索, and the help on it, searched."""
    player.press(Qt.Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))
    player.press(Qt.Key.Key_3)
    player.see("自由検索", lambda: player.on(FreeSearchScreen))
    screen = _screen(player, FreeSearchScreen)
    player.see("F9 ready", lambda: not screen.why_not_search())
    player.press(Qt.Key.Key_F9)
    player.see("the result", lambda: screen.result is not None and not screen.why_not_change())
    player.program.window.line.clear_line()  # what became of the list before belongs to another page
    player.shoot("free_search")
    player.press(Qt.Key.Key_F1)
    player.see("ヘルプ", lambda: player.on(HelpScreen))
    player.press(Qt.Key.Key_F3)
    player.commit("結果不明")
    player.see("places in the help", _screen(player, HelpScreen).results.isVisible)
    player.shoot("help")


STEPS: tuple[Step, ...] = (
    _menu, _inquiry, _set_up_button, _find, _write, _confirm, _result, _history, _record, _remind,
    _tabs, _search,
)  # fmt: skip


def _screen(player: Player, kind: type[S]) -> S:
    screen = player.program.window.screen
    if not isinstance(screen, kind):
        message = f"{kind.__name__} is not the visible screen"
        raise NotSeenError(message)
    return screen


def _named(screen: InquiryScreen, name: str) -> bool:
    return screen.model.rowCount() == 1 and screen.card.card is not None and screen.card.card.customer.name == name


def _at(screen: SmsDetailsScreen, place: int) -> bool:
    return screen.page == place


def _newest_state(screen: InquiryScreen) -> str:
    return str(screen.card.messages.model().index(0, 1).data() or "")

"""The one window: header, stack of screens, message line, key bar. It owns nothing else."""

import logging
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from dreampower_sms.services.right_of_way import RightOfWay
from dreampower_sms.ui import ask
from dreampower_sms.ui.bar import KeyBar, MessageLine
from dreampower_sms.ui.header import Header
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import Dispatcher, Screen, all_taken_back, typed_text
from dreampower_sms.ui.place import Place
from dreampower_sms.ui.watermark import Watermark
from dreampower_sms.ui.wording import explain

log = logging.getLogger(__name__)

_BUSY_AFTER_MS = 400
"""What is done sooner is not worth a word in the header: it would flicker with every letter of a search."""


class MainWindow(QMainWindow):
    """Shows one screen of a stack and routes keys, messages and errors to it."""

    def __init__(self, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self.setWindowTitle("DREAMPOWER SMS")
        self.jobs, self.settings = jobs, settings
        self.right_of_way = RightOfWay()
        """Of the program below the screens, as soon as there is one."""
        self.header = Header()
        self.bar = KeyBar()
        self.line = MessageLine()
        self._stack = QStackedWidget()
        self._focus: dict[Screen, QWidget] = {}
        self._given_up: set[Screen] = set()
        self._offered: tuple[str, Callable[[], None]] | None = None
        self.dispatcher = Dispatcher(self)
        self.dispatcher.refused.connect(self._refused)
        self.bar.pressed.connect(self.dispatcher.press)
        jobs.failed.connect(self.show_error)
        jobs.busy.connect(self._show_busy)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        column.addWidget(self.line)
        column.addWidget(self.bar)
        self.setCentralWidget(body)
        self._watermark = Watermark(self._stack)
        self._busy = QTimer(self, singleShot=True, interval=_BUSY_AFTER_MS)
        self._busy.timeout.connect(self._say_busy)
        for sequence, act in (("Esc", self._escape), ("Ctrl+Z", self._undo), ("Ctrl+/", self._show_keys)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)
        self._restore_place()

    @property
    def screen(self) -> Screen | None:  # pyright: ignore[reportIncompatibleMethodOverride]  # hides Qt's monitor
        """The visible screen."""
        place = self._stack.currentWidget()
        return place.shown if isinstance(place, Place) else None

    def screens(self) -> list[Screen]:
        """All open screens, the lowest first."""
        return [place.shown for place in self._places()]

    def open(self, screen: Screen) -> None:
        """Put a screen on top of the visible one."""
        if (below := self.screen) is not None and (focused := self.focusWidget()) is not None:
            self._focus[below] = focused
        screen.message.connect(self.line.say)
        screen.close_asked.connect(self.close_top)
        self._stack.addWidget(Place(screen, self._stack))  # its parent from the start, or Qt dresses the screen twice
        self.line.clear_line()
        self._show(screen)
        if (field := screen.first_field()) is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_top(self) -> None:
        """Close the visible screen, after asking about unsaved work; the last one closes the window."""
        screen = self.screen
        if screen is None:
            return
        if len(self.screens()) == 1:
            self.close()
        elif what := screen.unsaved():
            ask.save_discard_back(self, what, self._save_and_close, self._drop_top)
        else:
            self._drop_top()

    def back_to(self, screen: Screen) -> None:
        """Close screens, without asking, until this one is visible."""
        while (top := self.screen) is not None and top is not screen and len(self.screens()) > 1:
            self._drop_top()

    def offer_undo(self, name: str, undo: Callable[[], None]) -> None:
        """Let Ctrl+Z take this back, wherever the clerk is by then, until it is used or another step is offered."""
        self._offered = (name, undo)
        match typed_text(self.focusWidget()):  # what was typed before is not the last step any more
            case QLineEdit() as line:
                line.setText(line.text())
            case QTextEdit() as area:
                area.document().clearUndoRedoStacks()
            case _:
                pass

    def show_identity(self, shop: str, clerk: str, *, practice: bool, contract: str = "") -> None:
        """Shop and clerk in the header, and whether this is practice; where it is not, the contract by its name."""
        self.header.contract.setText(f"契約：{contract}" if contract else "")
        self.header.contract.setVisible(bool(contract) and not practice)
        self.header.shop.setText("　".join(filter(None, (shop, f"担当：{clerk}" if clerk else ""))))
        self.header.practice.setVisible(practice)
        self._watermark.setVisible(practice)

    def show_error(self, error: Exception) -> None:
        """Say what went wrong in Japanese and keep it in the log; with its trace when it has no sentence of its own."""
        text, known = explain(error)
        if known:
            log.warning("%s", error)
        else:
            log.error("unexpected", exc_info=error)
        self.line.say(text, "error")

    def raise_to_front(self) -> None:
        """Show the window where it was minimised or covered: a second start asks for it."""
        self.setWindowState((self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.UpdateRequest:
            return super().event(event)
        with self.right_of_way.taken():
            return super().event(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if (screen := self._unsaved()) is not None:
            event.ignore()
            ask.save_discard_back(self, screen.unsaved(), self._save_and_leave, self._give_up, self._given_up.clear)
            return
        self.settings.setValue("window/geometry", self.saveGeometry())
        for screen in self.screens():
            self.jobs.forget(screen)
            screen.left()
        super().closeEvent(event)

    def _show(self, screen: Screen) -> None:
        self._stack.setCurrentIndex(self._stack.count() - 1)
        self.dispatcher.screen = screen
        self.bar.show_screen(screen)
        self.header.show_titles([each.title for each in self.screens()])
        self.setWindowTitle(f"{screen.title} - DREAMPOWER SMS")
        screen.entered()

    def _places(self) -> list[Place]:
        widgets = (self._stack.widget(i) for i in range(self._stack.count()))
        return [w for w in widgets if isinstance(w, Place)]

    def _drop_top(self) -> None:
        top = self.screen
        if top is None:
            return
        place = self._places()[-1]
        self._stack.removeWidget(place)
        self._focus.pop(top, None)
        self.jobs.forget(top)
        top.left()
        place.deleteLater()
        self.line.leave()
        if (below := self.screen) is not None:
            self._show(below)
            field = self._focus.pop(below, None)
            if field is None or not shiboken6.isValid(field) or not field.isVisibleTo(below):
                field = below.first_field()
            if field is not None:
                field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_and_close(self) -> None:
        if (screen := self.screen) is not None and screen.save_unsaved():
            self._drop_top()

    def _unsaved(self) -> Screen | None:
        """The screen that the question on leaving is about."""
        asked = [screen for screen in self.screens() if screen not in self._given_up and screen.unsaved()]
        return asked[-1] if asked else None

    def _save_and_leave(self) -> None:
        if (screen := self._unsaved()) is not None and not screen.save_unsaved():
            self._given_up.clear()
            return
        self.close()

    def _give_up(self) -> None:
        """破棄: this screen's work is given up; the next close goes on to the others'."""
        if (screen := self._unsaved()) is not None:
            self._given_up.add(screen)
        self.close()

    def _refused(self, reason: str) -> None:
        self.line.say(reason, "warn")

    def _escape(self) -> None:
        if (screen := self.screen) is not None:
            screen.escape()

    def _show_keys(self) -> None:
        """Ctrl+/."""
        if (screen := self.screen) is not None:
            screen.show_keys()

    def _undo(self) -> None:
        """Ctrl+Z belongs to the text that is being typed; elsewhere it takes the screen's last step back."""
        if (text := typed_text(self.focusWidget())) is not None:
            text.undo()
        elif (screen := self.screen) is not None and (name := screen.undo()):
            self.line.say(f"元に戻しました：{name}")
        elif self._offered is not None:
            name, undo = self._offered
            if reason := self._why_not_back():
                self.line.say(f"{reason}前の操作（{name}）は元に戻しません。", "warn")
                return
            self._offered = None
            self.line.say(f"元に戻しています：{name}")
            undo()

    def _why_not_back(self) -> str:
        """Why Ctrl+Z is not meant for what was done before this screen: it is pressed for what is typed here."""
        if (screen := self.screen) is not None and (what := screen.unsaved()):
            return f"保存していない{what}があります。"
        return "この欄に入力したものは、すべて元に戻しました。" if all_taken_back(self.focusWidget()) else ""

    def _show_busy(self, count: int) -> None:
        if not count:
            self._busy.stop()
            self.header.busy.setText("")
        elif not self._busy.isActive():
            self._busy.start()

    def _say_busy(self) -> None:
        self.header.busy.setText("処理中…")

    def _restore_place(self) -> None:
        place = self.settings.value("window/geometry")
        if not isinstance(place, QByteArray) or not self.restoreGeometry(place):
            self.resize(1280, 720)

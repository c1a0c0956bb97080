"""F-keys: one table a screen, one dispatcher, one guard.

A screen declares what its keys do as data (`Key` rows in `Screen.keys`, one mapping a page). The bar at the
bottom, the dispatcher, the key sheet, the help pages, `dreampower-sms keys` and the tests read that table.

    class Example(Screen):
        id, title = "example", "例"
        keys = ({9: Key("送信", "send", blocked="why_not_send"), 12: CLOSE},)

        def send(self) -> None: ...
        def why_not_send(self) -> str:      # "" = it can; else the reason that the clerk reads
            return "" if self.text() else "メッセージが空です。"

`blocked` names a method that returns the reason, so a greyed key, its tooltip and the message line can't disagree.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit, QWidget

from dreampower_sms.ui import tab_order

FIRST, LAST = 1, 12
F_KEYS: Mapping[Qt.Key, int] = {Qt.Key(Qt.Key.Key_F1 + n - 1): n for n in range(FIRST, LAST + 1)}
ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ACTING = frozenset({*F_KEYS, *ENTER, Qt.Key.Key_Escape})
"""Keys that do something of weight: they belong to the input method while it composes, and never repeat."""


@dataclass(frozen=True, slots=True)
class Key:
    """One row of a screen's table: what the bar shows and what the key does."""

    label: str
    run: str
    """Method of the screen."""
    blocked: str = ""
    """Method of the screen that returns why the key can't be used now, "" when it can."""
    manual: bool = False
    """Printed in the manual, so label and place are fixed."""
    help: str = ""
    """What the key does, in a sentence: for the tooltip, a screen reader and the table on the help page."""


HELP = Key("ヘルプ", "show_help", help="この画面の説明を開きます。")
TURN = Key("切替", "turn_page", manual=True, help="キーの次のページに切り替えます。")

Page = Mapping[int, Key]


def check_keys(owner: type, keys: Page) -> None:
    """Raise TypeError when a row has a number that no keyboard has, or names no method of `owner`."""
    for number, key in keys.items():
        if not FIRST <= number <= LAST:
            problem = f"{owner.__name__}: there is no key F{number}"
            raise TypeError(problem)
        for name in filter(None, (key.run, key.blocked)):
            if not callable(getattr(owner, name, None)):
                problem = f"{owner.__name__}: F{number} names no method {name!r}"
                raise TypeError(problem)


class Screen(QWidget):
    """One screen of the program. Subclasses set `id`, `title` and `keys`."""

    id: ClassVar[str] = ""
    title: ClassVar[str] = ""
    keys: ClassVar[tuple[Page, ...]] = ()
    page_names: ClassVar[tuple[str, ...]] = ()
    """Names of the pages where they are modes of the screen that F2 doesn't turn ("" is the screen itself)."""
    base: ClassVar[str] = ""
    """For a screen that is a step of another one: that one's id, so that both share a help page."""

    changed = Signal()
    """Something happened that may change what keys can do: the bar asks every `blocked` again."""
    page_turned = Signal()
    message = Signal(str, str)
    """Text and severity ("info", "warn", "error") for the message line."""
    help_asked = Signal(str)
    """A page of help, with "#" and the mode of the screen where it has one."""
    keys_asked = Signal(str)
    """The key sheet, beginning with the screen that has this id, and with this one of its tables: "inquiry#2"."""
    paper_asked = Signal(object)
    """A `Document` to be looked at before it is printed."""
    close_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = 0

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a table that names no method: a typo fails on import, not on the first key press."""
        super().__init_subclass__(**kwargs)
        cls.check_tables()
        if cls.page_names and len(cls.page_names) != len(cls.keys):
            problem = f"{cls.__name__}: {len(cls.keys)} pages of keys have {len(cls.page_names)} names"
            raise TypeError(problem)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own signature
        return tab_order.go_on(self, forward=next)

    # --- what every screen can do -------------------------------------------------------------------

    def show_help(self) -> None:
        """F1: the page of this screen, from the heading of its mode on where there is one."""
        step = self.id.removeprefix(f"{self.base}.") if self.base else ""
        mode = self.page_names[self.page] if self.page_names else step
        self.help_asked.emit(f"{self.base or self.id}#{mode}" if mode else self.id)

    def show_keys(self) -> None:
        """Ctrl+/: the key sheet."""
        self.keys_asked.emit(f"{self.id}#{self.page}")

    def turn_page(self) -> None:
        """F2: the next page of keys."""
        self.page = (self.page + 1) % len(self.keys)
        self.page_turned.emit()

    def show_mode(self, name: str) -> None:
        """Show the keys of this one of `page_names`."""
        self.page = self.page_names.index(name)
        self.page_turned.emit()

    def go_back(self) -> None:
        """F12: close this screen; the window asks about unsaved work first."""
        self.close_asked.emit()

    # --- what a screen may override -----------------------------------------------------------------

    def entered(self) -> None:
        """The screen became the visible one, for the first time or again."""

    def escape(self) -> None:
        """Esc: back one level. By default that is what F12 does."""
        self.go_back()

    def first_field(self) -> QWidget | None:
        """The field that gets the focus when the screen opens."""
        return None

    def unsaved(self) -> str:
        """What would be lost by closing now, as a short noun ("" = nothing)."""
        return ""

    def save_unsaved(self) -> bool:
        """Save what `unsaved` named. False when that was impossible; the screen says why itself."""
        return True

    def undo(self) -> str:
        """Take the last step of this screen back and return its name, "" when there is none."""
        return ""

    def left(self) -> None:
        """The screen was closed for good: stop timers, let subscriptions go."""

    def say(self, text: str, severity: str = "info") -> None:
        """Show a sentence in the message line."""
        self.message.emit(text, severity)

    def key(self, number: int) -> Key | None:
        """What F`number` does on the visible page. F1 is help on every page, printed there or not."""
        row = self.keys[self.page].get(number) if self.keys else None
        return HELP if row is None and number == FIRST else row

    def reason(self, key: Key) -> str:
        """Why `key` can't be used now, "" when it can."""
        return str(getattr(self.target(key), key.blocked)()) if key.blocked else ""

    def target(self, key: Key) -> object:
        """What has the methods that `key` names: the screen, or a part of it."""
        return self

    @classmethod
    def check_tables(cls) -> None:
        """Hold every row against the class that has its methods."""
        for page in cls.keys:
            check_keys(cls, page)


CLOSE = Key("閉じる", "go_back", help="この画面を閉じて、前の画面に戻ります。")


class Dispatcher(QObject):
    """Owns F1..F12 of the one window: the only place that makes shortcuts of them."""

    refused = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.screen: Screen | None = None
        for qt_key, number in F_KEYS.items():
            shortcut = QShortcut(QKeySequence(qt_key), window)
            shortcut.setAutoRepeat(False)
            shortcut.setProperty("number", number)
            shortcut.activated.connect(self._activated)

    def press(self, number: int) -> None:
        """Do what F`number` does now; the buttons of the bar come here too."""
        if self.screen is None or (key := self.screen.key(number)) is None:
            return
        if reason := self.screen.reason(key):
            self.refused.emit(reason)
        else:
            getattr(self.screen.target(key), key.run)()

    def _activated(self) -> None:
        self.press(int(cast("QShortcut", self.sender()).property("number")))


def typed_text(widget: QWidget | None) -> QLineEdit | QTextEdit | None:
    """`widget` as the text field in which something was typed that Ctrl+Z takes back; None when it is no such thing."""
    match widget:
        case QLineEdit() if widget.isUndoAvailable() and not widget.isReadOnly():
            return widget
        case QTextEdit() if widget.document().isUndoAvailable() and not widget.isReadOnly():
            return widget
        case _:
            return None


def all_taken_back(widget: QWidget | None) -> bool:
    """Whether `widget` is a text field whose typing was taken back, so that one Ctrl+Z more is one too many."""
    match widget:
        case QLineEdit():
            return widget.isRedoAvailable()
        case QTextEdit():
            return widget.document().isRedoAvailable()
        case _:
            return False


class KeyGuard(QObject):
    """Stops keys that belong to the input method, and keys that repeat because a finger rests on them.

    MS-IME uses F6 to F10, Enter and Esc itself while it composes; Qt lets them through to shortcuts all the same.

    It listens to each window and field once it has had the focus: the one gets every key first, the other what is
    composed. To listen to the whole program would ask Python about each of thousands of events, and while messages
    are sent every question waits until Python has time for it.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.composing = False
        self._stopped = False
        application.focusWindowChanged.connect(self._listen_to)
        application.focusObjectChanged.connect(self._follow)
        self._listen_to(application.focusWindow())
        self._follow(application.focusObject())

    def stop(self) -> None:
        """Let every key pass from now on."""
        self._stopped = True
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        try:
            return not self._stopped and self._stops(event)
        except Exception:  # noqa: BLE001  told below; raised from here it would be pending while the event's receiver
            # runs, and an override in Python that runs with an error pending ends the process (seen with PySide 6.12).
            self._stopped = True  # or it fails on every event
            sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]  # there is one
            return False

    def _follow(self, field: QObject | None) -> None:
        self.composing = False  # what was begun elsewhere has ended
        self._listen_to(field)

    def _listen_to(self, focused: QObject | None) -> None:
        # It is not kept: Qt deletes what it made without telling Python, and its place is given to another object.
        if focused is not None:
            focused.installEventFilter(self)  # a second time only puts it in front

    def _stops(self, event: QEvent) -> bool:
        # Its class is known at once; its type is a call and a look-up.
        if isinstance(event, QKeyEvent) and (kind := event.type()) != QEvent.Type.KeyRelease:
            if kind == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Undo):
                # A text field keeps Ctrl+Z to itself even when it has nothing to take back.
                return typed_text(QApplication.focusWidget()) is None
            acts = event.key() in _ACTING
            if (acts and event.isAutoRepeat() and not self._types_newline(event)) or (self.composing and acts):
                event.accept()  # an accepted ShortcutOverride starts no shortcut
                return True
        elif isinstance(event, QInputMethodEvent):
            self.composing = bool(event.preeditString())
        return False

    @staticmethod
    def _types_newline(event: QKeyEvent) -> bool:
        """Whether a resting Enter only writes empty lines into a message, which harms nobody."""
        focused = QApplication.focusWidget()
        return event.key() in ENTER and focused is not None and bool(focused.property("multiline"))

"""A clerk's hands: real key events on whatever has the focus, and an input method that composes.

`qtbot.keyClicks` aborts the process on a kanji, so text goes in as one event a character.
"""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def focused() -> QWidget:
    """What has the focus; a test without any is wrong."""
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    assert widget is not None, "nothing has the focus"
    return widget


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press and let go one key."""
    QTest.keyClick(focused(), key, modifier)


def rest_on(key: Qt.Key, times: int = 3) -> None:
    """A finger that rests on a key: it is down already, and repeats."""
    for _ in range(times):
        QTest.simulateEvent(focused(), True, int(key), NONE, "", True)


def type_text(text: str) -> None:
    """Characters as they reach a field when they need no input method."""
    for char in text:
        QApplication.sendEvent(focused(), QKeyEvent(QEvent.Type.KeyPress, 0, NONE, char))


def compose(preedit: str) -> None:
    """The input method shows what it holds and has not committed."""
    QApplication.sendEvent(focused(), QInputMethodEvent(preedit, []))


def commit(text: str) -> None:
    """The input method hands over its text."""
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(focused(), event)

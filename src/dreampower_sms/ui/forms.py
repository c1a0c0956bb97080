"""Fields with everything that belongs to one: label, accessible name, input method, error, Enter to the next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

W = TypeVar("W", bound=QWidget)

LATIN = Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText
DIGITS = Qt.InputMethodHint.ImhDigitsOnly
KANA = Qt.InputMethodHint.ImhPreferLowercase
ANY = Qt.InputMethodHint.ImhNone


class Line(QLineEdit):
    """A field of one line; Enter goes on to the next field."""

    def __init__(self, name: str, hint: str = "", input_method: Qt.InputMethodHint = ANY) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setInputMethodHints(input_method)
        self.returnPressed.connect(self._go_on)

    def _go_on(self) -> None:
        self.focusNextChild()


class Area(QPlainTextEdit):
    """A text of several lines. Enter is a new line; what the input method composes is told apart."""

    composing = Signal(int)
    """Number of characters that the input method holds and has not committed yet."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setProperty("multiline", True)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composing.emit(len(event.preeditString()))


class Choice(QComboBox):
    """A choice of a few. Enter goes on; F4 belongs to the screen, Alt+↓ opens the list."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


@dataclass(frozen=True, slots=True)
class Field(Generic[W]):
    """A widget with its label and its place for an error."""

    label: QLabel
    widget: W
    error: QLabel

    def show_error(self, text: str) -> None:
        """Say below the field what is wrong and how to mend it; "" takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self.widget.setAccessibleDescription(text)
        self.widget.setProperty("wrong", bool(text))
        self.widget.style().unpolish(self.widget)
        self.widget.style().polish(self.widget)

    def column(self) -> QVBoxLayout:
        """Label, widget and error one below the other."""
        layout = QVBoxLayout()
        layout.setSpacing(3)
        layout.addWidget(self.label)
        layout.addWidget(self.widget)
        layout.addWidget(self.error)
        return layout


def field(text: str, widget: W, on_change: Callable[[], None] | None = None) -> Field[W]:
    """Label, widget and error slot in one call; `on_change` runs when a person changes the text."""
    label = QLabel(text)
    label.setObjectName("caption")
    label.setBuddy(widget)
    if not widget.accessibleName():
        widget.setAccessibleName(text)
    error = QLabel()
    error.setObjectName("fieldError")
    error.setWordWrap(True)
    error.setAccessibleName(f"{text}の間違い")
    error.hide()
    if on_change is not None and isinstance(widget, (QLineEdit, QPlainTextEdit)):
        widget.textChanged.connect(on_change)
    return Field(label, widget, error)


def caption(text: str, name: str = "caption") -> QLabel:
    """A label that only says something."""
    label = QLabel(text)
    label.setObjectName(name)
    return label

"""Fields with everything that belongs to one: label, accessible name, input method, error, Enter to the next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import (
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from dreampower_sms.ui.keys import ENTER
from dreampower_sms.ui.ring import paint_ring
from dreampower_sms.ui.style import LEADING, airy_html, mark
from dreampower_sms.ui.tab_order import to_next_field

W = TypeVar("W", bound=QWidget)

LATIN = Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText
DIGITS = Qt.InputMethodHint.ImhDigitsOnly
ANY = Qt.InputMethodHint.ImhNone

_LEAST_LINES = 4
"""Height of a message field that has to share a small window."""
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Line(QLineEdit):
    """A field of one line; Enter goes on to the next field."""

    def __init__(self, name: str, hint: str = "", input_method: Qt.InputMethodHint = ANY) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setInputMethodHints(input_method)
        self.returnPressed.connect(self._go_on)

    def _go_on(self) -> None:
        to_next_field(self)


class Area(QTextEdit):
    """A plain text of several lines. Enter is a new line; what the input method composes is told apart.

    Not a QPlainTextEdit, because that can't set lines apart, and the font has no leading of its own.
    """

    composing = Signal(int)
    """Number of characters that the input method holds and has not committed yet."""

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.setProperty("multiline", True)
        self._set_lines_apart()

    def setPlainText(self, text: str) -> None:
        super().setPlainText(text)
        self._set_lines_apart()

    def clear(self) -> None:
        self.setPlainText("")

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(source.text())  # Qt's own way brings lines with a format of their own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & _COMMANDS and not self.isReadOnly():
            self.textCursor().insertBlock()  # Qt's own Enter in an empty line takes its format away and makes no line
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), round(self.fontMetrics().height() * LEADING * _LEAST_LINES))

    def _set_lines_apart(self) -> None:
        """Lines that are typed or pasted later take it over from the one they follow."""
        apart = QTextBlockFormat()
        apart.setLineHeight(LEADING * 100, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        everything = QTextCursor(self.document())
        everything.select(QTextCursor.SelectionType.Document)
        self.blockSignals(True)  # the text is the same
        self.document().setUndoRedoEnabled(False)
        everything.mergeBlockFormat(apart)
        self.document().setUndoRedoEnabled(True)
        self.blockSignals(False)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composing.emit(len(event.preeditString()))


class Choice(QComboBox):
    """A choice of a few. Enter goes on; F4 belongs to the screen, Alt+↓ opens the list."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            to_next_field(self)
        else:
            super().keyPressEvent(event)


class Check(QCheckBox):
    """A tick box. Space ticks it, Enter goes on."""

    def __init__(self, text: str, name: str = "") -> None:
        super().__init__(text)
        self.setAccessibleName(name or text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            to_next_field(self)
        else:
            super().keyPressEvent(event)


class Button(QPushButton):
    """A button of a screen, pressed by Space and by Enter. `kind`: "primary", "menu", "bar", "slot" or ""."""

    def __init__(self, text: str, kind: str = "", name: str = "") -> None:
        super().__init__(text)
        self.setAccessibleName(name or text.replace("&", ""))
        self.setAutoDefault(True)  # outside of dialogs Qt presses nothing on Enter
        if kind:
            self.setProperty("kind", kind)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("kind") == "primary":
            paint_ring(self, self.rect())


class _Wrapping(QStyledItemDelegate):
    """Qt breaks lines as if the padding of the style sheet were not there, and has too few of them."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        inside, whole = QStyleOptionViewItem(option), QStyleOptionViewItem(option)
        self.initStyleOption(whole, index)
        text = option.widget.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, whole, option.widget)
        inside.rect.setWidth(text.width())
        return super().sizeHint(inside, index)


class WrappedList(QListWidget):
    """A short list whose names go on in a second line where they are longer than it is wide."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setItemDelegate(_Wrapping(self))


class ItemList(WrappedList):
    """A short list, filled by hand; Enter and a double click emit `itemActivated`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.ensurePolished()  # or Qt keeps row heights from before the style sheet, and rows overlap


@dataclass(frozen=True, slots=True)
class Field(Generic[W]):
    """A widget with its label and its place for an error."""

    label: QLabel
    widget: W
    error: "Reading"

    def show_error(self, text: str) -> None:
        """Say below the field what is wrong and how to mend it; "" takes it away."""
        self.error.setText(text)
        self.error.setVisible(bool(text))
        self.widget.setAccessibleDescription(text)
        mark(self.widget, "wrong", bool(text))

    def column(self) -> QVBoxLayout:
        """Label, widget and error one below the other."""
        layout = QVBoxLayout()
        layout.setSpacing(3)
        layout.addWidget(self.label)
        layout.addWidget(self.widget)
        layout.addWidget(self.error)
        return layout


def field(text: str, widget: W, on_change: Callable[[], None] | None = None) -> Field[W]:
    """Label, widget and error slot in one call; `on_change` runs when the content changes."""
    label = QLabel(text)
    label.setObjectName("caption")
    label.setBuddy(widget)
    if not widget.accessibleName():
        widget.setAccessibleName(text)
    error = Reading(f"{text}の間違い", name="fieldError")
    error.setWordWrap(True)
    error.hide()
    if on_change is not None:
        _watch(widget, on_change)
    return Field(label, widget, error)


def _watch(widget: QWidget, on_change: Callable[[], None]) -> None:
    match widget:
        case QLineEdit() | QTextEdit():
            widget.textChanged.connect(on_change)
        case QComboBox():
            widget.currentIndexChanged.connect(on_change)
        case QAbstractButton():
            widget.toggled.connect(on_change)
        case _:
            problem = f"{type(widget).__name__} has no change to watch"
            raise TypeError(problem)


class Reading(QLabel):
    """A text of the program or of its data, with a word on what it tells. A screen reader gets both: Qt reads the
    accessible name of a label in place of its text, never beside it.
    """

    def __init__(self, tells: str, text: str = "", name: str = "") -> None:
        super().__init__()
        self._tells = tells
        self._text = ""
        self.setObjectName(name)
        self.setAccessibleName(tells)
        self.setText(text)

    def text(self) -> str:
        return self._text

    def setText(self, text: str) -> None:
        if text == self._text:  # many are told the same at every change: nothing has to be laid out anew
            return
        self._text = text
        self.setAccessibleName(f"{self._tells} {text}".strip())
        self._draw()

    def setWordWrap(self, on: bool) -> None:  # noqa: FBT001  Qt's own signature
        super().setWordWrap(on)
        self._draw()

    def _draw(self) -> None:
        """A text that may have several lines is drawn with room between them, which only markup can do."""
        airy = self.wordWrap() and bool(self._text)  # also of a blank, which keeps the place of a line
        self.setTextFormat(Qt.TextFormat.RichText if airy else Qt.TextFormat.PlainText)
        super().setText(airy_html(self._text) if airy else self._text)


class Tail(Reading):
    """A `Reading` of any length in one line: what does not fit ends in "…", and the tooltip has all of it."""

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * _SHORTEST, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        self.style().drawItemText(
            painter, room, int(self.alignment()), self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )


_SHORTEST = 8
"""Characters that are always seen of a `Tail`."""


def caption(text: str, name: str = "caption") -> QLabel:
    """A label that only says something."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)  # a customer may be called <b>
    return label

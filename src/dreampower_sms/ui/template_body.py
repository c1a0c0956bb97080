"""The text of a template: fields stand out, faults are underlined, and `{` opens the list of fields at the cursor."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from dreampower_sms.domain.proofreading import Remark
from dreampower_sms.domain.templates import examine
from dreampower_sms.ui import text_places
from dreampower_sms.ui.field_list import matching, slot_text
from dreampower_sms.ui.field_popup import FieldPopup
from dreampower_sms.ui.forms import Area
from dreampower_sms.ui.keys import ENTER, Screen
from dreampower_sms.ui.style import colours, tone

_BRACES = ("{", "｛")
_STEP = 3
"""Pixels from one corner of a wave to the next, across and down."""


class TemplateBody(Area):
    """Keys while the list is open: ↑↓ choose, Enter or Tab puts the field in, Esc closes.

    What the input method composes is its own: the list waits until it is committed.
    """

    list_closed = Signal()

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__(name, hint)
        self._popup: FieldPopup | None = None
        self._brace: int | None = None
        """Qt's place of the brace whose field is being typed; None while none is."""
        self._own_brace = False
        """The brace came with a key of the screen, so Esc takes it away again."""
        self._preedit = False
        self._waves: list[tuple[QTextCursor, str]] = []
        """Places to underline, each with the name of its colour. Cursors move along with what is typed before them."""
        self.cursorPositionChanged.connect(self._look)
        self.textChanged.connect(self._look)
        self.textChanged.connect(self._mark_fields)

    # --- the list ------------------------------------------------------------------------------------------

    def open_list(self) -> None:
        """Open the list at the cursor by a key or a button: the brace comes by itself."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._brace is None:
            self.textCursor().insertText("{")
            self._begin()
            self._own_brace = True

    def close_list(self) -> bool:
        """Close the list; what was typed stays. False: there was none."""
        if self._brace is None:
            return False
        if self._own_brace and self._typed() == "":
            self.textCursor().deletePreviousChar()
        self._end()
        return True

    def list_is_open(self) -> bool:
        """Whether the list is seen."""
        return self._popup is not None and self._popup.isVisible()

    def candidates(self) -> FieldPopup:
        """The list itself; made when it is first needed, over the screen that the text stands on."""
        if self._popup is None:
            over: QWidget = self
            while not isinstance(over, Screen) and (above := over.parentWidget()) is not None:
                over = above
            self._popup = FieldPopup(over)
            self._popup.itemClicked.connect(self._take)
        return self._popup

    def insert_slot(self, slot: str) -> None:
        """Put a field in at the cursor, as one step for Ctrl+Z."""
        self.textCursor().insertText(slot)
        self.ensureCursorVisible()

    # --- what stands out ---------------------------------------------------------------------------------------

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        """Underline what is wrong where it stands."""
        text = self.toPlainText()
        self._waves = [
            (self._select(text, remark.index, remark.index + remark.length), "bad" if remark.is_error else "wait")
            for remark in remarks
            if remark.length
        ]
        self.viewport().update()

    def _mark_fields(self) -> None:
        """Give the fields that are right a colour."""
        text = self.toPlainText()
        template, faults = examine(text)
        wrong = {fault.index for fault in faults}
        marks: list[QTextEdit.ExtraSelection] = []
        for slot in template.slots:
            if slot.index not in wrong:
                end = text.index("}", slot.index) + 1
                marks.append(self._mark(text, slot.index, end, _field_format()))
        self.setExtraSelections(marks)

    def underlined(self) -> list[tuple[str, str]]:
        """What is underlined now, each with its tone."""
        return [(cursor.selectedText(), colour) for cursor, colour in self._waves]

    def go_to(self, remark: Remark) -> None:
        """Select the place of a remark."""
        self.setTextCursor(self._select(self.toPlainText(), remark.index, remark.index + remark.length))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_waves"):  # Qt calls it while it builds us
            self._mark_fields()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the waves by hand: Qt clips an underline of its own at the bottom of the line, where this font ends."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for cursor, colour in self._waves:
            painter.setPen(QPen(QColor(tone(colour)), 1.4))
            for left, right, bottom in self._runs(cursor):
                painter.drawPolyline(_wave(left, right, bottom))

    # --- keys ------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.list_is_open()
        ):
            event.accept()  # or the window's Esc would leave the screen
            return True
        return super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own signature
        return not self.list_is_open() and super().focusNextPrevChild(next)  # the open list has Tab as a key

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.list_is_open() and not self._preedit and self._is_for_list(event):
            return
        is_text = self._doubles(event.text())
        super().keyPressEvent(event)
        if event.text() in _BRACES and not is_text:
            self._begin()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = bool(event.preeditString())
        is_text = self._doubles(event.commitString())
        super().inputMethodEvent(event)
        if self._preedit:
            if self._popup is not None:
                self._popup.hide()  # the input method shows its own list there
        elif event.commitString().endswith(_BRACES) and not is_text:
            self._begin()
        else:
            self._look()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._end()

    # --- inside ----------------------------------------------------------------------------------------------

    def _is_for_list(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Up:
                self.candidates().step(-1)
            case Qt.Key.Key_Down:
                self.candidates().step(1)
            case Qt.Key.Key_Tab:
                self._take()
            case Qt.Key.Key_Escape:
                self.close_list()
            case key if key in ENTER:
                self._take()
            case _:
                return False
        return True

    def _doubles(self, typed: str) -> bool:
        """Whether this makes two braces of the one that opened the list: they stand for a brace in the text."""
        if typed != "{" or self._brace is None:
            return typed.endswith("{{")
        return self._typed() == "" and self.document().characterAt(self._brace) == "{"

    def _begin(self) -> None:
        self._brace, self._own_brace = self.textCursor().position() - 1, False
        self._look()

    def _typed(self) -> str | None:
        """What stands between the brace and the cursor; None when that is no field being typed any more."""
        if self._brace is None or self.textCursor().hasSelection():
            return None
        cursor = self.textCursor()
        if cursor.position() <= self._brace:
            return None
        cursor.setPosition(self._brace, QTextCursor.MoveMode.KeepAnchor)
        begun = cursor.selectedText()
        if not begun.startswith(_BRACES) or any(mark in begun[1:] for mark in "{}｛｝\u2029"):
            return None
        return begun[1:]

    def _look(self) -> None:
        """Show what fits what was typed; nothing fits: the list goes, and comes back when something does."""
        if self._brace is None or self._preedit:
            return
        typed = self._typed()
        if typed is None:
            self._end()
            return
        found, popup = matching(typed), self.candidates()
        if not found:
            popup.hide()
            return
        popup.show_fields(found)
        place = self.cursorRect()
        popup.show_at(self.viewport().mapTo(popup.over, place.topLeft()), place.height() + 4)

    def _take(self) -> None:
        """Put the chosen field in the place of what was typed."""
        chosen, brace = self.candidates().chosen(), self._brace
        if chosen is None or brace is None:
            return
        cursor = self.textCursor()
        behind = self.document().characterAt(cursor.position())
        end = cursor.position() + (1 if behind in ("}", "｝") else 0)
        self._end()
        cursor.setPosition(brace)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(slot_text(chosen[0].name, chosen[1]))
        self.setTextCursor(cursor)

    def _end(self) -> None:
        was_open = self._brace is not None
        self._brace = None
        if self._popup is not None:
            self._popup.hide()
        if was_open:
            self.list_closed.emit()

    def _mark(self, text: str, start: int, end: int, shape: QTextCharFormat) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        mark.cursor, mark.format = self._select(text, start, end), shape
        return mark

    def _select(self, text: str, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(text_places.units(text, start))
        cursor.setPosition(text_places.units(text, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _runs(self, cursor: QTextCursor) -> list[tuple[int, int, int]]:
        """Left, right and bottom of a place in each line that it stands in."""
        at = QTextCursor(self.document())
        runs: dict[int, tuple[int, int]] = {}
        for place in range(cursor.selectionStart(), cursor.selectionEnd() + 1):
            at.setPosition(place)
            here = self.cursorRect(at)
            left, right = runs.get(here.bottom(), (here.left(), here.left()))
            runs[here.bottom()] = (min(left, here.left()), max(right, here.left()))
        return [(left, right, bottom) for bottom, (left, right) in runs.items() if right > left]


def _field_format() -> QTextCharFormat:
    shape = QTextCharFormat()
    shape.setForeground(QColor(colours().accent))
    return shape


def _wave(left: int, right: int, bottom: int) -> list[QPointF]:
    """A zigzag just below a line."""
    steps = range(left, right + 1, _STEP)
    return [QPointF(x, bottom + (1 if number % 2 else _STEP)) for number, x in enumerate(steps)]

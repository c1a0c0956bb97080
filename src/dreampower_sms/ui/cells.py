"""How one cell of a long list is painted.

Qt's own way asks Python seven questions a cell and lays the text out three times. A cell that is nothing but text, as
nearly all are, is asked about once here, and its text is laid out when it is seen first: a whole list is painted in
half the time, and as long as that takes the window hears no key. A test compares both ways dot by dot.
"""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QStaticText
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from dreampower_sms.ui.columns import AIR, LEFT, RIGHT
from dreampower_sms.ui.rows_model import Look, RowsModel
from dreampower_sms.ui.style import tone

_SAME_CELL = "\u2028"
"""What a new line in a cell becomes, as Qt's own delegates have it."""
_KEPT = 4096
"""Texts that stay laid out: more than are seen at a time in the largest window."""
_State = QStyle.StateFlag
_LOOKED_AT = (_State.State_Enabled | _State.State_Selected | _State.State_HasFocus | _State.State_MouseOver).value
_PLAIN = _State.State_Enabled.value
"""A cell that is there to be read: not chosen, and the mouse is elsewhere."""
_TEXT = QStyleOptionViewItem.ViewItemFeature.HasDisplay
_TICK = QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
_NO_PART = QStyleOptionViewItem.ViewItemFeature(0)
_PARTS = {(True, False): _TEXT, (False, False): _NO_PART, (True, True): _TEXT | _TICK, (False, True): _TICK}
"""By whether there is text and a tick. Made once: to put flags together takes as long as all else that Python does
for a cell.
"""


class _LaidOut(NamedTuple):
    """A text as it stands in a cell, and its pixels: with a fallback font it is higher than others."""

    text: QStaticText
    width: float
    height: int


class Cells(QStyledItemDelegate):
    """Paints the cells of one list."""

    def __init__(self, view: QTableView, model: RowsModel) -> None:
        super().__init__(view)
        self._view, self._rows = view, model
        self._fitted: dict[tuple[str, int], _LaidOut] = {}
        """By text and the pixels that it has."""
        self._whole: dict[str, _LaidOut] = {}
        """Those of them that are not cut: they stay as they are in a wider column, and a new list widens several."""
        self._margin = 0
        self.measure()

    def measure(self) -> None:
        """The font is another one: all texts need other room."""
        self._fitted.clear()
        self._whole.clear()
        self._margin = self._view.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self._view) + 1

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = self._rows.look(index)
        plain = option.state.value & _LOOKED_AT == _PLAIN and look.align in (LEFT, RIGHT)
        if not plain or look.ticked is not None or "\n" in look.text:
            super().paint(painter, option, index)
        elif look.text:
            rect = option.rect
            left, room = rect.left() + self._margin, rect.width() - 2 * self._margin
            text, width, height = self._lay_out(_line(look), room)
            if look.align == RIGHT:
                left += room - width
            painter.setPen(_colour(tone(look.tone or "text")))
            painter.drawStaticText(QPointF(left, rect.top() + rect.height() // 2 - height // 2), text)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        look = self._rows.look(index)
        if isinstance(index, QModelIndex):  # Qt passes no other; the annotation of PySide knows two
            option.index = index
        option.displayAlignment = look.align
        option.features = _PARTS[bool(look.text), look.ticked is not None]
        if look.text:
            option.text = _line(look)
        if look.tone:
            option.palette.setColor(QPalette.ColorRole.Text, _colour(tone(look.tone)))
        if look.ticked is not None:
            option.checkState = Qt.CheckState.Checked if look.ticked else Qt.CheckState.Unchecked

    def _lay_out(self, line: str, room: int) -> _LaidOut:
        found = self._whole.get(line)
        if found is not None and found.width < room:
            return found
        found = self._fitted.get((line, room))
        if found is None:
            if len(self._fitted) >= _KEPT:
                self.measure()
            shown = self._view.fontMetrics().elidedText(line, self._view.textElideMode(), room)
            text = QStaticText(shown)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.prepare(font=self._view.font())
            found = _LaidOut(text, text.size().width(), int(text.size().height()))
            self._fitted[line, room] = found
            if shown == line:
                self._whole[line] = found
        return found


@lru_cache
def _colour(name: str) -> QColor:
    return QColor(name)


def _line(look: Look) -> str:
    line = look.text.replace("\n", _SAME_CELL)
    return f"{line}{AIR}" if look.align == RIGHT else line

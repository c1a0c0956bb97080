"""The table of a long list, read by keyboard. Its model and how rows come are in `ui.rows_model`."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSettings, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from dreampower_sms.ui.cells import Cells
from dreampower_sms.ui.columns import AIR, RIGHT
from dreampower_sms.ui.rows_model import GONE, PAGE, UNREADABLE, WAITING, Index, RowsModel
from dreampower_sms.ui.style import tone
from dreampower_sms.ui.widths import Wish, shared

_LEAST_ROWS, _USUAL_ROWS = 1, 3
"""Rows that are seen in the smallest window, and where there is some room."""
_EDGES, _NEAR = 1.4, 0.8
"""Room beside the text of a heading, and of a cell where there is little, in lines of the font in use."""
_MEASURED = 40
"""Rows of which the widths of columns are made: what the eye sees first."""
_PREVIEW, _LONGEST = 16, 40
"""Digits: with less the beginning of a text says nothing; of more no other column is left out."""

__all__ = ["GONE", "PAGE", "UNREADABLE", "WAITING", "RowsModel", "RowsView"]


class RowsView(QTableView):
    """A table that is read by keyboard: one row at a time, Home and End, Enter opens it, Ctrl+C copies it."""

    chosen = Signal(int)
    """Enter or a double click on a row: its id."""
    moved = Signal(int)
    """Another row became the current one: its id, -1 for none."""

    kept_whole = 0
    """Digits of a text that are not cut for want of room: the list scrolls sideways instead."""

    def __init__(self, model: RowsModel, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.hint = hint
        self._memory: tuple[QSettings, str] | None = None
        self._own_widths = False
        """Whether the clerk set the widths."""
        self._fitting = False
        self._seen: dict[int, int] = {}
        """The widest cell of each column at this zoom. It only grows, or columns would jump while messages are sent."""
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionsMovable(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setCornerButtonEnabled(False)
        self.doubleClicked.connect(self._choose)
        self._cells = Cells(self, model)
        self.setItemDelegate(self._cells)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.renewed.connect(self._measure)
        self._fit_rows()

    def fit(self) -> None:
        """Row height and column widths by the font in use; widths also by the room, until the clerk changes one."""
        self._fit_rows()
        room = self.viewport().width()
        self._fitting = True
        if self._own_widths:
            self._bring_back(room)
        else:
            longest = _LONGEST * self.fontMetrics().horizontalAdvance("0")
            with QSignalBlocker(self.horizontalHeader()):  # or Qt paints the whole list once more, a moment later
                for section, width in enumerate(shared(self._wishes(), room, longest)):
                    self.setColumnHidden(section, not width)
                    if width:
                        self.setColumnWidth(section, width)
            self.updateGeometries()
            self.viewport().update()
        self._fitting = False

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(int(self.fontMetrics().height() * 1.7))

    def current_id(self) -> int | None:
        """The id of the current row."""
        return self._rows.id_at(self.currentIndex().row())

    def select_id(self, identifier: int) -> bool:
        """Make the row with this id the current one; False when it is not in the list."""
        row = self._rows.row_of(identifier)
        if row >= 0:
            self.setCurrentIndex(self._rows.index(row, 0))
        return row >= 0

    def select_row(self, row: int) -> None:
        """Make this row the current one, as far as there is one."""
        if 0 <= row < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(row, 0))

    def show_ids(self, ids: Sequence[int], rows: Mapping[int, Any] | None = None) -> None:
        """Show another list in the model and stay on the current row; where it is gone, go to the first one."""
        current = self.current_id()
        self._rows.show_ids(ids, rows)
        if current is None or not self.select_id(current):
            self.select_row(0)

    def renew_ids(self, ids: Sequence[int]) -> None:
        """Show the same list, read anew: new rows in front of it push nothing away that the eye rests on."""
        bar = self.verticalScrollBar()
        place = bar.value()
        if not (added := self._rows.add_before(ids)):
            self.show_ids(ids)
        elif place:
            bar.setValue(place + added)

    def remember(self, settings: QSettings, key: str) -> None:
        """Restore widths and order of the columns, and keep what is changed from now on, for each zoom its own."""
        self._memory = (settings, f"columns/{key}/{'+'.join(column.key for column in self._rows.columns)}")
        self._restore()
        self.horizontalHeader().sectionResized.connect(self._resized)
        self.horizontalHeader().sectionMoved.connect(self._keep)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height_of(_USUAL_ROWS))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height_of(_LEAST_ROWS))

    def _height_of(self, rows: int) -> int:
        lines = self.verticalHeader().defaultSectionSize() * rows
        return self.horizontalHeader().sizeHint().height() + lines + 2 * self.frameWidth()

    def reset(self) -> None:
        """Qt's call for another list. One without rows has no current row either: say so."""
        super().reset()
        self._measure()
        if not self._rows.rowCount():
            self.moved.emit(-1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._own_widths = False
            self._cells.measure()
            self._seen.clear()
            self._restore()
            self._measure()
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            identifier = self._rows.id_at(current.row())
            self.moved.emit(-1 if identifier is None else identifier)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif plain and event.key() == Qt.Key.Key_Home:
            self.select_row(0)
        elif plain and event.key() == Qt.Key.Key_End:
            self.select_row(self._rows.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt would look for a typed letter in every row, and so fetch the whole list page by page."""

    def copy(self) -> None:
        """Put the current row on the clipboard, cells parted by tabs."""
        row = self.currentIndex().row()
        cells = [str(self._rows.index(row, c).data() or "") for c in range(self._rows.columnCount())]
        QGuiApplication.clipboard().setText("\t".join(cells))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._rows.rowCount() == 0 and self.hint:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tone("faint")))
            room = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.hint)

    def _choose(self) -> None:
        identifier = self.current_id()
        if identifier is not None:
            self.chosen.emit(identifier)

    def _place(self) -> str:
        return f"{self._memory[1] if self._memory else ''}@{self.font().pointSizeF():.1f}"

    def _measure(self) -> None:
        """Look at the rows that are seen first. Once a list: a column that grows while somebody scrolls would jump."""
        rows = self._rows.rows_here(max(self.rowAt(0), 0), _MEASURED)
        advance = self.fontMetrics().horizontalAdvance
        air = advance(AIR)
        grown = False
        for section, column in enumerate(self._rows.columns if rows else ()):
            widest = 0 if column.preview else max(map(advance, {column.show(row) for row in rows}))
            widest += air * (column.align == RIGHT)
            if widest > self._seen.get(section, -1):
                self._seen[section], grown = widest, True
        if grown:
            self.fit()

    def _wishes(self) -> list[Wish]:
        """What the columns ask for: their headings, the cells that were seen, and room by their kind."""
        metrics = self.fontMetrics()
        digit, edges, near = metrics.horizontalAdvance("0"), _EDGES * metrics.height(), _NEAR * metrics.height()
        columns = self._rows.columns
        header = self.horizontalHeader().sectionSizeFromContents  # with the arrow of the order, where there is one
        previews = any(column.preview for column in columns)
        wishes: list[Wish] = []
        for section, column in enumerate(columns):
            air = metrics.horizontalAdvance(AIR) * (column.align == RIGHT)
            usual = round(column.width * digit + edges)
            heading = max(round(metrics.horizontalAdvance(column.title) + edges + air), header(section).width())
            known = (_PREVIEW if column.preview else column.width if column.firm else 0) * digit
            cells = round(max(self._seen[section], known) + near) if section in self._seen else usual
            need = max(heading, cells)
            fills = column.preview if previews else not column.firm
            least = need if column.firm else min(need, max(heading, self.kept_whole * digit))
            wishes.append(Wish(least, need, usual, usual * fills, column.drop))
        return wishes

    def _bring_back(self, room: int) -> None:
        """The clerk's own widths stay; what was left out for want of room comes back where there is some."""
        sections = range(self._rows.columnCount())
        away = [section for section in sections if self.isColumnHidden(section)]
        usual = [wish.usual for wish in self._wishes()]
        last = max(set(sections) - set(away), key=self.horizontalHeader().visualIndex)  # is as wide as there is room
        free = {*away, last}
        if away and sum(usual[each] if each in free else self.columnWidth(each) for each in sections) <= room:
            for section in away:
                self.setColumnHidden(section, False)
                self.setColumnWidth(section, usual[section])

    def _resized(self, section: int) -> None:
        """A column has another width; the last one also when the window has."""
        header = self.horizontalHeader()
        after = range(header.visualIndex(section) + 1, header.count())
        if any(not header.isSectionHidden(header.logicalIndex(place)) for place in after):
            self._keep()

    def _keep(self) -> None:
        if self._memory is not None and not self._fitting:
            self._own_widths = True
            self._memory[0].setValue(self._place(), self.horizontalHeader().saveState())

    def _restore(self) -> None:
        state = self._memory[0].value(self._place()) if self._memory is not None else None
        if isinstance(state, QByteArray):
            self._fitting = True
            self._own_widths = self.horizontalHeader().restoreState(state)
            self._fitting = False

"""The list that a search found: a tick before each row, sorted by any column, all by keyboard."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QHeaderView

from dreampower_sms.ui.columns import Column
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.rows import RowsView
from dreampower_sms.ui.rows_model import Fetch, Index, Look, Role, RowsModel
from dreampower_sms.ui.ticks import Ticks

_TICKED, _NOT_TICKED = "出力する", "出力しない"
TICK_COLUMN = Column("tick", "出力", lambda _row: "", 4, firm=True)
_LAST_DIGIT = 9
_CTRL, _KEYPAD = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.KeypadModifier


class TickedModel(RowsModel):
    """Rows with a tick in the first column. What a row is not (yet) stands in the second."""

    ticked = Signal()
    """Other rows are ticked now."""

    def __init__(self, columns: Sequence[Column], fetch: Fetch, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__((TICK_COLUMN, *columns), fetch, jobs, parent)
        self.ticks = Ticks()

    @property
    def ids(self) -> Sequence[int]:
        """All rows, in their order."""
        return self._ids

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid() or index.column():
            return super().data(index, role)
        on = self._has_tick(index)
        match role:
            case Role.CheckStateRole:
                return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            case Role.AccessibleTextRole:
                return f"{_TICKED if on else _NOT_TICKED}、{super().data(index, role)}"
            case Role.ToolTipRole:
                return _TICKED if on else _NOT_TICKED
            case Role.DisplayRole:
                return ""
            case _:
                return super().data(index, role)

    def look(self, index: Index) -> Look:
        if index.column():
            return super().look(index)
        return Look("", TICK_COLUMN.align, ticked=self._has_tick(index))

    def _has_tick(self, index: Index) -> bool:
        return self.ticks.has(self._ids[index.row()])

    def toggle(self, row: int) -> None:
        """Tick a row or untick it."""
        if (identifier := self.id_at(row)) is not None:
            self.ticks.toggle(identifier)
            self.tell_ticks(row, row)

    def tell_ticks(self, first: int = 0, last: int = -1) -> None:
        """These rows (all) look different now."""
        if self.rowCount():
            end = self.rowCount() - 1 if last < 0 else last
            self.dataChanged.emit(self.index(first, 0), self.index(end, 0), [Role.CheckStateRole])
        self.ticked.emit()

    def _without_row(self, index: Index) -> str:
        return super()._without_row(self.index(index.row(), index.column() - 1))


class TickedView(RowsView):
    """Space ticks, Ctrl+A ticks all, Ctrl+I inverts, Ctrl+1 to Ctrl+9 sort; so do clicks on ticks and headings."""

    sort_asked = Signal(str)
    """The key of a column."""
    kept_whole = 80
    """All of them: a shop chose these columns to be read, as many as they are. What is longer is a memo."""

    def __init__(self, model: TickedModel, name: str, hint: str) -> None:
        super().__init__(model, name, hint)
        self._model = model
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._heading_clicked)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)

    def show_order(self, key: str, *, descending: bool) -> None:
        """Mark the column that the list is sorted by; "" for none of them."""
        places = [place for place, column in enumerate(self._model.columns) if column.key == key]
        header = self.horizontalHeader()
        header.setSortIndicatorShown(bool(places))
        if places:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(places[0], order)
        self.fit()  # the arrow takes room

    def tick_all(self) -> None:
        """Ctrl+A: tick every row; when all are, none."""
        rows = self._model.rowCount()
        self._model.ticks.set_all(on=self._model.ticks.count(rows) < rows)
        self._model.tell_ticks()

    def invert(self) -> None:
        """Ctrl+I: tick the others."""
        self._model.ticks.invert()
        self._model.tell_ticks()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~_KEYPAD
        digit = event.key() - Qt.Key.Key_0
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.tick_all()
        elif event.key() == Qt.Key.Key_Space and not modifiers:
            self._model.toggle(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_I and modifiers == _CTRL:
            self.invert()
        elif modifiers == _CTRL and 1 <= digit <= _LAST_DIGIT:
            self._sort_by_place(digit)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and not index.column() and event.button() == Qt.MouseButton.LeftButton:
            self._model.toggle(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not index.column():
            self.mousePressEvent(event)  # two quick ticks, no wish to open the row
        else:
            super().mouseDoubleClickEvent(event)

    def copy(self) -> None:
        """Put the cells of the current row on the clipboard, without the tick."""
        row = self.currentIndex().row()
        cells = [str(self._model.index(row, c).data() or "") for c in range(1, self._model.columnCount())]
        QGuiApplication.clipboard().setText("\t".join(cells))

    def _sort_by_place(self, number: int) -> None:
        header = self.horizontalHeader()
        shown = [header.logicalIndex(place) for place in range(header.count())]
        columns = [section for section in shown if section]
        if number <= len(columns):
            self.sort_asked.emit(self._model.columns[columns[number - 1]].key)

    def _heading_clicked(self, section: int) -> None:
        if section:
            self.sort_asked.emit(self._model.columns[section].key)
        else:
            self.tick_all()

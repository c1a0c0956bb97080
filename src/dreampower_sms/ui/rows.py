"""Long lists: all ids at once, the rows in pages where the eye is.

Two hundred thousand ids are 1.6 MB and come in a tenth of a second, so the scroll bar is true and End goes to the last
row; `fetchMore` gives neither. `data` never waits: a page that is not there yet shows "…", is asked for once, and
`dataChanged` goes out when it comes. What comes for an older list is dropped. A row that can't be read says so
in its own place.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from dreampower_sms.ui.columns import Column
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.style import tone

PAGE = 200
_KEPT = 50
WAITING = "…"
GONE = "（削除されています）"
UNREADABLE = "（読み込めませんでした）"
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], Mapping[int, Any]]


class RowsModel(QAbstractTableModel):
    """A table of rows by id. `fetch` runs off the window's thread and gives the rows for the ids it is asked."""

    def __init__(self, columns: Sequence[Column], fetch: Fetch, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch, self._jobs = fetch, jobs
        self._ids: Sequence[int] = ()
        self._pages: OrderedDict[int, Mapping[int, Any]] = OrderedDict()
        self._asked: set[int] = set()
        """Pages that are on their way or here as they are now; a page that is here but not asked is outdated."""
        self._broken: set[int] = set()
        self._edition = 0

    def show_ids(self, ids: Sequence[int], rows: Mapping[int, Any] | None = None) -> None:
        """Show another list. `rows`: those of the first page, when they came with the ids."""
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self._forget_asked()
        if rows and len(ids):
            self._pages[0] = rows
            self._asked.add(0)
        self.endResetModel()

    def reload(self) -> None:
        """Fetch what is shown anew; selection and place stay, and old rows stand until the new ones are here."""
        self._forget_asked()
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(self.columns) - 1))

    def id_at(self, row: int) -> int | None:
        """The id in this row, None outside the list."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, identifier: int) -> int:
        """Where an id stands, -1 when it is not in the list."""
        try:
            return self._ids.index(identifier)
        except ValueError:
            return -1

    def row_at(self, row: int) -> Any | None:
        """The row itself, None while it is on its way or can't be had."""
        page = self._page(row // PAGE)
        return None if page is None else page.get(self._ids[row])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].align
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row = self.row_at(index.row())
            return self._without_row(index) if row is None else column.show(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            row = self.row_at(index.row())
            name = "faint" if row is None else column.tone(row) if column.tone is not None else ""
            return QColor(tone(name)) if name else None
        return None

    def _without_row(self, index: Index) -> str:
        page = index.row() // PAGE
        if page not in self._pages and page not in self._broken:
            return WAITING
        if index.column():
            return ""
        return GONE if page in self._pages else UNREADABLE

    def _page(self, number: int) -> Mapping[int, Any] | None:
        if number not in self._asked:
            self._ask(number)
        page = self._pages.get(number)
        if page is not None:
            self._pages.move_to_end(number)
        return page

    def _ask(self, page: int) -> None:
        self._asked.add(page)
        edition = self._edition
        ids = self._ids[page * PAGE : (page + 1) * PAGE]
        self._jobs.start(
            self,
            lambda _job: self._fetch(ids),
            lambda rows: self._arrive(edition, page, rows),
            failed=lambda error: self._fail(edition, page, error),
        )

    def _arrive(self, edition: int, page: int, rows: Mapping[int, Any]) -> None:
        if edition != self._edition:
            return
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > _KEPT:
            old, _ = self._pages.popitem(last=False)
            self._asked.discard(old)
        self._tell(page)

    def _fail(self, edition: int, page: int, error: Exception) -> None:
        self._jobs.failed.emit(error)
        if edition == self._edition:
            self._broken.add(page)
            self._tell(page)

    def _tell(self, page: int) -> None:
        last = min((page + 1) * PAGE, len(self._ids)) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))

    def _forget_asked(self) -> None:
        self._asked.clear()
        self._broken.clear()
        self._edition += 1


class RowsView(QTableView):
    """A table that is read by keyboard: one row at a time, Home and End, Enter opens it, Ctrl+C copies it."""

    chosen = Signal(int)
    """Enter or a double click on a row: its id."""
    moved = Signal(int)
    """Another row became the current one: its id, -1 for none."""

    def __init__(self, model: RowsModel, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.hint = hint
        self._memory: tuple[QSettings, str] | None = None
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
        self.fit()

    def fit(self) -> None:
        """Row height and first column widths by the font in use."""
        metrics = QFontMetrics(self.font())
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(int(metrics.height() * 1.7))
        for section, column in enumerate(self._rows.columns):
            self.setColumnWidth(section, metrics.horizontalAdvance("0") * column.width + 12)

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

    def remember(self, settings: QSettings, key: str) -> None:
        """Restore widths and order of the columns, and keep what is changed from now on, for each zoom its own."""
        self._memory = (settings, f"columns/{key}/{'+'.join(column.key for column in self._rows.columns)}")
        self._restore()
        self.horizontalHeader().sectionResized.connect(self._keep)
        self.horizontalHeader().sectionMoved.connect(self._keep)

    def reset(self) -> None:
        """Qt's call for another list. One without rows has no current row either: say so."""
        super().reset()
        if not self._rows.rowCount():
            self.moved.emit(-1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()
            self._restore()

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

    def _keep(self) -> None:
        if self._memory is not None:
            self._memory[0].setValue(self._place(), self.horizontalHeader().saveState())

    def _restore(self) -> None:
        if self._memory is not None and (state := self._memory[0].value(self._place())) is not None:
            self.horizontalHeader().restoreState(state)

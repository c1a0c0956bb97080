"""Long lists: all ids at once, the rows in pages where the eye is.

Two hundred thousand ids are 1.6 MB and come in a tenth of a second, so the scroll bar is true and End goes to the last
row; `fetchMore` gives neither. `data` never waits: a page that is not there yet shows "…", is asked for once, and
`dataChanged` goes out when it comes. What comes for an older list is dropped. A row that can't be read says so
in its own place.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from dreampower_sms.ui.columns import AIR, RIGHT, Column
from dreampower_sms.ui.jobs import Jobs

PAGE = 200
_KEPT = 50
_FLYING = 1
"""Pages that are fetched at a time: more would only take turns with the painting of the list."""
_WAITING_PAGES = 2
"""Of those that wait, the ones that an eye between two pages sees."""
WAITING = "…"
GONE = "（削除されています）"
UNREADABLE = "（読み込めませんでした）"
Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[Sequence[int]], Mapping[int, Any]]


class Look(NamedTuple):
    """All that is painted of a cell."""

    text: str
    align: Qt.AlignmentFlag
    tone: str = ""
    """Name of its colour, "" for the usual one."""
    ticked: bool | None = None
    """None where there is nothing to tick."""


class RowsModel(QAbstractTableModel):
    """A table of rows by id. `fetch` runs off the window's thread and gives the rows for the ids it is asked."""

    renewed = Signal()
    """The first rows of another list, or of the same one anew, are here; not those that come by scrolling."""

    def __init__(self, columns: Sequence[Column], fetch: Fetch, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch, self._jobs = fetch, jobs
        self._ids: Sequence[int] = ()
        self._pages: OrderedDict[int, Mapping[int, Any]] = OrderedDict()
        self._asked: set[int] = set()
        """Pages that are on their way or here as they are now; a page that is here but not asked is outdated."""
        self._before: Mapping[int, Any] = {}
        """Rows by id that were seen before the same list was read anew: they stand until their pages are here."""
        self._broken: set[int] = set()
        self._edition = 0
        self._wanted: OrderedDict[int, None] = OrderedDict()
        """Pages that the eye fell on while others were on their way, the latest last."""
        self._flying = 0
        self._renewing = False

    def show_ids(self, ids: Sequence[int], rows: Mapping[int, Any] | None = None) -> None:
        """Show another list. `rows`: those of the first page, when they came with the ids."""
        self.beginResetModel()
        self._ids, self._before = ids, {}
        self._pages.clear()
        self._forget_asked()
        if rows and len(ids):
            self._pages[0] = rows
            self._asked.add(0)
            self._renewing = False
        self.endResetModel()

    def reload(self) -> None:
        """Fetch what was seen last anew; selection and place stay, and old rows stand until the new ones are here."""
        missing = self._asked - self._pages.keys()
        seen = [*list(self._pages)[-_WAITING_PAGES:], *missing]
        self._forget_asked()
        for page in seen:
            self._ask(page)

    def add_before(self, ids: Sequence[int]) -> int:
        """The same list read anew. Where rows came in front and all others stand as they stood, selection and what is
        seen stay: how many came. 0 where it is another list than that.
        """
        added = len(ids) - len(self._ids)
        if added <= 0 or not self._ids or ids[added:] != self._ids:
            return 0
        self._before = {id_: row for page in list(self._pages.values())[-_WAITING_PAGES:] for id_, row in page.items()}
        self.beginInsertRows(QModelIndex(), 0, added - 1)
        self._ids = ids
        self._pages.clear()
        self._forget_asked()
        self.endInsertRows()
        return added

    def put(self, rows: Mapping[int, Any]) -> None:
        """Show these rows where older ones of the same ids stand."""
        for number, old in list(self._pages.items()):
            self._pages[number] = {id_: rows.get(id_, row) for id_, row in old.items()}
            self._tell(number, old)

    @property
    def ids(self) -> Sequence[int]:
        """All ids of the list, in its order."""
        return self._ids

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
        return (self._before if page is None else page).get(self._ids[row])

    def rows_here(self, first: int, count: int) -> list[Any]:
        """Those of these rows that are here; nothing is fetched."""
        found: list[Any] = []
        for row in range(first, min(first + count, len(self._ids))):
            page = self._pages.get(row // PAGE)
            if page is not None and (here := page.get(self._ids[row])) is not None:
                found.append(here)
        return found

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            column = self.columns[section]
            return f"{column.title}{AIR}" if column.align == RIGHT else column.title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].align
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Role.AccessibleTextRole:
            return self._aloud(index)
        return self.look(index).text if role in {Role.DisplayRole, Role.ToolTipRole} else None

    def look(self, index: Index) -> Look:
        """What is painted, in one answer."""
        column, row = self.columns[index.column()], self.row_at(index.row())
        if row is None:
            return Look(self._without_row(index), column.align, "faint")
        return Look(column.show(row), column.align, column.tone(row) if column.tone is not None else "")

    def _aloud(self, index: Index) -> str:
        """A cell with its heading. The first one stands for the row: it has the focus, and nobody asks the others."""
        row = self.row_at(index.row())
        if row is None:
            return self._without_row(index)
        columns = self.columns[index.column() : index.column() + 1] if index.column() else self.columns
        return "、".join(f"{column.title} {text}" for column in columns if (text := column.show(row)))

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
        """Fetch a page, or keep it for later: in a list that flies past, only where the eye is now is worth it."""
        self._asked.add(page)
        if self._flying >= _FLYING:
            self._wanted[page] = None
            while len(self._wanted) > _WAITING_PAGES:
                passed, _ = self._wanted.popitem(last=False)
                self._asked.discard(passed)
            return
        self._flying += 1
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
        self._next()
        old = self._pages.get(page)
        self._pages[page] = rows
        self._pages.move_to_end(page)
        while len(self._pages) > _KEPT:
            oldest, _ = self._pages.popitem(last=False)
            self._asked.discard(oldest)
        self._tell(page, old)
        if self._renewing:
            self._renewing = False
            self.renewed.emit()

    def _fail(self, edition: int, page: int, error: Exception) -> None:
        self._jobs.failed.emit(error)
        if edition == self._edition:
            self._next()
            self._broken.add(page)
            self._tell(page)

    def _next(self) -> None:
        self._flying -= 1
        if self._wanted:
            page, _ = self._wanted.popitem()
            self._ask(page)

    def _tell(self, page: int, old: Mapping[int, Any] | None = None) -> None:
        """A page is here, or another one than `old`: what is the same need not be painted again."""
        first, last_column = page * PAGE, len(self.columns) - 1
        ids = self._ids[first : first + PAGE]
        if old is None:
            self.dataChanged.emit(self.index(first, 0), self.index(first + len(ids) - 1, last_column))
            return
        rows = self._pages[page]
        for row, identifier in enumerate(ids, first):
            if old.get(identifier) != rows.get(identifier):
                self.dataChanged.emit(self.index(row, 0), self.index(row, last_column))

    def _forget_asked(self) -> None:
        self._asked.clear()
        self._wanted.clear()
        self._flying = 0
        self._broken.clear()
        self._renewing = True
        self._edition += 1

"""What a search found: the list with its counts. Order, widths and places of the columns are each clerk's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.search.items import Items, Target
from dreampower_sms.domain.search.spec import Order, SearchSpec, Title
from dreampower_sms.services.free_search import Cells, First, FreeSearch
from dreampower_sms.ui.forms import Button, Reading, Tail, caption
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.search_cells import list_columns
from dreampower_sms.ui.search_list import TickedModel, TickedView
from dreampower_sms.ui.ticks import Ticks

UNNAMED = "自由検索"
EMPTY = "該当するデータはありません。"
KEYS = "Space 出力の印　Ctrl+A すべて　Ctrl+I 反転　Ctrl+1～9 並べ替え　← → 横に送る　Ctrl+C コピー　Enter 照会"
_ALWAYS_LISTED = {Target.CUSTOMER: ("name",), Target.VEHICLE: ("plate", "name")}
"""Columns of a list whose title names none: whose row it is has to be seen (manual chapter 5 ticks SMS alone)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with all that its list needs."""

    title: Title
    """With the conditions as they were typed."""
    items: Items
    memory: str
    """The name under which a clerk's columns and order are kept."""

    @property
    def listed(self) -> tuple[str, ...]:
        """The columns of the list: those of the title, and first of all whose row it is."""
        named = self.title.listed
        missing = tuple(key for key in _ALWAYS_LISTED[self.title.target] if key not in named)
        return (*missing, *named)

    @property
    def exported(self) -> tuple[str, ...]:
        """The columns of a file: CSV表示; where a title names none, those of the list."""
        return self.title.exported or self.listed

    def spec(self, order: Order | None) -> SearchSpec:
        """The search, by the order that the clerk chose last for this list."""
        spec = self.title.spec
        if order is None or order.item not in self.items:
            return spec
        return spec.ordered_by(order.item, descending=order.descending)


class OrderMemory:
    """By which column a clerk sorted a list last."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def of(self, memory: str) -> Order | None:
        """The order, None for that of the title."""
        kept = str(self._settings.value(f"order/{memory}", "", type=str))
        return Order(kept.removeprefix("-"), kept.startswith("-")) if kept else None

    def keep(self, memory: str, order: Order) -> None:
        """Remember it."""
        self._settings.setValue(f"order/{memory}", f"{'-' if order.descending else ''}{order.item}")


class ResultPanel(QWidget):
    """The list of one question."""

    sort_asked = Signal(object)
    """`Order`."""
    chosen = Signal(int)
    changed = Signal()

    def __init__(self, asked: Asked, order: Order | None, search: FreeSearch, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self._search = search
        columns = list_columns(asked.items, asked.title.target, asked.listed)
        self.model = TickedModel(columns, self._rows, jobs, self)
        self.list = TickedView(self.model, "検索結果の一覧", EMPTY)
        self.list.remember(settings, asked.memory)
        self.name = Tail("検索タイトル", " ", "sectionTitle")
        self.count = Reading("件数", name="figure")
        self.ticked = Reading("出力の件数", name="figure")
        self._build()
        self.ask(asked, order)
        self.list.sort_asked.connect(self._sort)
        self.list.chosen.connect(self.chosen)
        self.model.ticked.connect(self._tell)

    def fits(self, asked: Asked) -> bool:
        """Whether the list of this question looks like the one that is here, so that it can be shown in its place."""
        mine = self.asked
        same_list = (mine.memory, mine.listed) == (asked.memory, asked.listed)
        return same_list and mine.title.target is asked.title.target and mine.items == asked.items

    def ask(self, asked: Asked, order: Order | None) -> None:
        """Be the list of this question: every row ticked, none there yet."""
        self.asked, self.order = asked, order
        self.spec = asked.spec(order)
        self.whole = False
        """Whether all ids are here; until then the list has its first rows only."""
        self.model.ticks = Ticks()
        self.name.setText(self.heading)
        self._show_order()

    @property
    def target(self) -> Target:
        """What a row is."""
        return self.asked.title.target

    @property
    def heading(self) -> str:
        """What the list is called on paper and as a file."""
        return self.asked.title.name or UNNAMED

    def ticked_ids(self) -> Sequence[int]:
        """The rows with 出力, in the order of the list."""
        return self.model.ticks.of(self.model.ids)

    def ticked_count(self) -> int:
        """How many rows have 出力."""
        return self.model.ticks.count(len(self.model.ids))

    def show_first(self, found: First) -> None:
        """The first rows are here; where they are from a new order, the eye goes to the top."""
        self._first = found
        self.whole = found.whole
        self.model.show_ids(found.ids, found.rows)
        self.list.select_row(0)
        self._tell()

    def show_all(self, ids: Sequence[int]) -> None:
        """All ids are here."""
        first = self._first
        self.whole = True
        self.model.ticks.keep(ids)
        if not first.whole:
            same = list(ids[: len(first.ids)]) == list(first.ids)
            self.list.show_ids(ids, first.rows if same else None)
        self._tell()

    def show_sorted(self, order: Order) -> None:
        """The list is asked for in another order."""
        self.order = order
        self.spec = self.asked.spec(order)
        self.whole = False
        self._show_order()

    def _rows(self, ids: Sequence[int]) -> Mapping[int, Cells]:
        return self._search.rows(self.spec, self.asked.listed, ids)

    def _sort(self, key: str) -> None:
        again = self.order is not None and self.order.item == key
        order = Order(key)
        self.sort_asked.emit(replace(order, descending=not self.order.descending) if again and self.order else order)

    def _show_order(self) -> None:
        first = self.spec.order[0] if self.spec.order else Order("")
        self.order = first if first.item else None
        self.list.show_order(first.item, descending=first.descending)

    def _tell(self) -> None:
        rows = len(self.model.ids)
        self.count.setText(f"{rows:,} 件" if self.whole else f"{rows:,} 件…")
        self.ticked.setText(f"{self.ticked_count():,} 件" if self.whole else "…")
        self.changed.emit()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.name, 1)
        head.addWidget(caption("該当"))
        head.addWidget(self.count)
        head.addSpacing(16)
        head.addWidget(caption("出力"))
        head.addWidget(self.ticked)
        head.addSpacing(16)
        for text, act in (("すべて", self.list.tick_all), ("反転", self.list.invert)):
            button = Button(text, name=f"出力の印を{text}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(act)
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(caption(KEYS))

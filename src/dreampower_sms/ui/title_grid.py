"""The items of a 検索タイトル with their three ticks, by keyboard: Space ticks, Alt+↑↓ moves a line."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView

from dreampower_sms.domain.search.items import Items, Target
from dreampower_sms.domain.search.spec import TitleItem
from dreampower_sms.domain.text import search_key
from dreampower_sms.ui.grid import Grid

HEADERS = ("検索項目", "検索使用", "リスト表示", "CSV表示")
_TICK = "✓"


class TitleGrid(Grid):
    """All items that a target offers, in the order of the title."""

    edited = Signal(str)
    """The clerk changed something; the word for it, so that it can be taken back by name. Sent before the change."""
    redrawn = Signal()
    """The lines may be others now."""

    def __init__(self) -> None:
        super().__init__("検索項目", least_rows=6)
        self._items: Items = {}
        self._target = Target.CUSTOMER
        self._words = ""
        self.lines: list[TitleItem] = []
        """Every line, also those that this target does not offer."""
        self.cellClicked.connect(self._clicked)

    def fit(self) -> None:
        """The names take the room, so that each tick stands below its heading."""
        super().fit()
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        if self.columnCount():
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place in range(1, self.columnCount()):
            if (heading := self.horizontalHeaderItem(place)) is not None:
                heading.setTextAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_lines(self, lines: Sequence[TitleItem], items: Items, target: Target) -> None:
        """Show these lines; items that they do not name follow without a tick."""
        named = {each.item for each in lines}
        self._items, self._target = items, target
        self.lines = [*lines, *(TitleItem(key) for key in items if key not in named)]
        self._draw()

    def show_only(self, words: str) -> None:
        """Show the items whose name has these words."""
        self._words = search_key(words)
        self._draw()

    def used(self) -> tuple[TitleItem, ...]:
        """The lines to be saved: those with a tick for this target, and those that no catalogue has any more."""
        return tuple(
            each
            for each in self.lines
            if each.item not in self._items
            or (self._items[each.item].belongs_to(self._target) and (each.search or each.listed or each.exported))
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Space:
            self._tick(self.currentRow(), max(self.currentColumn(), 1))
        else:
            super().keyPressEvent(event)

    def _seen(self) -> list[int]:
        """Places of the lines that are shown."""
        return [place for place, each in enumerate(self.lines) if self._offers(each.item)]

    def _offers(self, item: str) -> bool:
        info = self._items.get(item)
        if info is None:
            return self._words in search_key(item)
        return info.belongs_to(self._target) and self._words in search_key(info.label_in(self._target))

    def _clicked(self, row: int, column: int) -> None:
        if column:
            self._tick(row, column)

    def _tick(self, row: int, column: int) -> None:
        seen = self._seen()
        if not 0 <= row < len(seen):
            return
        line = self.lines[seen[row]]
        if line.item not in self._items:
            return
        self.edited.emit(HEADERS[column])
        ticks = [line.search, line.listed, line.exported]
        ticks[column - 1] = not ticks[column - 1]
        self.lines[seen[row]] = TitleItem(line.item, *ticks)
        self._draw()
        self.setCurrentCell(row, column)

    def _move(self, by: int) -> None:
        seen, row, column = self._seen(), self.currentRow(), self.currentColumn()
        if not (0 <= row < len(seen) and 0 <= row + by < len(seen)):
            return
        self.edited.emit("並び順")
        self.lines.insert(seen[row + by], self.lines.pop(seen[row]))
        self._draw()
        self.setCurrentCell(row + by, column)

    def _draw(self) -> None:
        column = max(self.currentColumn(), 0)
        shown = [self.lines[place] for place in self._seen()]
        ticks = [[_TICK if on else "" for on in (each.search, each.listed, each.exported)] for each in shown]
        self.show_rows(HEADERS, [[self._name(each.item), *row] for each, row in zip(shown, ticks, strict=True)])
        for row, each in enumerate(shown):
            for place, on in enumerate((each.search, each.listed, each.exported), 1):
                if (cell := self.item(row, place)) is not None:
                    said = f"{self._name(each.item)} {HEADERS[place]} {'有' if on else '無'}"
                    cell.setData(Qt.ItemDataRole.AccessibleTextRole, said)
                    cell.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        if shown:
            self.setCurrentCell(max(self.currentRow(), 0), column)
        self.redrawn.emit()

    def _name(self, item: str) -> str:
        info = self._items.get(item)
        return info.label_in(self._target) if info is not None else f"{item}（今はない項目）"

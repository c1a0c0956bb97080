"""A short table that is filled at once: first rows of a file, what they become. Long lists are `ui.rows`."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from dreampower_sms.ui.keys import ENTER

_WIDEST = 28
"""Characters of a column that fits itself to its texts."""


class Grid(QTableWidget):
    """Rows of texts, read by arrows. Enter and a double click emit `itemActivated`."""

    def __init__(self, name: str, least_rows: int = 2) -> None:
        super().__init__()
        self._least = least_rows
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)

    def show_rows(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show these instead of what was shown."""
        row = self.currentRow()
        self.setColumnCount(len(headers))
        self.setHorizontalHeaderLabels(list(headers))
        self.setRowCount(len(rows))
        for at, cells in enumerate(rows):
            for place, text in enumerate(cells):
                self.set_cell(at, place, text)
        self.fit()
        if rows:
            self.setCurrentCell(min(max(row, 0), len(rows) - 1), 0)

    def set_cell(self, row: int, place: int, text: str) -> None:
        """Change one cell; the tooltip has all of a long or folded text."""
        item = QTableWidgetItem(" ⏎ ".join(text.splitlines()))
        item.setToolTip(text)
        self.setItem(row, place, item)

    def text_at(self, row: int, place: int) -> str:
        """What a cell shows, "" where there is none."""
        item = self.item(row, place)
        return item.text() if item is not None else ""

    def fit(self) -> None:
        """Row height and column widths by the font and the texts."""
        height = int(self.fontMetrics().height() * 1.7)
        header = self.verticalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultSectionSize(height)
        widest = self.fontMetrics().averageCharWidth() * _WIDEST * 2
        self.resizeColumnsToContents()
        for place in range(self.columnCount()):
            heading = self.horizontalHeaderItem(place)  # the header itself hears of another font later
            least = self.fontMetrics().horizontalAdvance(heading.text()) + height if heading else 0
            self.setColumnWidth(place, max(min(self.columnWidth(place) + height // 3, widest), least))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height_of(max(self._least, 4)))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height_of(self._least))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and (item := self.currentItem()) is not None:
            self.itemActivated.emit(item)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: letters belong to no cell here."""

    def _height_of(self, rows: int) -> int:
        line = self.verticalHeader().defaultSectionSize()
        return self.horizontalHeader().sizeHint().height() + line * rows + 2 * self.frameWidth()

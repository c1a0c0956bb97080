"""The list of what a search in the help found: title and heading of each place, below it the words with their hits."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dreampower_sms.services.help_search import Found
from dreampower_sms.ui.keys import ENTER
from dreampower_sms.ui.style import LEADING, colours

_FOUND = Qt.ItemDataRole.UserRole
_PAD = 8
Index = QModelIndex | QPersistentModelIndex


class HelpResults(QListWidget):
    """Choosing a row shows the place; Enter goes there to read."""

    shown = Signal(object)
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("見つかったところ")
        self.setItemDelegate(_Drawn(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        self.currentRowChanged.connect(self._tell)
        self.itemClicked.connect(self._clicked)

    def show_found(self, found: Sequence[Found]) -> None:
        """List these places and choose the first."""
        self.blockSignals(True)  # rows that go must not be shown one after the other
        self.clear()
        for one in found:
            row = QListWidgetItem(f"{place_of(one)}　{one.snippet}")
            row.setData(_FOUND, one)
            self.addItem(row)
        self.blockSignals(False)
        if found:
            self.setCurrentRow(0)

    def chosen(self) -> Found | None:
        """The place in the chosen row."""
        row = self.currentItem()
        return row.data(_FOUND) if row is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()  # rows are as high as their words at this width

    def _tell(self, _row: int) -> None:
        if (found := self.chosen()) is not None:
            self.shown.emit(found)

    def _clicked(self, _row: QListWidgetItem) -> None:
        self.opened.emit()


def place_of(found: Found) -> str:
    """Where it stands, as a clerk reads it."""
    return f"{found.title} ＞ {found.heading}" if found.heading else found.title


def marked(found: Found, ground: str, ink: str) -> str:
    """The snippet as HTML with its hits marked."""
    pieces, at = list[str](), 0
    for begin, end in found.marks:
        hit = escape(found.snippet[begin:end])
        pieces += (escape(found.snippet[at:begin]), f'<span style="background:{ground};color:{ink}">{hit}</span>')
        at = end
    return "".join((*pieces, escape(found.snippet[at:])))


class _Drawn(QStyledItemDelegate):
    """Draws a row of two paragraphs; the ground and the ring are the style's."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        state: QStyle.StateFlag = option.state
        view: QWidget = option.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, view)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        room = option.rect
        page = self._page(index, room.width(), chosen=chosen)
        painter.save()
        painter.translate(room.left() + _PAD, room.top() + _PAD // 2)
        page.drawContents(painter)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListWidget) else 0
        return QSize(0, round(self._page(index, width, chosen=False).size().height()) + _PAD)

    def _page(self, index: Index, width: int, *, chosen: bool) -> QTextDocument:
        found: Found = index.data(_FOUND)
        view = self.parent()
        look = colours()
        ink = look.on_accent if chosen else look.text
        mark = (look.on_accent, look.accent) if chosen else (look.practice, look.on_practice)
        page = QTextDocument()
        if isinstance(view, QWidget):
            page.setDefaultFont(view.font())
        page.setDocumentMargin(0)
        page.setTextWidth(max(1, width - 2 * _PAD))
        page.setHtml(
            f'<div style="color:{ink};line-height:{LEADING * 100:.0f}%"><b>{escape(place_of(found))}</b><br>'
            f"{marked(found, *mark)}</div>"
        )
        return page

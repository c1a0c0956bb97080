"""Pages below each other as they will be printed, at a size that can be read. Only what is in sight is painted."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPageLayout, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea

from dreampower_sms.ui.printing.marks import Page, paint
from dreampower_sms.ui.printing.paper import TWIPS
from dreampower_sms.ui.style import colours

PERCENT = (25, 33, 50, 67, 75, 90, 100, 125, 150, 200, 300)
"""Of the size on paper."""
_GAP = 14
"""Pixels around a page."""
_PER_INCH = 72
_STEP = 40
"""Pixels that ↑ and ↓ move."""


class PageScroll(QAbstractScrollArea):
    """Scrolls by PageUp, PageDown, Home, End and the arrows."""

    turned = Signal()
    """Another page is the one in sight, or it has another size."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._pages: Sequence[Page] = ()
        self._layout = QPageLayout()
        self._percent = 0
        self._number = 0
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().setSingleStep(_STEP)
        self.horizontalScrollBar().setSingleStep(_STEP)

    @property
    def pages(self) -> Sequence[Page]:
        """What is seen."""
        return self._pages

    @property
    def number(self) -> int:
        """Of the page in the middle, from 1; 0 where there is none."""
        return self._number

    @property
    def percent(self) -> int:
        """How large the pages are; 0 where there are none."""
        return self._percent

    def show_pages(self, pages: Sequence[Page], layout: QPageLayout) -> None:
        """Show these pages on this paper, from the first one on, as wide as there is room, but not enlarged."""
        self._pages, self._layout = pages, layout
        room = self.viewport().width() - 2 * _GAP
        whole = [percent for percent in PERCENT if percent <= 100 and self._sheet(percent).width() <= room]  # noqa: PLR2004  as on paper
        self._percent = whole[-1] if whole else PERCENT[0]
        self._set_bars()
        self.verticalScrollBar().setValue(0)
        self._scrolled()

    def resize_pages(self, percent: int) -> None:
        """Make them larger or smaller; the place in sight stays."""
        bar = self.verticalScrollBar()
        before = (bar.value() + self.viewport().height() / 2) / self._height()
        self._percent = percent
        self._set_bars()
        bar.setValue(round(before * self._height() - self.viewport().height() / 2))
        self._scrolled()
        self.turned.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_bars()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(event.rect(), QColor(colours().window))
        sheet, seen = self._sheet(self._percent), QRectF(event.rect())
        left = max((self.viewport().width() - sheet.width()) / 2, _GAP) - self.horizontalScrollBar().value()
        for place, page in enumerate(self._pages):
            top = self._top(place) - self.verticalScrollBar().value()
            paper = QRectF(left, top, sheet.width(), sheet.height())
            if paper.intersects(seen):
                self._paint(painter, page, paper)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours().accent), 3))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -2, -2))

    def _paint(self, painter: QPainter, page: Page, paper: QRectF) -> None:
        room, scale = self._layout.paintRectPoints(), self._scale(self._percent)
        painter.fillRect(paper, QColor(255, 255, 255))
        painter.setPen(QColor(colours().edge))
        painter.drawRect(paper)
        painter.save()
        painter.translate(paper.left() + room.x() * scale, paper.top() + room.y() * scale)
        painter.scale(scale / TWIPS, scale / TWIPS)
        paint(painter, page)
        painter.restore()

    def _scale(self, percent: int) -> float:
        """Pixels in a point."""
        return self.logicalDpiY() / _PER_INCH * percent / 100

    def _sheet(self, percent: int) -> QSizeF:
        return QSizeF(self._layout.fullRectPoints().size()) * self._scale(percent)

    def _top(self, place: int) -> float:
        return _GAP + place * (self._sheet(self._percent).height() + _GAP)

    def _height(self) -> float:
        return max(self._top(len(self._pages)), 1)

    def _set_bars(self) -> None:
        room = self.viewport().size()
        width = self._sheet(self._percent).width() + 2 * _GAP if self._pages else 0
        for bar, needed, seen in (
            (self.verticalScrollBar(), self._height(), room.height()),
            (self.horizontalScrollBar(), width, room.width()),
        ):
            bar.setRange(0, max(round(needed) - seen, 0))
            bar.setPageStep(seen)

    def _scrolled(self) -> None:
        self.viewport().update()
        step = self._sheet(self._percent).height() + _GAP
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        number = min(int(middle // step) + 1, len(self._pages)) if self._pages else 0
        if number != self._number:
            self._number = number
            self.setAccessibleDescription(self._pages[number - 1].text() if number else "")
            self.turned.emit()

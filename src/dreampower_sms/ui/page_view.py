"""Pages as they will be printed, small enough to be seen whole."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPageLayout, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dreampower_sms.ui.printing.marks import Page, paint
from dreampower_sms.ui.printing.paper import TWIPS
from dreampower_sms.ui.style import colours

_GAP = 14
"""Pixels around a page."""


class PageView(QWidget):
    """All pages side by side, painted by what paints them on paper: white in any theme."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._pages: Sequence[Page] = ()
        self._layout = QPageLayout()

    @property
    def pages(self) -> Sequence[Page]:
        """What is seen."""
        return self._pages

    def show_pages(self, pages: Sequence[Page], layout: QPageLayout) -> None:
        """Show these pages on this paper. A screen reader reads their text."""
        self._pages, self._layout = pages, layout
        self.setAccessibleDescription("\n".join(page.text() for page in pages))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, 420)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._pages:
            return
        sheet, room = self._layout.fullRectPoints().size(), self._layout.paintRectPoints()
        count = len(self._pages)
        scale = min(
            (self.width() - _GAP * (count + 1)) / (sheet.width() * count), (self.height() - 2 * _GAP) / sheet.height()
        )
        if scale <= 0:
            return
        width, height = sheet.width() * scale, sheet.height() * scale
        left = (self.width() - width * count - _GAP * (count - 1)) / 2
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        for page in self._pages:
            paper = QRectF(left, (self.height() - height) / 2, width, height)
            painter.fillRect(paper, QColor(255, 255, 255))
            painter.setPen(QColor(colours().edge))
            painter.drawRect(paper)
            painter.save()
            painter.translate(paper.left() + room.x() * scale, paper.top() + room.y() * scale)
            painter.scale(scale / TWIPS, scale / TWIPS)
            paint(painter, page)
            painter.restore()
            left += width + _GAP

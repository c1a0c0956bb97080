"""The ring of the focus inside of what is filled with the colour that a ring has elsewhere."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStackedWidget, QTabBar, QTabWidget, QWidget

from dreampower_sms.ui.style import colours, edge_width

_INSET = 3
"""Pixels between the edge and the ring."""


def paint_ring(widget: QWidget, box: QRect) -> None:
    """Draw it inside of `box`, a part of `widget` in the accent colour."""
    painter, width = QPainter(widget), edge_width() + 1
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colours().on_accent), width, Qt.PenStyle.SolidLine))
    inset = _INSET + width / 2
    painter.drawRoundedRect(QRectF(box).adjusted(inset, inset, -inset, -inset), 3, 3)


class _Tabs(QTabBar):
    """A style sheet can't tell the chosen tab with the focus from one without."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            paint_ring(self, self.tabRect(self.currentIndex()))


class Pages(QTabWidget):
    """Pages behind tabs; ← and → turn them while the tabs have the focus."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(_Tabs())
        self.tabBar().setDrawBase(False)  # a line of the style itself, white in any theme
        self.setAccessibleName(name)
        self.tabBar().setAccessibleName(name)
        self._asked_for: tuple[QSize, ...] = ()

    def heightForWidth(self, width: int) -> int:
        """What the pages need. Qt's own answer is what they would like, and a screen scrolls where it gets less."""
        (stack,) = self.findChildren(QStackedWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        around = self.minimumSizeHint() - stack.minimumSizeHint()
        pages = (page for place in range(self.count()) if (page := self.widget(place)) is not None)
        return max((_least(page, width - around.width()) for page in pages), default=0) + around.height()

    def event(self, event: QEvent) -> bool:
        """A label with another text asks for a new layout, and Qt paints all of a tab anew for it: only where one is
        needed.
        """
        if event.type() == QEvent.Type.LayoutRequest:
            asked_for = (self.size(), self.sizeHint(), self.minimumSizeHint(), self.tabBar().sizeHint())
            if asked_for == self._asked_for:
                return True
            self._asked_for = asked_for
        return super().event(event)


def _least(page: QWidget, width: int) -> int:
    layout = page.layout()
    if layout is not None and layout.hasHeightForWidth():
        return layout.minimumHeightForWidth(width)
    return page.minimumSizeHint().height()

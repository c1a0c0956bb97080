"""Where a screen stands in the window: a place that scrolls rather than cuts anything off."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStyle, QWidget

from dreampower_sms.ui.keys import Screen


class Place(QScrollArea):
    """Is filled by its screen, and scrolls only when the screen can't be made small enough to fit.

    Qt's own `widgetResizable` scrolls as soon as a screen with wrapped labels gets less than it would like.
    """

    def __init__(self, screen: Screen, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("place")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(screen)
        screen.setAutoFillBackground(False)
        self.shown = screen

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.shown:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room = self.maximumViewportSize()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        width = max(room.width(), self.shown.minimumSizeHint().width())
        if self._least(width) > room.height():
            width = max(room.width() - bar, self.shown.minimumSizeHint().width())
        self.shown.resize(width, max(room.height(), self._least(width)))

    def _least(self, width: int) -> int:
        layout = self.shown.layout()
        if layout is None:
            return self.shown.minimumSizeHint().height()
        return layout.minimumHeightForWidth(width) if layout.hasHeightForWidth() else layout.minimumSize().height()

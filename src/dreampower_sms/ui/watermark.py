"""The word 練習 across every screen while practice is on: so faint that no text is harder to read."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from dreampower_sms.ui.style import colours

WORD = "練習"
ALPHA, _ALPHA_DARK = 20, 13
"""Of 255, on a light and on a dark theme, where the same share would be seen more; a test measures what it does."""
_DARK = 128
_TILT = -18.0
_SHARE = 0.42
"""Of the height of the screen."""


class Watermark(QWidget):
    """Lies over `under`, lets every click and key through, and says nothing to a screen reader."""

    def __init__(self, under: QWidget) -> None:
        super().__init__(under.parentWidget())
        self._under = under
        self._drawing = QPixmap()
        self._drawn_for: tuple[object, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        under.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self.setGeometry(self._under.geometry())
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        shown = (self.size(), ratio, self._ink().rgba(), self.font().family())
        if shown != self._drawn_for:
            self._drawing, self._drawn_for = self._drawn(ratio), shown
        part = event.rect()
        source = QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio)
        painter = QPainter(self)
        painter.drawPixmap(QRectF(part), self._drawing, source)
        painter.end()

    def _drawn(self, ratio: float) -> QPixmap:
        """The word as a picture: laying out and filling letters of this size costs more than a whole list."""
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        font = QFont(self.font())
        font.setPixelSize(max(int(self.height() * _SHARE), 1))
        font.setBold(True)
        size = QFontMetricsF(font).size(0, WORD)
        painter = QPainter(picture)
        painter.setFont(font)
        painter.setPen(self._ink())
        painter.translate(self.rect().center())
        painter.rotate(_TILT)
        painter.drawText(QRectF(-size.width() / 2, -size.height() / 2, size.width(), size.height()), WORD)
        painter.end()
        return picture

    @staticmethod
    def _ink() -> QColor:
        look = colours()
        ink = QColor(look.practice)
        ink.setAlpha(_ALPHA_DARK if QColor(look.window).lightness() < _DARK else ALPHA)
        return ink

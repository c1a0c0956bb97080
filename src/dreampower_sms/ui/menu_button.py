"""A large button of the menu: its digit, what it opens, and what that is for."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from dreampower_sms.ui.style import colours

_HINT = 0.69
"""Size of the hint, as a factor of the label's."""
_BELOW = 1.7
"""Height of the hint with the room above it, in its own lines."""
_EDGE, _GAP = 1.0, 0.9
"""Room around the text, and between digit and label, in heights of the label."""
_LOW_EDGE = 0.55
"""Room above and below the text where there are many."""


class MenuButton(QPushButton):
    """Painted, because a push button has one font and one line."""

    def __init__(self, digit: int, label: str, hint: str, *, low: bool = False) -> None:
        super().__init__(label)
        self._above = _LOW_EDGE if low else _EDGE
        self._digit, self._hint = str(digit), hint
        self.setProperty("kind", "menu")
        self.setAccessibleName(label)
        self.setAccessibleDescription(hint)
        self.setAutoDefault(True)  # Enter presses the one with the focus
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        label, hint = QFontMetrics(self.font()), QFontMetrics(self._hint_font())
        widest = max(label.horizontalAdvance(self.text()), hint.horizontalAdvance(self._hint))
        digit = label.horizontalAdvance(self._digit)
        edges = label.height() * _EDGE * 2
        height = label.height() + hint.height() * _BELOW + label.height() * self._above * 2
        return QSize(round(widest + digit + label.height() * _GAP + edges), round(height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option, look = QStylePainter(self), QStyleOptionButton(), colours()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        metrics, edge = self.fontMetrics(), round(self.fontMetrics().height() * _EDGE)
        above = round(self.fontMetrics().height() * self._above)
        inside = self.rect().adjusted(edge, above, -edge, -above)
        text = inside.adjusted(round(metrics.horizontalAdvance(self._digit) + metrics.height() * _GAP), 0, 0, 0)
        pressed = self.isDown()
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setPen(QColor(look.on_accent if pressed else look.accent))
        painter.drawText(inside, middle, self._digit)
        painter.setPen(QColor(look.on_accent if pressed else look.text))
        painter.drawText(QRect(text.topLeft(), QSize(text.width(), metrics.height())), middle, self.text())
        painter.setFont(self._hint_font())
        painter.setPen(QColor(look.on_accent if pressed else look.faint))
        painter.drawText(text, int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft), self._hint)

    def _hint_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * _HINT)
        return font

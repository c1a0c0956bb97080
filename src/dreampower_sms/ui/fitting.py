"""Labels that have to be read in little room: written smaller, then on two lines, before anything of them is cut."""

import unicodedata

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from dreampower_sms.ui.style import colours

_ONE_LINE, _TWO_LINES = (1.0, 0.92, 0.84, 0.76), (0.76, 0.68, 0.6)
"""Sizes of a label, as factors of the font in use."""
_NEAR = 2
"""Characters from the middle of a label in which it may be parted."""
_TIED = frozenset("ーぁぃぅぇぉっゃゅょァィゥェォッャュョ")
_PAD = 4
_SHORTEST = 3
"""A button is never narrower than so many lines are high."""


def fitted(label: str, font: QFont, room: int) -> tuple[QFont, list[str]]:
    """The label as it fits into `room` pixels: on one line in the largest font that does, else on two."""
    place = _break(label)
    one, two = [label], [label[:place], label[place:]]
    smaller = QFont(font)
    for scale, lines in (*((scale, one) for scale in _ONE_LINE), *((scale, two) for scale in _TWO_LINES)):
        smaller.setPointSizeF(font.pointSizeF() * scale)
        if widest(smaller, lines) <= room:
            return smaller, lines
    return smaller, two


def widest(font: QFont, lines: list[str]) -> int:
    """The width of the widest line in pixels."""
    metrics = QFontMetrics(font)
    return max(metrics.horizontalAdvance(line) for line in lines)


def _break(label: str) -> int:
    """Where a label is best parted: between two scripts near its middle, never inside of a sound."""
    middle = len(label) // 2
    places = sorted(range(1, len(label)), key=lambda place: abs(place - middle))
    near = [place for place in places if abs(place - middle) <= _NEAR and label[place] not in _TIED]
    scripts = [unicodedata.name(char, "").replace("-", " ").partition(" ")[0] for char in label]
    return next((place for place in near if scripts[place - 1] != scripts[place]), near[0] if near else middle)


class TightButton(QPushButton):
    """A button of the style sheet that takes as little room as its neighbours leave it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().height() * _SHORTEST, super().minimumSizeHint().height())

    def is_readable(self) -> bool:
        """Whether the whole label is seen."""
        return widest(*self._fitted()) <= self.width() - 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        font, lines = self._fitted()
        painter.setFont(font)
        look = colours()
        painter.setPen(QColor(look.on_accent if self.isDown() else look.text if self.isEnabled() else look.faint))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "\n".join(lines))

    def _fitted(self) -> tuple[QFont, list[str]]:
        return fitted(self.text(), self.font(), self.width() - 2 * _PAD)

"""What stands on a page: words, lines, frames and the squares of a QR code, each at its place, in twips.

A page is a value: laid out in any thread, looked at by tests, and painted on a printer, a PDF or the screen alike.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from dreampower_sms.ui.printing.paper import Type


class Box(NamedTuple):
    """A place on a page, in twips from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height


class Words(NamedTuple):
    """One line of text within its box. `at` is 0 for the left, 0.5 for the middle, 1 for the right of it."""

    box: Box
    text: str
    type: Type
    at: float = 0.0


class Rule(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 10.0
    dashed: bool = False


class Frame(NamedTuple):
    """A rectangle, with a ground where `grey` (0 black, 255 white) is less than 255, and an edge of `width` twips."""

    box: Box
    width: float = 8.0
    grey: int = 255


class Squares(NamedTuple):
    """A QR code: its dark modules, row by row, drawn to fill the box, the quiet zone included."""

    box: Box
    rows: tuple[bytes, ...]


class Drawing(NamedTuple):
    """What paints itself from the upper left corner of its box on, and the text of it."""

    box: Box
    draw: Callable[[QPainter], None]
    text: str


Mark = Words | Drawing | Rule | Frame | Squares


@dataclass(frozen=True, slots=True)
class Page:
    """One side of paper."""

    marks: Sequence[Mark]

    def words(self) -> list[Words]:
        """Its texts, in the order in which they were set."""
        return [mark for mark in self.marks if isinstance(mark, Words)]

    def text(self) -> str:
        """All its texts, a line each."""
        return "\n".join(mark.text for mark in self.marks if isinstance(mark, Words | Drawing))


def paint(painter: QPainter, page: Page) -> None:
    """Paint a page; the painter is scaled so that a twip is one unit. Black on the paper's white in any theme."""
    for mark in page.marks:
        match mark:
            case Words():
                _paint_words(painter, mark)
            case Drawing():
                painter.save()
                painter.translate(mark.box.left, mark.box.top)
                mark.draw(painter)
                painter.restore()
            case Rule():
                dash = Qt.PenStyle.DashLine if mark.dashed else Qt.PenStyle.SolidLine
                painter.setPen(QPen(Qt.GlobalColor.black, mark.width, dash, Qt.PenCapStyle.FlatCap))
                painter.drawLine(QLineF(mark.x1, mark.y1, mark.x2, mark.y2))
            case Frame():
                _paint_frame(painter, mark)
            case Squares():
                _paint_squares(painter, mark)


def _paint_words(painter: QPainter, words: Words) -> None:
    metrics, box = words.type.metrics, words.box
    left = box.left
    if words.at:
        left += (box.width - metrics.horizontalAdvance(words.text)) * words.at
    baseline = box.top + (box.height - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
    painter.setFont(words.type.font)
    painter.setPen(Qt.GlobalColor.black)
    painter.drawText(QPointF(left, baseline), words.text)


def _paint_frame(painter: QPainter, frame: Frame) -> None:
    rect = QRectF(*frame.box)
    if frame.grey < 255:  # noqa: PLR2004  white, as the class says
        painter.fillRect(rect, QColor(frame.grey, frame.grey, frame.grey))
    if frame.width:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(Qt.GlobalColor.black, frame.width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap,
                            Qt.PenJoinStyle.MiterJoin))  # fmt: skip
        painter.drawRect(rect)


def _paint_squares(painter: QPainter, code: Squares) -> None:
    """Dark modules that touch are painted as one bar: no hair of white between them at any resolution."""
    size = code.box.width / len(code.rows)
    for y, row in enumerate(code.rows):
        start = None
        for x, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                place = QRectF(code.box.left + start * size, code.box.top + y * size, (x - start) * size, size)
                painter.fillRect(place, Qt.GlobalColor.black)
                start = None

"""Lays texts and tables out on as many pages as they need.

Nothing is cut: what is too wide is broken into lines, what is too high goes on on the next page, below the headings of
its table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout, QTextOption

from dreampower_sms.ui.printing.marks import Box, Frame, Mark, Page, Words
from dreampower_sms.ui.printing.paper import TWIPS, Paper, Type, mm

TITLE, HEAD, TEXT, LABEL, SMALL = Type(15, bold=True), Type(10.5, bold=True), Type(9.5), Type(9.5, bold=True), Type(8)
PAD, THIN_PAD = mm(1.1), mm(0.7)
HEAD_GREY = 232
_FEW_LINES = 6
"""What is no longer than this is not parted between two pages."""
_SLACK = 20
"""Twips that a column is wider than its widest text."""
_FEW_LETTERS = 5
"""Wide letters that a column shows on a line at least …"""
_SMALLEST = 5.5
"""… unless the type would be smaller than this."""
_EASILY_READ = 6.5
"""Points: rather than to part numbers and times between lines, the type is made as small as this."""
_ROUNDING = 0.5
"""Twips by which sums of widths may differ."""


def broken(text: str, kind: Type, width: float) -> list[str]:
    """The lines of a text of this width, parted as Japanese is parted; a word that is too long is parted anywhere."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if kind.metrics.horizontalAdvance(paragraph) <= width:
            lines.append(paragraph)
        else:
            lines += _broken(paragraph, kind, width)
    return lines


def _broken(paragraph: str, kind: Type, width: float) -> list[str]:
    layout = QTextLayout(paragraph, kind.font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    raw = paragraph.encode("utf-16-le")  # Qt counts in its halves
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start, length = line.textStart(), line.textLength()
        lines.append(raw[start * 2 : (start + length) * 2].decode("utf-16-le").rstrip(" "))
    layout.endLayout()
    return lines


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row."""

    text: str
    width: float
    type: Type = TEXT
    at: float = 0.0
    grey: int = 255


def _name(text: str, width: float) -> tuple[Cell]:
    return (Cell(text, width, LABEL, grey=HEAD_GREY),)


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a table."""

    title: str
    sample: str = ""
    """As wide as this text or its title; "": it shares what the others leave."""
    right: bool = False
    """Its texts end at the right: figures."""

    def width(self, kind: Type) -> float:
        """What it asks for; 0 when it takes what is left."""
        if not self.sample:
            return 0.0
        title = Type(kind.points, bold=True).metrics.horizontalAdvance(self.title)
        return max(title, kind.metrics.horizontalAdvance(self.sample)) + 2 * THIN_PAD + _SLACK


class Flow:
    """Pages that are being written, from top to bottom."""

    def __init__(self, paper: Paper, foot: str = "") -> None:
        """`foot` stands at the bottom of each page beside its number. It repeats what the head says in full, so what
        is too long of it ends in "…".
        """
        self.paper = paper
        self._foot = foot
        self._pages: list[list[Mark]] = [[]]
        self._top = 0.0
        self._bottom = body_height(paper)

    @property
    def left_over(self) -> float:
        """Height that is left on this page."""
        return self._bottom - self._top

    def space(self, height: float) -> None:
        """Leave room, unless a page begins here."""
        if self._top:
            self._top += height

    def keep(self, height: float) -> None:
        """What comes next needs so much height on one page."""
        if self.left_over < height and self._top:
            self._turn()

    def text(self, text: str, kind: Type = TEXT, at: float = 0.0) -> None:
        """A text over the whole width."""
        for line in broken(text, kind, self.paper.width):
            self.keep(kind.line)
            self._pages[-1].append(Words(Box(0, self._top, self.paper.width, kind.line), line, kind, at))
            self._top += kind.line

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Names with their values: two beside each other where both are short."""
        half = self.paper.width / 2
        left = max(LABEL.metrics.horizontalAdvance(name) for name, _ in facts) + 2 * PAD + _SLACK
        waiting: tuple[str, str] | None = None

        def whole(fact: tuple[str, str]) -> None:
            self.row((*_name(fact[0], left), Cell(fact[1], self.paper.width - left)))

        for fact in facts:
            short = "\n" not in fact[1] and TEXT.metrics.horizontalAdvance(fact[1]) <= half - left - 2 * PAD
            if waiting is None and short:
                waiting = fact
            elif waiting is not None and short:
                pair = [(*_name(name, left), Cell(value, half - left)) for name, value in (waiting, fact)]
                self.row((*pair[0], *pair[1]))
                waiting = None
            else:
                if waiting is not None:
                    whole(waiting)
                    waiting = None
                whole(fact)
        if waiting is not None:
            whole(waiting)

    def framed(self, text: str, kind: Type = TEXT) -> None:
        """A text in a frame."""
        self.row((Cell(text, self.paper.width, kind),), pad=PAD * 2)

    def table(self, headings: Sequence[Heading], rows: Sequence[Sequence[str]], kind: Type = SMALL) -> None:
        """A table whose headings stand on each of its pages; in smaller type where the paper is narrow for it."""
        kind, widths = _fitted(headings, kind, self.paper.width)
        bold = Type(kind.points, bold=True)
        top = [Cell(h.title, width, bold, 0.5, HEAD_GREY) for h, width in zip(headings, widths, strict=True)]

        def head() -> None:
            self.row(top, pad=THIN_PAD)

        self.keep(3 * (kind.line + 2 * THIN_PAD))
        head()
        sides = [(width, 1.0 if h.right else 0.0) for h, width in zip(headings, widths, strict=True)]
        for row in rows:
            cells = [Cell(text, width, kind, at) for text, (width, at) in zip(row, sides, strict=True)]
            self.row(cells, head, THIN_PAD)

    def figure(self, height: float, draw: Callable[[Box], Sequence[Mark]]) -> None:
        """A drawing over the whole width, on one page."""
        self.keep(height)
        self._pages[-1] += draw(Box(0, self._top, self.paper.width, height))
        self._top += height

    def row(self, cells: Sequence[Cell], head: Callable[[], None] | None = None, pad: float = PAD) -> None:
        """Cells beside each other, as high as the highest; `head` is set again where a page begins."""
        texts = [broken(cell.text, cell.type, cell.width - 2 * pad) for cell in cells]
        step = max(cell.type.line for cell in cells)
        done, count = 0, max(map(len, texts))
        while done < count:
            room = max(int((self.left_over - 2 * pad + _ROUNDING) // step), 0)
            left = count - done
            if left > room and self._top and (room < _FEW_LINES or left <= _FEW_LINES):
                self._turn()
                if head is not None and done < count:
                    head()
                room = max(int((self.left_over - 2 * pad + _ROUNDING) // step), 1)
            taken = min(left, max(room, 1))
            self._cells(cells, [lines[done : done + taken] for lines in texts], step, pad)
            done += taken

    def finish(self) -> list[Page]:
        """The pages, numbered."""
        return numbered(self._pages, self.paper, self._foot)

    def _cells(self, cells: Sequence[Cell], texts: Sequence[Sequence[str]], step: float, pad: float) -> None:
        height = max(map(len, texts)) * step + 2 * pad
        marks, left = self._pages[-1], 0.0
        for cell, lines in zip(cells, texts, strict=True):
            marks.append(Frame(Box(left, self._top, cell.width, height), grey=cell.grey))
            for number, line in enumerate(lines):
                place = Box(left + pad, self._top + pad + number * step, cell.width - 2 * pad, step)
                if line:
                    marks.append(Words(place, line, cell.type, cell.at))
            left += cell.width
        self._top += height

    def _turn(self) -> None:
        self._pages.append([])
        self._top = 0.0


def body_height(on: Paper) -> float:
    """What the foot of a page leaves."""
    return on.height - SMALL.line * 1.6


def numbered(pages: Sequence[Sequence[Mark]], on: Paper, foot: str = "") -> list[Page]:
    """The pages, each with `foot` and its number at the bottom."""
    top, made = on.height - SMALL.line, list[Page]()
    for place, marks in enumerate(pages, 1):
        number = f"{place} / {len(pages)}"
        room = SMALL.metrics.horizontalAdvance(number) * 2
        box = Box(0, top, on.width - room, SMALL.line)
        said = SMALL.metrics.elidedText(foot.replace("\n", " "), Qt.TextElideMode.ElideRight, box.width)
        end = Words(Box(box.right, top, room, SMALL.line), number, SMALL, 1.0)
        made.append(Page((*marks, Words(box, said, SMALL), end)))
    return made


def _fitted(headings: Sequence[Heading], kind: Type, room: float) -> tuple[Type, list[float]]:
    """The type, and the widths of the columns: together they fill the room."""
    smaller = kind
    while smaller.points >= min(_EASILY_READ, kind.points):
        if (over := room - sum(asked := _asked(headings, smaller))) >= 0:
            return smaller, _spread(headings, asked, over)
        smaller = Type(smaller.points - 0.5)
    return _narrowed(headings, kind, room)


def _least(kind: Type) -> float:
    return _FEW_LETTERS * kind.points * TWIPS + 2 * THIN_PAD


def _asked(headings: Sequence[Heading], kind: Type) -> list[float]:
    return [heading.width(kind) or _least(kind) for heading in headings]


def _spread(headings: Sequence[Heading], asked: Sequence[float], over: float) -> list[float]:
    """What is left over goes to the columns that have no width of their own, else to all."""
    loose = [not heading.sample for heading in headings]
    if any(loose):
        return [width + over / sum(loose) * grows for width, grows in zip(asked, loose, strict=True)]
    return [width + over * width / sum(asked) for width in asked]


def _narrowed(headings: Sequence[Heading], kind: Type, room: float) -> tuple[Type, list[float]]:
    """Where not all can be as wide as their texts."""
    least, asked = _least(kind), _asked(headings, kind)
    widths = _capped(asked, room)
    if kind.points > _SMALLEST and any(w < min(a, least) for w, a in zip(widths, asked, strict=True)):
        return _narrowed(headings, Type(kind.points - 0.5), room)
    return kind, widths


def _capped(asked: Sequence[float], room: float) -> list[float]:
    """The widest made narrower, and only those: their texts take more lines."""
    left = room
    for place, width in enumerate(sorted(asked)):
        share = left / (len(asked) - place)
        if width >= share:
            return [min(each, share) for each in asked]
        left -= width
    return list(asked)

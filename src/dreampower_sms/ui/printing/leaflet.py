"""送信案内書 on paper: what a customer takes home, and the part that they fill in and sign for the shop.

Everything grows and shrinks with one factor, so the type is as large as the text lets it be on any paper. What does
not fit at the smallest readable size goes on a further page: nothing is ever cut.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from dreampower_sms.domain.leaflet import LeafletText
from dreampower_sms.ui.printing.leaflet_form import form_block, form_blocks
from dreampower_sms.ui.printing.leaflet_parts import contact_block, info_blocks
from dreampower_sms.ui.printing.marks import Mark, Page, Rule
from dreampower_sms.ui.printing.paper import Paper, Type, mm
from dreampower_sms.ui.printing.stack import Block
from dreampower_sms.ui.wording import leaflet as words

T = TypeVar("T")
_LARGEST, _SMALLEST, _STEP = 1.6, 0.75, 0.025
"""Factors of the type: 1.0 is a text of 11 points."""
_LARGEST_FORM = 1.2
_TALL = mm(16)
"""Height of a line to write on where the form has a page of its own."""
_WIDE = mm(160)
"""From this width on both parts share a page."""
_AIR = mm(7)
"""At most so much is put between two parts to fill a page, times the factor."""
_LEAST_AIR = mm(1.6)
"""At least so much, times the factor."""


def leaflet_pages(text: LeafletText, on: Paper) -> list[Page]:
    """The pages for this paper."""
    if not text.choices.form:
        return _info(text, on)
    if on.width >= _WIDE and (together := _together(text, on)) is not None:
        return [together]
    return [*_info(text, on), *_form(text, on)]


def _at_largest(made: Callable[[float], T | None], largest: float = _LARGEST) -> T | None:
    """What `made` makes at the largest factor at which it can: found by halves, as what fits fits smaller, too."""
    found = made(_SMALLEST)
    low, high = 0, round((largest - _SMALLEST) / _STEP)
    while found is not None and low < high:
        middle = (low + high + 1) // 2
        better = made(_SMALLEST + middle * _STEP)
        if better is None:
            high = middle - 1
        else:
            low, found = middle, better
    return found


def _together(text: LeafletText, on: Paper) -> Page | None:
    """Both parts on one page, with a line to cut between them; None where the type would be too small."""

    def made(factor: float) -> Page | None:
        form, cut = form_block(text, factor, on.width), _cut_line(factor, on.width)
        return _filled(_blocks(text, factor, on), (cut, form), factor, on)

    return _at_largest(made)


def _info(text: LeafletText, on: Paper) -> list[Page]:
    """The part for the customer alone, on one page where that can be read."""
    page = _at_largest(lambda factor: _filled(_blocks(text, factor, on), (), factor, on))
    return _spread(_blocks(text, _SMALLEST, on), on) if page is None else [page]


def _form(text: LeafletText, on: Paper) -> list[Page]:
    """The part for the shop on a page of its own, or on as many as it needs."""

    def made(factor: float) -> Block | None:
        block = form_block(text, factor, on.width, _TALL)
        return block if block.height <= on.height else None

    page = _at_largest(made, _LARGEST_FORM)
    return [Page(block.marks) for block in ([page] if page is not None else form_blocks(text, _SMALLEST, on))]


def _blocks(text: LeafletText, factor: float, on: Paper) -> list[Block]:
    return [*info_blocks(text, factor, on.width), contact_block(text, factor, on.width)]


def _filled(parted: Sequence[Block], below: Sequence[Block], factor: float, on: Paper) -> Page | None:
    """A page with air between its parts and none before those below; None when they are too high."""
    gaps = len(parted) - 1
    air = (on.height - sum(block.height for block in (*parted, *below))) / gaps
    if air < _LEAST_AIR * factor:
        return None
    between = [min(air, _AIR * factor)] * gaps + [0.0] * len(below)
    return Page(_stacked([*parted, *below], between, on))


def _stacked(blocks: Sequence[Block], gaps: Sequence[float], on: Paper) -> list[Mark]:
    """One below the other, the last one at the bottom of the page."""
    marks: list[Mark] = []
    top = 0.0
    for block, gap in zip(blocks[:-1], gaps, strict=True):
        marks += block.at(top)
        top += block.height + gap
    return marks + blocks[-1].at(max(top, on.height - blocks[-1].height))


def _spread(blocks: Sequence[Block], on: Paper) -> list[Page]:
    pages: list[list[Mark]] = [[]]
    top = 0.0
    for block in blocks:
        if top and top + block.height > on.height:
            pages.append([])
            top = 0.0
        pages[-1] += block.at(top)
        top += block.height + mm(2)
    return [Page(marks) for marks in pages]


def _cut_line(factor: float, width: float) -> Block:
    kind = Type(8 * factor)
    block = Block(width)
    block.space(mm(2) * factor)
    middle = block.height + kind.line / 2
    room = kind.metrics.horizontalAdvance(words.CUT) + mm(6)
    for start, end in ((0.0, (width - room) / 2), ((width + room) / 2, width)):
        block.add(Rule(start, middle, end, middle, 12, dashed=True))
    block.line(words.CUT, kind, at=0.5)
    block.space(mm(1.5) * factor)
    return block

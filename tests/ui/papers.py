"""What tests ask of pages: that nothing reaches over its place, and what a PDF says."""

import io
from collections.abc import Sequence
from itertools import combinations

from pypdf import PdfReader

from dreampower_sms.ui.printing.marks import Page, Words
from dreampower_sms.ui.printing.paper import Paper

_MANY = 200
"""A table of thousands is made row by row: no need to hold each against each."""
_SLACK = 1.0
"""Twips that rounding may take."""

_Ink = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def assert_whole(pages: Sequence[Page], on: Paper) -> None:
    """Each line of text fits its place, each place the paper, and no two lines lie on each other."""
    for page in pages:
        found = page.words()
        for words in found:
            box = words.box
            needed = words.type.metrics.horizontalAdvance(words.text)
            assert needed <= box.width + _SLACK, f"{words.text!r} needs {needed:.0f} of {box.width:.0f}"
            high = words.type.metrics.ascent() + words.type.metrics.descent()
            assert high <= box.height + _SLACK, f"{words.text!r} is too high"
            assert box.left >= -_SLACK, words.text
            assert box.top >= -_SLACK, words.text
            assert box.right <= on.width + _SLACK, words.text
            assert box.bottom <= on.height + _SLACK, words.text
        if len(found) < _MANY:
            for (one, ink), (other, others_ink) in combinations([(words, _ink(words)) for words in found], 2):
                assert not _cross(ink, others_ink), f"{one.text!r} lies on {other.text!r}"


def _ink(words: Words) -> _Ink:
    """Where its letters are."""
    width = words.type.metrics.horizontalAdvance(words.text)
    left = words.box.left + (words.box.width - width) * words.at
    high = words.type.metrics.capHeight()
    middle = words.box.top + words.box.height / 2
    return left, middle - high / 2, left + width, middle + high / 2


def _cross(a: _Ink, b: _Ink) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > _SLACK and min(a[3], b[3]) - max(a[1], b[1]) > _SLACK


def flat(text: str | Sequence[Page], *, without_feet: bool = False) -> str:
    """A text, or all of some pages, without spaces and line ends, which a page sets anew."""
    if not isinstance(text, str):
        feet = 2 if without_feet else 0
        lines = (words.text for page in text for words in page.words()[: len(page.words()) - feet])
        text = "".join(lines)
    return "".join(text.split())


def read_back(made: bytes) -> str:
    """All that a PDF says, page by page, as a reader of its text finds it."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)

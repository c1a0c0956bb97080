"""How columns share the room of a list: what is to be read comes first, then air, and what stands elsewhere goes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor


@dataclass(frozen=True, slots=True)
class Wish:
    """What one column asks for, in pixels."""

    least: int
    """Below it the column says nothing; the list scrolls sideways instead."""
    need: int
    """With so much all of it is read."""
    usual: int
    """With so much there is air around it."""
    spare: int = 0
    """Its part of what is left over, beside the parts of the others."""
    drop: int = 0
    """Where not everybody can be read the 1 goes first, then the 2; the 0 stays."""


def shared(wishes: Sequence[Wish], room: int, longest: int) -> list[int]:
    """A width for each column, 0 for one that is left out. A need over `longest` is no reason to leave others out."""
    kept = [1] * len(wishes)
    for drop in sorted({wish.drop for wish in wishes if wish.drop}):
        if sum(min(wish.need, longest) * stays for wish, stays in zip(wishes, kept, strict=True)) <= room:
            break
        kept = [stays * (wish.drop != drop) for wish, stays in zip(wishes, kept, strict=True)]
    widths = iter(_among([wish for wish, stays in zip(wishes, kept, strict=True) if stays], room))
    return [next(widths) if stays else 0 for stays in kept]


def _among(wishes: Sequence[Wish], room: int) -> list[int]:
    needs = [wish.need for wish in wishes]
    usual = [max(wish.need, wish.usual) for wish in wishes]
    if sum(usual) <= room:
        parts = [wish.spare for wish in wishes]
        return _with(usual, parts if any(parts) else [1] * len(wishes), room - sum(usual))
    if sum(needs) <= room:
        return _with(needs, [more - need for more, need in zip(usual, needs, strict=True)], room - sum(needs))
    level = _level(wishes, room)
    return [min(wish.need, max(wish.least, level)) for wish in wishes]


def _with(widths: Sequence[int], parts: Sequence[int], spare: int) -> list[int]:
    whole = sum(parts) or 1
    return [width + floor(spare * part / whole) for width, part in zip(widths, parts, strict=True)]


def _level(wishes: Sequence[Wish], room: int) -> int:
    """The most that a column may have when the longest ones are cut first."""

    def taken(level: int) -> int:
        return sum(min(wish.need, max(wish.least, level)) for wish in wishes)

    return bisect_right(range(1, room + 1), room, key=taken)

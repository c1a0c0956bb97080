"""How the values of 自由検索 are shown in lists and on paper: one place, by the type of the item."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from dreampower_sms.domain.dates import FIRST, LAST, wareki_short
from dreampower_sms.domain.search.items import ItemInfo, Items, ItemType, Target, Value
from dreampower_sms.ui.columns import LEFT, RIGHT, Column

TICK = "○"
"""Yes, as the other lists and the card say it."""

_FIGURES = frozenset({ItemType.NUMBER, ItemType.EVENTS})
_FIRM = _FIGURES | {ItemType.DATE, ItemType.MONTH, ItemType.DIGITS, ItemType.FLAG}
"""Cut in the middle these say something else."""
_PIXELS_A_DIGIT = 8
_LONGEST_NUMBER = 14
"""Digits and hyphens of a telephone number, with one to spare."""
_ARROW = 2
"""Digits that the arrow of the order takes beside a heading."""


def text_of(info: ItemInfo, value: Value) -> str:
    """One value as a clerk reads it."""
    match value:
        case None:
            return ""
        case bool():
            return TICK if value else ""
        case date():
            return _day(info, value)
        case int():
            return f"{value:,}"
        case str():
            return info.choice_label(value) if info.type is ItemType.CHOICE else " ".join(value.split("\n"))
        case _:
            return "　".join(part for part in map(str, value) if part)


def list_columns(items: Items, target: Target, keys: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a list; a row is the tuple of its values in the order of `keys`."""
    return tuple(_column(items[key], target, place) for place, key in enumerate(keys))


def _column(info: ItemInfo, target: Target, place: int) -> Column:
    title = info.label_in(target)
    return Column(
        info.key,
        title,
        _shows(info, place),
        max(_digits(info), digits_of(title) + _ARROW),
        RIGHT if info.type in _FIGURES else LEFT,
        firm=info.type in _FIRM,
    )


def _digits(info: ItemInfo) -> int:
    """How wide the values are; a number is never longer than it is, and names need the room beside it."""
    wished = info.width // _PIXELS_A_DIGIT
    return min(wished, _LONGEST_NUMBER) if info.type is ItemType.DIGITS else wished


def _shows(info: ItemInfo, place: int) -> Callable[[Any], str]:
    return lambda row: text_of(info, row[place])


def digits_of(text: str) -> int:
    """How wide a text is, in digits."""
    return sum(2 if unicodedata.east_asian_width(char) in "FWA" else 1 for char in text)


def _day(info: ItemInfo, day: date) -> str:
    if not FIRST <= day <= LAST:
        return day.isoformat()
    short = wareki_short(day)
    return short.rpartition(".")[0] if info.type is ItemType.MONTH else short

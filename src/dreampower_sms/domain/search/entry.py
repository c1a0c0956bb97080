"""What a clerk types into 検索条件, read into terms. An empty field asks nothing and is no term."""

import re
import unicodedata
from datetime import date, timedelta

from dreampower_sms.domain.dates import Month, parse_date, parse_month
from dreampower_sms.domain.errors import DateUnreadable, DomainError
from dreampower_sms.domain.search.items import ItemInfo, ItemType
from dreampower_sms.domain.search.terms import Dates, Numbers, Operator, Relative, Term, Times, Words

_BETWEEN_TEXTS = re.compile("[、，,\n]")
_NUMBER = re.compile(r"[-+]?[0-9]{1,3}(,?[0-9]{3})*|[-+]?[0-9]+")
_SIGNS = str.maketrans({"−": "-", "‐": "-", "－": "-"})

_LONGEST = 32
"""Characters of a number that anybody means."""


class NumberUnreadable(DomainError):
    """The text is not exactly one whole number."""

    code = "search_number_unreadable"


def read_words(operator: Operator, typed: str) -> tuple[Words, ...]:
    """The texts of one field: several are joined by 、 or a comma and mean any of them."""
    return tuple(Words(operator, text.strip()) for text in _BETWEEN_TEXTS.split(typed) if text.strip())


def read_range(info: ItemInfo, low: str, high: str, today: date) -> Term | None:
    """A range of numbers or days from two fields, either of which may be empty; None when both are.

    A month alone (R8.11) means its first day on the left and its last on the right.

    Raises:
        DateUnreadable: a field holds no date, with its codes (``date_impossible`` for 30 February).
        NumberUnreadable: a field holds no whole number.
    """
    if info.type in {ItemType.DATE, ItemType.MONTH}:
        days = Dates(_first_day(low, today), _last_day(high, today))
        return None if days == Dates(None, None) else days
    numbers = Numbers(read_number(low), read_number(high))
    return None if numbers == Numbers(None, None) else numbers


def read_times(days: str, low: str, high: str) -> Times | None:
    """How often within N days; None when all three fields are empty. Raises NumberUnreadable."""
    within, least, most = read_number(days), read_number(low), read_number(high)
    if (within, least, most) == (None, None, None):
        return None
    if within is None:
        raise NumberUnreadable(text=days)
    return Times(within, least, most)


def read_relative(operator: Operator, n: str) -> Relative:
    """A relative date with its number. Raises NumberUnreadable, for an empty field too."""
    number = read_number(n)
    if number is None:
        raise NumberUnreadable(text=n)
    return Relative(operator, number)


def read_number(typed: str) -> int | None:
    """One whole number in any width, with or without separators; None for an empty field. Raises NumberUnreadable."""
    plain = unicodedata.normalize("NFKC", typed).strip().translate(_SIGNS)
    if not plain:
        return None
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain):
        raise NumberUnreadable(text=typed)
    return int(plain.replace(",", ""))


def _first_day(typed: str, today: date) -> date | None:
    day = _day_or_month(typed, today)
    return date(day.year, day.month, 1) if isinstance(day, Month) else day


def _last_day(typed: str, today: date) -> date | None:
    day = _day_or_month(typed, today)
    if not isinstance(day, Month):
        return day
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(days=1)


def _day_or_month(typed: str, today: date) -> date | Month | None:
    if not typed.strip():
        return None
    try:
        return parse_date(typed, today)
    except DateUnreadable as error:
        try:
            return parse_month(typed)
        except DateUnreadable:
            raise error from None

"""What a search means, in plain Python over plain rows.

This is the definition: `db.free_search` compiles the same spec to SQL, and the tests hold the two together
on random data. It is also how a single row is asked whether it still belongs to a list.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dreampower_sms.domain.search.calendar import days_of
from dreampower_sms.domain.search.items import BLANKS, TEXT_KEYS, ItemInfo, Items, ItemType, Record, Value, needle_of
from dreampower_sms.domain.search.spec import SearchSpec
from dreampower_sms.domain.search.terms import (
    Blank,
    Checked,
    Dates,
    Numbers,
    OneOf,
    Operator,
    Relative,
    Term,
    Times,
    Words,
)


def matches(spec: SearchSpec, items: Items, record: Record, today: date) -> bool:
    """Whether a row belongs to the result of `spec`, asked on `today` (a day of Japan).

    `spec` must have passed `check`; KeyError otherwise.
    """
    return all(
        any(_answers(term, items[each.item], record.get(each.item), today) for term in each.any_of)
        for each in spec.conditions
    )


def arranged(spec: SearchSpec, items: Items, records: Iterable[tuple[int, Record]], today: date) -> list[int]:
    """The ids of the rows that match, in the order of the list; `records` are (id, row)."""
    backwards = bool(spec.order) and spec.order[-1].descending
    found = [pair for pair in records if matches(spec, items, pair[1], today)]
    found.sort(key=lambda pair: pair[0], reverse=backwards)
    for order in reversed(spec.order):
        info = items[order.item]
        source = items[info.sorted_by] if info.sorted_by else info
        found.sort(
            key=lambda pair: _rank(source, pair[1].get(source.key), shown_days(spec, source.key), today),
            reverse=order.descending,
        )
    return [row_id for row_id, _ in found]


def shown_days(spec: SearchSpec, item: str) -> int:
    """The days over which a column of EVENTS counts: those of the first condition on it, else 30."""
    terms = (term for each in spec.conditions if each.item == item for term in each.any_of)
    return next((term.days for term in terms if isinstance(term, Times)), 30)


def texts_of(value: Value) -> Sequence[str]:
    """The texts of a TEXT, KANA, DIGITS or CHOICE value, as a sequence also when there is one or none."""
    if isinstance(value, str):
        return (value,)
    return [each for each in value if isinstance(each, str)] if isinstance(value, tuple) else ()


def happened_within(value: Value, days: int, today: date) -> int:
    """How many of the dates of an EVENTS value lie between `days` days ago and `today`, both included."""
    first = today - timedelta(days=days)
    return sum(first <= day <= today for day in value if isinstance(day, date)) if isinstance(value, tuple) else 0


def _answers(term: Term, info: ItemInfo, value: Value, today: date) -> bool:
    match term:
        case Words():
            answer = any(_compare(term, info, each) for each in texts_of(value))
        case Blank(empty=empty):
            answer = _blank(info, value) is empty
        case Numbers(low=low, high=high):
            answer = isinstance(value, int) and _inside(value, low, high)
        case Dates() | Relative():
            answer = isinstance(value, date) and _inside_days(value, days_of(term, today))
        case Checked(on=on):
            answer = bool(value) is on
        case OneOf(code=code):
            answer = code in texts_of(value)
        case Times(days=days, low=low, high=high):
            answer = _inside(happened_within(value, days, today), low, high)
    return answer


def _compare(term: Words, info: ItemInfo, text: str) -> bool:
    needle = needle_of(info.type, term.text)
    if needle is None:
        return False
    stored = text if needle.literal else TEXT_KEYS[info.type](text)
    match term.operator:
        case Operator.CONTAINS:
            return needle.text in stored
        case Operator.STARTS:
            return stored.startswith(needle.text)
        case Operator.ENDS:
            return stored.endswith(needle.text)
        case _:
            return stored == needle.text


def _blank(info: ItemInfo, value: Value) -> bool:
    if info.type in TEXT_KEYS:
        return not any(each.strip(BLANKS) for each in texts_of(value))
    return value is None or value == ""


def _inside(number: int, low: int | None, high: int | None) -> bool:
    return (low is None or low <= number) and (high is None or number <= high)


def _inside_days(day: date, days: Dates) -> bool:
    return (days.low is None or days.low <= day) and (days.high is None or day <= days.high)


def _rank(info: ItemInfo, value: Value, days: int, today: date) -> tuple[bool, str | int | date]:
    """What a row is sorted by: (missing, comparable)."""
    if info.type in TEXT_KEYS:
        text = next(iter(texts_of(value)), "")
        return (False, text if info.type is ItemType.DIGITS else TEXT_KEYS[info.type](text))
    match info.type:
        case ItemType.EVENTS:
            return (False, happened_within(value, days, today))
        case ItemType.CHOICE:
            codes = [each.code for each in info.choices]
            return (False, codes.index(value) if isinstance(value, str) and value in codes else len(codes))
        case ItemType.FLAG:
            return (False, bool(value))
        case _:
            return (value is None, value if isinstance(value, int | date) else 0)

"""How a term becomes SQL: one small class a kind of column. Every value is a bound parameter.

Each class answers the same four questions (`Asked`), and `domain.search.evaluate` is what its answers are
held against. A missing value is NULL for numbers and days and "" for texts. Terms are joined by OR and AND only, so
a comparison that gives NULL for a missing value is as good as False; no class may put NOT before one.
"""

# ruff: noqa: ARG002  all kinds of items are asked by one signature, though few need all of it

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    or_,
    true,
)

from dreampower_sms.domain.search.calendar import days_of
from dreampower_sms.domain.search.items import BLANKS, ItemInfo, ItemType, Needle, Value, needle_of
from dreampower_sms.domain.search.terms import Blank, Checked, Dates, Numbers, OneOf, Operator, Relative, Term, Words

Sql = SQLColumnExpression[Any]
Truth = ColumnElement[bool]

_BEFORE_SURROGATES, _AFTER_SURROGATES, _LAST = "\ud7ff", "\ue000", "\U0010ffff"
_ESCAPE = "/"
_ESCAPES = str.maketrans({sign: _ESCAPE + sign for sign in (_ESCAPE, "%", "_")})


@dataclass(frozen=True, slots=True)
class Asking:
    """What a search knows of its time and place."""

    today: date
    """A day of Japan."""
    sqlite: bool
    days: int = 30
    """Over how many days a column of EVENTS counts."""


class Asked(Protocol):
    """What the compiler asks of an item."""

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """Whether a row answers a term, which `domain.search.check` has let pass."""
        ...

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """What a page selects."""
        ...

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """What the selected values mean."""
        ...

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """What the order goes by; NULL for a missing value."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its key column."""

    stored: Sql
    key: Sql
    ranged: bool = True
    """The key is in code point order on both databases, so a prefix is a range of its index."""
    backwards: bool = False
    """The key is reversed: the last digits of a number are a prefix of it."""

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """Words on the key, or on the stored text where the needle is literal; Blank on the stored text."""
        match term:
            case Words(operator=operator, text=text):
                needle = needle_of(info.type, text)
                return false() if needle is None else self._words(operator, needle)
            case Blank(empty=empty):
                bare = func.trim(self.stored, BLANKS)
                return bare == "" if empty else bare != ""
            case _:
                raise unfit(term, info)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The text as it is stored."""
        return (self.stored,)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """The text."""
        return str(row[0])

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The key, by code point; numbers as they are written, because a key may be reversed."""
        by, ranged = (self.stored, False) if info.type is ItemType.DIGITS else (self.key, self.ranged)
        return by if ranged or asking.sqlite else by.collate("C")

    def _words(self, operator: Operator, needle: Needle) -> Truth:
        if needle.literal:
            return _compare(self.stored, operator, needle.text)
        if not self.backwards:
            return self._keys(operator, needle.text)
        turned = {Operator.STARTS: Operator.ENDS, Operator.ENDS: Operator.STARTS}
        return self._keys(turned.get(operator, operator), needle.text[::-1])

    def _keys(self, operator: Operator, wanted: str) -> Truth:
        if operator is not Operator.STARTS or not self.ranged:
            return _compare(self.key, operator, wanted)
        following = after(wanted)
        return and_(self.key >= wanted, self.key < following) if following else self.key >= wanted


@dataclass(frozen=True, slots=True)
class Joined:
    """A text that is kept in parts: the four of a plate. Compared as one, shown with spaces between."""

    parts: tuple[Sql, ...]
    keys: tuple[Sql, ...]

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """As for any text."""
        return self._text().where(term, info, asking)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The parts."""
        return self.parts

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """The parts that hold something, as printed."""
        return " ".join(part for part in row if part)

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The keys, one after the other."""
        return self._text().order(info, asking)

    def _text(self) -> Text:
        return Text(_concatenated(self.parts), _concatenated(self.keys), ranged=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Several texts that answer as one: 電話 or 携帯."""

    texts: tuple[Text, ...]

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """Any of them; blank only when all are."""
        parts = [each.where(term, info, asking) for each in self.texts]
        return and_(*parts) if term == Blank(empty=True) else or_(*parts)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """All of them."""
        return tuple(each.stored for each in self.texts)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """All of them."""
        return tuple(str(each) for each in row)

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The first."""
        return self.texts[0].order(info, asking)


@dataclass(frozen=True, slots=True)
class Plain:
    """A column (or an expression) of numbers, days, checks or choices."""

    column: Sql

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """A comparison with the column itself."""
        match term:
            case Numbers(low=low, high=high):
                return between(self.column, whole(low), whole(high))
            case Dates() | Relative():
                days = days_of(term, asking.today)
                return between(self.column, days.low, days.high)
            case Checked(on=on):
                return self.column == true() if on else self.column == false()
            case OneOf(code=code):
                return self.column == code
            case Blank(empty=empty):
                return self._blank(info) if empty else not_(self._blank(info))
            case _:
                raise unfit(term, info)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The column."""
        return (self.column,)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """The value; a code as plain text."""
        return str(row[0]) if isinstance(row[0], str) else row[0]

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The value; choices in the order of the catalogue."""
        return in_order_of_choices(self.column, info) if info.type is ItemType.CHOICE else self.column

    def _blank(self, info: ItemInfo) -> Truth:
        return self.column == "" if info.type is ItemType.CHOICE else self.column.is_(None)


@dataclass(frozen=True, slots=True)
class Flag:
    """A check that is no column: any truth about the row."""

    truth: Truth

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """The truth, or its opposite."""
        if not isinstance(term, Checked):
            raise unfit(term, info)
        return self.truth if term.on else not_(self.truth)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The truth."""
        return (self.truth,)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """True or False."""
        return bool(row[0])

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The unchecked first."""
        return case((self.truth, 1), else_=0)


@dataclass(frozen=True, slots=True)
class Number:
    """A choice among rows of another table, by its number: 担当者. The catalogue knows the choices by that number."""

    column: Sql

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """One of them, or none."""
        match term:
            case OneOf(code=code):
                return self.column == int(code)
            case Blank(empty=empty):
                return self.column.is_(None) if empty else self.column.is_not(None)
            case _:
                raise unfit(term, info)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The number."""
        return (self.column,)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """The number as a code."""
        return None if row[0] is None else str(row[0])

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The choices in their order; none at all last."""
        places = {int(each.code): place for place, each in enumerate(info.choices)}
        return case(places, value=self.column, else_=len(places)) if places else self.column


def whole(number: int | None) -> Sql | None:
    """A bound of a range of numbers: it may lie beyond what a column of small ones holds."""
    return None if number is None else literal(number, BigInteger)


def between(column: Sql, low: Any, high: Any) -> Truth:
    """Both ends included; None leaves an end open."""
    ends = [column >= low] if low is not None else []
    if high is not None:
        ends.append(column <= high)
    return and_(true(), *ends)


def in_order_of_choices(column: Sql, info: ItemInfo) -> Sql:
    """The place of a code among the choices; what is none of them comes last."""
    places = {each.code: place for place, each in enumerate(info.choices)}
    return case(*((column == code, place) for code, place in places.items()), else_=len(places))


def after(prefix: str) -> str:
    """The smallest text, by code point, that comes after every text with this prefix; "" when there is none."""
    while prefix:
        last, prefix = prefix[-1], prefix[:-1]
        if last == _BEFORE_SURROGATES:
            return prefix + _AFTER_SURROGATES
        if last != _LAST:
            return prefix + chr(ord(last) + 1)
    return ""


def unfit(term: Term, info: ItemInfo) -> TypeError:
    """A term that `check` should have refused: a mistake of the program, not of a clerk."""
    return TypeError(f"{info.key} can't be asked {term.operator}")


def _compare(column: Sql, operator: Operator, wanted: str) -> Truth:
    if operator is Operator.EQUALS:
        return column == wanted
    escaped = wanted.translate(_ESCAPES)
    before = "" if operator is Operator.STARTS else "%"
    behind = "" if operator is Operator.ENDS else "%"
    return column.like(f"{before}{escaped}{behind}", escape=_ESCAPE)


def _concatenated(parts: Sequence[Sql]) -> Sql:
    return reduce(lambda whole, part: whole.concat(part), parts)

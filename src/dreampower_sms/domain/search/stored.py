"""Searches and titles as JSON, for the database and for copying between PCs.

Reading is forgiving where an older or newer program wrote: an operator or a shape that this one doesn't know
becomes a `Condition` that `check` refuses by name, so a list is never silently wider than what was saved.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from dreampower_sms.domain.errors import DomainError
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Condition, Order, SearchSpec, Title, TitleItem
from dreampower_sms.domain.search.terms import (
    PERIODS,
    WORD_OPERATORS,
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

Json = Mapping[str, Any]


class SearchUnreadable(DomainError):
    """A saved search can't be read."""

    code = "search_unreadable"


def spec_to_json(spec: SearchSpec) -> dict[str, Any]:
    """A search as plain JSON values; `spec_from_json` gives the equal search back."""
    return {
        "target": spec.target.value,
        "conditions": [_condition_to_json(each) for each in spec.conditions],
        "order": [{"item": each.item, "descending": each.descending} for each in spec.order],
    }


def spec_from_json(stored: Json) -> SearchSpec:
    """The search that `spec_to_json` wrote. Raises SearchUnreadable when it isn't one."""
    try:
        return SearchSpec(
            target=Target(stored["target"]),
            conditions=tuple(_condition_from_json(each) for each in stored["conditions"]),
            order=tuple(Order(str(each["item"]), bool(each["descending"])) for each in stored["order"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SearchUnreadable from error


def title_to_json(title: Title) -> dict[str, Any]:
    """A title without its name, which has a column of its own."""
    uses = [
        {"item": each.item, "search": each.search, "listed": each.listed, "exported": each.exported}
        for each in title.items
    ]
    return {**spec_to_json(title.spec), "items": uses}


def title_from_json(name: str, stored: Json) -> Title:
    """The title that `title_to_json` wrote. Raises SearchUnreadable when it isn't one."""
    spec = spec_from_json(stored)
    try:
        items = tuple(
            TitleItem(str(each["item"]), bool(each["search"]), bool(each["listed"]), bool(each["exported"]))
            for each in stored["items"]
        )
    except (KeyError, TypeError) as error:
        raise SearchUnreadable from error
    return Title(name, spec.target, items, spec.conditions, spec.order)


def _condition_to_json(condition: Condition) -> dict[str, Any]:
    return {"item": condition.item, "any_of": [_term_to_json(each) for each in condition.any_of]}


def _condition_from_json(stored: Json) -> Condition:
    terms = [_term_from_json(each) for each in stored["any_of"]]
    known = tuple(term for term in terms if term is not None)
    return Condition(str(stored["item"]), known if len(known) == len(terms) else ())


def _term_to_json(term: Term) -> dict[str, Any]:
    match term:
        case Words(text=text):
            rest: dict[str, Any] = {"text": text}
        case Numbers(low=low, high=high):
            rest = {"numbers": [low, high]}
        case Dates(low=first, high=last):
            rest = {"dates": [first and first.isoformat(), last and last.isoformat()]}
        case Relative(n=n):
            rest = {"n": n}
        case OneOf(code=code):
            rest = {"code": code}
        case Times(days=days, low=low, high=high):
            rest = {"days": days, "numbers": [low, high]}
        case Blank() | Checked():
            rest = {}
    return {"operator": term.operator.value, **rest}


def _term_from_json(stored: Json) -> Term | None:
    """The term, or None for one that this program can't ask."""
    try:
        return _read_term(Operator(stored["operator"]), stored)
    except (KeyError, TypeError, ValueError):
        return None


def _read_term(operator: Operator, stored: Json) -> Term:
    if operator in WORD_OPERATORS:
        return Words(operator, str(stored["text"]))
    if operator in PERIODS:
        return Relative(operator, int(stored["n"]))
    if operator is Operator.BETWEEN:
        return _read_range(stored)
    match operator:
        case Operator.ONE_OF:
            term: Term = OneOf(str(stored["code"]))
        case Operator.TIMES:
            term = Times(int(stored["days"]), *_numbers(stored["numbers"]))
        case Operator.CHECKED | Operator.UNCHECKED:
            term = Checked(operator is Operator.CHECKED)
        case _:
            term = Blank(operator is Operator.EMPTY)
    return term


def _read_range(stored: Json) -> Dates | Numbers:
    if "dates" not in stored:
        return Numbers(*_numbers(stored["numbers"]))
    low, high = stored["dates"]
    return Dates(_date(low), _date(high))


def _numbers(stored: object) -> tuple[int | None, int | None]:
    low, high = cast("list[int | None]", stored)
    return (None if low is None else int(low), None if high is None else int(high))


def _date(stored: object) -> date | None:
    return None if stored is None else date.fromisoformat(str(stored))

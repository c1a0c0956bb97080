"""What is wrong with a search, item by item, before it reaches a database."""

from dataclasses import dataclass
from enum import StrEnum

from dreampower_sms.domain.errors import DomainError
from dreampower_sms.domain.search.calendar import MOST_DAYS, MOST_MONTHS
from dreampower_sms.domain.search.items import TEXT_KEYS, ItemInfo, Items, ItemType, needle_of
from dreampower_sms.domain.search.spec import Condition, SearchSpec
from dreampower_sms.domain.search.terms import (
    COUNTED_PERIODS,
    PERIODS,
    WORD_OPERATORS,
    Dates,
    Numbers,
    OneOf,
    Operator,
    Relative,
    Term,
    Times,
    Words,
)

MOST_NUMBER = 2**53
"""Whole numbers up to here survive JSON and both databases."""
MOST_LETTERS = 1_000
"""Longest text that may be searched for, in characters."""


class ProblemCode(StrEnum):
    """What can be wrong with one item of a search."""

    ITEM_REMOVED = "search_item_removed"
    """The catalogue knows no such item (any more), or not in a search for this target."""
    ITEM_TWICE = "search_item_twice"
    NO_TERM = "search_no_term"
    """A condition without anything to ask. To ask nothing, leave the condition out."""
    OPERATOR = "search_operator"
    """The item can't be asked this way."""
    VALUE_EMPTY = "search_value_empty"
    """Nothing is left to compare: an empty text, or a phone number without a digit."""
    VALUE_UNREADABLE = "search_value_unreadable"
    """A character that no database stores (NUL, half of a surrogate pair), or a text without end."""
    RANGE_REVERSED = "search_range_reversed"
    NUMBER_TOO_LARGE = "search_number_too_large"
    CHOICE_REMOVED = "search_choice_removed"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, with the item it is about."""

    code: ProblemCode
    item: str
    label: str
    """As the screen names the item; its key when the catalogue doesn't know it."""


class SearchRefused(DomainError):
    """A search names items or values that can't be searched for."""

    code = "search_refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep all problems; code and details are those of the first."""
        super().__init__(problems[0].code.value, item=problems[0].label)
        self.problems = problems


def check(spec: SearchSpec, items: Items) -> tuple[Problem, ...]:
    """Everything that is wrong with `spec`, in the order of its conditions; empty when it can run."""
    found: list[Problem] = []
    seen: set[str] = set()
    for condition in spec.conditions:
        info = _known(spec, condition.item, items)
        if info is None:
            found.append(Problem(ProblemCode.ITEM_REMOVED, condition.item, condition.item))
            continue
        label = info.label_in(spec.target)
        if condition.item in seen:
            found.append(Problem(ProblemCode.ITEM_TWICE, condition.item, label))
        seen.add(condition.item)
        found += [Problem(code, condition.item, label) for code in _wrong_condition(condition, info)]
    found += [
        Problem(ProblemCode.ITEM_REMOVED, order.item, order.item)
        for order in spec.order
        if _known(spec, order.item, items) is None
    ]
    return tuple(dict.fromkeys(found))


def refuse_wrong(spec: SearchSpec, items: Items) -> None:
    """Raise SearchRefused unless `spec` can run."""
    if problems := check(spec, items):
        raise SearchRefused(problems)


def _known(spec: SearchSpec, item: str, items: Items) -> ItemInfo | None:
    info = items.get(item)
    return info if info is not None and info.belongs_to(spec.target) else None


def _wrong_condition(condition: Condition, info: ItemInfo) -> list[ProblemCode]:
    if not condition.any_of:
        return [ProblemCode.NO_TERM]
    return [code for term in condition.any_of if (code := wrong_term(term, info)) is not None]


def wrong_term(term: Term, info: ItemInfo) -> ProblemCode | None:
    """What is wrong with one term of an item, for the message beside its entry field; None when it is fine."""
    if term.operator not in info.operators or not _shape_fits(term, info):
        return ProblemCode.OPERATOR
    if _too_large(term):
        return ProblemCode.NUMBER_TOO_LARGE
    match term:
        case Words(text=text):
            return _wrong_text(text, info)
        case Numbers() | Dates() | Times():
            return _wrong_range(term)
        case OneOf(code=code) if code not in {each.code for each in info.choices}:
            return ProblemCode.CHOICE_REMOVED
        case _:
            return None


def _shape_fits(term: Term, info: ItemInfo) -> bool:
    """Whether a term that names a fitting operator is also of the fitting kind (a stored one may be neither)."""
    match term:
        case Words(operator=operator):
            return operator in WORD_OPERATORS and info.type in TEXT_KEYS
        case Relative(operator=operator):
            return operator in PERIODS
        case Numbers():
            return info.type is ItemType.NUMBER
        case Dates():
            return info.type in {ItemType.DATE, ItemType.MONTH}
        case _:
            return True


def _wrong_text(text: str, info: ItemInfo) -> ProblemCode | None:
    if len(text) > MOST_LETTERS or any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
        return ProblemCode.VALUE_UNREADABLE
    return None if needle_of(info.type, text) else ProblemCode.VALUE_EMPTY


def _wrong_range(term: Numbers | Dates | Times) -> ProblemCode | None:
    low, high = term.low, term.high
    if low is None and high is None:
        return ProblemCode.VALUE_EMPTY
    match term:
        case Dates(low=date_low, high=date_high):
            reversed_ = date_low is not None and date_high is not None and date_low > date_high
        case Numbers(low=least, high=most) | Times(low=least, high=most):
            reversed_ = least is not None and most is not None and least > most
    return ProblemCode.RANGE_REVERSED if reversed_ else None


def _too_large(term: Term) -> bool:
    match term:
        case Numbers(low=low, high=high):
            return _beyond(low) or _beyond(high)
        case Times(days=days, low=low, high=high):
            return _beyond(low) or _beyond(high) or not 0 <= days <= MOST_DAYS
        case Relative(operator=operator, n=n):
            return not 0 <= n <= _most(operator)
        case _:
            return False


def _beyond(number: int | None) -> bool:
    return number is not None and abs(number) > MOST_NUMBER


def _most(operator: Operator) -> int:
    if operator not in COUNTED_PERIODS:
        return 0
    return MOST_DAYS if operator in {Operator.WITHIN_DAYS, Operator.PAST_DAYS} else MOST_MONTHS

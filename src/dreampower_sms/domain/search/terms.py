"""What is asked of an item. Several terms of one item are joined by OR, several items by AND.

Every term is a value that can be compared, stored as JSON and read back. No term holds SQL, and none knows
the day: relative dates are resolved when a search runs, so a saved 来月 means next month for ever.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Operator(StrEnum):
    """The choices of 検索条件, one for every way a term can ask."""

    CONTAINS = "contains"
    STARTS = "starts"
    ENDS = "ends"
    EQUALS = "equals"
    EMPTY = "empty"
    NOT_EMPTY = "not_empty"
    BETWEEN = "between"
    THIS_MONTH = "this_month"
    NEXT_MONTH = "next_month"
    WITHIN_DAYS = "within_days"
    """From today to N days ahead, both included."""
    PAST_DAYS = "past_days"
    """From N days back to today, both included."""
    MONTHS_AGO = "months_ago"
    """The whole calendar month that lies N months back."""
    MONTHS_AGO_OR_MORE = "months_ago_or_more"
    """That month and everything before it."""
    CHECKED = "checked"
    UNCHECKED = "unchecked"
    ONE_OF = "one_of"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Words:
    """A text, compared without regard to width, case and kind of kana."""

    operator: Operator
    """CONTAINS, STARTS, ENDS or EQUALS."""
    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """空 or 空でない. A text of nothing but spaces is blank, and so is a missing value."""

    empty: bool

    @property
    def operator(self) -> Operator:
        """EMPTY or NOT_EMPTY."""
        return Operator.EMPTY if self.empty else Operator.NOT_EMPTY


@dataclass(frozen=True, slots=True)
class Numbers:
    """A range of whole numbers with both ends included; None leaves an end open. A missing value is in no range."""

    low: int | None
    high: int | None

    @property
    def operator(self) -> Operator:
        """BETWEEN."""
        return Operator.BETWEEN


@dataclass(frozen=True, slots=True)
class Dates:
    """A range of days of Japan with both ends included; None leaves an end open. A missing value is in no range."""

    low: date | None
    high: date | None

    @property
    def operator(self) -> Operator:
        """BETWEEN."""
        return Operator.BETWEEN


@dataclass(frozen=True, slots=True)
class Relative:
    """A range of days that moves with the calendar; `calendar.days_of` says which days these are."""

    operator: Operator
    """THIS_MONTH, NEXT_MONTH, WITHIN_DAYS, PAST_DAYS, MONTHS_AGO or MONTHS_AGO_OR_MORE."""
    n: int = 0
    """Days or months; 0 where the operator has no number."""


@dataclass(frozen=True, slots=True)
class Checked:
    """チェック有 or 無. 問わず is no term at all."""

    on: bool

    @property
    def operator(self) -> Operator:
        """CHECKED or UNCHECKED."""
        return Operator.CHECKED if self.on else Operator.UNCHECKED


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the values of a choice; several are several terms."""

    code: str

    @property
    def operator(self) -> Operator:
        """ONE_OF."""
        return Operator.ONE_OF


@dataclass(frozen=True, slots=True)
class Times:
    """How often something happened from `days` days ago to today, both days included."""

    days: int
    low: int | None
    high: int | None

    @property
    def operator(self) -> Operator:
        """TIMES."""
        return Operator.TIMES


Term = Words | Blank | Numbers | Dates | Relative | Checked | OneOf | Times

WORD_OPERATORS = frozenset({Operator.CONTAINS, Operator.STARTS, Operator.ENDS, Operator.EQUALS})
COUNTED_PERIODS = frozenset(
    {Operator.WITHIN_DAYS, Operator.PAST_DAYS, Operator.MONTHS_AGO, Operator.MONTHS_AGO_OR_MORE},
)
"""The relative dates that have a number."""
PERIODS = COUNTED_PERIODS | {Operator.THIS_MONTH, Operator.NEXT_MONTH}

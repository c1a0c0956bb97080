"""利用明細: what a contract was used for in a month, beside the twelve months before.

A message belongs to the month, in Japan, in which it was handed to the gateway, and counts once it may be billed
(`domain.messages.BILLABLE`): 不達 and 結果不明 too, as the gateway took them or may have. Prices are what each message
was confirmed with (見込み, without tax), corrected by what the gateway charged (`domain.charges`). Tax is computed on
the sum of a month and never per message or per line, as an invoice does (`domain.rounding`); so the lines of a
statement carry none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from dreampower_sms.domain.rounding import Bill, Rounding
from dreampower_sms.domain.windows import JAPAN

MONTHS = 13
"""A year and the same month of the year before."""


class By(StrEnum):
    """What the lines of a statement stand for."""

    TIER = "tier"
    PURPOSE = "purpose"
    CLERK = "clerk"
    JOB = "job"
    MONTH = "month"
    """Not of one month: the thirteen beside each other, each as an invoice has it."""


@dataclass(frozen=True, slots=True)
class UsageLine:
    """What falls to one key: a month (``2026-11``), a tier, a purpose, a clerk, or a job."""

    key: str
    messages: int = 0
    units: int = 0
    """Counted characters."""
    price: Decimal = Decimal(0)
    """In yen, without tax."""
    unknown: int = 0
    """How many of the messages are 結果不明."""
    title: str = ""
    """Of a job."""
    at: datetime | None = None
    """When a job was confirmed, which tells jobs of one title apart."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month as an invoice would have it."""

    first: date
    line: UsageLine
    bill: Bill


@dataclass(frozen=True, slots=True)
class UsageStatement:
    """One month of one contract."""

    contract_id: str
    contract: str
    """Its title."""
    practice: bool
    """Nothing of it is ever billed."""
    budget: int
    """What the contract may spend in a month, in yen without tax; 0: no limit."""
    shop_budget: int
    """What the shop wants to spend in a month on all contracts together; 0: no budget."""
    months: Sequence[Month]
    """`MONTHS` of them, the oldest first."""
    first: date
    """The first day of the month of the statement, which is one of them."""
    lines: Mapping[By, Sequence[UsageLine]]
    """That month in every way to part it, dearest first; and the months in which anything was sent, newest first."""
    damaged: bool = False
    """The fee tables of the contract contradict themselves (`domain.charges`)."""
    elsewhere: Sequence[Decimal] = ()
    """What the other contracts came to that share the shop's budget, month by month, in yen without tax; none where
    no other one was used."""

    @property
    def place(self) -> int:
        """Where the month of the statement is among the months."""
        return next(place for place, month in enumerate(self.months) if month.first == self.first)

    @property
    def of_shop(self) -> Decimal:
        """What the month of the statement comes to on all contracts that share the shop's budget."""
        return self.month.bill.net + (self.elsewhere[self.place] if self.elsewhere else 0)

    @property
    def month(self) -> Month:
        """The month of the statement."""
        return self.months[self.place]


def first_of(day: date) -> date:
    """The first day of a month."""
    return day.replace(day=1)


def month_after(first: date, count: int = 1) -> date:
    """The first day of the month that comes so many months later; a negative count goes back."""
    number = first.year * 12 + first.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def months_to(first: date) -> Sequence[date]:
    """The first days of the months of a statement, the oldest first."""
    return [month_after(first, back) for back in range(1 - MONTHS, 1)]


def begins(first: date) -> datetime:
    """When a month begins: midnight in Japan, as UTC."""
    return datetime.combine(first, time(), JAPAN).astimezone(UTC)


def month_of(first: date, line: UsageLine, rounding: Rounding) -> Month:
    """A month with its tax, at the rate of its last day: rates have only ever changed with a month."""
    return Month(first, line, rounding.bill(line.price, month_after(first) - timedelta(days=1)))


def sum_of(lines: Sequence[UsageLine], key: str = "") -> UsageLine:
    """What the lines come to."""
    return UsageLine(
        key,
        sum(line.messages for line in lines),
        sum(line.units for line in lines),
        sum((line.price for line in lines), Decimal(0)),
        sum(line.unknown for line in lines),
    )


def parted(parts: Iterable[tuple[Mapping[By, str], UsageLine]]) -> dict[By, Sequence[UsageLine]]:
    """The smallest parts of a month, each with its key in every way to part it, as the lines of a statement."""
    found: dict[By, dict[str, list[UsageLine]]] = {by: defaultdict(list) for by in By if by is not By.MONTH}
    for keys, part in parts:
        for by, key in keys.items():
            found[by][key].append(part)
    lines = {by: [sum_of(several, key) for key, several in of.items()] for by, of in found.items()}
    jobs = found[By.JOB]
    lines[By.JOB] = [replace(one, title=jobs[one.key][0].title, at=jobs[one.key][0].at) for one in lines[By.JOB]]
    return {by: sorted(several, key=_dearest_first) for by, several in lines.items()}


def _dearest_first(line: UsageLine) -> tuple[Decimal, int, str]:
    return -line.price, -line.messages, line.key

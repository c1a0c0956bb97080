"""What a shop allows itself to spend on one contract, a day and a month, in messages or in yen.

A gateway bills what it takes, so a slip of the finger costs real money: 5,000 messages to the wrong list are
100,000 yen. The budget is the wall behind the confirmation. Days and months are Japan's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from dreampower_sms.domain.windows import in_japan


class Overrun(StrEnum):
    """Which limit stops a contract. The value is a code with a sentence of its own."""

    DAY_MESSAGES = "budget_day_messages"
    DAY_YEN = "budget_day_yen"
    MONTH_MESSAGES = "budget_month_messages"
    MONTH_YEN = "budget_month_yen"

    @property
    def ends_with_day(self) -> bool:
        """Whether tomorrow is enough to go on; else the next month."""
        return self in {Overrun.DAY_MESSAGES, Overrun.DAY_YEN}


@dataclass(frozen=True, slots=True)
class Spent:
    """What left in some time, priced as 利用明細 does; or what waits, by the estimates (見込み). In yen."""

    messages: int = 0
    price: Decimal = Decimal(0)

    def plus(self, price: Decimal) -> "Spent":
        """With one more message."""
        return Spent(self.messages + 1, self.price + price)

    def __add__(self, other: "Spent") -> "Spent":
        """Both together."""
        return Spent(self.messages + other.messages, self.price + other.price)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a contract spent so far today and this month."""

    day: Spent = Spent()
    month: Spent = Spent()


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many messages and so many yen; 0 is no limit."""

    messages: int = 0
    yen: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of one contract."""

    day: Limit = field(default_factory=Limit)
    month: Limit = field(default_factory=Limit)

    def __bool__(self) -> bool:
        """Whether there is any limit at all: without one nothing needs to be summed up."""
        return any((self.day.messages, self.day.yen, self.month.messages, self.month.yen))

    def over(self, usage: Usage) -> Overrun | None:
        """The limit that this usage is above, the nearest first; None: it is within all."""
        return _over(
            (self.day.messages, usage.day.messages, Overrun.DAY_MESSAGES),
            (self.day.yen, usage.day.price, Overrun.DAY_YEN),
            (self.month.messages, usage.month.messages, Overrun.MONTH_MESSAGES),
            (self.month.yen, usage.month.price, Overrun.MONTH_YEN),
        )

    def room(self, usage: Usage, prices: Sequence[Decimal]) -> tuple[int, Overrun | None]:
        """How many of these messages, in their order, may still leave, and which limit stops the next one.

        Stops at the first that does not fit: a cheaper one behind it must not overtake it.
        """
        for fitting, price in enumerate(prices):
            usage = Usage(usage.day.plus(price), usage.month.plus(price))
            if (overrun := self.over(usage)) is not None:
                return fitting, overrun
        return len(prices), None


def day_start(now: datetime) -> datetime:
    """When today began in Japan, as UTC."""
    return in_japan(now).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def month_start(now: datetime) -> datetime:
    """When this month began in Japan, as UTC."""
    return in_japan(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def day_end(now: datetime) -> datetime:
    """When today ends in Japan, as UTC."""
    return day_start(now) + timedelta(days=1)


def month_end(now: datetime) -> datetime:
    """When this month ends in Japan, as UTC."""
    return month_start(month_start(now) + timedelta(days=32))


def _over(*limits: tuple[int, int | Decimal, Overrun]) -> Overrun | None:
    return next((overrun for most, spent, overrun in limits if most and spent > most), None)

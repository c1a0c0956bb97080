"""Rounding of 消費税 and of totals, with tax rates that change on a day.

A shop chooses for itself how a fraction of a yen is rounded; the tax law only asks for one rounding per invoice
and rate (インボイス制度, 消費税法施行令 70条の10), which is why tax is computed on a sum and never per message.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from dreampower_sms.domain.errors import DomainError

_PERCENT = Decimal(100)
_HIGHEST = Decimal(100)


class RoundingWrong(DomainError):
    """The tax rates or the unit of rounding make no sense."""

    code = "rounding_wrong"


class Mode(StrEnum):
    """What becomes of a fraction."""

    DOWN = "down"
    """切捨て."""
    HALF_UP = "half_up"
    """四捨五入."""
    UP = "up"
    """切上げ."""


_WAYS = {Mode.DOWN: ROUND_FLOOR, Mode.HALF_UP: ROUND_HALF_UP, Mode.UP: ROUND_CEILING}

UNITS = (1, 10, 100)
"""Whole yen to which a total may be rounded."""


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A rate in percent from one day on."""

    valid_from: date
    percent: Decimal


JAPAN_RATES = (
    TaxRate(date(1997, 4, 1), Decimal(5)),
    TaxRate(date(2014, 4, 1), Decimal(8)),
    TaxRate(date(2019, 10, 1), Decimal(10)),
)
"""The standard rates of 消費税 (国税庁)."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A sum as it is charged, in whole yen but for `net`."""

    net: Decimal
    percent: Decimal
    tax: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Rounding:
    """How this shop rounds.

    Raises `RoundingWrong` (codes ``tax_rates_empty``, ``tax_day_twice``, ``tax_rate_range``, ``rounding_unit``).
    """

    tax: Mode = Mode.DOWN
    total: Mode = Mode.DOWN
    unit: int = 1
    """The total is a multiple of so many yen."""
    rates: Sequence[TaxRate] = JAPAN_RATES

    def __post_init__(self) -> None:
        """Refuse what would compute a wrong tax, and bring the rates into order."""
        if self.unit not in UNITS:
            raise RoundingWrong("rounding_unit", unit=str(self.unit))
        if not self.rates:
            raise RoundingWrong("tax_rates_empty")
        days = [rate.valid_from for rate in self.rates]
        if twice := next((day for day in days if days.count(day) > 1), None):
            raise RoundingWrong("tax_day_twice", day=twice.isoformat())
        for rate in self.rates:
            if not 0 <= rate.percent <= _HIGHEST:
                raise RoundingWrong("tax_rate_range", percent=str(rate.percent))
        object.__setattr__(self, "rates", tuple(sorted(self.rates, key=_first_day)))

    def percent(self, day: date) -> Decimal:
        """The rate on a day. Days before the first rate have no tax."""
        place = bisect_right(self.rates, day, key=_first_day)
        return self.rates[place - 1].percent if place else Decimal(0)

    def bill(self, net: Decimal, day: date) -> Bill:
        """Tax and total of a sum without tax, in yen. `day` decides the rate."""
        percent = self.percent(day)
        tax = rounded(net * percent / _PERCENT, self.tax)
        return Bill(net, percent, tax, rounded(net + tax, self.total, self.unit))


def rounded(amount: Decimal, mode: Mode, unit: int = 1) -> Decimal:
    """`amount` (yen, not negative in practice) to a multiple of `unit` yen; 切捨て goes down, 切上げ up."""
    return (amount / unit).quantize(Decimal(1), _WAYS[mode]) * unit


def _first_day(rate: TaxRate) -> date:
    return rate.valid_from

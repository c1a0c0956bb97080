"""Which inspection a garage writes about, and the days of it.

The certificate holds one date, 車検満了日. The legal checks between lie whole months before it: for a car with a
certificate of two years the 12か月点検 a year before; for those that owe one every half year the 6か月点検 6 and 18
months before (道路運送車両法 48条). So a question about checks is a question about the expiry some months later.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Inspection(StrEnum):
    """What falls due."""

    EXPIRY = "expiry"
    """車検満了日."""
    YEARLY = "yearly"
    """12か月点検."""
    HALF_YEARLY = "half_yearly"
    """6か月点検."""
    NEXT_CHECK = "next_check"
    """次回点検日, as somebody entered it."""

    @property
    def months_before_expiry(self) -> tuple[int, ...]:
        """How many months before 車検満了日 it falls due."""
        return _BEFORE.get(self, (0,))


_SHORTER = 3
"""Days by which a month can be shorter than another."""
_BEFORE = {Inspection.YEARLY: (12,), Inspection.HALF_YEARLY: (6, 18)}


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def month_of(day: date, ahead: int = 0) -> Days:
    """The whole month of a day, or the one `ahead` of it: 来月 is 1."""
    first = add_months(day.replace(day=1), ahead)
    return Days(first, first.replace(day=monthrange(first.year, first.month)[1]))


def add_months(day: date, months: int) -> date:
    """The same day some months later; the month's last day where it has no such day (31 August + 6 is 28 February)."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def following_check(expiry: date | None, today: date, months: int) -> date:
    """The next day after `today` that lies a whole number of `months` before 車検満了日, or that day itself.

    Without a certificate, or when it has run out, `months` from today.
    """
    if expiry is None or expiry <= today:
        return add_months(today, months)
    back = 0
    while add_months(expiry, -(back + months)) > today:
        back += months
    return add_months(expiry, -back)


def expiries(wanted: Inspection, days: Days) -> list[Days]:
    """The ranges of 車検満了日 in which an inspection of these days can belong.

    A little too wide at the ends of months (28 to 31); `falls_due` then says for each vehicle whether it is one.
    """
    return [
        Days(
            add_months(days.first, months),
            add_months(days.last, months) + (timedelta(days=3) if months else timedelta()),
        )
        for months in wanted.months_before_expiry
    ]


def falls_due(wanted: Inspection, expiry: date | None, next_check: date | None, days: Days) -> date | None:
    """The day within the range on which the inspection of a vehicle falls due; None when it has none there."""
    if wanted is Inspection.NEXT_CHECK:
        return next_check if next_check in days else None
    if expiry is None:
        return None
    due = (add_months(expiry, -months) for months in wanted.months_before_expiry)
    return next((day for day in due if day in days), None)

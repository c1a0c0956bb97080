"""Which inspection a garage writes about, and the days of it.

The certificate holds one date, 車検満了日. The legal checks between lie whole months before it: for a car with a
certificate of two years the 12か月点検 a year before; for those that owe one every half year the 6か月点検 6 and 18
months before (道路運送車両法 48条). So a question about checks is a question about the expiry some months later.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from dreampower_sms.domain.people import ContactState


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
_OF_FIRST = {Inspection.YEARLY: (12, 24)}
"""While the first certificate of a new car runs, which is one of three years (道路運送車両法 61条)."""
_FIRST_MONTHS = range(34, 38)
_ABOUT = {Inspection.EXPIRY: 8, Inspection.YEARLY: 8}
_NEXT_CYCLE = 6
"""Months by which 車検満了日 moves on at least with a new certificate; less is a mistake that was mended."""


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


def about_since(wanted: Inspection, day: date) -> date:
    """Since when a message about a vehicle can be about the inspection of this day.

    Months before the day, fewer than lie between it and the last call for the one before: the certificate keeps only
    its own date, and the shortest one runs a year. 次回点検日 may be one of every half year.
    """
    return add_months(day, -_ABOUT.get(wanted, 4))


def moved_on(before: date | None, after: date | None) -> bool:
    """Whether 車検満了日 is that of another certificate now: what the shop noted about the old one is over."""
    return before is not None and after is not None and after >= add_months(before, _NEXT_CYCLE)


def of_next_cycle(before: Mapping[str, Any], values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The new values of a vehicle whose 車検満了日 moved on: 状態 begins again, unless it is set in the same step."""
    if values.get("contact_state", before["contact_state"]) != before["contact_state"]:
        return values
    return {**values, "contact_state": ContactState.NOT_CONTACTED}


def is_first_certificate(expiry: date, first_registration: str) -> bool:
    """Whether a certificate is the first one of a new car, by 初度登録 ("2026-04" or only its year)."""
    year, _, month = first_registration.partition("-")
    if not (year.isdecimal() and month.isdecimal()):
        return False
    return (expiry.year - int(year)) * 12 + expiry.month - int(month) in _FIRST_MONTHS


def expiries(wanted: Inspection, days: Days) -> list[Days]:
    """The ranges of 車検満了日 in which an inspection of these days can belong.

    A little too wide at the ends of months (28 to 31); `falls_due` then says for each vehicle whether it is one.
    """
    return [
        Days(
            add_months(days.first, months),
            add_months(days.last, months) + (timedelta(days=3) if months else timedelta()),
        )
        for months in _OF_FIRST.get(wanted, wanted.months_before_expiry)
    ]


def falls_due(
    wanted: Inspection, expiry: date | None, next_check: date | None, days: Days, first_registration: str = ""
) -> date | None:
    """The day within the range on which the inspection of a vehicle falls due; None when it has none there."""
    if wanted is Inspection.NEXT_CHECK:
        return next_check if next_check in days else None
    if expiry is None:
        return None
    first = is_first_certificate(expiry, first_registration)
    before = _OF_FIRST.get(wanted, wanted.months_before_expiry) if first else wanted.months_before_expiry
    due = (add_months(expiry, -months) for months in before)
    return next((day for day in due if day in days), None)

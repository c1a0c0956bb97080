"""When a message may leave: the send window per weekday and holiday, and what a missed schedule becomes.

No law names hours for an SMS of a shop, but a phone that rings at night is what customers complain about. So
the window has an outer wall that no setting moves: `EARLIEST` to `LATEST`, Japan time. 緊急連絡 that a clerk
sends at once is free of both (manual chapter 3: a car stands open in the workshop and needs an answer);
one that was put on a schedule keeps out of the night like everything else.

Every moment that comes in or goes out is timezone-aware; goes out as UTC.
"""

import calendar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from dreampower_sms.domain.errors import DomainError
from dreampower_sms.domain.messages import Purpose

JAPAN = timezone(timedelta(hours=9), "JST")
"""A fixed offset: Japan has had no summer time since 1951, and Windows has no time zone database."""

EARLIEST, LATEST = time(8), time(21)
"""Nothing that is not typed and sent this minute leaves outside these hours, whatever the settings say."""

AT_ONCE = timedelta(minutes=10)
"""So long after its clerk pressed the key a message still counts as typed and sent this minute."""

_LOOK_AHEAD = 400
"""Days to search for an opening: more than a year, so that a shop that sends on one holiday only is found."""

LATE = timedelta(minutes=120)
"""How late a missed schedule may still leave by itself, until a shop sets its own time."""


class WindowWrong(DomainError):
    """The hours of a send window end before they begin, or reach into the night."""

    code = "window_wrong"


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one day in Japan time, `opens` included, `closes` not.

    Raises `WindowWrong` (codes ``window_backwards``, ``window_at_night``).
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise WindowWrong("window_backwards")
        if self.opens < EARLIEST or self.closes > LATEST:
            raise WindowWrong("window_at_night")

    def __contains__(self, clock: time) -> bool:
        return self.opens <= clock < self.closes


SHOP_HOURS = Hours(time(9), time(20))


@dataclass(frozen=True, slots=True)
class SendWindow:
    """The hours in which a shop's messages may leave. A day without hours is closed."""

    week: tuple[Hours | None, ...] = (SHOP_HOURS,) * 7
    """Seven entries, Monday first."""
    holiday: Hours | None = SHOP_HOURS
    """On a national holiday, in place of the weekday's."""
    holidays: frozenset[date] = field(default_factory=frozenset[date])
    """The national holidays of the years that matter, or the shop's own days off."""

    def __post_init__(self) -> None:
        if len(self.week) != len(calendar.day_name):
            raise WindowWrong("window_week")

    def hours(self, day: date) -> Hours | None:
        """The hours of one day in Japan, or None when it is closed."""
        return self.holiday if day in self.holidays else self.week[day.weekday()]

    def is_open(self, at: datetime) -> bool:
        """Whether a message may leave at `at`."""
        local = in_japan(at)
        hours = self.hours(local.date())
        return hours is not None and local.time() in hours

    def next_opening(self, at: datetime) -> datetime | None:
        """The first moment from `at` on when the window is open: `at` itself when it is, None when it never opens."""
        if self.is_open(at):
            return at.astimezone(UTC)
        local = in_japan(at)
        for ahead in range(_LOOK_AHEAD):
            day = local.date() + timedelta(days=ahead)
            hours = self.hours(day)
            if hours is not None and (opening := datetime.combine(day, hours.opens, JAPAN)) > local:
                return opening.astimezone(UTC)
        return None


ALWAYS_BY_DAY = SendWindow((Hours(EARLIEST, LATEST),) * 7, Hours(EARLIEST, LATEST))
"""Everything but the night: the window of a 緊急連絡 on a schedule."""


def departure(purpose: Purpose, at: datetime, window: SendWindow, *, scheduled: bool) -> datetime | None:
    """The first moment from `at` on when a message of this purpose may leave, or None when it never may.

    `scheduled`: a person chose the moment beforehand, so nobody sits at the PC when it comes.
    """
    if purpose is Purpose.URGENT:
        return ALWAYS_BY_DAY.next_opening(at) if scheduled else in_japan(at).astimezone(UTC)
    return window.next_opening(at)


def is_missed(due: datetime, seen: datetime | None, now: datetime, *, patience: timedelta, is_open: bool) -> bool:
    """Whether a message that no sender could send in time has to wait for a person.

    `due` is when it should have left, `seen` when a sender was last alive before the one that asks (None:
    never before). The time in which senders ran but were busy is not lateness: the last of 5,000 messages
    is not late because 4,999 went before it. A message that fell due in the absence and would now leave outside its
    window (`is_open` false) waits too: tomorrow morning its text may no longer be true.
    """
    absent_from = due if seen is None else max(due, seen)
    if now - absent_from > patience:
        return True
    fell_due_in_absence = seen is None or due > seen
    return fell_due_in_absence and not is_open


def in_japan(at: datetime) -> datetime:
    """The same moment on a clock in Japan. Raises ValueError for a datetime without a time zone."""
    if at.tzinfo is None:
        message = "a moment without a time zone is not a moment"
        raise ValueError(message)
    return at.astimezone(JAPAN)


@lru_cache(maxsize=1024)  # a list asks for the same moment for everybody, several times
def day_of(at: datetime) -> date:
    """The day in Japan on which `at` falls."""
    return in_japan(at).date()

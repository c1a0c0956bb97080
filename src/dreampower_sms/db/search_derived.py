"""Items that no column holds: days left, months, what was sent, what the consent log says.

Conditions on other tables are sets (`id IN (SELECT …)`), which both databases build once; a page of a list
asks for its few rows one by one.
"""

# ruff: noqa: ARG002  all kinds of items are asked by one signature, though few need all of it

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, Select, String, and_, case, cast, false, func, not_, or_, select, true, type_coerce

from dreampower_sms.db.search_terms import Asking, Sql, Truth, between, in_order_of_choices, unfit, whole
from dreampower_sms.db.tables import ConsentRow, CustomerRow, MessageRecord, StopRow
from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, Purpose
from dreampower_sms.domain.people import ConsentKind
from dreampower_sms.domain.search.calendar import days_of
from dreampower_sms.domain.search.items import ItemInfo, Value
from dreampower_sms.domain.search.terms import Blank, Dates, Numbers, OneOf, Relative, Term, Times
from dreampower_sms.domain.windows import JAPAN, day_of

_EARLIEST, _LATEST_DAY = date(1900, 1, 1), date(9000, 1, 1)
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """How many days lie between today and a day; negative once it is past."""

    column: Sql

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """A range of days, so that the index of the column serves it."""
        match term:
            case Numbers(low=low, high=high):
                low_day, high_day = _day(asking.today, low), _day(asking.today, high)
                return and_(self.column.is_not(None), between(self.column, low_day, high_day))
            case Blank(empty=empty):
                return self.column.is_(None) if empty else self.column.is_not(None)
            case _:
                raise unfit(term, info)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The day."""
        return (self.column,)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """Days from today."""
        return None if row[0] is None else (row[0] - asking.today).days

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The day has the same order."""
        return self.column


@dataclass(frozen=True, slots=True)
class MonthText:
    """A month kept as YYYY-MM or "": 初度登録. It counts as its first day."""

    column: Sql

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """A comparison of texts, which have the order of their months."""
        match term:
            case Dates() | Relative():
                days = days_of(term, asking.today)
                low = days.low and _month_text(*_first_month(days.low))
                high = days.high and _month_text(days.high.year, days.high.month)
                return and_(self.column != "", between(self.column, low, high))
            case Blank(empty=empty):
                return self.column == "" if empty else self.column != ""
            case _:
                raise unfit(term, info)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The text."""
        return (self.column,)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """The first day of the month."""
        return date.fromisoformat(f"{row[0]}-01") if row[0] else None

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The text."""
        return func.nullif(self.column, "")


@dataclass(frozen=True, slots=True)
class DayOf:
    """The day of Japan of a moment that every row has: 登録日."""

    column: Sql

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """A range of moments."""
        match term:
            case Dates() | Relative():
                return _on_days(self.column, days_of(term, asking.today))
            case Blank(empty=empty):
                return false() if empty else true()
            case _:
                raise unfit(term, info)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The moment."""
        return (self.column,)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """Its day."""
        return day_of(row[0])

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The day: two rows of one day are equal, as the list shows them."""
        return _day_in_japan(self.column, asking)


_SENT = MessageRecord.state.in_(sorted(MAY_HAVE_ARRIVED))
_LEFT_AT = MessageRecord.history_at
_THEIRS = MessageRecord.customer_id == CustomerRow.id


class LastSms:
    """The day of Japan on which the last SMS left that reached the customer, or may have."""

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """Customers whose last message lies in a range; those who never got one."""
        match term:
            case Dates() | Relative():
                inside = _on_days(func.max(_LEFT_AT), days_of(term, asking.today))
                return CustomerRow.id.in_(_customers().group_by(MessageRecord.customer_id).having(inside))
            case Blank(empty=empty):
                written_to = CustomerRow.id.in_(_customers())
                return not_(written_to) if empty else written_to
            case _:
                raise unfit(term, info)

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The moment of the last message."""
        return (select(func.max(_LEFT_AT)).where(_THEIRS, _SENT).correlate(CustomerRow).scalar_subquery(),)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """Its day."""
        return None if row[0] is None else day_of(row[0])

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The day: two messages of one day are equal, as the list shows them."""
        return _day_in_japan(self.values(asking)[0], asking)


class SmsCount:
    """How many SMS left within some days that reached the customer, or may have."""

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """Customers with so many messages. Those without any are in no group, so zero is asked the other way round."""
        if not isinstance(term, Times):
            raise unfit(term, info)
        count = func.count()
        grouped = _customers().where(_within(term.days, asking)).group_by(MessageRecord.customer_id)
        inside = between(count, whole(term.low), whole(term.high))
        if (term.low or 0) > 0:
            return CustomerRow.id.in_(grouped.having(inside))
        if term.high is None:
            return true()
        return and_(
            CustomerRow.id.not_in(grouped.having(count > whole(term.high))), true() if term.high >= 0 else false()
        )

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """The number."""
        counted = select(func.count()).select_from(MessageRecord).where(_THEIRS, _SENT, _within(asking.days, asking))
        return (counted.correlate(CustomerRow).scalar_subquery(),)

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """The number."""
        return int(row[0])

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """The number."""
        return self.values(asking)[0]


STOPPED, NOTHING = "stopped", "none"

_STOPS = (StopRow.lifted_at.is_(None), StopRow.purpose.in_(("", Purpose.CAMPAIGN.value)))
_RECORDS = (ConsentRow.e164 != "", or_(ConsentRow.purpose.is_(None), ConsentRow.purpose == Purpose.CAMPAIGN))
_LATEST = (ConsentRow.at.desc(), case((ConsentRow.kind == ConsentKind.WITHDRAWN, 0), else_=1), ConsentRow.id.desc())
_KIND = type_coerce(ConsentRow.kind, String)


class Consent:
    """What is on record for advertising by SMS to the mobile: 配信停止, else the last word of the log, else nothing.

    The same rule as `domain.sendable.consent_for` and its stops; sending asks that one, this is for lists.
    """

    def where(self, term: Term, info: ItemInfo, asking: Asking) -> Truth:
        """Customers whose number is in a set."""
        if not isinstance(term, OneOf):
            raise unfit(term, info)
        number = CustomerRow.mobile_e164
        stopped = number.in_(select(StopRow.e164).where(*_STOPS))
        if term.code == STOPPED:
            return stopped
        if term.code == NOTHING:
            return and_(not_(stopped), number.not_in(select(ConsentRow.e164).where(*_RECORDS)))
        place = func.row_number().over(partition_by=ConsentRow.e164, order_by=_LATEST).label("place")
        log = select(ConsentRow.e164, _KIND.label("kind"), place).where(*_RECORDS).subquery("log")
        return and_(not_(stopped), number.in_(select(log.c.e164).where(log.c.place == 1, log.c.kind == term.code)))

    def values(self, asking: Asking) -> tuple[Sql, ...]:
        """Whether the number is stopped, and the last word."""
        number = CustomerRow.mobile_e164
        stopped = select(StopRow.id).where(StopRow.e164 == number, *_STOPS).correlate(CustomerRow).exists()
        record = select(_KIND).where(ConsentRow.e164 == number, *_RECORDS).order_by(*_LATEST).limit(1)
        return (stopped, record.correlate(CustomerRow).scalar_subquery())

    def read(self, row: Sequence[Any], asking: Asking) -> Value:
        """The state as a code."""
        stopped, kind = row
        return STOPPED if stopped else kind or NOTHING

    def order(self, info: ItemInfo, asking: Asking) -> Sql:
        """In the order of the choices."""
        stopped, kind = self.values(asking)
        return in_order_of_choices(case((stopped, STOPPED), else_=func.coalesce(kind, NOTHING)), info)


def _customers() -> Select[Any]:
    """Customers with a message that reached them, or may have."""
    return select(MessageRecord.customer_id).where(_SENT, MessageRecord.customer_id.is_not(None))


def _within(days: int, asking: Asking) -> Truth:
    return and_(_begin(asking.today - timedelta(days=days)) <= _LEFT_AT, _end(asking.today) > _LEFT_AT)


def _on_days(moment: Sql, days: Dates) -> Truth:
    since = () if days.low is None else (moment >= _begin(days.low),)
    until = () if days.high is None else (moment < _end(days.high),)
    return and_(true(), *since, *until)


def _begin(day: date) -> datetime:
    """The first moment of a day of Japan, in UTC. Far from any message it is not exact: `datetime` ends somewhere."""
    return datetime.combine(min(max(day, _EARLIEST), _LATEST_DAY), time(), JAPAN).astimezone(UTC)


def _end(day: date) -> datetime:
    """The first moment after a day of Japan, in UTC."""
    return _begin(min(max(day, _EARLIEST), _LATEST_DAY) + timedelta(days=1))


def _day_in_japan(moment: Sql, asking: Asking) -> Sql:
    if asking.sqlite:
        return func.date(moment, "+9 hours")
    return cast(func.timezone("Asia/Tokyo", moment), Date)


def _day(today: date, days: int | None) -> date | None:
    """So many days from today; the first or last day there is when that lies outside."""
    if days is None:
        return None
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _first_month(day: date) -> tuple[int, int]:
    """The first month that begins on this day or later."""
    if day.day == 1:
        return day.year, day.month
    return (day.year, day.month + 1) if day.month < _DECEMBER else (day.year + 1, 1)


def _month_text(year: int, month: int) -> str:
    return f"{year:04}-{month:02}"

"""利用明細: one grouped query for the months, from `ix_messages_spent` alone; one by it for the parts of a month."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, literal, null, or_, select, type_coerce
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_messages import JobRow, MessageRecord
from dreampower_sms.domain.charges import Charges
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import BILLABLE, State
from dreampower_sms.domain.usage import By, UsageLine, sum_of
from dreampower_sms.domain.windows import JAPAN, day_of

_M = MessageRecord
_Keys = Mapping[By, SQLColumnExpression[Any]]
_IS_LISTED = JobRow.kind != literal(JobKind.SINGLE.value, literal_execute=True)
"""Few of all jobs are lists: `ix_send_jobs_listed` holds them alone."""


def months(session: Session, contract_id: str, borders: Sequence[datetime], charges: Charges) -> list[UsageLine]:
    """What was used between each border and the next.

    The borders come from outside, so that no database needs to know where Japan's midnight is.
    """
    found: list[list[UsageLine]] = [[] for _ in borders[1:]]
    for at, _, line in _used(session, contract_id, borders, charges, {}):
        place = next(n for n, (start, end) in enumerate(pairwise(borders)) if start <= at < end)
        found[place].append(line)
    return [sum_of(lines) for lines in found]


def parts(
    session: Session, contract_id: str, since: datetime, until: datetime, charges: Charges
) -> Iterator[tuple[Mapping[By, str], UsageLine]]:
    """What was used from `since` on and before `until`, for `domain.usage.parted`. Messages written one by one have no
    job of theirs.
    """
    keys: _Keys = {
        By.TIER: _M.tier,
        By.PURPOSE: _M.purpose,
        By.CLERK: _M.clerk,
        By.JOB: func.coalesce(JobRow.id, ""),
    }
    for _, found, line in _used(session, contract_id, (since, until), charges, keys):
        yield {by: str(key) for by, key in found.items()}, line


def _used(
    session: Session, contract_id: str, borders: Sequence[datetime], charges: Charges, keys: _Keys
) -> Iterator[tuple[datetime, dict[By, Any], UsageLine]]:
    """Sums by these keys, and apart from them by what decides the price: the border or new fee table before it, and
    the SMS that were charged where they are not the tier.
    """
    starts: list[datetime] = sorted(
        {*borders[:-1], *(at for at in _new_fees(charges) if borders[0] < at < borders[-1])}
    )
    for place, sms, *rest in session.execute(_sums(contract_id, (*starts, borders[-1]), charges, keys)):
        start: datetime = starts[int(place)]
        count, units, price, unknown, *job = rest[len(keys) :]
        told = charges.of_sms(sms, day_of(start))
        line = UsageLine("", count, units, (price or Decimal(0)) if told is None else told * count, unknown, *job)
        yield start, dict(zip(keys, rest, strict=False)), line


def _sums(contract_id: str, borders: Sequence[datetime], charges: Charges, keys: _Keys) -> Select[*tuple[Any, ...]]:
    place = case(*((_M.posted_at < end, number) for number, end in enumerate(borders[1:])))
    charged = case(((_M.charged_units > 0) & (_M.charged_units != _M.tier), _M.charged_units))
    price = type_coerce(case((free(charges), null()), else_=_M.price), _M.price.type)
    by: list[ColumnElement[Any]] = [key.label(f"by_{name}") for name, key in keys.items()]
    unknown = func.count().filter(_M.state == State.UNKNOWN)
    sums: Select[*tuple[Any, ...]] = (
        select(place.label("place"), charged.label("charged"))
        .add_columns(*by, func.count(), func.sum(_M.units), func.sum(price), unknown)
        .where(_M.contract_id == contract_id, _M.posted_at >= borders[0], _M.posted_at < borders[-1])
        .where(_M.state.in_(BILLABLE))
        # SQLite sorts by these: what tells most rows apart comes first
        .group_by(*(f"by_{name}" for name in reversed([*keys])), "place", "charged")
    )
    if By.JOB not in keys:
        return sums
    parts = sums.outerjoin(JobRow, (JobRow.id == _M.job_id) & _IS_LISTED).subquery()
    # the words are of a part: of each message they would be sorted with it
    words = select(parts, func.coalesce(JobRow.title, ""), JobRow.created_at)
    return words.outerjoin(JobRow, (JobRow.id == parts.c.by_job) & _IS_LISTED)


def free(charges: Charges) -> ColumnElement[bool]:
    """Of a message: whether the gateway charges nothing for it."""
    told = _M.charged_units == 0
    return or_(told, _M.charged_units.is_(None) & (_M.state == State.UNDELIVERED)) if charges.only_delivered else told


def _new_fees(charges: Charges) -> Iterator[datetime]:
    for tariff in charges.tariffs.tariffs:
        yield datetime.combine(tariff.valid_from, time(), JAPAN)

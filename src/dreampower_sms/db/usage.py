"""利用明細: one grouped query for the months, one for the lines of a month. Both walk `ix_messages_spent`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, cast, func, select
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_messages import JobRow, MessageRecord
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import BILLABLE, State
from dreampower_sms.domain.usage import By, UsageLine

_M = MessageRecord


def months(session: Session, contract_id: str, borders: Sequence[datetime]) -> list[UsageLine]:
    """What was used between each border and the next; the key is the place of the earlier one. Empty ones are left out.

    The borders come from outside, so that no database needs to know where Japan's midnight is.
    """
    place = case(*((_M.posted_at < border, number) for number, border in enumerate(borders[1:])), else_=-1)
    statement = _used(place, contract_id, borders[0], borders[-1])
    return sorted(_lines(session, statement), key=lambda line: int(line.key))


def lines(session: Session, contract_id: str, since: datetime, until: datetime, by: By) -> list[UsageLine]:
    """What was used from `since` on and before `until`, dearest first. Messages written one by one share a line."""
    if by is not By.JOB:
        column = {By.TIER: _M.tier, By.PURPOSE: _M.purpose, By.CLERK: _M.clerk}[by]
        return _dearest(_lines(session, _used(cast(column, String), contract_id, since, until)))
    listed = case((JobRow.kind == JobKind.SINGLE, ""), else_=_M.job_id)
    statement = _used(listed, contract_id, since, until).join(JobRow, JobRow.id == _M.job_id)
    title = func.max(case((JobRow.kind == JobKind.SINGLE, ""), else_=JobRow.title))
    return _dearest(_lines(session, statement.add_columns(title)))


def _used(key: ColumnElement[Any], contract_id: str, since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    unknown = func.count().filter(_M.state == State.UNKNOWN)
    return (
        select(key.label("usage_key"), func.count(), func.sum(_M.units), func.sum(_M.price), unknown)
        .where(_M.contract_id == contract_id, _M.posted_at >= since, _M.posted_at < until, _M.state.in_(BILLABLE))
        .group_by("usage_key")
    )


def _lines(session: Session, statement: Select[*tuple[Any, ...]]) -> list[UsageLine]:
    return [
        UsageLine(str(key), count, units, price or Decimal(0), unknown, *title)
        for key, count, units, price, unknown, *title in session.execute(statement)
    ]


def _dearest(found: list[UsageLine]) -> list[UsageLine]:
    return sorted(found, key=lambda line: (-line.price, -line.messages, line.key))

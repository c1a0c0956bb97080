"""What only one process of a shop does at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_messages import LeaseRow

RESULTS = "results"
"""Asking a gateway for delivery results: see `results`."""
_LONGEST = 40


def results(contract_id: str) -> str:
    """The lease for asking about the messages of one contract.

    One a contract, because a PC that lacks the keys of one could else hold it for all, and nobody would ask.
    """
    return f"{RESULTS} {contract_id}"[:_LONGEST]


def take(session: Session, name: str, owner: str, now: datetime, until: datetime) -> bool:
    """Take or renew a lease. False while another owner holds it.

    Guards against every PC of a shop asking the gateway for the same results. By run token: a PC that
    crashed and came back waits for its own old lease like everybody else.
    """
    _ensure(session, name, owner, now)
    free = or_(LeaseRow.owner == owner, LeaseRow.until <= now)
    return _write(session, name, free, owner=owner, until=until, seen_at=now)


def drop(session: Session, name: str, owner: str, now: datetime) -> bool:
    """Give a lease back, so that the next process need not wait for its end."""
    return _write(session, name, LeaseRow.owner == owner, until=now)


def forget(session: Session, name: str) -> None:
    """Remove a lease that nobody needs any more."""
    session.execute(delete(LeaseRow).where(LeaseRow.name == name))


def _ensure(session: Session, name: str, owner: str, now: datetime) -> None:
    insert_once = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(LeaseRow)
    session.execute(insert_once.values(name=name, owner=owner, until=now, seen_at=now).on_conflict_do_nothing())


def _write(session: Session, name: str, condition: Any, **values: Any) -> bool:
    statement = update(LeaseRow).where(LeaseRow.name == name, condition).values(values).returning(LeaseRow.name)
    return session.scalar(statement.execution_options(synchronize_session=False)) is not None

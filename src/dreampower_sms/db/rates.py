"""How many requests a contract takes, kept for all PCs of a shop together: one row a contract, written with the claim.

GCRA, the leaky bucket as a moment: the row holds when the next request is due if they leave evenly. A request may
leave a little before that, so that a sender that looks late loses nothing; it can never leave twice as fast. The
moment is the database's own clock: the PCs' clocks differ.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy import Row, Table, bindparam, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import run
from dreampower_sms.db.tables_messages import SendRateRow

_RATES = cast("Table", SendRateRow.__table__)
_R = _RATES.c
_SECOND = 1_000_000
"""Moments and intervals are whole microseconds."""
_AHEAD = 0.25
"""Seconds' worth of requests that may leave at once."""
_LEAST_AHEAD = 1.5
"""The same in requests, for slow contracts: the half one is for the time that a sender needs to look again."""
_LONGEST_WAIT = timedelta(hours=1)
"""A gateway that asks for more is asked again all the same: nobody would know why nothing leaves."""

_LOCKED = select(_R.due, _R.seen).where(_R.contract_id == bindparam("contract")).with_for_update()
_NOW = {
    "sqlite": text("SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"),
    "postgresql": text("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"),
}


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may leave by a contract now."""

    contract_id: str
    room: int
    """So many requests, at most as many as were asked for."""
    wait: float
    """Seconds until one may leave; 0 when `room` is not."""
    due: int = 0
    """When the next request is due, by the database's clock."""
    interval: int = 0
    """Between two requests; 0: as many as it answers."""
    ahead: int = 0


def allowance(session: Session, contract_id: str, per_second: float | None, wanted: int) -> Allowance:
    """How many of `wanted` requests may leave. Until this transaction ends no other sender is told of the same room.

    Guards against five PCs that each keep to the limit, and together send five times as much.
    """
    row = session.execute(_LOCKED, {"contract": contract_id}).one_or_none()
    if row is None:
        if per_second is None:
            return Allowance(contract_id, wanted, 0.0)
        row = _made(session, contract_id)
    now = _now(session)
    # a row from the future tells nothing: the clock was set back
    due = max(now, row.due) if row.seen <= now + _SECOND else now
    if per_second is None:
        return Allowance(contract_id, 0 if due > now else wanted, (due - now) / _SECOND)
    interval = round(_SECOND / per_second)
    ahead = round(max(_AHEAD * _SECOND, _LEAST_AHEAD * interval))
    room = max(0, min(wanted, (now + ahead - due) // interval))
    wait = 0.0 if room else (due + interval - ahead - now) / _SECOND
    return Allowance(contract_id, room, wait, due, interval, ahead)


def spend(session: Session, allowed: Allowance, used: int) -> float:
    """So many of the requests leave. Returns how many seconds to sleep. In the transaction of the claim.

    Not until the next one may leave, but half of what may leave at once: two or three a turn cost one commit, and the
    other half is the time to be late in.
    """
    if not (allowed.interval and used):
        return 0.0
    now = _now(session)
    due = allowed.due + used * allowed.interval
    session.execute(update(_RATES).where(_R.contract_id == allowed.contract_id).values(due=due, seen=now))
    some = max(1, allowed.ahead // allowed.interval // 2)
    return max(0.0, (due + some * allowed.interval - allowed.ahead - now) / _SECOND)


def hold_back(session: Session, contract_id: str, wait: timedelta) -> None:
    """The gateway asked to be left alone (429, Retry-After): no PC sends by this contract for so long, an hour at most.

    Guards against the other PCs running into the same refusal, and into a longer one for not listening.
    """
    _made(session, contract_id)
    now = _now(session)
    until = now + min(wait, _LONGEST_WAIT) // timedelta(microseconds=1)
    run(session, update(_RATES).where(_R.contract_id == contract_id, _R.due < until).values(due=until, seen=now), {})


def held(session: Session) -> dict[str, float]:
    """Contracts of which nothing may leave for a while, with the seconds that are left; a second or less is no while.

    Because a gateway asked for time, or a contract takes so few requests.
    """
    now = _now(session)
    late = session.execute(select(_R.contract_id, _R.due).where(_R.due > now + _SECOND, _R.seen <= now + _SECOND))
    return {contract_id: (due - now) / _SECOND for contract_id, due in late}


def _made(session: Session, contract_id: str) -> Row[int, int]:
    """The row of a contract, made where there is none; another sender may make it at the same moment."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_RATES)
    session.execute(insert.values(contract_id=contract_id, due=0, seen=0).on_conflict_do_nothing())
    return session.execute(_LOCKED, {"contract": contract_id}).one()


def _now(session: Session) -> int:
    return session.execute(_NOW[session.get_bind().dialect.name]).scalar_one()

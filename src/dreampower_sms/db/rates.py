"""How many requests a contract takes, kept for all PCs of a shop together: one row a contract, written with the claim.

The rules are `domain.pacing`'s. The moments are those of the database's own clock: the PCs' clocks differ.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

from sqlalchemy import Row, Table, bindparam, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import run
from dreampower_sms.db.tables_messages import SendRateRow
from dreampower_sms.domain.pacing import SECOND, Departed, Pace

_RATES = cast("Table", SendRateRow.__table__)
_R = _RATES.c
_LONGEST_WAIT = timedelta(hours=1)
"""A gateway that asks for more is asked again all the same: nobody would know why nothing leaves."""

_ROW = select(_R.due, _R.seen, _R.recent, _R.held_until)
_LOCKED = _ROW.where(_R.contract_id == bindparam("contract")).with_for_update()
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
    pace: Pace | None = None
    """None: as many as it answers."""
    left: Departed = field(default_factory=Departed)


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
    turned_back = row.seen > now + SECOND  # a row from the future tells nothing
    if row.held_until > now and not turned_back:
        return Allowance(contract_id, 0, (row.held_until - now) / SECOND)
    if per_second is None:
        return Allowance(contract_id, wanted, 0.0)
    pace = Pace.of(per_second)
    left = Departed() if turned_back else Departed(row.due, [(moment, count) for moment, count in row.recent])
    room = min(wanted, pace.room(left, now))
    return Allowance(contract_id, room, 0.0 if room else pace.wait(left, now, 1) / SECOND, pace, left)


def spend(session: Session, allowed: Allowance, used: int) -> float:
    """So many of the requests leave. Returns how many seconds to sleep. In the transaction of the claim."""
    if allowed.pace is None or not used:
        return 0.0
    now = _now(session)
    left = allowed.pace.after(allowed.left, now, used)
    values = {"due": left.due, "recent": list(left.recent), "seen": now}
    session.execute(update(_RATES).where(_R.contract_id == allowed.contract_id).values(values))
    return allowed.pace.wait(left, now, allowed.pace.turn) / SECOND


def hold_back(session: Session, contract_id: str, wait: timedelta) -> None:
    """The gateway asked to be left alone (429, Retry-After): no PC sends by this contract for so long, an hour at most.

    Guards against the other PCs running into the same refusal, and into a longer one for not listening.
    """
    _made(session, contract_id)
    now = _now(session)
    until = now + min(wait, _LONGEST_WAIT) // timedelta(microseconds=1)
    later = update(_RATES).where(_R.contract_id == contract_id, _R.held_until < until)
    run(session, later.values(held_until=until, seen=now), {})


def held(session: Session) -> dict[str, float]:
    """Contracts of which nothing may leave for a while, with the seconds that are left; a second or less is no while.

    Because a gateway asked for time, or a contract takes so few requests.
    """
    now = _now(session)
    rows = session.execute(select(_R.contract_id, _R.due, _R.held_until).where(_R.seen <= now + SECOND))
    until = {contract_id: max(due, held_until) for contract_id, due, held_until in rows}
    return {contract_id: (at - now) / SECOND for contract_id, at in until.items() if at > now + SECOND}


def _made(session: Session, contract_id: str) -> Row[int, int, list[list[int]], int]:
    """The row of a contract, made where there is none; another sender may make it at the same moment."""
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(_RATES)
    first = insert.values(contract_id=contract_id, due=0, seen=0, recent=list[int](), held_until=0)
    session.execute(first.on_conflict_do_nothing())
    return session.execute(_LOCKED, {"contract": contract_id}).one()


def _now(session: Session) -> int:
    return session.execute(_NOW[session.get_bind().dialect.name]).scalar_one()

"""What a sender looks at before it lets messages leave."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import IDS, MESSAGES, MINE, M, run
from dreampower_sms.db.tables_messages import JobRow
from dreampower_sms.domain.jobs import WAITS_FOR_PERSON, Held, JobKind, JobState
from dreampower_sms.domain.messages import Purpose, State

_JOBS = cast("Table", JobRow.__table__).c
_NOW = bindparam("now", type_=M.not_before.type)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claimed message with all that its dispatch depends on. A plain value: no session is open while it is sent."""

    id: int
    reference: str
    job_id: str
    job_kind: JobKind
    scheduled: bool
    """A person chose its time beforehand."""
    customer_id: int | None
    vehicle_id: int | None
    e164: str
    body: str
    units: int
    purpose: Purpose
    contract_id: str
    created_at: datetime
    override_code: str
    tries: int
    price: Decimal
    """見込み, yen."""
    greeting_days: int | None
    """Days that it keeps from the greeting of its list; None: the list has none."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A queued message whose time has come."""

    id: int
    contract_id: str
    purpose: Purpose
    scheduled: bool
    created_at: datetime
    not_before: datetime


_CLAIMED = (
    select(
        M.id, M.reference, M.job_id, _JOBS.kind, _JOBS.scheduled_at.is_not(None), M.customer_id, M.vehicle_id, M.e164,
        M.body, M.units, M.purpose, M.contract_id, M.created_at, M.override_code, M.tries,
        M.price, _JOBS.greeting_days,
    )
    .join(_JOBS.id.table, _JOBS.id == M.job_id)
    .where(MINE, IDS, M.state == State.CLAIMED)
    .order_by(M.priority, M.not_before, M.id)
)  # fmt: skip
"""In the order of the fields of `Claimed`."""


def claimed(session: Session, token: str, ids: Collection[int]) -> list[Claimed]:
    """Those of these messages that this run still has claimed, in the order in which they leave."""
    rows = run(session, _CLAIMED, {"token": token, "ids": list(ids)})
    found = [Claimed(*row) for row in rows]
    return [replace(message, job_kind=JobKind(message.job_kind)) for message in found]


@dataclass(frozen=True, slots=True)
class GreetingNow:
    """What became of a greeting."""

    state: State
    posted_at: datetime | None


_GREETINGS = select(M.job_id, M.recipient_key, M.state, M.posted_at).where(
    M.job_id.in_(bindparam("jobs", expanding=True)), M.recipient_key.in_(bindparam("numbers", expanding=True))
)


def greetings(session: Session, jobs: Collection[str], numbers: Collection[str]) -> dict[tuple[str, str], GreetingNow]:
    """What became of the messages of these jobs to these numbers, by job and number (its `recipient_key`)."""
    if not jobs:
        return {}
    rows = run(session, _GREETINGS, {"jobs": list(jobs), "numbers": list(numbers)})
    return {(job, number): GreetingNow(state, posted_at) for job, number, state, posted_at in rows}


_OVERDUE = (
    select(M.id, M.contract_id, M.purpose, _JOBS.scheduled_at.is_not(None), M.created_at, M.not_before)
    .join(_JOBS.id.table, _JOBS.id == M.job_id)
    .where(
        M.state == State.QUEUED,
        M.not_before <= _NOW,
        M.held_code.not_in(WAITS_FOR_PERSON),
        M.contract_id.not_in(bindparam("attended", expanding=True)),
        _JOBS.state == JobState.OPEN,
    )
)


def overdue(session: Session, attended: Collection[str], now: datetime) -> list[Overdue]:
    """Every queued message of an open job that could leave now and waits for no person, but for the contracts that a
    sender attended to all the time.
    """
    return [Overdue(*row) for row in run(session, _OVERDUE, {"now": now, "attended": list(attended)})]


_HOLD_MISSED = (
    update(MESSAGES)
    .where(IDS, M.state == State.QUEUED, M.not_before <= _NOW)
    .values(held_code=Held.MISSED.value)
    .returning(M.id)
)
_CHUNK = 1000


def hold_missed(session: Session, ids: Sequence[int], now: datetime) -> list[int]:
    """Let these wait for a person, because their time passed while no sender ran. Returns those that still waited.

    Guards against a text of yesterday that leaves by itself today. Another sender may have taken some meanwhile.
    """
    held: list[int] = []
    for start in range(0, len(ids), _CHUNK):
        held += run(session, _HOLD_MISSED, {"ids": ids[start : start + _CHUNK], "now": now}).scalars()
    return sorted(held)

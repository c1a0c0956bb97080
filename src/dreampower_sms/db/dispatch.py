"""What a sender looks at before it lets messages leave."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_messages import JobRow, MessageRecord
from dreampower_sms.domain.jobs import WAITS_FOR_PERSON, Held, JobKind, JobState
from dreampower_sms.domain.messages import Purpose, State


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


@dataclass(frozen=True, slots=True)
class Overdue:
    """A queued message whose time has come."""

    id: int
    contract_id: str
    purpose: Purpose
    scheduled: bool
    created_at: datetime
    not_before: datetime


def claimed(session: Session, token: str, ids: Collection[int]) -> list[Claimed]:
    """Those of these messages that this run still has claimed, in the order in which they leave."""
    rows = session.execute(
        select(_M, JobRow.kind, JobRow.scheduled_at)
        .join(JobRow, JobRow.id == _M.job_id)
        .where(_M.id.in_(ids), _M.claim_token == token, _M.state == State.CLAIMED)
        .order_by(_M.priority, _M.not_before, _M.id)
    )
    return [
        Claimed(
            id=row.id,
            reference=row.reference,
            job_id=row.job_id,
            job_kind=JobKind(kind),
            scheduled=scheduled_at is not None,
            customer_id=row.customer_id,
            vehicle_id=row.vehicle_id,
            e164=row.e164,
            body=row.body,
            units=row.units,
            purpose=row.purpose,
            contract_id=row.contract_id,
            created_at=row.created_at,
            override_code=row.override_code,
            tries=row.tries,
        )
        for row, kind, scheduled_at in rows
    ]


def overdue(session: Session, now: datetime) -> list[Overdue]:
    """Every queued message of an open job that could leave now and waits for no person."""
    rows = session.execute(
        select(_M.id, _M.contract_id, _M.purpose, JobRow.scheduled_at, _M.created_at, _M.not_before)
        .join(JobRow, JobRow.id == _M.job_id)
        .where(
            _M.state == State.QUEUED,
            _M.not_before <= now,
            _M.held_code.not_in(WAITS_FOR_PERSON),
            JobRow.state == JobState.OPEN,
        )
    )
    return [
        Overdue(id_, contract, purpose, scheduled is not None, created, due)
        for id_, contract, purpose, scheduled, created, due in rows
    ]


def hold_missed(session: Session, ids: Collection[int], now: datetime) -> list[int]:
    """Let these wait for a person, because their time passed while no sender ran. Returns those that still waited.

    Guards against a text of yesterday that leaves by itself today. Another sender may have taken some meanwhile.
    """
    held = session.scalars(
        update(MessageRecord)
        .where(_M.id.in_(ids), _M.state == State.QUEUED, _M.not_before <= now)
        .values(held_code=Held.MISSED.value)
        .returning(_M.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(held)


_M = MessageRecord

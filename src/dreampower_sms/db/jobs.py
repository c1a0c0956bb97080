"""Jobs as a whole: how far they are, and a person's hand on them."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db import doorbell
from dreampower_sms.db.moves import MESSAGES, M, Step, run
from dreampower_sms.db.tables_messages import JobRow
from dreampower_sms.domain.jobs import JobKind, JobState
from dreampower_sms.domain.messages import Move, Purpose, State

JOBS = cast("Table", JobRow.__table__)
J = JOBS.c


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job as it was confirmed."""

    id: str
    kind: JobKind
    title: str
    purpose: Purpose
    body: str
    contract_id: str
    scheduled_at: datetime | None
    state: JobState
    paused_code: str
    created_at: datetime
    clerk: str
    pc: str
    recipients: int


_JOB = select(
    J.id, J.kind, J.title, J.purpose, J.body, J.contract_id, J.scheduled_at, J.state, J.paused_code, J.created_at,
    J.created_by, J.pc, J.recipients_total,
).where(J.id == bindparam("job_id"))  # fmt: skip
"""In the order of the fields of `StoredJob`."""


def job(session: Session, job_id: str) -> StoredJob | None:
    """One job, or None."""
    row = run(session, _JOB, {"job_id": job_id}).one_or_none()
    if row is None:
        return None
    stored = StoredJob(*row)
    return replace(stored, kind=JobKind(stored.kind), state=JobState(stored.state))


_MESSAGES_OF = select(M.id, M.state).where(M.job_id == bindparam("job_id")).order_by(M.id)


def job_messages(session: Session, job_id: str) -> list[tuple[int, State]]:
    """Ids and states of a job's messages, in the order of the list."""
    return [(id_, state) for id_, state in run(session, _MESSAGES_OF, {"job_id": job_id})]


_PROGRESS = select(M.state, func.count()).where(M.job_id == bindparam("job_id")).group_by(M.state)


def progress(session: Session, job_id: str) -> dict[State, int]:
    """How many messages of a job are in each state."""
    return {state: int(count) for state, count in run(session, _PROGRESS, {"job_id": job_id})}


_LEAVING = select(func.count(), func.coalesce(func.sum(M.price), 0)).where(
    M.job_id == bindparam("job_id"), M.state != State.EXCLUDED
)


def leaving(session: Session, job_id: str) -> tuple[int, Decimal]:
    """How many messages of a job leave, or left, and what they were to cost."""
    count, price = run(session, _LEAVING, {"job_id": job_id}).one()
    return int(count), Decimal(price)


def pause(session: Session, job_id: str, code: str) -> bool:
    """Let nothing more of an open job leave. `code` says why. False when it is not open."""
    return _change_job(session, job_id, JobState.OPEN, state=JobState.PAUSED.value, paused_code=code)


def resume(session: Session, job_id: str, now: datetime) -> bool:
    """Let a paused job go on. False when it is not paused.

    Its due messages become due now: guards against their being taken for missed after a long pause.
    """
    if not _change_job(session, job_id, JobState.PAUSED, state=JobState.OPEN.value, paused_code=""):
        return False
    due = (M.job_id == job_id, M.state == State.QUEUED, M.not_before < now)
    session.execute(update(MESSAGES).where(*due).values(not_before=now, history_at=now))
    doorbell.ring(session)
    return True


_CANCEL_REST = Step(Move.CANCEL, M.job_id == bindparam("of_job"), writes=(M.decided_by, M.decided_at, M.settled_at))


def cancel(session: Session, job_id: str, clerk: str, now: datetime) -> list[int]:
    """Cancel what has not left yet, claimed messages too. Returns the cancelled ids."""
    _change_job(session, job_id, JobState.OPEN, JobState.PAUSED, state=JobState.CANCELLED.value)
    return _CANCEL_REST(session, of_job=job_id, to_decided_by=clerk, to_decided_at=now, to_settled_at=now)


def _change_job(session: Session, job_id: str, *sources: JobState, **values: str) -> bool:
    changed = update(JOBS).where(J.id == job_id, J.state.in_(sources)).values(values).returning(J.id)
    return session.scalar(changed) is not None

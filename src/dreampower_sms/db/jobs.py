"""Jobs as a whole: how far they are, and a person's hand on them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import move
from dreampower_sms.db.tables_messages import JobRow, MessageRecord
from dreampower_sms.domain.jobs import JobKind, JobState
from dreampower_sms.domain.messages import WAITING, Move, Purpose, State


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


def job(session: Session, job_id: str) -> StoredJob | None:
    """One job, or None."""
    row = session.get(JobRow, job_id)
    if row is None:
        return None
    return StoredJob(
        row.id,
        JobKind(row.kind),
        row.title,
        row.purpose,
        row.body,
        row.contract_id,
        row.scheduled_at,
        JobState(row.state),
        row.paused_code,
        row.created_at,
        row.created_by,
        row.pc,
        row.recipients_total,
    )


def job_messages(session: Session, job_id: str) -> list[tuple[int, State]]:
    """Ids and states of a job's messages, in the order of the list."""
    rows = select(MessageRecord.id, MessageRecord.state).where(MessageRecord.job_id == job_id)
    return [(id_, state) for id_, state in session.execute(rows.order_by(MessageRecord.id))]


def progress(session: Session, job_id: str) -> dict[State, int]:
    """How many messages of a job are in each state."""
    counted = select(MessageRecord.state, func.count()).where(MessageRecord.job_id == job_id)
    rows = session.execute(counted.group_by(MessageRecord.state))
    return {state: int(count) for state, count in rows}


def pause(session: Session, job_id: str, code: str) -> bool:
    """Let nothing more of an open job leave. `code` says why. False when it is not open."""
    return _change_job(session, job_id, JobState.OPEN, state=JobState.PAUSED.value, paused_code=code)


def resume(session: Session, job_id: str, now: datetime) -> bool:
    """Let a paused job go on. False when it is not paused.

    Its due messages become due now: guards against their being taken for missed after a long pause.
    """
    if not _change_job(session, job_id, JobState.PAUSED, state=JobState.OPEN.value, paused_code=""):
        return False
    session.execute(
        update(MessageRecord)
        .where(MessageRecord.job_id == job_id, MessageRecord.state == State.QUEUED, MessageRecord.not_before < now)
        .values(not_before=now)
        .execution_options(synchronize_session=False)
    )
    return True


def cancel(session: Session, job_id: str, clerk: str, now: datetime) -> list[int]:
    """Cancel what has not left yet, claimed messages too. Returns the cancelled ids."""
    _change_job(session, job_id, JobState.OPEN, JobState.PAUSED, state=JobState.CANCELLED.value)
    where = [MessageRecord.job_id == job_id, MessageRecord.state.in_(WAITING)]
    return move(
        session,
        Move.CANCEL,
        where,
        {MessageRecord.decided_by: clerk, MessageRecord.decided_at: now, MessageRecord.settled_at: now},
    )


def _change_job(session: Session, job_id: str, *sources: JobState, **values: str) -> bool:
    changed = session.scalar(
        update(JobRow).where(JobRow.id == job_id, JobRow.state.in_(sources)).values(values).returning(JobRow.id)
    )
    return changed is not None

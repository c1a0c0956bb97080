"""Where the messages of one PC stand, asked again and again while they are under way: by keys and indexes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from dreampower_sms.db.jobs import JOBS, J
from dreampower_sms.db.moves import IDS, M, run
from dreampower_sms.domain.jobs import WAITS_FOR_PERSON, JobKind, JobState
from dreampower_sms.domain.messages import State

_AT_ONCE = 5_000
"""Ids of one question; SQLite takes 32,766 values."""


@dataclass(frozen=True, slots=True)
class Single:
    """One message that was written to one customer."""

    id: int
    customer_name: str
    e164: str
    state: State
    held: str
    code: str
    sent_at: datetime | None
    settled_at: datetime | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListJob:
    """A list, as it stands."""

    title: str
    state: JobState
    paused_code: str


_HERE = select(M.id).join(JOBS, J.id == M.job_id).where(IDS, J.pc == bindparam("pc"))
_SINGLES = _HERE.where(J.kind == JobKind.SINGLE).with_only_columns(
    M.id, M.customer_name, M.e164, M.state, M.held_code, M.code, M.sent_at, M.settled_at, M.decided_at,
)  # fmt: skip
_LISTS = _HERE.where(J.kind != JobKind.SINGLE).with_only_columns(M.job_id).distinct()
_OF = M.job_id == bindparam("job_id")
_FOR_PERSON = M.held_code.in_(WAITS_FOR_PERSON)
_UNDER_WAY = (
    select(M.id)
    .where(_OF, M.state.in_((State.QUEUED, State.CLAIMED, State.POSTING)), ~((M.state == State.QUEUED) & _FOR_PERSON))
    .limit(1)
)
_POSTED_SINCE = select(M.id).where(_OF, M.posted_at >= bindparam("since", type_=M.posted_at.type)).limit(1)
_WAITING = select(func.count()).where(_OF, M.state == State.QUEUED, _FOR_PERSON)
_JOB = select(J.title, J.state, J.paused_code).where(J.id == bindparam("job_id"))


def singles(session: Session, pc: str, ids: Sequence[int]) -> list[Single]:
    """Those of the messages that a clerk at `pc` wrote to one customer."""
    found: list[Single] = []
    for some in _portions(ids):
        found += [Single(*row) for row in run(session, _SINGLES, {"pc": pc, "ids": some})]
    return found


def lists(session: Session, pc: str, ids: Sequence[int]) -> set[str]:
    """The jobs of those of the messages that left `pc` as a list."""
    return {row[0] for some in _portions(ids) for row in run(session, _LISTS, {"pc": pc, "ids": some})}


def job(session: Session, job_id: str) -> ListJob | None:
    """A job as it stands."""
    row = run(session, _JOB, {"job_id": job_id}).one_or_none()
    return None if row is None else ListJob(row[0], JobState(row[1]), row[2])


def is_under_way(session: Session, job_id: str) -> bool:
    """Whether anything of the job will still leave by itself."""
    return run(session, _UNDER_WAY, {"job_id": job_id}).first() is not None


def posted_since(session: Session, job_id: str, since: datetime) -> bool:
    """Whether anything of the job left since then."""
    return run(session, _POSTED_SINCE, {"job_id": job_id, "since": since}).first() is not None


def waiting(session: Session, job_id: str) -> int:
    """How many messages of a job will not leave until a person decides."""
    return run(session, _WAITING, {"job_id": job_id}).scalar_one()


def _portions(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE)]

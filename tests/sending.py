"""What the tests of sending share: jobs to confirm, a clock that a test moves, and a look at the outbox."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select, update

from dreampower_sms.db import messages
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import AttemptRow, DeliveryEventRow, MessageRecord
from dreampower_sms.domain.jobs import JobKind, NewJob, NewMessage, new_job_id, recipient_key
from dreampower_sms.domain.messages import Purpose, State

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
"""Noon in Japan on an ordinary Tuesday."""
PRACTICE = "practice"
"""The contract that every new database has."""


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def run(self, **time: float) -> None:
        """Let time pass, e.g. `run(minutes=5)`."""
        self.now += timedelta(**time)


def number(n: int) -> str:
    """The n-th mobile number; none of them ends in a magic number of the practice gateway."""
    return f"+8190{20_000_000 + n:08d}"


def recipient(n: int, *, body: str = "", not_before: datetime = NOON) -> NewMessage:
    """One recipient of a job. Texts differ by number, so that no rule on repeats meets them."""
    return NewMessage(
        recipient_key=recipient_key(number(n), None, None, excluded=False),
        customer_id=None,
        vehicle_id=None,
        customer_name=f"試験 {n}",
        e164=number(n),
        body=body or f"山川自動車です。{n}番のお車の件でご連絡しました。",
        units=24,
        tier=1,
        price=Decimal(20),
        not_before=not_before,
    )


def job_of(recipients: Sequence[NewMessage], kind: JobKind = JobKind.CUSTOMERS, job_id: str = "") -> NewJob:
    """A job with these recipients."""
    return NewJob(
        id=job_id or new_job_id(),
        kind=kind,
        title="試験",
        purpose=Purpose.ROUTINE,
        template_id=None,
        body="山川自動車です。",
        contract_id=PRACTICE,
        scheduled_at=None,
        clerk="佐藤",
        pc="受付1",
        messages=recipients,
    )


def confirm(database: Database, count: int, *, first: int = 0, kind: JobKind = JobKind.CUSTOMERS) -> list[int]:
    """Confirm a job for `count` numbers and return the ids of its messages."""
    job = job_of([recipient(n) for n in range(first, first + count)], kind)
    with database.write() as session:
        assert messages.confirm(session, job, NOON)
        return list(
            session.scalars(select(MessageRecord.id).where(MessageRecord.job_id == job.id).order_by(MessageRecord.id))
        )


def states(database: Database, ids: Sequence[int] | None = None) -> list[State]:
    """The states of these messages, or of all, by id."""
    wanted = select(MessageRecord.state).order_by(MessageRecord.id)
    with database.read() as session:
        return list(session.scalars(wanted if ids is None else wanted.where(MessageRecord.id.in_(ids))))


def record(database: Database, message_id: int) -> MessageRecord:
    """One message, with all columns loaded."""
    with database.read() as session:
        found = session.get_one(MessageRecord, message_id)
        session.expunge(found)
        return found


def attempts(database: Database, message_id: int) -> list[tuple[int, str]]:
    """Number and outcome of each attempt."""
    wanted = (
        select(AttemptRow.no, AttemptRow.outcome).where(AttemptRow.message_id == message_id).order_by(AttemptRow.no)
    )
    with database.read() as session:
        return [(no, outcome) for no, outcome in session.execute(wanted)]


def events(database: Database, message_id: int) -> list[str]:
    """The delivery events of a message, oldest first."""
    wanted = select(DeliveryEventRow.delivery).where(DeliveryEventRow.message_id == message_id)
    with database.read() as session:
        return list(session.scalars(wanted.order_by(DeliveryEventRow.id)))


def touch(database: Database, message_id: int, **values: object) -> None:
    """Change columns of a message behind the program's back."""
    with database.write() as session:
        session.execute(update(MessageRecord).where(MessageRecord.id == message_id).values(**values))


def again(job: NewJob, **changes: object) -> NewJob:
    """The same job, changed."""
    return replace(job, **changes)

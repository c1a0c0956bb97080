"""Messages as they are confirmed, and what a person decides about single ones."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Dialect, bindparam, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dreampower_sms.db import doorbell
from dreampower_sms.db.claims import FIRST, MASS
from dreampower_sms.db.jobs import JOBS, J
from dreampower_sms.db.many import InsertMany
from dreampower_sms.db.moves import IDS, MESSAGES, M, Step, entered, run
from dreampower_sms.domain.jobs import WAITS_FOR_PERSON, JobKind, JobState, NewJob, NewMessage, reference_of
from dreampower_sms.domain.messages import Move, State

_CONFIRM_LOCK, _NUMBER_LOCK = 0x44505301, 0x44505302
"""Keys of the advisory locks on PostgreSQL."""


_ADD_JOB = {
    "sqlite": sqlite.insert(JOBS).on_conflict_do_nothing().returning(J.id),
    "postgresql": postgresql.insert(JOBS).on_conflict_do_nothing().returning(J.id),
}
_ADD_MESSAGES = InsertMany(
    MESSAGES,
    own=(
        M.reference, M.recipient_key, M.customer_id, M.vehicle_id, M.customer_name, M.e164, M.body, M.units, M.tier,
        M.price, M.state, M.code, M.override_code, M.override_reason, M.not_before, M.history_at, M.held_code,
        M.settled_at,
    ),
    shared=(M.job_id, M.purpose, M.contract_id, M.clerk, M.created_at, M.priority),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job as it is written, ready before the lock that all others wait for."""

    id: str
    _job: Mapping[str, Any]
    _rows: Sequence[str]
    _shared: Mapping[str, Any]

    def write(self, session: Session) -> bool:
        """Write the job and one row a recipient. False, and nothing written, when the job is there already.

        Guards against the double press: the id was made when the dialog opened, so the second press, from another
        thread or PC too, finds the first one's row (and waits for its commit, if that is still under way).
        """
        if run(session, _ADD_JOB[session.get_bind().dialect.name], self._job).scalar() is None:
            return False
        if self._rows:
            _ADD_MESSAGES(session, self._rows, self._shared)
            doorbell.ring(session)
        return True


def confirm(session: Session, job: NewJob, now: datetime) -> bool:
    """Prepare and write a job of few recipients."""
    return prepare(session.get_bind().dialect, job, now).write(session)


def prepare(dialect: Dialect, job: NewJob, now: datetime) -> Prepared:
    """A job with one row a recipient, for `Prepared.write`."""
    values = {
        "id": job.id,
        "kind": job.kind.value,
        "title": job.title,
        "purpose": job.purpose,
        "template_id": job.template_id,
        "body": job.body,
        "contract_id": job.contract_id,
        "scheduled_at": job.scheduled_at,
        "state": JobState.OPEN.value,
        "created_at": now,
        "created_by": job.clerk,
        "pc": job.pc,
        "recipients_total": len(job.messages),
        "about_inspection": job.about_inspection,
        "greeting_days": job.greeting_days,
    }
    shared = {
        "job_id": job.id,
        "purpose": job.purpose,
        "contract_id": job.contract_id,
        "clerk": job.clerk,
        "created_at": now,
        "priority": FIRST if job.kind is JobKind.SINGLE else MASS,
    }
    rows = [_row(job, message, now) for message in job.messages]
    return Prepared(job.id, values, _ADD_MESSAGES.prepare(dialect, rows), shared)


def lock_confirms(session: Session) -> None:
    """Let no other PC confirm a job until this transaction ends.

    Guards against two PCs that each check a list, don't see the other's uncommitted rows, and both write to the
    same people. On SQLite the transaction has the file's write lock anyway.
    """
    _advisory(session, "SELECT pg_advisory_xact_lock(:key)", key=_CONFIRM_LOCK)


_LOCK_EACH = """
    SELECT pg_advisory_xact_lock(:key, hash) FROM (
        SELECT DISTINCT hashtext(number) AS hash FROM unnest(CAST(:numbers AS text[])) AS number ORDER BY hash
    ) AS each
"""


def lock_numbers(session: Session, numbers: Collection[str]) -> None:
    """Let no other sender decide about these numbers until this transaction ends.

    Guards against two senders that dispatch the same text of two jobs to one number at the same moment. In a fixed
    order, so that two senders can't wait for each other.
    """
    _advisory(session, _LOCK_EACH, key=_NUMBER_LOCK, numbers=list(numbers))


_BY_A_PERSON = (M.decided_by, M.decided_at, M.decided_reason)
_CANCEL = Step(Move.CANCEL, IDS, writes=(*_BY_A_PERSON, M.settled_at))


def cancel_messages(session: Session, ids: Collection[int], clerk: str, now: datetime) -> list[int]:
    """Cancel single messages that have not left yet. Returns those that could still be stopped."""
    return _CANCEL(session, ids=list(ids), **_decision(clerk, "", now), to_settled_at=now)


_NOW = bindparam("now", type_=M.not_before.type)
_LET_GO = (
    update(MESSAGES)
    .where(IDS, M.state == State.QUEUED, M.held_code.in_(WAITS_FOR_PERSON))
    .values(not_before=_NOW, history_at=_NOW, held_code="")
    .returning(M.id)
)


def let_go(session: Session, ids: Collection[int], now: datetime) -> list[int]:
    """A person sends what was held for a person: it becomes due now. Returns what was so held.

    Who did it stands in the audit log: `decided_by` is about 結果不明, which it may still become.
    """
    freed = sorted(run(session, _LET_GO, {"ids": list(ids), "now": now}).scalars())
    doorbell.ring(session)
    return freed


_SENT = Step(Move.FIND, IDS, writes=_BY_A_PERSON, sets={M.next_ask_at: None})
_NOT_SENT = Step(Move.REFUTE, IDS, writes=(*_BY_A_PERSON, M.settled_at), sets={M.next_ask_at: None})


def decide(session: Session, message_id: int, *, sent: bool, clerk: str, reason: str, now: datetime) -> bool:
    """A person says what became of a 結果不明. False when it is none any more.

    Guards against a resend that nobody answers for: only after 送っていない may the recipient be written to again.
    Nothing is asked afterwards, so that no timer undoes what a person said.
    """
    said = _decision(clerk, reason, now)
    if sent:
        return bool(_SENT(session, ids=[message_id], **said))
    return bool(_NOT_SENT(session, ids=[message_id], **said, to_settled_at=now))


def _row(job: NewJob, message: NewMessage, now: datetime) -> dict[str, Any]:
    out = message.excluded
    return {
        "reference": reference_of(job.id, message.recipient_key),
        "recipient_key": message.recipient_key,
        "customer_id": message.customer_id,
        "vehicle_id": message.vehicle_id,
        "customer_name": message.customer_name,
        "e164": message.e164,
        "body": message.body,
        "units": message.units,
        "tier": message.tier,
        "price": message.price,
        "state": entered(Move.LEAVE_OUT if out else Move.CONFIRM),
        "code": out.value if out else "",
        "override_code": ",".join(message.overridden),
        "override_reason": message.override_reason,
        "not_before": message.not_before,
        "history_at": message.not_before,
        "held_code": message.held.value if message.held else "",
        "settled_at": now if out else None,
    }


def _decision(clerk: str, reason: str, now: datetime) -> dict[str, Any]:
    return {"to_decided_by": clerk, "to_decided_at": now, "to_decided_reason": reason}


def _advisory(session: Session, statement: str, **values: object) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(statement), values)

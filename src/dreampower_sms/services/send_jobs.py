"""A person's hand on lists that are being sent, and on messages that wait for a word.

Nothing here sends: it lets messages go, holds them, cancels them, and writes down what somebody decided, by name.
"""

import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dreampower_sms.db import audit, history, job_list, jobs, liveness, messages, receipts
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.jobs import JobKind, JobSummary
from dreampower_sms.domain.messages import MessageRow, Purpose, State
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.gateways import GatewaySource

BY_HAND = "paused_by_hand"
"""Why a job is paused that a person paused."""

SHOWN = 500
"""Lists on the 送信ジョブ tab; older ones are found in 送信履歴."""

FAILED = (State.REJECTED, State.UNDELIVERED)
"""What may be sent again by a new list. 結果不明 may not until somebody decided about it."""


class JobGone(ServiceError):
    """There is no such job, or it can't be changed any more."""

    code = "job_gone"


class ReasonMissing(ServiceError):
    """A decision needs a reason, because somebody will ask."""

    code = "reason_missing"


@dataclass(frozen=True, slots=True)
class Again:
    """What a list to those who did not get it starts from."""

    kind: JobKind
    ids: Sequence[int]
    """Customers or vehicles."""
    title: str
    text: str
    purpose: Purpose
    template_id: int | None


class SendJobs:
    """Jobs and undecided messages. Every call may come from any thread."""

    def __init__(
        self,
        database: Database,
        gateways: GatewaySource,
        clock: Callable[[], datetime],
        changes: Changes,
        pc: str = "",
    ) -> None:
        self._database, self._gateways, self._clock, self._changes = database, gateways, clock, changes
        self._pc = pc or socket.gethostname()
        self._over: job_list.Over = {}

    def lists(self) -> list[JobSummary]:
        """The newest lists, newest first."""
        mine = self._gateways.all().keys()
        with self._database.read() as session:
            return job_list.lists(session, self._clock(), SHOWN, mine, self._over)

    def one(self, job_id: str) -> JobSummary:
        """How far one list is. Raises `JobGone`."""
        mine = self._gateways.all().keys()
        with self._database.read() as session:
            found = job_list.one(session, job_id, self._clock(), mine)
        if found is None:
            raise JobGone
        return found

    def pause(self, job_id: str, clerk: str) -> None:
        """Let nothing more leave; what is being posted is finished. Raises `JobGone` when it is not open."""
        with self._database.write() as session:
            if not jobs.pause(session, job_id, BY_HAND):
                raise JobGone("job_not_open")
            self._note(session, clerk, "job_paused", job_id)
        self._tell_job(job_id)

    def resume(self, job_id: str, clerk: str) -> None:
        """Let it go on. Raises `JobGone` when it is not paused."""
        with self._database.write() as session:
            if not jobs.resume(session, job_id, self._clock()):
                raise JobGone("job_not_paused")
            self._note(session, clerk, "job_resumed", job_id)
        self._tell_job(job_id)

    def cancel_rest(self, job_id: str, clerk: str) -> int:
        """Cancel what has not left yet; returns how many could still be stopped."""
        with self._database.write() as session:
            stopped = jobs.cancel(session, job_id, clerk, self._clock())
            self._note(session, clerk, "job_cancelled", job_id, messages=len(stopped))
        self._tell_job(job_id)
        return len(stopped)

    def take_over(self, job_id: str, clerk: str) -> int:
        """Let go what waits for a person, because the PC that should have sent it was gone: due now, by name."""
        with self._database.write() as session:
            let_go = messages.let_go(session, job_list.held_for_person(session, job_id), self._clock())
            self._note(session, clerk, "job_taken_over", job_id, messages=len(let_go))
        self._changes.tell(let_go)
        return len(let_go)

    def sends_here(self, job_id: str) -> bool:
        """Whether this PC has the keys of a list's contract."""
        return self.one(job_id).contract_id in self._gateways.all()

    def failed(self, job_id: str) -> Again:
        """What a new list to those starts from who did not get this one. Raises `JobGone` when everybody did."""
        mine = self._gateways.all().keys()
        with self._database.read() as session:
            job = job_list.one(session, job_id, self._clock(), mine)
            people = job_list.recipients(session, job_id, FAILED)
        if job is None or not people:
            raise JobGone("job_without_failures")
        found = [vehicle if job.kind is JobKind.VEHICLES else customer for customer, vehicle in people]
        ids = list(dict.fromkeys(id_ for id_ in found if id_ is not None))
        return Again(job.kind, ids, job.title, job.body, job.purpose, job.template_id)

    # --- messages that wait for a word ------------------------------------------------------------------------

    def undecided(self) -> list[int]:
        """Every message about which somebody has to say something, newest first."""
        with self._database.read() as session:
            return job_list.needs_person(session)

    def rows(self, ids: Sequence[int]) -> dict[int, MessageRow]:
        """These messages as lists show them."""
        with self._database.read() as session:
            return {row.id: row for row in history.rows(session, ids)}

    def ask_again(self, ids: Collection[int]) -> int:
        """Ask the gateway again about those 結果不明 whose gateway keeps our reference; returns how many those are.

        Also about those of contracts that only another PC has the keys of: that one asks.
        """
        mine = {id_: gateway.capabilities.finds_by_reference for id_, gateway in self._gateways.all().items()}
        with self._database.write() as session:
            finds = {id_: one.finds for id_, one in liveness.seen(session).items()} | mine
            asked = receipts.ask_now(session, ids, [id_ for id_ in finds if finds[id_]], self._clock())
        self._changes.tell(asked)
        return len(asked)

    def decide(self, message_id: int, *, sent: bool, clerk: str, reason: str) -> None:
        """A person says what became of a 結果不明. Raises `ReasonMissing`, `JobGone` when it is decided already."""
        if not reason.strip():
            raise ReasonMissing
        with self._database.write() as session:
            now = self._clock()
            if not messages.decide(session, message_id, sent=sent, clerk=clerk, reason=reason.strip(), now=now):
                raise JobGone("message_decided")
            action = "decided_sent" if sent else "decided_not_sent"
            audit.note(session, By(clerk, self._pc, now), action, "message", message_id, reason=reason.strip())
        self._changes.tell([message_id])

    def let_go(self, ids: Collection[int], clerk: str) -> int:
        """Send what was held for a person; returns how many still were."""
        with self._database.write() as session:
            gone = messages.let_go(session, ids, self._clock())
            for id_ in gone:
                self._note(session, clerk, "message_let_go", id_, entity="message")
        self._changes.tell(gone)
        return len(gone)

    def cancel(self, ids: Collection[int], clerk: str) -> int:
        """Cancel messages that have not left; returns how many could still be stopped."""
        with self._database.write() as session:
            stopped = messages.cancel_messages(session, ids, clerk, self._clock())
            for id_ in stopped:
                self._note(session, clerk, "message_cancelled", id_, entity="message")
        self._changes.tell(stopped)
        return len(stopped)

    def _note(
        self, session: Session, clerk: str, action: str, id_: object, *, entity: str = "job", **detail: object
    ) -> None:
        audit.note(session, By(clerk, self._pc, self._clock()), action, entity, id_, **detail)

    def _tell_job(self, job_id: str) -> None:
        with self._database.read() as session:
            ids = [id_ for id_, _ in jobs.job_messages(session, job_id)]
        self._changes.tell(ids)

"""配信停止: by number, for every customer who shares it; the number itself stays for calls.

Opting out and taking it back are entries with a name and a time; nothing is deleted. The stop list is asked again
at dispatch, so a message that waits does not leave after its number was stopped.

The manual's way (chapter 9: the number goes into the memo) is a choice besides: it is one step with the stop, and
taking the step back puts number and memo where they were, unless somebody changed the customer since.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db import audit, messages
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_people import CustomerRow, StopRow
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import Purpose


class OptOutError(DreamPowerError):
    """The number can't be stopped or resumed."""

    code = "opt_out_wrong"


@dataclass(frozen=True, slots=True)
class Moved:
    """A number that went into the memo of its customer."""

    customer_id: int
    version: int
    """Of the customer, afterwards."""
    mobile: str
    memo: str
    """As they were before."""


@dataclass(frozen=True, slots=True)
class OptOutStep:
    """What was just done, so that it can be taken back by name."""

    e164: str
    stopped: bool
    """True: the number was stopped; False: it may be written to again."""
    purpose: Purpose | None = None
    """None: for everything."""
    moved: Moved | None = None
    changed: bool = True
    """False: it was so already, and taking the step back leaves it so."""
    kept_apart: bool = False
    """After taking back: the customer was changed since, so the number stays in the memo."""


class OptOut:
    """Writes the stop list."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str) -> None:
        self._database, self._clock, self._pc = database, clock, pc

    def stop(
        self,
        e164: str,
        reason: str,
        clerk: str,
        purpose: Purpose | None = None,
        *,
        into_memo: tuple[int, str] | None = None,
    ) -> OptOutStep:
        """Stop every message to a number, or those of one purpose. Twice is as good as once.

        `into_memo`: the customer whose mobile number goes into the memo, and the line that is written there.
        Raises `OptOutError` without a number.
        """
        if not e164:
            raise OptOutError("opt_out_no_number")
        with self._database.write() as session:
            messages.lock_numbers(session, [e164])  # a sender that looked before this has committed `posting`, or waits
            changed = _active(session, e164, purpose) is None
            if changed:
                now, kind = self._clock(), purpose.value if purpose else ""
                session.add(StopRow(e164=e164, purpose=kind, at=now, clerk=clerk, reason=reason, source="desk"))
                self._note(session, "opt_out", e164, clerk, reason, kind)
            moved = self._move(session, e164, clerk, *into_memo) if into_memo else None
        return OptOutStep(e164, stopped=True, purpose=purpose, moved=moved, changed=changed)

    def resume(self, e164: str, reason: str, clerk: str, purpose: Purpose | None = None) -> OptOutStep:
        """Lift the stop: only when the customer asks for it (特定電子メール法 3条3項 forbids anything else)."""
        with self._database.write() as session:
            changed = self._lift(session, e164, reason, clerk, purpose)
        return OptOutStep(e164, stopped=False, purpose=purpose, changed=changed)

    def undo(self, step: OptOutStep, clerk: str) -> OptOutStep:
        """Take a step back, in one transaction. It stays on record that both happened."""
        if not step.stopped:
            return self.stop(step.e164, "undo", clerk, step.purpose) if step.changed else step
        with self._database.write() as session:
            if step.changed:
                self._lift(session, step.e164, "undo", clerk, step.purpose)
            apart = step.moved is not None and not self._put_back(session, step.moved, clerk)
        return replace(step, stopped=False, moved=None, kept_apart=apart)

    def _lift(self, session: Session, e164: str, reason: str, clerk: str, purpose: Purpose | None) -> bool:
        row = _active(session, e164, purpose)
        if row is not None:
            row.lifted_at, row.lifted_by = self._clock(), clerk
            self._note(session, "opt_in", e164, clerk, reason, row.purpose)
        return row is not None

    def _move(self, session: Session, e164: str, clerk: str, customer_id: int, line: str) -> Moved | None:
        row = session.get(CustomerRow, customer_id, with_for_update=True)
        if row is None or row.mobile_e164 != e164:
            return None
        mobile, memo = row.mobile, row.memo
        row.mobile, row.memo = "", f"{memo}\n{line}".strip()
        row.updated_at = self._clock()
        session.flush()
        self._note_customer(session, "number_into_memo", row, clerk, [mobile, ""])
        return Moved(customer_id, row.version, mobile, memo)

    def _put_back(self, session: Session, moved: Moved, clerk: str) -> bool:
        row = session.get(CustomerRow, moved.customer_id, with_for_update=True)
        if row is None or row.version != moved.version:
            return False
        row.mobile, row.memo, row.updated_at = moved.mobile, moved.memo, self._clock()
        session.flush()
        self._note_customer(session, "number_from_memo", row, clerk, ["", moved.mobile])
        return True

    def _note(self, session: Session, action: str, e164: str, clerk: str, reason: str, purpose: str) -> None:
        by = By(clerk, self._pc, self._clock())
        audit.note(session, by, action, "number", e164, reason=reason, purpose=purpose)

    def _note_customer(
        self, session: Session, action: str, row: CustomerRow, clerk: str, mobile: Sequence[str]
    ) -> None:
        by = By(clerk, self._pc, self._clock())
        audit.note(session, by, action, "customer", row.id, changes={"mobile": list(mobile)})


def _active(session: Session, e164: str, purpose: Purpose | None) -> StopRow | None:
    kind = purpose.value if purpose else ""
    wanted = select(StopRow).where(StopRow.e164 == e164, StopRow.purpose == kind, StopRow.lifted_at.is_(None))
    return session.scalar(wanted)

"""配信停止: by number, for every customer who shares it; the number itself stays for calls.

Opting out and taking it back are entries with a name and a time; nothing is deleted. The stop list is asked again
at dispatch, so a message that waits does not leave after its number was stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_people import StopRow
from dreampower_sms.db.tables_shop import AuditRow
from dreampower_sms.domain.errors import DreamPowerError


class OptOutError(DreamPowerError):
    """The number can't be stopped or resumed."""

    code = "opt_out_wrong"


@dataclass(frozen=True, slots=True)
class OptOutStep:
    """What was just done, so that it can be taken back by name."""

    e164: str
    stopped: bool
    """True: the number was stopped; False: it may be written to again."""


class OptOut:
    """Writes the stop list."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str) -> None:
        self._database, self._clock, self._pc = database, clock, pc

    def stop(self, e164: str, reason: str, clerk: str) -> OptOutStep:
        """Stop every message to a number. Raises `OptOutError` without a number; twice is as good as once."""
        if not e164:
            raise OptOutError("opt_out_no_number")
        with self._database.write() as session:
            active = select(StopRow).where(StopRow.e164 == e164, StopRow.purpose == "", StopRow.lifted_at.is_(None))
            if session.scalar(active) is None:
                now = self._clock()
                session.add(StopRow(e164=e164, purpose="", at=now, clerk=clerk, reason=reason, source="desk"))
                session.add(self._audit("opt_out", e164, clerk, reason, now))
        return OptOutStep(e164, stopped=True)

    def resume(self, e164: str, reason: str, clerk: str) -> OptOutStep:
        """Lift the stop: only when the customer asks for it (特定電子メール法 3条3項 forbids anything else)."""
        with self._database.write() as session:
            active = select(StopRow).where(StopRow.e164 == e164, StopRow.purpose == "", StopRow.lifted_at.is_(None))
            if (row := session.scalar(active)) is not None:
                now = self._clock()
                row.lifted_at, row.lifted_by = now, clerk
                session.add(self._audit("opt_in", e164, clerk, reason, now))
        return OptOutStep(e164, stopped=False)

    def undo(self, step: OptOutStep, clerk: str) -> OptOutStep:
        """Take a step back. It stays on record that both happened."""
        return self.resume(step.e164, "undo", clerk) if step.stopped else self.stop(step.e164, "undo", clerk)

    def _audit(self, action: str, e164: str, clerk: str, reason: str, now: datetime) -> AuditRow:
        return AuditRow(
            at=now,
            clerk=clerk,
            pc=self._pc,
            action=action,
            entity="number",
            entity_id=e164,
            detail={"reason": reason},
        )

"""車検一覧: whose 車検 or check falls due, whether they were written to, and how far the shop is with them."""

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from dreampower_sms.db import audit, contact, facts, inspections
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.db.inspections import DueVehicle, LastMessage
from dreampower_sms.domain.inspections import Days, Inspection, about_since
from dreampower_sms.domain.people import ConsentKind, ConsentRecord, ContactState
from dreampower_sms.domain.windows import JAPAN


@dataclass(frozen=True, slots=True)
class Due:
    """One vehicle of the list."""

    day: date
    """On which it falls due."""
    vehicle: DueVehicle
    stopped: bool
    """配信停止 of the owner's number."""
    consent: ConsentKind | None
    """The last word of the consent log on everything."""
    last: LastMessage | None
    """The last one that can be about this inspection (`domain.inspections.about_since`)."""

    @property
    def id(self) -> int:
        """The vehicle's."""
        return self.vehicle.id


@dataclass(frozen=True, slots=True)
class StateStep:
    """A change of 状態 that can be taken back."""

    before: Mapping[int, ContactState]
    state: ContactState


class Inspections:
    """Reads and marks 車検一覧. Every call may come from any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str = "") -> None:
        self._database, self._clock, self._pc = database, clock, pc or socket.gethostname()

    def due(self, wanted: Inspection, days: Days) -> list[Due]:
        """What falls due in these days, the soonest first."""
        with self._database.read() as session:
            found = inspections.due(session, wanted, days)
            owners = {row.id: row.customer_id for _, row in found}
            since = {row.id: datetime.combine(about_since(wanted, day), time(), JAPAN) for day, row in found}
            last = inspections.last_messages(session, owners, since)
            numbers = {row.e164 for _, row in found if row.e164}
            on_record = facts.number_facts(session, numbers, self._clock(), ())
        return [
            Due(
                day,
                row,
                stopped=any(stop.purpose is None for stop in on_record.stops.get(row.e164, ())),
                consent=_last_word(on_record.consents.get(row.e164, ())),
                last=last.get(row.id),
            )
            for day, row in found
        ]

    def mark(self, vehicles: Sequence[int], state: ContactState, clerk: str) -> StateStep:
        """Set 状態 of these vehicles. Returns the step, so that it can be taken back."""
        with self._database.write() as session:
            before = contact.states(session, vehicles)
            others = [other for other in ContactState if other is not state]
            changed = contact.set_state(session, vehicles, state, self._clock(), others)
            step = StateStep({id_: before[id_] for id_ in changed}, state)
            self._note(session, clerk, "contact_state", step)
        return step

    def undo(self, step: StateStep, clerk: str) -> int:
        """Take a step back where nobody set another state since; returns for how many vehicles."""
        back = 0
        with self._database.write() as session:
            for state in ContactState:
                ids = [id_ for id_, before in step.before.items() if before is state]
                back += len(contact.set_state(session, ids, state, self._clock(), [step.state])) if ids else 0
            self._note(session, clerk, "contact_state_undone", step)
        return back

    def _note(self, session: Session, clerk: str, action: str, step: StateStep) -> None:
        before = {str(id_): state.value for id_, state in step.before.items()}
        audit.note(session, By(clerk, self._pc, self._clock()), action, "vehicles", "", state=step.state, before=before)


def _last_word(records: Sequence[ConsentRecord]) -> ConsentKind | None:
    of_all = (record for record in records if record.purpose is None)
    last = max(of_all, key=lambda record: record.at, default=None)
    return None if last is None else last.kind

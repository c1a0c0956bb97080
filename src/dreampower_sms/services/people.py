"""Customers and vehicles as a clerk enters them: checked, kept in the audit log, never overwritten unseen."""

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db import audit, people
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_people import CustomerRow, StaffRow, VehicleRow
from dreampower_sms.domain.entering import Problem, check_customer, check_vehicle, tidy_customer
from dreampower_sms.domain.inspections import moved_on, of_next_cycle
from dreampower_sms.domain.people import ContactState, CustomerKind
from dreampower_sms.domain.records import Record, changed
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.settings import Settings

_CUSTOMER_LIMITS, _VEHICLE_LIMITS = people.limits(CustomerRow), people.limits(VehicleRow)


class RecordGone(ServiceError):
    """There is no such customer or vehicle."""

    code = "record_gone"


class FieldsWrong(ServiceError):
    """Fields can't be saved as they are; `problems` says which and why."""

    code = "fields_wrong"

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__()
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Step:
    """One save, so that it can be taken back by name."""

    what: str
    """"added", "saved", "archived" or "restored"."""
    name: str
    """Whose: a customer's name, a vehicle's plate."""
    before: Record | None
    """None: the record was new."""
    after: Record


@dataclass(frozen=True, slots=True)
class Saved:
    """It is stored."""

    record: Record
    step: Step | None
    """None: nothing had changed."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing was written: somebody else saved this record meanwhile."""

    theirs: Record


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer who may be the one that is being entered."""

    id: int
    name: str
    mobile: str


class People:
    """Reads and writes customers and vehicles. Every call may come from any thread."""

    def __init__(self, database: Database, settings: Settings, clock: Callable[[], datetime], pc: str = "") -> None:
        self._database, self._settings, self._clock = database, settings, clock
        self._pc = pc or socket.gethostname()

    def staff(self) -> list[tuple[int, str]]:
        """Who can be put in charge: id and name, in their order."""
        wanted = select(StaffRow.id, StaffRow.name).where(StaffRow.active).order_by(StaffRow.position, StaffRow.id)
        with self._database.read() as session:
            return [(id_, name) for id_, name in session.execute(wanted)]

    def new_customer(self) -> dict[str, Any]:
        """What a new customer starts with: the defaults of 初期設定."""
        defaults = asdict(self._settings.customer_defaults())
        flags = {field: defaults[field] for field in people.CUSTOMER_FIELDS if field.startswith("flag_")}
        empty = dict.fromkeys(people.CUSTOMER_FIELDS, "")
        rest = {
            "honorific": "様",
            "kind": CustomerKind.INDIVIDUAL,
            "birthday": None,
            "staff_id": None,
            "is_dummy": False,
        }
        return {**empty, **rest, **flags}

    def new_vehicle(self) -> dict[str, Any]:
        """What a new vehicle starts with."""
        empty = dict.fromkeys(people.VEHICLE_FIELDS, "")
        rest = {"inspection_expiry": None, "next_check": None, "mileage": None}
        sms = self._settings.customer_defaults().flag_sms
        return {**empty, **rest, "sms": sms, "contact_state": ContactState.NOT_CONTACTED}

    def customer(self, customer_id: int) -> Record:
        """A customer. Raises `RecordGone`."""
        with self._database.read() as session:
            return _found(people.customer(session, customer_id))

    def vehicle(self, vehicle_id: int) -> Record:
        """A vehicle. Raises `RecordGone`."""
        with self._database.read() as session:
            return _found(people.vehicle(session, vehicle_id))

    def alike(self, values: Mapping[str, Any], except_id: int) -> Sequence[Alike]:
        """Who may be the same customer, or shares the number."""
        with self._database.read() as session:
            return [Alike(*row) for row in people.alike(session, values, except_id)]

    def save_customer(self, base: Record | None, values: Mapping[str, Any], clerk: str) -> Saved | Conflict:
        """Store a customer; `base` is the record that was opened, None for a new one. Raises `FieldsWrong`.

        Saving one who was removed brings them back into the lists.
        """
        tidy = tidy_customer(values)
        if problems := check_customer(tidy, _CUSTOMER_LIMITS, day_of(self._clock())):
            raise FieldsWrong(problems)
        with self._database.write() as session:
            now = self._clock()
            if base is None:
                return self._added(session, people.add_customer(session, tidy, now), clerk)
            return self._changed(session, base, tidy, clerk, archived=False)

    def save_vehicle(
        self, owner_id: int, base: Record | None, values: Mapping[str, Any], clerk: str
    ) -> Saved | Conflict:
        """Store a vehicle of a customer; one that was removed comes back. Raises `FieldsWrong`, `RecordGone`."""
        if problems := check_vehicle(values, _VEHICLE_LIMITS):
            raise FieldsWrong(problems)
        with self._database.write() as session:
            if base is None:
                _found(people.customer(session, owner_id))
                return self._added(session, people.add_vehicle(session, owner_id, values, self._clock()), clerk)
            return self._changed(session, base, values, clerk, archived=False)

    def archive(self, base: Record, clerk: str) -> Saved | Conflict:
        """削除: out of every list, kept for the history. A customer's vehicles leave the lists with them."""
        with self._database.write() as session:
            return self._changed(session, base, {}, clerk, archived=True)

    def restore(self, base: Record, clerk: str) -> Saved | Conflict:
        """Back into the lists, as it was. One that is there already is not changed (`Saved.step` is None)."""
        with self._database.write() as session:
            return self._changed(session, base, {}, clerk, archived=False)

    def undo(self, step: Step, clerk: str) -> bool:
        """Take a save back. False when somebody changed the record since: then nothing is written."""
        with self._database.write() as session:
            before = step.before
            values: Mapping[str, Any] = before.values if before is not None else {}
            gone = before is None or before.archived
            back = people.write(session, step.after, values, self._clock(), archived=gone)
            if back is not None:
                self._note(session, f"{_entity(back)}_undone", step.after.values, back, clerk)
        return back is not None

    def _added(self, session: Session, record: Record, clerk: str) -> Saved:
        self._note(session, f"{_entity(record)}_added", {}, record, clerk)
        return Saved(record, Step("added", _name(record), None, record))

    def _changed(
        self, session: Session, base: Record, values: Mapping[str, Any], clerk: str, *, archived: bool
    ) -> Saved | Conflict:
        if base.owner_id and moved_on(base.values["inspection_expiry"], values.get("inspection_expiry")):
            values = of_next_cycle(base.values, values)
        if not changed(base.values, values) and archived == base.archived:
            return Saved(base, None)
        written = people.write(session, base, values, self._clock(), archived=archived)
        if written is None:
            current = people.vehicle(session, base.id) if base.owner_id else people.customer(session, base.id)
            return Conflict(_found(current))
        what = "saved" if archived == base.archived else "archived" if archived else "restored"
        self._note(session, f"{_entity(base)}_{what}", base.values, written, clerk)
        return Saved(written, Step(what, _name(written), base, written))

    def _note(self, session: Session, action: str, before: Mapping[str, Any], after: Record, clerk: str) -> None:
        by = By(clerk, self._pc, self._clock())
        differences = {f: [_plain(old), _plain(new)] for f, (old, new) in changed(before, after.values).items()}
        audit.note(session, by, action, _entity(after), after.id, changes=differences)


def _entity(record: Record) -> str:
    return "vehicle" if record.owner_id else "customer"


def _name(record: Record) -> str:
    values = record.values
    if not record.owner_id:
        return str(values["name"])
    plate = " ".join(
        filter(None, (values["plate_area"], values["plate_class"], values["plate_kana"], values["plate_number"]))
    )
    return plate or str(values["model"])


def _found(record: Record | None) -> Record:
    if record is None:
        raise RecordGone
    return record


def _plain(value: object) -> object:
    """As JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value

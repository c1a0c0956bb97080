"""車検一覧: vehicles by what falls due, with their owners and what was sent about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Integer, Table, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.jobs import JOBS
from dreampower_sms.db.moves import MESSAGES, M, run
from dreampower_sms.db.tables_people import CustomerRow, VehicleRow
from dreampower_sms.domain.inspections import Days, Inspection, expiries, falls_due
from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, WAITING, State
from dreampower_sms.domain.people import ContactState

_C = cast("Table", CustomerRow.__table__).c
_VEHICLES = cast("Table", VehicleRow.__table__)
_V = _VEHICLES.c
_TOLD = MAY_HAVE_ARRIVED | WAITING | {State.UNDELIVERED}
"""Messages that went or will go, whatever becomes of them."""


@dataclass(frozen=True, slots=True)
class DueVehicle:
    """One row of 車検一覧."""

    id: int
    customer_id: int
    customer_name: str
    kana: str
    mobile: str
    e164: str
    sms: bool
    """Both check boxes, the customer's and the vehicle's."""
    plate: str
    model: str
    expiry: date | None
    next_check: date | None
    state: ContactState
    version: int
    first_registration: str


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The last message about one vehicle."""

    at: datetime
    state: State


_ROW = (
    select(
        _V.id, _C.id, _C.name, _C.kana, _C.mobile, _C.mobile_e164, and_(_C.flag_sms, _V.sms), _V.plate_area,
        _V.plate_class, _V.plate_kana, _V.plate_number, _V.model, _V.inspection_expiry, _V.next_check,
        _V.contact_state, _V.version, _V.first_registration,
    )
    .join(_C.id.table, _C.id == _V.customer_id)
    .where(_V.archived_at.is_(None), _C.archived_at.is_(None))
)  # fmt: skip


def due(session: Session, wanted: Inspection, days: Days) -> list[tuple[date, DueVehicle]]:
    """The vehicles with something due in these days, the soonest first, then in kana order; with the day."""
    column = _V.next_check if wanted is Inspection.NEXT_CHECK else _V.inspection_expiry
    ranges = [days] if wanted is Inspection.NEXT_CHECK else expiries(wanted, days)
    inside = or_(*(column.between(one.first, one.last) for one in ranges))
    rows = (_vehicle(row) for row in run(session, _ROW.where(inside), {}))
    found = ((falls_due(wanted, row.expiry, row.next_check, days, row.first_registration), row) for row in rows)
    dated = [(day, row) for day, row in found if day is not None]
    return sorted(dated, key=lambda one: (one[0], one[1].kana, one[1].id))


_ABOUT = (
    select(M.vehicle_id, M.history_at, M.state)
    .where(
        M.customer_id.in_(bindparam("owners", expanding=True, type_=Integer())),
        M.vehicle_id.is_not(None),
        bindparam("since", type_=M.not_before.type) <= M.history_at,
        M.state.in_(_TOLD),
    )
    .order_by(M.id)
)
_CHUNK = 1000


def last_messages(
    session: Session, vehicles: Mapping[int, int], since: Mapping[int, datetime]
) -> Mapping[int, LastMessage]:
    """The last message that went, or will go, about each of these vehicles (vehicle → owner), each since its moment.

    Asked by owner, as messages are indexed.
    """
    found: dict[int, LastMessage] = {}
    owners, first = sorted(set(vehicles.values())), min(since.values(), default=None)
    for start in range(0, len(owners), _CHUNK):
        for vehicle, at, state in run(session, _ABOUT, {"owners": owners[start : start + _CHUNK], "since": first}):
            if vehicle in since and at >= since[vehicle]:
                found[vehicle] = LastMessage(at, state)
    return found


def told(session: Session, job_id: str, now: datetime) -> None:
    """A list from 車検一覧 is confirmed: its vehicles are 案内済, where nobody was further with them."""
    of_job = select(M.vehicle_id).where(M.job_id == job_id, M.state == State.QUEUED)
    _set(session, _V.id.in_(of_job), ContactState.CONTACTED, now, [ContactState.NOT_CONTACTED])


def not_told(session: Session, messages: Sequence[int], now: datetime) -> None:
    """These messages don't leave after all: vehicles that no other list from 車検一覧 told are 未案内 again."""
    other = MESSAGES.alias()
    told_too = (
        select(other.c.id)
        .join(JOBS, JOBS.c.id == other.c.job_id)
        .where(
            other.c.customer_id == _V.customer_id, other.c.vehicle_id == _V.id, JOBS.c.about_inspection,
            other.c.state.in_(_TOLD),
        )
    )  # fmt: skip
    for start in range(0, len(messages), _CHUNK):
        some = messages[start : start + _CHUNK]
        cancelled = (
            select(M.vehicle_id).join(JOBS, JOBS.c.id == M.job_id).where(M.id.in_(some), JOBS.c.about_inspection)
        )
        which = _V.id.in_(cancelled) & ~told_too.exists()
        _set(session, which, ContactState.NOT_CONTACTED, now, [ContactState.CONTACTED])


def states(session: Session, vehicles: Collection[int]) -> dict[int, ContactState]:
    """How far the shop is with these vehicles."""
    wanted = select(_V.id, _V.contact_state).where(_V.id.in_(vehicles))
    return dict(session.execute(wanted).all())


def set_state(
    session: Session, vehicles: Collection[int], state: ContactState, now: datetime, sources: Collection[ContactState]
) -> list[int]:
    """Move those of these vehicles that are in one of `sources` to a state. Returns which ones changed."""
    return _set(session, _V.id.in_(vehicles), state, now, sources)


def _set(
    session: Session, which: ColumnElement[bool], state: ContactState, now: datetime, sources: Collection[ContactState]
) -> list[int]:
    changed = (
        update(_VEHICLES)
        .where(which, _V.contact_state.in_(sources))
        .values(contact_state=state, updated_at=now, version=_V.version + 1)
        .returning(_V.id)
    )
    return sorted(session.scalars(changed))


def _vehicle(row: Sequence[Any]) -> DueVehicle:
    id_, customer, name, kana, mobile, e164, sms, area, kind, letter, serial, *rest = row
    plate = " ".join(filter(None, (area, kind, letter, serial)))
    return DueVehicle(id_, customer, name, kana, mobile, e164, sms, plate, *rest)

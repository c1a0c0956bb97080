"""車検一覧: vehicles by what falls due, with their owners and what was sent about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Integer, Table, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import M, run
from dreampower_sms.db.tables_people import CustomerRow, VehicleRow
from dreampower_sms.domain.inspections import Days, Inspection, expiries, falls_due
from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, WAITING, State
from dreampower_sms.domain.people import ContactState

_C = cast("Table", CustomerRow.__table__).c
_VEHICLES = cast("Table", VehicleRow.__table__)
_V = _VEHICLES.c


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


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The last message about one vehicle."""

    at: datetime
    state: State


_ROW = (
    select(
        _V.id, _C.id, _C.name, _C.kana, _C.mobile, _C.mobile_e164, and_(_C.flag_sms, _V.sms), _V.plate_area,
        _V.plate_class, _V.plate_kana, _V.plate_number, _V.model, _V.inspection_expiry, _V.next_check,
        _V.contact_state, _V.version,
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
    found = ((falls_due(wanted, row.expiry, row.next_check, days), row) for row in rows)
    dated = [(day, row) for day, row in found if day is not None]
    return sorted(dated, key=lambda one: (one[0], one[1].kana, one[1].id))


_ABOUT = (
    select(M.vehicle_id, func.max(M.id))
    .where(
        M.vehicle_id.in_(bindparam("ids", expanding=True, type_=Integer())),
        M.state.in_(MAY_HAVE_ARRIVED | WAITING | {State.UNDELIVERED}),
    )
    .group_by(M.vehicle_id)
)
_WHAT = select(M.vehicle_id, func.coalesce(M.sent_at, M.not_before), M.state).where(
    M.id.in_(bindparam("ids", expanding=True, type_=Integer()))
)
_CHUNK = 1000


def last_messages(session: Session, vehicles: Sequence[int]) -> Mapping[int, LastMessage]:
    """The last message that went, or will go, about each of these vehicles."""
    found: dict[int, LastMessage] = {}
    for start in range(0, len(vehicles), _CHUNK):
        newest = [id_ for _, id_ in run(session, _ABOUT, {"ids": list(vehicles[start : start + _CHUNK])})]
        found |= {vehicle: LastMessage(at, state) for vehicle, at, state in run(session, _WHAT, {"ids": newest})}
    return found


def states(session: Session, vehicles: Collection[int]) -> dict[int, ContactState]:
    """How far the shop is with these vehicles."""
    wanted = select(_V.id, _V.contact_state).where(_V.id.in_(vehicles))
    return dict(session.execute(wanted).all())


def set_state(
    session: Session, vehicles: Collection[int], state: ContactState, now: datetime, sources: Collection[ContactState]
) -> list[int]:
    """Move those of these vehicles that are in one of `sources` to a state. Returns which ones changed."""
    changed = (
        update(_VEHICLES)
        .where(_V.id.in_(vehicles), _V.contact_state.in_(sources))
        .values(contact_state=state, updated_at=now, version=_V.version + 1)
        .returning(_V.id)
    )
    return sorted(session.scalars(changed))


def _vehicle(row: Sequence[Any]) -> DueVehicle:
    id_, customer, name, kana, mobile, e164, sms, area, kind, letter, serial, *rest = row
    plate = " ".join(filter(None, (area, kind, letter, serial)))
    return DueVehicle(id_, customer, name, kana, mobile, e164, sms, plate, *rest)

"""車検一覧: vehicles by what falls due, with their owners and what was sent about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Integer, Table, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from dreampower_sms.db.contact import TOLD
from dreampower_sms.db.moves import M, run
from dreampower_sms.db.tables_people import CustomerRow, VehicleRow
from dreampower_sms.domain.inspections import Days, Inspection, expiries, falls_due
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.people import ContactState

_C = cast("Table", CustomerRow.__table__).c
_V = cast("Table", VehicleRow.__table__).c


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
        M.state.in_(TOLD),
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


def _vehicle(row: Sequence[Any]) -> DueVehicle:
    id_, customer, name, kana, mobile, e164, sms, area, kind, letter, serial, *rest = row
    plate = " ".join(filter(None, (area, kind, letter, serial)))
    return DueVehicle(id_, customer, name, kana, mobile, e164, sms, plate, *rest)

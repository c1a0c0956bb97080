"""Rows of people as domain values: lines of lists and the parts of a customer's card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_people import ConsentRow, CustomerRow, StaffRow, StopRow, VehicleRow
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentRecord, Customer, Stop, Vehicle


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One customer in a list."""

    id: int
    name: str
    kana: str
    mobile: str
    phone: str
    address: str


def lines(session: Session, ids: Sequence[int]) -> Mapping[int, CustomerLine]:
    """The lines of these customers by id."""
    if not ids:
        return {}
    c = CustomerRow
    rows = session.execute(select(c.id, c.name, c.kana, c.mobile, c.phone, c.address).where(c.id.in_(ids)))
    return {row[0]: CustomerLine(*row) for row in rows}


def customer(session: Session, customer_id: int) -> Customer | None:
    """One customer, None when there is none or it was archived."""
    statement = (
        select(CustomerRow, StaffRow.name)
        .outerjoin(StaffRow, StaffRow.id == CustomerRow.staff_id)
        .where(CustomerRow.id == customer_id, CustomerRow.archived_at.is_(None))
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        return None
    row, staff = found
    return Customer(
        id=row.id, name=row.name, kana=row.kana, honorific=row.honorific, kind=row.kind, zip=row.zip,
        address=row.address, phone=row.phone, mobile=row.mobile, email=row.email, birthday=row.birthday, rank=row.rank,
        staff_name=staff or "", memo=row.memo, sms=row.flag_sms, is_dummy=row.is_dummy, number_bad=row.number_bad,
        version=row.version,
    )  # fmt: skip


def vehicles(session: Session, customer_id: int) -> tuple[Vehicle, ...]:
    """The vehicles of a customer, the one whose 車検 is due next first, those without a date last."""
    wanted = (
        select(VehicleRow)
        .where(VehicleRow.customer_id == customer_id, VehicleRow.archived_at.is_(None))
        .order_by(VehicleRow.inspection_expiry.is_(None), VehicleRow.inspection_expiry, VehicleRow.id)
    )
    return tuple(vehicle(row) for row in session.scalars(wanted))


def vehicle(row: VehicleRow) -> Vehicle:
    """One row as a value."""
    plate = (row.plate_area, row.plate_class, row.plate_kana, row.plate_number)
    return Vehicle(
        id=row.id, customer_id=row.customer_id, plate=" ".join(filter(None, plate)), maker=row.maker, model=row.model,
        type_code=row.type_code, first_registration=row.first_registration, inspection_expiry=row.inspection_expiry,
        next_check=row.next_check, mileage=row.mileage, sms=row.sms, contact_state=row.contact_state,
        version=row.version,
    )  # fmt: skip


def stops(session: Session, e164: str) -> tuple[Stop, ...]:
    """The active entries of the stop list for a number."""
    if not e164:
        return ()
    rows = session.scalars(select(StopRow).where(StopRow.e164 == e164, StopRow.lifted_at.is_(None)))
    return tuple(Stop(r.e164, r.at, r.clerk, r.reason, Purpose(r.purpose) if r.purpose else None) for r in rows)


def consents(session: Session, e164: str) -> tuple[ConsentRecord, ...]:
    """The consent log of a number, oldest first."""
    if not e164:
        return ()
    rows = session.scalars(select(ConsentRow).where(ConsentRow.e164 == e164).order_by(ConsentRow.at, ConsentRow.id))
    return tuple(ConsentRecord(r.at, r.e164, r.kind, r.purpose, r.clerk, r.source, r.wording) for r in rows)


def sharing(session: Session, customer_id: int, e164: str) -> int:
    """How many other customers have this mobile number."""
    if not e164:
        return 0
    others = select(func.count()).where(
        CustomerRow.mobile_e164 == e164, CustomerRow.id != customer_id, CustomerRow.archived_at.is_(None)
    )
    return session.scalar(others) or 0

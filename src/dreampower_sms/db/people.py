"""Rows of customers and vehicles as plain records, for editing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from dreampower_sms.db.keys import customer_keys
from dreampower_sms.db.tables_people import CustomerRow, VehicleRow
from dreampower_sms.domain.people import FLAGS
from dreampower_sms.domain.records import Record

CUSTOMER_FIELDS = (
    "name", "kana", "honorific", "kind", "zip", "address", "phone", "mobile", "email", "birthday", "rank", "staff_id",
    "memo", "is_dummy", *(flag for flag in FLAGS if flag != "flag_area_code"),
)  # fmt: skip
VEHICLE_FIELDS = (
    "plate_area", "plate_class", "plate_kana", "plate_number", "maker", "model", "type_code", "chassis_number",
    "first_registration", "inspection_expiry", "next_check", "mileage", "sms", "contact_state",
)  # fmt: skip


def limits(model: type[CustomerRow | VehicleRow]) -> dict[str, int]:
    """The longest text of each column that has one."""
    sizes = {column.key: getattr(column.type, "length", None) for column in model.__table__.columns}
    return {key: size for key, size in sizes.items() if size}


def customer(session: Session, customer_id: int) -> Record | None:
    """A customer, archived or not."""
    row = session.get(CustomerRow, customer_id)
    return None if row is None else _record(row, CUSTOMER_FIELDS)


def vehicle(session: Session, vehicle_id: int) -> Record | None:
    """A vehicle, archived or not."""
    row = session.get(VehicleRow, vehicle_id)
    return None if row is None else _record(row, VEHICLE_FIELDS, row.customer_id)


def add_customer(session: Session, values: Mapping[str, Any], now: datetime) -> Record:
    """Write a new customer."""
    row = CustomerRow(created_at=now, updated_at=now, **values)
    session.add(row)
    session.flush()
    return _record(row, CUSTOMER_FIELDS)


def add_vehicle(session: Session, owner_id: int, values: Mapping[str, Any], now: datetime) -> Record:
    """Write a new vehicle of a customer."""
    row = VehicleRow(customer_id=owner_id, created_at=now, updated_at=now, **values)
    session.add(row)
    session.flush()
    return _record(row, VEHICLE_FIELDS, owner_id)


def write(
    session: Session, row_of: Record, values: Mapping[str, Any], now: datetime, *, archived: bool
) -> Record | None:
    """Write a record whose version is still that of `row_of`; None when somebody else was faster."""
    is_vehicle = bool(row_of.owner_id)
    row = session.get(VehicleRow if is_vehicle else CustomerRow, row_of.id, with_for_update=True)
    if row is None or row.version != row_of.version:
        return None
    number = row.mobile_e164 if isinstance(row, CustomerRow) else ""
    for field, value in values.items():
        setattr(row, field, value)
    if isinstance(row, CustomerRow) and row.mobile_e164 != number:
        row.number_bad = ""  # what was known is about the old number
    if archived != (row.archived_at is not None):
        row.archived_at = now if archived else None
    row.updated_at = now
    session.flush()
    return _record(row, VEHICLE_FIELDS if is_vehicle else CUSTOMER_FIELDS, row_of.owner_id)


def alike(
    session: Session, values: Mapping[str, Any], except_id: int, limit: int = 5
) -> Sequence[tuple[int, str, str]]:
    """Customers who may be the same one: the same mobile, or the same name with the same phone. (id, name, mobile)."""
    keys = customer_keys(values)
    same: list[ColumnElement[bool]] = []
    if keys["mobile_e164"]:
        same.append(CustomerRow.mobile_e164 == keys["mobile_e164"])
    if keys["name_key"] and keys["phone_rev"]:
        same.append((CustomerRow.name_key == keys["name_key"]) & (CustomerRow.phone_rev == keys["phone_rev"]))
    if not same:
        return []
    wanted = (
        select(CustomerRow.id, CustomerRow.name, CustomerRow.mobile)
        .where(or_(*same), CustomerRow.id != except_id, CustomerRow.archived_at.is_(None))
        .order_by(CustomerRow.id)
        .limit(limit)
    )
    return [(id_, name, mobile) for id_, name, mobile in session.execute(wanted)]


def _record(row: CustomerRow | VehicleRow, fields: Sequence[str], owner_id: int = 0) -> Record:
    values = {field: getattr(row, field) for field in fields}
    return Record(row.id, row.version, values, row.archived_at is not None, owner_id)

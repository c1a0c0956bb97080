"""Whom a template can be tried on: customers and vehicles that may get an SMS."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_people import CustomerRow, VehicleRow

_MAY_GET = (
    CustomerRow.archived_at.is_(None),
    CustomerRow.mobile_e164 != "",
    CustomerRow.flag_sms,
    ~CustomerRow.is_dummy,
)


def customer_ids(session: Session) -> Sequence[int]:
    """All customers who may get an SMS, in the order of their reading."""
    wanted = select(CustomerRow.id).where(*_MAY_GET).order_by(CustomerRow.kana_key, CustomerRow.id)
    return session.scalars(wanted).all()


def first_customer(session: Session) -> int | None:
    """The first of them who has a vehicle with a date of 車検; else the first of all."""
    has = (
        select(VehicleRow.id)
        .where(
            VehicleRow.customer_id == CustomerRow.id,
            VehicleRow.archived_at.is_(None),
            VehicleRow.inspection_expiry.is_not(None),
        )
        .exists()
    )
    order = select(CustomerRow.id).where(*_MAY_GET).order_by(CustomerRow.kana_key, CustomerRow.id).limit(1)
    found = session.scalar(order.where(has))
    return session.scalar(order) if found is None else found


def vehicles_of(session: Session) -> Mapping[int, Sequence[int]]:
    """The vehicles of these customers by owner, the one whose 車検 is due next first."""
    wanted = (
        select(VehicleRow.customer_id, VehicleRow.id)
        .join(CustomerRow, CustomerRow.id == VehicleRow.customer_id)
        .where(VehicleRow.archived_at.is_(None), *_MAY_GET)
        .order_by(VehicleRow.inspection_expiry.is_(None), VehicleRow.inspection_expiry, VehicleRow.id)
    )
    found: dict[int, list[int]] = {}
    for owner, vehicle in session.execute(wanted):
        found.setdefault(owner, []).append(vehicle)
    return found

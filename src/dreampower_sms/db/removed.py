"""Customers who were removed (削除): out of every list, kept for the history, and found again here alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dreampower_sms.db.inquiry import fits
from dreampower_sms.db.tables_people import CustomerRow, VehicleRow
from dreampower_sms.domain.look_up import Question


@dataclass(frozen=True, slots=True)
class Removed:
    """One removed customer as a list shows them."""

    id: int
    at: datetime
    name: str
    kana: str
    mobile: str
    phone: str
    address: str
    vehicles: int
    """How many come back with them."""


def removed(session: Session, question: Question, limit: int) -> list[Removed]:
    """Those who fit every word of the question, the last removed first. Who was merged into another is not removed."""
    vehicles = (
        select(func.count())
        .where(VehicleRow.customer_id == CustomerRow.id, VehicleRow.archived_at.is_(None))
        .scalar_subquery()
    )
    wanted = (
        select(
            CustomerRow.id, CustomerRow.archived_at, CustomerRow.name, CustomerRow.kana, CustomerRow.mobile,
            CustomerRow.phone, CustomerRow.address, vehicles,
        )
        .where(
            CustomerRow.archived_at.is_not(None),
            CustomerRow.merged_into_id.is_(None),
            *(fits(session, word) for word in question.words),
        )
        .order_by(CustomerRow.archived_at.desc(), CustomerRow.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        Removed(id_, at, name, kana, mobile, phone, address, owned)
        for id_, at, name, kana, mobile, phone, address, owned in session.execute(wanted)
        if at is not None
    ]

"""Everything that is kept of messages and customers, for exports: wider than any list on the screen."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_messages import JobRow, MessageRecord
from dreampower_sms.db.tables_people import CustomerRow, StaffRow
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import CustomerKind

Whole = TypeVar("Whole")
_M, _C = MessageRecord, CustomerRow


class WholeMessage(NamedTuple):
    """One message. In the order of `_MESSAGE`."""

    id: int
    created_at: datetime
    history_at: datetime
    customer_name: str
    e164: str
    state: State
    code: str
    settled_at: datetime | None
    purpose: Purpose
    job_title: str
    body: str
    units: int
    tier: int
    price: Decimal
    charged_units: int | None
    clerk: str
    gateway_id: str
    reference: str
    decided_by: str
    decided_at: datetime | None
    decided_reason: str


_MESSAGE = (
    _M.id, _M.created_at, _M.history_at, _M.customer_name, _M.e164, _M.state, _M.code, _M.settled_at, _M.purpose,
    JobRow.title, _M.body, _M.units, _M.tier, _M.price, _M.charged_units, _M.clerk, _M.gateway_id, _M.reference,
    _M.decided_by, _M.decided_at, _M.decided_reason,
)  # fmt: skip


class WholeCustomer(NamedTuple):
    """One customer. In the order of `_CUSTOMER`."""

    id: int
    name: str
    kana: str
    honorific: str
    kind: CustomerKind
    zip: str
    address: str
    phone: str
    mobile: str
    email: str
    birthday: date | None
    rank: str
    staff: str | None
    memo: str
    flag_summer: bool
    flag_midyear: bool
    flag_yearend: bool
    flag_newyear: bool
    flag_print_list: bool
    flag_dm: bool
    flag_sms: bool
    flag_telecall: bool
    created_at: datetime
    updated_at: datetime


_CUSTOMER = (
    _C.id, _C.name, _C.kana, _C.honorific, _C.kind, _C.zip, _C.address, _C.phone, _C.mobile, _C.email, _C.birthday,
    _C.rank, StaffRow.name, _C.memo, _C.flag_summer, _C.flag_midyear, _C.flag_yearend, _C.flag_newyear,
    _C.flag_print_list, _C.flag_dm, _C.flag_sms, _C.flag_telecall, _C.created_at, _C.updated_at,
)  # fmt: skip


def messages(session: Session, ids: Sequence[int]) -> list[WholeMessage]:
    """These messages in this order; an id without one is left out."""
    found = session.execute(select(*_MESSAGE).join(JobRow, JobRow.id == _M.job_id).where(_M.id.in_(ids)))
    return _in_order({row[0]: WholeMessage(*row) for row in found}, ids)


def customers(session: Session, ids: Sequence[int]) -> list[WholeCustomer]:
    """These customers in this order; an id without one is left out."""
    found = session.execute(select(*_CUSTOMER).outerjoin(StaffRow, StaffRow.id == _C.staff_id).where(_C.id.in_(ids)))
    return _in_order({row[0]: WholeCustomer(*row) for row in found}, ids)


def _in_order(found: Mapping[int, Whole], ids: Sequence[int]) -> list[Whole]:
    return [found[id_] for id_ in ids if id_ in found]

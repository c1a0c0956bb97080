"""The people of a list, for まとめ送信: loaded as values, a thousand at a time, never one query a person."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from dreampower_sms.db.many import among, rows_of
from dreampower_sms.db.moves import M
from dreampower_sms.db.tables_people import CustomerRow, StaffRow, VehicleRow
from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, State
from dreampower_sms.domain.people import Customer, Vehicle

_C = cast("Table", CustomerRow.__table__).c
_S = cast("Table", StaffRow.__table__).c
_V = cast("Table", VehicleRow.__table__).c

_CUSTOMERS = (
    select(
        _C.id, _C.name, _C.kana, _C.honorific, _C.kind, _C.zip, _C.address, _C.phone, _C.mobile, _C.email, _C.birthday,
        _C.rank, func.coalesce(_S.name, ""), _C.memo, _C.flag_sms, _C.is_dummy, _C.number_bad, _C.version,
    )
    .outerjoin(_S.id.table, _S.id == _C.staff_id)
    .where(among(_C.id, "ids"), _C.archived_at.is_(None))
)  # fmt: skip
"""In the order of the fields of `Customer`."""

_VEHICLES = select(
    _V.id, _V.customer_id, _V.plate_area, _V.plate_class, _V.plate_kana, _V.plate_number, _V.maker, _V.model,
    _V.type_code, _V.first_registration, _V.inspection_expiry, _V.next_check, _V.mileage, _V.sms, _V.contact_state,
    _V.version,
).where(among(_V.id, "ids"), _V.archived_at.is_(None))  # fmt: skip


def customers(session: Session, ids: Collection[int]) -> dict[int, Customer]:
    """Those of these customers who are not archived, by id."""
    return {row[0]: Customer(*row) for row in rows_of(session, _CUSTOMERS, "ids", ids)}


def vehicles(session: Session, ids: Collection[int]) -> dict[int, Vehicle]:
    """Those of these vehicles that are not archived, by id."""
    return {row[0]: _vehicle(row) for row in rows_of(session, _VEHICLES, "ids", ids)}


_WRITTEN_TO = (
    select(M.e164).where(among(M.e164, "numbers"), M.state.in_(MAY_HAVE_ARRIVED | {State.UNDELIVERED})).distinct()
)


def written_to(session: Session, numbers: Collection[str]) -> set[str]:
    """Those of these numbers to which anything was ever sent, whatever became of it."""
    return {e164 for (e164,) in rows_of(session, _WRITTEN_TO, "numbers", numbers)}


def _vehicle(row: Sequence[Any]) -> Vehicle:
    return Vehicle(row[0], row[1], " ".join(filter(None, row[2:6])), *row[6:])

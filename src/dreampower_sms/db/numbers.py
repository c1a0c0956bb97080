"""What results say about a number itself, kept on the customers who have it: it failed for good, or it works."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import MESSAGES, M, run
from dreampower_sms.db.tables_messages import DeliveryEventRow
from dreampower_sms.db.tables_people import CustomerRow
from dreampower_sms.domain.messages import State

FAILED = "number_failed_before"
"""Code of a number whose gateway gave no reason of its own."""
UNREACHABLE = "unreachable"
"""How a delivery event names 圏外."""

_LONGEST = 40
_CUSTOMERS = cast("Table", CustomerRow.__table__)
_EVENTS = cast("Table", DeliveryEventRow.__table__).c
_HAVE_IT = _CUSTOMERS.c.mobile_e164 == bindparam("number")
_FLAG = update(_CUSTOMERS).where(_HAVE_IT, _CUSTOMERS.c.number_bad == "").values(number_bad=bindparam("code"))
_HAVE_ONE = _CUSTOMERS.c.mobile_e164.in_(bindparam("numbers", expanding=True))
_CLEAR = update(_CUSTOMERS).where(_HAVE_ONE, _CUSTOMERS.c.number_bad != "").values(number_bad="")


def failed(session: Session, e164: str, code: str) -> None:
    """Flag the customers with this number. Leaves the version alone: no one who edits them is in the way."""
    run(session, _FLAG, {"number": e164, "code": (code or FAILED)[:_LONGEST]})


def work(session: Session, numbers: Collection[str]) -> None:
    """Messages arrived at these numbers: their flags are wrong by now."""
    if numbers:
        run(session, _CLEAR, {"numbers": list(numbers)})


_LATER = cast("Table", DeliveryEventRow.__table__).alias("later").c
_LAST = select(func.max(_LATER.id)).where(_LATER.message_id == M.id).correlate(MESSAGES).scalar_subquery()
_OUT_OF_REACH = (
    select(M.id, func.coalesce(M.posted_at, M.created_at, type_=M.created_at.type))
    .select_from(MESSAGES)
    .join(_EVENTS.id.table, _EVENTS.message_id == M.id)
    .where(
        M.id.in_(bindparam("ids", expanding=True)),
        M.state == State.ACCEPTED,
        _EVENTS.delivery == UNREACHABLE,
        _EVENTS.id == _LAST,
    )
)


def out_of_reach(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """Those of these messages whose last news is 圏外, with the time at which they left."""
    return dict(map(tuple, run(session, _OUT_OF_REACH, {"ids": list(ids)})))

"""The catalogue of 自由検索 with the choices that are rows: 担当者."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db.searching_items import INFOS
from dreampower_sms.db.tables import StaffRow
from dreampower_sms.domain.search.items import Choice, Items

_STAFF = "staff"


def items_now(session: Session) -> Items:
    """All items with their choices as they are now. Who left is offered last, so that their customers are found."""
    order = (StaffRow.active.desc(), StaffRow.position, StaffRow.id)
    staff = session.execute(select(StaffRow.id, StaffRow.name).order_by(*order))
    choices = tuple(Choice(str(number), name) for number, name in staff)
    return {**INFOS, _STAFF: replace(INFOS[_STAFF], choices=choices)}

"""How far the shop is with a vehicle: 案内済 while a list from 車検一覧 tells of it, or as a clerk says.

Below `db.moves`, which asks for `not_told` with every message that is settled without having been sent.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_messages import JobRow, MessageRecord
from dreampower_sms.db.tables_people import VehicleRow
from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, WAITING, State
from dreampower_sms.domain.people import ContactState

_MESSAGES = cast("Table", MessageRecord.__table__)
_M = _MESSAGES.c
_J = cast("Table", JobRow.__table__).c
_VEHICLES = cast("Table", VehicleRow.__table__)
_V = _VEHICLES.c
TOLD = MAY_HAVE_ARRIVED | WAITING | {State.UNDELIVERED}
"""Messages that went or will go, whatever becomes of them: all but `NOTHING_SENT`."""
_CHUNK = 1000


def told(session: Session, job_id: str, now: datetime) -> None:
    """A list from 車検一覧 is confirmed: its vehicles are 案内済, where nobody was further with them."""
    of_job = select(_M.vehicle_id).where(_M.job_id == job_id, _M.state == State.QUEUED)
    _set(session, _V.id.in_(of_job), ContactState.CONTACTED, now, [ContactState.NOT_CONTACTED])


def not_told(session: Session, messages: Sequence[int], now: datetime) -> None:
    """Nothing was sent of these messages after all: vehicles that no other list from 車検一覧 told are 未案内 again."""
    other = _MESSAGES.alias()
    told_too = (
        select(other.c.id)
        .join(_J.id.table, _J.id == other.c.job_id)
        .where(
            other.c.customer_id == _V.customer_id, other.c.vehicle_id == _V.id, _J.about_inspection,
            other.c.state.in_(TOLD),
        )
    )  # fmt: skip
    unsent = select(_M.vehicle_id).join(_J.id.table, _J.id == _M.job_id)
    unsent = unsent.where(_J.about_inspection, _M.vehicle_id.is_not(None))
    found = {id_ for some in _chunks(messages) for id_ in session.scalars(unsent.where(_M.id.in_(some)))}
    for some in _chunks(sorted(found)):
        _set(session, _V.id.in_(some), ContactState.NOT_CONTACTED, now, [ContactState.CONTACTED], ~told_too.exists())


def states(session: Session, vehicles: Collection[int]) -> dict[int, ContactState]:
    """How far the shop is with these vehicles."""
    wanted = select(_V.id, _V.contact_state).where(_V.id.in_(vehicles))
    return dict(session.execute(wanted).all())


def set_state(
    session: Session, vehicles: Collection[int], state: ContactState, now: datetime, sources: Collection[ContactState]
) -> list[int]:
    """Move those of these vehicles that are in one of `sources` to a state. Returns which ones changed."""
    return _set(session, _V.id.in_(vehicles), state, now, sources)


def _set(
    session: Session,
    which: ColumnElement[bool],
    state: ContactState,
    now: datetime,
    sources: Collection[ContactState],
    *further: ColumnElement[bool],
) -> list[int]:
    """Held first, in one order, and decided by the next statement: that one sees what whoever held them committed.

    Guards against a list that is confirmed while another one's message is left out: each would go by a state and by
    messages that the other is about to change.
    """
    session.execute(select(_V.id).where(which).order_by(_V.id).with_for_update(key_share=True))
    changed = (
        update(_VEHICLES)
        .where(which, _V.contact_state.in_(sources), *further)
        .values(contact_state=state, updated_at=now, version=_V.version + 1)
        .returning(_V.id)
    )
    return sorted(session.scalars(changed))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]

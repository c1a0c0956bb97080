"""What belongs to a customer goes over to another one, and comes back."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Column, CursorResult, Table, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_imports import ImportLinkRow
from dreampower_sms.db.tables_messages import MessageRecord
from dreampower_sms.db.tables_people import ConsentRow, CustomerRow, VehicleRow
from dreampower_sms.db.tables_shop import DraftRow

_OWNED = (VehicleRow, MessageRecord, ConsentRow, ImportLinkRow)
_TABLES = tuple(cast("Table", model.__table__) for model in _OWNED)
_DRAFTS = cast("Table", DraftRow.__table__)
_CHUNK = 500

Moved = Mapping[str, Sequence[Any]]
"""Table → keys of the rows that went over. Drafts are known by their clerk."""


def lock(session: Session, *ids: int) -> None:
    """Hold these customers, always in the same order: two PCs that merge the other way round don't block each other."""
    session.execute(select(CustomerRow.id).where(CustomerRow.id.in_(ids)).order_by(CustomerRow.id).with_for_update())


def move(session: Session, source: int, target: int) -> dict[str, list[Any]]:
    """All that `source` has goes to `target`; a draft stays where the clerk has one for the target, too."""
    moved: dict[str, list[Any]] = {}
    for table in _TABLES:
        statement = update(table).where(_owner(table) == source).values(customer_id=target).returning(_key(table))
        moved[table.name] = sorted(session.execute(statement).scalars())
    moved[_DRAFTS.name] = _move_drafts(session, source, target)
    return moved


def move_back(session: Session, moved: Moved, source: int, target: int) -> bool:
    """Give the rows of `move(source, target)` back. False when one of them belongs to somebody else by now.

    What came to the target after the merge stays there. A draft may be sent meanwhile: it is then in the history.
    """
    for table in _TABLES:
        everything = moved[table.name]
        for start in range(0, len(everything), _CHUNK):
            keys = everything[start : start + _CHUNK]
            statement = update(table).where(_key(table).in_(keys), _owner(table) == target).values(customer_id=source)
            answer = cast("CursorResult[Any]", session.execute(statement))
            if answer.rowcount != len(keys):
                return False
    _move_drafts(session, target, source, moved[_DRAFTS.name])
    return True


def _move_drafts(session: Session, source: int, target: int, clerks: Sequence[str] | None = None) -> list[str]:
    taken = set(session.scalars(select(DraftRow.clerk).where(DraftRow.customer_id == target)))
    of_source = session.scalars(select(DraftRow.clerk).where(DraftRow.customer_id == source))
    free = sorted(clerk for clerk in of_source if clerk not in taken and (clerks is None or clerk in clerks))
    session.execute(
        update(_DRAFTS).where(_owner(_DRAFTS) == source, _DRAFTS.c.clerk.in_(free)).values(customer_id=target)
    )
    return free


def _owner(table: Table) -> Column[Any]:
    return table.c.customer_id


def _key(table: Table) -> Column[Any]:
    return next(iter(table.primary_key.columns))

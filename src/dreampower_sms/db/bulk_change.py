"""一括変更: one statement for all rows, with their old values kept beside it, and one for taking it back.

The rows come as ids, up to all of the shop, and go into a temporary table: no statement grows with them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    String,
    Table,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from dreampower_sms.db.keys import CUSTOMER_KEYS, VEHICLE_KEYS
from dreampower_sms.db.tables_people import CustomerRow, VehicleRow
from dreampower_sms.db.tables_search import BulkChangeRow, BulkChangeStepRow
from dreampower_sms.domain.bulk_items import BulkItem, ValueKind
from dreampower_sms.domain.search.items import Target

_IDS = Table("bulk_ids", MetaData(), Column("id", Integer, primary_key=True))
_MAKE = text("CREATE TEMPORARY TABLE IF NOT EXISTS bulk_ids (id INTEGER PRIMARY KEY)")
_STEPS = cast("Table", BulkChangeStepRow.__table__)
_CHUNK = 20_000


def load(session: Session, ids: Sequence[int]) -> None:
    """Put the ids where the statements of this transaction find them."""
    connection = session.connection()
    connection.execute(_MAKE)
    connection.execute(delete(_IDS))
    for start in range(0, len(ids), _CHUNK):
        connection.execute(insert(_IDS), [{"id": id_} for id_ in ids[start : start + _CHUNK]])


def counts(session: Session, item: BulkItem, value: str) -> tuple[int, int]:
    """How many of the loaded rows would change, and how many have the value already."""
    table, column = _of(item)
    differs = column.is_distinct_from(_stored(item, value))
    wanted = (
        select(func.count(), func.coalesce(func.sum(case((differs, 1), else_=0)), 0))
        .select_from(table)
        .join(_IDS, _IDS.c.id == table.c.id)
        .where(table.c.archived_at.is_(None))
    )
    total, change = session.execute(wanted).one()
    return int(change), int(total) - int(change)


def apply(session: Session, change_id: int, item: BulkItem, value: str, now: datetime) -> int:
    """Write the value and keep the old ones. Returns how many rows changed."""
    table, column = _of(item)
    stored = _stored(item, value)
    old = select(literal(change_id), table.c.id, _as_text(column), table.c.version + 1).where(
        table.c.id.in_(select(_IDS.c.id)), table.c.archived_at.is_(None), column.is_distinct_from(stored)
    )
    into = [_STEPS.c.change_id, _STEPS.c.row_id, _STEPS.c.old, _STEPS.c.version]
    session.execute(insert(_STEPS).from_select(into, old))
    mine = select(_STEPS.c.row_id).where(_STEPS.c.change_id == change_id)
    values = {column: stored, **_keys(item, value), table.c.version: table.c.version + 1, table.c.updated_at: now}
    session.execute(update(table).where(table.c.id.in_(mine)).values(values))
    return session.scalar(select(func.count()).select_from(_STEPS).where(_STEPS.c.change_id == change_id)) or 0


def changed_since(session: Session, change: BulkChangeRow, item: BulkItem) -> int:
    """How many rows of a change somebody changed or removed afterwards."""
    table, _ = _of(item)
    still = (
        select(func.count())
        .select_from(_STEPS)
        .join(table, (table.c.id == _STEPS.c.row_id) & (table.c.version == _STEPS.c.version))
        .where(_STEPS.c.change_id == change.id)
    )
    return change.changed - (session.scalar(still) or 0)


def take_back(session: Session, change: BulkChangeRow, item: BulkItem, now: datetime) -> None:
    """Give every row its old value: a statement for each of the values that there were."""
    table, column = _of(item)
    of_change = _STEPS.c.change_id == change.id
    for (old,) in session.execute(select(_STEPS.c.old).where(of_change).distinct()).all():
        same = _STEPS.c.old.is_(None) if old is None else _STEPS.c.old == old
        rows = select(_STEPS.c.row_id).where(of_change, same)
        values = {
            column: None if old is None else _stored(item, old), **_keys(item, old or ""),
            table.c.version: table.c.version + 1, table.c.updated_at: now,
        }  # fmt: skip
        session.execute(update(table).where(table.c.id.in_(rows)).values(values))


def _of(item: BulkItem) -> tuple[Table, ColumnElement[Any]]:
    model = CustomerRow if item.target is Target.CUSTOMER else VehicleRow
    table = cast("Table", model.__table__)
    return table, table.c[item.column]


def _stored(item: BulkItem, value: str) -> Any:
    return value == "1" if item.kind is ValueKind.CHECK else value


def _as_text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, Boolean):
        return case((column, "1"), else_="0")
    return sql_cast(column, String)


def _keys(item: BulkItem, value: str) -> Mapping[Any, Any]:
    """The search keys that go with a text."""
    table, _ = _of(item)
    makers = CUSTOMER_KEYS if item.target is Target.CUSTOMER else VEHICLE_KEYS
    if item.column not in makers:
        return {}
    return {table.c[key]: text for key, text in makers[item.column](value).items()}

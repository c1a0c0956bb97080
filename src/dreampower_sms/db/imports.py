"""What an import reads and writes, in batches: no object a row, one statement a table.

All lookups of a batch belong to the transaction that writes it. On PostgreSQL the rows that may be changed are locked;
SQLite's writing transaction holds the only lock anyway.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, text, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dreampower_sms.db.audit import By
from dreampower_sms.db.tables_imports import ImportLinkRow, ImportRejectRow, ImportRunRow
from dreampower_sms.db.tables_people import CustomerRow, StaffRow, StopRow, VehicleRow
from dreampower_sms.db.tables_shop import SettingRow
from dreampower_sms.domain.imports import RunState
from dreampower_sms.domain.text import search_key

SCOPE = "imports"
"""Of the settings: the fields that were chosen for a set of headers."""

Found = Mapping[str, Any]
"""A row as column → value."""

CUSTOMERS: Table = CustomerRow.metadata.tables["customers"]
VEHICLES: Table = VehicleRow.metadata.tables["vehicles"]
_REJECTS: Table = ImportRejectRow.metadata.tables["import_rejects"]
_LINKS: Table = ImportLinkRow.metadata.tables["import_links"]
_PLATE = (VehicleRow.plate_area_key, VehicleRow.plate_class_key, VehicleRow.plate_kana_key, VehicleRow.plate_digits)


@dataclass(frozen=True, slots=True)
class Link:
    """Which record a row of an earlier file became, and a checksum of each value that came in with it."""

    record_id: int
    marks: bytes


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run that was broken off, or one that was done."""

    id: int
    last_row: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Refused:
    """What the rejected-rows file is made of."""

    headers: Sequence[str]
    options: Mapping[str, Any]
    file_name: str


def remembered(session: Session, signature: str) -> object:
    """The stored choice of fields for a set of headers, or None."""
    return session.scalar(select(SettingRow.value).where(SettingRow.scope == SCOPE, SettingRow.key == signature))


def remember(session: Session, signature: str, keys: Sequence[str]) -> None:
    """Keep the choice of fields for a set of headers."""
    row = session.get(SettingRow, (SCOPE, signature))
    if row is None:
        session.add(SettingRow(scope=SCOPE, key=signature, value=list(keys)))
    else:
        row.value = list(keys)


def open_run(session: Session, fingerprint: str, options: Mapping[str, Any]) -> OpenRun | None:
    """The latest run of this file with these options, if it was not done."""
    wanted = (
        select(ImportRunRow)
        .where(ImportRunRow.fingerprint == fingerprint, ImportRunRow.state != RunState.DONE)
        .order_by(ImportRunRow.id.desc())
    )
    found = next((run for run in session.scalars(wanted) if run.options == options), None)
    return found and OpenRun(found.id, found.last_row, dict(found.counts))


def begin_run(
    session: Session, by: By, file_name: str, fingerprint: str, options: Mapping[str, Any], headers: Sequence[str]
) -> int:
    """Write down that an import begins; its id."""
    run = ImportRunRow(
        started_at=by.at, clerk=by.clerk, pc=by.pc, file_name=file_name[-260:], fingerprint=fingerprint,
        options=dict(options), headers=list(headers), state=RunState.RUNNING, last_row=0, counts={},
    )  # fmt: skip
    session.add(run)
    session.flush()
    return run.id


def advance(session: Session, run_id: int, last_row: int, counts: Mapping[str, int]) -> None:
    """How far a run is, in the transaction of its rows."""
    values = {"last_row": last_row, "counts": dict(counts), "state": RunState.RUNNING, "ended_at": None}
    session.execute(update(ImportRunRow).where(ImportRunRow.id == run_id).values(values))


def end_run(session: Session, run_id: int, state: RunState, at: datetime) -> None:
    """A run is done, or was cancelled."""
    session.execute(update(ImportRunRow).where(ImportRunRow.id == run_id).values(state=state, ended_at=at))


def refuse(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep refused rows: `run_id`, `row_no`, `cells`, `problems`."""
    if rows:
        session.execute(insert(_REJECTS), list(rows))


def refused_rows(session: Session, run_id: int) -> set[int]:
    """The numbers of all rows that a run refused."""
    return set(session.scalars(select(ImportRejectRow.row_no).where(ImportRejectRow.run_id == run_id)))


def refused_file(session: Session, run_id: int) -> Refused:
    """What the file looked like whose rows were refused. Raises `NoResultFound` for a run that never was."""
    run = session.get_one(ImportRunRow, run_id)
    return Refused(tuple(run.headers), run.options, run.file_name)


def refused_after(session: Session, run_id: int, row: int, limit: int) -> list[ImportRejectRow]:
    """The next refused rows behind `row`."""
    wanted = select(ImportRejectRow).where(ImportRejectRow.run_id == run_id, ImportRejectRow.row_no > row)
    return list(session.scalars(wanted.order_by(ImportRejectRow.row_no).limit(limit)))


def links(session: Session, keys: Iterable[str]) -> dict[str, Link]:
    """What earlier rows of these keys became."""
    wanted = select(
        ImportLinkRow.key, func.coalesce(ImportLinkRow.customer_id, ImportLinkRow.vehicle_id), ImportLinkRow.marks
    ).where(ImportLinkRow.key.in_(list(keys)))
    return {key: Link(id_, marks) for key, id_, marks in session.execute(wanted)}


def coded(session: Session, ids: Iterable[int]) -> set[int]:
    """Those of these customers whom a file knows by a code of its own."""
    wanted = select(ImportLinkRow.customer_id).where(
        ImportLinkRow.customer_id.in_(list(ids)), ImportLinkRow.key.startswith("c:")
    )
    return {id_ for id_ in session.scalars(wanted) if id_ is not None}


def customers(session: Session, ids: Iterable[int]) -> dict[int, Found]:
    """These customers, locked, and whom they were merged into."""
    found: dict[int, Found] = {}
    missing = sorted(set(ids))
    while missing:
        rows = session.execute(select(CUSTOMERS).where(CUSTOMERS.c.id.in_(missing)).order_by("id").with_for_update())
        found |= {row["id"]: row for row in rows.mappings()}
        merged = {row["merged_into_id"] for row in found.values()} - {None}
        missing = sorted(merged - found.keys())
    return found


def last_customer(session: Session) -> int:
    """The highest id of a customer."""
    return session.scalar(select(func.coalesce(func.max(CUSTOMERS.c.id), 0))) or 0


def named(session: Session, name_keys: Iterable[str], last: int) -> Sequence[Found]:
    """All customers of these names up to the id `last` who were not merged into another one, archived ones too."""
    wanted = select(CUSTOMERS).where(
        CUSTOMERS.c.name_key.in_(list(name_keys)), CUSTOMERS.c.id <= last, CUSTOMERS.c.merged_into_id.is_(None)
    )
    found: list[Any] = list(session.execute(wanted.order_by("id").with_for_update()).mappings())
    return found


def vehicles(
    session: Session, ids: Iterable[int], chassis: Iterable[str], plates: Iterable[tuple[str, ...]]
) -> list[Found]:
    """Vehicles by id, and those on the road by chassis or by plate, locked."""
    on_the_road = VEHICLES.c.archived_at.is_(None)
    by = (
        (VEHICLES.c.id, list(ids), None),
        (VEHICLES.c.chassis_key, list(chassis), on_the_road),
        (tuple_(*_PLATE), list(plates), on_the_road),
    )
    found: dict[int, Found] = {}
    for column, values, also in by:
        if values:
            wanted = select(VEHICLES).where(column.in_(values))
            wanted = wanted if also is None else wanted.where(also)
            found |= {row["id"]: row for row in session.execute(wanted.order_by("id").with_for_update()).mappings()}
    return list(found.values())


def stopped(session: Session, numbers: Iterable[str]) -> set[str]:
    """Those of these numbers that are on the stop list, for whatever purpose."""
    wanted = select(StopRow.e164).where(StopRow.e164.in_(list(numbers)), StopRow.lifted_at.is_(None))
    return set(session.scalars(wanted))


def staff(session: Session) -> dict[str, int]:
    """Everybody who works or worked here."""
    return {row.name: row.id for row in session.execute(select(StaffRow.name, StaffRow.id))}


def alike(staff: Mapping[str, int], name: str) -> int | None:
    """Who of the staff has this name, whatever its spaces; None when nobody or several may be meant."""
    if name in staff:
        return staff[name]
    found = [id_ for other, id_ in staff.items() if search_key(other) == search_key(name)]
    return found[0] if len(found) == 1 else None


def add_staff(session: Session, name: str) -> int:
    """Somebody whom only a file knows: they sign nothing, so they don't stand among those who work here."""
    row = StaffRow(name=name, kana="", active=False)
    session.add(row)
    session.flush()
    return row.id


def new_ids(session: Session, table: Table, count: int) -> list[int]:
    """Ids for `count` rows that are about to be inserted, so that others can refer to them in the same batch."""
    if not count:
        return []
    if session.get_bind().dialect.name == "sqlite":  # this transaction is the only one that writes
        last = session.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
    return list(session.scalars(sequence, {"name": table.name, "count": count}))


def add(session: Session, table: Table, rows: Sequence[Found]) -> None:
    """Insert whole rows, all with the same columns."""
    if rows:
        session.execute(insert(table), list(rows))


def change(session: Session, table: Table, rows: Sequence[Found]) -> None:
    """Write changed rows, all with the same columns; each gets the next version."""
    if rows:
        columns = [key for key in rows[0] if key != "id"]
        values: dict[str, Any] = {key: bindparam(f"to_{key}") for key in columns}
        values["version"] = table.c.version + 1
        statement = update(table).where(table.c.id == bindparam("row_id")).values(values)
        session.connection().execute(
            statement, [{"row_id": row["id"]} | {f"to_{key}": row[key] for key in columns} for row in rows]
        )


def put_links(session: Session, rows: Sequence[Found]) -> None:
    """Keep which row became which record, in place of what was known before."""
    if rows:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        statement = dialect.insert(_LINKS)
        new = {c: statement.excluded[c] for c in ("customer_id", "vehicle_id", "marks", "run_id", "row_no")}
        session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=new), list(rows))

"""Rows of templates as plain records, for editing, and their order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.tables_shop import TemplateRow
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.records import Record

FIELDS = ("name", "purpose", "digit", "body")
_IN_USE = TemplateRow.archived_at.is_(None)


def in_use(session: Session) -> Sequence[Record]:
    """Those that can be chosen, in the shop's order."""
    rows = session.scalars(select(TemplateRow).where(_IN_USE).order_by(TemplateRow.position, TemplateRow.id))
    return [_record(row) for row in rows]


def archived(session: Session) -> Sequence[Record]:
    """Those that were put away, the last one first."""
    rows = session.scalars(
        select(TemplateRow).where(~_IN_USE).order_by(TemplateRow.archived_at.desc(), TemplateRow.id.desc())
    )
    return [_record(row) for row in rows]


def template(session: Session, template_id: int) -> Record | None:
    """One template, archived or not."""
    row = session.get(TemplateRow, template_id)
    return None if row is None else _record(row)


def with_digit(session: Session, digit: int) -> Record | None:
    """The one in use that this key chooses."""
    row = session.scalar(select(TemplateRow).where(_IN_USE, TemplateRow.digit == digit))
    return None if row is None else _record(row)


def with_name(session: Session, name: str) -> Record | None:
    """The one in use that has this name."""
    row = session.scalar(select(TemplateRow).where(_IN_USE, TemplateRow.name == name))
    return None if row is None else _record(row)


def taken_digits(session: Session) -> set[int]:
    """Keys that choose something."""
    return {digit for digit in session.scalars(select(TemplateRow.digit).where(_IN_USE)) if digit}


def last_position(session: Session) -> int:
    """The place of the last one, archived ones included."""
    return session.scalar(select(func.max(TemplateRow.position))) or 0


def standard_keys(session: Session) -> set[str]:
    """Keys of the standard texts that this shop has or had."""
    return {key for key in session.scalars(select(TemplateRow.standard_key)) if key}


def add(session: Session, values: Mapping[str, Any], position: int, standard_key: str | None = None) -> Record:
    """Write a new one."""
    row = TemplateRow(**values, position=position, standard_key=standard_key)
    session.add(row)
    session.flush()
    return _record(row)


def write(session: Session, template_id: int, values: Mapping[str, Any], now: datetime, *, archived: bool) -> Record:
    """Write one that is there. Who calls has compared it with what was opened, under the lock of the shop."""
    row = session.get_one(TemplateRow, template_id)
    for field, value in values.items():
        setattr(row, field, value)
    if archived != (row.archived_at is not None):
        row.archived_at = now if archived else None
    session.flush()
    return _record(row)


def place(session: Session, ids: Sequence[int]) -> None:
    """Put templates into this order. The order is no part of a template: their versions stay."""
    for position, id_ in enumerate(ids, start=1):
        session.execute(
            update(TemplateRow)
            .where(TemplateRow.id == id_)
            .values(position=position)
            .execution_options(synchronize_session=False)
        )


def _record(row: TemplateRow) -> Record:
    values = {"name": row.name, "purpose": Purpose(row.purpose), "digit": row.digit, "body": row.body}
    return Record(row.id, row.version, values, row.archived_at is not None)

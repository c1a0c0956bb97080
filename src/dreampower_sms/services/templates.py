"""定型メッセージ: the list that the clerk chooses from by digit, and new ones from what was typed."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dreampower_sms import paths
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_shop import TemplateRow
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.templates import check, parse

DIGITS = range(1, 10)


class TemplateError(DreamPowerError):
    """The template can't be kept as it is."""

    code = "template_wrong"


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """One template as lists and screens use it."""

    id: int
    name: str
    purpose: Purpose
    body: str
    digit: int | None
    """The key that chooses it, 1 to 9."""
    version: int


class Templates:
    """Reads and writes templates. Archived ones stay for the jobs that name them."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def list(self) -> Sequence[TemplateEntry]:
        """Those in use, in the shop's order."""
        with self._database.read() as session:
            wanted = select(TemplateRow).where(TemplateRow.archived_at.is_(None))
            return [_entry(row) for row in session.scalars(wanted.order_by(TemplateRow.position, TemplateRow.id))]

    def add(self, name: str, body: str, purpose: Purpose) -> TemplateEntry:
        """Keep a new template at the end of the list, on the next free digit.

        Raises `TemplateError` (codes ``template_nameless``, ``template_empty``, ``template_name_taken``) and
        `TemplateUnreadable` for braces that don't pair up.
        """
        name = name.strip()
        if not name:
            raise TemplateError("template_nameless")
        if not body.strip():
            raise TemplateError("template_empty")
        for problem in check(parse(body)):
            raise TemplateError(problem.code, field=problem.field)
        with self._database.write() as session:
            in_use = select(TemplateRow).where(TemplateRow.archived_at.is_(None))
            if session.scalar(in_use.where(TemplateRow.name == name)) is not None:
                raise TemplateError("template_name_taken", name=name)
            row = TemplateRow(
                name=name, purpose=purpose, body=body, digit=_free_digit(session), position=_last(session) + 1
            )
            session.add(row)
            session.flush()
            return _entry(row)

    def seed(self) -> None:
        """Add the standard templates that this shop has never had; those it archived or changed stay as they are."""
        standard = tomllib.loads(paths.resource("templates/standard.toml").read_text(encoding="utf-8"))["template"]
        with self._database.write() as session:
            known = set(session.scalars(select(TemplateRow.standard_key)))
            position = _last(session)
            for number, entry in enumerate((e for e in standard if e["key"] not in known), 1):
                session.add(
                    TemplateRow(
                        name=entry["name"],
                        purpose=Purpose(entry["purpose"]),
                        body=entry["body"],
                        digit=entry.get("digit"),
                        position=position + number,
                        standard_key=entry["key"],
                    )
                )


def _entry(row: TemplateRow) -> TemplateEntry:
    return TemplateEntry(row.id, row.name, row.purpose, row.body, row.digit, row.version)


def _last(session: Session) -> int:
    return session.scalar(select(func.max(TemplateRow.position))) or 0


def _free_digit(session: Session) -> int | None:
    taken = set(session.scalars(select(TemplateRow.digit).where(TemplateRow.archived_at.is_(None))))
    return next((digit for digit in DIGITS if digit not in taken), None)

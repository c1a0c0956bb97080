"""The text of a まとめ送信 that is not sent yet: it survives a crash and a closed window, one a clerk."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_shop import SettingRow
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import Purpose

DRAFT, AGAIN = "draft", "again"
"""Where drafts are kept, each apart: what is written to a list, and what is sent again to those who did not get it."""


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """What was typed. `job_id` stays with it: after a crash the same press can't send twice."""

    job_id: str
    """For the list of `list_key` only: of another list it would be a job that is there already, and nobody got it."""
    title: str
    text: str
    purpose: Purpose
    when: str
    """送信日時 as typed …"""
    template_id: int | None = None
    list_key: str = ""
    greeting: int | None = None
    """The template of 挨拶; None: nobody is greeted."""
    greeting_days: int = 0
    taken_out: Sequence[int] = ()
    when_at: str = ""
    """… and as it was understood then, in ISO 8601; "" for at once."""


def list_key_of(kind: JobKind, ids: Sequence[int]) -> str:
    """A short name for a list: the same people in whatever order have the same one."""
    return sha256(f"{kind}:{sorted(ids)}".encode()).hexdigest()[:32]


class BulkDrafts:
    """Keeps drafts in the shop's settings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, clerk: str, place: str = DRAFT) -> BulkDraft | None:
        """The clerk's draft; None when there is none, or one that an earlier program wrote otherwise."""
        with self._database.read() as session:
            kept = session.scalar(select(SettingRow.value).where(*_of(clerk, place)))
        try:
            return _draft(kept) if kept else None
        except (TypeError, KeyError, ValueError):
            return None

    def save(self, clerk: str, draft: BulkDraft, place: str = DRAFT) -> None:
        """Keep it; a draft without any text goes."""
        if not draft.text.strip():
            self.drop(clerk, place)
            return
        with self._database.write() as session:
            row = session.get(SettingRow, (_scope(clerk), place))
            if row is None:
                session.add(SettingRow(scope=_scope(clerk), key=place, value=asdict(draft)))
            else:
                row.value = asdict(draft)

    def drop(self, clerk: str, place: str = DRAFT) -> None:
        """It is sent, or nobody wants it."""
        with self._database.write() as session:
            session.execute(delete(SettingRow).where(*_of(clerk, place)))


def _scope(clerk: str) -> str:
    return f"bulk_draft:{clerk}"


def _of(clerk: str, place: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SettingRow.scope == _scope(clerk), SettingRow.key == place


def _draft(kept: Mapping[str, Any]) -> BulkDraft:
    """Whatever else an earlier program kept in it is left out."""
    values: dict[str, Any] = {one.name: kept[one.name] for one in fields(BulkDraft) if one.name in kept}
    values["purpose"] = Purpose(kept["purpose"])
    return BulkDraft(**values)

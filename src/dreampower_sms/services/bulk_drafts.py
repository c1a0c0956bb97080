"""The text of a まとめ送信 that is not sent yet: it survives a crash and a closed window, one a clerk."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_shop import SettingRow
from dreampower_sms.domain.messages import Purpose

_KEY = "draft"


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """What was typed. `job_id` stays with it: after a crash the same press can't send twice."""

    job_id: str
    title: str
    text: str
    purpose: Purpose
    when: str
    """送信日時 as typed."""
    template_id: int | None = None


class BulkDrafts:
    """Keeps drafts in the shop's settings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, clerk: str) -> BulkDraft | None:
        """The clerk's draft; None when there is none, or one that an earlier program wrote otherwise."""
        with self._database.read() as session:
            kept = session.scalar(select(SettingRow.value).where(*_of(clerk)))
        try:
            return _draft(kept) if kept else None
        except (TypeError, KeyError, ValueError):
            return None

    def save(self, clerk: str, draft: BulkDraft) -> None:
        """Keep it; a draft without any text goes."""
        if not draft.text.strip():
            self.drop(clerk)
            return
        with self._database.write() as session:
            row = session.get(SettingRow, (_scope(clerk), _KEY))
            if row is None:
                session.add(SettingRow(scope=_scope(clerk), key=_KEY, value=asdict(draft)))
            else:
                row.value = asdict(draft)

    def drop(self, clerk: str) -> None:
        """It is sent, or nobody wants it."""
        with self._database.write() as session:
            session.execute(delete(SettingRow).where(*_of(clerk)))


def _scope(clerk: str) -> str:
    return f"bulk_draft:{clerk}"


def _of(clerk: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SettingRow.scope == _scope(clerk), SettingRow.key == _KEY


def _draft(kept: Mapping[str, Any]) -> BulkDraft:
    return BulkDraft(
        str(kept["job_id"]), str(kept["title"]), str(kept["text"]), Purpose(kept["purpose"]), str(kept["when"]),
        kept["template_id"],
    )  # fmt: skip

"""検索タイトル: saved searches, shared by all PCs of the shop."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import SearchTitleRow
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Title
from dreampower_sms.domain.search.stored import title_from_json


@dataclass(frozen=True, slots=True)
class TitleLine:
    """One title in a list."""

    id: int
    name: str
    target: Target


@dataclass(frozen=True, slots=True)
class SavedTitle:
    """One title as it is saved."""

    id: int
    title: Title


class SearchTitles:
    """Reads titles. Every call may come from any thread; all raise `DatabaseError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> Sequence[TitleLine]:
        """All titles by name."""
        row = SearchTitleRow
        wanted = select(row.id, row.name, row.target).where(row.deleted_at.is_(None)).order_by(row.name, row.id)
        with self._database.read() as session:
            return [TitleLine(*found) for found in session.execute(wanted)]

    def get(self, title_id: int) -> SavedTitle | None:
        """One title; None when it was deleted. Raises `SearchUnreadable`."""
        with self._database.read() as session:
            row = session.get(SearchTitleRow, title_id)
            if row is None or row.deleted_at is not None:
                return None
            return SavedTitle(row.id, title_from_json(row.name, row.content))

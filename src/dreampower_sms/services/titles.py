"""検索タイトル: saved searches, shared by all PCs of the shop."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms import paths
from dreampower_sms.db import audit
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import SearchTitleRow, SettingRow
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Title
from dreampower_sms.domain.search.stored import title_from_json, title_to_json
from dreampower_sms.services.errors import ServiceError

LONGEST_NAME = 120
_SEEDED = ("shop", "standard_titles")


class TitleWrong(ServiceError):
    """The title can't be kept as it is: it has no name, no column, or another title's name.

    Codes ``search_title_nameless``, ``search_title_unused``, ``search_title_taken``.
    """

    code = "search_title_nameless"


@dataclass(frozen=True, slots=True)
class TitleLine:
    """One title in a list."""

    id: int
    name: str
    target: Target


@dataclass(frozen=True, slots=True)
class SavedTitle:
    """One title as it is saved; two are equal when nobody saved in between."""

    id: int
    title: Title
    version: int = 1


@dataclass(frozen=True, slots=True)
class TitleConflict:
    """Nothing was saved: another PC was faster."""

    theirs: SavedTitle | None
    """What holds now; None when it was deleted there."""


class SearchTitles:
    """Reads and writes titles. Every call may come from any thread; all raise `DatabaseError`."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str) -> None:
        self._database, self._clock, self._pc = database, clock, pc

    def list(self) -> Sequence[TitleLine]:
        """All titles by name."""
        row = SearchTitleRow
        wanted = select(row.id, row.name, row.target).where(row.deleted_at.is_(None)).order_by(row.name, row.id)
        with self._database.read() as session:
            return [TitleLine(*found) for found in session.execute(wanted)]

    def get(self, title_id: int) -> SavedTitle | None:
        """One title; None when it was deleted. Raises `SearchUnreadable`."""
        with self._database.read() as session:
            return _saved(session.get(SearchTitleRow, title_id))

    def save(self, title: Title, base: SavedTitle | None, clerk: str) -> SavedTitle | TitleConflict:
        """Keep a new title (`base` None), or one that was read as `base`.

        Returns the title as it is saved, or what another PC made of it meanwhile; then nothing is changed.
        Raises `TitleWrong`.
        """
        name = title.name.strip()[:LONGEST_NAME]
        if not name:
            raise TitleWrong("search_title_nameless")
        if not title.listed:
            raise TitleWrong("search_title_unused")
        with self._database.write() as session:
            row = _new(session, self._clock()) if base is None else _locked(session, base.id)
            if row is None or (base is not None and (row.deleted_at is not None or row.version != base.version)):
                return TitleConflict(_saved(row))
            if _taken(session, name, row):
                raise TitleWrong("search_title_taken")
            row.name, row.target, row.content = name, title.target, title_to_json(title)
            row.updated_by, row.updated_at = clerk, self._clock()
            session.flush()
            self._note(session, clerk, "save", row)
            return SavedTitle(row.id, title_from_json(row.name, row.content), row.version)

    def delete(self, base: SavedTitle, clerk: str) -> SavedTitle | TitleConflict:
        """Take a title out of the lists. Returns what `restore` needs, or what another PC made of it meanwhile."""
        with self._database.write() as session:
            row = _locked(session, base.id)
            if row is None or row.deleted_at is not None or row.version != base.version:
                return TitleConflict(_saved(row))
            row.deleted_at, row.updated_by = self._clock(), clerk
            session.flush()
            self._note(session, clerk, "delete", row)
            return SavedTitle(row.id, base.title, row.version)

    def restore(self, deleted: SavedTitle, clerk: str) -> bool:
        """Undo a `delete`. False when the title has changed since, or another one has its name now."""
        with self._database.write() as session:
            row = _locked(session, deleted.id)
            if row is None or row.deleted_at is None or row.version != deleted.version:
                return False
            if _taken(session, row.name, row):
                return False
            row.deleted_at, row.updated_by = None, clerk
            session.flush()
            self._note(session, clerk, "restore", row)
            return True

    def seed(self) -> None:
        """Add the standard titles that this shop has never had; what it changed or deleted stays as it is."""
        standard = tomllib.loads(paths.resource("templates/searches.toml").read_text(encoding="utf-8"))["title"]
        with self._database.write() as session:
            seeded = session.get(SettingRow, _SEEDED)
            known = [] if seeded is None else [str(key) for key in seeded.value]
            new = [each for each in standard if each["key"] not in known]
            if not new:
                return
            for each in new:
                row = _new(session, self._clock())
                row.name, row.target, row.content = each["name"], Target(each["target"]), _content(each)
            keys = [*known, *(each["key"] for each in new)]
            session.merge(SettingRow(scope=_SEEDED[0], key=_SEEDED[1], value=keys))

    def _note(self, session: Session, clerk: str, action: str, row: SearchTitleRow) -> None:
        audit.note(session, By(clerk, self._pc, self._clock()), action, "search_title", row.id, name=row.name)


def _saved(row: SearchTitleRow | None) -> SavedTitle | None:
    if row is None or row.deleted_at is not None:
        return None
    return SavedTitle(row.id, title_from_json(row.name, row.content), row.version)


def _taken(session: Session, name: str, row: SearchTitleRow) -> bool:
    """Whether another title has this name: in a list of names nobody could tell the two apart."""
    others = select(SearchTitleRow).where(SearchTitleRow.name == name, SearchTitleRow.deleted_at.is_(None))
    with session.no_autoflush:  # a new row has no name yet
        return any(other is not row for other in session.scalars(others))


def _locked(session: Session, title_id: int) -> SearchTitleRow | None:
    return session.get(SearchTitleRow, title_id, with_for_update=True)


def _new(session: Session, now: datetime) -> SearchTitleRow:
    row = SearchTitleRow(created_at=now, updated_at=now)
    session.add(row)
    return row


def _content(entry: dict[str, object]) -> dict[str, object]:
    """A line of the file as `domain.search.stored` writes titles."""
    searched, listed = (list(map(str, entry[key])) for key in ("searched", "listed"))  # type: ignore[call-overload]  # lists of text, as the shipped file has them
    items = [
        {"item": key, "search": key in searched, "listed": key in listed, "exported": key in listed}
        for key in dict.fromkeys((*searched, *listed))
    ]
    rest = {key: entry.get(key, []) for key in ("conditions", "order")}
    return {"target": entry["target"], "items": items, **rest}

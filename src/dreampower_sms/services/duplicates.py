"""Customers who were entered twice: found, told apart, put together, and taken apart again."""

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms.db import audit, duplicates, merging, people
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.tables_imports import ApartRow, MergeRow
from dreampower_sms.domain.duplicates import Pair
from dreampower_sms.domain.people import CustomerKind
from dreampower_sms.domain.records import Record, changed
from dreampower_sms.services.people import Conflict, RecordGone


@dataclass(frozen=True, slots=True)
class FoundPairs:
    """What a search for duplicates came to."""

    pairs: Sequence[Pair]
    """The likeliest first."""
    total: int
    """How many there are; more than `pairs` in a very large file."""


@dataclass(frozen=True, slots=True)
class MergeStep:
    """Two customers became one."""

    id: int
    """Of the merge, to undo it by."""
    kept: Record
    moved: Mapping[str, int]
    """Table → how many of its rows went over."""


class Duplicates:
    """Every call may come from any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str = "") -> None:
        self._database, self._clock = database, clock
        self._pc = pc or socket.gethostname()

    def find(self, progress: Callable[[int, int], None], stop: Stop) -> FoundPairs:
        """Pairs of customers who may be one. `progress` hears rows done and rows in all. Raises `SearchStopped`."""
        with self._database.stoppable(stop) as session:
            pairs, total = duplicates.find(session, progress, lambda: stop.wanted)
        return FoundPairs(pairs, total)

    def both(self, first_id: int, second_id: int) -> tuple[Record, Record]:
        """The two as they are stored now. Raises `RecordGone`."""
        with self._database.read() as session:
            one, other = people.customer(session, first_id), people.customer(session, second_id)
        if one is None or other is None or one.archived or other.archived:
            raise RecordGone
        return one, other

    def apart(self, first_id: int, second_id: int, clerk: str) -> None:
        """別人: these two are not shown as a pair again."""
        with self._database.write() as session:
            by = self._by(clerk)
            low, high = sorted((first_id, second_id))
            duplicates.tell_apart(session, ApartRow(first_id=low, second_id=high, at=by.at, clerk=clerk))
            audit.note(session, by, "customers_apart", "customer", low, other=high)

    def together(self, first_id: int, second_id: int, clerk: str) -> None:
        """Takes `apart` back."""
        with self._database.write() as session:
            low, high = sorted((first_id, second_id))
            duplicates.tell_together(session, low, high)
            audit.note(session, self._by(clerk), "customers_apart_undone", "customer", low, other=high)

    def merge(self, kept: Record, gone: Record, chosen: Mapping[str, Any], clerk: str) -> MergeStep | Conflict:
        """Make one of two: `kept` gets the chosen values and all that `gone` has; `gone` leaves the lists.

        Both are as the clerk saw them: when another PC saved one meanwhile, nothing is written. The stop list
        needs nothing: it holds by number. Raises ValueError for a record and itself.
        """
        if kept.id == gone.id:
            message = "a customer can't be merged into themselves"
            raise ValueError(message)
        with self._database.write() as session:
            by = self._by(clerk)
            merging.lock(session, kept.id, gone.id)
            if (faster := _newer(session, kept) or _newer(session, gone)) is not None:
                return Conflict(faster)
            after = _written(people.write(session, kept, chosen, by.at, archived=False))
            left = _written(people.write(session, gone, {"merged_into_id": kept.id}, by.at, archived=True))
            moved = merging.move(session, gone.id, kept.id)
            changes = {field: [_plain(old), _plain(new)] for field, (old, new) in changed(kept.values, chosen).items()}
            row = MergeRow(
                at=by.at, clerk=clerk, pc=self._pc, kept_id=kept.id, gone_id=gone.id, changes=changes,
                moved={**moved, "versions": [after.version, left.version]},
            )  # fmt: skip
            session.add(row)
            session.flush()
            counts = {table: len(keys) for table, keys in moved.items()}
            audit.note(
                session, by, "customers_merged", "customer", kept.id, gone=gone.id, changes=changes, moved=counts
            )
            return MergeStep(row.id, after, counts)

    def undo(self, merge_id: int, clerk: str) -> bool:
        """Take a merge back. False, and nothing written, when one of the two changed since, or it is undone already.

        Messages and vehicles that came after the merge stay with the kept customer.
        """
        with self._database.write() as session:
            row = session.get(MergeRow, merge_id, with_for_update=True)
            if row is None or row.undone_at is not None:
                return False
            by = self._by(clerk)
            merging.lock(session, row.kept_id, row.gone_id)
            kept, gone = people.customer(session, row.kept_id), people.customer(session, row.gone_id)
            if kept is None or gone is None or [kept.version, gone.version] != row.moved["versions"]:
                return False
            if not merging.move_back(session, row.moved, row.gone_id, row.kept_id):
                session.rollback()
                return False
            before = {field: _stored(field, old) for field, (old, _new) in row.changes.items()}
            _written(people.write(session, kept, before, by.at, archived=False))
            _written(people.write(session, gone, {"merged_into_id": None}, by.at, archived=False))
            row.undone_at, row.undone_by = by.at, clerk
            audit.note(session, by, "customers_merge_undone", "customer", row.kept_id, gone=row.gone_id)
        return True

    def _by(self, clerk: str) -> By:
        return By(clerk, self._pc, self._clock())


def _newer(session: Session, seen: Record) -> Record | None:
    """The record as it is now, when it is no longer as it was seen."""
    current = people.customer(session, seen.id)
    if current is None:
        raise RecordGone
    return None if current.version == seen.version and not current.archived else current


def _written(record: Record | None) -> Record:
    if record is None:  # both rows are locked and were compared
        raise RecordGone
    return record


def _plain(value: object) -> object:
    """As JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _stored(field: str, value: Any) -> Any:
    """The opposite of `_plain`."""
    if field == "birthday" and value:
        return date.fromisoformat(value)
    return CustomerKind(value) if field == "kind" else value

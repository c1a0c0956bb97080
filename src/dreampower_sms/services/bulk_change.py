"""一括変更: one item of many customers or vehicles in one step, behind a password, and back again.

The password is the manual's `pass` until somebody changes it. Wrong tries are slowed by a wait that doubles and is kept
in the database, so that neither another PC nor a restart shortens it. What is stopped (配信停止) stays stopped whatever
a check box says.
"""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.orm import Session

from dreampower_sms.db import audit, bulk_change
from dreampower_sms.db.audit import By
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_search import BulkChangeRow
from dreampower_sms.db.tables_shop import SettingRow
from dreampower_sms.domain.bulk_items import BULK_ITEMS, BulkItem, is_value
from dreampower_sms.domain.search.items import Target
from dreampower_sms.services.errors import ServiceError

FIRST_PASSWORD = "pass"  # noqa: S105  printed in the manual; the program asks to change it
SHORTEST = 6
_SCOPE, _KEY = "shop", "bulk_change_password"
_FREE_TRIES = 3
_LONGEST_WAIT = timedelta(minutes=10)


class PasswordWrong(ServiceError):
    """The password is wrong, too short, or may not be tried yet."""

    code = "bulk_password_wrong"


class BulkChangeWrong(ServiceError):
    """The change can't be made, or not be taken back."""

    code = "bulk_change_value_wrong"


@dataclass(frozen=True, slots=True)
class Counts:
    """What a change would do."""

    change: int
    same: int
    """Rows that have the value already."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did."""

    id: int
    changed: int


class BulkChange:
    """Counts, changes and takes back. Every call may come from any thread."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pc: str = "") -> None:
        self._database, self._clock, self._pc = database, clock, pc or socket.gethostname()
        self._hasher = PasswordHasher()

    def unlock(self, password: str, clerk: str) -> bool:
        """Check the password. Returns whether it is still the first one. Raises `PasswordWrong`."""
        with self._database.write() as session:
            row, now = self._row(session), self._clock()
            kept = dict(row.value)
            self._wait(kept, now)
            right = self._is(kept, password)
            kept["tries"] = 0 if right else int(kept["tries"]) + 1
            kept["tried_at"] = now.isoformat()
            row.value = kept
            if not right:
                audit.note(session, By(clerk, self._pc, now), "bulk_password_wrong", "shop", "", tries=kept["tries"])
        if not right:
            raise PasswordWrong
        return bool(kept["first"])

    def change_password(self, old: str, new: str, clerk: str) -> None:
        """Set another password. Raises `PasswordWrong`."""
        self.unlock(old, clerk)
        if len(new) < SHORTEST or new == FIRST_PASSWORD:
            raise PasswordWrong("bulk_password_short", least=str(SHORTEST))
        with self._database.write() as session:
            row = self._row(session)
            row.value = {**row.value, "hash": self._hasher.hash(new), "first": False}
            audit.note(session, By(clerk, self._pc, self._clock()), "bulk_password_changed", "shop", "")

    def count(self, target: Target, ids: Sequence[int], item: BulkItem, value: str) -> Counts:
        """What a change would do now. Raises `BulkChangeWrong`."""
        _check(target, item, value)
        with self._database.write() as session:  # for the table of ids; nothing of the shop is written
            bulk_change.load(session, ids)
            return Counts(*bulk_change.counts(session, item, value))

    def apply(
        self, target: Target, ids: Sequence[int], item: BulkItem, value: str, seen: Counts, clerk: str
    ) -> Done | Counts:
        """Change all of them in one transaction, as it was `seen`.

        Returns the new counts, and writes nothing, when they are others by now. Raises `BulkChangeWrong`.
        """
        _check(target, item, value)
        with self._database.write() as session:
            bulk_change.load(session, ids)
            fresh = Counts(*bulk_change.counts(session, item, value))
            if fresh != seen:
                return fresh
            now = self._clock()
            row = BulkChangeRow(
                at=now, clerk=clerk, pc=self._pc, target=target, item=item.column, value=value, changed=fresh.change
            )
            session.add(row)
            session.flush()
            changed = bulk_change.apply(session, row.id, item, value, now)
            by = By(clerk, self._pc, now)
            audit.note(session, by, "bulk_change", "bulk_change", row.id, item=item.column, value=value, rows=changed)
            return Done(row.id, changed)

    def undo(self, change_id: int, clerk: str) -> int:
        """Give all rows their old values. Returns how many. Raises `BulkChangeWrong` when any changed since."""
        with self._database.write() as session:
            row = session.get(BulkChangeRow, change_id, with_for_update=True)
            if row is None or row.undone_at is not None:
                raise BulkChangeWrong("bulk_change_undone")
            item = next(item for item in BULK_ITEMS[row.target] if item.column == row.item)
            if since := bulk_change.changed_since(session, row, item):
                raise BulkChangeWrong("bulk_change_moved_on", rows=f"{since:,}")
            now = self._clock()
            bulk_change.take_back(session, row, item, now)
            row.undone_at, row.undone_by = now, clerk
            audit.note(session, By(clerk, self._pc, now), "bulk_change_undone", "bulk_change", row.id)
            return row.changed

    def _row(self, session: Session) -> SettingRow:
        row = session.get(SettingRow, (_SCOPE, _KEY), with_for_update=True)
        if row is None:
            first = {"hash": self._hasher.hash(FIRST_PASSWORD), "first": True, "tries": 0, "tried_at": ""}
            row = SettingRow(scope=_SCOPE, key=_KEY, value=first)
            session.add(row)
            session.flush()
        return row

    def _wait(self, kept: dict[str, Any], now: datetime) -> None:
        """Raise while the wait after wrong tries is not over: 2, 4, 8 … seconds from the fourth on."""
        over = int(kept["tries"]) - _FREE_TRIES
        if over < 0 or not kept["tried_at"]:
            return
        until = datetime.fromisoformat(kept["tried_at"]) + min(_LONGEST_WAIT, timedelta(seconds=2 ** (over + 1)))
        if now < until:
            raise PasswordWrong("bulk_password_wait", seconds=str(int((until - now).total_seconds()) + 1))

    def _is(self, kept: dict[str, Any], password: str) -> bool:
        try:
            return self._hasher.verify(str(kept["hash"]), password)
        except VerifyMismatchError:
            return False


def _check(target: Target, item: BulkItem, value: str) -> None:
    if item.target is not target or not is_value(item, value):
        raise BulkChangeWrong

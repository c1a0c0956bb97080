"""削除したお客様: find somebody who was removed long ago, and bring them back into the lists."""

from collections.abc import Sequence
from dataclasses import dataclass

from dreampower_sms.db import removed as rows
from dreampower_sms.db.engine import Database
from dreampower_sms.db.removed import Removed
from dreampower_sms.domain.look_up import ask
from dreampower_sms.services.people import Alike, People, RecordGone, Saved, Step

MOST = 500
"""Customers that are listed at once; more words find those behind."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one question."""

    customers: Sequence[Removed]
    more: bool
    """There are more than are listed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A customer who is back."""

    step: Step
    alike: Sequence[Alike]
    """Who may be the same customer, registered anew meanwhile."""


class RemovedCustomers:
    """Every call may come from any thread."""

    def __init__(self, database: Database, people: People) -> None:
        self._database, self._people = database, people

    def find(self, text: str) -> Found:
        """Removed customers who fit what was typed, as 照会 understands it; the last removed first."""
        with self._database.read() as session:
            found = rows.removed(session, ask(text), MOST + 1)
        return Found(found[:MOST], len(found) > MOST)

    def restore(self, customer_id: int, clerk: str) -> Restored:
        """Back into the lists, with the vehicles, consents and messages of before.

        Raises `RecordGone` when there is no such customer, or somebody brought them back already.
        """
        answer = self._people.restore(self._people.customer(customer_id), clerk)
        if not isinstance(answer, Saved) or answer.step is None:
            raise RecordGone
        return Restored(answer.step, self._people.alike(answer.record.values, customer_id))

    def undo(self, step: Step, clerk: str) -> bool:
        """Remove them again. False when somebody changed the record since."""
        return self._people.undo(step, clerk)

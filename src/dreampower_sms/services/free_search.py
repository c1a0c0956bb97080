"""自由検索: runs a search that a screen made, and reads what its list shows."""

from array import array
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.free_search import Query
from dreampower_sms.db.search_choices import items_now
from dreampower_sms.db.tables import CustomerRow, VehicleRow
from dreampower_sms.domain.search.items import Items, Target, Value
from dreampower_sms.domain.search.spec import SearchSpec
from dreampower_sms.domain.windows import day_of

FIRST = 200
"""Rows that are read with the first answer: what a window shows, and a page of the list."""

_BLOCK = 500
"""Rows that a long table reads at a time."""

Cells = tuple[Value, ...]
"""The values of one row, in the order of the columns asked for."""


@dataclass(frozen=True, slots=True)
class First:
    """The beginning of a list, which is painted while the rest of its ids is on the way."""

    ids: Sequence[int]
    rows: Mapping[int, Cells]

    @property
    def whole(self) -> bool:
        """Whether that is all there is."""
        return len(self.ids) < FIRST


class FreeSearch:
    """Searches. Every call may come from any thread; all raise `DatabaseError`, and `SearchStopped` after `stop.now()`.

    A spec that can't run raises `SearchRefused`.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database, self._clock = database, clock

    def today(self) -> date:
        """The day from which relative dates count, in Japan."""
        return day_of(self._clock())

    def items(self) -> Items:
        """What can be searched, with the choices as they are now."""
        with self._database.read() as session:
            return items_now(session)

    def first(self, spec: SearchSpec, columns: Sequence[str], stop: Stop) -> First:
        """The first rows of the list."""
        with self._asking(spec, stop) as (session, query):
            found = query.first_rows(session, columns, FIRST)
        return First(array("q", (row.id for row in found)), {row.id: row.values for row in found})

    def ids(self, spec: SearchSpec, stop: Stop) -> "array[int]":
        """The ids of all rows in the order of the list, 8 bytes each."""
        with self._asking(spec, stop) as (session, query):
            return query.ids(session)

    def count(self, spec: SearchSpec, stop: Stop) -> int:
        """How many rows the list has."""
        with self._asking(spec, stop) as (session, query):
            return query.count(session)

    def rows(self, spec: SearchSpec, columns: Sequence[str], ids: Sequence[int]) -> Mapping[int, Cells]:
        """The rows with these ids (some hundreds at most), without those that are gone by now."""
        with self._asking(spec, Stop()) as (session, query):
            found = query.page(session, columns, ids)
        return {row.id: row.values for row in found if row is not None}

    def blocks(
        self, spec: SearchSpec, columns: Sequence[str], ids: Sequence[int], stop: Stop
    ) -> Iterator[Sequence[Cells]]:
        """The rows with these ids, however many, in their order: memory holds one block of them at a time.

        Rows that are gone by now are left out. All come from one moment.
        """
        with self._asking(spec, stop) as (session, query):
            for start in range(0, len(ids), _BLOCK):
                page = query.page(session, columns, ids[start : start + _BLOCK])
                yield [row.values for row in page if row is not None]

    def owner(self, target: Target, row_id: int) -> int | None:
        """The customer behind a row; None when the row, or its customer, is gone by now."""
        with self._database.read() as session:
            wanted = select(CustomerRow.id).where(CustomerRow.archived_at.is_(None))
            if target is Target.VEHICLE:
                wanted = wanted.join(VehicleRow, VehicleRow.customer_id == CustomerRow.id).where(
                    VehicleRow.id == row_id, VehicleRow.archived_at.is_(None)
                )
            else:
                wanted = wanted.where(CustomerRow.id == row_id)
            return session.scalar(wanted)

    @contextmanager
    def _asking(self, spec: SearchSpec, stop: Stop) -> Generator[tuple[Session, Query]]:
        with self._database.stoppable(stop) as session:
            yield session, Query(spec, items_now(session), self.today(), sqlite=self._database.is_sqlite)

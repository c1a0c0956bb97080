"""Customers who have something in common, side by side: each is compared with few others, however many there are."""

import heapq
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import Any, cast

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dreampower_sms.db.errors import SearchStopped
from dreampower_sms.db.tables_imports import ApartRow
from dreampower_sms.db.tables_people import CustomerRow as C
from dreampower_sms.domain.duplicates import Pair, Person, compare

BLOCKS: Sequence[InstrumentedAttribute[str]] = (C.mobile_e164, C.phone_rev, C.address_key, C.name_key, C.kana_key)
"""Two customers are compared when one of these is the same."""

_NEIGHBOURS = 30
"""With how many of the same block, in the order of names, one is compared. Hundreds share a common name or the
telephone number of their company; those who are alike stand next to each other."""
_CHUNK = 2000
_MOST = 2000
"""How many pairs are kept: the likeliest. More than a shop looks through in one go."""

_ALIVE: ColumnElement[bool] = C.archived_at.is_(None) & C.is_dummy.is_(False)


def find(session: Session, progress: Callable[[int, int], None], stopped: Callable[[], bool]) -> tuple[list[Pair], int]:
    """The likeliest pairs, best first, and how many there are. Pairs that a clerk told apart are left out.

    Raises `SearchStopped`.
    """
    apart = {(first, second) for first, second in session.execute(select(ApartRow.first_id, ApartRow.second_id))}
    everyone = session.scalar(select(func.count()).select_from(C).where(_ALIVE)) or 0
    total, done = everyone * len(BLOCKS), 0
    seen: set[tuple[int, int]] = set()
    best: list[tuple[int, int, int, Pair]] = []
    for number, block in enumerate(BLOCKS):
        with closing(_pairs(session, block)) as rows:  # a cursor on the server is closed when a search is stopped
            for row, pairs in enumerate(rows):
                if row % _CHUNK == 0:
                    progress(done + row, total)
                    if stopped():
                        raise SearchStopped
                for pair in (one for one in pairs if one.ids not in apart and one.ids not in seen):
                    seen.add(pair.ids)
                    entry = (pair.score, -pair.first.id, -pair.second.id, pair)
                    (heapq.heappush if len(best) < _MOST else heapq.heappushpop)(best, entry)
        done = everyone * (number + 1)
    progress(total, total)
    return [pair for *_, pair in sorted(best, key=lambda entry: entry[:3], reverse=True)], len(seen)


def tell_apart(session: Session, row: ApartRow) -> None:
    """Not the same: not to be asked again. Saying it twice changes nothing."""
    if session.get(ApartRow, (row.first_id, row.second_id)) is None:
        session.add(row)
        session.flush()


def tell_together(session: Session, first_id: int, second_id: int) -> None:
    """Takes `tell_apart` back."""
    if (row := session.get(ApartRow, (first_id, second_id))) is not None:
        session.delete(row)


def _pairs(session: Session, block: InstrumentedAttribute[str]) -> Generator[list[Pair]]:
    """For each customer in turn, the pairs with those who stand shortly before them in the same block."""
    shared = select(block).where(_ALIVE, block != "").group_by(block).having(func.count() > 1)
    wanted = (
        select(
            block, C.id, C.name, C.kana, C.mobile, C.address, C.name_key, C.kana_key, C.mobile_e164, C.phone_rev,
            C.address_key, C.birthday,
        )
        .where(_ALIVE, block.in_(shared))
        .order_by(block, C.name_key, C.kana_key, C.id)
        .execution_options(yield_per=_CHUNK)
    )  # fmt: skip
    current, before = "", deque[Person](maxlen=_NEIGHBOURS)
    with session.execute(wanted) as rows:
        for row in rows:
            key, *values = cast("Sequence[Any]", row)
            if key != current:
                current = key
                before.clear()
            person = Person(*values)
            yield [pair for other in before if (pair := compare(other, person)) is not None]
            before.append(person)

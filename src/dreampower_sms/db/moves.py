"""The one place that changes the state of a message.

Whatever happens to a message is a `Step`, or a `StepOfEach` for many at once: a `Move` with the rows that it may touch
and the columns that it writes besides. The WHERE clause holds every row to the states in which that move may start,
so under a race the loser changes no row. A test reads the sources for any other place that writes `state`.

Steps are built once, when their module is loaded: SQLAlchemy spends three times as long on building a statement as
SQLite does on running it, and a sender runs these some hundred times a second.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias, cast

from sqlalchemy import Column, ColumnElement, CursorResult, Executable, Row, Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db import contact
from dreampower_sms.db.tables_messages import MessageRecord
from dreampower_sms.domain.messages import NOTHING_SENT, Move, State

Condition: TypeAlias = ColumnElement[bool]
AnyColumn: TypeAlias = Column[Any]

MESSAGES = cast("Table", MessageRecord.__table__)
M = MESSAGES.c

IDS: Condition = M.id.in_(bindparam("ids", expanding=True))
"""The messages with these ids (`ids=…`)."""
MINE: Condition = M.claim_token == bindparam("token", type_=M.claim_token.type)
"""Claimed by this run (`token=…`)."""


def run(
    session: Session, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement that was built beforehand, past the part of the session that looks for objects to load."""
    return session.connection().execute(statement, values)


class Step:
    """One way in which messages change their state."""

    def __init__(
        self,
        move: Move,
        *where: Condition,
        writes: Iterable[AnyColumn] = (),
        sets: Mapping[AnyColumn, Any] | None = None,
        returning: Sequence[AnyColumn] = (),
    ) -> None:
        """`writes` are columns whose values come with each call as ``to_<column>``; `sets` are always the same.

        A step that says when a message left, or will leave, moves it there in the history. One that ends it without
        its having been sent writes `settled_at`, and takes back that its vehicle is 案内済.
        """
        self._ends_unsent = move.target in NOTHING_SENT
        self._statement = (
            update(MESSAGES)
            .where(M.state.in_(move.sources), *where)
            .values(_written(move, writes, sets))
            .returning(M.id, *returning, *([M.vehicle_id] if self._ends_unsent else []))
        )

    def __call__(self, session: Session, **values: Any) -> list[int]:
        """Take the step with every message that its conditions find in a state where it may start: their ids."""
        return sorted(row[0] for row in self.rows(session, **values))

    def rows(self, session: Session, **values: Any) -> Sequence[Row[*tuple[Any, ...]]]:
        """The same, with the id and the `returning` columns of each."""
        rows = run(session, self._statement, values).all()
        if self._ends_unsent and (about := [row[0] for row in rows if row[-1] is not None]):
            contact.not_told(session, about, values["to_settled_at"])
        return rows


class StepOfEach:
    """A step that many messages take together, each with values of its own: two statements instead of one for each.

    Not for a move after which nothing was sent: nobody would take back that the vehicle is 案内済.
    """

    def __init__(self, move: Move, writes: Iterable[AnyColumn], sets: Mapping[AnyColumn, Any] | None = None) -> None:
        """`writes` and `sets` as for a `Step`. Raises ValueError for a move after which nothing was sent."""
        if move.target in NOTHING_SENT:
            message = f"{move} has to look at the vehicles"
            raise ValueError(message)
        starts = or_(*(M.state == source for source in sorted(move.sources)))
        self._locked = select(M.id).where(IDS, starts).order_by(M.id).with_for_update()
        this = M.id == bindparam("message_id", type_=M.id.type)
        self._statement = update(MESSAGES).where(this, starts).values(_written(move, writes, sets))

    def __call__(self, session: Session, values: Mapping[int, Mapping[str, Any]]) -> list[int]:
        """Take the step with those of these messages that are in a state where it may start: their ids.

        `values` by message. Those that may start are locked before they are changed, in one order, because a database
        does not say of many changes which of them found their row.
        """
        if not values:
            return []
        may = list(run(session, self._locked, {"ids": list(values)}).scalars())
        if may:
            run(session, self._statement, [{"message_id": id_, **values[id_]} for id_ in may])
        return may


def _written(move: Move, writes: Iterable[AnyColumn], sets: Mapping[AnyColumn, Any] | None) -> dict[AnyColumn, Any]:
    """What a move writes into a message."""
    fixed: dict[AnyColumn, Any] = {M.state: move.target, **(sets or {})}
    if move.target is State.QUEUED:
        fixed[M.claim_token] = ""
    if move.target not in {State.CLAIMED, State.POSTING}:
        fixed[M.lease_until] = None
    given = {column: bindparam(f"to_{column.key}", type_=column.type) for column in writes}
    if moments := [given[column] for column in (M.posted_at, M.not_before) if column in given]:
        given[M.history_at] = moments[0]
    return {**fixed, **given}


def entered(move: Move) -> State:
    """The state of a message that is written for the first time by this move.

    Raises ValueError for a move that does not start at the draft.
    """
    if State.DRAFT not in move.sources:
        message = f"{move} does not start a message"
        raise ValueError(message)
    return move.target

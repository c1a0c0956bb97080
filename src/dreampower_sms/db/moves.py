"""The one statement that changes the state of a message.

Everything that happens to a message goes through `move`: it names a `Move`, and the WHERE clause holds the row to
the states in which that move may start. Under a race the loser changes no row. A test reads the sources for
any other place that writes `state`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, case, literal, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from dreampower_sms.db.tables_messages import MessageRecord
from dreampower_sms.domain.messages import Move, State

Column: TypeAlias = InstrumentedAttribute[Any]


def move(
    session: Session, step: Move, where: Sequence[ColumnElement[bool]], values: Mapping[Column, Any] | None = None
) -> list[int]:
    """Take `step` with every message that `where` finds in a state where it may start. Returns their ids.

    `values` are other columns to write in the same statement; see `by_id` for one value a row.
    """
    written = {MessageRecord.state: step.target, **(values or {})}
    if step.target is State.QUEUED:
        written[MessageRecord.claim_token] = ""
    if step.target not in {State.CLAIMED, State.POSTING}:
        written[MessageRecord.lease_until] = None
    statement = (
        update(MessageRecord)
        .where(MessageRecord.state.in_(step.sources), *where)
        .values(written)
        .returning(MessageRecord.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(session.scalars(statement))


def entered(step: Move) -> State:
    """The state of a message that is written for the first time by this move.

    Raises ValueError for a move that does not start at the draft.
    """
    if State.DRAFT not in step.sources:
        message = f"{step} does not start a message"
        raise ValueError(message)
    return step.target


def by_id(column: Column, values: Mapping[int, Any], key: Column = MessageRecord.id) -> ColumnElement[Any]:
    """A value of `column` for each message id in one statement over many rows. `values` must not be empty."""
    return case({id_: literal(value, column.type) for id_, value in values.items()}, value=key)

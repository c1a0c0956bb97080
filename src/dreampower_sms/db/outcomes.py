"""What gateways answered, written only by the run that asked (`WHERE claim_token = mine`).

An answer may come after its lease ran out and the message was named 結果不明 by somebody else. The token still stands
on the row then, and no one else can have sent it, so the late answer settles it: accepted is found,
a proof that nothing was sent ends it as rejected. It never goes back to the queue from there: a person may
already be deciding about it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import Column, by_id, move
from dreampower_sms.db.tables_messages import AttemptRow, MessageRecord
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.messages import Move


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request ended, in the words that are stored."""

    message_id: int
    outcome: str
    code: str = ""
    detail: str = ""


def close_attempts(session: Session, token: str, answers: Sequence[Answer], now: datetime) -> None:
    """Write how the requests of this run ended, also of messages that somebody else has settled meanwhile.

    Guards against an answer that leaves no trace.
    """
    if not answers:
        return
    ids = [answer.message_id for answer in answers]

    def each(column: Column, words: Callable[[Answer], str]) -> ColumnElement[str]:
        return by_id(column, {answer.message_id: words(answer) for answer in answers}, AttemptRow.message_id)

    session.execute(
        update(AttemptRow)
        .where(AttemptRow.message_id.in_(ids), AttemptRow.run_token == token, AttemptRow.outcome == "")
        .values(
            ended_at=now,
            outcome=each(AttemptRow.outcome, lambda answer: answer.outcome),
            code=each(AttemptRow.code, lambda answer: answer.code[:_CODE]),
            detail=each(AttemptRow.detail, lambda answer: answer.detail[:_DETAIL]),
        )
        .execution_options(synchronize_session=False)
    )


def accept(session: Session, token: str, gateway_ids: Mapping[int, str], now: datetime, ask_at: datetime) -> list[int]:
    """The gateway has these messages; ask for their delivery from `ask_at` on.

    Guards against a second sender's view of a message that this run has sent.
    """
    if not gateway_ids:
        return []
    where = _mine(token, gateway_ids)
    values = {
        _M.gateway_id: by_id(_M.gateway_id, gateway_ids),
        _M.sent_at: now,
        _M.code: "",
        _M.detail: "",
        _M.next_ask_at: ask_at,
        _M.asks: 0,
    }
    return [*move(session, Move.ACCEPT, where, values), *move(session, Move.FIND, where, values)]


def reject(session: Session, token: str, answer: Answer, now: datetime, charged_units: int | None) -> list[int]:
    """The gateway refused this message for good: nothing was sent. `charged_units`: what it charges all the same."""
    where = _mine(token, [answer.message_id])
    values = {**_reason(answer), _M.settled_at: now, _M.next_ask_at: None, _M.charged_units: charged_units}
    return [*move(session, Move.REJECT, where, values), *move(session, Move.REFUTE, where, values)]


def try_again(
    session: Session, token: str, answer: Answer, now: datetime, not_before: datetime, held: Held
) -> list[int]:
    """Nothing left; back into the queue for `not_before`, or for a person when `held` says so.

    Guards against giving up what the next minute could send. The only way from posting back to the queue.
    """
    where = _mine(token, [answer.message_id])
    values = {**_reason(answer), _M.not_before: not_before, _M.held_code: held.value, _M.posted_at: None}
    refuted = {**_reason(answer), _M.settled_at: now, _M.next_ask_at: None}
    return [*move(session, Move.TRY_AGAIN, where, values), *move(session, Move.REFUTE, where, refuted)]


def lose(session: Session, token: str, answer: Answer, ask_at: datetime | None) -> list[int]:
    """The answer is lost: 結果不明. `ask_at`: when to ask the gateway by our reference, where it can be asked.

    Guards against repeating what may have arrived.
    """
    values = {**_reason(answer), _M.next_ask_at: ask_at, _M.asks: 0}
    return move(session, Move.LOSE, _mine(token, [answer.message_id]), values)


_M = MessageRecord
_CODE, _DETAIL = 40, 300


def _mine(token: str, ids: Mapping[int, str] | Sequence[int]) -> list[ColumnElement[bool]]:
    return [_M.claim_token == token, _M.id.in_(ids)]


def _reason(answer: Answer) -> dict[Column, Any]:
    return {_M.code: answer.code[:_CODE], _M.detail: answer.detail[:_DETAIL]}

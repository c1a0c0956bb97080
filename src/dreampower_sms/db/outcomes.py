"""What gateways answered, written only by the run that asked (`WHERE claim_token = mine`).

An answer may come after its lease ran out and the message was named 結果不明 by somebody else. The token still stands
on the row then, and no one else can have sent it, so the late answer settles it: accepted is found, a proof that
nothing was sent ends it as rejected. It never goes back to the queue from there: a person may already be
deciding about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, case, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import MINE, M, Step, run
from dreampower_sms.db.tables_messages import AttemptRow
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.messages import Move

_CODE, _DETAIL = 40, 300
_ATTEMPTS = cast("Table", AttemptRow.__table__)
_THIS = M.id == bindparam("message_id")


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request ended, in the words that are stored."""

    message_id: int
    outcome: str
    code: str = ""
    detail: str = ""

    def words(self) -> dict[str, str]:
        """Code and detail, cut to what the columns hold: PostgreSQL refuses longer ones, and the result with them."""
        return {"to_code": self.code[:_CODE], "to_detail": self.detail[:_DETAIL]}


_CLOSE = (
    update(_ATTEMPTS)
    .where(
        _ATTEMPTS.c.message_id == bindparam("of"),
        _ATTEMPTS.c.run_token == bindparam("token"),
        _ATTEMPTS.c.outcome == "",
    )
    .values(
        ended_at=bindparam("now", type_=_ATTEMPTS.c.ended_at.type),
        outcome=bindparam("how"),
        code=bindparam("to_code"),
        detail=bindparam("to_detail"),
    )
)


def close_attempts(session: Session, token: str, answers: Sequence[Answer], now: datetime) -> None:
    """Write how the requests of this run ended, also of messages that somebody else has settled meanwhile.

    Guards against an answer that leaves no trace.
    """
    if answers:
        same = {"token": token, "now": now}
        run(session, _CLOSE, [{**same, "of": one.message_id, "how": one.outcome, **one.words()} for one in answers])


_WHEN_ACCEPTED = (M.sent_at, M.next_ask_at)


@cache
def _accepted(move: Move, count: int) -> Step:
    """A step of `count` messages in one statement: a sender waits for the server once, not once for each."""
    ids = [bindparam(f"id_{n}", type_=M.id.type) for n in range(count)]
    theirs = case(*((M.id == id_, bindparam(f"gateway_id_{n}", type_=M.gateway_id.type)) for n, id_ in enumerate(ids)))
    sets = {M.gateway_id: theirs, M.code: "", M.detail: "", M.asks: 0}
    return Step(move, MINE, M.id.in_(ids), writes=_WHEN_ACCEPTED, sets=sets)


def accept(session: Session, token: str, gateway_ids: Mapping[int, str], now: datetime, ask_at: datetime) -> list[int]:
    """The gateway has these messages, by their id; ask for their delivery from `ask_at` on.

    Guards against a second sender's view of a message that this run has sent.
    """
    changed: list[int] = []
    for move in (Move.ACCEPT, Move.FIND):  # the second for those whose lease ran out before their answer came
        left = [id_ for id_ in gateway_ids if id_ not in changed]
        if left:
            values: dict[str, Any] = {f"id_{n}": id_ for n, id_ in enumerate(left)}
            values |= {f"gateway_id_{n}": gateway_ids[id_] for n, id_ in enumerate(left)}
            step = _accepted(move, len(left))
            changed += step(session, token=token, to_sent_at=now, to_next_ask_at=ask_at, **values)
    return changed


_WHEN_REFUSED = (M.code, M.detail, M.settled_at)
_REJECT = Step(Move.REJECT, MINE, _THIS, writes=_WHEN_REFUSED, sets={M.next_ask_at: None})
_REFUTE = Step(Move.REFUTE, MINE, _THIS, writes=_WHEN_REFUSED, sets={M.next_ask_at: None})


def reject(session: Session, token: str, answer: Answer, now: datetime) -> list[int]:
    """The gateway refused this message for good: nothing was sent."""
    values = {"token": token, "message_id": answer.message_id, "to_settled_at": now, **answer.words()}
    return _REJECT(session, **values) or _REFUTE(session, **values)


_TRY_AGAIN = Step(
    Move.TRY_AGAIN, MINE, _THIS, writes=(M.code, M.detail, M.not_before, M.held_code), sets={M.posted_at: None}
)


def try_again(
    session: Session, token: str, answer: Answer, now: datetime, not_before: datetime, held: Held
) -> list[int]:
    """Nothing left; back into the queue for `not_before`, or for a person when `held` says so.

    Guards against giving up what the next minute could send. The only way from posting back to the queue.
    """
    values = {"token": token, "message_id": answer.message_id, **answer.words()}
    queued = _TRY_AGAIN(session, **values, to_not_before=not_before, to_held_code=held.value)
    return queued or _REFUTE(session, **values, to_settled_at=now)


_LOSE = Step(Move.LOSE, MINE, _THIS, writes=(M.code, M.detail, M.next_ask_at), sets={M.asks: 0})


def lose(session: Session, token: str, answer: Answer, ask_at: datetime | None) -> list[int]:
    """The answer is lost: 結果不明. `ask_at`: when to ask the gateway by our reference, where it can be asked.

    Guards against repeating what may have arrived.
    """
    return _LOSE(session, token=token, message_id=answer.message_id, **answer.words(), to_next_ask_at=ask_at)

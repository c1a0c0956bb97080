"""The outbox: who may send what, one function a statement, each with the failure it guards against.

A claim belongs to a run of a sender (`token`, new at each start), never to a PC: after a crash the same PC starts
under the same name, and would take its own half-sent messages for unsent ones. Every statement below that
touches a claimed message says `claim_token = token`; no row changed means that somebody else owns it by now.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, insert, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import by_id, move
from dreampower_sms.db.tables_messages import AttemptRow, JobRow, MessageRecord
from dreampower_sms.domain.jobs import WAITS_FOR_PERSON, Held, JobState
from dreampower_sms.domain.messages import Move, State
from dreampower_sms.domain.sendable import Reason

FIRST, MASS = 0, 1
LANES = (FIRST, MASS)
"""The priorities, in the order in which they leave: what somebody waits for, then the mass."""

LEASE_LOST = "lease_lost"
"""Code of a message whose sender vanished between posting and answer."""
NOT_CALLED = "not_called"
"""Outcome of an attempt that was written down but whose request was never made."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What vanished senders left behind."""

    released: Sequence[int]
    """Back in the queue: nothing had left."""
    lost: Sequence[int]
    """結果不明: their requests may have left."""


def claim(
    session: Session, token: str, contracts: Collection[str], now: datetime, until: datetime, limit: int
) -> list[int]:
    """Take up to `limit` due messages of open jobs, those first that somebody waits for.

    Guards against two senders with the same message: on PostgreSQL locked rows are skipped, on SQLite the
    transaction holds the write lock. Two statements, because PostgreSQL may run a LIMIT inside of an UPDATE more
    than once and claim more than was asked for. Only `contracts` that the sender has a gateway for, so that a
    practice message never leaves through a real one.
    """
    due: list[int] = []
    for lane in LANES:
        if (room := limit - len(due)) > 0:
            free = _due(lane, contracts, now).limit(room).with_for_update(skip_locked=True, of=_M)
            due += session.scalars(free).all()
    if not due:
        return []
    return move(session, Move.CLAIM, [_M.id.in_(due)], {_M.claim_token: token, _M.lease_until: until})


def release(session: Session, token: str, ids: Collection[int]) -> list[int]:
    """Give claims back of which nothing was posted.

    Guards against messages that wait a whole lease because their sender stopped cleanly.
    """
    return move(session, Move.RELEASE, _mine(token, ids))


def hold(session: Session, token: str, until: Mapping[int, datetime], held: Held) -> list[int]:
    """Give claims back that may not leave before a time, or not without a person.

    Guards against the sender taking the same message again and again until its window opens.
    """
    if not until:
        return []
    values = {_M.not_before: by_id(_M.not_before, until), _M.held_code: held.value}
    return move(session, Move.RELEASE, _mine(token, until), values)


def leave_out(session: Session, token: str, refused: Mapping[int, tuple[Reason, str]], now: datetime) -> list[int]:
    """Exclude claimed messages whose recipients may not be written to any more, with reason and detail.

    Guards against a refusal that came between the list and the dispatch.
    """
    if not refused:
        return []
    values = {
        _M.code: by_id(_M.code, {id_: reason.value for id_, (reason, _) in refused.items()}),
        _M.detail: by_id(_M.detail, {id_: detail[:_DETAIL] for id_, (_, detail) in refused.items()}),
        _M.settled_at: now,
    }
    return move(session, Move.LEAVE_OUT, _mine(token, refused), values)


def post(session: Session, token: str, ids: Collection[int], now: datetime, until: datetime) -> list[int]:
    """Write down that requests are about to leave, each with its attempt; only then may they be made.

    Guards against a crash that forgets a request: it must be committed BEFORE the call. A job that was paused or
    cancelled, a message that was cancelled and a claim that was lost in between change no row, and are not sent.
    """
    open_jobs = select(JobRow.id).where(JobRow.state == JobState.OPEN)
    where = [*_mine(token, ids), _M.job_id.in_(open_jobs)]
    values = {_M.posted_at: now, _M.lease_until: until, _M.tries: _M.tries + 1, _M.held_code: "", _M.code: ""}
    posted = move(session, Move.POST, where, values)
    if posted:
        numbers = session.execute(select(_M.id, _M.tries).where(_M.id.in_(posted)))
        attempts = [{"message_id": id_, "no": no, "run_token": token, "started_at": now} for id_, no in numbers]
        session.execute(insert(AttemptRow), attempts)
    return posted


def unpost(session: Session, token: str, ids: Collection[int], now: datetime) -> list[int]:
    """Take back what this run claimed or wrote down as posting, and knows for sure that it never sent.

    Guards against a commit of `post` whose answer was lost (the database went away): the sender does not send
    then, and without this the messages would end as 結果不明 although nothing left. Only the run itself can know.
    """
    values = {_M.not_before: now, _M.posted_at: None}
    taken_back = move(session, Move.TRY_AGAIN, _mine(token, ids), values)
    if taken_back:
        end_attempts(session, token, taken_back, NOT_CALLED, now)
    return sorted([*taken_back, *release(session, token, ids)])


def end_attempts(session: Session, token: str, ids: Collection[int], outcome: str, now: datetime) -> None:
    """Close this run's open attempts of these messages with one outcome."""
    session.execute(
        update(AttemptRow)
        .where(AttemptRow.message_id.in_(ids), AttemptRow.run_token == token, AttemptRow.outcome == "")
        .values(outcome=outcome, ended_at=now)
        .execution_options(synchronize_session=False)
    )


def renew(session: Session, token: str, ids: Collection[int], until: datetime) -> int:
    """Extend the leases of what this run has in hand. Returns how many it still owns.

    Guards against a slow gateway whose messages another sender would take for lost.
    """
    renewed = session.scalars(
        update(MessageRecord)
        .where(*_mine(token, ids), _M.state.in_((State.CLAIMED, State.POSTING)))
        .values(lease_until=until)
        .returning(_M.id)
        .execution_options(synchronize_session=False)
    )
    return len(renewed.all())


def recover(session: Session, now: datetime, in_hand: Collection[int], findable: Collection[str]) -> Recovered:
    """Settle what senders that are gone left behind: claims go back to the queue, posting becomes 結果不明.

    Guards against messages that stay claimed for ever, and against a second request for a message whose first
    may have arrived: posting never goes back to the queue. The token stays on the row, so that an answer which comes
    after all still finds it. `in_hand`: what the caller itself works on, whatever a jumping clock says of
    its leases. `findable`: contracts whose gateway can be asked by our reference.
    """
    expired = [_M.lease_until < now, _M.id.not_in(in_hand)]
    values = {_M.code: LEASE_LOST, _M.asks: 0}
    return Recovered(
        released=move(session, Move.RELEASE, expired),
        lost=[
            *move(session, Move.LOSE, [*expired, _M.contract_id.in_(findable)], {**values, _M.next_ask_at: now}),
            *move(session, Move.LOSE, [*expired, _M.contract_id.not_in(findable)], values),
        ],
    )


_M = MessageRecord
_DETAIL = 300


def _mine(token: str, ids: Collection[int]) -> list[ColumnElement[bool]]:
    return [_M.claim_token == token, _M.id.in_(ids)]


def _due(lane: int, contracts: Collection[str], now: datetime) -> Select[int]:
    return (
        select(_M.id)
        .join(JobRow, JobRow.id == _M.job_id)
        .where(
            _M.state == State.QUEUED,
            _M.priority == lane,
            _M.not_before <= now,
            _M.held_code.not_in(WAITS_FOR_PERSON),
            _M.contract_id.in_(contracts),
            JobRow.state == JobState.OPEN,
        )
        .order_by(_M.not_before, _M.id)
    )

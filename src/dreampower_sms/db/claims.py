"""The outbox: who may send what, one function a statement, each with the failure it guards against.

A claim belongs to a run of a sender (`token`, new at each start), never to a PC: after a crash the same PC starts
under the same name, and would take its own half-sent messages for unsent ones. Every step below that touches a
claimed message holds it to `claim_token = token`; no row changed means that somebody else owns it by now.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from dreampower_sms.db.moves import IDS, MESSAGES, MINE, M, Step, run
from dreampower_sms.db.tables_messages import AttemptRow, JobRow
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

_DETAIL = 300
_JOBS = cast("Table", JobRow.__table__).c
_ATTEMPTS = cast("Table", AttemptRow.__table__)
_NOW = bindparam("now", type_=M.not_before.type)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What vanished senders left behind."""

    released: Sequence[int]
    """Back in the queue: nothing had left."""
    lost: Sequence[int]
    """結果不明: their requests may have left."""


_DUE = (
    select(M.id)
    .join(_JOBS.id.table, _JOBS.id == M.job_id)
    .where(
        M.state == State.QUEUED,
        M.priority == bindparam("lane"),
        M.not_before <= _NOW,
        M.held_code.not_in(WAITS_FOR_PERSON),
        M.contract_id.in_(bindparam("contracts", expanding=True)),
        _JOBS.state == JobState.OPEN,
    )
    .order_by(M.not_before, M.id)
    .limit(bindparam("room"))
    .with_for_update(skip_locked=True, of=MESSAGES)
)
_CLAIM = Step(Move.CLAIM, IDS, writes=(M.claim_token, M.lease_until))


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
            values = {"lane": lane, "contracts": list(contracts), "now": now, "room": room}
            due += run(session, _DUE, values).scalars().all()
    return _CLAIM(session, ids=due, to_claim_token=token, to_lease_until=until) if due else []


_RELEASE = Step(Move.RELEASE, MINE, IDS)


def release(session: Session, token: str, ids: Collection[int]) -> list[int]:
    """Give claims back of which nothing was posted.

    Guards against messages that wait a whole lease because their sender stopped cleanly.
    """
    return _RELEASE(session, token=token, ids=list(ids))


_HOLD = Step(Move.RELEASE, MINE, IDS, writes=(M.not_before, M.held_code))


def hold(session: Session, token: str, until: Mapping[int, datetime], held: Held) -> list[int]:
    """Give claims back that may not leave before a time, or not without a person.

    Guards against the sender taking the same message again and again until its window opens.
    """
    given_back: list[int] = []
    for id_, moment in until.items():
        given_back += _HOLD(session, token=token, ids=[id_], to_not_before=moment, to_held_code=held.value)
    return given_back


_STOP = Step(Move.RELEASE, MINE, IDS, writes=(M.code,), sets={M.held_code: Held.STOPPED.value})


def stop(session: Session, token: str, message_id: int, code: str) -> list[int]:
    """Give a single message back that only a person can help, and say why.

    Guards against one that waits in a paused job, which no screen shows for a single message.
    """
    return _STOP(session, token=token, ids=[message_id], to_code=code)


_LEAVE_OUT = Step(Move.LEAVE_OUT, MINE, IDS, writes=(M.code, M.detail, M.settled_at))


def leave_out(session: Session, token: str, refused: Mapping[int, tuple[Reason, str]], now: datetime) -> list[int]:
    """Exclude claimed messages whose recipients may not be written to any more, with reason and detail.

    Guards against a refusal that came between the list and the dispatch.
    """
    excluded: list[int] = []
    for id_, (reason, detail) in refused.items():
        words = {"to_code": reason.value, "to_detail": detail[:_DETAIL], "to_settled_at": now}
        excluded += _LEAVE_OUT(session, token=token, ids=[id_], **words)
    return excluded


_POST = Step(
    Move.POST,
    MINE,
    IDS,
    M.lease_until > _NOW,
    M.job_id.in_(select(_JOBS.id).where(_JOBS.state == JobState.OPEN)),
    writes=(M.posted_at, M.lease_until),
    sets={M.tries: M.tries + 1, M.held_code: "", M.code: ""},
    returning=(M.tries,),
)
_ADD_ATTEMPTS = insert(_ATTEMPTS)


def post(session: Session, token: str, ids: Collection[int], now: datetime, until: datetime) -> list[int]:
    """Write down that requests are about to leave, each with its attempt; only then may they be made.

    Guards against a crash that forgets a request: it must be committed BEFORE the call. A job that was paused or
    cancelled, a message that was cancelled and a claim that was lost in between change no row, and are not sent; nor
    is a claim whose lease is over, because the PC slept on it: it may be hours too late.
    """
    if not ids:
        return []
    posted = _POST.rows(session, token=token, ids=list(ids), now=now, to_posted_at=now, to_lease_until=until)
    if posted:
        one = {"run_token": token, "started_at": now}
        run(session, _ADD_ATTEMPTS, [{"message_id": id_, "no": tries, **one} for id_, tries in posted])
    return sorted(row[0] for row in posted)


_TAKE_BACK = Step(Move.TRY_AGAIN, MINE, IDS, writes=(M.not_before,), sets={M.posted_at: None})
_NEVER_CALLED = (
    update(_ATTEMPTS)
    .where(
        _ATTEMPTS.c.message_id.in_(bindparam("ids", expanding=True)),
        _ATTEMPTS.c.run_token == bindparam("token"),
        _ATTEMPTS.c.outcome == "",
    )
    .values(outcome=NOT_CALLED, ended_at=_NOW)
)


def unpost(session: Session, token: str, ids: Collection[int], now: datetime) -> list[int]:
    """Take back what this run claimed or wrote down as posting, and knows for sure that it never sent.

    Guards against a commit of `post` whose answer was lost (the database went away): the sender does not send
    then, and without this the messages would end as 結果不明 although nothing left. Only the run itself can know.
    """
    taken_back = _TAKE_BACK(session, token=token, ids=list(ids), to_not_before=now)
    if taken_back:
        run(session, _NEVER_CALLED, {"ids": taken_back, "token": token, "now": now})
    return sorted([*taken_back, *release(session, token, ids)])


_RENEW = (
    update(MESSAGES)
    .where(MINE, IDS, M.state.in_((State.CLAIMED, State.POSTING)))
    .values(lease_until=bindparam("until", type_=M.lease_until.type))
    .returning(M.id)
)


def renew(session: Session, token: str, ids: Collection[int], until: datetime) -> int:
    """Extend the leases of what this run has in hand. Returns how many it still owns.

    Guards against a slow gateway whose messages another sender would take for lost.
    """
    return len(run(session, _RENEW, {"token": token, "ids": list(ids), "until": until}).all()) if ids else 0


_CANCEL_LEFT = Step(
    Move.CANCEL,
    M.state == State.QUEUED,
    M.job_id.in_(select(_JOBS.id).where(_JOBS.state == JobState.CANCELLED)),
    writes=(M.settled_at,),
)


def cancel_left(session: Session, now: datetime) -> list[int]:
    """Cancel what came back into the queue of a job that was cancelled while its request was under way.

    Guards against messages that no screen could end: nothing of their job leaves, and its rest was cancelled already.
    Asked with every heartbeat too: the cancelling may have been committed at the same moment.
    """
    return _CANCEL_LEFT(session, to_settled_at=now)


_EXPIRED = (M.lease_until < _NOW, M.id.not_in(bindparam("in_hand", expanding=True)))
_OF_FINDABLE = M.contract_id.in_(bindparam("findable", expanding=True))
_LOST = {M.code: LEASE_LOST, M.asks: 0}
_RELEASE_EXPIRED = Step(Move.RELEASE, *_EXPIRED)
_LOSE_FINDABLE = Step(Move.LOSE, *_EXPIRED, _OF_FINDABLE, writes=(M.next_ask_at,), sets=_LOST)
_LOSE_OTHERS = Step(Move.LOSE, *_EXPIRED, ~_OF_FINDABLE, sets=_LOST)


def recover(session: Session, now: datetime, in_hand: Collection[int], findable: Collection[str]) -> Recovered:
    """Settle what senders that are gone left behind: claims go back to the queue, posting becomes 結果不明.

    Guards against messages that stay claimed for ever, and against a second request for a message whose first
    may have arrived: posting never goes back to the queue. The token stays on the row, so that an answer which comes
    after all still finds it. `in_hand`: what the caller itself works on, whatever a jumping clock says of
    its leases. `findable`: contracts whose gateway can be asked by our reference.
    """
    gone = {"now": now, "in_hand": list(in_hand)}
    of = {**gone, "findable": list(findable)}
    return Recovered(
        released=_RELEASE_EXPIRED(session, **gone),
        lost=[*_LOSE_FINDABLE(session, **of, to_next_ask_at=now), *_LOSE_OTHERS(session, **of)],
    )

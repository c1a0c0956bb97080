"""Lists that were sent, with how far each is: a few queries for all of them, never one a job."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast

from sqlalchemy import String, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from dreampower_sms.db import contracts, liveness, rates
from dreampower_sms.db.jobs import J
from dreampower_sms.db.moves import M, run
from dreampower_sms.domain.jobs import WAITS_FOR_PERSON, ContractNow, Held, JobKind, JobState, JobSummary, Wait
from dreampower_sms.domain.messages import SETTLED, Purpose, State

_NOT_OVER = (State.QUEUED, State.CLAIMED, State.POSTING)
_LIST = (
    select(
        J.id, J.kind, J.title, J.purpose, J.body, J.template_id, J.contract_id, J.scheduled_at, J.state, J.paused_code,
        J.created_at, J.created_by, J.pc,
    )
    .where(J.kind != JobKind.SINGLE)
    .order_by(J.created_at.desc(), J.id)
)  # fmt: skip
_OF = M.job_id.in_(bindparam("jobs", expanding=True, type_=String()))
_COUNTS = select(M.job_id, M.state, func.count(), func.sum(M.price)).where(_OF).group_by(M.job_id, M.state)
_HELD = (
    select(M.job_id, M.held_code, func.count())
    .where(_OF, M.state == State.QUEUED, M.held_code != "")
    .group_by(M.job_id, M.held_code)
)
_NEXT = (
    select(
        M.job_id, func.min(M.not_before), func.count().filter(M.not_before > bindparam("now", type_=M.not_before.type))
    )
    .where(_OF, M.state == State.QUEUED, M.held_code.not_in(WAITS_FOR_PERSON))
    .group_by(M.job_id)
)
_RECENT = (
    select(M.job_id, func.count(), func.min(M.posted_at))
    .where(
        M.contract_id.in_(bindparam("contracts", expanding=True, type_=String())),
        M.posted_at >= bindparam("since", type_=M.posted_at.type),
    )
    .group_by(M.job_id)
)
"""By the index of a contract's moments: asked by job, the database looks at every message of every list."""
SPEED_OVER = timedelta(minutes=1)
"""The speed of a job is what left in this last while, or since its first message left …"""
_SHORTEST = timedelta(seconds=1)
"""… which is at least so long ago."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What the messages of a list come to."""

    counts: dict[State, int] = field(default_factory=dict[State, int])
    price: Decimal = Decimal(0)

    @property
    def is_over(self) -> bool:
        """Whether they stay as they are: all of its rows were written at once, and no move begins in such a state."""
        return bool(self.counts) and self.counts.keys() <= SETTLED


Over = dict[str, Sums]
"""The sums of lists that are over, by job: a million messages need not be added up every two seconds."""


def lists(session: Session, now: datetime, limit: int, mine: Collection[str], over: Over) -> list[JobSummary]:
    """The newest lists, newest first. `mine`: the contracts that this PC can send. `over` keeps what it finds out."""
    rows = run(session, _LIST.limit(limit), {}).all()
    return _summaries(session, rows, now, mine, over)


def one(session: Session, job_id: str, now: datetime, mine: Collection[str]) -> JobSummary | None:
    """One list. `mine`: the contracts that this PC can send."""
    rows = run(session, _LIST.where(J.id == job_id), {}).all()
    return next(iter(_summaries(session, rows, now, mine, {})), None)


def _contracts(session: Session, now: datetime, mine: Collection[str]) -> dict[str, ContractNow]:
    seen, held = liveness.seen(session), rates.held(session)
    alive = {id_ for id_, one in seen.items() if now - one.seen_at <= liveness.ABSENT_AFTER}
    found: dict[str, ContractNow] = {}
    for contract in contracts.contracts(session):
        wait, until = None, None
        if not contract.active:
            wait = Wait.CONTRACT_OFF
        elif contract.id not in mine and contract.id not in alive:
            wait = Wait.NO_KEYS
        elif contract.id in held:
            wait, until = Wait.RATE, now + timedelta(seconds=held[contract.id])
        found[contract.id] = ContractNow(contract.title, wait, until)
    return found


def _summaries(
    session: Session, rows: Sequence[Sequence[object]], now: datetime, mine: Collection[str], over: Over
) -> list[JobSummary]:
    if not rows:
        return []
    under_way = [cast("str", row[0]) for row in rows if row[0] not in over]
    of = {"jobs": under_way}
    summed = _sums(session, under_way)
    over.update({job_id: sums for job_id, sums in summed.items() if sums.is_over})
    held: dict[str, dict[Held, int]] = defaultdict(dict)
    for job_id, code, count in run(session, _HELD, of):
        held[job_id][Held(code)] = count
    coming = {id_: (at, later) for id_, at, later in run(session, _NEXT, {**of, "now": now})}
    contracts_now = _contracts(session, now, mine)
    lately = {"contracts": list({row[6] for row in rows}), "since": now - SPEED_OVER}
    recent = {id_: (count, now - at) for id_, count, at in run(session, _RECENT, lately)}
    return [
        JobSummary(
            id=(id_ := cast("str", row[0])),
            kind=JobKind(cast("str", row[1])),
            title=cast("str", row[2]),
            purpose=cast("Purpose", row[3]),
            body=cast("str", row[4]),
            template_id=cast("int | None", row[5]),
            contract_id=cast("str", row[6]),
            scheduled_at=cast("datetime | None", row[7]),
            state=JobState(cast("str", row[8])),
            paused_code=cast("str", row[9]),
            created_at=cast("datetime", row[10]),
            clerk=cast("str", row[11]),
            pc=cast("str", row[12]),
            counts=(sums := summed.get(id_) or over.get(id_) or Sums()).counts,
            held=held[id_],
            price=sums.price,
            next_at=coming[id_][0] if id_ in coming else None,
            later=coming[id_][1] if id_ in coming else 0,
            last_minute=recent[id_][0] if id_ in recent else 0,
            measured=max(recent[id_][1], _SHORTEST) if id_ in recent else SPEED_OVER,
            contract=contracts_now[cast("str", row[6])],
        )
        for row in rows
    ]


def _sums(session: Session, job_ids: Sequence[str]) -> dict[str, Sums]:
    counts: dict[str, dict[State, int]] = defaultdict(dict)
    prices: dict[str, Decimal] = defaultdict(Decimal)
    for job_id, state, count, price in run(session, _COUNTS, {"jobs": job_ids}):
        counts[job_id][state] = count
        if state not in {State.EXCLUDED, State.CANCELLED, State.REJECTED}:
            prices[job_id] += price
    return {job_id: Sums(of_job, prices[job_id]) for job_id, of_job in counts.items()}


_RECIPIENTS = (
    select(M.customer_id, M.vehicle_id)
    .where(M.job_id == bindparam("job_id"), M.state.in_(bindparam("states", expanding=True)))
    .order_by(M.id)
)


def recipients(session: Session, job_id: str, states: Sequence[State]) -> list[tuple[int | None, int | None]]:
    """Customer and vehicle of those messages of a job that are in one of these states, in the order of the list."""
    return [
        (customer, vehicle)
        for customer, vehicle in run(session, _RECIPIENTS, {"job_id": job_id, "states": list(states)})
    ]


_HELD_IDS = select(M.id).where(
    M.job_id == bindparam("job_id"), M.state == State.QUEUED, M.held_code.in_(WAITS_FOR_PERSON)
)


def held_for_person(session: Session, job_id: str) -> list[int]:
    """The messages of a job that wait for somebody's word."""
    return sorted(run(session, _HELD_IDS, {"job_id": job_id}).scalars())


_UNSURE = union_all(
    select(M.history_at, M.id).where(M.state == State.UNKNOWN),
    select(M.history_at, M.id).where(M.state == State.QUEUED, M.held_code.in_(WAITS_FOR_PERSON)),
)
"""Each by the index of its state alone. Asked at once and in order, SQLite walks the whole history: 0.25 s with 150,000
messages.
"""


def needs_person(session: Session) -> list[int]:
    """Every message about which a person has to say something: 結果不明, missed, given up. Newest first."""
    return [id_ for _, id_ in sorted(map(tuple, run(session, _UNSURE, {})), reverse=True)]

"""From what a gateway answered to what is written down, and when the sender tries again or stops trying.

Accepted    accepted; its delivery is asked for later
Refused     rejected: nothing was sent; a number that the gateway finds wrong is flagged
NotSent     back into the queue after a pause that grows, until a person has to look
Unknown     結果不明; the gateway is asked by our reference where that is possible
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dreampower_sms.db import jobs, numbers, outcomes, rates
from dreampower_sms.db.dispatch import Claimed
from dreampower_sms.db.outcomes import Answer
from dreampower_sms.domain.jobs import Held, JobKind
from dreampower_sms.gateways.outcome import Accepted, NotSent, Outcome, Refused, Unknown
from dreampower_sms.gateways.protocol import Capabilities

GATEWAY_FAILING = "gateway_failing"
"""Why a job was paused, always a list: the gateway failed several times in a row."""
SLEPT = "slept"
"""Code of a message that was to leave when the PC fell asleep; it did not, and a person decides."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How a sender deals with a gateway that fails."""

    pauses: Sequence[timedelta] = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 180, 600))
    """Between tries of one message, while nothing can have been sent; the last one repeats."""
    tries: int = 8
    """After so many, a message waits for a person."""
    failures: int = 5
    """So many in a row pause their list: others of it would fail too, or become 結果不明 one by one. A single message,
    for which somebody waits, is tried no oftener before they are told."""

    def pause(self, tries: int) -> timedelta:
        """How long to wait after the `tries`-th try."""
        return self.pauses[min(tries, len(self.pauses)) - 1]


@dataclass(frozen=True, slots=True)
class Answered:
    """One request that has ended."""

    message: Claimed
    outcome: Outcome
    capabilities: Capabilities
    took: timedelta
    """From the request to its end."""


@dataclass(slots=True)
class Failures:
    """Counts failures in a row for each list, and names the lists to pause. Lives as long as a run."""

    limit: int
    in_a_row: Counter[str] = field(default_factory=Counter[str])
    to_pause: dict[str, str] = field(default_factory=dict[str, str])
    """Job id to the code that says why, until it is written down."""

    def count(self, answered: Answered) -> None:
        """Take one outcome into account."""
        job = answered.message.job_id
        if answered.message.job_kind is JobKind.SINGLE:
            return  # is held by itself, where a person can let it go
        match answered.outcome:
            case Accepted() | Refused():
                self.in_a_row.pop(job, None)
            case NotSent(code=code) if code == SLEPT:
                pass  # says nothing of the gateway
            case NotSent(code=code, every_message=True):
                self.to_pause[job] = code
            case NotSent(wait=timedelta()):
                pass  # it works, and asked for time
            case NotSent() | Unknown():
                self.in_a_row[job] += 1
                if self.in_a_row[job] >= self.limit:
                    self.in_a_row.pop(job)
                    self.to_pause[job] = GATEWAY_FAILING


def write(session: Session, token: str, answers: Sequence[Answered], patience: Patience, now: datetime) -> list[int]:
    """Write a batch of answers. Returns the messages that changed: those of others are left alone."""
    outcomes.close_attempts(session, token, [_words(answered) for answered in answers], now)
    changed, refused = _accept(session, token, answers, now), list[int]()
    # by vehicle, as their states are held: it and a PC that confirms a list can't wait for each other
    for answered in sorted(answers, key=lambda one: one.message.vehicle_id or 0):
        words, able = _words(answered), answered.capabilities
        match answered.outcome:
            case Accepted():
                pass
            case Refused():
                refused += outcomes.reject(session, token, words, now)
            case NotSent(wait=wait) as outcome:
                if wait is not None:
                    rates.hold_back(session, answered.message.contract_id, wait)
                again, held = _again(answered.message, outcome, patience, now)
                changed += outcomes.try_again(session, token, words, now, again, held)
            case Unknown():
                ask_at = now + able.ask_after[0] if able.finds_by_reference else None
                changed += outcomes.lose(session, token, words, ask_at)
    _blame(session, answers, refused)
    return changed + refused


def pause(session: Session, to_pause: Mapping[str, str]) -> None:
    """Pause these jobs; one that is paused or cancelled already stays as it is."""
    for job_id, code in to_pause.items():
        jobs.pause(session, job_id, code)


def _accept(session: Session, token: str, answers: Sequence[Answered], now: datetime) -> list[int]:
    """All accepted messages with one first question time go in one statement."""
    by_first_ask: dict[timedelta, dict[int, str]] = {}
    for answered in answers:
        if isinstance(answered.outcome, Accepted):
            first = answered.capabilities.ask_after[0]
            by_first_ask.setdefault(first, {})[answered.message.id] = answered.outcome.gateway_id
    return [
        id_
        for first, gateway_ids in by_first_ask.items()
        for id_ in outcomes.accept(session, token, gateway_ids, now, now + first)
    ]


def _blame(session: Session, answers: Sequence[Answered], refused: Collection[int]) -> None:
    """Flag the numbers that the gateway itself found wrong, so that the next message to them is warned of.

    In one order, so that two senders can't wait for each other.
    """
    blamed = {
        answered.message.e164: answered.outcome.code
        for answered in answers
        if answered.message.id in refused and isinstance(answered.outcome, Refused) and answered.outcome.blames_number
    }
    for e164, code in sorted(blamed.items()):
        numbers.failed(session, e164, code)


def _again(message: Claimed, outcome: NotSent, patience: Patience, now: datetime) -> tuple[datetime, Held]:
    """When to try again, or why a person has to say so. `Claimed.tries` counts the tries before this one."""
    single = message.job_kind is JobKind.SINGLE
    if outcome.code == SLEPT:
        return now, Held.MISSED
    if outcome.every_message and single:
        return now, Held.STOPPED
    most = min(patience.tries, patience.failures) if single and outcome.wait is None else patience.tries
    tries = (message.tries + 1) % most
    if tries == 0:
        return now, Held.GAVE_UP
    return now + max(outcome.wait or timedelta(0), patience.pause(tries)), Held.RETRY


def _words(answered: Answered) -> Answer:
    id_ = answered.message.id
    match answered.outcome:
        case Accepted(gateway_id=gateway_id):
            return Answer(id_, "accepted", detail=gateway_id)
        case Refused(code=code, detail=detail):
            return Answer(id_, "refused", code, detail)
        case NotSent(code=code, detail=detail):
            return Answer(id_, "not_sent", code, detail)
        case Unknown(code=code, detail=detail):
            return Answer(id_, "unknown", code, detail)

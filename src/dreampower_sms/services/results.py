"""Asks gateways what became of the messages they accepted: a desktop PC has no address that they could call.

Asked at 10 s, 1 min, 5 min, 30 min after the request, then once an hour for 80 h (a practice gateway sooner), by
list calls where a gateway has them, about each contract by one process of the shop at a time. 圏外 is no result yet:
carriers go on trying up to three days. Every event is kept. A message whose answer was lost is asked for by our
reference, where the gateway keeps one; what it does not know stays 結果不明, because not being listed is no proof.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from dreampower_sms.db import leases, numbers, receipts
from dreampower_sms.db.engine import Database
from dreampower_sms.db.receipts import Event, Open, Question
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import Move, State
from dreampower_sms.gateways.errors import GatewayError, GatewayUnavailable
from dreampower_sms.gateways.outcome import Delivery, Receipt
from dreampower_sms.gateways.protocol import ASK_EVERY, ASK_FOR, Capabilities, Gateway, Sent
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.gateways import GatewaySource

_log = logging.getLogger(__name__)
_WRITTEN_AT_ONCE = 200
"""Some gateways tell of thousands of messages at once; clerks and senders write in between."""
_NEVER = datetime.min.replace(tzinfo=UTC)


class PollerBroken(ServiceError):
    """Asking for results met a problem that it can't name; it goes on trying."""

    code = "poller_broken"


@dataclass(frozen=True, slots=True)
class PollerConfig:
    """How results are asked for."""

    lease: timedelta = timedelta(minutes=1)
    """How long another process waits before it takes over from one that vanished."""
    shortest: timedelta = timedelta(milliseconds=500)
    longest: timedelta = timedelta(seconds=5)
    """Between two looks at what is due; bounded, so that a new message is not overlooked."""
    not_mine: timedelta = timedelta(seconds=10)
    """Between two tries to become the one that asks."""
    after_trouble: timedelta = timedelta(seconds=30)
    """How long a gateway that can't be asked is left alone."""


class ResultPoller:
    """Asks until it is asked to stop."""

    name = "results"

    def __init__(
        self,
        database: Database,
        gateways: GatewaySource,
        clock: Callable[[], datetime],
        changes: Changes,
        config: PollerConfig = PollerConfig(),
        troubled: Callable[[DreamPowerError | None], None] = lambda _error: None,
    ) -> None:
        """`troubled` is told when asking fails, and None when it works again, in the poller's thread."""
        self._database, self._gateways, self._clock, self._changes = database, gateways, clock, changes
        self._config, self._troubled = config, troubled
        self._token = uuid4().hex
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._mine_from: dict[str, datetime] = {}
        self._left_alone: dict[str, datetime] = {}
        self._trouble = ""

    def wake(self) -> None:
        """Something may be due sooner than thought: look again, but not more often than `PollerConfig.shortest`."""
        self._woken.set()

    def ask_to_stop(self) -> None:
        """End after the question that is under way."""
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        """Ask until asked to stop, then let another process take over at once."""
        while not self._stopping.is_set():
            wait = self._guarded(self.look)
            self._woken.clear()
            shortest = self._config.shortest.total_seconds()
            if not self._stopping.wait(shortest):  # however often a busy sender wakes it
                self._woken.wait(max(0.0, wait - shortest))
        self._guarded(self._hand_over)

    def look(self) -> timedelta:
        """Ask about everything that is due. Returns when to look again. Raises `DatabaseError`."""
        gateways, now = self._gateways.all(), self._clock()
        mine = [contract for contract in gateways if self._is_mine(contract)]
        if not mine:
            return self._config.not_mine
        for contract in mine:
            if self._left_alone.get(contract, now) <= now:
                self._ask(contract, gateways[contract])
        with self._database.read() as session:
            due = receipts.next_due(session, [id_ for id_ in mine if id_ not in self._left_alone])
        wait = self._config.longest if due is None else due - self._clock()
        return min(self._config.longest, max(self._config.shortest, wait))

    def _is_mine(self, contract: str) -> bool:
        """Whether this process is the one that asks about a contract; renews its lease when half of it is over."""
        now, since = self._clock(), self._mine_from.get(contract, _NEVER)
        if since <= now < since + self._config.lease / 2:
            return True
        with self._database.write() as session:
            mine = leases.take(session, leases.results(contract), self._token, now, now + self._config.lease)
        self._mine_from[contract] = now if mine else _NEVER
        return mine

    def _ask(self, contract: str, gateway: Gateway) -> None:
        """Ask one gateway about all that is due now, in calls of the size that it takes."""
        able, now = gateway.capabilities, self._clock()
        self._left_alone.pop(contract, None)
        asked: set[int] = set()
        while not self._stopping.is_set() and self._is_mine(contract):
            with self._database.read() as session:
                due = [one for one in receipts.due(session, contract, now, able.ask_at_once) if one.id not in asked]
            if not due:
                return
            asked.update(one.id for one in due)
            try:
                said = gateway.ask([Sent(one.reference, one.gateway_id, one.e164, one.posted_at) for one in due])
            except GatewayError as error:
                asked_for = error.wait if isinstance(error, GatewayUnavailable) else None
                self._left_alone[contract] = now + max(self._config.after_trouble, asked_for or timedelta(0))
                self._tell_trouble(error)
                self._keep([one for one in due if _is_over(one, now)], (), able, gateway.name)
                return
            self._keep(due, said, able, gateway.name)

    def _keep(self, due: Sequence[Open], said: Sequence[Receipt], able: Capabilities, source: str) -> None:
        """Write down what was said, and when to ask again."""
        by_reference = {receipt.reference: receipt for receipt in said}
        now = self._clock()
        for start in range(0, len(due), _WRITTEN_AT_ONCE):
            with self._database.write() as session:
                changed = _write_down(session, due[start : start + _WRITTEN_AT_ONCE], by_reference, able, source, now)
            self._changes.tell(changed)

    def _hand_over(self) -> timedelta:
        with self._database.write() as session:
            for contract in self._mine_from:
                leases.drop(session, leases.results(contract), self._token, self._clock())
        return timedelta(0)

    def _guarded(self, work: Callable[[], timedelta]) -> float:
        wait, error = self._config.longest, None
        try:
            wait = work()
        except DreamPowerError as known:
            error = known
        except Exception as unknown:  # noqa: BLE001  one odd receipt must not end the asking for all others
            _log.exception("asking for results failed")
            error = PollerBroken(kind=type(unknown).__name__)
        if error is not None or not self._left_alone:
            self._tell_trouble(error)
        return wait.total_seconds()

    def _tell_trouble(self, error: DreamPowerError | None) -> None:
        if (code := error.code if error else "") != self._trouble:
            self._trouble = code
            self._troubled(error)


_FINAL: Mapping[Delivery, Move] = {Delivery.DELIVERED: Move.DELIVER, Delivery.FAILED: Move.FAIL}


Heard = tuple[Open, Receipt]


def _write_down(
    session: Session,
    asked: Sequence[Open],
    said: Mapping[str, Receipt],
    able: Capabilities,
    source: str,
    now: datetime,
) -> list[int]:
    """Keep the receipts, by reference, and let each message take the step that its own means: those that changed."""
    heard = [(one, said[one.reference]) for one in asked if one.reference in said]
    events = {
        one.id: Event(receipt.delivery.value, receipt.at, receipt.code, receipt.detail, source)
        for one, receipt in heard
    }
    new = receipts.keep(session, events, now)
    changed = _settle(session, heard, events)
    over = {one.id for one, receipt in heard if receipt.delivery in _FINAL}
    for one, receipt in heard:
        if one.id in over:
            continue
        if one.state is State.UNKNOWN and receipt.delivery is not Delivery.NOT_FOUND:
            changed += receipts.found(session, one.id, receipt.gateway_id)
        elif one.id in new:
            changed.append(one.id)
    return changed + _ask_again(session, [one for one in asked if one.id not in over], said, able, now)


def _settle(session: Session, heard: Sequence[Heard], events: Mapping[int, Event]) -> list[int]:
    """End those whose receipt is final, and keep what it says about their numbers."""
    ended: set[int] = set()
    for delivery, move in _FINAL.items():
        of_this = {
            one.id: (events[one.id], receipt.charged_units) for one, receipt in heard if receipt.delivery is delivery
        }
        ended.update(receipts.settle(session, move, of_this))
    _judge_numbers(session, [(one, receipt) for one, receipt in heard if one.id in ended])
    return sorted(ended)


def _judge_numbers(session: Session, ended: Sequence[Heard]) -> None:
    """Flag the numbers that were at fault, and clear those that work: where a number has both, the later one holds."""
    telling = [
        (one.e164, receipt) for one, receipt in ended if receipt.delivery is Delivery.DELIVERED or receipt.blames_number
    ]
    last = dict(sorted(telling, key=lambda told: told[1].at))
    numbers.work(session, [e164 for e164, receipt in last.items() if receipt.delivery is Delivery.DELIVERED])
    for e164, receipt in sorted(last.items(), key=lambda told: told[0]):
        if receipt.delivery is Delivery.FAILED:
            numbers.failed(session, e164, receipt.code)


def _ask_again(
    session: Session, still_open: Sequence[Open], said: Mapping[str, Receipt], able: Capabilities, now: datetime
) -> list[int]:
    """Plan the next question about each, or give up on those that were asked about long enough: the latter's ids."""
    given_up: list[int] = []
    questions: list[Question] = []
    for one in still_open:
        if _is_over(one, now):
            given_up += receipts.expire(session, one.id)
            continue
        receipt = said.get(one.reference)
        at = next_question(one.posted_at, now, able.ask_after)
        questions.append(Question(one.id, one.asks + 1, at, receipt.charged_units if receipt else None))
    receipts.ask_again(session, questions)
    return given_up


def _is_over(one: Open, now: datetime) -> bool:
    return now - one.posted_at >= ASK_FOR


def next_question(posted_at: datetime, now: datetime, ask_after: Sequence[timedelta]) -> datetime:
    """When to ask next about a message: the first planned time that is still to come, then once an hour."""
    planned = (posted_at + after for after in ask_after)
    return next((at for at in planned if at > now), now + ASK_EVERY)

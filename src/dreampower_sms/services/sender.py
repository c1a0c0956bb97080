"""The sender: claim, look again, write `posting`, call the gateway, write what it answered.

One thread owns the loop and all of its database work; a few couriers only carry requests. So no transaction is
open while the network is, results are written in batches as large as the load makes them, and nothing is locked. The
same object runs as a thread of the window and as `dreampower-sms worker`; the database decides who sends what.

What is committed before a request leaves, and what each crash then means, is told in `db.claims`.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from dreampower_sms.db import claims, leases, outcomes, rates
from dreampower_sms.db.dispatch import Claimed
from dreampower_sms.db.engine import Database
from dreampower_sms.db.outcomes import Answer
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.outcome import NotSent, Outcome, Unknown
from dreampower_sms.gateways.protocol import Gateway
from dreampower_sms.services import answers
from dreampower_sms.services.answers import SLEPT, Answered, Failures, Patience
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.couriers import Couriers
from dreampower_sms.services.dispatch import Dispatch
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.gateways import GatewaySource
from dreampower_sms.services.terms import ShopTerms

_log = logging.getLogger(__name__)

STOPPED = "stopped_while_posting"
"""Code of a message whose answer had not come when the program ended."""


_WIND_DOWN_TURN = 0.5
"""Seconds between tries to write down what came in, while the program ends and the database is in trouble."""


class SenderBroken(ServiceError):
    """The sender met a problem that it can't name; it goes on trying."""

    code = "sender_broken"


@dataclass(frozen=True, slots=True)
class SenderConfig:
    """How a sender works."""

    couriers: int = 8
    """Requests at the same time."""
    poll: timedelta = timedelta(seconds=2)
    """How often to look for messages that other PCs confirmed or whose time has come."""
    lease: timedelta = timedelta(minutes=2)
    """How long a claim holds without a heartbeat, and how long silence counts as absence. Longer than any request."""
    heartbeat: timedelta = timedelta(seconds=30)
    end: timedelta = timedelta(seconds=4)
    """How long a clean stop waits for answers that are under way."""
    after_trouble: timedelta = timedelta(seconds=2)
    patience: Patience = field(default_factory=Patience)


@dataclass(slots=True)
class _Run:
    """One life of the loop. Its token is new each time, so nobody takes its messages for their own after a crash."""

    failures: Failures
    token: str = field(default_factory=lambda: uuid4().hex)
    in_flight: dict[int, Claimed] = field(default_factory=dict[int, Claimed])
    """Posted, until the answer is written down."""
    hand: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    """Claimed by contract, to be posted as soon as couriers are free."""
    answers: list[Answered] = field(default_factory=list[Answered])
    """Come in, not yet written down."""
    doubtful: set[int] = field(default_factory=set[int])
    """Claimed by a transaction whose end was not seen to commit `posting`; certainly not sent."""
    asked_for_time: set[str] = field(default_factory=set[str])
    """Contracts whose gateway said 429 or the like: what is in the hand for them goes back."""
    woken: bool = False
    """Something may have changed: a contract too, whose gateway is needed at once."""
    beaten_at: datetime | None = None
    gateways: Mapping[str, Gateway] = field(default_factory=dict[str, Gateway])


class Sender:
    """Sends what is due until it is asked to stop."""

    name = "sender"

    def __init__(
        self,
        database: Database,
        gateways: GatewaySource,
        terms: ShopTerms,
        clock: Callable[[], datetime],
        changes: Changes,
        config: SenderConfig = SenderConfig(),
        troubled: Callable[[DreamPowerError | None], None] = lambda _error: None,
    ) -> None:
        """`troubled` is told when the loop can't work, and None when it can again, in the loop's thread."""
        self._database, self._source, self._clock, self._changes = database, gateways, clock, changes
        self._terms, self._dispatch, self._config, self._troubled = terms, Dispatch(terms), config, troubled
        self._inbox: queue.SimpleQueue[Answered | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = 0
        self._trouble = ""

    def wake(self) -> None:
        """There is something to send: look at once. What the loop itself tells the shop wakes nobody."""
        if threading.get_ident() != self._thread:
            self._inbox.put(None)

    def ask_to_stop(self) -> None:
        """End soon: finish what is posting, claim nothing more."""
        self._stopping.set()
        self._inbox.put(None)

    def run(self) -> None:
        """Send until asked to stop; within `SenderConfig.end` after that. One run at a time."""
        self._thread = threading.get_ident()
        run = _Run(Failures(self._config.patience.failures))
        couriers = Couriers(self._config.couriers, "courier")
        try:
            while not self._stopping.is_set():
                self._collect(run, self._guarded(lambda: self._round(run, couriers)))
            self._wind_down(run)
        finally:
            couriers.close()

    def _round(self, run: _Run, couriers: Couriers) -> float:
        """One turn of the loop. Returns how many seconds it may sleep unless something comes in."""
        now = self._clock()
        if self._trouble:
            self._settle(run)  # by itself: the row that can't be posted must not keep answers from being written
        if run.beaten_at is None or not timedelta(0) <= now - run.beaten_at < self._config.heartbeat:
            self._settle(run)
            self._beat(run, now)
        elif run.woken:
            self._know_gateways(run)
        wait = self._send_due(run, couriers)
        self._settle(run)  # where posting did not do it
        return wait

    def _guarded(self, work: Callable[[], float]) -> float:
        """Run a turn. Whatever goes wrong is told and tried again: the loop ends only when it is asked to."""
        wait = self._config.after_trouble.total_seconds()
        error: DreamPowerError | None = None
        try:
            wait = work()
        except DreamPowerError as known:
            error = known
        except Exception as unknown:  # noqa: BLE001  a sender that dies of one odd row would lose all others
            _log.exception("the sender failed")
            error = SenderBroken(kind=type(unknown).__name__)
        if (code := error.code if error else "") != self._trouble:
            self._trouble = code
            self._troubled(error)
        return wait

    def _collect(self, run: _Run, wait: float) -> None:
        """Sleep until an answer or a wake-up comes in, or the time is over; then take all that is there."""
        try:
            came_in = self._inbox.get(timeout=wait) if wait > 0 else self._inbox.get_nowait()
            while True:
                if came_in is None:
                    run.woken = True
                else:
                    run.failures.count(came_in)
                    run.answers.append(came_in)
                    if isinstance(came_in.outcome, NotSent) and came_in.outcome.wait is not None:
                        run.asked_for_time.add(came_in.message.contract_id)
                came_in = self._inbox.get_nowait()
        except queue.Empty:
            return

    def _settle(self, run: _Run) -> None:
        """Write down what came in; take back what was certainly not sent."""
        if run.answers or run.doubtful or run.failures.to_pause:
            written, doubtful = tuple(run.answers), set(run.doubtful)
            with self._database.write() as session:
                changed = self._write_down(session, run, written, doubtful)
            self._written_down(run, written, doubtful)
            self._changes.tell(changed)

    def _write_down(
        self, session: Session, run: _Run, written: Sequence[Answered], doubtful: Collection[int]
    ) -> list[int]:
        """The part of `_settle` in a transaction. Done twice it changes nothing: the rows are not ours any more."""
        now = self._clock()
        answers.pause(session, run.failures.to_pause)
        changed = answers.write(session, run.token, written, self._config.patience, now) if written else []
        return changed + (claims.unpost(session, run.token, doubtful, now) if doubtful else [])

    def _written_down(self, run: _Run, written: Sequence[Answered], doubtful: Collection[int]) -> None:
        """The part of `_settle` behind the commit."""
        run.answers.clear()
        run.failures.to_pause.clear()
        run.doubtful.difference_update(doubtful)
        for answered in written:
            del run.in_flight[answered.message.id]

    def _beat(self, run: _Run, now: datetime) -> None:
        """Say that this run is alive, settle what dead ones left, and hold what was missed while nobody ran."""
        self._know_gateways(run)
        findable = [id_ for id_, gateway in run.gateways.items() if gateway.capabilities.finds_by_reference]
        awake = self._is_awake(run, now)
        in_hand = [id_ for hand in run.hand.values() for id_ in hand] if awake else []
        with self._database.write() as session:
            claims.renew(session, run.token, [*run.in_flight, *in_hand], now + self._config.lease)
            # what was in the hand of a PC that slept goes back with what others left, to be looked at as missed
            recovered = claims.recover(session, now, [*run.in_flight, *in_hand], findable)
            seen = leases.seen(session, leases.SENDER)
            absent = seen is None or now - seen > self._config.lease
            missed = self._dispatch.missed(session, seen, now) if absent else []
            leases.alive(session, leases.SENDER, run.token, now)
        run.beaten_at = now
        if not awake:
            run.hand.clear()
        self._changes.tell([*recovered.released, *recovered.lost, *missed])

    def _know_gateways(self, run: _Run) -> None:
        run.woken = False
        run.gateways = self._source.all()
        for contract in run.gateways:
            self._terms.of(contract)  # read outside of the write transactions

    def _is_awake(self, run: _Run, now: datetime) -> bool:
        """Whether this PC did not sleep since the last beat, and no clock jumped."""
        return run.beaten_at is not None and timedelta(0) <= now - run.beaten_at < self._config.lease

    def _send_due(self, run: _Run, couriers: Couriers) -> float:
        """Post as many as there are free couriers. Returns how long to sleep."""
        wait = self._config.poll.total_seconds()
        for contract, gateway in run.gateways.items():
            free = self._config.couriers - len(run.in_flight) + len(run.answers)
            if free <= 0:
                break
            now = self._clock()
            if not self._is_awake(run, now):
                return 0.0  # what was missed is held first
            if contract in run.asked_for_time:
                self._put_back(run, contract)
            hand = run.hand.setdefault(contract, [])
            pause = self._claim(run, contract, gateway, free - len(hand), now) if len(hand) < free else 0.0
            ids, hand[:free] = hand[:free], []
            posted = self._post(run, couriers, gateway, ids) if ids else 0
            if posted < free:  # some of these may not leave, or no more are due
                wait = min(wait, pause)
        return wait

    def _put_back(self, run: _Run, contract: str) -> None:
        """Write down that the gateway asked for time, which no sender ignores then, and give up what it should get."""
        self._settle(run)
        with self._database.write() as session:
            changed = claims.release(session, run.token, run.hand.pop(contract, []))
        run.asked_for_time.discard(contract)
        self._changes.tell(changed)

    def _claim(self, run: _Run, contract: str, gateway: Gateway, wanted: int, now: datetime) -> float:
        """Take what is due into the hand, some more than can leave at once where the contract has no limit: so their
        couriers wait for one commit instead of two. `now` is when this PC was seen to be awake: one that falls asleep
        here wakes to a lease that is over. Returns how long to sleep unless all of them leave.
        """
        rate = gateway.capabilities.requests_per_second
        ahead = self._config.couriers if rate is None else 0
        with self._database.write() as session:
            allowed = rates.allowance(session, contract, rate, wanted + ahead)
            room, until = allowed.room, now + self._config.lease
            ids = claims.claim(session, run.token, [contract], now, until, room) if room else []
            pause = rates.spend(session, allowed, len(ids)) if room else allowed.wait
        run.hand[contract] += ids
        return pause if len(ids) == room else self._config.poll.total_seconds()

    def _post(self, run: _Run, couriers: Couriers, gateway: Gateway, ids: list[int]) -> int:
        """Commit `posting`, with what came in meanwhile, and only then hand the requests to the couriers."""
        written, doubtful = tuple(run.answers), set(run.doubtful)
        run.doubtful.update(ids)
        now = self._clock()
        until = now + self._config.lease
        with self._database.write() as session:
            changed = self._write_down(session, run, written, doubtful)
            batch = self._dispatch.post(session, run.token, ids, now, until)
        self._written_down(run, written, {*doubtful, *ids})
        for message in batch.posted:
            run.in_flight[message.id] = message
            couriers.carry(self._errand(gateway, message, until))
        self._changes.tell([*changed, *batch.settled, *(message.id for message in batch.posted)])
        return len(batch.posted)

    def _errand(self, gateway: Gateway, message: Claimed, until: datetime) -> Callable[[], None]:
        """A request that may leave `until` its lease is over.

        A PC that slept on it would send what somebody has decided about meanwhile.
        """

        def carry() -> None:
            outcome: Outcome = NotSent(SLEPT)
            try:
                if self._clock() < until:
                    outcome = gateway.send(Outgoing(message.reference, message.e164, message.body))
            except Exception as error:  # noqa: BLE001  an adapter broke its promise: the request may have left
                _log.exception("a gateway raised")
                outcome = Unknown("gateway_broke", type(error).__name__)
            self._inbox.put(Answered(message, outcome, gateway.capabilities))

        return carry

    def _wind_down(self, run: _Run) -> None:
        """Wait for the answers under way; name what has none at the end, so that nothing waits for a lease."""
        deadline = time.monotonic() + self._config.end.total_seconds()
        while run.in_flight and (left := deadline - time.monotonic()) > 0:
            self._collect(run, min(left, _WIND_DOWN_TURN))
            self._guarded(lambda: self._written(run))
        self._guarded(lambda: self._give_up(run))

    def _written(self, run: _Run) -> float:
        self._settle(run)
        return 0.0

    def _give_up(self, run: _Run) -> float:
        self._settle(run)
        now = self._clock()
        changed: list[int] = []
        with self._database.write() as session:
            for hand in run.hand.values():
                changed += claims.release(session, run.token, hand)
            for message in run.in_flight.values():
                able = run.gateways[message.contract_id].capabilities
                ask_at = now + able.ask_after[0] if able.finds_by_reference else None
                changed += outcomes.lose(session, run.token, Answer(message.id, "unknown", STOPPED), ask_at)
        self._changes.tell(changed)
        return 0.0

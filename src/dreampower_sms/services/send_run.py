"""One life of a sender: what it has in hand, what it lets leave, and the answers that it writes down.

Everything here works in the thread of the loop (`services.sender`), except the errands, which couriers carry. What is
committed before a request leaves, and what each crash then means, is told in `db.claims`.
"""

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from dreampower_sms.db import claims, liveness, outcomes, rates
from dreampower_sms.db.dispatch import Claimed
from dreampower_sms.db.engine import Database
from dreampower_sms.db.outcomes import Answer
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.outcome import Accepted, NotSent, Outcome, Unknown
from dreampower_sms.gateways.protocol import Capabilities, Gateway
from dreampower_sms.services import answers
from dreampower_sms.services.answers import SLEPT, Answered, Failures, Patience
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.couriers import Couriers
from dreampower_sms.services.dispatch import Dispatch, Watch
from dreampower_sms.services.errors import ContractMissing, ContractUnusable
from dreampower_sms.services.gateways import GatewaySource
from dreampower_sms.services.terms import ShopTerms
from dreampower_sms.services.turnstile import Turnstile

_log = logging.getLogger(__name__)

STOPPED = "stopped_while_posting"
"""Code of a message whose answer had not come when the program ended."""


@dataclass(frozen=True, slots=True)
class SenderConfig:
    """How a sender works."""

    couriers: int = 8
    """Requests at the same time."""
    together: timedelta = timedelta(milliseconds=25)
    """How long an answer waits at most for others: as long as the last commits took, while requests are under way. So
    half of the couriers share one commit, and the other half carries meanwhile."""
    ahead: int = 4
    """Messages that may be posted though every courier has one, while a contract's gateway answers within `quick`. Each
    may end as 結果不明 more in a crash, and hears of no 配信停止 any more, as if it had left already."""
    quick: timedelta = timedelta(milliseconds=100)
    """Who answers as fast would wait longer for our commits than we for the answer; with others that is nothing."""
    poll: timedelta = timedelta(seconds=2)
    """How often to look for messages that other PCs confirmed or whose time has come."""
    lease: timedelta = liveness.ABSENT_AFTER
    """How long a claim holds without a heartbeat, and how long silence counts as absence. Longer than any request."""
    heartbeat: timedelta = timedelta(seconds=30)
    end: timedelta = timedelta(seconds=4)
    """How long a clean stop waits for answers that are under way."""
    after_trouble: timedelta = timedelta(seconds=2)
    patience: Patience = field(default_factory=Patience)


@dataclass(frozen=True, slots=True)
class Tools:
    """What every life of a sender works with."""

    database: Database
    source: GatewaySource
    terms: ShopTerms
    clock: Callable[[], datetime]
    changes: Changes
    config: SenderConfig


class SendRun:
    """One life of the loop. Its token is new each time, so nobody takes its messages for their own after a crash."""

    def __init__(self, tools: Tools, came_in: Callable[[Answered], None]) -> None:
        """`came_in` is told of each request that ended, in the courier's thread."""
        self._tools, self._database, self._clock, self._config = tools, tools.database, tools.clock, tools.config
        self._dispatch, self._came_in = Dispatch(tools.terms), came_in
        self._token = uuid4().hex
        self._failures = Failures(tools.config.patience.failures)
        self._in_flight: dict[int, Claimed] = {}
        """Posted, until the answer is written down."""
        self._hand: dict[str, list[int]] = {}
        """Claimed by contract, to be posted as soon as couriers are free."""
        self._answers: list[Answered] = []
        """Come in, not yet written down."""
        self._doubtful: set[int] = set()
        """Claimed, perhaps written down as `posting`, and certainly not sent."""
        self._asked_for_time: set[str] = set()
        """Contracts whose gateway said 429 or the like: what is in the hand for them goes back."""
        self._beaten_at: datetime | None = None
        self._spoken_for: frozenset[str] = frozenset()
        """Contracts that the last heartbeat said this run can send."""
        self._gateways: Mapping[str, Gateway] = {}
        self._served = ""
        """The contract that was posted by last."""
        self._quick: set[str] = set()
        """Contracts whose last message was accepted at once."""
        self._turnstiles: dict[tuple[str, float], Turnstile] = {}
        """By contract and limit."""
        self.left_out: ContractUnusable | None = None
        """Why nothing leaves by a contract that has a gateway; the first one of several."""
        self._abilities: dict[str, Capabilities] = {}
        """Of every contract that was sent by, also when it is out of use by now."""

    @property
    def is_waiting(self) -> bool:
        """Whether requests are under way, or their answers not yet written down."""
        return bool(self._in_flight)

    @property
    def is_worth_waiting(self) -> bool:
        """Whether more answers may come in soon that could be written down together with these."""
        return len(self._answers) < min(self._config.couriers // 2, len(self._in_flight))

    def needs_beat(self, now: datetime) -> bool:
        """Whether a heartbeat is due, or a clock jumped."""
        return self._beaten_at is None or not timedelta(0) <= now - self._beaten_at < self._config.heartbeat

    def take(self, answered: Answered) -> None:
        """A request has ended; `settle` writes it down."""
        self._failures.count(answered)
        self._answers.append(answered)
        if isinstance(answered.outcome, Accepted) and answered.took <= self._config.quick:
            self._quick.add(answered.message.contract_id)
        else:
            self._quick.discard(answered.message.contract_id)
        if isinstance(answered.outcome, NotSent) and answered.outcome.wait is not None:
            self._asked_for_time.add(answered.message.contract_id)

    def settle(self) -> None:
        """Write down what came in; take back what was certainly not sent."""
        if self._answers or self._doubtful or self._failures.to_pause:
            written, doubtful = tuple(self._answers), set(self._doubtful)
            with self._database.write() as session:
                changed = self._write_down(session, written, doubtful)
            self._written_down(written, doubtful)
            self._tools.changes.tell(changed)

    def _write_down(self, session: Session, written: Sequence[Answered], doubtful: Collection[int]) -> list[int]:
        """The part of `settle` in a transaction. Done twice it changes nothing: the rows are not ours any more."""
        now = self._clock()
        answers.pause(session, self._failures.to_pause)
        changed = answers.write(session, self._token, written, self._config.patience, now) if written else []
        changed += claims.unpost(session, self._token, doubtful, now) if doubtful else []
        came_back = doubtful or any(isinstance(answered.outcome, NotSent) for answered in written)
        return changed + (claims.cancel_left(session, now) if came_back else [])

    def _written_down(self, written: Sequence[Answered], doubtful: Collection[int]) -> None:
        """The part of `settle` behind the commit."""
        self._answers.clear()
        self._failures.to_pause.clear()
        self._doubtful.difference_update(doubtful)
        for answered in written:
            del self._in_flight[answered.message.id]

    def beat(self, now: datetime) -> None:
        """Say that this run is alive, settle what dead ones left, and hold what was missed while nobody ran."""
        self.know_gateways()
        mine = {id_: gateway.capabilities.finds_by_reference for id_, gateway in self._gateways.items()}
        awake = self._is_awake(now)
        # what was claimed for a contract that can't be used any more goes back when its lease is over
        self._hand = {contract: hand for contract, hand in self._hand.items() if awake and contract in mine}
        in_hand = [id_ for hand in self._hand.values() for id_ in hand]
        with self._database.write() as session:
            claims.renew(session, self._token, [*self._in_flight, *in_hand], now + self._config.lease)
            seen = liveness.seen(session)
            finds = {id_: one.finds for id_, one in seen.items()} | mine
            # what was in the hand of a PC that slept goes back with what others left, to be looked at as missed
            left = claims.recover(session, now, [*self._in_flight, *in_hand], [id_ for id_ in finds if finds[id_]])
            last = {id_: one.seen_at for id_, one in seen.items()}
            ended = claims.cancel_left(session, now)
            missed = self._dispatch.missed(session, Watch(last, mine, self._config.lease), now)
            liveness.alive(session, self._token, mine, now)
        self._beaten_at, self._spoken_for = now, frozenset(mine)
        self._tools.changes.tell([*left.released, *left.lost, *ended, *missed])

    def know_gateways(self) -> bool:
        """Look which contracts can be used now. Raises `DreamPowerError`. The others' messages wait: see `left_out`.

        True when there is one of which the heartbeat did not speak: what was missed is held before it is used.
        """
        usable: dict[str, Gateway] = {}
        unusable: list[ContractUnusable] = []
        for contract, gateway in self._tools.source.all().items():
            try:
                self._tools.terms.of(contract)  # read outside of the write transactions
                usable[contract] = gateway
            except ContractUnusable as error:
                unusable.append(error)
            except ContractMissing:
                _log.warning("contract %s has a gateway and no terms", contract)
        self._gateways, self.left_out = usable, next(iter(unusable), None)
        return not self._spoken_for.issuperset(self._gateways)

    def _is_awake(self, now: datetime) -> bool:
        """Whether this PC did not sleep since the last beat, and no clock jumped."""
        return self._beaten_at is not None and timedelta(0) <= now - self._beaten_at < self._config.lease

    def send_due(self, couriers: Couriers) -> float:
        """Post as many as there are free couriers. Returns how long to sleep.

        It begins behind the contract that was served last: one with an endless queue must not take every courier.
        """
        wait = self._config.poll.total_seconds()
        for contract in sorted(self._gateways, key=lambda id_: (id_ <= self._served, id_)):
            gateway = self._gateways[contract]
            free = self._room(contract, gateway) - len(self._in_flight) + len(self._answers)
            if free <= 0:
                continue
            now = self._clock()
            if not self._is_awake(now):
                return 0.0  # what was missed is held first
            if contract in self._asked_for_time:
                self._put_back(contract)
            hand = self._hand.setdefault(contract, [])
            pause = self._claim(contract, gateway, free - len(hand), now) if len(hand) < free else 0.0
            ids, hand[:free] = hand[:free], []
            if ids:
                self._served = contract
            posted = self._post(couriers, gateway, ids) if ids else 0
            if posted < free:  # some of these may not leave, or no more are due
                wait = min(wait, pause)
        return wait

    def _room(self, contract: str, gateway: Gateway) -> int:
        """How many may be posted and not yet answered."""
        at_once = contract in self._quick and gateway.capabilities.requests_per_second is None
        return self._config.couriers + (self._config.ahead if at_once else 0)

    def _put_back(self, contract: str) -> None:
        """Write down that the gateway asked for time, which no sender ignores then, and give up what it should get."""
        self.settle()
        with self._database.write() as session:
            changed = claims.release(session, self._token, self._hand.pop(contract, []))
        self._asked_for_time.discard(contract)
        self._tools.changes.tell(changed)

    def _claim(self, contract: str, gateway: Gateway, wanted: int, now: datetime) -> float:
        """Take what is due into the hand, some more than can leave at once where the contract has no limit: so their
        couriers wait for one commit instead of two. `now` is when this PC was seen to be awake: one that falls asleep
        here wakes to a lease that is over. Returns how long to sleep unless all of them leave.
        """
        rate = gateway.capabilities.requests_per_second
        ahead = self._config.couriers if rate is None else 0
        with self._database.write() as session:
            allowed = rates.allowance(session, contract, rate, wanted + ahead)
            room, until = allowed.room, now + self._config.lease
            ids = claims.claim(session, self._token, [contract], now, until, room) if room else []
            pause = rates.spend(session, allowed, len(ids)) if room else allowed.wait
        self._hand[contract] += ids
        return pause if len(ids) == room else self._config.poll.total_seconds()

    def _post(self, couriers: Couriers, gateway: Gateway, ids: list[int]) -> int:
        """Commit `posting`, with what came in meanwhile, and only then hand the requests to the couriers."""
        written, doubtful = tuple(self._answers), set(self._doubtful)
        self._doubtful.update(ids)
        now = self._clock()
        until = now + self._config.lease
        with self._database.write() as session:
            changed = self._write_down(session, written, doubtful)
            batch = self._dispatch.post(session, self._token, ids, now, until)
        self._written_down(written, {*doubtful, *ids})
        for message in batch.posted:
            self._in_flight[message.id] = message
            couriers.carry(message.id, self._errand(gateway, message, until))
        self._tools.changes.tell([*changed, *batch.settled, *(message.id for message in batch.posted)])
        return len(batch.posted)

    def _errand(self, gateway: Gateway, message: Claimed, until: datetime) -> Callable[[], None]:
        """A request that may leave `until` its lease is over.

        A PC that slept on it would send what somebody has decided about meanwhile.
        """
        turnstile = self._turnstile(message.contract_id, gateway.capabilities)

        def carry() -> None:
            outcome: Outcome = NotSent(SLEPT)
            began = 0.0
            try:
                if turnstile is not None:
                    turnstile.go_through()
                began = time.monotonic()
                if self._clock() < until:
                    outcome = gateway.send(Outgoing(message.reference, message.e164, message.body))
            except Exception as error:  # noqa: BLE001  an adapter broke its promise: the request may have left
                _log.exception("a gateway raised")
                outcome = Unknown("gateway_broke", type(error).__name__)
            took = timedelta(seconds=time.monotonic() - began)
            self._came_in(Answered(message, outcome, gateway.capabilities, took))

        return carry

    def _turnstile(self, contract: str, able: Capabilities) -> Turnstile | None:
        """The one that all couriers of a contract pass, as long as its limit is the same."""
        self._abilities[contract] = able
        limit = able.requests_per_second
        return None if limit is None else self._turnstiles.setdefault((contract, limit), Turnstile(limit))

    def give_up(self, couriers: Couriers) -> None:
        """The end: name what has no answer yet, and give back what did not leave, so that nothing waits for a lease."""
        for id_ in couriers.take_back():  # posted ahead
            del self._in_flight[id_]
            self._doubtful.add(id_)
        self.settle()
        now = self._clock()
        changed: list[int] = []
        with self._database.write() as session:
            for hand in self._hand.values():
                changed += claims.release(session, self._token, hand)
            for message in self._in_flight.values():
                able = self._abilities[message.contract_id]
                ask_at = now + able.ask_after[0] if able.finds_by_reference else None
                changed += outcomes.lose(session, self._token, Answer(message.id, "unknown", STOPPED), ask_at)
        self._tools.changes.tell(changed)

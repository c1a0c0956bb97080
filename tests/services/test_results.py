"""What became of accepted messages: when it is asked, what each answer means, and who asks."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from dreampower_sms.db import claims, leases, messages, outcomes, receipts
from dreampower_sms.db.engine import Database
from dreampower_sms.db.outcomes import Answer
from dreampower_sms.db.tables_messages import LeaseRow
from dreampower_sms.db.tables_people import CustomerRow
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.people import Customer
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.outcome import Delivery, Receipt
from dreampower_sms.gateways.practice import Pace, PracticeGateway
from dreampower_sms.gateways.protocol import ASK_AFTER, Gateway, Sent
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.results import PollerConfig, ResultPoller, next_question
from dreampower_sms.services.runner import Runner
from dreampower_sms.services.sender import Sender
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.sending import NOON, PRACTICE, Clock, job_of, recipient
from tests.services.fakes import Only, Scripted, until

MINE = "a" * 32


class Shop:
    """Messages that a gateway has accepted, and the poller that asks about them."""

    def __init__(self, database: Database, clock: Clock, changes: Changes) -> None:
        self.database, self.clock = database, clock
        self.gateway = Scripted()
        self.told: list[int] = []
        self.tellings: list[Collection[int]] = []
        self.troubles: list[str] = []
        changes.listen(self.told.extend)
        changes.listen(self.tellings.append)
        self.poller = ResultPoller(
            database,
            Only(self.gateway),
            clock,
            changes,
            troubled=lambda error: self.troubles.append(error.code if error else ""),
        )

    def accept(self, count: int = 1) -> list[int]:
        """Messages that left now and were accepted."""
        ids = self.post(count)
        with self.database.write() as session:
            ids_at_gateway = {id_: f"g-{id_}" for id_ in ids}
            outcomes.accept(session, MINE, ids_at_gateway, NOON, NOON + timedelta(seconds=10))
        return ids

    def lose(self) -> int:
        """A message whose answer was lost."""
        [id_] = self.post(1)
        with self.database.write() as session:
            outcomes.lose(session, MINE, Answer(id_, "unknown", "timeout"), NOON + timedelta(seconds=10))
        return id_

    def post(self, count: int) -> list[int]:
        ids = sending.confirm(self.database, count)
        with self.database.write() as session:
            claims.claim(session, MINE, [PRACTICE], NOON, NOON + timedelta(minutes=2), count)
            claims.post(session, MINE, ids, NOON, NOON)
        return ids

    def says(self, delivery: Delivery, code: str = "", charged: int | None = None) -> None:
        """Let the gateway say this of everything that it is asked about."""

        def receipts_for(sent: Sequence[Sent]) -> list[Receipt]:
            at = self.clock()
            return [
                Receipt(one.reference, one.gateway_id or "g-found", delivery, at, code, charged_units=charged)
                for one in sent
            ]

        self.gateway.receipts = receipts_for

    def look_after(self, **time: float) -> None:
        """Let time pass, then look."""
        self.clock.run(**time)
        self.poller.look()


@pytest.fixture
def shop(database: Database, clock: Clock, changes: Changes) -> Shop:
    return Shop(database, clock, changes)


def test_nothing_is_asked_before_its_time(shop: Shop) -> None:
    shop.accept()
    assert shop.poller.look() == PollerConfig().longest
    shop.clock.run(seconds=7)
    assert shop.poller.look() == timedelta(seconds=3)
    assert shop.gateway.asked == []
    shop.look_after(seconds=3)
    assert len(shop.gateway.asked) == 1


def test_delivered_settles_with_the_gateways_time_and_charge(shop: Shop) -> None:
    [id_] = shop.accept()
    shop.says(Delivery.DELIVERED, charged=2)
    shop.look_after(seconds=10)
    row = sending.record(shop.database, id_)
    assert (row.state, row.settled_at, row.charged_units) == (State.DELIVERED, shop.clock(), 2)
    assert row.next_ask_at is None
    assert sending.events(shop.database, id_) == ["delivered"]
    assert shop.told == [id_]
    shop.look_after(hours=1)
    assert len(shop.gateway.asked) == 1


def test_a_failure_keeps_the_gateways_code(shop: Shop) -> None:
    [id_] = shop.accept()
    shop.says(Delivery.FAILED, "unknown_subscriber")
    shop.look_after(seconds=10)
    row = sending.record(shop.database, id_)
    assert (row.state, row.code) == (State.UNDELIVERED, "unknown_subscriber")


def test_out_of_reach_is_no_failure_and_its_events_are_kept_once(shop: Shop) -> None:
    [id_] = shop.accept()
    shop.says(Delivery.PENDING)
    shop.look_after(seconds=10)
    shop.says(Delivery.UNREACHABLE, "power_off")
    shop.look_after(minutes=1)
    shop.look_after(hours=1)
    assert sending.states(shop.database) == [State.ACCEPTED]
    shop.says(Delivery.DELIVERED)
    shop.look_after(hours=1)
    assert sending.states(shop.database) == [State.DELIVERED]
    assert sending.events(shop.database, id_) == ["pending", "unreachable", "delivered"]


def test_a_message_without_news_is_asked_again_by_the_plan(shop: Shop) -> None:
    [id_] = shop.accept()
    asked_at: list[timedelta] = []
    for _ in range(5):
        at = sending.record(shop.database, id_).next_ask_at
        assert at is not None
        shop.clock.now = at
        shop.poller.look()
        asked_at.append(at - NOON)
    seconds = [time.total_seconds() for time in asked_at]
    assert seconds == [10, 60, 3660, 7260, 10860]  # this gateway plans 10 s and 1 min, then each hour
    assert len(shop.gateway.asked) == 5


def test_after_eighty_hours_it_is_unknown(shop: Shop) -> None:
    [id_] = shop.accept()
    shop.says(Delivery.UNREACHABLE)
    shop.look_after(hours=79)
    assert sending.states(shop.database) == [State.ACCEPTED]
    shop.look_after(hours=1)
    row = sending.record(shop.database, id_)
    assert (row.state, row.code, row.next_ask_at) == (State.UNKNOWN, receipts.NO_RESULT, None)


def test_a_lost_answer_is_found_by_our_reference(shop: Shop) -> None:
    id_ = shop.lose()
    shop.says(Delivery.PENDING)
    shop.look_after(seconds=10)
    row = sending.record(shop.database, id_)
    assert shop.gateway.asked == [[Sent(row.reference, "", sending.number(0), NOON)]]
    assert (row.state, row.gateway_id, row.sent_at, row.code) == (State.ACCEPTED, "g-found", NOON, "")
    shop.says(Delivery.DELIVERED)
    shop.look_after(minutes=1)
    assert sending.states(shop.database) == [State.DELIVERED]


def test_a_lost_answer_that_was_delivered_meanwhile(shop: Shop) -> None:
    shop.lose()
    shop.says(Delivery.DELIVERED)
    shop.look_after(seconds=10)
    assert sending.states(shop.database) == [State.DELIVERED]


def test_not_listed_is_no_proof_of_not_sent(shop: Shop) -> None:
    id_ = shop.lose()
    shop.says(Delivery.NOT_FOUND)
    for _ in range(90):
        shop.look_after(hours=1)
    row = sending.record(shop.database, id_)
    assert (row.state, row.next_ask_at) == (State.UNKNOWN, None)
    assert sending.events(shop.database, id_) == ["not_found"]


def test_what_a_person_decided_is_not_undone(shop: Shop) -> None:
    id_ = shop.lose()
    with shop.database.write() as session:
        messages.decide(session, id_, sent=False, clerk="佐藤", reason="", now=NOON)
    shop.says(Delivery.DELIVERED)
    shop.look_after(seconds=10)
    assert sending.states(shop.database) == [State.REJECTED]
    assert shop.gateway.asked == []


def test_questions_come_in_calls_of_the_size_the_gateway_takes(shop: Shop) -> None:
    shop.accept(7)
    shop.says(Delivery.DELIVERED)
    shop.look_after(seconds=10)
    assert [len(call) for call in shop.gateway.asked] == [3, 3, 1]
    assert set(sending.states(shop.database)) == {State.DELIVERED}


def test_an_answer_about_somebody_else_is_ignored(shop: Shop) -> None:
    shop.accept()
    shop.gateway.receipts = lambda _sent: [Receipt("f" * 32, "g-1", Delivery.DELIVERED, NOON)]
    shop.look_after(seconds=10)
    assert sending.states(shop.database) == [State.ACCEPTED]


def test_a_gateway_that_can_not_be_asked_is_left_alone_for_a_while(shop: Shop) -> None:
    shop.accept()

    def unavailable(_sent: Sequence[Sent]) -> Sequence[Receipt]:
        raise GatewayUnavailable

    shop.gateway.receipts = unavailable
    shop.look_after(seconds=10)
    shop.look_after(seconds=1)
    assert len(shop.gateway.asked) == 1
    assert shop.troubles == ["gateway_unavailable"]
    shop.says(Delivery.DELIVERED)
    shop.look_after(seconds=30)
    assert sending.states(shop.database) == [State.DELIVERED]
    assert sending.events(shop.database, 1) == ["delivered"]


def test_a_gateway_that_asks_for_time_gets_it(shop: Shop) -> None:
    shop.accept()

    def too_often(_sent: Sequence[Sent]) -> Sequence[Receipt]:
        error = GatewayUnavailable()
        error.wait = timedelta(minutes=5)
        raise error

    shop.gateway.receipts = too_often
    shop.look_after(seconds=10)
    shop.look_after(minutes=4)
    assert len(shop.gateway.asked) == 1
    shop.says(Delivery.DELIVERED)
    shop.look_after(minutes=1)
    assert sending.states(shop.database) == [State.DELIVERED]


def test_many_results_are_written_in_several_goes(shop: Shop) -> None:
    """Others write in between."""
    shop.gateway.capabilities = replace(shop.gateway.capabilities, ask_at_once=1000)
    shop.accept(450)
    shop.says(Delivery.DELIVERED)
    shop.look_after(seconds=10)
    assert [len(call) for call in shop.gateway.asked] == [450]
    assert set(sending.states(shop.database)) == {State.DELIVERED}
    assert len(shop.tellings) == 3


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        (Receipt("", "g", Delivery.FAILED, NOON, "why", blames_number=True), "why"),
        (Receipt("", "g", Delivery.FAILED, NOON, "why"), ""),
        (Receipt("", "g", Delivery.UNREACHABLE, NOON, "why", blames_number=True), ""),
    ],
)
def test_only_a_failure_that_is_the_numbers_fault_leaves_a_flag(
    shop: Shop, add_customer: Callable[..., Customer], said: Receipt, flag: str
) -> None:
    add_customer(mobile=f"0{sending.number(0).removeprefix('+81')}")
    shop.accept()
    shop.gateway.receipts = lambda asked: [replace(said, reference=one.reference) for one in asked]
    shop.look_after(seconds=10)
    failed = said.delivery is Delivery.FAILED
    assert sending.states(shop.database) == [State.UNDELIVERED if failed else State.ACCEPTED]
    with shop.database.read() as session:
        assert set(session.scalars(select(CustomerRow.number_bad))) == {flag}


@pytest.mark.parametrize(
    ("first", "then", "flag"), [(Delivery.DELIVERED, Delivery.FAILED, "why"), (Delivery.FAILED, Delivery.DELIVERED, "")]
)
def test_of_two_results_of_a_number_heard_at_once_the_later_one_holds(
    shop: Shop, add_customer: Callable[..., Customer], first: Delivery, then: Delivery, flag: str
) -> None:
    add_customer(mobile=f"0{sending.number(0).removeprefix('+81')}")
    shop.accept()
    shop.accept()
    said = [
        Receipt("", "g", one, NOON + timedelta(seconds=later), "why", blames_number=one is Delivery.FAILED)
        for one, later in ((then, 5), (first, 0))
    ]
    shop.gateway.receipts = lambda asked: [replace(r, reference=o.reference) for r, o in zip(said, asked, strict=True)]
    shop.look_after(seconds=10)
    with shop.database.read() as session:
        assert set(session.scalars(select(CustomerRow.number_bad))) == {flag}


def test_only_one_process_of_a_shop_asks(shop: Shop, database: Database, clock: Clock, changes: Changes) -> None:
    other = ResultPoller(database, Only(shop.gateway), clock, changes)
    assert shop.poller.look() == PollerConfig().longest
    assert other.look() == PollerConfig().not_mine
    clock.run(seconds=61)
    assert other.look() == PollerConfig().longest
    assert shop.poller.look() == PollerConfig().not_mine


def test_a_pc_without_the_keys_of_a_contract_is_in_nobodys_way(
    shop: Shop, database: Database, clock: Clock, changes: Changes
) -> None:
    class Without:
        def all(self) -> dict[str, Gateway]:
            return {"another": Scripted()}

    without = ResultPoller(database, Without(), clock, changes)
    assert without.look() == PollerConfig().longest
    shop.accept()
    shop.says(Delivery.DELIVERED)
    shop.look_after(seconds=10)
    assert sending.states(database) == [State.DELIVERED]


def test_a_poller_that_ends_hands_over_at_once(shop: Shop, database: Database, clock: Clock, changes: Changes) -> None:
    runner = Runner(shop.poller)
    runner.start()

    def holds() -> bool:
        with database.read() as session:
            return session.get(LeaseRow, leases.results(PRACTICE)) is not None

    until(holds)
    assert runner.stop(30)
    assert ResultPoller(database, Only(shop.gateway), clock, changes).look() == PollerConfig().longest


@pytest.mark.parametrize(
    ("age", "wait"),
    [
        (timedelta(0), timedelta(seconds=10)),
        (timedelta(seconds=10), timedelta(seconds=50)),
        (timedelta(minutes=5), timedelta(minutes=25)),
        (timedelta(minutes=30), timedelta(hours=1)),
        (timedelta(days=2), timedelta(hours=1)),
    ],
)
def test_the_plan(age: timedelta, wait: timedelta) -> None:
    assert next_question(NOON, NOON + age, ASK_AFTER) == NOON + age + wait


@pytest.mark.parametrize(
    ("last_digits", "state", "seen"),
    [
        ("2222", State.DELIVERED, "delivered"),
        ("0001", State.REJECTED, None),
        ("0002", State.UNDELIVERED, "failed"),
        ("0003", State.DELIVERED, "delivered"),
        ("0004", State.UNKNOWN, None),
        ("0005", State.DELIVERED, "delivered"),
    ],
)
def test_the_whole_way_through_the_practice_gateway(
    database: Database,
    terms: ShopTerms,
    clock: Clock,
    changes: Changes,
    tmp_path: Path,
    last_digits: str,
    state: State,
    seen: str | None,
) -> None:
    """Sender, practice gateway and poller together, on a clock that runs as fast as they do."""
    at_once = Pace(timedelta(0), timedelta(0))
    gateway = PracticeGateway(tmp_path / "practice.sqlite3", clock, at_once)
    source = Only(gateway)
    number = f"+819011{last_digits:0>6}"
    with database.write() as session:
        single = replace(recipient(0), e164=number, recipient_key=number)
        messages.confirm(session, job_of([single], JobKind.SINGLE), NOON)
    runner = Runner(Sender(database, source, terms, clock, changes))
    runner.start()
    until(lambda: sending.states(database)[0] not in (State.QUEUED, State.CLAIMED, State.POSTING))
    assert runner.stop(30)
    poller = ResultPoller(database, source, clock, changes)
    arrived: list[str] = []
    gateway.on_arrival(lambda arrivals: arrived.extend(arrival.e164 for arrival in arrivals))
    for _ in range(90):
        clock.run(seconds=1)
        poller.look()
    gateway.look()
    assert sending.states(database) == [state]
    assert sending.events(database, 1)[-1:] == ([seen] if seen else [])
    assert arrived == ([number] if state is State.DELIVERED else [])

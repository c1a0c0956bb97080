"""The practice gateway: the shared contract, and its magic numbers, handset and memory."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dreampower_sms.gateways.errors import GatewayIncomplete, GatewayMissing, GatewayUnavailable
from dreampower_sms.gateways.outcome import Accepted, Delivery, NotSent, Refused, Unknown
from dreampower_sms.gateways.practice import ASK_AFTER, Arrival, Pace, PracticeGateway
from dreampower_sms.gateways.protocol import Sent
from dreampower_sms.gateways.registry import GATEWAYS, Setup, build
from tests.gateways.contract import BODY, GatewayContract, outgoing

AT_ONCE = Pace(timedelta(0), timedelta(0), timedelta(seconds=3), timedelta(seconds=20))
START = datetime(2026, 11, 24, 3, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def run(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway(tmp_path: Path, clock: Clock) -> Iterator[PracticeGateway]:
    gateway = PracticeGateway(tmp_path / "practice.sqlite3", clock, AT_ONCE)
    yield gateway
    gateway.close()


class TestContract(GatewayContract):
    takes, refuses, loses_answer, fails_later = "+819011112222", "+819011110001", "+819011110003", "+819011110002"
    idempotent = True

    @pytest.fixture(autouse=True)
    def _clock(self, clock: Clock) -> None:
        self.pass_time = lambda time: clock.run(time.total_seconds())


def deliveries(gateway: PracticeGateway, clock: Clock, number: str, *seconds: int) -> list[Delivery | None]:
    """What `ask` says at each of these times after sending."""
    message = outgoing(number)
    gateway.send(message)
    answers: list[Delivery | None] = []
    for at in seconds:
        clock.now = START + timedelta(seconds=at)
        receipts = gateway.ask([Sent(message.reference, "", number)])
        answers.append(receipts[0].delivery if receipts else None)
    return answers


@pytest.mark.parametrize(
    ("number", "outcome", "answers"),
    [
        ("+819011112222", Accepted, [Delivery.PENDING, Delivery.DELIVERED, Delivery.DELIVERED]),
        ("+819011110001", Refused, [None, None, None]),
        ("+819011110002", Accepted, [Delivery.PENDING, Delivery.FAILED, Delivery.FAILED]),
        ("+819011110003", Unknown, [Delivery.PENDING, Delivery.DELIVERED, Delivery.DELIVERED]),
        ("+819011110004", Unknown, [None, None, None]),
        ("+819011110005", Accepted, [Delivery.PENDING, Delivery.UNREACHABLE, Delivery.DELIVERED]),
    ],
)
def test_magic_numbers(
    gateway: PracticeGateway, clock: Clock, number: str, outcome: type, answers: list[Delivery | None]
) -> None:
    assert isinstance(gateway.send(outgoing(number)), outcome)
    assert deliveries(gateway, clock, number, 2, 3, 23) == answers


def test_it_says_that_nobody_is_reached(gateway: PracticeGateway) -> None:
    assert not gateway.capabilities.real


def test_the_first_questions_meet_every_fate() -> None:
    """Asked at the times it asks for, each result is known within a minute."""
    assert ASK_AFTER[-1] > Pace().delivery + Pace().out_of_reach + Pace().answer


def test_results_survive_a_restart(gateway: PracticeGateway, clock: Clock, tmp_path: Path) -> None:
    message = outgoing("+819011112222")
    first = gateway.send(message)
    gateway.close()
    clock.run(5)
    again = PracticeGateway(tmp_path / "practice.sqlite3", clock, AT_ONCE)
    [receipt] = again.ask([Sent(message.reference, "", message.e164)])
    assert receipt.delivery is Delivery.DELIVERED
    assert again.send(message) == first
    assert [arrival.body for arrival in again.arrivals()] == [BODY]


def test_the_handset_gets_what_arrives_once_and_nothing_else(gateway: PracticeGateway, clock: Clock) -> None:
    shown: list[Arrival] = []
    gateway.on_arrival(shown.extend)
    for last in ("2222", "0001", "0002", "0003", "0004", "0005"):
        gateway.send(outgoing(f"+81901111{last}", body=last))
    gateway.look()
    assert shown == []
    clock.run(3)
    gateway.look()
    gateway.look()
    assert sorted(arrival.body for arrival in shown) == ["0003", "2222"]
    clock.run(20)
    gateway.look()
    assert [arrival.body for arrival in shown[2:]] == ["0005"]
    assert shown[2].at == START + timedelta(seconds=23)


def test_what_arrived_since_the_last_look_is_told_in_one_call(gateway: PracticeGateway, clock: Clock) -> None:
    calls: list[list[str]] = []
    gateway.on_arrival(lambda arrivals: calls.append([arrival.body for arrival in arrivals]))
    for n in range(5):
        gateway.send(outgoing(f"+8190111122{n}2", body=str(n)))
        clock.run(1)
    clock.run(3)
    gateway.look()
    gateway.look()
    assert calls == [["0", "1", "2", "3", "4"]]


def test_the_handset_shows_what_another_process_sent(gateway: PracticeGateway, clock: Clock, tmp_path: Path) -> None:
    shown: list[Arrival] = []
    gateway.on_arrival(shown.extend)
    worker = PracticeGateway(tmp_path / "practice.sqlite3", clock, AT_ONCE)
    worker.send(outgoing("+819011112222", body="from the worker"))
    clock.run(3)
    gateway.look()
    assert [arrival.body for arrival in shown] == ["from the worker"]


def test_another_pc_answers_for_a_message_by_its_id(gateway: PracticeGateway, clock: Clock, tmp_path: Path) -> None:
    """On a shared database one PC asks for the results of all; its practice file knows only its own messages."""
    message = outgoing("+819011112222")
    outcome = gateway.send(message)
    assert isinstance(outcome, Accepted)
    clock.run(4)
    other = PracticeGateway(tmp_path / "other" / "practice.sqlite3", clock, AT_ONCE)
    assert isinstance(other.send(outgoing("+819011112222")), Accepted)
    sent = Sent(message.reference, outcome.gateway_id, message.e164)
    assert other.ask([sent]) == gateway.ask([sent])


def test_a_clock_set_back_announces_nothing_twice(gateway: PracticeGateway, clock: Clock) -> None:
    shown: list[Arrival] = []
    gateway.on_arrival(shown.extend)
    gateway.send(outgoing("+819011112222"))
    clock.run(3)
    gateway.look()
    clock.run(-3600)
    gateway.look()
    clock.run(3600)
    gateway.look()
    assert len(shown) == 1


def test_closing_ends_a_wait_for_an_answer(tmp_path: Path, clock: Clock) -> None:
    slow = PracticeGateway(tmp_path / "practice.sqlite3", clock, Pace(answer=timedelta(hours=1)))
    outcomes: list[object] = []
    sending = threading.Thread(target=lambda: outcomes.append(slow.send(outgoing("+819011112222"))), daemon=True)
    sending.start()
    slow.close()
    sending.join(timeout=30)
    assert not sending.is_alive()
    assert isinstance(outcomes[0], Accepted)


def test_a_store_that_cannot_be_written_is_proof_that_nothing_was_sent(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "practice.sqlite3").mkdir()
    gateway = PracticeGateway(tmp_path / "practice.sqlite3", clock, AT_ONCE)
    outcome = gateway.send(outgoing("+819011112222"))
    assert isinstance(outcome, NotSent)
    assert outcome.code == "practice_store"
    with pytest.raises(GatewayUnavailable):
        gateway.ask([Sent("a" * 32, "", "+819011112222")])


def test_the_memory_is_bounded(gateway: PracticeGateway, clock: Clock, tmp_path: Path) -> None:
    gateway.send(outgoing("+819011112222", body="old"))
    clock.run(timedelta(days=101).total_seconds())
    again = PracticeGateway(tmp_path / "practice.sqlite3", clock, AT_ONCE)
    again.send(outgoing("+819011112222", body="new"))
    with sqlite3.connect(tmp_path / "practice.sqlite3") as raw:
        assert raw.execute("SELECT body FROM message").fetchall() == [("new",)]
    raw.close()


def test_the_registry_builds_each_gateway_under_its_own_name(tmp_path: Path, clock: Clock) -> None:
    gateway = build("practice", Setup(tmp_path, clock))
    assert gateway.name == "practice"
    gateway.close()
    for name in GATEWAYS.keys() - {"practice"}:
        with pytest.raises(GatewayIncomplete):
            build(name, Setup(tmp_path, clock))
    with pytest.raises(GatewayMissing):
        build("carrier pigeon", Setup(tmp_path, clock))

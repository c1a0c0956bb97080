"""How 空電 is asked for results: what each answer means, and how many calls it takes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.karaden_results import MOST_CALLS
from dreampower_sms.gateways.outcome import Delivery, Receipt
from dreampower_sms.gateways.protocol import Sent
from tests.gateways.http_contract import START, Clock
from tests.gateways.servers import karaden_server as there
from tests.gateways.servers.loopback import Answer, Fault, serve
from tests.gateways.test_karaden import E164, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = Clock()
    with serve(there.Karaden(clock)) as server:
        world = World(server, clock, tmp_path)
        yield world
        world.gateway.close()


def sent(world: World, count: int, at: datetime = START, every: float = 0.1, last4: str = "2222") -> list[Sent]:
    """Messages that the provider took one after the other, without the time that real requests take."""
    made: list[Sent] = []
    for n in range(count):
        reference, moment = uuid4().hex, at + timedelta(seconds=n * every)
        taken = there.Taken(str(uuid4()), f"0901111{last4}", "本文", [reference], "", moment)
        world.taken.append(taken)
        made.append(Sent(reference, taken.id, E164, moment))
    return made


def by_reference(receipts: Any) -> dict[str, Receipt]:
    return {receipt.reference: receipt for receipt in receipts}


@pytest.mark.parametrize(
    ("last4", "delivery", "code", "charged"),
    [
        ("2222", Delivery.DELIVERED, "", 1),
        (there.UNDELIVERED, Delivery.FAILED, "karaden_undelivered", 1),
        (there.OUT_OF_REACH, Delivery.UNREACHABLE, "karaden_unconnected", 1),
        (there.SEND_ERROR, Delivery.FAILED, "karaden_send_error", 0),
        (there.NO_RESULT, Delivery.PENDING, "karaden_result_unknown", 1),
    ],
)
@pytest.mark.parametrize("crowd", [1, 5])
def test_what_each_result_means(
    world: World, last4: str, delivery: Delivery, code: str, charged: int, crowd: int
) -> None:
    messages = sent(world, crowd, last4=last4)
    world.clock.now += timedelta(minutes=1)
    receipts = world.gateway.ask(messages)
    assert {receipt.reference for receipt in receipts} == {one.reference for one in messages}
    for receipt in receipts:
        assert (receipt.delivery, receipt.code, receipt.charged_units) == (delivery, code, charged)
        assert receipt.blames_number is (last4 == there.UNDELIVERED)


def test_out_of_reach_is_no_end(world: World) -> None:
    messages = sent(world, 5, last4=there.OUT_OF_REACH)
    world.clock.now += timedelta(minutes=1)
    assert {receipt.delivery for receipt in world.gateway.ask(messages)} == {Delivery.UNREACHABLE}
    world.clock.now += timedelta(hours=3)
    assert {receipt.delivery for receipt in world.gateway.ask(messages)} == {Delivery.DELIVERED}


def test_the_time_of_arrival_is_the_providers(world: World) -> None:
    [one] = sent(world, 1)
    world.clock.now += timedelta(hours=5)
    [receipt] = world.gateway.ask([one])
    assert receipt.at == START + timedelta(seconds=5)


def test_fields_may_be_missing_or_null(world: World) -> None:
    item = {"id": "i", "object": "message", "tags": None, "status": "done", "sent_result": "received", "error": None}
    nulls = dict.fromkeys(("received_at", "updated_at", "created_at", "charged_count_per_sent", "carrier"))
    world.server.fault = Fault(answer=Answer.of(200, {**item, **nulls}))
    [receipt] = world.gateway.ask([Sent("a" * 32, "i", E164, START)])
    assert (receipt.delivery, receipt.at, receipt.charged_units) == (Delivery.DELIVERED, world.clock(), None)
    assert receipt.reference == "a" * 32


def test_a_time_without_a_zone_is_japans(world: World) -> None:
    item = {"id": "i", "status": "done", "sent_result": "received", "received_at": "2026-11-24T12:00:00"}
    world.server.fault = Fault(answer=Answer.of(200, item))
    [receipt] = world.gateway.ask([Sent("a" * 32, "i", E164, START)])
    assert receipt.at == datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_a_list_holds_strangers_and_nonsense(world: World) -> None:
    """Other programs may use the same tenant."""
    messages = sent(world, 5)
    world.clock.now += timedelta(minutes=1)
    sent(world, 20, START)
    receipts = world.gateway.ask(messages)
    assert {receipt.reference for receipt in receipts} == {one.reference for one in messages}
    world.server.fault = Fault(answer=Answer.of(200, {"object": "list", "has_more": True, "data": [None, 3, {}]}))
    with pytest.raises(GatewayUnavailable):
        world.server.fault = Fault(answer=Answer.of(200, {"object": "list", "has_more": False, "data": "none"}))
        world.gateway.ask(messages)


def test_a_list_that_never_ends_is_given_up(world: World) -> None:
    stranger = {"id": "s", "tags": [], "status": "done"}
    world.server.fault = Fault(answer=Answer.of(200, {"object": "list", "has_more": True, "data": [stranger] * 100}))
    lost = [Sent(uuid4().hex, "", E164, START) for _ in range(500)]
    receipts = world.gateway.ask(lost)
    assert len(world.server.requests) <= MOST_CALLS
    assert {receipt.delivery for receipt in receipts} == {Delivery.NOT_FOUND}


def test_a_large_job_costs_few_calls(world: World) -> None:
    """Half of it is done, and a hundred are out of reach: a page for each hundred, and no single questions."""
    done = sent(world, 2500, START) + sent(world, 100, START, last4=there.OUT_OF_REACH)
    waiting = sent(world, 2500, START + timedelta(minutes=5))
    world.clock.now = START + timedelta(minutes=5)
    receipts = by_reference(world.gateway.ask([*done, *waiting]))
    assert receipts.keys() == {one.reference for one in done}
    assert len(world.server.requests) <= 28


def test_stragglers_of_a_large_job_are_asked_about_by_themselves(world: World) -> None:
    """Everybody else's result is known already: their pages would say nothing new."""
    job = sent(world, 3000, START, every=0.05)
    late = sent(world, 200, START + timedelta(minutes=4), last4="3333")
    world.clock.now = START + timedelta(minutes=4)
    stragglers = [*job[::150], *late]
    receipts = by_reference(world.gateway.ask(stragglers))
    assert len(world.server.requests) <= 26
    assert {receipts[one.reference].delivery for one in job[::150]} == {Delivery.DELIVERED}
    assert {receipts[one.reference].delivery for one in late} == {Delivery.PENDING}


def test_what_was_not_reached_comes_first_some_other_time(world: World) -> None:
    """More than one question can hold: nothing is invented, and in the end everything is known."""
    lost = [Sent(one.reference, "", E164, None) for one in sent(world, 150)]
    world.clock.now += timedelta(hours=1)
    known: set[str] = set()
    for _ in range(60):
        before = len(world.server.requests)
        receipts = world.gateway.ask([one for one in lost if one.reference not in known])
        assert len(world.server.requests) - before <= MOST_CALLS
        assert all(receipt.delivery is Delivery.DELIVERED for receipt in receipts)
        known |= {receipt.reference for receipt in receipts}
        if len(known) == len(lost):
            return
    pytest.fail("some were never asked about")


def test_days_between_messages_are_not_listed(world: World) -> None:
    first, second = sent(world, 10, START), sent(world, 10, START + timedelta(days=2))
    world.clock.now = START + timedelta(days=2, hours=1)
    assert len(world.gateway.ask([*first, *second])) == 20
    assert len(world.server.requests) == 2
    for request in world.server.requests:
        window = datetime.fromisoformat(request.asked("end_at")) - datetime.fromisoformat(request.asked("start_at"))
        assert window < timedelta(hours=1)


@pytest.mark.parametrize("minutes", [-600, -7, -4, 4, 7, 600])
@pytest.mark.parametrize("every", [0.1, 20.0])
def test_clocks_may_differ(world: World, minutes: int, every: float) -> None:
    """A PC without a time server must not lose its results: the provider's own times are followed."""
    messages = sent(world, 50, every=every)
    for taken in world.taken:
        taken.at += timedelta(minutes=minutes)
    world.clock.now = START + timedelta(minutes=max(0, minutes) + 30)
    assert {receipt.delivery for receipt in world.gateway.ask(messages)} == {Delivery.DELIVERED}
    assert len(world.gateway.ask(messages)) == 50
    assert len(world.server.requests) <= 10


def test_what_is_under_way_is_told_from_what_was_not_listed(world: World) -> None:
    messages = sent(world, 50, every=0.01)
    world.clock.now = world.taken[-1].at + timedelta(seconds=2)
    [receipt] = world.gateway.ask(messages)  # one that was asked about to see whether the clocks agree
    assert receipt.delivery is Delivery.PENDING
    assert len(world.server.requests) == 3


def test_what_was_learnt_before_a_failure_is_kept(world: World) -> None:
    messages = [Sent(one.reference, one.gateway_id, E164, None) for one in sent(world, 3)]
    world.clock.now += timedelta(minutes=1)
    provider = world.server.provider
    answered = 0
    usual = provider.answer

    def twice_only(request: Any) -> Answer:
        nonlocal answered
        answered += 1
        return usual(request) if answered <= 2 else Answer(503)

    provider.answer = twice_only
    assert len(world.gateway.ask(messages)) == 2
    with pytest.raises(GatewayUnavailable):
        world.gateway.ask(messages)

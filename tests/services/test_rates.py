"""The rate of a contract, shared by every sender of a shop, on both databases."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import update

from dreampower_sms.db import rates
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_messages import SendRateRow
from dreampower_sms.domain.messages import Outgoing, State
from dreampower_sms.gateways.outcome import Accepted, NotSent, Outcome
from tests import sending
from tests.sending import PRACTICE
from tests.services.bench import Bench
from tests.services.fakes import Scripted, until


def take(database: Database, rate: float | None, wanted: int) -> tuple[int, float]:
    with database.write() as session:
        allowed = rates.allowance(session, PRACTICE, rate, wanted)
        wait = rates.spend(session, allowed, allowed.room) if allowed.room else allowed.wait
        return allowed.room, wait


def limited(rate: float) -> Scripted:
    gateway = Scripted()
    gateway.capabilities = type(gateway.capabilities)(True, False, rate)
    return gateway


def test_without_a_rate_everything_may_leave(bench: Bench) -> None:
    assert take(bench.database, None, 1000) == (1000, 0.0)


def test_a_quarter_of_a_second_s_worth_may_leave_at_once_and_then_evenly(bench: Bench) -> None:
    room, wait = take(bench.database, 40, 1000)
    assert room == 10
    assert 0 < wait <= 5 / 40  # half of it: two or three leave at a time
    began = time.monotonic()
    left = 10
    while left < 41:
        more, wait = take(bench.database, 40, 1000)
        left += more
        time.sleep(wait)
    assert time.monotonic() - began >= 0.9  # 40 a second and not one more; how much slower, the machine decides


def test_a_slow_contract_sends_one_at_a_time(bench: Bench) -> None:
    room, wait = take(bench.database, 0.5, 8)
    assert room == 1
    assert 1.9 < wait <= 2.1


def test_what_was_not_used_is_not_spent(bench: Bench) -> None:
    with bench.database.write() as session:
        allowed = rates.allowance(session, PRACTICE, 4, 8)
        assert allowed.room == 1
        assert rates.spend(session, allowed, 0) == 0.0
    assert take(bench.database, 4, 8)[0] == 1


def test_a_clock_that_was_set_back_stops_nobody(bench: Bench) -> None:
    take(bench.database, 4, 8)
    with bench.database.write() as session:
        hour = 3_600_000_000
        session.execute(update(SendRateRow).values(due=SendRateRow.due + hour, seen=SendRateRow.seen + hour))
    assert take(bench.database, 4, 8)[0] == 1


def test_a_gateway_that_asks_for_time_is_left_alone_by_everybody_for_an_hour_at_most(bench: Bench) -> None:
    with bench.database.write() as session:
        rates.hold_back(session, PRACTICE, timedelta(days=1))
        rates.hold_back(session, PRACTICE, timedelta(seconds=1))
    for rate in (None, 20.0):
        room, wait = take(bench.database, rate, 5)
        assert room == 0
        assert 3000 < wait <= 3600


def test_several_senders_together_keep_to_the_rate(bench: Bench) -> None:
    gateway = limited(50)
    times: list[float] = []

    def note(message: Outgoing) -> Outcome:
        times.append(time.monotonic())
        return Accepted(message.reference)

    gateway.answer = note
    sending.confirm(bench.database, 60)
    for _ in range(3):
        bench.start(gateway=gateway)
    until(bench.all_are(State.ACCEPTED))
    assert len(times) == 60
    assert max(times) - min(times) >= 0.9  # 50 within a second; a thread may start late


@pytest.mark.parametrize("wait", [timedelta(milliseconds=300), None])
def test_429_holds_the_contract_back_and_pauses_no_job(bench: Bench, wait: timedelta | None) -> None:
    ids = sending.confirm(bench.database, 12)
    answered: list[float] = []

    def busy_first(message: Outgoing) -> Outcome:
        answered.append(time.monotonic())
        return NotSent("rate_limited", wait=wait) if len(answered) <= 4 else Accepted(message.reference)

    bench.gateway.answer = busy_first
    bench.start()
    until(lambda: bench.states().count(State.ACCEPTED) == 8)
    assert bench.states().count(State.QUEUED) == 4
    assert sorted(len(sending.attempts(bench.database, id_)) for id_ in ids) == [1] * 12
    if wait is not None:
        assert answered[4] - answered[3] >= wait.total_seconds() * 0.9
    bench.clock.run(minutes=1)
    until(bench.all_are(State.ACCEPTED))


@pytest.fixture(autouse=True)
def stop(bench: Bench) -> object:
    yield
    bench.stop()

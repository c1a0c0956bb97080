"""A contract's budget is looked at when messages leave: what it does not pay for waits, and its job says why."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from dreampower_sms.db import jobs, messages
from dreampower_sms.db.tables import ContractRow, JobRow
from dreampower_sms.domain.budget import Overrun
from dreampower_sms.domain.jobs import Held, JobKind, JobState
from dreampower_sms.domain.messages import State
from dreampower_sms.gateways.outcome import NotSent
from tests import sending
from tests.sending import PRACTICE
from tests.services.bench import Bench
from tests.services.fakes import until


@pytest.fixture(autouse=True)
def stop(bench: Bench) -> Iterator[None]:
    yield
    bench.stop()


def allow(bench: Bench, **limits: int) -> None:
    with bench.database.write() as session:
        session.execute(update(ContractRow).where(ContractRow.id == PRACTICE).values(**limits))


def paused(bench: Bench) -> list[str]:
    with bench.database.read() as session:
        return list(session.scalars(select(JobRow.paused_code).where(JobRow.state == JobState.PAUSED.value)))


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"day_messages": 5}, Overrun.DAY_MESSAGES),
        ({"month_messages": 5}, Overrun.MONTH_MESSAGES),
    ],
)
def test_what_is_over_the_limit_waits_and_its_job_says_why(bench: Bench, limits: dict[str, int], why: Overrun) -> None:
    allow(bench, **limits)
    sending.confirm(bench.database, 12)
    for _ in range(3):
        bench.start()
    until(lambda: paused(bench) == [why.value] and bench.states().count(State.CLAIMED) == 0)
    until(lambda: bench.states().count(State.ACCEPTED) == 5)
    assert len(bench.gateway.sent) == 5
    assert bench.states().count(State.QUEUED) == 7


def test_a_raised_limit_and_a_resumed_job_send_the_rest(bench: Bench) -> None:
    allow(bench, day_messages=2)
    sending.confirm(bench.database, 4)
    bench.start()
    until(lambda: paused(bench) == [Overrun.DAY_MESSAGES.value])
    until(lambda: bench.states().count(State.ACCEPTED) == 2)
    allow(bench, day_messages=4)
    with bench.database.write() as session:
        job_id = session.scalars(select(JobRow.id)).one()
        assert jobs.resume(session, job_id, bench.clock())
    until(bench.all_are(State.ACCEPTED))


def test_yen_are_counted_as_they_were_confirmed(bench: Bench) -> None:
    ids = sending.confirm(bench.database, 6)
    price = sending.record(bench.database, ids[0]).price
    assert price > 0
    allow(bench, month_yen=int(price * 3 + Decimal("0.99")))
    bench.start()
    until(lambda: paused(bench) == [Overrun.MONTH_YEN.value])
    until(lambda: bench.states().count(State.ACCEPTED) == int(int(price * 3 + Decimal("0.99")) / price))


def test_a_single_message_over_the_limit_waits_for_a_person(bench: Bench) -> None:
    allow(bench, day_messages=1)
    ids = [sending.confirm(bench.database, 1, first=n, kind=JobKind.SINGLE)[0] for n in range(2)]
    bench.start()
    until(lambda: sending.record(bench.database, ids[1]).held_code == Held.STOPPED)
    row = sending.record(bench.database, ids[1])
    assert (row.state, row.code, paused(bench)) == (State.QUEUED, Overrun.DAY_MESSAGES, [])
    allow(bench, day_messages=2)
    with bench.database.write() as session:
        assert messages.let_go(session, ids, bench.clock()) == [ids[1]]
    until(bench.all_are(State.ACCEPTED))


def test_an_empty_balance_pauses_the_job_and_loses_nothing(bench: Bench) -> None:
    bench.gateway.answer = lambda _message: NotSent("no_balance", every_message=True)
    sending.confirm(bench.database, 12)
    bench.start()
    until(lambda: paused(bench) == ["no_balance"])
    until(bench.all_are(State.QUEUED))
    assert len(bench.gateway.sent) <= 8

"""Sender, 空電's adapter, its loopback server and the poller together, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dreampower_sms.db import jobs, messages
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.jobs import JobState
from dreampower_sms.domain.messages import State
from dreampower_sms.gateways.http import Patience
from dreampower_sms.gateways.karaden import KaradenGateway
from dreampower_sms.gateways.setup import Setup
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.results import ResultPoller
from dreampower_sms.services.runner import Runner
from dreampower_sms.services.sender import Sender
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.gateways.servers import karaden_server as there
from tests.gateways.servers.loopback import FINE, Answer, Fault, Loopback, serve
from tests.sending import NOON, Clock, job_of, recipient
from tests.services.fakes import Only, until

FATES = {
    "2222": State.DELIVERED,
    there.REFUSED: State.REJECTED,
    there.UNDELIVERED: State.UNDELIVERED,
    there.ANSWER_LOST: State.DELIVERED,
    there.OUT_OF_REACH: State.DELIVERED,
    there.SEND_ERROR: State.UNDELIVERED,
    there.NO_RESULT: State.UNKNOWN,
}
WAITING = {State.QUEUED, State.CLAIMED, State.POSTING}


@pytest.fixture
def server(clock: Clock) -> Iterator[Loopback]:
    with serve(there.Karaden(clock)) as server:
        yield server


@pytest.fixture
def source(server: Loopback, clock: Clock, tmp_path: Path) -> Iterator[Only]:
    options = {"tenant": there.TENANT, "service_id": there.SERVICE, "base_url": f"{server.url}/api"}
    gateway = KaradenGateway(Setup(tmp_path, clock, options, lambda _name: there.TOKEN), Patience(silence=20))
    yield Only(gateway)
    gateway.close()


@pytest.fixture
def runner(database: Database, source: Only, terms: ShopTerms, clock: Clock, changes: Changes) -> Iterator[Runner]:
    runner = Runner(Sender(database, source, terms, clock, changes))
    runner.start()
    yield runner
    assert runner.stop(30)


def confirm(database: Database, *last4: str) -> str:
    """One list of messages to these numbers. Returns the id of its job."""
    numbers = [f"+8190111{n:01d}{digits}" for n, digits in enumerate(last4)]
    people = [replace(recipient(n), e164=number, recipient_key=number) for n, number in enumerate(numbers)]
    job = job_of(people)
    with database.write() as session:
        messages.confirm(session, job, NOON)
    return job.id


def test_every_fate_ends_as_it_should_and_nothing_leaves_twice(
    database: Database, server: Loopback, source: Only, runner: Runner, clock: Clock, changes: Changes
) -> None:
    confirm(database, *FATES)
    until(lambda: not WAITING & set(sending.states(database)))
    poller = ResultPoller(database, source, clock, changes)
    for time in (timedelta(seconds=10), timedelta(minutes=1), *[timedelta(hours=1)] * 82):
        clock.now += time
        poller.look()
    assert sending.states(database) == list(FATES.values())
    tags = [taken.tags[0] for taken in server.provider.taken]
    assert len(tags) == len(set(tags)) == len(FATES) - 1


def test_a_refused_key_pauses_the_list_and_loses_nothing(database: Database, server: Loopback, runner: Runner) -> None:
    server.fault = Fault(takes=False, answer=Answer.of(401, {"object": "error", "code": "unauthentication"}))
    job_id = confirm(database, "1111", "2222", "3333")

    def paused() -> bool:
        with database.read() as session:
            job = jobs.job(session, job_id)
        return job is not None and (job.state, job.paused_code) == (JobState.PAUSED, "key_refused")

    until(paused)
    until(lambda: not {State.CLAIMED, State.POSTING} & set(sending.states(database)))
    assert server.provider.taken == []
    assert set(sending.states(database)) == {State.QUEUED}


def test_a_busy_provider_gets_every_message_once_in_the_end(
    database: Database, server: Loopback, runner: Runner, clock: Clock
) -> None:
    server.fault = Fault(takes=False, answer=Answer(429, b"", "", {"Retry-After": "1"}))
    confirm(database, "1111", "2222", "3333")
    until(lambda: len(server.requests) >= 1)
    server.fault = FINE

    def pass_time() -> bool:
        clock.now += timedelta(seconds=10)
        runner.wake()
        return set(sending.states(database)) == {State.ACCEPTED}

    until(pass_time)
    assert sorted(taken.number[-4:] for taken in server.provider.taken) == ["1111", "2222", "3333"]

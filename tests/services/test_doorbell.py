"""LISTEN and NOTIFY: a sender that looks once an hour hears of what another PC confirms."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from dreampower_sms.db import doorbell, jobs, messages
from dreampower_sms.domain.messages import State
from dreampower_sms.services.doorbell import Doorbell
from dreampower_sms.services.runner import Runner
from dreampower_sms.services.sender import Sender
from tests import sending
from tests.services.bench import QUICK, Bench
from tests.services.fakes import Only, until

Ends = tuple[socket.socket, socket.socket]
IDLE = replace(QUICK, poll=timedelta(hours=1))


@pytest.fixture
def ends() -> Iterator[Ends]:
    """What is written to the second one ends who listens with the first."""
    first, second = socket.socketpair()
    with first, second:
        yield first, second


def test_what_another_pc_confirms_leaves_at_once(bench: Bench, ends: Ends) -> None:
    if bench.database.is_sqlite:
        assert not list(doorbell.rings(bench.database, ends[0]))  # one PC: its own sender is told directly
        return
    heard = threading.Event()
    sender = Sender(bench.database, Only(bench.gateway), bench.terms, bench.clock, bench.changes, IDLE)

    def rung() -> None:
        sender.wake()
        heard.set()

    runner = Runner(sender, Doorbell(bench.database, rung))
    runner.start()
    try:
        until(heard.is_set)  # the line stands
        heard.clear()
        sending.confirm(bench.database, 3)
        until(bench.all_are(State.ACCEPTED))
        assert heard.is_set()
    finally:
        assert runner.stop(30)


def test_a_line_that_was_cut_is_taken_up_again(bench: Bench) -> None:
    rung = threading.Semaphore(0)
    runner = Runner(Doorbell(bench.database, rung.release, again=0.05))
    runner.start()
    try:
        if bench.database.is_sqlite:
            return
        assert rung.acquire(timeout=60)
        with bench.database.write() as session:
            session.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %'"))
        assert rung.acquire(timeout=60)
        with bench.database.write() as session:
            doorbell.ring(session)
        assert rung.acquire(timeout=60)
    finally:
        assert runner.stop(30)


@pytest.mark.parametrize("step", ["resume", "let_go"])
def test_what_a_person_lets_go_rings_too(bench: Bench, ends: Ends, step: str) -> None:
    ids = sending.confirm(bench.database, 1)
    if bench.database.is_sqlite:
        return
    lines = doorbell.rings(bench.database, ends[0])
    next(lines)
    with bench.database.write() as session:
        if step == "let_go":
            messages.let_go(session, ids, bench.clock())
        else:
            job_id = sending.record(bench.database, ids[0]).job_id
            assert jobs.pause(session, job_id, "")
            assert jobs.resume(session, job_id, bench.clock())
    next(lines)
    ends[1].send(b"0")
    assert not list(lines)  # without a ring: whoever listens need not look at the time to end

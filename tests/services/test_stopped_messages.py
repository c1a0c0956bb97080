"""What the sender can't let leave, or gets back too late, ends where a person finds it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dreampower_sms.db import jobs
from dreampower_sms.domain.jobs import Held, JobKind, JobState
from dreampower_sms.domain.messages import State
from dreampower_sms.gateways.outcome import Accepted, NotSent, Outcome
from dreampower_sms.services.answers import Patience
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.send_jobs import SendJobs
from tests import sending
from tests.sending import NOON
from tests.services.bench import QUICK, Bench
from tests.services.fakes import Only, until


@pytest.mark.parametrize(
    ("outcome", "held", "code"),
    [
        (NotSent("no_balance", every_message=True), Held.STOPPED, "no_balance"),
        (NotSent("dns"), Held.GAVE_UP, "dns"),
    ],
)
def test_a_single_message_that_does_not_leave_waits_for_a_person_and_its_job_stays_open(
    bench: Bench, changes: Changes, outcome: Outcome, held: Held, code: str
) -> None:
    [id_] = sending.confirm(bench.database, 1, kind=JobKind.SINGLE)
    bench.gateway.answer = lambda _message: outcome
    bench.start(replace(QUICK, patience=Patience((timedelta(0),))))
    until(lambda: sending.record(bench.database, id_).held_code == held)
    row = sending.record(bench.database, id_)
    with bench.database.read() as session:
        job = jobs.job(session, row.job_id)
    assert job is not None
    assert (row.state, row.code, job.state) == (State.QUEUED, code, JobState.OPEN)
    hand = SendJobs(bench.database, Only(bench.gateway), bench.clock, changes)
    assert hand.undecided() == [id_]
    bench.gateway.answer = lambda message: Accepted(message.reference)
    hand.let_go([id_], "佐藤")
    until(bench.all_are(State.ACCEPTED))


def test_what_comes_back_into_a_cancelled_job_is_cancelled(bench: Bench, changes: Changes) -> None:
    ids = sending.confirm(bench.database, 6)
    bench.gateway.answer = lambda _message: NotSent("dns")
    bench.gateway.gate.clear()
    bench.start()
    until(lambda: len(bench.gateway.sent) == QUICK.couriers)
    hand = SendJobs(bench.database, Only(bench.gateway), bench.clock, changes)
    hand.cancel_rest(sending.record(bench.database, ids[0]).job_id, "佐藤")
    bench.gateway.gate.set()
    until(bench.all_are(State.CANCELLED))
    assert len(bench.gateway.sent) == QUICK.couriers


def test_what_lies_in_a_cancelled_job_is_cancelled_with_the_next_heartbeat(bench: Bench) -> None:
    """The cancelling was committed in the same moment in which a message went back to the queue."""
    [id_] = sending.confirm(bench.database, 1)
    with bench.database.write() as session:
        jobs.cancel(session, sending.record(bench.database, id_).job_id, "佐藤", NOON)
    sending.touch(bench.database, id_, state=State.QUEUED, settled_at=None)
    bench.start()
    until(bench.all_are(State.CANCELLED))
    assert sending.record(bench.database, id_).settled_at == NOON

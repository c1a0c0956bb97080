"""A vehicle is 案内済 as long as something told of it, or will: not where its message came to nothing."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dreampower_sms.db import jobs, messages
from dreampower_sms.db.tables import StopRow, VehicleRow
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.people import ContactState, Customer, Vehicle
from dreampower_sms.gateways.outcome import Accepted, NotSent, Refused, Unknown
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.send_jobs import SendJobs
from tests import sending
from tests.sending import NOON, job_of, number, recipient
from tests.services.bench import Bench
from tests.services.fakes import Only, until

CONTACTED, NOT_CONTACTED = ContactState.CONTACTED, ContactState.NOT_CONTACTED


class Told:
    """Two vehicles, a list from 車検一覧 that told of them, and a person's hand on it."""

    def __init__(self, bench: Bench, changes: Changes, cars: list[Vehicle]) -> None:
        self._database, self._cars = bench.database, [car.id for car in cars]
        listed = [replace(recipient(n), customer_id=car.customer_id, vehicle_id=car.id) for n, car in enumerate(cars)]
        self.job = replace(job_of(listed, JobKind.VEHICLES), about_inspection=True)
        with self._database.write() as session:
            messages.confirm(session, self.job, NOON)
            self.ids = [id_ for id_, _ in jobs.job_messages(session, self.job.id)]
        self.hand = SendJobs(self._database, Only(bench.gateway), bench.clock, changes)

    def states(self) -> list[ContactState]:
        with self._database.read() as session:
            return [session.get_one(VehicleRow, car).contact_state for car in self._cars]


@pytest.fixture
def told(
    bench: Bench, changes: Changes, add_customer: Callable[..., Customer], add_vehicle: Callable[..., Vehicle]
) -> Told:
    people = [add_customer(mobile=f"090-2000-000{n}") for n in range(2)]
    return Told(bench, changes, [add_vehicle(person, contact_state=CONTACTED) for person in people])


def test_a_message_that_is_left_out_when_it_would_leave(bench: Bench, told: Told) -> None:
    with bench.database.write() as session:
        session.add(StopRow(e164=number(1), at=NOON, clerk="鈴木"))
    bench.start()
    until(bench.all_are(State.ACCEPTED, State.EXCLUDED))
    assert told.states() == [CONTACTED, NOT_CONTACTED]


def test_a_message_that_the_gateway_refuses(bench: Bench, told: Told) -> None:
    bench.gateway.answer = lambda out: Refused("bad_number") if out.e164 == number(1) else Accepted("g")
    bench.start()
    until(bench.all_are(State.ACCEPTED, State.REJECTED))
    assert told.states() == [CONTACTED, NOT_CONTACTED]


def test_a_message_that_comes_back_into_a_cancelled_list(bench: Bench, told: Told) -> None:
    bench.gateway.answer = lambda _message: NotSent("dns")
    bench.gateway.gate.clear()
    bench.start()
    until(lambda: len(bench.gateway.sent) == 2)
    told.hand.cancel_rest(told.job.id, "佐藤")
    assert told.states() == [CONTACTED, CONTACTED]  # both may be on their way
    bench.gateway.gate.set()
    until(bench.all_are(State.CANCELLED))
    assert told.states() == [NOT_CONTACTED, NOT_CONTACTED]


def test_a_message_that_lies_in_a_cancelled_list(bench: Bench, told: Told) -> None:
    with bench.database.write() as session:
        jobs.cancel(session, told.job.id, "佐藤", NOON)
        for car in session.query(VehicleRow):
            car.contact_state = CONTACTED
    sending.touch(bench.database, told.ids[0], state=State.QUEUED, settled_at=None)
    bench.start()
    until(bench.all_are(State.CANCELLED))
    assert told.states() == [NOT_CONTACTED, CONTACTED]


def test_a_message_of_which_a_person_says_whether_it_was_sent(bench: Bench, told: Told) -> None:
    bench.gateway.answer = lambda _message: Unknown("timeout")
    bench.start()
    until(bench.all_are(State.UNKNOWN))
    assert told.states() == [CONTACTED, CONTACTED]
    for id_, sent in zip(told.ids, (True, False), strict=True):
        told.hand.decide(id_, sent=sent, clerk="佐藤", reason="電話")
    assert told.states() == [CONTACTED, NOT_CONTACTED]


def test_a_message_that_a_person_cancels(told: Told) -> None:
    told.hand.cancel([told.ids[1]], "佐藤")
    assert told.states() == [CONTACTED, NOT_CONTACTED]

"""A vehicle is 案内済 as long as something told of it, or will: not where its message came to nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dreampower_sms.db import contact, dispatch, jobs, messages
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import MessageRecord, StopRow, VehicleRow
from dreampower_sms.domain.jobs import JobKind, new_job_id
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.people import ContactState, Customer, Vehicle
from dreampower_sms.gateways.outcome import Accepted, NotSent, Refused, Unknown
from dreampower_sms.services import answers
from dreampower_sms.services.answers import Answered, Patience
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.dispatch import Dispatch
from dreampower_sms.services.send_jobs import SendJobs
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.sending import NOON, job_of, number, recipient
from tests.services.bench import Bench
from tests.services.fakes import Only, Scripted, until

CONTACTED, NOT_CONTACTED = ContactState.CONTACTED, ContactState.NOT_CONTACTED


class Told:
    """Two vehicles, a list from 車検一覧 that told of them, and a person's hand on it."""

    def __init__(self, bench: Bench, changes: Changes, cars: list[Vehicle]) -> None:
        self._database, self._cars = bench.database, [car.id for car in cars]
        listed = [replace(recipient(n), customer_id=car.customer_id, vehicle_id=car.id) for n, car in enumerate(cars)]
        self.job = replace(job_of(listed, JobKind.VEHICLES), about_inspection=True)
        self.next_job = replace(self.job, id=new_job_id())
        """The same vehicles on another PC's list."""
        with self._database.write() as session:
            messages.confirm(session, self.job, NOON)
            self.ids = [id_ for id_, _ in jobs.job_messages(session, self.job.id)]
        self.hand = SendJobs(self._database, Only(bench.gateway), bench.clock, changes)

    def hold(self, session: Session, n: int) -> None:
        """As another PC does that is about to say how far the shop is with the n-th vehicle."""
        session.execute(select(VehicleRow.id).where(VehicleRow.id == self._cars[n]).with_for_update(key_share=True))

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


# --- at the same moment -------------------------------------------------------------------------------------


def tell_again(session: Session, told: Told) -> None:
    """What a PC writes that confirms the second list."""
    messages.confirm(session, told.next_job, NOON)
    contact.told(session, told.next_job.id, NOON)


def take_back(session: Session, told: Told) -> None:
    """What a PC writes that lets nothing of the first list leave."""
    messages.cancel_messages(session, told.ids, "佐藤", NOON)


@pytest.mark.parametrize(("first", "second"), [(tell_again, take_back), (take_back, tell_again)])
def test_a_list_that_tells_while_the_message_of_an_earlier_one_is_taken_back(
    database: Database,
    told: Told,
    first: Callable[[Session, Told], None],
    second: Callable[[Session, Told], None],
) -> None:
    with ThreadPoolExecutor(1) as other_pc, database.write() as session:
        first(session, told)
        done = other_pc.submit(_write, database, lambda session: second(session, told))
        wait([done], 0.5)
        session.commit()
        done.result(30)
    assert told.states() == [CONTACTED, CONTACTED]


def leave_out(session: Session, told: Told, terms: ShopTerms) -> None:
    session.add_all(StopRow(e164=number(n), at=NOON, clerk="鈴木") for n in range(2))
    session.flush()
    Dispatch(terms).post(session, "token", told.ids, NOON, NOON)


def write_refusals(session: Session, told: Told, _terms: ShopTerms) -> None:
    claimed = dispatch.claimed(session, "token", told.ids)
    session.execute(update(MessageRecord).values(state=State.POSTING))
    said = [Answered(message, Refused("bad_number"), Scripted().capabilities, timedelta(0)) for message in claimed]
    answers.write(session, "token", said, Patience(), NOON)


@pytest.mark.parametrize("settle", [leave_out, write_refusals])
def test_a_sender_and_a_pc_that_have_the_same_vehicles_do_not_wait_for_each_other(
    database: Database, terms: ShopTerms, told: Told, settle: Callable[[Session, Told, ShopTerms], None]
) -> None:
    later, sooner = NOON, NOON - timedelta(minutes=1)
    for id_, moment in zip(told.ids, (later, sooner), strict=True):  # the vehicle with the higher number goes first
        sending.touch(database, id_, state=State.CLAIMED, claim_token="token", not_before=moment)
    with ThreadPoolExecutor(1) as sender, database.write() as session:
        told.hold(session, 0)
        done = sender.submit(_write, database, lambda session: settle(session, told, terms))
        wait([done], 0.5)
        told.hold(session, 1)
        session.commit()
        done.result(30)
    assert told.states() == [NOT_CONTACTED, NOT_CONTACTED]


def _write(database: Database, work: Callable[[Session], None]) -> None:
    with database.write() as session:
        work(session)

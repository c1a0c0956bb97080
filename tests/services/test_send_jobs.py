"""A person's hand on lists: how far they are, pause, cancel, the undecided."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from dreampower_sms.db import liveness, messages, rates
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import AuditRow, ContractRow, MessageRecord
from dreampower_sms.domain.jobs import Held, JobKind, JobState, Wait
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.people import Customer
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.send_jobs import JobGone, ReasonMissing, SendJobs
from tests import sending
from tests.sending import NOON, PRACTICE, Clock
from tests.services.fakes import Keyless, Only, Scripted


@pytest.fixture
def gateway() -> Scripted:
    return Scripted()


@pytest.fixture
def told(changes: Changes) -> list[int]:
    ids: list[int] = []
    changes.listen(ids.extend)
    return ids


@pytest.fixture
def hand(database: Database, gateway: Scripted, clock: Clock, changes: Changes) -> SendJobs:
    return SendJobs(database, Only(gateway), clock, changes, pc="受付1")


def job_of(database: Database, message_id: int) -> str:
    return sending.record(database, message_id).job_id


def audit(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as session:
        return [(row.action, row.entity, row.clerk) for row in session.scalars(select(AuditRow).order_by(AuditRow.id))]


def test_a_list_tells_how_far_it_is(hand: SendJobs, database: Database, clock: Clock) -> None:
    ids = sending.confirm(database, 10)
    sending.confirm(database, 1, first=50, kind=JobKind.SINGLE)
    for message_id, state in zip(
        ids, (State.DELIVERED, State.DELIVERED, State.UNDELIVERED, State.UNKNOWN), strict=False
    ):
        sending.touch(database, message_id, state=state, posted_at=NOON)
    sending.touch(database, ids[-1], held_code=Held.MISSED.value)
    clock.run(seconds=30)
    [job] = hand.lists()
    assert (job.total, job.left, job.failed, job.waits_for_person) == (10, 6, 1, 2)
    assert (job.last_minute, job.next_at, job.is_over) == (4, NOON, False)
    left = job.time_left()
    assert left is not None
    assert job.per_minute == 8  # 4 in half a minute
    assert left.total_seconds() == 37.5  # 6 are left, one of them waits for a person
    clock.run(minutes=5)
    assert hand.one(job.id).time_left() is None


def test_a_list_in_which_nothing_can_change_is_added_up_once(
    hand: SendJobs, gateway: Scripted, database: Database, clock: Clock, changes: Changes
) -> None:
    over, under_way = sending.confirm(database, 2), sending.confirm(database, 2, first=50)
    states = (State.DELIVERED, State.CANCELLED, State.REJECTED, State.UNKNOWN)
    for id_, state in zip((*over, *under_way), states, strict=True):
        sending.touch(database, id_, state=state, posted_at=NOON)
    added_up: list[set[str]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if "sum(" in statement:
            given = values.values() if isinstance(values, dict) else values
            added_up.append({job_of(database, id_) for id_ in (over[0], under_way[0])} & set(given))

    event.listen(database.engine, "before_cursor_execute", note)
    first, second = hand.lists(), hand.lists()
    sending.touch(database, under_way[1], state=State.DELIVERED)
    third, fourth = hand.lists(), hand.lists()
    event.remove(database.engine, "before_cursor_execute", note)
    a, b = job_of(database, over[0]), job_of(database, under_way[0])
    assert added_up == [{a, b}, {b}, {b}, set()]
    assert first == second
    assert third == fourth == SendJobs(database, Only(gateway), clock, changes).lists()
    assert {job.id: job.counts for job in third}[b] == {State.REJECTED: 1, State.DELIVERED: 1}


def test_pausing_holds_and_resuming_lets_go(hand: SendJobs, database: Database, told: list[int], clock: Clock) -> None:
    ids = sending.confirm(database, 3)
    job = job_of(database, ids[0])
    hand.pause(job, "佐藤")
    assert (hand.one(job).state, hand.one(job).paused_code) == (JobState.PAUSED, "paused_by_hand")
    with pytest.raises(JobGone):
        hand.pause(job, "佐藤")
    clock.run(hours=3)
    hand.resume(job, "鈴木")
    assert hand.one(job).state is JobState.OPEN
    assert hand.one(job).next_at == clock(), "a long pause makes nothing late"
    assert told == [*ids, *ids]
    assert audit(database) == [("job_paused", "job", "佐藤"), ("job_resumed", "job", "鈴木")]


def test_cancelling_stops_what_has_not_left(hand: SendJobs, database: Database) -> None:
    ids = sending.confirm(database, 3)
    sending.touch(database, ids[0], state=State.ACCEPTED)
    assert hand.cancel_rest(job_of(database, ids[0]), "佐藤") == 2
    assert sending.states(database) == [State.ACCEPTED, State.CANCELLED, State.CANCELLED]


def test_a_job_of_a_pc_that_is_gone_is_taken_over(hand: SendJobs, database: Database, clock: Clock) -> None:
    ids = sending.confirm(database, 3)
    for message_id in ids[:2]:
        sending.touch(database, message_id, held_code=Held.MISSED.value)
    clock.run(hours=5)
    assert hand.take_over(job_of(database, ids[0]), "鈴木") == 2
    taken = [sending.record(database, message_id) for message_id in ids[:2]]
    assert {(row.held_code, row.not_before, row.decided_at) for row in taken} == {("", clock(), None)}
    assert audit(database) == [("job_taken_over", "job", "鈴木")]
    assert hand.undecided() == []


def test_those_who_did_not_get_it_make_a_new_list(
    hand: SendJobs, database: Database, add_customer: Callable[..., Customer]
) -> None:
    ids = sending.confirm(database, 4)
    people = [add_customer(mobile=f"090-2000-000{n}") for n in range(4)]
    states = (State.DELIVERED, State.UNDELIVERED, State.REJECTED, State.UNKNOWN)
    for message_id, person, state in zip(ids, people, states, strict=True):
        sending.touch(database, message_id, customer_id=person.id, state=state)
    again = hand.failed(job_of(database, ids[0]))
    assert (again.kind, again.ids) == (JobKind.CUSTOMERS, [people[1].id, people[2].id])
    assert again.text == "山川自動車です。"
    sending.touch(database, ids[1], state=State.DELIVERED)
    sending.touch(database, ids[2], state=State.DELIVERED)
    with pytest.raises(JobGone):
        hand.failed(job_of(database, ids[0]))


def test_a_person_decides_by_name_and_with_a_reason(hand: SendJobs, database: Database, told: list[int]) -> None:
    ids = sending.confirm(database, 2)
    for message_id in ids:
        sending.touch(database, message_id, state=State.UNKNOWN)
    assert hand.undecided() == ids[::-1]
    with pytest.raises(ReasonMissing):
        hand.decide(ids[0], sent=True, clerk="佐藤", reason=" 　")
    hand.decide(ids[0], sent=True, clerk="佐藤", reason="お客様から返事があった")
    hand.decide(ids[1], sent=False, clerk="佐藤", reason="事業者の画面に無い")
    assert sending.states(database) == [State.ACCEPTED, State.REJECTED]
    with pytest.raises(JobGone):
        hand.decide(ids[0], sent=False, clerk="鈴木", reason="思い直した")
    assert (hand.undecided(), told) == ([], ids)
    assert [action for action, _, _ in audit(database)] == ["decided_sent", "decided_not_sent"]


def test_the_gateway_is_asked_again_where_it_can_be(
    hand: SendJobs, database: Database, gateway: Scripted, clock: Clock
) -> None:
    ids = sending.confirm(database, 3)
    sending.touch(database, ids[0], state=State.UNKNOWN)
    sending.touch(database, ids[1], held_code=Held.MISSED.value)
    assert hand.let_go([ids[1]], "佐藤") == 1
    sending.touch(database, ids[1], state=State.UNKNOWN)  # what was let go gets no answer
    assert hand.ask_again(ids) == 2
    assert {sending.record(database, id_).next_ask_at for id_ in ids[:2]} == {clock()}
    gateway.capabilities = Scripted(finds=False).capabilities
    assert hand.ask_again(ids) == 0


def test_single_messages_are_let_go_or_cancelled(hand: SendJobs, database: Database) -> None:
    ids = sending.confirm(database, 3)
    for message_id in ids:
        sending.touch(database, message_id, held_code=Held.GAVE_UP.value)
    assert hand.let_go(ids[:1], "佐藤") == 1
    assert hand.cancel(ids[1:], "佐藤") == 2
    assert hand.undecided() == []
    assert set(hand.rows(ids)) == set(ids)
    with database.write() as session:
        assert messages.let_go(session, ids, NOON) == []
        assert session.get_one(MessageRecord, ids[0]).held_code == ""


def test_a_list_says_what_its_contract_waits_for(
    hand: SendJobs, database: Database, clock: Clock, changes: Changes
) -> None:
    sending.confirm(database, 1)
    [job] = hand.lists()
    assert (job.contract.title, job.wait) == ("練習", None)
    keyless = SendJobs(database, Keyless(), clock, changes, pc="受付2")
    assert keyless.one(job.id).wait is Wait.NO_KEYS
    with database.write() as session:
        liveness.alive(session, "c" * 32, {PRACTICE: True}, clock())
    assert keyless.one(job.id).wait is None, "another PC can send it"
    clock.run(minutes=3)
    assert keyless.one(job.id).wait is Wait.NO_KEYS, "and is gone"
    with database.write() as session:
        rates.hold_back(session, PRACTICE, timedelta(minutes=10))
    held = hand.one(job.id)
    assert held.wait is Wait.RATE
    assert held.contract.until is not None
    assert clock() + timedelta(minutes=9) < held.contract.until <= clock() + timedelta(minutes=10)
    with database.write() as session:
        session.get_one(ContractRow, PRACTICE).active = False
    assert hand.one(job.id).wait is Wait.CONTRACT_OFF
    hand.cancel_rest(job.id, "佐藤")
    assert hand.one(job.id).wait is None, "nothing waits any more"

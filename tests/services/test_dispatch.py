"""The last look before a message leaves: who may still get it, and whether it is the time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from dreampower_sms.db import claims, jobs, messages
from dreampower_sms.db.tables import CustomerRow, StopRow, VehicleRow
from dreampower_sms.domain.jobs import Held, JobKind
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.domain.windows import JAPAN
from tests import sending
from tests.sending import NOON, PRACTICE, job_of, recipient
from tests.services.bench import Bench
from tests.services.fakes import Keyless, Only, until


def test_a_refusal_that_came_after_confirming_is_seen(bench: Bench) -> None:
    ids = sending.confirm(bench.database, 3)
    with bench.database.write() as session:
        session.add(StopRow(e164=sending.number(1), at=NOON, clerk="鈴木"))
    bench.start()
    until(bench.all_are(State.ACCEPTED, State.EXCLUDED))
    assert sending.states(bench.database) == [State.ACCEPTED, State.EXCLUDED, State.ACCEPTED]
    assert sending.record(bench.database, ids[1]).code == Reason.OPTED_OUT
    assert sending.number(1) not in {message.e164 for message in bench.gateway.sent}


def test_a_check_box_cleared_and_a_number_changed_after_confirming_are_seen(
    bench: Bench, add_customer: Callable[..., Customer]
) -> None:
    people = [add_customer(mobile=f"090-2000-000{n}") for n in range(3)]
    listed = [replace(recipient(n), customer_id=person.id) for n, person in enumerate(people)]
    with bench.database.write() as session:
        messages.confirm(session, job_of(listed), NOON)
        session.get_one(CustomerRow, people[1].id).flag_sms = False
        session.get_one(CustomerRow, people[2].id).mobile = "080-9999-8888"
    bench.start()
    until(bench.all_are(State.ACCEPTED, State.EXCLUDED))
    codes = [sending.record(bench.database, id_).code for id_ in (1, 2, 3)]
    assert codes == ["", Reason.SMS_OFF_CUSTOMER, Reason.NUMBER_CHANGED]


def test_who_or_what_was_removed_after_confirming_gets_nothing(
    bench: Bench, add_customer: Callable[..., Customer], add_vehicle: Callable[..., Vehicle]
) -> None:
    """The customer left, parted with the car, or sold it to another one."""
    people = [add_customer(mobile=f"090-2000-000{n}") for n in range(5)]
    cars = [add_vehicle(person).id for person in people]
    listed = [replace(recipient(n), customer_id=people[n].id, vehicle_id=cars[n]) for n in range(4)]
    single = replace(recipient(4), customer_id=people[4].id, vehicle_id=cars[4])
    with bench.database.write() as session:
        messages.confirm(session, job_of(listed, JobKind.VEHICLES), NOON)
        messages.confirm(session, job_of([single], JobKind.SINGLE), NOON)
        session.get_one(CustomerRow, people[1].id).archived_at = NOON
        session.get_one(VehicleRow, cars[2]).archived_at = NOON
        session.get_one(VehicleRow, cars[3]).customer_id = people[0].id
        session.get_one(CustomerRow, people[4].id).archived_at = NOON
    bench.start()
    until(bench.all_are(State.ACCEPTED, State.EXCLUDED))
    codes = [sending.record(bench.database, id_).code for id_ in (1, 2, 3, 4, 5)]
    gone = [Reason.CUSTOMER_GONE, Reason.VEHICLE_GONE, Reason.VEHICLE_GONE, Reason.CUSTOMER_GONE]
    assert codes == ["", *gone]


def test_a_single_message_keeps_its_override_and_its_number(
    bench: Bench, add_customer: Callable[..., Customer]
) -> None:
    person = add_customer(mobile="080-9999-8888", flag_sms=False)
    single = replace(recipient(0), customer_id=person.id, overridden=(Reason.SMS_OFF_CUSTOMER,), override_reason="電話")
    with bench.database.write() as session:
        messages.confirm(session, job_of([single], JobKind.SINGLE), NOON)
    bench.start()
    until(bench.all_are(State.ACCEPTED))


def test_the_same_text_of_two_jobs_leaves_once(bench: Bench) -> None:
    """Two PCs confirmed the same list; whatever the checks before let through, one number gets it once."""
    for _ in range(2):
        with bench.database.write() as session:
            messages.confirm(session, job_of([recipient(n) for n in range(10)]), NOON)
    for _ in range(2):
        bench.start()
    until(bench.all_are(State.ACCEPTED, State.EXCLUDED))
    assert bench.states().count(State.ACCEPTED) == 10
    assert len({message.e164 for message in bench.gateway.sent}) == len(bench.gateway.sent) == 10


def test_what_became_unknown_since_is_not_repeated(bench: Bench) -> None:
    """Whatever the rule on repeats says: nobody knows whether it arrived, and a person has to say so first."""
    ids = sending.confirm(bench.database, 2)
    for id_ in ids:
        [unsure] = sending.confirm(bench.database, 1, first=9)
        sending.touch(bench.database, unsure, e164=sending.record(bench.database, id_).e164, state=State.UNKNOWN)
    body = sending.record(bench.database, ids[1]).body
    sending.touch(bench.database, ids[1] + 2, body=body, created_at=NOON - timedelta(days=400), posted_at=None)
    sending.touch(bench.database, ids[1] + 2, not_before=NOON - timedelta(days=400))
    bench.start()
    until(lambda: sending.states(bench.database, ids) == [State.ACCEPTED, State.EXCLUDED])
    assert sending.record(bench.database, ids[1]).code == Reason.UNDECIDED


def test_nothing_leaves_after_closing_time(bench: Bench) -> None:
    [id_] = sending.confirm(bench.database, 1)
    bench.was_alive(datetime(2026, 11, 24, 20, tzinfo=JAPAN))  # all evening
    bench.clock.now = datetime(2026, 11, 24, 20, 0, 5, tzinfo=JAPAN)
    bench.start()
    morning = datetime(2026, 11, 25, 9, tzinfo=JAPAN)
    until(lambda: sending.record(bench.database, id_).held_code == Held.OUTSIDE_WINDOW)
    row = sending.record(bench.database, id_)
    assert (row.state, row.not_before) == (State.QUEUED, morning)
    assert bench.gateway.sent == []
    bench.was_alive(morning)  # another PC stays on overnight
    bench.clock.now = morning
    until(bench.all_are(State.ACCEPTED))


def test_an_urgent_message_leaves_at_night_while_its_clerk_is_there(bench: Bench) -> None:
    night = datetime(2026, 11, 24, 22, tzinfo=JAPAN)
    bench.clock.now = night
    for n, minutes_ago in ((0, 1), (1, 11)):
        urgent = replace(job_of([recipient(n, not_before=night)], JobKind.SINGLE), purpose=Purpose.URGENT)
        bench.was_alive(night)
        with bench.database.write() as session:
            messages.confirm(session, urgent, night - timedelta(minutes=minutes_ago))
    bench.start()
    until(lambda: bench.states()[0] is State.ACCEPTED)
    until(lambda: sending.record(bench.database, 2).held_code == Held.OUTSIDE_WINDOW)


def test_what_was_missed_while_no_sender_ran_waits_for_a_person(bench: Bench) -> None:
    late, in_time = sending.confirm(bench.database, 2)
    sending.touch(bench.database, in_time, not_before=NOON + timedelta(hours=2))
    bench.was_alive(NOON - timedelta(hours=12))
    bench.clock.run(hours=2, minutes=30)
    bench.start()
    until(lambda: sending.states(bench.database, [in_time]) == [State.ACCEPTED])
    row = sending.record(bench.database, late)
    assert (row.state, row.held_code) == (State.QUEUED, Held.MISSED)
    with bench.database.write() as session:
        messages.let_go(session, [late], bench.clock())
    until(bench.all_are(State.ACCEPTED))


def test_a_pc_that_slept_past_a_schedule_does_not_send_it_on_waking(bench: Bench) -> None:
    [id_] = sending.confirm(bench.database, 1)
    sending.touch(bench.database, id_, not_before=NOON + timedelta(hours=1))
    bench.start()
    until(lambda: bench.seen() == NOON)
    bench.clock.run(hours=4)  # the lid was shut
    until(lambda: sending.record(bench.database, id_).held_code == Held.MISSED)
    assert bench.gateway.sent == []


def test_a_pc_without_the_keys_is_no_sender_to_a_schedule(bench: Bench) -> None:
    """It holds what nobody could send in time; what its key would still let leave, leaves when the key comes."""
    late, in_time = sending.confirm(bench.database, 2)
    sending.touch(bench.database, in_time, not_before=NOON + timedelta(hours=1))
    bench.was_alive(NOON - timedelta(hours=12))
    bench.clock.run(hours=2, minutes=1)
    keyless = Keyless()
    runner = bench.start(source=keyless)
    until(lambda: sending.record(bench.database, late).held_code == Held.MISSED)
    assert (bench.seen(), sending.record(bench.database, in_time).held_code) == (NOON - timedelta(hours=12), "")
    keyless.gateways = Only(bench.gateway).gateways
    runner.wake()
    until(lambda: sending.states(bench.database, [in_time]) == [State.ACCEPTED])
    assert len(bench.gateway.sent) == 1


def test_what_was_missed_beside_a_pc_without_the_keys_is_held_before_it_could_leave(bench: Bench) -> None:
    """The schedule passed at a quarter to eight; at five past the right PC is there, but the window has closed."""
    [id_] = sending.confirm(bench.database, 1)
    evening = datetime(2026, 11, 24, 19, 45, tzinfo=JAPAN)
    sending.touch(bench.database, id_, not_before=evening)
    bench.was_alive(evening - timedelta(hours=1))
    bench.clock.now = evening + timedelta(minutes=20)
    keyless = Keyless()
    runner = bench.start(source=keyless)
    until(lambda: keyless.was_asked)
    keyless.gateways = Only(bench.gateway).gateways
    runner.wake()
    until(lambda: sending.record(bench.database, id_).held_code == Held.MISSED)
    assert bench.gateway.sent == []


def test_what_a_pc_without_the_keys_takes_over_is_asked_about_all_the_same(bench: Bench) -> None:
    ids = sending.confirm(bench.database, 2)
    bench.was_alive(NOON)
    with bench.database.write() as session:
        claims.claim(session, "c" * 32, [PRACTICE], NOON, NOON + timedelta(minutes=2), 1)
        claims.post(session, "c" * 32, ids[:1], NOON, NOON + timedelta(minutes=2))
    bench.clock.run(minutes=5)
    bench.start(source=Keyless())
    until(lambda: sending.states(bench.database, ids[:1]) == [State.UNKNOWN])
    assert sending.record(bench.database, ids[0]).next_ask_at == bench.clock()


def test_a_long_job_is_not_late_while_a_sender_works_on_it(bench: Bench) -> None:
    """The last of 5,000 leaves hours after its time, because the others went before it."""
    sending.confirm(bench.database, 1)
    bench.was_alive(NOON + timedelta(hours=4, minutes=59))
    bench.clock.run(hours=5)
    bench.start()
    until(bench.all_are(State.ACCEPTED))


def test_a_cancelled_message_does_not_leave(bench: Bench) -> None:
    ids = sending.confirm(bench.database, 10)
    bench.gateway.gate.clear()
    bench.start()
    until(lambda: len(bench.gateway.sent) == 4)
    with bench.database.write() as session:
        cancelled = jobs.cancel(session, sending.record(bench.database, ids[0]).job_id, "佐藤", NOON)
    bench.gateway.gate.set()
    until(bench.all_are(State.ACCEPTED, State.CANCELLED))
    assert len(cancelled) == 6
    assert len(bench.gateway.sent) == 4

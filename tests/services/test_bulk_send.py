"""まとめ送信: sorted, merged, priced and committed exactly as it was shown."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import (
    ConsentRow,
    CustomerRow,
    JobRow,
    MessageRecord,
    SettingRow,
    StopRow,
    VehicleRow,
)
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import ConsentKind, ContactState, Customer, Vehicle
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.services.bulk_send import BulkSend, Changed, ListIdTaken, Registered
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.listing import BulkRequest, Greeting, ListingStopped, Sorting
from dreampower_sms.services.send_jobs import SendJobs
from tests.sending import NOON, Clock, touch
from tests.services.fakes import Only, Scripted

TEXT = "{氏名}様、山川自動車です。車検のご案内です。"


def of(ids: list[int], kind: JobKind = JobKind.CUSTOMERS) -> Callable[..., Sorting]:
    """Sorts a list with the ordinary text."""

    def sort(bulk: BulkSend, **changed: object) -> Sorting:
        request = replace(BulkRequest(kind, TEXT, Purpose.ROUTINE, "佐藤"), **changed)
        return bulk.sort(bulk.audience(kind, ids), request)

    return sort


def ids_of(people: list[Customer]) -> list[int]:
    return [one.id for one in people]


def stored(database: Database, job_id: str = "") -> list[MessageRecord]:
    wanted = select(MessageRecord).order_by(MessageRecord.id)
    with database.read() as session:
        found = list(session.scalars(wanted.where(MessageRecord.job_id == job_id) if job_id else wanted))
        session.expunge_all()
        return found


def registered(result: Registered | Changed) -> Registered:
    assert isinstance(result, Registered)
    return result


def test_everybody_gets_their_own_text_and_the_price_is_their_sum(bulk: BulkSend, people: list[Customer]) -> None:
    sorting = of(ids_of(people))(bulk)
    assert [line.text for line in sorting.lines] == [
        f"試験 {n}様、山川自動車です。車検のご案内です。" for n in range(5)
    ]
    assert (sorting.totals.people, sorting.totals.messages) == (5, 5)
    assert sorting.totals.price == sum(line.price for line in sorting.lines) > 0
    assert [(tier.tier, tier.count) for tier in sorting.tiers] == [(1, 5)]
    assert sorting.groups == {}


def test_each_reason_has_its_group_and_the_groups_add_up(
    bulk: BulkSend, people: list[Customer], add_customer: Callable[..., Customer], database: Database
) -> None:
    odd = {
        Reason.NO_NUMBER: add_customer(mobile=""),
        Reason.NOT_MOBILE: add_customer(mobile="03-1234-5678"),
        Reason.SMS_OFF_CUSTOMER: add_customer(mobile="090-2222-4001", flag_sms=False),
        Reason.OPTED_OUT: add_customer(mobile="090-2222-4002"),
        Reason.DUMMY: add_customer(name="上様", mobile="090-2222-4003", is_dummy=True),
        Reason.DUPLICATE_IN_JOB: add_customer(mobile="090-2222-3000"),
        Reason.NUMBER_FAILED: add_customer(mobile="090-2222-4004", number_bad="no_such_number"),
        Reason.MERGE_ERROR: add_customer(mobile="090-2222-4005", address=""),
    }
    with database.write() as session:
        session.add(StopRow(e164="+819022224002", purpose="", at=NOON, clerk="", reason="", source="desk"))
        for one in people:
            row = session.get_one(CustomerRow, one.id)
            row.address = "千葉市"
        for reason, one in odd.items():
            if reason is not Reason.MERGE_ERROR:
                session.get_one(CustomerRow, one.id).address = "千葉市"
    sorting = of([*ids_of(people), *(one.id for one in odd.values()), 99_999])(bulk, text="{住所}の{氏名}様")
    assert sorting.groups == {reason: [place] for place, reason in enumerate(odd, start=5)}
    assert len(sorting.sendable) + sum(map(len, sorting.groups.values())) == len(sorting.lines)
    assert bulk.audience(JobKind.CUSTOMERS, [99_999, people[0].id]).gone == 1


def test_a_vehicle_list_asks_the_vehicle_s_check_box_and_fills_its_fields(
    bulk: BulkSend, people: list[Customer], add_vehicle: Callable[..., Vehicle]
) -> None:
    first, second = people[:2]
    cars = [add_vehicle(first, model="アクア"), add_vehicle(second, model="ノート", sms=False)]
    sorting = of([car.id for car in cars], JobKind.VEHICLES)(bulk, text="{車名}の車検です。")
    assert [line.text for line in sorting.lines] == ["アクアの車検です。", "ノートの車検です。"]
    assert sorting.groups == {Reason.SMS_OFF_VEHICLE: [1]}


def test_what_is_committed_is_what_was_shown(bulk: BulkSend, people: list[Customer], database: Database) -> None:
    sorting = of(ids_of(people))(bulk, title="車検 12月")
    job_id = bulk.new_job_id()
    done = registered(bulk.confirm(job_id, sorting))
    rows = stored(database)
    assert [row.body for row in rows] == [line.text for line in sorting.lines]
    assert {row.state for row in rows} == {State.QUEUED}
    assert sum(row.price for row in rows) == sorting.totals.price == done.price
    with database.read() as session:
        job = session.get_one(JobRow, job_id)
        assert (job.title, job.kind, job.recipients_total) == ("車検 12月", "customers", 5)


def test_those_left_out_stand_in_the_job_with_their_reason(
    bulk: BulkSend, people: list[Customer], add_customer: Callable[..., Customer], database: Database
) -> None:
    off = add_customer(mobile="090-2222-4001", flag_sms=False)
    registered(bulk.confirm(bulk.new_job_id(), of([*ids_of(people), off.id])(bulk)))
    assert [(row.state, row.code, row.price) for row in stored(database)][-1] == (
        State.EXCLUDED,
        "sms_off_customer",
        Decimal(0),
    )


def test_pressing_twice_is_pressing_once(bulk: BulkSend, people: list[Customer], database: Database) -> None:
    sorting, job_id = of(ids_of(people))(bulk), bulk.new_job_id()
    results: list[Registered | Changed] = []
    presses = [threading.Thread(target=lambda: results.append(bulk.confirm(job_id, sorting))) for _ in range(4)]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    assert sorted(registered(result).first for result in results) == [False, False, False, True]
    assert {registered(result).messages for result in results} == {5}
    assert len(stored(database)) == 5


def test_the_id_of_another_list_is_told_apart(bulk: BulkSend, people: list[Customer], database: Database) -> None:
    job_id, ids = bulk.new_job_id(), ids_of(people)
    assert registered(bulk.confirm(job_id, of(ids[:1])(bulk))).first
    for other in (of(ids[1:])(bulk), of(ids[:1])(bulk, text="別のお知らせです。")):
        with pytest.raises(ListIdTaken):
            bulk.confirm(job_id, other)
    assert len(stored(database)) == 1


def test_two_pcs_with_the_same_list_write_to_everybody_once(
    bulk: BulkSend, people: list[Customer], database: Database
) -> None:
    here, there = of(ids_of(people))(bulk), of(ids_of(people))(bulk)
    registered(bulk.confirm(bulk.new_job_id(), here))
    second = bulk.confirm(bulk.new_job_id(), there)
    assert isinstance(second, Changed)
    assert second.sorting.groups == {Reason.SAME_CONTENT: [0, 1, 2, 3, 4]}
    assert len(stored(database)) == 5


def test_a_refusal_that_comes_in_between_is_shown_before_anything_is_written(
    bulk: BulkSend, people: list[Customer], database: Database
) -> None:
    sorting = of(ids_of(people))(bulk)
    with database.write() as session:
        session.add(StopRow(e164="+819022223002", purpose="", at=NOON, clerk="", reason="", source="desk"))
    result = bulk.confirm(bulk.new_job_id(), sorting)
    assert isinstance(result, Changed)
    assert result.sorting.groups == {Reason.OPTED_OUT: [2]}
    assert stored(database) == []
    job_id = bulk.new_job_id()
    assert registered(bulk.confirm(job_id, result.sorting)).messages == 4


def test_a_list_may_repeat_itself_when_a_clerk_says_why(
    bulk: BulkSend, people: list[Customer], database: Database
) -> None:
    registered(bulk.confirm(bulk.new_job_id(), of(ids_of(people))(bulk)))
    again = of(ids_of(people))(bulk, overrides=[Reason.SAME_CONTENT, Reason.OPTED_OUT])
    assert again.groups == {Reason.SAME_CONTENT: [0, 1, 2, 3, 4]}
    again = of(ids_of(people))(bulk, overrides=[Reason.SAME_CONTENT], override_reason="日時を間違えたため")
    assert again.totals.messages == 5
    job_id = bulk.new_job_id()
    registered(bulk.confirm(job_id, again))
    assert {(r.override_code, r.override_reason) for r in stored(database, job_id)} == {
        ("same_content_recently", "日時を間違えたため")
    }


def test_who_never_got_one_is_greeted_first(bulk: BulkSend, people: list[Customer], database: Database) -> None:
    known = of([people[0].id])(bulk, text="山川自動車です。お車の準備ができました。")
    registered(bulk.confirm(bulk.new_job_id(), known))
    with database.write() as session:
        session.get_one(MessageRecord, stored(database)[0].id).state = State.DELIVERED
    greeting = Greeting("山川自動車です。SMS でのご案内を始めました。", days=3)
    sorting = of(ids_of(people))(bulk, greeting=greeting)
    assert (sorting.totals.people, sorting.totals.messages) == (5, 9)
    job_id = bulk.new_job_id()
    done = registered(bulk.confirm(job_id, sorting))
    assert [row.not_before for row in stored(database, done.greeting_job_id)] == [NOON] * 4
    assert [row.not_before for row in stored(database, job_id)] == [NOON] + [NOON + timedelta(days=3)] * 4
    assert not registered(bulk.confirm(job_id, sorting)).first
    assert registered(bulk.confirm(job_id, sorting)).messages == 9


def test_an_advertisement_goes_to_those_who_agreed(bulk: BulkSend, people: list[Customer], database: Database) -> None:
    with database.write() as session:
        for n in (1, 3):
            session.add(
                ConsentRow(
                    at=NOON, e164=f"+81902222300{n}", kind=ConsentKind.GRANTED, purpose=None, clerk="", source="店頭",
                    wording="",
                )
            )  # fmt: skip
    sorting = of(ids_of(people))(bulk, purpose=Purpose.CAMPAIGN, text="山川自動車株式会社 冬の点検 停止は窓口へ")
    assert sorting.groups == {Reason.NO_CONSENT: [0, 2, 4]}


def test_shorter_by_a_few_characters_is_cheaper(bulk: BulkSend, people: list[Customer]) -> None:
    sorting = of(ids_of(people))(bulk, text="{氏名}様" + "あ" * 68)
    assert [(tier.tier, tier.count) for tier in sorting.tiers] == [(2, 5)]
    cut = sorting.cut
    assert cut is not None
    assert (cut.units, cut.people) == (3, 5)
    shorter = of(ids_of(people))(bulk, text="{氏名}様" + "あ" * 65)
    assert [(tier.tier, tier.count) for tier in shorter.tiers] == [(1, 5)]
    assert sorting.totals.price - shorter.totals.price == cut.saved


def test_braces_that_do_not_pair_stop_everybody(bulk: BulkSend, people: list[Customer], database: Database) -> None:
    sorting = of(ids_of(people))(bulk, text="{氏名様")
    assert sorting.unreadable is not None
    assert sorting.totals.messages == 0
    assert isinstance(bulk.confirm(bulk.new_job_id(), sorting), Changed)
    assert stored(database) == []


def test_taken_out_by_hand_gives_the_number_to_the_next(
    bulk: BulkSend, people: list[Customer], add_customer: Callable[..., Customer]
) -> None:
    twin = add_customer(mobile="090-2222-3000")
    ids = [*ids_of(people), twin.id]
    assert of(ids)(bulk).groups == {Reason.DUPLICATE_IN_JOB: [5]}
    assert of(ids)(bulk, taken_out=[people[0].id]).groups == {Reason.TAKEN_OUT: [0]}


def test_what_is_unknown_is_not_repeated_until_somebody_has_decided(
    bulk: BulkSend, people: list[Customer], database: Database, clock: Clock
) -> None:
    first = of(ids_of(people))(bulk)
    registered(bulk.confirm(bulk.new_job_id(), first))
    for row in stored(database):
        touch(database, row.id, state=State.DELIVERED if row.id > 1 else State.UNKNOWN)
    clock.run(days=100)
    again = of(ids_of(people))(bulk, overrides=[Reason.SAME_CONTENT], override_reason="再送")
    assert again.groups == {Reason.UNDECIDED: [0]}
    touch(database, 1, state=State.REJECTED)
    assert of(ids_of(people))(bulk).groups == {}


@pytest.mark.parametrize("kind", [JobKind.CUSTOMERS, JobKind.VEHICLES])
def test_who_was_taken_out_stays_out_when_somebody_before_them_is_gone(
    bulk: BulkSend,
    people: list[Customer],
    add_vehicle: Callable[..., Vehicle],
    database: Database,
    kind: JobKind,
) -> None:
    vehicles = [add_vehicle(one) for one in people]
    ids = ids_of(people) if kind is JobKind.CUSTOMERS else [one.id for one in vehicles]
    request = BulkRequest(kind, TEXT, Purpose.ROUTINE, "佐藤", taken_out=[ids[3]])
    with database.write() as session:
        session.get_one(CustomerRow, people[0].id).archived_at = NOON
        session.get_one(VehicleRow, vehicles[0].id).archived_at = NOON
    sorting = bulk.sort(bulk.audience(kind, ids), request)
    out = [line.person.customer.name for line in sorting.lines if line.out is not None]
    assert (len(sorting.lines), out) == (4, ["試験 3"])


def test_it_can_be_stopped_and_tells_how_far_it_is(bulk: BulkSend, people: list[Customer]) -> None:
    audience = bulk.audience(JobKind.CUSTOMERS, ids_of(people))
    request = BulkRequest(JobKind.CUSTOMERS, TEXT, Purpose.ROUTINE, "佐藤")
    told: list[tuple[int, int]] = []
    bulk.sort(audience, request, lambda done, total: told.append((done, total)))
    assert told == [(0, 5), (5, 5)]
    with pytest.raises(ListingStopped):
        bulk.sort(audience, request, stopped=lambda: True)


def test_others_write_while_a_list_is_sorted(bulk: BulkSend, people: list[Customer], database: Database) -> None:
    turns: list[int] = []

    def write(done: int, _total: int) -> None:  # waits in vain where the sorting holds the lock
        with database.write() as session:
            session.merge(SettingRow(scope="pc", key="turn", value=done))
        turns.append(done)

    registered(bulk.confirm(bulk.new_job_id(), of(ids_of(people))(bulk), write))
    assert turns == [0, 5]


def test_what_comes_in_while_a_list_is_sorted_counts(
    bulk: BulkSend, people: list[Customer], database: Database
) -> None:
    sorting = of(ids_of(people))(bulk)
    said: list[str] = []

    def opt_out(_done: int, _total: int) -> None:
        if not said:
            said.append("+819022223003")
            with database.write() as session:
                session.add(StopRow(e164=said[0], at=NOON, clerk="佐藤"))

    result = bulk.confirm(bulk.new_job_id(), sorting, opt_out)
    assert isinstance(result, Changed)
    assert list(result.sorting.groups) == [Reason.OPTED_OUT]
    assert stored(database) == []


def test_outside_the_window_the_list_waits_for_the_morning(
    bulk: BulkSend, people: list[Customer], clock: Clock, database: Database
) -> None:
    clock.run(hours=10)  # 22 o'clock in Japan
    sorting = of(ids_of(people))(bulk)
    registered(bulk.confirm(bulk.new_job_id(), sorting))
    opening = NOON + timedelta(hours=21)
    assert {line.leaves_at for line in sorting.lines} == {opening}
    assert {(row.not_before, row.held_code) for row in stored(database)} == {(opening, "outside_window")}


def test_a_list_that_would_leave_another_day_than_was_shown_is_shown_again(
    bulk: BulkSend, people: list[Customer], clock: Clock, database: Database
) -> None:
    clock.run(hours=7, minutes=59)  # 19:59 in Japan
    sorting = of(ids_of(people))(bulk)
    assert {line.leaves_at for line in sorting.lines} == {None}
    clock.run(minutes=2)
    result = bulk.confirm(bulk.new_job_id(), sorting)
    assert isinstance(result, Changed)
    assert {line.leaves_at for line in result.sorting.lines} == {NOON + timedelta(hours=21)}
    assert stored(database) == []
    registered(bulk.confirm(bulk.new_job_id(), result.sorting))


def test_a_call_to_inspection_marks_the_vehicles_of_those_who_get_it(
    bulk: BulkSend,
    people: list[Customer],
    add_vehicle: Callable[..., Vehicle],
    database: Database,
    clock: Clock,
    changes: Changes,
) -> None:
    cars = [add_vehicle(people[n], model="アクア", sms=n != 1) for n in range(3)]
    hand = SendJobs(database, Only(Scripted()), clock, changes)

    def states() -> list[ContactState]:
        with database.read() as session:
            return [session.get_one(VehicleRow, car.id).contact_state for car in cars]

    def send(text: str, **changed: object) -> str:
        job_id, sort = bulk.new_job_id(), of([car.id for car in cars], JobKind.VEHICLES)
        registered(bulk.confirm(job_id, sort(bulk, text=text, **changed)))
        return job_id

    with database.write() as session:
        session.get_one(VehicleRow, cars[2].id).contact_state = ContactState.BOOKED
    send("冬のご案内です。")
    assert states() == [ContactState.NOT_CONTACTED, ContactState.NOT_CONTACTED, ContactState.BOOKED]
    first = send("車検のご案内です。", about_inspection=True)
    assert states() == [ContactState.CONTACTED, ContactState.NOT_CONTACTED, ContactState.BOOKED]
    second = send("車検のご案内、二度目です。", about_inspection=True)
    hand.cancel_rest(second, "佐藤")
    assert states()[0] is ContactState.CONTACTED, "the first one told them"
    hand.cancel_rest(first, "佐藤")
    assert states() == [ContactState.NOT_CONTACTED, ContactState.NOT_CONTACTED, ContactState.BOOKED]

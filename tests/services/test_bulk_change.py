"""一括変更: counted, changed in one step, taken back, behind a password that is slow to guess."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import AuditRow, CustomerRow, StopRow, VehicleRow
from dreampower_sms.domain.bulk_items import BULK_ITEMS, BulkItem, is_value
from dreampower_sms.domain.people import ContactState, Customer, Vehicle
from dreampower_sms.domain.search.items import Target
from dreampower_sms.services.bulk_change import BulkChange, BulkChangeWrong, Counts, Done, PasswordWrong
from tests.sending import NOON, Clock

SMS = BULK_ITEMS[Target.CUSTOMER][0]
RANK = next(item for item in BULK_ITEMS[Target.CUSTOMER] if item.column == "rank")
STATE = next(item for item in BULK_ITEMS[Target.VEHICLE] if item.column == "contact_state")


@pytest.fixture
def bulk(database: Database, clock: Clock) -> BulkChange:
    return BulkChange(database, clock, pc="受付1")


@pytest.fixture
def people(add_customer: Callable[..., Customer]) -> list[int]:
    """Three without the check box, two with it."""
    return [add_customer(name=f"試験 {n}", flag_sms=n > 2, rank="AB"[n % 2]).id for n in range(5)]


def boxes(database: Database, ids: list[int]) -> list[bool]:
    with database.read() as session:
        return [session.get_one(CustomerRow, id_).flag_sms for id_ in ids]


def change(bulk: BulkChange, ids: list[int], item: BulkItem = SMS, value: str = "1") -> Done:
    counts = bulk.count(item.target, ids, item, value)
    done = bulk.apply(item.target, ids, item, value, counts, "佐藤")
    assert isinstance(done, Done)
    return done


def test_it_is_counted_changed_and_taken_back(bulk: BulkChange, people: list[int], database: Database) -> None:
    assert bulk.count(Target.CUSTOMER, [*people, 9999], SMS, "1") == Counts(change=3, same=2)
    done = change(bulk, people)
    assert done.changed == 3
    assert boxes(database, people) == [True] * 5
    assert bulk.count(Target.CUSTOMER, people, SMS, "1") == Counts(0, 5)
    assert bulk.undo(done.id, "佐藤") == 3
    assert boxes(database, people) == [False, False, False, True, True]
    with pytest.raises(BulkChangeWrong):
        bulk.undo(done.id, "佐藤")


def test_texts_get_their_old_values_and_keys_back(bulk: BulkChange, people: list[int], database: Database) -> None:
    done = change(bulk, people, RANK, "Ｚ")
    with database.read() as session:
        assert {(r.rank, r.rank_key) for r in session.scalars(select(CustomerRow))} == {("Ｚ", "z")}
    bulk.undo(done.id, "佐藤")
    with database.read() as session:
        rows = session.scalars(select(CustomerRow).order_by(CustomerRow.id)).all()
        assert [(r.rank, r.rank_key) for r in rows] == [("A", "a"), ("B", "b"), ("A", "a"), ("B", "b"), ("A", "a")]


def test_vehicles_are_changed_the_same_way(
    bulk: BulkChange, add_customer: Callable[..., Customer], add_vehicle: Callable[..., Vehicle], database: Database
) -> None:
    owner = add_customer()
    cars = [add_vehicle(owner).id for _ in range(3)]
    done = change(bulk, cars, STATE, ContactState.CONTACTED)
    with database.read() as session:
        assert {session.get_one(VehicleRow, id_).contact_state for id_ in cars} == {ContactState.CONTACTED}
    bulk.undo(done.id, "佐藤")
    with database.read() as session:
        assert {session.get_one(VehicleRow, id_).contact_state for id_ in cars} == {ContactState.NOT_CONTACTED}


def test_a_row_that_was_changed_since_keeps_everything_as_it_is(
    bulk: BulkChange, people: list[int], database: Database
) -> None:
    done = change(bulk, people)
    with database.write() as session:
        session.get_one(CustomerRow, people[0]).memo = "代車"
    with pytest.raises(BulkChangeWrong) as wrong:
        bulk.undo(done.id, "佐藤")
    assert (wrong.value.code, wrong.value.details) == ("bulk_change_moved_on", {"rows": "1"})
    assert boxes(database, people) == [True] * 5


def test_what_changed_between_count_and_yes_is_counted_again(
    bulk: BulkChange, people: list[int], database: Database
) -> None:
    counts = bulk.count(Target.CUSTOMER, people, SMS, "1")
    with database.write() as session:
        session.get_one(CustomerRow, people[0]).flag_sms = True
    assert bulk.apply(Target.CUSTOMER, people, SMS, "1", counts, "佐藤") == Counts(2, 3)
    assert boxes(database, people)[1:3] == [False, False]


def test_removed_rows_and_the_stop_list_are_left_alone(bulk: BulkChange, people: list[int], database: Database) -> None:
    with database.write() as session:
        session.get_one(CustomerRow, people[0]).archived_at = NOON
        session.add(StopRow(e164="+819022223333", purpose="", at=NOON, clerk="", reason="", source="desk"))
    assert change(bulk, people).changed == 2
    assert boxes(database, people)[0] is False
    with database.read() as session:
        assert session.scalars(select(StopRow)).one().lifted_at is None


def test_each_change_is_in_the_audit_log(bulk: BulkChange, people: list[int], database: Database) -> None:
    done = change(bulk, people)
    bulk.undo(done.id, "鈴木")
    with database.read() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        assert [(r.action, r.clerk) for r in rows] == [("bulk_change", "佐藤"), ("bulk_change_undone", "鈴木")]
        assert rows[0].detail == {"item": "flag_sms", "value": "1", "rows": 3}


@pytest.mark.parametrize(("item", "value"), [(SMS, "2"), (RANK, "あ" * 11), (STATE, "gone")])
def test_what_is_no_value_is_refused(bulk: BulkChange, item: BulkItem, value: str) -> None:
    assert not is_value(item, value)
    with pytest.raises(BulkChangeWrong):
        bulk.count(item.target, [1], item, value)
    with pytest.raises(BulkChangeWrong):
        bulk.count(Target.VEHICLE if item.target is Target.CUSTOMER else Target.CUSTOMER, [1], item, "1")


def code(tried: Callable[[], object]) -> str:
    with pytest.raises(PasswordWrong) as wrong:
        tried()
    return wrong.value.code


def test_the_first_password_is_the_manual_s_and_asks_to_be_changed(bulk: BulkChange) -> None:
    assert bulk.unlock("pass", "佐藤")
    assert code(lambda: bulk.change_password("pass", "short", "佐藤")) == "bulk_password_short"
    bulk.change_password("pass", "ながい合言葉", "佐藤")
    assert not bulk.unlock("ながい合言葉", "佐藤")
    assert code(lambda: bulk.unlock("pass", "佐藤")) == "bulk_password_wrong"


def test_guessing_gets_slower_and_is_on_record(bulk: BulkChange, clock: Clock, database: Database) -> None:
    for _ in range(3):
        assert code(lambda: bulk.unlock("guess", "佐藤")) == "bulk_password_wrong"
    assert code(lambda: bulk.unlock("pass", "佐藤")) == "bulk_password_wait", "the right one has to wait, too"
    assert code(lambda: BulkChange(database, clock, pc="受付2").unlock("pass", "鈴木")) == "bulk_password_wait"
    clock.run(seconds=2)
    assert code(lambda: bulk.unlock("guess", "佐藤")) == "bulk_password_wrong"
    clock.run(seconds=3)
    assert code(lambda: bulk.unlock("pass", "佐藤")) == "bulk_password_wait"
    clock.run(seconds=1)
    assert bulk.unlock("pass", "佐藤")
    assert bulk.unlock("pass", "佐藤"), "and then no wait is left"
    with database.read() as session:
        tries = session.scalars(select(AuditRow.detail).where(AuditRow.action == "bulk_password_wrong")).all()
    assert [detail["tries"] for detail in tries] == [1, 2, 3, 4]

"""Customers who were entered twice: found, put together with all they have, and taken apart again."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.errors import SearchStopped
from dreampower_sms.db.tables import (
    AuditRow,
    ConsentRow,
    CustomerRow,
    DraftRow,
    MessageRecord,
    StopRow,
    VehicleRow,
)  # fmt: skip
from dreampower_sms.domain.duplicates import Reason
from dreampower_sms.domain.people import ConsentKind, Customer
from dreampower_sms.domain.records import Record
from dreampower_sms.services.duplicates import Duplicates, MergeStep
from dreampower_sms.services.people import Conflict, People, RecordGone, Saved
from dreampower_sms.services.settings import Settings
from tests.sending import Clock

Add = Callable[..., Any]
NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)


@pytest.fixture
def duplicates(database: Database, clock: Clock) -> Duplicates:
    return Duplicates(database, clock, pc="受付1")


@pytest.fixture
def people(database: Database, clock: Clock) -> People:
    return People(database, Settings(database, clock), clock, pc="受付2")


def unseen(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def pairs(duplicates: Duplicates) -> dict[tuple[int, int], tuple[Reason, ...]]:
    return {pair.ids: pair.reasons for pair in duplicates.find(unseen, Stop()).pairs}


def merged(answer: MergeStep | Conflict) -> MergeStep:
    assert isinstance(answer, MergeStep)
    return answer


def test_finds_those_who_may_be_one_and_no_namesakes(duplicates: Duplicates, add_customer: Add) -> None:
    one = add_customer(mobile="090-1111-0001", birthday=date(1980, 5, 1))
    same = add_customer(mobile="", name="高橋一郎", birthday=date(1980, 5, 1))
    family = add_customer(mobile="090-1111-0001", name="髙橋 花子", kana="タカハシ ハナコ")
    add_customer(mobile="090-9999-0009", birthday=date(1950, 1, 1))
    add_customer(mobile="", name="上様", is_dummy=True)
    found = pairs(duplicates)
    assert set(found) == {(one.id, same.id), (one.id, family.id)}
    assert found[one.id, same.id] == (Reason.NAME, Reason.KANA, Reason.BIRTHDAY)
    assert found[one.id, family.id] == (Reason.MOBILE,)


def test_the_likeliest_comes_first_and_each_pair_once(duplicates: Duplicates, add_customer: Add) -> None:
    add_customer(name="山田 太郎", kana="ヤマダ タロウ", phone="043-222-0001", mobile="")
    add_customer(name="山田 太朗", kana="ヤマダ タロウ", phone="0432220001", mobile="")
    first, second = add_customer(), add_customer()
    answer = duplicates.find(unseen, Stop())
    assert answer.total == len(answer.pairs) == 2
    assert answer.pairs[0].ids == (first.id, second.id)


def test_a_search_can_be_stopped(duplicates: Duplicates, add_customer: Add) -> None:
    add_customer()
    add_customer()
    stop = Stop()
    with pytest.raises(SearchStopped):
        duplicates.find(lambda _done, _total: stop.now(), stop)


def test_who_was_told_apart_is_not_asked_again_until_that_is_taken_back(
    duplicates: Duplicates, add_customer: Add
) -> None:
    one, other = add_customer(), add_customer()
    duplicates.apart(other.id, one.id, "佐藤")
    duplicates.apart(one.id, other.id, "鈴木")
    assert pairs(duplicates) == {}
    duplicates.together(one.id, other.id, "佐藤")
    assert set(pairs(duplicates)) == {(one.id, other.id)}


@pytest.fixture
def twice(database: Database, duplicates: Duplicates, add_customer: Add, add_vehicle: Add) -> tuple[Record, Record]:
    """A customer and their double, who has a vehicle, a consent, a draft; the number they share is stopped."""
    kept, gone = add_customer(address=""), add_customer(address="千葉市中央区1-2-3", birthday=date(1980, 5, 1))
    add_vehicle(gone)
    with database.write() as session:
        session.add(consent_of(gone))
        session.add(StopRow(e164="+819022223333", at=NOW))
        session.add(DraftRow(customer_id=gone.id, clerk="佐藤", job_id="a" * 32, body="代車の件", updated_at=NOW))
        session.add(DraftRow(customer_id=gone.id, clerk="鈴木", job_id="b" * 32, body="古い", updated_at=NOW))
        session.add(DraftRow(customer_id=kept.id, clerk="鈴木", job_id="c" * 32, body="新しい", updated_at=NOW))
    return duplicates.both(kept.id, gone.id)


def consent_of(customer: Customer) -> ConsentRow:
    return ConsentRow(customer_id=customer.id, e164="+819022223333", kind=ConsentKind.GRANTED, at=NOW)


def owners(database: Database) -> dict[str, list[Any]]:
    """Who has what."""
    with database.read() as session:
        return {
            model.__tablename__: sorted(session.scalars(select(model.customer_id)))
            for model in (VehicleRow, ConsentRow, DraftRow, MessageRecord)
        }


def test_a_merge_takes_all_along_and_an_undo_restores_it(
    duplicates: Duplicates, database: Database, twice: tuple[Record, Record]
) -> None:
    kept, gone = twice
    before = owners(database)
    chosen = {"address": gone.values["address"], "birthday": gone.values["birthday"]}
    step = merged(duplicates.merge(kept, gone, chosen, "佐藤"))
    assert owners(database) == {
        "vehicles": [kept.id], "consent_records": [kept.id], "drafts": [kept.id, kept.id, gone.id], "messages": [],
    }  # fmt: skip
    with database.read() as session:
        left, stays = session.get(CustomerRow, gone.id), session.get(CustomerRow, kept.id)
        assert left is not None
        assert stays is not None
        assert (left.merged_into_id, left.archived_at is not None) == (kept.id, True)
        assert (stays.birthday, stays.address_key) == (date(1980, 5, 1), left.address_key)
        assert session.scalar(select(func.count()).select_from(StopRow).where(StopRow.lifted_at.is_(None))) == 1
        assert "customers_merged" in session.scalars(select(AuditRow.action)).all()
    assert pairs(duplicates) == {}
    assert duplicates.undo(step.id, "鈴木")
    assert owners(database) == before
    again = duplicates.both(kept.id, gone.id)
    assert [record.values for record in again] == [kept.values, gone.values]
    assert not duplicates.undo(step.id, "鈴木"), "once is enough"


def test_what_changed_since_is_not_undone(
    duplicates: Duplicates, people: People, database: Database, twice: tuple[Record, Record]
) -> None:
    kept, gone = twice
    step = merged(duplicates.merge(kept, gone, {}, "佐藤"))
    now = people.customer(kept.id)
    assert isinstance(people.save_customer(now, {**now.values, "memo": "代車"}, "鈴木"), Saved)
    before = owners(database)
    assert not duplicates.undo(step.id, "佐藤")
    assert owners(database) == before
    assert people.customer(gone.id).archived


def test_a_vehicle_that_went_on_to_somebody_else_holds_the_undo_back(
    duplicates: Duplicates, database: Database, twice: tuple[Record, Record], add_customer: Add
) -> None:
    step = merged(duplicates.merge(*twice, {}, "佐藤"))
    buyer = add_customer(name="買主", mobile="")
    with database.write() as session:
        vehicle = session.scalars(select(VehicleRow)).one()
        vehicle.customer_id = buyer.id
    assert not duplicates.undo(step.id, "佐藤")
    assert owners(database)["consent_records"] == [twice[0].id], "nothing is given back by half"


@pytest.mark.parametrize("which", [0, 1])
def test_the_second_of_two_pcs_sees_what_the_first_wrote(
    duplicates: Duplicates, people: People, database: Database, twice: tuple[Record, Record], which: int
) -> None:
    before = owners(database)
    base = twice[which]
    people.save_customer(base, {**base.values, "memo": "代車"}, "鈴木")
    answer = duplicates.merge(*twice, {}, "佐藤")
    assert isinstance(answer, Conflict)
    assert answer.theirs.values["memo"] == "代車"
    assert owners(database) == before


def test_two_pcs_that_merge_the_other_way_round(duplicates: Duplicates, twice: tuple[Record, Record]) -> None:
    kept, gone = twice
    merged(duplicates.merge(kept, gone, {}, "佐藤"))
    assert isinstance(duplicates.merge(gone, kept, {}, "鈴木"), Conflict)
    with pytest.raises(RecordGone):
        duplicates.both(kept.id, gone.id)

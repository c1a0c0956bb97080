"""Customers and vehicles as a clerk enters them."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from dreampower_sms.db import cards, inquiry
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import AuditRow, CustomerRow, SettingRow
from dreampower_sms.domain.look_up import ask
from dreampower_sms.domain.people import ContactState
from dreampower_sms.services.people import Conflict, FieldsWrong, People, RecordGone, Saved
from dreampower_sms.services.settings import Settings
from tests.sending import Clock


@pytest.fixture
def people(database: Database, clock: Clock) -> People:
    return People(database, Settings(database, clock), clock, pc="受付1")


def saved(result: Saved | Conflict) -> Saved:
    assert isinstance(result, Saved)
    return result


def add(people: People, **values: Any) -> Saved:
    return saved(people.save_customer(None, {**people.new_customer(), "name": "髙橋 一郎", **values}, "佐藤"))


def test_a_new_customer_starts_from_the_shop_s_defaults_and_is_found(people: People, database: Database) -> None:
    assert (people.new_customer()["flag_dm"], people.new_customer()["flag_sms"]) == (True, False)
    old = add(people, kana="たかはし いちろう", mobile="09012345678")
    with database.write() as session:
        session.add(SettingRow(scope="customer_defaults", key="flag_sms", value=True))
    assert people.new_customer()["flag_sms"]
    assert people.new_vehicle()["sms"]
    assert not people.customer(old.record.id).values["flag_sms"], "an existing customer does not change"
    with database.read() as session:
        assert inquiry.find(session, ask("タカハシ"), 5) == [old.record.id]
        found = cards.customer(session, old.record.id)
    assert found is not None
    assert (found.kana, found.mobile) == ("タカハシ イチロウ", "090-1234-5678")


def test_wrong_fields_are_named_and_nothing_is_written(people: People, database: Database) -> None:
    with pytest.raises(FieldsWrong) as wrong:
        add(people, name="", zip="12", memo="あ")
    assert set(wrong.value.problems) == {"name", "zip"}
    with database.read() as session:
        assert session.scalars(select(CustomerRow)).all() == []


def test_the_second_of_two_pcs_sees_what_the_first_one_wrote(people: People) -> None:
    base = add(people).record
    saved(people.save_customer(base, {**base.values, "memo": "代車"}, "佐藤"))
    answer = people.save_customer(base, {**base.values, "memo": "引取"}, "鈴木")
    assert isinstance(answer, Conflict)
    assert answer.theirs.values["memo"] == "代車"
    again = saved(people.save_customer(answer.theirs, {**answer.theirs.values, "memo": "引取"}, "鈴木"))
    assert again.record.values["memo"] == "引取"


def test_saving_what_is_the_same_writes_nothing(people: People, database: Database) -> None:
    base = add(people).record
    answer = saved(people.save_customer(base, base.values, "佐藤"))
    assert (answer.record, answer.step) == (base, None)


def test_a_save_is_taken_back_until_somebody_else_saves(people: People) -> None:
    base = add(people).record
    first = saved(people.save_customer(base, {**base.values, "memo": "代車"}, "佐藤"))
    assert first.step is not None
    assert people.undo(first.step, "佐藤")
    assert people.customer(base.id).values["memo"] == ""
    now = people.customer(base.id)
    second = saved(people.save_customer(now, {**now.values, "memo": "引取"}, "佐藤"))
    saved(people.save_customer(second.record, {**second.record.values, "rank": "A"}, "鈴木"))
    assert second.step is not None
    assert not people.undo(second.step, "佐藤")
    assert people.customer(base.id).values["memo"] == "引取"


def test_a_removed_customer_leaves_the_lists_and_comes_back(people: People, database: Database) -> None:
    base = add(people, kana="タカハシ").record
    gone = saved(people.archive(base, "佐藤"))
    with database.read() as session:
        assert inquiry.find(session, ask("タカハシ"), 5) == []
        assert cards.customer(session, base.id) is None
    assert gone.step is not None
    assert people.undo(gone.step, "佐藤")
    with database.read() as session:
        assert inquiry.find(session, ask("タカハシ"), 5) == [base.id]


def test_saving_a_removed_record_brings_it_back(people: People) -> None:
    base = add(people).record
    gone = saved(people.archive(base, "佐藤")).record
    assert gone.archived
    answer = people.save_customer(base, {**base.values, "memo": "また来た"}, "鈴木")
    assert isinstance(answer, Conflict)
    assert answer.theirs.archived, "the second PC is told before anything comes back"
    back = saved(people.save_customer(answer.theirs, {**base.values, "memo": "また来た"}, "鈴木"))
    assert (back.record.archived, back.record.values["memo"]) == (False, "また来た")
    assert back.step is not None
    assert back.step.what == "restored"
    assert people.undo(back.step, "鈴木")
    again = people.customer(base.id)
    assert (again.archived, again.values["memo"]) == (True, "")


def test_taking_back_a_new_customer_removes_them(people: People) -> None:
    new = add(people)
    assert new.step is not None
    assert people.undo(new.step, "佐藤")
    assert people.customer(new.record.id).archived


def test_every_change_is_in_the_audit_log_with_the_old_value(people: People, database: Database) -> None:
    base = add(people, birthday=date(1980, 1, 2)).record
    saved(people.save_customer(base, {**base.values, "birthday": date(1980, 1, 3)}, "鈴木"))
    with database.read() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        assert [(row.action, row.clerk, row.pc) for row in rows] == [
            ("customer_added", "佐藤", "受付1"),
            ("customer_saved", "鈴木", "受付1"),
        ]
        assert rows[1].detail == {"changes": {"birthday": ["1980-01-02", "1980-01-03"]}}


def test_who_may_be_the_same_is_told(people: People) -> None:
    one = add(people, mobile="090-1111-2222", phone="043-222-3333").record
    assert [other.id for other in people.alike({"mobile": "09011112222"}, 0)] == [one.id]
    assert [other.id for other in people.alike({"name": "髙橋一郎", "phone": "0432223333"}, 0)] == [one.id]
    assert people.alike({"mobile": "09011112222"}, one.id) == []
    assert people.alike({"name": "", "mobile": ""}, 0) == []


def test_a_vehicle_is_kept_the_same_way(people: People) -> None:
    owner = add(people).record
    values = {
        **people.new_vehicle(),
        "plate_area": "千葉",
        "plate_class": "500",
        "plate_kana": "あ",
        "plate_number": "12-34",
    }
    new = saved(people.save_vehicle(owner.id, None, {**values, "mileage": 100}, "佐藤"))
    assert new.record.owner_id == owner.id
    changed = saved(
        people.save_vehicle(owner.id, new.record, {**new.record.values, "contact_state": ContactState.BOOKED}, "佐藤")
    )
    answer = people.save_vehicle(owner.id, new.record, {**new.record.values, "mileage": 200}, "鈴木")
    assert isinstance(answer, Conflict)
    assert changed.step is not None
    assert (changed.step.name, people.undo(changed.step, "佐藤")) == ("千葉 500 あ 12-34", True)
    assert people.vehicle(new.record.id).values["contact_state"] is ContactState.NOT_CONTACTED
    with pytest.raises(RecordGone):
        people.save_vehicle(999, None, values, "佐藤")
    with pytest.raises(RecordGone):
        people.vehicle(999)


def test_a_vehicle_with_a_new_certificate_is_not_called_yet(people: People) -> None:
    owner = saved(people.save_customer(None, {**people.new_customer(), "name": "佐藤"}, "佐藤")).record
    start = {
        **people.new_vehicle(),
        "model": "アクア",
        "inspection_expiry": date(2026, 12, 10),
        "contact_state": ContactState.ARRIVED,
    }
    old = saved(people.save_vehicle(owner.id, None, start, "佐藤")).record
    mended = saved(people.save_vehicle(owner.id, old, {**old.values, "inspection_expiry": date(2026, 12, 15)}, "佐藤"))
    assert mended.record.values["contact_state"] is ContactState.ARRIVED
    renewed = {**mended.record.values, "inspection_expiry": date(2028, 12, 15)}
    new = saved(people.save_vehicle(owner.id, mended.record, renewed, "佐藤"))
    assert new.record.values["contact_state"] is ContactState.NOT_CONTACTED
    assert new.step is not None
    assert people.undo(new.step, "佐藤")
    assert people.vehicle(old.id).values["contact_state"] is ContactState.ARRIVED

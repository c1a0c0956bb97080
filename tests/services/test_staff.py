"""担当者 on both databases: order, names, leaving, and what history keeps."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import AuditRow
from dreampower_sms.db.tables_messages import MessageRecord
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import Customer
from dreampower_sms.services.drafts import Drafts
from dreampower_sms.services.send import SendRequest, SendService
from dreampower_sms.services.settings import ClerkSettings, Settings
from dreampower_sms.services.staff import Member, Staff, StaffError
from tests.sending import Clock


@pytest.fixture
def staff(database: Database, clock: Clock) -> Staff:
    made = Staff(database, clock, "受付1")
    for name in ("山田", "佐藤", "鈴木"):
        made.add(name, "", "店長")
    return made


def names(staff: Staff) -> list[str]:
    return [member.name + ("" if member.active else "（退職）") for member in staff.list()]


def by(staff: Staff, name: str) -> Member:
    return next(member for member in staff.list() if member.name == name)


def test_the_order_is_the_shops_own(staff: Staff, database: Database, clock: Clock) -> None:
    staff.move(by(staff, "鈴木"), "店長", down=False)
    assert names(staff) == ["山田", "鈴木", "佐藤"]
    assert Settings(database, clock).staff() == ["山田", "鈴木", "佐藤"]
    assert staff.move(by(staff, "山田"), "店長", down=False) is None
    assert staff.move(by(staff, "佐藤"), "店長", down=True) is None


def test_who_left_is_not_offered_and_stays_on_record(
    staff: Staff, database: Database, clock: Clock, service: SendService, add_customer: Callable[..., Customer]
) -> None:
    request = SendRequest(service.recipient(add_customer()), "お車ができました。", Purpose.ROUTINE, "佐藤")
    service.confirm(service.new_job_id(), service.preview(request))
    staff.retire(by(staff, "佐藤"), "店長")
    assert Settings(database, clock).staff() == ["山田", "鈴木"]
    assert names(staff) == ["山田", "鈴木", "佐藤（退職）"]
    staff.rename(by(staff, "佐藤"), "佐藤（旧姓）", "", "店長")
    with database.read() as session:
        assert session.scalar(select(MessageRecord.clerk)) == "佐藤"
    staff.restore(by(staff, "佐藤（旧姓）"), "店長")
    assert Settings(database, clock).staff() == ["山田", "佐藤（旧姓）", "鈴木"]


@pytest.mark.parametrize(
    ("name", "code"), [("　", "staff_nameless"), ("山田", "staff_name_taken"), ("あ" * 61, "text_long")]
)
def test_a_name_that_can_not_be_kept_is_refused(staff: Staff, name: str, code: str) -> None:
    with pytest.raises(StaffError) as refused:
        staff.add(name, "", "店長")
    assert refused.value.code == code
    with pytest.raises(StaffError) as refused:
        staff.rename(by(staff, "佐藤"), name, "", "店長")
    assert refused.value.code == code


def test_the_name_of_who_left_is_not_given_to_another(staff: Staff) -> None:
    staff.retire(by(staff, "佐藤"), "店長")
    with pytest.raises(StaffError) as refused:
        staff.add("佐藤", "", "店長")
    assert refused.value.code == "staff_name_retired"


def test_somebody_has_to_stay(staff: Staff) -> None:
    staff.retire(by(staff, "佐藤"), "店長")
    staff.retire(by(staff, "鈴木"), "店長")
    with pytest.raises(StaffError) as refused:
        staff.retire(by(staff, "山田"), "店長")
    assert refused.value.code == "staff_last"


def test_the_second_pc_sees_that_somebody_was_faster(staff: Staff) -> None:
    old = by(staff, "佐藤")
    staff.rename(old, "斎藤", "", "店長")
    with pytest.raises(StaffError) as refused:
        staff.rename(old, "齋藤", "", "店長")
    assert refused.value.code == "staff_changed"
    assert names(staff) == ["山田", "斎藤", "鈴木"]


def test_every_step_is_taken_back(staff: Staff, database: Database) -> None:
    before = staff.list()
    steps = (
        lambda: staff.rename(by(staff, "佐藤"), "斎藤", "サイトウ", "店長"),
        lambda: staff.move(by(staff, "鈴木"), "店長", down=False),
        lambda: staff.retire(by(staff, "山田"), "店長"),
    )
    for take in steps:
        step = take()
        assert step is not None
        assert staff.list() != before
        staff.undo(step, "店長")
        assert staff.list() == before
    added = staff.add("高橋", "", "店長")
    staff.undo(added, "店長")
    assert names(staff) == ["山田", "佐藤", "鈴木", "高橋（退職）"]
    with database.read() as session:
        notes = session.scalars(select(AuditRow).where(AuditRow.entity == "staff").order_by(AuditRow.id)).all()
    assert [note.action for note in notes[3:]] == [
        "rename", "rename", "move", "move", "retire", "restore", "add", "retire",
    ]  # fmt: skip
    assert notes[3].detail["changes"] == {"name": ["佐藤", "斎藤"], "kana": ["", "サイトウ"]}


def test_a_new_name_takes_the_clerks_own_settings_along(staff: Staff, database: Database, clock: Clock) -> None:
    settings = Settings(database, clock)
    settings.save_clerk("佐藤", ClerkSettings("dark", 1.5))
    settings.save_clerk("山田", ClerkSettings("contrast", 1.25))
    step = staff.rename(by(staff, "佐藤"), "伊藤", "", "店長")
    assert settings.clerk("伊藤") == ClerkSettings("dark", 1.5)
    assert settings.clerk("佐藤") == ClerkSettings()
    staff.undo(step, "店長")
    assert settings.clerk("佐藤") == ClerkSettings("dark", 1.5)
    assert settings.clerk("山田") == ClerkSettings("contrast", 1.25)


def test_a_text_that_was_begun_is_theirs_under_the_new_name(
    staff: Staff, database: Database, clock: Clock, add_customer: Callable[..., Customer]
) -> None:
    drafts, first, second = Drafts(database, clock), add_customer(), add_customer(name="鈴木 花子")
    drafts.save(first.id, "佐藤", "j1", "お車ができました。", None)
    drafts.save(first.id, "高橋", "j2", "前にいた高橋さんの書きかけ", None)
    drafts.save(second.id, "高橋", "j3", "別のお客様への書きかけ", None)
    staff.rename(by(staff, "佐藤"), "高橋", "", "店長")
    assert drafts.load(first.id, "佐藤") is None
    assert [getattr(drafts.load(each.id, "高橋"), "job_id", "") for each in (first, second)] == ["j1", "j3"]

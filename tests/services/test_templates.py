"""Templates on both databases: kept, ordered, put away, met by another PC, taken back."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import AuditRow, JobRow, MessageRecord
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import Customer
from dreampower_sms.domain.records import Record
from dreampower_sms.services.people import Conflict, FieldsWrong, Saved
from dreampower_sms.services.send import Confirmed, SendRequest, SendService
from dreampower_sms.services.templates import TemplateError, Templates, TemplateStep
from tests.sending import Clock

BODY = "{自社名}です。お車の件でご連絡しました。"


@pytest.fixture
def templates(database: Database, clock: Clock) -> Templates:
    return Templates(database, clock, "受付1")


def values(name: str = "案内", **changed: Any) -> dict[str, Any]:
    return {"name": name, "purpose": Purpose.ROUTINE, "digit": None, "body": BODY, **changed}


def saved(answer: Saved | Conflict) -> Saved:
    assert isinstance(answer, Saved)
    return answer


def step(answer: Saved | Conflict) -> TemplateStep:
    made = saved(answer).step
    assert isinstance(made, TemplateStep)
    return made


def keep(templates: Templates, name: str, **changed: Any) -> Record:
    return saved(templates.save(None, values(name, **changed), "佐藤")).record


def in_use(templates: Templates) -> list[tuple[str, int | None]]:
    return [(entry.name, entry.digit) for entry in templates.list()]


def test_a_new_one_comes_last_and_its_text_is_kept_as_it_goes_out(templates: Templates) -> None:
    keep(templates, "一")
    record = keep(templates, "  代車  の案内 ", body="か\u3099\r\n{自社名}")
    assert (record.values["name"], record.values["body"]) == ("代車 の案内", "が\n{自社名}")
    assert in_use(templates) == [("一", None), ("代車 の案内", None)]


def test_what_is_wrong_is_named_by_field_and_nothing_is_kept(templates: Templates) -> None:
    keep(templates, "案内")
    with pytest.raises(FieldsWrong) as caught:
        templates.save(None, values("案内", body="{氏なまえ}"), "佐藤")
    assert {field: one.code for field, one in caught.value.problems.items()} == {
        "name": "template_name_taken", "body": "field_unknown",
    }  # fmt: skip
    with pytest.raises(TemplateError) as single:
        templates.add("案内", BODY, Purpose.ROUTINE, "佐藤")
    assert single.value.code == "template_name_taken"
    assert len(templates.list()) == 1


def test_a_digit_goes_over_and_undo_gives_it_back(templates: Templates) -> None:
    first, second = keep(templates, "一", digit=3), keep(templates, "二")
    done = step(templates.save(second, {**second.values, "digit": 3}, "佐藤"))
    assert in_use(templates) == [("一", None), ("二", 3)]
    assert templates.undo(done, "佐藤")
    assert in_use(templates) == [("一", 3), ("二", None)]
    assert templates.template(first.id).values == first.values


def test_undo_takes_no_digit_away_that_was_given_to_another_meanwhile(templates: Templates) -> None:
    base = keep(templates, "一", digit=3)
    away = step(templates.archive(base, "佐藤"))
    assert templates.add("二", BODY, Purpose.ROUTINE, "鈴木").after.values["digit"] == 1
    keep(templates, "三", digit=3)
    assert templates.undo(away, "佐藤")
    assert in_use(templates) == [("一", None), ("二", 1), ("三", 3)]


def test_undo_makes_no_second_template_of_one_name(templates: Templates) -> None:
    base = keep(templates, "一")
    away = step(templates.archive(base, "佐藤"))
    keep(templates, "一", digit=2)
    with pytest.raises(TemplateError) as caught:
        templates.undo(away, "佐藤")
    assert (caught.value.code, caught.value.details) == ("template_name_taken", {"name": "一"})
    renamed = step(templates.save(base := keep(templates, "二"), {**base.values, "name": "弐"}, "佐藤"))
    keep(templates, "二")
    with pytest.raises(TemplateError):
        templates.undo(renamed, "佐藤")
    assert in_use(templates) == [("一", 2), ("弐", None), ("二", None)]


def test_two_pcs_edit_one_template(templates: Templates) -> None:
    base = keep(templates, "一")
    templates.save(base, {**base.values, "body": BODY + "赤"}, "佐藤")
    answer = templates.save(base, {**base.values, "name": "壱"}, "鈴木")
    assert isinstance(answer, Conflict)
    assert answer.theirs.values["body"] == BODY + "赤"
    assert templates.list()[0].name == "一", "nothing was written"
    templates.move(keep(templates, "二").id, "佐藤", down=False)
    again = saved(templates.save(answer.theirs, {**answer.theirs.values, "name": "壱"}, "鈴木"))
    assert again.record.values["name"] == "壱", "another order is no change of a template"


def test_saving_what_did_not_change_writes_nothing(templates: Templates, database: Database) -> None:
    base = keep(templates, "一")
    assert saved(templates.save(base, base.values, "佐藤")).step is None
    with database.read() as session:
        assert len(session.scalars(select(AuditRow)).all()) == 1


def test_one_that_was_put_away_comes_back_by_undo_by_restoring_and_by_saving(templates: Templates) -> None:
    base = keep(templates, "一", digit=1)
    away = step(templates.archive(base, "佐藤"))
    assert templates.list() == []
    assert [entry.name for entry in templates.archived()] == ["一"]
    assert templates.undo(away, "佐藤")
    assert in_use(templates) == [("一", 1)]

    gone = saved(templates.archive(base, "佐藤")).record
    keep(templates, "二", digit=1)
    back = saved(templates.restore(gone, "佐藤")).record
    assert back.values["digit"] is None, "the digit has gone to another"
    gone = saved(templates.archive(back, "佐藤")).record
    templates.save(gone, {**gone.values, "name": "壱"}, "佐藤")
    assert in_use(templates) == [("壱", None), ("二", 1)]


def test_a_name_that_was_given_to_another_meanwhile_is_not_taken_back_twice(templates: Templates) -> None:
    base = keep(templates, "一")
    gone = saved(templates.archive(base, "佐藤")).record
    keep(templates, "一")
    with pytest.raises(FieldsWrong):
        templates.restore(gone, "佐藤")
    assert len(templates.list()) == 1


def test_the_order_is_moved_and_taken_back(templates: Templates) -> None:
    for name in "一二三":
        keep(templates, name)
    last = templates.list()[2]
    moved = templates.move(last.id, "佐藤", down=False)
    assert [name for name, _ in in_use(templates)] == ["一", "三", "二"]
    assert templates.move(templates.list()[0].id, "佐藤", down=False) is None
    assert templates.move(templates.list()[2].id, "佐藤", down=True) is None
    assert moved is not None
    assert templates.undo(moved, "佐藤")
    assert [name for name, _ in in_use(templates)] == ["一", "二", "三"]


def test_what_another_changed_since_is_not_undone(templates: Templates) -> None:
    done = step(templates.save(None, values("一"), "佐藤"))
    templates.save(done.after, {**done.after.values, "body": BODY + "赤"}, "鈴木")
    assert not templates.undo(done, "佐藤")
    assert [entry.body for entry in templates.list()] == [BODY + "赤"]


def test_a_copy_has_a_name_of_its_own_and_the_next_free_digit(templates: Templates) -> None:
    base = keep(templates, "一", digit=1)
    named: Callable[[str, int], str] = lambda name, n: f"{name}の写し{n}"  # noqa: E731  as a screen gives it
    copied = templates.copy_of(base.id, named)
    assert copied == {**base.values, "name": "一の写し1", "digit": 2}
    templates.save(None, copied, "佐藤")
    assert templates.copy_of(base.id, named)["name"] == "一の写し2"
    long = keep(templates, "長" * 60)
    assert len(templates.copy_of(long.id, named)["name"]) == 60


def test_messages_keep_their_text_and_the_job_its_template(
    templates: Templates, service: SendService, add_customer: Callable[..., Customer], database: Database
) -> None:
    base = keep(templates, "一")
    request = SendRequest(service.recipient(add_customer()), BODY, Purpose.ROUTINE, "佐藤", template_id=base.id)
    assert isinstance(service.confirm(service.new_job_id(), service.preview(request)), Confirmed)
    changed = saved(templates.save(base, {**base.values, "body": "{自社名}です。別の本文です。"}, "佐藤")).record
    templates.archive(changed, "佐藤")
    with database.read() as session:
        [message] = session.scalars(select(MessageRecord))
        assert message.body == "山川自動車です。お車の件でご連絡しました。"
        assert session.get_one(JobRow, message.job_id).template_id == base.id


def test_two_pcs_that_give_one_digit_at_once_leave_it_to_one(database: Database, clock: Clock) -> None:
    desks = [Templates(database, clock, f"受付{n}") for n in (1, 2)]
    together = threading.Barrier(2)

    def give(desk: Templates, name: str) -> None:
        together.wait()
        for n in range(5):
            desk.save(None, values(f"{name}{n}", digit=n + 1), "佐藤")

    threads = [threading.Thread(target=give, args=(desk, name)) for desk, name in zip(desks, "甲乙", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    digits = [entry.digit for entry in desks[0].list() if entry.digit]
    assert sorted(digits) == [1, 2, 3, 4, 5]
    assert len(desks[0].list()) == 10


def test_the_standard_texts_come_once_and_take_no_digit_or_name_away(templates: Templates) -> None:
    keep(templates, "挨拶 自社名付", digit=1)
    templates.seed()
    names = [name for name, _ in in_use(templates)]
    assert names[:2] == ["挨拶 自社名付", "挨拶 自社名付 2"]
    assert dict(in_use(templates))["挨拶 自社名付 2"] is None
    before = in_use(templates)
    second = templates.list()[1]
    templates.archive(templates.template(second.id), "佐藤")
    templates.seed()
    assert in_use(templates) == [each for each in before if each[0] != second.name]

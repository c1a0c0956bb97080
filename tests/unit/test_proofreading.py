"""What the editor says of a template: errors where they stand, advice on what may surprise a customer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.errors import TemplateUnreadable
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.proofreading import LONGEST_BODY, LONGEST_NAME, problems, proofread
from dreampower_sms.domain.templates import FIELDS_BY_NAME, check, examine, merge, parse

SHOP = Company(name="山川自動車", formal_name="山川自動車株式会社")


def codes(text: str, purpose: Purpose = Purpose.ROUTINE) -> list[str]:
    return [remark.code for remark in proofread(text, purpose, SHOP)]


def test_a_text_without_fault_has_no_remark() -> None:
    assert codes("{自社名}です。{車名|お車}の車検のご案内です。") == []
    assert codes("山川自動車です。お車の準備ができました。") == []
    assert codes("") == codes(" \n") == []


def test_every_error_is_found_with_its_place() -> None:
    text = "{自社名}です。{氏なまえ}様\n{氏名:和暦}の{車検満了日:月末}まで {"
    errors = [remark for remark in proofread(text, Purpose.ROUTINE, SHOP) if remark.is_error]
    assert [text[e.index : e.index + e.length] for e in errors] == [
        "{氏なまえ}",
        "{氏名:和暦}",
        "{車検満了日:月末}",
        "{",
    ]
    assert [e.code for e in errors] == [
        "field_unknown", "field_form_unknown", "field_form_unknown", "template_brace_unclosed",
    ]  # fmt: skip
    assert errors[0].details["field"] == "氏なまえ"


def test_full_width_braces_around_a_field_are_an_error_there() -> None:
    text = "{自社名}です。｛氏名｝様"
    [error] = proofread(text, Purpose.ROUTINE, SHOP)
    assert (error.code, text[error.index : error.index + error.length]) == ("template_brace_wide", "｛氏名｝")


@pytest.mark.parametrize(
    "text",
    [
        "お電話ください 03-1234-5678",
        "０９０－１２３４－５６７８まで",
        "(0436)12-3456",
        "{自社電話}",
        "予約は{電話番号|０３１２３４５６７８}",
        "+81 90-1234-5678",
        "+81(0)3-1234-5678",
        "＋８１９０１２３４５６７８",
    ],
)
def test_a_phone_number_may_be_warned_of(text: str) -> None:
    assert "advice_phone" in codes(f"{{自社名}}です。{text}")


@pytest.mark.parametrize(
    "text", ["2026-11-23", "10000円", "0.5時間", "12345678901234", "0120", "車台 ABC-0123456789012", "+81 円"]
)
def test_other_figures_are_no_phone_number(text: str) -> None:
    assert codes(f"{{自社名}}です。{text}") == []


@pytest.mark.parametrize(("contact", "warned"), [("043-123-4567", True), ("https://example.jp/stop", False)])
def test_where_to_refuse_may_be_a_phone_number(contact: str, warned: bool) -> None:
    found = proofread("{自社名}です。停止は{配信停止先}へ", Purpose.ROUTINE, replace(SHOP, opt_out_contact=contact))
    assert [remark.code for remark in found] == (["advice_phone"] if warned else [])


def test_the_shop_has_to_be_in_the_first_line_that_says_anything() -> None:
    assert codes("\n{自社正式名称}\n車検です") == []
    assert codes("車検のご案内\n{自社名}") == ["advice_company"]


def test_an_advertisement_says_who_sends_it_and_how_to_stop_it() -> None:
    assert codes("{自社名}です。割引中", Purpose.CAMPAIGN) == ["advice_formal_name", "advice_stop"]
    assert codes("{自社正式名称}\n割引中\n停止{配信停止先}", Purpose.CAMPAIGN) == []
    assert codes("山川自動車株式会社\n割引中\n不要の方はご返信を", Purpose.CAMPAIGN) == []
    assert codes("{自社名}です。割引中") == []


def test_characters_that_may_not_arrive_are_named_with_a_proposal() -> None:
    text = "{自社名}です～👍か\u3099"
    remarks = proofread(text, Purpose.ROUTINE, SHOP, "shift_jis")
    assert [(text[r.index : r.index + r.length], r.code) for r in remarks] == [
        ("～", "char_outside"),
        ("👍", "char_emoji"),
    ]
    assert [r.trouble.swap for r in remarks if r.trouble] == ["〜", ""]


def test_what_keeps_it_from_being_saved() -> None:
    good = {"name": "案内", "body": "{自社名}です。"}
    assert problems(good) == {}
    assert {k: p.code for k, p in problems({"name": " ", "body": "\n"}).items()} == {
        "name": "template_nameless", "body": "template_empty",
    }  # fmt: skip
    long = problems({"name": "あ" * (LONGEST_NAME + 2), "body": "あ" * (LONGEST_BODY + 1)})
    assert [(p.code, p.details["over"]) for p in long.values()] == [("text_too_long", "2"), ("text_too_long", "1")]
    assert problems({**good, "body": "ああ{なまえ}"})["body"].details == {"position": "2", "field": "なまえ"}


def test_what_no_database_takes_is_refused() -> None:
    for bad in ("\x00", "\ud83d"):
        assert problems({"name": "案内", "body": f"ああ{bad}"})["body"].details == {"place": "3"}
        assert problems({"name": bad, "body": "あ"})["name"].code == "char_control"
    assert problems({"name": "案内😀", "body": "😀"}) == {}


PIECES = st.sampled_from(
    [*FIELDS_BY_NAME, "{", "}", "{{", "}}", "｛", "｝", "|", "｜", ":", "：", "月日", " ", "\n", "あ", "𠮷"]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_it_finds_something_exactly_when_parsing_or_checking_does(text: str) -> None:
    template, faults = examine(text)
    unreadable = None
    try:
        parsed = parse(text)
    except TemplateUnreadable as error:
        unreadable = (error.code, error.details["position"])
    else:
        assert parsed == template
        assert [(f.code, f.index) for f in faults] == [(e.code, e.index) for e in check(parsed)]
        if not faults:
            assert {e.code for e in merge(parsed, {}).errors} <= {"field_empty"}
    assert unreadable is None or unreadable in {(fault.code, str(fault.index)) for fault in faults}
    for fault in faults:
        assert 0 <= fault.index < fault.index + fault.length <= len(text)

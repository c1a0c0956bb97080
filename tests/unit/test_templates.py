"""Merging: the right value in the right place, or an error with the field's name; never a gap, never a brace."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.errors import TemplateUnreadable
from dreampower_sms.domain.templates import (
    DATE_FORMS,
    FIELDS,
    FieldError,
    Group,
    Slot,
    Value,
    check,
    escape,
    merge,
    parse,
)

DAY = date(2026, 11, 23)
names = st.sampled_from([field.name for field in FIELDS])
date_names = st.sampled_from([field.name for field in FIELDS if field.is_date])
literals = st.text(st.characters(exclude_characters="｛"))
visible = st.text("山田様 {}|:｛氏名｝", min_size=1).map(lambda text: f"〈{text}〉")
fallbacks = st.text(st.characters(exclude_characters="{}｛\r\n", exclude_categories=["Cs"])).map(
    lambda text: f"客{text}"
)
slots = st.one_of(
    st.builds(Slot, names),
    st.builds(Slot, names, fallback=fallbacks),
    st.builds(Slot, date_names, st.sampled_from(list(DATE_FORMS))),
)
parts = st.lists(st.one_of(literals, slots))
empty = st.sampled_from([None, "", " ", "\u3000", "\u200b", "\n"])
values = st.dictionaries(names, st.one_of(visible, empty, st.integers(), st.dates(date(1900, 1, 1), date(2099, 1, 1))))


def written(parts: list[str | Slot]) -> str:
    """Write a template by hand, the way the module's docstring describes it."""
    return "".join(
        escape(part)
        if isinstance(part, str)
        else f"{{{part.name}{part.form and f':{part.form}'}{part.fallback and f'|{part.fallback}'}}}"
        for part in parts
    )


def test_fields_are_filled_in() -> None:
    template = parse("{氏名}{敬称}の{車名}は{車検満了日}が期限です。走行{走行距離}km")
    merged = merge(
        template,
        {"氏名": "山田 太郎", "敬称": "様", "車名": "プリウス", "車検満了日": DAY, "走行距離": 45000},
    )
    assert merged.text == merged.preview == "山田 太郎様のプリウスは令和8年11月23日が期限です。走行45000km"
    assert (merged.errors, merged.fallbacks) == ((), ())


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("", "令和8年11月23日"),
        (":和暦", "令和8年11月23日"),
        (":短縮", "R8.11.23"),
        (":西暦", "2026年11月23日"),
        (":月日", "11月23日"),
        ("：月日", "11月23日"),
    ],
)
def test_a_date_in_every_form(form: str, shown: str) -> None:
    assert merge(parse(f"{{車検満了日{form}}}まで"), {"車検満了日": DAY}).text == f"{shown}まで"


@pytest.mark.parametrize("source", ["{氏名|お客様}", "{氏名｜お客様}", "{ 氏名　|お客様}"])
@pytest.mark.parametrize("value", [None, "", " ", "\u3000\n", "\u200b"])
def test_a_fallback_takes_the_place_of_an_empty_value_and_is_reported(source: str, value: str | None) -> None:
    merged = merge(parse(source), {"氏名": value})
    assert (merged.text, merged.fallbacks, merged.errors) == ("お客様", ("氏名",), ())


def test_an_empty_field_is_an_error_with_its_name_and_nothing_goes_out() -> None:
    merged = merge(parse("{氏名}様 {車名}の件"), {"氏名": "山田"})
    assert merged.errors == (FieldError("field_empty", "車名", 6),)
    assert merged.text == ""
    assert merged.preview == "山田様 〔車名〕の件"


def test_an_unknown_field_is_an_error_even_with_a_fallback_and_a_value() -> None:
    template = parse("{氏各|お客様}様")
    assert merge(template, {"氏各": "山田"}).errors == (FieldError("field_unknown", "氏各", 0),)
    assert check(template) == (FieldError("field_unknown", "氏各", 0),)


@pytest.mark.parametrize("source", ["{車検満了日:元号}", "{氏名:西暦}"])
def test_an_unknown_form_is_an_error(source: str) -> None:
    assert [error.code for error in check(parse(source))] == ["field_form_unknown"]
    assert [error.code for error in merge(parse(source), {"車検満了日": DAY, "氏名": "山田"}).errors] == [
        "field_form_unknown"
    ]


def test_a_date_that_has_no_such_form_is_an_error() -> None:
    merged = merge(parse("{誕生日}"), {"誕生日": date(1, 1, 1)})
    assert merged.errors == (FieldError("date_out_of_range", "誕生日", 0),)
    assert merged.text == ""


def test_a_value_is_not_merged_again() -> None:
    merged = merge(parse("{氏名}{{氏名}}"), {"氏名": "{車名}"})
    assert merged.text == "{車名}{氏名}"
    assert merged.errors == ()


@pytest.mark.parametrize(
    ("source", "code", "details"),
    [
        ("車検{氏名様", "template_brace_unclosed", {"position": "2"}),
        ("{氏名\n}", "template_brace_unclosed", {"position": "0"}),
        ("{氏{名}", "template_brace_unclosed", {"position": "0"}),
        ("{", "template_brace_unclosed", {"position": "0"}),
        ("氏名}様", "template_brace_stray", {"position": "2"}),
        ("{氏名}}", "template_brace_stray", {"position": "4"}),
        ("{}", "template_field_nameless", {"position": "0"}),
        ("あ{ |お客様}", "template_field_nameless", {"position": "1"}),
        ("{氏名|}", "template_fallback_blank", {"position": "0", "field": "氏名"}),
        ("{氏名|　}", "template_fallback_blank", {"position": "0", "field": "氏名"}),
        ("拝啓｛氏名｝様", "template_brace_wide", {"position": "2", "field": "氏名"}),
        ("｛氏名｜お客様｝様", "template_brace_wide", {"position": "0", "field": "氏名"}),
        ("{氏名}｛ 車名 }", "template_brace_stray", {"position": "9"}),
        ("｛車検満了日：月日｝", "template_brace_wide", {"position": "0", "field": "車検満了日"}),
    ],
)
def test_braces_that_do_not_pair_up_are_refused_with_their_place(
    source: str, code: str, details: dict[str, str]
) -> None:
    with pytest.raises(TemplateUnreadable) as caught:
        parse(source)
    assert (caught.value.code, caught.value.details) == (code, details)


def test_full_width_braces_around_anything_else_are_text() -> None:
    assert merge(parse("｛注意｝お早めに"), {}).text == "｛注意｝お早めに"


def test_the_table_has_every_group_and_no_name_twice() -> None:
    assert {field.group for field in FIELDS} == set(Group)
    assert len({field.name for field in FIELDS}) == len(FIELDS)
    assert all(field.meaning for field in FIELDS)
    assert check(parse("".join(f"{{{field.name}}}" for field in FIELDS))) == ()


@given(literals)
def test_plain_text_comes_out_as_it_went_in(text: str) -> None:
    template = parse(escape(text))
    assert template.slots == ()
    assert merge(template, {}).text == text


@given(parts)
def test_a_template_is_read_as_it_was_written(parts: list[str | Slot]) -> None:
    read = parse(written(parts))
    assert [(slot.name, slot.form, slot.fallback) for slot in read.slots] == [
        (part.name, part.form, part.fallback) for part in parts if isinstance(part, Slot)
    ]
    assert "".join(part for part in read.parts if isinstance(part, str)) == "".join(
        part for part in parts if isinstance(part, str)
    )
    assert all(read.source.startswith(f"{{{slot.name}", slot.index) for slot in read.slots)


@given(parts, values)
def test_every_slot_is_its_value_or_its_fallback_or_an_error(parts: list[str | Slot], values: dict[str, Value]) -> None:
    expected = ""
    empty: list[str] = []
    fallen: list[str] = []
    for part in parts:
        if isinstance(part, str):
            expected += part
            continue
        value = values.get(part.name)
        if isinstance(value, date):
            expected += DATE_FORMS[part.form or "和暦"](value)
        elif isinstance(value, int) or (value and value.strip("\u200b\n\u3000 ")):
            expected += str(value)
        elif part.fallback:
            expected += part.fallback
            fallen.append(part.name)
        else:
            empty.append(part.name)
    merged = merge(parse(written(parts)), values)
    assert [(error.code, error.field) for error in merged.errors] == [("field_empty", name) for name in empty]
    assert merged.text == ("" if empty else expected)
    assert list(merged.fallbacks) == fallen


@given(st.lists(st.one_of(st.text("あい。\n"), slots)), values)
def test_no_brace_of_a_field_is_left(parts: list[str | Slot], values: dict[str, Value]) -> None:
    tame = {name: value for name, value in values.items() if not isinstance(value, str)}
    assert not set("{}") & set(merge(parse(written(parts)), tame).preview)

"""自由検索 as values: what terms mean, which specs are refused, and that a saved search comes back as it was."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.search.calendar import days_of
from dreampower_sms.domain.search.check import ProblemCode, SearchRefused, check, refuse_wrong
from dreampower_sms.domain.search.evaluate import arranged, matches
from dreampower_sms.domain.search.items import Choice, ItemInfo, ItemType, Target, Value
from dreampower_sms.domain.search.simple import SimpleForm, simple_spec, simple_title
from dreampower_sms.domain.search.spec import Condition, Order, SearchSpec, Title, TitleItem
from dreampower_sms.domain.search.stored import (
    SearchUnreadable,
    spec_from_json,
    spec_to_json,
    title_from_json,
    title_to_json,
)
from dreampower_sms.domain.search.terms import (
    COUNTED_PERIODS,
    PERIODS,
    WORD_OPERATORS,
    Blank,
    Checked,
    Dates,
    Numbers,
    OneOf,
    Operator,
    Relative,
    Term,
    Times,
    Words,
)

TODAY = date(2026, 11, 23)

ITEMS = {
    info.key: info
    for info in (
        ItemInfo("name", "氏名", ItemType.TEXT, Target.CUSTOMER, sorted_by="kana"),
        ItemInfo("kana", "フリガナ", ItemType.KANA, Target.CUSTOMER),
        ItemInfo("phones", "電話・携帯", ItemType.DIGITS, Target.CUSTOMER),
        ItemInfo("birthday", "生年月日", ItemType.DATE, Target.CUSTOMER),
        ItemInfo("sms", "SMS", ItemType.FLAG, Target.CUSTOMER),
        ItemInfo("kind", "区分", ItemType.CHOICE, Target.CUSTOMER, choices=(Choice("i", "個人"), Choice("c", "法人"))),
        ItemInfo("sent", "SMS回数", ItemType.EVENTS, Target.CUSTOMER),
        ItemInfo("mileage", "走行距離", ItemType.NUMBER, Target.VEHICLE),
    )
}


def answers(item: str, term: Term, value: Value) -> bool:
    """Whether a row that holds `value` answers `term`."""
    spec = SearchSpec(ITEMS[item].target, (Condition(item, (term,)),))
    assert check(spec, ITEMS) == ()
    return matches(spec, ITEMS, {item: value}, TODAY)


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "expected"),
    [
        (Operator.CONTAINS, "山田", "㈱山田自動車", True),
        (Operator.CONTAINS, "ﾔﾏﾀﾞ", "有限会社ヤマダ", True),
        (Operator.CONTAINS, "ａｂｃ", "xABCx", True),
        (Operator.CONTAINS, "%", "山田", False),
        (Operator.CONTAINS, "%", "割引50%", True),
        (Operator.CONTAINS, "_", "山田", False),
        (Operator.CONTAINS, "_", "a_c", True),
        (Operator.CONTAINS, "a_c", "a-c", True),  # signs between letters make no difference
        (Operator.CONTAINS, "'", "O'Hara", True),
        (Operator.CONTAINS, "\\", "a\\b", True),
        (Operator.CONTAINS, "𠮷野", "𠮷野家", True),
        (Operator.CONTAINS, "👍", "👍🏽", True),
        (Operator.CONTAINS, "👍", "山田", False),
        (Operator.EQUALS, "---", "---", True),
        (Operator.STARTS, "山", "山田", True),
        (Operator.STARTS, "田", "山田", False),
        (Operator.ENDS, "田", "山田", True),
        (Operator.ENDS, "山", "山田", False),
        (Operator.EQUALS, "山田", "山田", True),
        (Operator.EQUALS, "山田", "山田屋", False),
        (Operator.CONTAINS, "山田", None, False),
    ],
)
def test_words(operator: Operator, wanted: str, value: str | None, expected: bool) -> None:
    assert answers("name", Words(operator, wanted), value) is expected


def test_kana_are_one_kind_of_kana() -> None:
    assert answers("kana", Words(Operator.STARTS, "やま"), "ヤマダ")
    assert answers("kana", Words(Operator.STARTS, "ﾔﾏ"), "やまだ")


def test_digits_are_compared_without_hyphens_and_width() -> None:
    assert answers("phones", Words(Operator.ENDS, "１２３４"), "090-0000-1234")
    assert answers("phones", Words(Operator.CONTAINS, "0-00"), "09000001234")
    assert not answers("phones", Words(Operator.STARTS, "080"), "090-0000-1234")


def test_any_of_several_values_may_answer() -> None:
    assert answers("phones", Words(Operator.STARTS, "080"), ("03-0000-0000", "080-0000-0000"))
    assert not answers("phones", Blank(empty=True), ("", "080-0000-0000"))
    assert answers("phones", Blank(empty=True), ("", ""))


@pytest.mark.parametrize(("value", "blank"), [(None, True), ("", True), (" \u3000", True), ("---", False)])
def test_blank_texts(value: str | None, blank: bool) -> None:
    assert answers("name", Blank(empty=True), value) is blank
    assert answers("name", Blank(empty=False), value) is not blank


def test_a_missing_value_is_in_no_range_but_blank() -> None:
    assert not answers("mileage", Numbers(None, 10), None)
    assert not answers("birthday", Dates(date(1, 1, 1), None), None)
    assert answers("mileage", Blank(empty=True), None)
    assert not answers("mileage", Blank(empty=True), 0)
    assert answers("birthday", Blank(empty=True), None)


@pytest.mark.parametrize(
    ("low", "high", "value", "expected"),
    [(1, 3, 1, True), (1, 3, 3, True), (1, 3, 4, False), (None, 3, -9, True), (1, None, 0, False), (0, 0, 0, True)],
)
def test_numbers_include_both_ends(low: int | None, high: int | None, value: int, expected: bool) -> None:
    assert answers("mileage", Numbers(low, high), value) is expected


@pytest.mark.parametrize(
    ("operator", "n", "today", "low", "high"),
    [
        (Operator.THIS_MONTH, 0, date(2026, 11, 23), date(2026, 11, 1), date(2026, 11, 30)),
        (Operator.NEXT_MONTH, 0, date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 31)),
        (Operator.NEXT_MONTH, 0, date(2028, 1, 31), date(2028, 2, 1), date(2028, 2, 29)),
        (Operator.MONTHS_AGO, 1, date(2027, 1, 15), date(2026, 12, 1), date(2026, 12, 31)),
        (Operator.MONTHS_AGO, 12, date(2026, 11, 23), date(2025, 11, 1), date(2025, 11, 30)),
        (Operator.MONTHS_AGO_OR_MORE, 3, date(2026, 11, 23), None, date(2026, 8, 31)),
        (Operator.WITHIN_DAYS, 30, date(2026, 12, 15), date(2026, 12, 15), date(2027, 1, 14)),
        (Operator.WITHIN_DAYS, 0, TODAY, TODAY, TODAY),
        (Operator.PAST_DAYS, 7, date(2026, 3, 3), date(2026, 2, 24), date(2026, 3, 3)),
    ],
)
def test_relative_dates(operator: Operator, n: int, today: date, low: date | None, high: date) -> None:
    assert days_of(Relative(operator, n), today) == Dates(low, high)


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(0, 1199))
def test_months_ago_follow_each_other_without_a_gap(today: date, n: int) -> None:
    nearer, farther = (days_of(Relative(Operator.MONTHS_AGO, each), today) for each in (n, n + 1))
    assert nearer.low is not None
    assert farther.high is not None
    assert farther.high + timedelta(days=1) == nearer.low


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)))
def test_today_is_in_this_month_and_next_month_follows(today: date) -> None:
    this, following = (days_of(Relative(each), today) for each in (Operator.THIS_MONTH, Operator.NEXT_MONTH))
    assert this.low is not None
    assert this.high is not None
    assert this.low <= today <= this.high
    assert following.low == this.high + timedelta(days=1)
    assert this == days_of(Relative(Operator.MONTHS_AGO, 0), today)


def test_checks_choices_and_counts() -> None:
    assert answers("sms", Checked(on=True), True)
    assert answers("sms", Checked(on=False), False)
    assert not answers("sms", Checked(on=False), True)
    assert answers("kind", OneOf("c"), "c")
    assert not answers("kind", OneOf("c"), "i")
    sent = (TODAY, TODAY - timedelta(days=7), TODAY - timedelta(days=8))
    assert answers("sent", Times(7, 2, 2), sent)
    assert answers("sent", Times(7, None, 0), ())
    assert not answers("sent", Times(7, 1, None), None)


def test_or_within_an_item_and_across_items() -> None:
    spec = SearchSpec(
        Target.CUSTOMER,
        (
            Condition("name", (Words(Operator.CONTAINS, "山"), Words(Operator.CONTAINS, "川"))),
            Condition("sms", (Checked(on=True),)),
        ),
    )
    assert matches(spec, ITEMS, {"name": "小川", "sms": True}, TODAY)
    assert matches(spec, ITEMS, {"name": "山本", "sms": True}, TODAY)
    assert not matches(spec, ITEMS, {"name": "山本", "sms": False}, TODAY)
    assert not matches(spec, ITEMS, {"name": "田中", "sms": True}, TODAY)


def test_no_conditions_are_all_rows() -> None:
    assert matches(SearchSpec(Target.CUSTOMER), ITEMS, {}, TODAY)


@pytest.mark.parametrize(
    ("item", "term", "code"),
    [
        ("gone", Checked(on=True), ProblemCode.ITEM_REMOVED),
        ("mileage", Numbers(1, 2), ProblemCode.ITEM_REMOVED),  # a vehicle's item, asked of customers
        ("name", Checked(on=True), ProblemCode.OPERATOR),
        ("sms", Words(Operator.CONTAINS, "x"), ProblemCode.OPERATOR),
        ("birthday", Numbers(1, 2), ProblemCode.OPERATOR),
        ("name", Words(Operator.EMPTY, "x"), ProblemCode.OPERATOR),
        ("birthday", Relative(Operator.EMPTY), ProblemCode.OPERATOR),
        ("name", Words(Operator.CONTAINS, " \u3000"), ProblemCode.VALUE_EMPTY),
        ("phones", Words(Operator.CONTAINS, "---"), ProblemCode.VALUE_EMPTY),
        ("birthday", Dates(None, None), ProblemCode.VALUE_EMPTY),
        ("sent", Times(7, None, None), ProblemCode.VALUE_EMPTY),
        ("name", Words(Operator.CONTAINS, "a\0b"), ProblemCode.VALUE_UNREADABLE),
        ("name", Words(Operator.CONTAINS, "\ud842"), ProblemCode.VALUE_UNREADABLE),
        ("name", Words(Operator.CONTAINS, "x" * 1001), ProblemCode.VALUE_UNREADABLE),
        ("birthday", Dates(date(2026, 2, 2), date(2026, 2, 1)), ProblemCode.RANGE_REVERSED),
        ("sent", Times(7, 2, 1), ProblemCode.RANGE_REVERSED),
        ("sent", Times(7, 2**70, None), ProblemCode.NUMBER_TOO_LARGE),
        ("sent", Times(-1, 1, None), ProblemCode.NUMBER_TOO_LARGE),
        ("birthday", Relative(Operator.WITHIN_DAYS, 36_501), ProblemCode.NUMBER_TOO_LARGE),
        ("birthday", Relative(Operator.MONTHS_AGO, 1_201), ProblemCode.NUMBER_TOO_LARGE),
        ("birthday", Relative(Operator.MONTHS_AGO, -1), ProblemCode.NUMBER_TOO_LARGE),
        ("kind", OneOf("x"), ProblemCode.CHOICE_REMOVED),
    ],
)
def test_what_is_wrong_is_named(item: str, term: Term, code: ProblemCode) -> None:
    spec = SearchSpec(Target.CUSTOMER, (Condition(item, (term,)), Condition("sms", (Checked(on=True),))))
    spec = spec if item != "sms" else SearchSpec(Target.CUSTOMER, spec.conditions[:1])
    problems = check(spec, ITEMS)
    assert [(each.code, each.item) for each in problems] == [(code, item)]


def test_a_condition_must_ask_something_and_only_once() -> None:
    twice = (Condition("sms", (Checked(on=True),)), Condition("sms", (Checked(on=False),)))
    assert [each.code for each in check(SearchSpec(Target.CUSTOMER, twice), ITEMS)] == [ProblemCode.ITEM_TWICE]
    nothing = SearchSpec(Target.CUSTOMER, (Condition("sms", ()),))
    assert [each.code for each in check(nothing, ITEMS)] == [ProblemCode.NO_TERM]


def test_a_removed_item_is_named_and_the_rest_runs() -> None:
    spec = SearchSpec(
        Target.CUSTOMER,
        (Condition("fax", (Words(Operator.CONTAINS, "1"),)), Condition("sms", (Checked(on=True),))),
        (Order("pager"), Order("kana")),
    )
    with pytest.raises(SearchRefused) as refused:
        refuse_wrong(spec, ITEMS)
    assert [each.item for each in refused.value.problems] == ["fax", "pager"]
    assert refused.value.details == {"item": "fax"}
    rest = spec.without(frozenset({"fax", "pager"}))
    assert check(rest, ITEMS) == ()
    assert rest.conditions == spec.conditions[1:]
    assert rest.order == (Order("kana"),)


def test_owner_items_are_marked_among_vehicle_items() -> None:
    spec = SearchSpec(Target.VEHICLE, (Condition("name", (Words(Operator.EQUALS, " "),)),))
    assert [each.label for each in check(spec, ITEMS)] == ["顧客_氏名"]


def test_order_follows_kana_then_entry() -> None:
    rows: list[tuple[int, dict[str, Value]]] = [
        (3, {"kana": "ヤマダ", "name": "あ"}),
        (1, {"kana": "アベ", "name": "ん"}),
        (2, {"kana": "ヤマダ"}),
    ]
    spec = SearchSpec(Target.CUSTOMER, order=(Order("name"),))
    assert arranged(spec, ITEMS, rows, TODAY) == [1, 2, 3]
    assert arranged(spec.ordered_by("name", descending=True), ITEMS, rows, TODAY) == [3, 2, 1]


def test_missing_dates_come_last_ascending_and_first_descending() -> None:
    rows: list[tuple[int, dict[str, Value]]] = [
        (1, {"birthday": None}),
        (2, {"birthday": date(1970, 1, 1)}),
        (3, {"birthday": date(1960, 1, 1)}),
    ]
    spec = SearchSpec(Target.CUSTOMER, order=(Order("birthday"),))
    assert arranged(spec, ITEMS, rows, TODAY) == [3, 2, 1]
    assert arranged(spec.ordered_by("birthday", descending=True), ITEMS, rows, TODAY) == [1, 2, 3]


def test_a_heading_becomes_the_first_step_of_the_order() -> None:
    spec = SearchSpec(Target.CUSTOMER, order=(Order("kana"), Order("birthday")))
    assert spec.ordered_by("birthday").order == (Order("birthday"), Order("kana"))


numbers = st.none() | st.integers(-(2**53), 2**53)
terms = st.one_of(
    st.builds(Words, st.sampled_from(sorted(WORD_OPERATORS)), st.text()),
    st.builds(Blank, st.booleans()),
    st.builds(Numbers, numbers, numbers),
    st.builds(Dates, st.none() | st.dates(), st.none() | st.dates()),
    st.builds(Relative, st.sampled_from(sorted(COUNTED_PERIODS)), st.integers(0, 99)),
    st.builds(Relative, st.sampled_from(sorted(PERIODS - COUNTED_PERIODS))),
    st.builds(Checked, st.booleans()),
    st.builds(OneOf, st.text()),
    st.builds(Times, st.integers(0, 99), numbers, numbers),
)
conditions = st.builds(Condition, st.text(), st.lists(terms).map(tuple))
orders = st.lists(st.builds(Order, st.text(), st.booleans())).map(tuple)
titles = st.builds(
    Title,
    st.text(),
    st.sampled_from(Target),
    st.lists(st.builds(TitleItem, st.text(), st.booleans(), st.booleans(), st.booleans())).map(tuple),
    st.lists(conditions).map(tuple),
    orders,
)


@given(titles)
def test_a_saved_title_comes_back_as_it_was(title: Title) -> None:
    stored = json.loads(json.dumps(title_to_json(title)))
    assert title_from_json(title.name, stored) == title
    assert spec_from_json(json.loads(json.dumps(spec_to_json(title.spec)))) == title.spec


@pytest.mark.parametrize("stored", [{}, {"target": "boat", "conditions": [], "order": []}, {"target": "customer"}])
def test_what_is_no_search_is_refused(stored: dict[str, object]) -> None:
    with pytest.raises(SearchUnreadable):
        spec_from_json(stored)


@pytest.mark.parametrize(
    "term",
    [{"operator": "sounds_like", "text": "x"}, {"operator": "between", "dates": ["2026-02-30", None]}, {}],
)
def test_a_term_of_another_version_is_refused_by_name_and_not_ignored(term: dict[str, object]) -> None:
    stored = {"target": "customer", "conditions": [{"item": "name", "any_of": [term]}], "order": []}
    assert [(each.code, each.item) for each in check(spec_from_json(stored), ITEMS)] == [(ProblemCode.NO_TERM, "name")]


def test_the_simple_form_asks_customers_until_a_vehicle_field_is_filled_in() -> None:
    assert simple_spec(SimpleForm()) == SearchSpec(Target.CUSTOMER, (), (Order("kana"),))
    spec = simple_spec(SimpleForm(name="山田", sms=True))
    assert spec.target is Target.CUSTOMER
    assert [each.item for each in spec.conditions] == ["name", "sms"]
    spec = simple_spec(SimpleForm(kana="ヤ", expiry_to=date(2026, 12, 31)))
    assert spec.target is Target.VEHICLE
    assert spec.conditions[-1] == Condition("inspection_expiry", (Dates(None, date(2026, 12, 31)),))


def test_the_simple_list_shows_what_was_asked() -> None:
    title = simple_title(SimpleForm(phone="1234", plate="千葉"))
    assert title.searched == ("plate", "phones")
    assert title.listed[0] == "plate"
    assert simple_title(SimpleForm()).exported == simple_title(SimpleForm()).listed

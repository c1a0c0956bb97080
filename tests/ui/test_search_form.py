"""The fields of 自由検索: what a title saved comes back as it was, and what can't be read is said at its field."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dreampower_sms.domain.dates import FIRST, LAST
from dreampower_sms.domain.search.items import ItemType, Target
from dreampower_sms.domain.search.spec import Condition, Title, TitleItem
from dreampower_sms.domain.search.terms import Dates, Numbers, OneOf, Operator, Relative, Term, Words
from dreampower_sms.ui.search_fields import RangeEditor, TermEditor
from dreampower_sms.ui.search_form import ConditionList, ConditionRow
from dreampower_sms.ui.search_question import unknown_items
from tests.random_shop import ITEMS, TERMS, TODAY
from tests.ui.hands import CTRL, press, type_text

K = Qt.Key


def typed(term: Term) -> bool:
    """Whether the fields can hold it: a text with 、 means two, and a day has a name in our calendars."""
    match term:
        case Words(text=text):
            return text.strip() == text and not any(sign in text for sign in "、，,\n") and text != ""
        case Dates(low=low, high=high):
            return all(day is None or FIRST <= day <= LAST for day in (low, high))
        case _:
            return True


def row_of(item: str, *terms: Term) -> ConditionRow:
    return ConditionRow(ITEMS[item], ITEMS[item].label, lambda: TODAY, terms)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_what_was_saved_is_asked_again(qtbot: QtBot, data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(sorted(ITEMS)))
    terms = data.draw(st.lists(TERMS[item].filter(typed), min_size=1, max_size=3, unique=True))
    if ITEMS[item].type is ItemType.EVENTS:
        terms = [
            term for term in terms if getattr(term, "low", None) is not None or getattr(term, "high", 0) is not None
        ]
    row = row_of(item, *terms)
    qtbot.addWidget(row)
    assert row.problem() == ""
    assert row.condition() == (Condition(item, tuple(terms)) if terms else None)


def test_an_empty_field_of_any_kind_asks_nothing(qtbot: QtBot) -> None:
    for item in ITEMS:
        row = row_of(item)
        qtbot.addWidget(row)
        assert (row.condition(), row.problem()) == (None, "")


@pytest.fixture
def fields(qtbot: QtBot) -> ConditionList:
    title = Title("", Target.VEHICLE, tuple(TitleItem(item, search=True) for item in ("name", "birthday", "mileage")))
    made = ConditionList(lambda: TODAY)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show_title(title, ITEMS)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


def editor(fields: ConditionList, place: int) -> TermEditor:
    return fields.rows[place].editors[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [("R8.2.30", "日付はありません"), ("きのう", "日付として読めません"), ("8/11/23", "2 通り")],
)
def test_an_impossible_date_is_said_when_the_field_is_left(fields: ConditionList, text: str, words: str) -> None:
    entry = editor(fields, 1).entry()
    entry.setFocus()
    type_text(text)
    assert not fields.rows[1].error.isVisible()
    press(K.Key_Tab)
    assert words in fields.rows[1].error.text()
    assert words in entry.accessibleDescription()
    entry.setFocus()
    press(K.Key_A, CTRL)
    type_text("R8.11.1")
    assert not fields.rows[1].error.isVisible(), "mended"


def test_the_cursor_goes_to_the_first_field_that_is_wrong(fields: ConditionList) -> None:
    mileage = editor(fields, 2)
    assert isinstance(mileage, RangeEditor)
    mileage.low.setText("9")
    mileage.high.setText("3")
    assert "逆" in fields.check()
    assert mileage.low.hasFocus()
    mileage.high.setText("一万")
    assert "数字として読めません" in fields.check()


def test_ctrl_enter_asks_one_more_thing_of_the_same_item(fields: ConditionList) -> None:
    editor(fields, 2).entry().setFocus()
    type_text("1")
    press(K.Key_Return, CTRL)
    assert len(fields.rows[2].editors) == 2
    type_text("5,000")
    assert fields.conditions() == (Condition("mileage", (Numbers(1, None), Numbers(5_000, None))),)


def test_texts_parted_by_commas_are_any_of_them(fields: ConditionList) -> None:
    editor(fields, 0).entry().setFocus()
    type_text("山田、佐藤")
    assert fields.conditions() == (
        Condition("name", (Words(Operator.CONTAINS, "山田"), Words(Operator.CONTAINS, "佐藤"))),
    )


def test_a_relative_date_starts_with_a_usual_number(fields: ConditionList) -> None:
    birthday = editor(fields, 1)
    assert isinstance(birthday, RangeEditor)
    birthday.operator.setCurrentIndex(birthday.operator.findData(Operator.WITHIN_DAYS.value))
    assert fields.conditions() == (Condition("birthday", (Relative(Operator.WITHIN_DAYS, 30),)),)
    birthday.number.setText("")
    assert "数字として読めません" in fields.check()
    birthday.operator.setCurrentIndex(birthday.operator.findData(Operator.NEXT_MONTH.value))
    assert fields.conditions() == (Condition("birthday", (Relative(Operator.NEXT_MONTH),)),)


def test_a_choice_that_is_gone_is_named(qtbot: QtBot) -> None:
    row = row_of("staff", OneOf("99"))
    qtbot.addWidget(row)
    assert "今はありません" in row.problem()


@pytest.mark.parametrize(
    ("target", "named", "unknown"),
    [
        (Target.CUSTOMER, ("name", "shoe_size"), {"shoe_size"}),
        (Target.CUSTOMER, ("name", "plate"), {"plate"}),
        (Target.VEHICLE, ("name", "plate"), set[str]()),
    ],
)
def test_items_that_the_catalogue_lacks_are_found(target: Target, named: Sequence[str], unknown: set[str]) -> None:
    assert unknown_items(Title("", target, tuple(TitleItem(item, search=True) for item in named)), ITEMS) == unknown

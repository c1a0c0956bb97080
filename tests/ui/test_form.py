"""A form as data: filled, read, compared, with its errors at their fields and dates in both calendars."""

from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.form import DateLine, Form, Row
from dreampower_sms.ui.forms import Area, Check, Choice, Line
from tests.ui.hands import focused, press, type_text
from tests.ui.walk import assert_accessible, assert_not_clipped

K = Qt.Key
VALUES = {"name": "山田 太郎", "kind": 2, "born": date(1984, 3, 9), "expiry": None, "sms": True, "memo": "一行\n二行"}


def today() -> date:
    return date(2026, 11, 23)


def kinds() -> Choice:
    made = Choice("区分")
    for text, number in (("個人", 1), ("法人", 2)):
        made.addItem(text, number)
    return made


ROWS = (
    Row("name", "氏名", partial(Line, "氏名")),
    Row("kind", "区分", kinds),
    Row("born", "誕生日", partial(DateLine, "誕生日", today)),
    Row("expiry", "車検満了日", partial(DateLine, "車検満了日", today)),
    Row("sms", "SMS", partial(Check, "SMS を送る")),
    Row("memo", "メモ", partial(Area, "メモ"), wide=True),
)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(ROWS)
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.fields["name"].widget.setFocus()
    return made


def line(form: Form, key: str) -> Line:
    widget = form.fields[key].widget
    assert isinstance(widget, Line)
    return widget


def test_what_is_filled_in_is_read_out(form: Form) -> None:
    form.fill(VALUES)
    assert form.values() == VALUES
    assert not form.is_changed()


def test_filling_some_fields_leaves_the_others(form: Form) -> None:
    form.fill(VALUES)
    form.fill({"name": "佐藤 花子"})
    assert form.values() == VALUES | {"name": "佐藤 花子"}


def test_only_a_person_changes_a_form(form: Form, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.changed):
        form.fill(VALUES)
    with qtbot.waitSignal(form.changed):
        type_text("様")
    assert form.is_changed()
    assert form.values()["name"] == "山田 太郎様"


def test_enter_walks_through_the_rows_in_their_order(form: Form) -> None:
    walked: list[str] = []
    for row in ROWS[1:]:
        press(K.Key_Return)
        walked.append(next(key for key, each in form.fields.items() if each.widget is focused()))
        assert walked[-1] == row.key


@pytest.mark.parametrize(
    ("typed", "shown", "day"),
    [
        ("1123", "R8.11.23", date(2026, 11, 23)),
        ("S590309", "S59.3.9", date(1984, 3, 9)),
        ("２０２６／１２／２５", "R8.12.25", date(2026, 12, 25)),
        ("", "", None),
    ],
)
def test_a_date_is_written_out_when_its_field_is_left(form: Form, typed: str, shown: str, day: date | None) -> None:
    born = line(form, "born")
    born.setFocus()
    type_text(typed)
    press(K.Key_Return)
    assert born.text() == shown
    assert form.values()["born"] == day
    assert form.unreadable() == {}
    assert line(form, "expiry").hasFocus()


def test_a_date_that_can_not_be_read_stays_and_says_why(form: Form) -> None:
    born = line(form, "born")
    born.setFocus()
    type_text("8/11/23")
    press(K.Key_Return)
    assert born.text() == "8/11/23"
    assert "年を付けて" in form.fields["born"].error.text()
    assert "年を付けて" in born.accessibleDescription()
    assert form.values()["born"] is None
    assert form.is_changed()
    born.setText("R8/11/23")
    born.setFocus()
    press(K.Key_Return)
    assert form.fields["born"].error.text() == ""


def test_both_calendars_are_in_the_tooltip(form: Form) -> None:
    form.fill(VALUES)
    assert "1984" in line(form, "born").toolTip()
    assert "昭和59年" in line(form, "born").toolTip()


def test_errors_stand_at_their_fields_and_the_first_has_the_focus(form: Form) -> None:
    form.fields["memo"].widget.setFocus()
    form.show_errors({"expiry": "日付を入力してください。", "kind": "区分を選んでください。"})
    assert form.fields["kind"].widget.hasFocus()
    assert form.fields["expiry"].error.isVisible()
    form.show_errors({})
    assert not form.fields["expiry"].error.isVisible()


def test_a_form_is_named_and_whole(form: Form) -> None:
    form.fill(VALUES)
    form.show_errors({"name": "氏名を入力してください。"})
    assert_accessible(form)
    assert_not_clipped(form)


def test_a_widget_without_a_value_is_refused() -> None:
    with pytest.raises(TypeError, match="QLabel"):
        Form((Row("x", "x", QLabel),))

"""Fields: Enter goes on, names and errors are read aloud, what the input method holds is told apart."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QSlider, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dreampower_sms.ui import style
from dreampower_sms.ui.forms import Area, Button, Check, Choice, Field, ItemList, Line, caption, field
from tests.ui.hands import commit, compose, press, type_text
from tests.ui.walk import assert_not_clipped, settle

K = Qt.Key


class Form(QWidget):
    """One of each, in a column."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.choice, self.check = Line("名前", "例：山田"), Choice("目的"), Check("SMS を送る")
        self.choice.addItems(["定例", "緊急"])
        self.area, self.button, self.items = Area("本文"), Button("設定(&S)", "primary"), ItemList("定型")
        self.items.addItems(["未選択", "挨拶"])
        self.items.setCurrentRow(0)
        column = QVBoxLayout(self)
        for widget in (self.line, self.choice, self.check, self.area, self.button, self.items):
            column.addWidget(widget)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.line.setFocus()
    return made


def aloud(widget: QWidget, what: QAccessible.Text = QAccessible.Text.Name) -> str:
    """What a screen reader says of a widget."""
    return QAccessible.queryAccessibleInterface(widget).text(what)


@pytest.mark.parametrize("enter", [K.Key_Return, K.Key_Enter])
def test_enter_goes_from_field_to_field(form: Form, enter: Qt.Key) -> None:
    press(enter)
    assert form.choice.hasFocus()
    press(enter)
    assert form.check.hasFocus()
    press(enter)
    assert form.area.hasFocus()


def test_enter_in_a_text_of_several_lines_is_a_new_line_and_tab_goes_on(form: Form) -> None:
    form.area.setFocus()
    type_text("車検")
    press(K.Key_Return)
    type_text("案内")
    assert form.area.toPlainText() == "車検\n案内"
    press(K.Key_Tab)
    assert form.button.hasFocus()


def test_enter_presses_a_button(qtbot: QtBot, form: Form) -> None:
    form.button.setFocus()
    with qtbot.waitSignal(form.button.clicked):
        press(K.Key_Return)
    with qtbot.waitSignal(form.button.clicked):
        press(K.Key_Space)


def test_enter_chooses_of_a_list(qtbot: QtBot, form: Form) -> None:
    form.items.setFocus()
    press(K.Key_Down)
    with qtbot.waitSignal(form.items.itemActivated) as chosen:
        press(K.Key_Return)
    assert chosen.args is not None
    assert chosen.args[0].text() == "挨拶"


def test_rows_of_a_list_do_not_overlap(form: Form) -> None:
    heights = [form.items.visualItemRect(form.items.item(row)).height() for row in range(2)]
    assert min(heights) >= form.items.fontMetrics().height() + 8
    assert form.items.itemAt(form.items.visualItemRect(form.items.item(1)).center()) is form.items.item(1)
    assert form.items.itemAt(QPoint(10, 10)) is form.items.item(0)


@pytest.mark.parametrize("zoom", [1.0, 1.5, 2.0])
def test_a_row_is_as_high_as_its_lines(qtbot: QtBot, qapp: QApplication, zoom: float) -> None:
    style.apply(qapp, zoom=zoom)
    name = "2　挨拶 自社名,担当者付"
    items = ItemList("定型")
    qtbot.addWidget(items)
    items.addItems(["1", name])
    items.show()
    heights: list[int] = []
    for spare in (60, 45, 30, 0):  # of which the style sheet and Qt take 22 at 100 % and 38 at 200 %
        items.resize(items.fontMetrics().horizontalAdvance(name) + spare, 300)
        settle()
        assert_not_clipped(items)
        one, other = (items.visualItemRect(items.item(row)).height() for row in range(2))
        heights.append(other - one)
    assert heights[0] == 0
    assert heights[-1] == items.fontMetrics().height()


def test_alt_down_opens_a_choice_and_enter_takes_from_it(qtbot: QtBot, form: Form) -> None:
    form.choice.setFocus()
    press(K.Key_Down, Qt.KeyboardModifier.AltModifier)
    view = form.choice.view()
    qtbot.waitUntil(view.isVisible)
    qtbot.keyClick(view, K.Key_Down)
    qtbot.keyClick(view, K.Key_Return)
    qtbot.waitUntil(lambda: not view.isVisible())
    assert form.choice.currentText() == "緊急"
    assert form.choice.hasFocus()


def test_what_the_input_method_holds_is_told_apart_from_the_text(qtbot: QtBot, form: Form) -> None:
    form.area.setFocus()
    with qtbot.waitSignal(form.area.composing) as held:
        compose("しゃけん")
    assert held.args == [4]
    assert form.area.toPlainText() == ""
    with qtbot.waitSignal(form.area.composing) as held:
        commit("車検")
    assert held.args == [0]
    assert form.area.toPlainText() == "車検"


def test_everything_has_a_name_and_a_mnemonic_is_no_part_of_it(form: Form) -> None:
    names = [aloud(each) for each in (form.line, form.check, form.area, form.button, form.items)]
    assert names == ["名前", "SMS を送る", "本文", "設定(S)", "定型"]
    assert form.choice.accessibleName() == "目的"  # Qt on Linux reads what is chosen instead


def test_an_error_stands_below_its_field_and_is_read_with_it(qtbot: QtBot) -> None:
    page = QWidget()
    made: Field[Line] = field("携帯番号", Line("携帯番号"))
    page.setLayout(made.column())
    qtbot.addWidget(page)
    page.show()
    assert not made.error.isVisible()
    made.show_error("番号の桁が足りません。")
    assert made.error.isVisible()
    assert made.error.y() >= made.widget.geometry().bottom()
    assert aloud(made.widget, QAccessible.Text.Description) == "番号の桁が足りません。"
    assert made.widget.property("wrong") is True
    made.show_error("")
    assert not made.error.isVisible()
    assert aloud(made.widget, QAccessible.Text.Description) == ""


def test_the_label_belongs_to_its_field(form: Form) -> None:
    made = field("生年月日", Line(""))
    assert made.label.buddy() is made.widget
    assert made.widget.accessibleName() == "生年月日"


def test_a_change_is_told_whatever_the_field_is(form: Form) -> None:
    said: list[int] = []

    def changed() -> None:
        said.append(len(said))

    line, area = field("a", Line("a"), changed).widget, field("b", Area("b"), changed).widget
    choice, check = field("c", Choice("c"), changed).widget, field("d", Check("d"), changed).widget
    line.setText("1")
    area.setPlainText("2")
    choice.addItem("3")
    check.toggle()
    assert said == [0, 1, 2, 3]


def test_a_field_that_has_no_change_to_watch_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="QSlider has no change"):
        field("x", QSlider(), print)


def test_a_caption_is_only_text() -> None:
    assert caption("車両").focusPolicy() == Qt.FocusPolicy.NoFocus

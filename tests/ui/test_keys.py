"""The one table of a screen, and the dispatcher that acts on it: by real keys and by clicks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.keys import F_KEYS, Key, Screen
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import press, rest_on, type_text
from tests.ui.screens import EMPTY, Plain, TwoPages

K = Qt.Key


@pytest.fixture
def screen(window: MainWindow) -> TwoPages:
    made = TwoPages()
    window.open(made)
    return made


@pytest.mark.parametrize("table", [{9: Key("送信", "sned")}, {9: Key("送信", "show_help", blocked="why")}])
def test_a_table_that_names_no_method_fails_when_the_class_is_made(table: dict[int, Key]) -> None:
    with pytest.raises(TypeError, match="F9 names no method"):
        type("Wrong", (Screen,), {"keys": (table,)})


@pytest.mark.parametrize("number", [0, 13])
def test_there_are_twelve_keys(number: int) -> None:
    with pytest.raises(TypeError, match=f"no key F{number}"):
        type("Wrong", (Screen,), {"keys": ({number: Key("送信", "show_help")},)})


def test_a_key_runs_its_method(screen: TwoPages) -> None:
    press(K.Key_F10)
    assert screen.done == ["keep"]


def test_a_key_that_can_not_be_used_says_why_and_does_nothing(window: MainWindow, screen: TwoPages) -> None:
    press(K.Key_F9)
    assert screen.done == []
    assert EMPTY in window.line.text()
    assert window.line.property("severity") == "warn"


def test_a_refused_key_works_as_soon_as_its_reason_is_gone(screen: TwoPages) -> None:
    screen.body.setFocus()
    type_text("車検のご案内です。")
    press(K.Key_F9)
    assert screen.done == ["send"]


def test_an_empty_slot_does_nothing(window: MainWindow, screen: TwoPages) -> None:
    press(K.Key_F7)
    assert screen.done == []
    assert window.line.text() == ""


def test_f2_turns_the_pages_round(screen: TwoPages) -> None:
    press(K.Key_F11)
    assert screen.done == []
    press(K.Key_F2)
    assert screen.page == 1
    press(K.Key_F11)
    assert screen.done == ["customise"]
    press(K.Key_F2)
    assert screen.page == 0


@pytest.mark.parametrize("page", [0, 1])
def test_f1_is_help_on_every_page(screen: TwoPages, qtbot: QtBot, page: int) -> None:
    screen.page = page
    with qtbot.waitSignal(screen.help_asked) as asked:
        press(K.Key_F1)
    assert asked.args == ["two_pages"]


def test_f1_is_help_where_the_table_does_not_say_so(window: MainWindow, qtbot: QtBot) -> None:
    screen = Plain()
    window.open(screen)
    with qtbot.waitSignal(screen.help_asked):
        press(K.Key_F1)
    assert window.bar.slots[1].label == "ヘルプ"


def test_keys_go_to_the_screen_on_top_only(window: MainWindow, screen: TwoPages) -> None:
    window.open(Plain())
    press(K.Key_F10)
    assert screen.done == []


def test_a_choice_leaves_f4_to_the_screen(screen: TwoPages) -> None:
    screen.choice.setFocus()
    press(K.Key_F4)
    assert screen.done == ["stop"]
    assert not screen.choice.view().isVisible()


@pytest.mark.parametrize(("key", "done"), [(K.Key_F4, "stop"), (K.Key_F10, "keep")])
@pytest.mark.parametrize("field", ["line", "choice", "body"])
def test_no_field_swallows_a_key_of_its_screen(screen: TwoPages, field: str, key: Qt.Key, done: str) -> None:
    """F4 opens a combo box by Qt, F10 a menu by Windows; neither may."""
    getattr(screen, field).setFocus()
    press(key)
    assert screen.done == [done]
    assert QApplication.activePopupWidget() is None


def test_an_open_list_keeps_the_keys_to_itself(screen: TwoPages) -> None:
    screen.choice.setFocus()
    screen.choice.showPopup()
    assert QApplication.activePopupWidget() is not None
    press(K.Key_F10)
    screen.choice.hidePopup()
    assert screen.done == []


def test_a_resting_finger_presses_a_key_once(screen: TwoPages) -> None:
    press(K.Key_F10)
    rest_on(K.Key_F10)
    assert screen.done == ["keep"]


def test_only_the_window_owns_the_f_keys(window: MainWindow, screen: TwoPages) -> None:
    owned = [shortcut.key().toString() for shortcut in window.findChildren(QShortcut)]
    assert [owned.count(f"F{number}") for number in F_KEYS.values()] == [1] * 12
    assert not screen.findChildren(QShortcut)

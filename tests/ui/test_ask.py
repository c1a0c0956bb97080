"""Questions: answered by key and by click, with Esc for the answer that loses nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from dreampower_sms.ui import ask, style
from dreampower_sms.ui.style import Theme
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import press, rest_on
from tests.ui.screens import TwoPages
from tests.ui.walk import assert_accessible, assert_not_clipped

K = Qt.Key
Asked = Callable[[], list[str]]


@pytest.fixture
def answers() -> list[str]:
    return []


@pytest.fixture
def yes_no(window: MainWindow, answers: list[str], qtbot: QtBot) -> QMessageBox:
    box = ask.yes_no(window, "配信停止", "この番号への送信を止めますか？", lambda: answers.append("yes"))
    return shown(box, qtbot)


@pytest.fixture
def three(window: MainWindow, answers: list[str], qtbot: QtBot) -> QMessageBox:
    box = ask.save_discard_back(
        window,
        "ボタンの配置",
        lambda: answers.append("save"),
        lambda: answers.append("discard"),
        lambda: answers.append("back"),
    )
    return shown(box, qtbot)


def shown(box: QMessageBox, qtbot: QtBot) -> QMessageBox:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is box)
    return box


@pytest.mark.parametrize(
    ("key", "answered"), [(K.Key_Y, ["yes"]), (K.Key_Return, ["yes"]), (K.Key_N, []), (K.Key_Escape, [])]
)
def test_yes_and_no_by_letter_enter_and_escape(
    yes_no: QMessageBox, answers: list[str], qtbot: QtBot, key: Qt.Key, answered: list[str]
) -> None:
    with qtbot.waitSignal(yes_no.finished):
        press(key)
    assert answers == answered


def test_no_may_be_the_answer_of_enter(window: MainWindow, answers: list[str], qtbot: QtBot) -> None:
    box = ask.yes_no(window, "一括変更", "300 件を変更しますか？", lambda: answers.append("yes"), default_yes=False)
    shown(box, qtbot)
    with qtbot.waitSignal(box.finished):
        press(K.Key_Return)
    assert answers == []


@pytest.mark.parametrize(
    ("key", "answered"),
    [(K.Key_S, "save"), (K.Key_Return, "save"), (K.Key_D, "discard"), (K.Key_Escape, "back")],
)
def test_save_discard_and_back(
    three: QMessageBox, answers: list[str], qtbot: QtBot, key: Qt.Key, answered: str
) -> None:
    with qtbot.waitSignal(three.finished):
        press(key)
    assert answers == [answered]


def test_closing_the_question_loses_nothing(three: QMessageBox, answers: list[str], qtbot: QtBot) -> None:
    with qtbot.waitSignal(three.finished):
        three.close()
    assert answers == ["back"]


def test_f_keys_are_dead_while_a_question_is_open(window: MainWindow, qtbot: QtBot) -> None:
    screen = TwoPages()
    window.open(screen)
    box = shown(ask.notice(window, "お知らせ", "印刷しました。"), qtbot)
    press(K.Key_F10)
    with qtbot.waitSignal(box.finished):
        press(K.Key_Return)
    assert screen.done == []
    qtbot.waitUntil(screen.line.hasFocus)
    press(K.Key_F10)
    assert screen.done == ["keep"]


def test_a_finger_that_rests_on_enter_answers_nothing(yes_no: QMessageBox, answers: list[str]) -> None:
    rest_on(K.Key_Return)
    assert answers == []
    assert yes_no.isVisible()


def test_questions_are_read_aloud_and_whole(three: QMessageBox, qapp: QApplication) -> None:
    for theme, zoom in ((Theme.LIGHT, 1.0), (Theme.CONTRAST, 1.5)):
        style.apply(qapp, theme, zoom)
        three.adjustSize()
        assert_accessible(three)
        assert_not_clipped(three)
    assert "ボタンの配置を保存していません" in three.accessibleDescription()

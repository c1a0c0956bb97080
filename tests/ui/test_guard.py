"""The guard: what the input method needs stays with it, and a resting finger does nothing twice."""

import traceback

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.keys import F_KEYS, KeyGuard
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import commit, compose, press, rest_on, type_text
from tests.ui.screens import TwoPages

K = Qt.Key


@pytest.fixture
def screen(window: MainWindow) -> TwoPages:
    made = TwoPages()
    window.open(made)
    made.body.setFocus()
    return made


@pytest.mark.parametrize("key", F_KEYS, ids=lambda key: key.name)
def test_no_f_key_acts_while_the_input_method_composes(screen: TwoPages, key: Qt.Key) -> None:
    type_text("x")
    compose("しゃけん")
    press(key)
    assert screen.done == []
    assert screen.page == 0


def test_f9_acts_again_after_the_commit(screen: TwoPages) -> None:
    compose("しゃけん")
    press(K.Key_F9)
    commit("車検")
    assert screen.body.toPlainText() == "車検"
    press(K.Key_F9)
    assert screen.done == ["send"]


def test_enter_commits_and_does_not_go_to_the_next_field(screen: TwoPages) -> None:
    screen.line.setFocus()
    compose("やまだ")
    press(K.Key_Return)
    assert screen.line.hasFocus()
    commit("山田")
    press(K.Key_Return)
    assert not screen.line.hasFocus()
    assert screen.line.text() == "山田"


def test_enter_of_the_ten_key_pad_is_an_enter_too(screen: TwoPages) -> None:
    screen.line.setFocus()
    compose("やまだ")
    press(K.Key_Enter)
    assert screen.line.hasFocus()


def test_an_aborted_composition_ends_with_the_focus(screen: TwoPages) -> None:
    type_text("x")
    compose("しゃ")
    screen.line.setFocus()
    press(K.Key_F9)
    assert screen.done == ["send"]


def test_a_deleted_preedit_frees_the_keys(screen: TwoPages) -> None:
    compose("しゃ")
    compose("")
    press(K.Key_F10)
    assert screen.done == ["keep"]


def test_a_resting_enter_presses_nothing(screen: TwoPages, qtbot: QtBot) -> None:
    button = QPushButton("送信する", screen)
    button.setAutoDefault(True)
    button.show()
    button.setFocus()
    with qtbot.assertNotEmitted(button.clicked):
        rest_on(K.Key_Return)
    with qtbot.waitSignal(button.clicked):
        press(K.Key_Return)


def test_a_resting_enter_writes_lines_into_a_message(screen: TwoPages) -> None:
    press(K.Key_Return)
    rest_on(K.Key_Return, times=2)
    assert screen.body.toPlainText() == "\n\n\n"


def test_letters_may_repeat(screen: TwoPages) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, K.Key_A, Qt.KeyboardModifier.NoModifier, "a", True)
    QApplication.sendEvent(screen.body, event)
    assert screen.body.toPlainText() == "a"


def test_a_guard_that_fails_lets_every_key_pass(
    screen: TwoPages, guard: KeyGuard, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def broken(_self: KeyGuard, _event: QEvent) -> bool:
        calls.append(1)
        raise RuntimeError("broken")

    monkeypatch.setattr(KeyGuard, "_stops", broken)
    with capture_exceptions() as raised:
        QApplication.sendEvent(screen.body, QInputMethodEvent("し", []))
        QApplication.sendEvent(screen.body, QInputMethodEvent("しゃ", []))
    assert len(raised) == 1
    assert len(calls) == 1
    traceback.clear_frames(raised.pop()[2])

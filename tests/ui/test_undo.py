"""Ctrl+Z: the text that is typed, the last step of the screen, and what was done elsewhere."""

from PySide6.QtCore import Qt

from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import CTRL, press, type_text
from tests.ui.screens import Plain

K = Qt.Key


def test_undo_belongs_to_the_text_that_is_typed(window: MainWindow) -> None:
    screen = Plain()
    screen.step = "削除"
    window.open(screen)
    type_text("x")
    press(K.Key_Z, CTRL)
    assert screen.field.text() == ""
    assert screen.step == "削除"


def test_undo_elsewhere_takes_the_last_step_of_the_screen_back(window: MainWindow) -> None:
    screen = Plain()
    screen.step = "山田様の配信停止"
    window.open(screen)
    press(K.Key_Z, CTRL)
    assert screen.step == ""
    assert "元に戻しました：山田様の配信停止" in window.line.text()


def test_undo_of_what_was_done_elsewhere_waits_while_something_is_unsaved(window: MainWindow) -> None:
    taken_back: list[str] = []
    screen = Plain()
    window.open(screen)
    window.offer_undo("山田様の保存", lambda: taken_back.append("山田様"))
    screen.work = "テンプレートの内容"
    press(K.Key_Z, CTRL)
    assert taken_back == []
    assert "保存していないテンプレートの内容があります" in window.line.text()
    assert "山田様の保存" in window.line.text()
    screen.work = ""
    press(K.Key_Z, CTRL)
    assert taken_back == ["山田様"]


def test_one_undo_too_many_in_a_field_takes_nothing_else_back(window: MainWindow) -> None:
    taken_back: list[str] = []
    screen = Plain()
    window.open(screen)
    window.offer_undo("山田様の保存", lambda: taken_back.append("山田様"))
    type_text("x")
    press(K.Key_Z, CTRL)
    press(K.Key_Z, CTRL)
    assert (screen.field.text(), taken_back) == ("", [])
    assert "すべて元に戻しました" in window.line.text()


def test_undo_without_a_step_says_nothing(window: MainWindow) -> None:
    window.open(Plain())
    press(K.Key_Z, CTRL)
    assert window.line.text() == ""

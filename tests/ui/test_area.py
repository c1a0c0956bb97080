"""The message field: plain text only, lines apart, Enter always a new line, one Ctrl+Z a step."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.forms import Area
from dreampower_sms.ui.style import LEADING
from tests.ui.hands import CTRL, NONE, commit, compose, press, type_text

K = Qt.Key


@pytest.fixture
def area(qtbot: QtBot) -> Area:
    made = Area("メッセージ")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.setFocus()
    return made


def heights(area: Area) -> set[float]:
    document = area.document()
    return {document.findBlockByNumber(n).blockFormat().lineHeight() for n in range(document.blockCount())}


@pytest.mark.parametrize("enter", [K.Key_Return, K.Key_Enter])
@pytest.mark.parametrize("modifier", [NONE, Qt.KeyboardModifier.ShiftModifier])
def test_every_enter_is_a_line(area: Area, enter: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    for char in ("あ", "", "い"):
        type_text(char)
        press(enter, modifier)
    assert area.toPlainText() == "あ\n\nい\n"
    assert heights(area) == {LEADING * 100}


def test_enter_takes_the_place_of_what_is_selected(area: Area) -> None:
    area.setPlainText("車検のご案内")
    area.selectAll()
    press(K.Key_Return)
    assert area.toPlainText() == "\n"


@pytest.mark.parametrize("text", ["", "一行", "一行\n\n三行", "\n"])
def test_lines_stand_apart_however_they_came(area: Area, text: str) -> None:
    area.setPlainText(text)
    assert area.toPlainText() == text
    assert heights(area) == {LEADING * 100}
    area.selectAll()
    area.insertPlainText("差し込み\n二行目")
    assert heights(area) == {LEADING * 100}
    area.clear()
    assert heights(area) == {LEADING * 100}


def test_what_is_pasted_is_plain(area: Area) -> None:
    data = QMimeData()
    data.setHtml("<b style='font-size:40pt'>車検</b><br>案内")
    data.setText("車検\n案内")
    QApplication.clipboard().setMimeData(data)
    press(K.Key_V, CTRL)
    assert area.toPlainText() == "車検\n案内"
    assert "font-size:40pt" not in area.toHtml()
    assert heights(area) == {LEADING * 100}


def test_a_filled_field_has_nothing_to_undo_and_a_typed_word_has(area: Area) -> None:
    area.setPlainText("定型文")
    assert not area.document().isUndoAvailable()
    area.moveCursor(QTextCursor.MoveOperation.End)
    type_text("です")
    press(K.Key_Z, CTRL)
    assert area.toPlainText() == "定型文"


def test_a_template_over_typed_text_is_one_step_back(area: Area) -> None:
    type_text("手で書いた文")
    area.selectAll()
    area.insertPlainText("定型文\n二行目")
    press(K.Key_Z, CTRL)
    assert area.toPlainText() == "手で書いた文"


def test_filling_is_told_once(area: Area) -> None:
    told: list[str] = []
    area.textChanged.connect(lambda: told.append(area.toPlainText()))
    area.setPlainText("定型文")
    assert told == ["定型文"]


def test_composing_is_told_apart_from_the_text(area: Area) -> None:
    held: list[int] = []
    area.composing.connect(held.append)
    compose("しゃけん")
    assert (held, area.toPlainText()) == ([4], "")
    commit("車検")
    assert (held, area.toPlainText()) == ([4, 0], "車検")


def test_a_field_that_is_only_read_takes_no_enter(area: Area) -> None:
    area.setPlainText("案内")
    area.setReadOnly(True)
    press(K.Key_Return)
    assert area.toPlainText() == "案内"

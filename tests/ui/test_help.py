"""Help and key sheet by real keys: searching, reading, coming back, and what is on the sheet."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import dreampower_sms.ui
from dreampower_sms.ui import shortcuts, style
from dreampower_sms.ui.keysheet import HELP_PAGES, SCREENS, key_tables, pages
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.screens.complaints import ComplaintsScreen
from dreampower_sms.ui.screens.help import HelpScreen
from dreampower_sms.ui.screens.key_sheet import KeySheetScreen
from dreampower_sms.ui.style import Theme
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import CTRL, commit, compose, focused, press
from tests.ui.walk import assert_accessible, assert_not_clipped, settle

K = Qt.Key
SOURCES = sorted(Path(dreampower_sms.ui.__file__).parent.rglob("*.py"))


def opened(window: MainWindow, page: str = "inquiry") -> HelpScreen:
    screen = HelpScreen(page, HELP_PAGES)
    window.resize(1366, 768)
    window.open(screen)
    settle()
    return screen


def top_line(screen: HelpScreen) -> str:
    """The first line that is seen of the page."""
    return screen.browser.cursorForPosition(screen.browser.viewport().rect().topLeft()).block().text()


def searched(qtbot: QtBot, screen: HelpScreen, words: str) -> None:
    press(K.Key_F3)
    commit(words)
    qtbot.waitUntil(screen.tally.isVisible)


def test_a_search_shows_the_best_place_at_once_and_marks_the_words(window: MainWindow, qtbot: QtBot) -> None:
    screen = opened(window)
    press(K.Key_F, CTRL)
    compose("けっか")
    qtbot.waitUntil(screen.tally.isVisible)
    assert "見つかりません" in screen.tally.text()
    assert not screen.results.isVisible()
    commit("結果不明 電話")
    qtbot.waitUntil(screen.results.isVisible)
    assert top_line(screen) == "結果不明になったら"
    marked = {mark.cursor.selectedText() for mark in screen.browser.extraSelections()}
    assert marked == {"結果不明", "電話"}
    assert screen.page_shown == "inquiry", "looking is not going"
    assert_accessible(window)
    assert_not_clipped(window)


def test_enter_goes_to_the_place_escape_comes_back_step_by_step(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, "menu")
    screen = opened(window)
    searched(qtbot, screen, "一覧")
    first = screen.results.chosen()
    press(K.Key_Down)
    second = screen.results.chosen()
    assert first is not None
    assert second is not None
    assert second != first
    press(K.Key_Return)
    assert focused() is screen.browser
    assert screen.page_shown == second.page
    press(K.Key_Escape)
    assert focused() is screen.results
    press(K.Key_Escape)
    assert not screen.results.isVisible()
    assert screen.question.text() == ""
    assert screen.browser.extraSelections()
    press(K.Key_F4)
    assert screen.page_shown == "inquiry"
    assert "ありません" in screen.why_not_back()
    below = len(window.screens())
    press(K.Key_Escape)
    assert len(window.screens()) == below - 1


def test_back_is_where_one_had_read_to(window: MainWindow) -> None:
    screen = opened(window, "template_editor")
    press(K.Key_PageDown)
    was = screen.browser.position()
    assert was > 0
    press(K.Key_F5)
    assert screen.page_shown == "index"
    press(K.Key_F4)
    assert screen.browser.position() == was
    press(K.Key_F1)
    assert screen.page_shown == "help"


def test_a_mode_opens_at_its_heading_and_another_size_keeps_it_in_sight(window: MainWindow) -> None:
    screen = opened(window, "sms_details#undecided")
    assert top_line(screen) == "要確認"
    window.resize(1000, 700)
    settle()
    assert top_line(screen) == "要確認"


def test_pictures_fit_the_sheet_in_every_theme(window: MainWindow, qapp: QApplication) -> None:
    screen = opened(window)
    kind = QTextDocument.ResourceType.ImageResource.value
    (name,) = re.findall(r'src="(pictures/inquiry\.png)"', screen.html("inquiry"))
    for width in (1366, 700):
        window.resize(width, 768)
        settle()
        picture = screen.browser.document().resource(kind, name)
        assert isinstance(picture, QImage)
        assert 0 < picture.deviceIndependentSize().width() <= screen.browser.viewport().width()
    light = QImage(picture)
    style.apply(qapp, Theme.DARK)
    settle()
    dark = screen.browser.document().resource(kind, name)
    assert dark.pixel(0, 0) != light.pixel(0, 0), "the frame has the colour of the theme"


def test_the_sheet_has_every_key_the_screen_in_front_first(window: MainWindow) -> None:
    assert KeySheetScreen("inquiry#1", key_tables()).browser.toPlainText().startswith("照会（2 面）")
    screen = KeySheetScreen("sms_send", key_tables())
    window.open(screen)
    text = screen.browser.toPlainText()
    assert text.startswith("ショートメッセージ送信")
    for _, keys in pages():
        assert all(key.label in text and key.help in text for key in keys.values())
    assert all(each.keys in text and each.help in text for each in (*shortcuts.EVERYWHERE, *shortcuts.ON_SCREENS))
    commit("照会 f1")
    left = screen.browser.toPlainText()
    assert "ヘルプ" in left
    assert "F12" not in left
    asked: list[Document] = []
    screen.paper_asked.connect(asked.append)
    press(K.Key_F7)
    [sheet] = asked
    assert "照会" in "".join(page.text() for page in sheet.on(sheet.layout))
    press(K.Key_Escape)
    commit("ないキー")
    assert "見つかりません" in screen.browser.toPlainText()
    assert screen.why_not_print()


def test_the_table_of_shortcuts_names_what_the_source_binds() -> None:
    """A sequence that is bound and not told, or told and not bound."""
    found = {
        sequence
        for source in SOURCES
        if source.name != "shortcuts.py"
        for sequence in re.findall(
            r'"((?:Ctrl|Alt)(?:\+(?:Shift|Return|Enter|Left|Right|[A-Z0-9/+;=-]))?|Esc)"', source.read_text("utf-8")
        )
    }
    told = {sequence for each in (*shortcuts.EVERYWHERE, *shortcuts.ON_SCREENS) for sequence in each.bound}
    assert found == told
    assert {name for each in shortcuts.ON_SCREENS for name in each.screens} <= {each.id for each in SCREENS}


def test_the_table_of_letters_names_what_the_source_underlines() -> None:
    """An underlined letter that is not told, or told and not underlined. Questions show theirs while they are open."""
    found = [
        (words.rpartition("}")[2].strip(), letter)
        for source in SOURCES
        if source.name != "ask.py"
        for words, letter in re.findall(r'"([^"&]*?)…?\(&([A-Z])\)', source.read_text("utf-8"))
    ]
    told = [(words, letter) for letter, words, _screens in shortcuts.LETTERS]

    def same(one: tuple[str, str], other: tuple[str, str]) -> bool:
        return one[1] == other[1] and (one[0] in other[0] or other[0] in one[0])

    assert [each for each in found if not any(same(each, row) for row in told)] == []
    assert [row for row in told if not any(same(each, row) for each in found)] == []
    ids = {each.id for each in SCREENS}
    assert {name for *_, screens in shortcuts.LETTERS for name in screens} <= ids
    assert "Alt+R" in KeySheetScreen("sms_send", key_tables())._html


@pytest.mark.parametrize("question", ["", "。、"])
def test_nothing_is_asked_with_signs_alone(window: MainWindow, question: str) -> None:
    screen = opened(window)
    press(K.Key_F3)
    commit(question)
    press(K.Key_Return)
    assert not screen.results.isVisible()
    assert screen.page_shown == "inquiry"


def test_complaints_are_searched_too(window: MainWindow, qtbot: QtBot) -> None:
    screen = ComplaintsScreen(None, HELP_PAGES, None)
    window.open(screen)
    searched(qtbot, screen, "個人情報")
    assert screen.results.isVisible()

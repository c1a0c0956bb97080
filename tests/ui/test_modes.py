"""Screens whose keys change with what they show, the printed table of all keys, and the sentence of each key."""

import tomllib

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dreampower_sms.ui import keysheet
from dreampower_sms.ui.keys import CLOSE, HELP, TURN, Key, Screen
from dreampower_sms.ui.merge_choice import MergeChoiceScreen
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import CTRL, press
from tests.ui.screens import TwoPages

K = Qt.Key


class Search(Screen):
    """One screen, two modes."""

    id, title = "search", "検索"
    keys = (
        {1: HELP, 9: Key("検索", "look_up", manual=True, help="探します。"), 12: CLOSE},
        {6: Key("CSV", "write", help="CSV に書き出します。"), 12: Key("戻る", "go_back")},
    )
    page_names = ("", "result")

    def look_up(self) -> None:
        self.show_mode("result")

    def write(self) -> None:
        self.show_mode("")


def test_a_mode_brings_its_keys_and_no_page_mark(window: MainWindow) -> None:
    window.open(Search())
    mark = window.bar.findChild(QWidget, "pageMark")
    assert mark is not None
    assert not mark.isVisible()
    press(K.Key_F9)
    assert window.bar.slots[6].label == "CSV"
    assert window.bar.slots[9].label == ""
    assert not mark.isVisible()
    press(K.Key_F6)
    assert window.bar.slots[9].label == "検索"


def test_an_unknown_mode_is_refused(window: MainWindow) -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        Search().show_mode("nowhere")


def test_names_and_pages_are_counted_when_the_class_is_made() -> None:
    with pytest.raises(TypeError, match="1 pages of keys have 2 names"):
        type("Wrong", (Screen,), {"keys": ({1: HELP},), "page_names": ("", "result")})


def test_the_printed_table_has_pages_and_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keysheet, "SCREENS", (Search, TwoPages))
    printed = tomllib.loads(keysheet.keys_toml())
    assert printed["search"]["F9"] == {"label": "検索", "manual": True}
    assert printed["search"]["result"] == {"F6": {"label": "CSV"}, "F12": {"label": "戻る"}}
    assert printed["two_pages"]["page2"]["F2"] == {"label": TURN.label, "manual": True}


def test_the_help_page_has_every_key_of_a_screen_with_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keysheet, "SCREENS", (Search,))
    html = keysheet.keys_html("search")
    for text in ("F9", "検索", "探します。", "F6", "CSV に書き出します。", "閉じる", "戻る"):
        assert text in html


@pytest.mark.parametrize("screen", keysheet.SCREENS, ids=lambda screen: screen.id)
def test_every_key_says_what_it_does(screen: type[Screen]) -> None:
    silent = [(n, key.label) for page in screen.keys for n, key in page.items() if not key.help.endswith("。")]
    assert silent == []


def test_a_key_that_can_be_used_says_what_it_does(window: MainWindow) -> None:
    window.open(Search())
    slot = window.bar.slots[9]
    assert (slot.toolTip(), slot.accessibleDescription()) == ("探します。", "探します。")


def test_ctrl_slash_opens_the_key_sheet(window: MainWindow, qtbot: QtBot) -> None:
    screen = Search()
    window.open(screen)
    with qtbot.waitSignal(screen.keys_asked) as asked:
        press(K.Key_Slash, CTRL)
    assert asked.args == ["search#0"]


def test_f1_asks_for_the_page_at_the_mode(window: MainWindow, qtbot: QtBot) -> None:
    screen = Search()
    window.open(screen)
    for key, page in ((None, "search"), (K.Key_F9, "search#result")):
        if key is not None:
            press(key)
        with qtbot.waitSignal(screen.help_asked) as asked:
            press(K.Key_F1)
        assert asked.args == [page]


def test_a_step_of_another_screen_asks_for_its_heading_there() -> None:
    step = MergeChoiceScreen.id.removeprefix(f"{MergeChoiceScreen.base}.")
    assert keysheet.HELP_PAGES.section(MergeChoiceScreen.base, step) > 0

"""A screen of tabs shows the keys of the visible one, and runs them there."""

from typing import ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from dreampower_sms.ui.jobs import Topic
from dreampower_sms.ui.keys import CLOSE, Key, Page
from dreampower_sms.ui.tabs import Tab, TabbedScreen, key_pages
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import press


class First(Tab):
    title = "一"
    keys: ClassVar[Page] = {6: Key("書く", "write", help="書きます。")}

    def __init__(self) -> None:
        super().__init__()
        self.written = 0
        self.topics: list[object] = []

    def heard(self, topic: object) -> None:
        self.topics.append(topic)

    def write(self) -> None:
        self.written += 1


class Second(First):
    mode, title = "second", "二"
    keys: ClassVar[Page] = {6: Key("読む", "write", "why_not", help="読みます。"), 9: Key("調べる", "write", help="。")}

    def why_not(self) -> str:
        return "まだ読めません。"


COMMON = {9: Key("探す", "seek", help="探します。"), 12: CLOSE}


class Both(TabbedScreen):
    id, title = "both", "両方"
    tab_types = (First, Second)
    keys, page_names = key_pages(COMMON, *tab_types)

    def __init__(self) -> None:
        super().__init__()
        self.sought = 0
        self.first, self.second = First(), Second()
        self.add_tab(self.first)
        self.add_tab(self.second)
        QVBoxLayout(self).addWidget(self.tabs)

    def seek(self) -> None:
        self.sought += 1


def test_a_key_runs_in_the_tab_that_shows_it(window: MainWindow) -> None:
    screen = Both()
    window.open(screen)
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_F9)
    assert (screen.first.written, screen.sought) == (1, 1)
    screen.tabs.setCurrentWidget(screen.second)
    press(Qt.Key.Key_F6)
    assert screen.second.written == 0
    assert "まだ読めません。" in window.line.text()
    press(Qt.Key.Key_F9)
    assert (screen.second.written, screen.sought) == (1, 1)  # the tab's own key stands over the common one


def test_a_hidden_tab_hears_of_a_change_when_it_is_shown(window: MainWindow) -> None:
    screen = Both()
    window.open(screen)
    screen.tell(Topic.MESSAGES)
    screen.tell(Topic.MESSAGES)
    assert (screen.first.topics, screen.second.topics) == ([Topic.MESSAGES] * 2, [])
    screen.tabs.setCurrentWidget(screen.second)
    assert screen.second.topics == [Topic.MESSAGES]
    screen.tabs.setCurrentWidget(screen.first)
    screen.tabs.setCurrentWidget(screen.second)
    assert screen.second.topics == [Topic.MESSAGES]


def test_every_tab_has_a_table_of_its_name() -> None:
    assert Both.page_names == ("", "second")
    assert {number: key.label for number, key in Both.keys[1].items()} == {6: "読む", 9: "調べる", 12: "閉じる"}


def test_a_key_that_names_no_method_is_refused() -> None:
    with pytest.raises(TypeError, match="F6 names no method 'wrote'"):
        type("Wrong", (Tab,), {"keys": {6: Key("書く", "wrote")}})

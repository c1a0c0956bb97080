"""The program whose database can't be opened: the help is there all the same, and the keys say what is going on."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from dreampower_sms.tour import Player
from dreampower_sms.ui import start as starting
from dreampower_sms.ui.screens.help import HelpScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.key_sheet import KeySheetScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from tests.journeys import acts

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port of this machine at which nobody answers: it is taken, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture(params=["postgresql", "sqlite"])
def no_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A server that doesn't answer, and a folder where the file should be."""
    if request.param == "sqlite":
        (tmp_path / "shop.sqlite3").mkdir()
        return str(tmp_path / "shop.sqlite3")
    return f"postgresql://shop@127.0.0.1:{request.getfixturevalue('deaf_port')}/shop"


def shown_help(player: Player) -> HelpScreen:
    player.see("ヘルプ", lambda: player.on(HelpScreen))
    screen = player.program.window.screen
    assert isinstance(screen, HelpScreen)
    return screen


def test_without_a_database_the_help_says_what_to_do(no_database: str, begin: Callable[[str], Player]) -> None:
    player = begin(no_database)
    menu = player.program.menu
    player.see("that it could not be opened", lambda: menu.status.text() == starting.CLOSED)
    assert "データベースにつながりません" in acts.said(player)
    player.press(Key.Key_F2)
    assert acts.said(player).endswith(starting.NO_CLERKS)
    player.press(Key.Key_F1)
    screen = shown_help(player)
    assert screen.page_shown == "trouble"
    assert screen.browser.position() > 0  # at the heading of it, not at the top of the page
    player.press(Key.Key_F5)
    assert screen.page_shown == "index"
    player.press(Key.Key_F6)
    player.see("キー一覧", lambda: player.on(KeySheetScreen))
    player.press(Key.Key_F12, Key.Key_F12)
    player.press(Key.Key_Slash, modifier=CTRL)
    player.see("キー一覧 of the menu", lambda: player.on(KeySheetScreen))
    player.press(Key.Key_F12)
    assert player.on(MenuScreen)


def test_a_database_that_is_there_again_is_opened_by_a_button(tmp_path: Path, begin: Callable[[str], Player]) -> None:
    path = tmp_path / "shop.sqlite3"
    path.mkdir()
    player = begin(str(path))
    player.see("that it could not be opened", lambda: player.program.menu.status.text() == starting.CLOSED)
    path.rmdir()
    player.press(Key.Key_1)
    player.see("照会", lambda: player.on(InquiryScreen))
    player.press(Key.Key_F12, Key.Key_F1)
    assert shown_help(player).page_shown == "menu"


def test_f1_works_while_the_database_is_being_opened(shop_url: str, begin: Callable[[str], Player]) -> None:
    player = begin(shop_url)
    player.press(Key.Key_F1)
    assert shown_help(player).page_shown == "menu"

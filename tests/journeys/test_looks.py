"""Theme and zoom belong to a clerk and follow them from PC to PC."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dreampower_sms import tour
from dreampower_sms.db.engine import Database
from dreampower_sms.services.settings import ClerkSettings, Settings
from dreampower_sms.tour import Player
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.look_keeper import LookKeeper
from dreampower_sms.ui.looks import Look, Looks
from dreampower_sms.ui.style import Theme
from tests.journeys import acts

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def worn(player: Player) -> tuple[Theme, float]:
    return player.program.looks.theme, player.program.looks.zoom


def stored(player: Player, clerk: str) -> ClerkSettings:
    shell = player.program.shell
    assert shell is not None
    return shell._services.settings.clerk(clerk)


def test_two_clerks_at_two_pcs(shop_url: str, start: Callable[[str], Player]) -> None:
    one = start(shop_url)
    first = acts.sit_down(one, 1)
    one.press(Key.Key_F3)
    one.press(Key.Key_Plus, modifier=CTRL)
    assert worn(one) == (Theme.DARK, 1.1)
    assert acts.said(one) == "文字の大きさ：110%"
    one.see("the choice of the first", lambda: stored(one, first) == ClerkSettings("dark", 1.1))

    second = acts.sit_down(one, 2)
    one.see("the second's own look", lambda: worn(one) == (Theme.LIGHT, 1.0))
    one.press(Key.Key_Minus, modifier=CTRL)
    one.see("the choice of the second", lambda: stored(one, second) == ClerkSettings("", 0.9))
    acts.sit_down(one, 1)
    one.see("the first's look again", lambda: worn(one) == (Theme.DARK, 1.1))

    other = start(shop_url)
    other.see("the first's look at another PC", lambda: worn(other) == (Theme.DARK, 1.1))
    acts.sit_down(other, 2)
    other.see("the second's look there", lambda: worn(other) == (Theme.LIGHT, 0.9))
    assert stored(other, first) == ClerkSettings("dark", 1.1)


class Desk:
    """A PC with its own file of settings, and the shop's database."""

    def __init__(self, qapp: QApplication, url: str, file: Path) -> None:
        self.jobs, self.database = Jobs(), Database(url)
        self.settings = Settings(self.database, tour.half_past_ten())
        self.looks = Looks(qapp, QSettings(str(file), QSettings.Format.IniFormat))
        self.keeper = LookKeeper(self.looks, self.settings, self.jobs, self.jobs)

    def close(self) -> None:
        self.jobs.close()
        self.database.close()


@pytest.fixture
def desk(qapp: QApplication, migrated_url: str, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(qapp, migrated_url, tmp_path / "window.ini")
    yield made
    made.close()


def test_what_a_pc_showed_before_becomes_the_own_look_of_its_clerk(desk: Desk, qtbot: QtBot) -> None:
    """Programs before this one kept it on the PC only. It is the first clerk's and nobody else's."""
    desk.looks.wear(Look("contrast", 1.5))
    desk.keeper.sit_down("佐藤")
    qtbot.waitUntil(lambda: desk.settings.clerk("佐藤") == ClerkSettings("contrast", 1.5))
    desk.keeper.sit_down("鈴木")
    qtbot.waitUntil(lambda: desk.looks.look == Look())
    assert desk.settings.clerk("鈴木") == ClerkSettings()


def test_what_is_chosen_before_the_rest_is_read_counts(desk: Desk, qtbot: QtBot) -> None:
    desk.settings.save_clerk("佐藤", ClerkSettings("dark", 1.5))
    desk.looks.smaller()
    desk.keeper.sit_down("佐藤")
    desk.looks.smaller()
    assert desk.looks.zoom == 0.9
    qtbot.waitUntil(lambda: desk.settings.clerk("佐藤") == ClerkSettings("dark", 0.9))
    assert desk.looks.look == Look("dark", 0.9)


def test_without_a_clerk_the_look_is_the_pcs_alone(desk: Desk) -> None:
    desk.keeper.sit_down("")
    desk.looks.next_theme()
    assert not desk.jobs._open
    assert desk.looks.theme is Theme.DARK

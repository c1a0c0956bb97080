"""詳細: the history's filter, by keys."""

from PySide6.QtCore import Qt

from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from tests.journeys import acts

Key = Qt.Key


def details(player: Player) -> SmsDetailsScreen:
    screen = acts.details(player)
    player.see("a history", lambda: screen.history.model.rowCount() > 0)
    return screen


def test_the_history_is_filtered_by_name_and_period(player: Player) -> None:
    screen = details(player)
    everything = screen.history.model.rowCount()
    screen.history.name.setFocus()
    player.commit("練習 到達")
    player.press(Key.Key_F9)
    player.see("fewer", lambda: 0 < screen.history.model.rowCount() < everything)
    screen.history.name.clear()
    screen.history.period.setFocus()
    player.press(Key.Key_Down, Key.Key_Down, Key.Key_Down)
    player.see("a month", lambda: 0 < screen.history.model.rowCount() < everything)

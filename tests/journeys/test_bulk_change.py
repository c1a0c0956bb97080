"""一括変更 by keys: the manual's path, SMS for all customers and then for all vehicles."""

from PySide6.QtCore import Qt
from sqlalchemy import func, select

from dreampower_sms.db.tables import CustomerRow, VehicleRow
from dreampower_sms.domain.search.items import Target
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.bulk_change import BulkChangeScreen
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from tests.journeys import acts, searching

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
EVERYBODY = searching.title("全員", ["name"], ["name", "sms"])
ALL_CARS = searching.title("全車両", ["plate"], ["plate", "vehicle_sms"], target=Target.VEHICLE)


def without(player: Player, column: object, archived: object) -> int:
    with acts.database(player).read() as session:
        wanted = select(func.count()).where(column.is_(False), archived.is_(None))  # type: ignore[attr-defined]  # a column
        return session.scalar(wanted) or 0


def customers_without(player: Player) -> int:
    return without(player, CustomerRow.flag_sms, CustomerRow.archived_at)


def vehicles_without(player: Player) -> int:
    return without(player, VehicleRow.sms, VehicleRow.archived_at)


def changing(player: Player) -> BulkChangeScreen:
    """F11 on the result of a search."""
    player.press(Key.Key_F9)
    search = player.program.window.screen
    assert isinstance(search, FreeSearchScreen)
    player.see("the result", lambda: search.result is not None and not search.why_not_change())
    player.press(Key.Key_F11)
    player.see("一括変更", lambda: player.on(BulkChangeScreen))
    screen = player.program.window.screen
    assert isinstance(screen, BulkChangeScreen)
    return screen


def unlock(player: Player, screen: BulkChangeScreen, password: str = "pass") -> None:
    player.commit(password)
    player.press(Key.Key_F9)
    player.see("what can be changed", screen.item.widget.isEnabled)


def test_the_manual_s_path_customers_then_vehicles(player: Player) -> None:
    searching.save(player, EVERYBODY)
    searching.opened(player)
    screen = changing(player)
    unlock(player, screen)
    assert "F6" in acts.said(player), "the first password is to be changed"
    assert customers_without(player) > 0
    player.press(Key.Key_F9)
    acts.answer(player, Key.Key_Y)
    player.see("every customer", lambda: customers_without(player) == 0)
    player.see("the list again", lambda: player.on(FreeSearchScreen))
    player.press(Key.Key_F12, Key.Key_F12)
    searching.save(player, ALL_CARS)
    searching.opened(player)
    screen = changing(player)
    unlock(player, screen)
    assert vehicles_without(player) > 0
    player.press(Key.Key_F9)
    acts.answer(player, Key.Key_Y)
    player.see("every vehicle", lambda: vehicles_without(player) == 0)


def test_it_is_taken_back_as_one_step(player: Player) -> None:
    searching.save(player, EVERYBODY)
    searching.opened(player)
    before = customers_without(player)
    screen = changing(player)
    unlock(player, screen)
    player.press(Key.Key_F9)
    acts.answer(player, Key.Key_Y)
    player.see("every customer", lambda: customers_without(player) == 0)
    player.see("how to take it back", lambda: "Ctrl+Z" in acts.said(player))
    player.press(Key.Key_Z, modifier=Control)
    player.see("as before", lambda: customers_without(player) == before)


def test_no_changes_nothing_and_a_wrong_password_opens_nothing(player: Player) -> None:
    searching.save(player, EVERYBODY)
    searching.opened(player)
    before = customers_without(player)
    screen = changing(player)
    player.commit("guess")
    player.press(Key.Key_F9)
    player.see("it is wrong", lambda: "違います" in screen.password.error.text())
    assert not screen.item.widget.isEnabled()
    screen.password.widget.selectAll()
    unlock(player, screen)
    player.press(Key.Key_F9)
    acts.answer(player, Key.Key_N)
    assert customers_without(player) == before
    player.press(Key.Key_F12)
    player.see("the list again", lambda: player.on(FreeSearchScreen))


def test_another_password_is_set_by_key(player: Player) -> None:
    searching.save(player, EVERYBODY)
    searching.opened(player)
    screen = changing(player)
    unlock(player, screen)
    player.press(Key.Key_F6)
    player.commit("abc")
    player.press(Key.Key_F9)
    player.see("too short", lambda: "6 文字以上" in screen.new.error.text())
    screen.new.widget.selectAll()
    player.commit("long enough")
    player.press(Key.Key_F9)
    player.see("it is set", lambda: "変えました" in acts.said(player))
    player.press(Key.Key_F12)
    player.see("the list again", lambda: player.on(FreeSearchScreen))
    player.press(Key.Key_F11)
    player.see("一括変更", lambda: player.on(BulkChangeScreen))
    again = player.program.window.screen
    assert isinstance(again, BulkChangeScreen)
    unlock(player, again, "long enough")

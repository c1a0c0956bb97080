"""削除したお客様 by keys: removed a year ago, found by name, brought back with the vehicle, and taken back."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt

from dreampower_sms.db.tables import CustomerRow, VehicleRow
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.customer_edit import CustomerScreen
from dreampower_sms.ui.screens.removed import RemovedScreen
from tests.journeys import acts

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
_AT = datetime(2025, 1, 1, tzinfo=UTC)


def removed_long_ago(player: Player) -> int:
    """One removed customer with a vehicle, one who was merged into another, and the same person registered anew."""
    with acts.database(player).write() as session:
        stamps = {"created_at": _AT, "updated_at": _AT}
        anew = CustomerRow(name="戻る花子", kana="モドル ハナコ", mobile="090-7777-0002", **stamps)
        gone = CustomerRow(name="戻る 花子", kana="モドル ハナコ", mobile="090-7777-0002", archived_at=_AT, **stamps)
        session.add_all([anew, gone])
        session.flush()
        merged = CustomerRow(name="戻る 二郎", archived_at=_AT, merged_into_id=anew.id, **stamps)
        session.add_all([merged, VehicleRow(customer_id=gone.id, model="プリウス", **stamps)])
        return gone.id


def opened(player: Player) -> RemovedScreen:
    shell = player.program.shell
    assert shell is not None
    shell.people.open_removed()
    screen = player.program.window.screen
    assert isinstance(screen, RemovedScreen)
    player.see("the list", screen.count.text)
    return screen


def is_back(player: Player, customer_id: int) -> bool:
    with acts.database(player).read() as session:
        return session.get_one(CustomerRow, customer_id).archived_at is None


def test_who_was_removed_is_found_and_comes_back(player: Player) -> None:
    gone = removed_long_ago(player)
    screen = opened(player)
    player.commit("モドル")
    player.see("one, and nobody who was merged", lambda: [one.id for one in screen._found.values()] == [gone])
    one = screen.selected()
    assert one is not None
    assert (one.name, one.vehicles) == ("戻る 花子", 1)
    player.press(Key.Key_F6)
    player.see("the record", lambda: player.on(CustomerScreen))
    player.press(Key.Key_F12)
    player.see("the list again", lambda: player.on(RemovedScreen) and not screen.why_not_chosen())
    player.press(Key.Key_F10)
    player.see("it is said", lambda: "一覧に戻しました" in acts.said(player))
    assert "よく似た登録がほかに 1 名" in acts.said(player)
    assert is_back(player, gone)
    player.see("the list is empty", lambda: screen.model.rowCount() == 0 and bool(screen.why_not_chosen()))
    player.press(Key.Key_Z, modifier=Control)
    player.see("taken back", lambda: "取り消しました" in acts.said(player))
    assert not is_back(player, gone)

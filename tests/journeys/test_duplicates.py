"""重複顧客 by keys: find, choose, merge, take back; and people who only share a number."""

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from sqlalchemy import select

from dreampower_sms.db.tables import CustomerRow, VehicleRow
from dreampower_sms.tour import Player
from dreampower_sms.ui.merge_choice import MergeChoiceScreen
from dreampower_sms.ui.screens.duplicates import DuplicatesScreen
from tests.journeys import acts

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
_AT = datetime(2026, 1, 1, tzinfo=UTC)


def enter_twice(player: Player) -> tuple[int, int]:
    """Two records of one person, who differ in rank; the second one has the vehicle and the address."""
    with acts.database(player).write() as session:
        stamps = {"created_at": _AT, "updated_at": _AT}
        one = CustomerRow(name="重複 太郎", kana="チョウフク タロウ", mobile="090-7777-0001", rank="A", **stamps)
        other = CustomerRow(
            name="重複太郎", kana="チョウフク タロウ", mobile="090-7777-0001", rank="B", address="千葉市1-2", **stamps
        )
        session.add_all([one, other])
        session.flush()
        session.add(VehicleRow(customer_id=other.id, model="プリウス", **stamps))
        return one.id, other.id


def searched(player: Player) -> DuplicatesScreen:
    shell = player.program.shell
    assert shell is not None
    shell.people.open_duplicates()
    screen = player.program.window.screen
    assert isinstance(screen, DuplicatesScreen)
    player.press(Key.Key_F9)
    player.see("pairs", lambda: not screen.why_no_pair())
    return screen


def select_pair(player: Player, screen: DuplicatesScreen, ids: tuple[int, int]) -> None:
    for _ in range(screen.model.rowCount()):
        if screen.selected() == ids:
            return
        player.press(Key.Key_Down)
    raise AssertionError(ids)


def state(player: Player, ids: tuple[int, int]) -> list[tuple[str, str, bool]]:
    with acts.database(player).read() as session:
        rows = session.scalars(select(CustomerRow).where(CustomerRow.id.in_(ids)).order_by(CustomerRow.id))
        return [(row.rank, row.address, row.archived_at is not None) for row in rows]


def test_two_records_become_one_and_two_again(player: Player) -> None:
    ids = enter_twice(player)
    before = state(player, ids)
    screen = searched(player)
    select_pair(player, screen, ids)
    player.press(Key.Key_F10)
    player.see("the choice", lambda: player.on(MergeChoiceScreen))
    choice = player.program.window.screen
    assert isinstance(choice, MergeChoiceScreen)
    assert choice.model.rowCount() == 2
    player.press(Key.Key_2, Key.Key_1, Key.Key_F10)
    acts.answer(player, Key.Key_Y)
    player.see("the merge", lambda: "まとめました" in acts.said(player))
    assert player.on(DuplicatesScreen)
    assert "車両 1 件" in acts.said(player)
    assert state(player, ids) == [("B", "千葉市1-2", False), ("B", "千葉市1-2", True)]
    player.press(Key.Key_Z, modifier=Control)
    player.see("the undo", lambda: "2 件に戻しました" in acts.said(player))
    assert state(player, ids) == before


def test_people_who_share_a_number_are_told_apart(player: Player) -> None:
    ids = enter_twice(player)
    screen = searched(player)
    select_pair(player, screen, ids)
    rows = screen.model.rowCount()
    player.press(Key.Key_F7)
    player.see("it is noted", lambda: "別人として" in acts.said(player))
    player.press(Key.Key_F9)
    player.see("the others", lambda: not screen.why_busy())
    assert screen.model.rowCount() == rows - 1
    player.press(Key.Key_Z, modifier=Control)
    player.see("it is taken back", lambda: "取り消しました" in acts.said(player))
    player.press(Key.Key_F9)
    player.see("them again", lambda: screen.model.rowCount() == rows)

"""車検一覧 by keys: ranges, kinds, ticks and 状態."""

from PySide6.QtCore import Qt

from dreampower_sms.db.tables import VehicleRow
from dreampower_sms.domain.inspections import Inspection, add_months, month_of
from dreampower_sms.domain.people import ContactState
from dreampower_sms.domain.windows import day_of
from dreampower_sms.tour import Player, half_past_ten
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.inspection_list import InspectionListScreen
from tests.journeys import acts

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def state(player: Player, vehicle: int) -> ContactState:
    with acts.database(player).read() as session:
        return session.get_one(VehicleRow, vehicle).contact_state


def test_a_range_of_ones_own_and_the_checks_between(player: Player) -> None:
    listed = acts.inspections(player)
    today = day_of(half_past_ten()())
    next_month = month_of(today, 1)
    listed.range.setFocus()
    player.press(Key.Key_End)
    player.see("its fields", listed.first.widget.isVisible)
    listed.first.widget.setFocus()
    player.commit(f"{next_month.first:%Y/%m/%d}")
    listed.last.widget.setFocus()
    player.commit(f"{next_month.last:%Y/%m/%d}")
    before = dict(listed._found)
    player.press(Key.Key_F9)
    player.see("the same as 来月", lambda: listed._found is not before and listed._found.keys() == before.keys())
    listed.range.setFocus()
    player.press(Key.Key_Home)
    listed.kind.setFocus()
    for kind in (Inspection.YEARLY, Inspection.HALF_YEARLY):
        player.press(Key.Key_Down)
        found = listed._found
        player.see(str(kind), lambda found=found: listed._found is not found)
        assert listed.kind.currentData() == kind.value
        assert listed._found
        for due in listed._found.values():
            assert due.day in next_month
            assert (
                due.vehicle.expiry in {add_months(due.day, months) for months in (6, 12, 18, 24)} or due.day.day >= 28
            )


def test_all_are_ticked_turned_round_and_stepped_through_the_states(player: Player) -> None:
    listed = acts.inspections(player)
    everybody = len(listed._order)
    player.press(Key.Key_A, modifier=Control)
    assert f"印 {everybody:,} 台" in listed.count.text()
    player.press(Key.Key_Space)
    player.press(Key.Key_I, modifier=Control)
    assert "印 1 台" in listed.count.text()
    [vehicle] = listed._ticked
    order = list(ContactState)
    player.see("its row", lambda: listed.list.select_id(vehicle))
    for _ in range(len(order)):
        before = state(player, vehicle)
        wanted = order[(order.index(before) + 1) % len(order)]
        player.press(Key.Key_F7)
        player.see(str(wanted), lambda wanted=wanted: listed._found[vehicle].vehicle.state is wanted)
        assert state(player, vehicle) is wanted


def test_those_with_an_appointment_are_left_out_unless_they_are_ticked(player: Player) -> None:
    listed = acts.inspections(player)
    booked = listed._order[0]
    player.press(Key.Key_3)
    player.see("booked", lambda: listed._found[booked].vehicle.state is ContactState.BOOKED)
    assert "を除いて送ります" in listed.count.text()
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    screen = player.program.window.screen
    assert isinstance(screen, BulkSendScreen)
    player.see("its people", lambda: screen._sorting is not None)
    assert screen._sorting is not None
    assert booked not in {line.person.id for line in screen._sorting.lines}
    player.press(Key.Key_F12)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    player.press(Key.Key_Home, Key.Key_Space, Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    ticked = player.program.window.screen
    assert isinstance(ticked, BulkSendScreen)
    player.see("only them", lambda: (seen := ticked._sorting) is not None and [
        line.person.id for line in seen.lines] == [booked])  # fmt: skip


def test_a_reminder_that_is_sent_shows_in_the_list(player: Player) -> None:
    screen = acts.bulk(player)
    seen = screen._sorting
    assert seen is not None
    new = [
        line.person.id
        for line in seen.lines
        if line.out is None and line.person.vehicle and line.person.vehicle.contact_state is ContactState.NOT_CONTACTED
    ]
    assert new
    player.press(Key.Key_F9, Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    listed = player.program.window.screen
    assert isinstance(listed, InspectionListScreen)
    player.see("案内済", lambda: all(listed._found[id_].vehicle.state is ContactState.CONTACTED for id_ in new))
    assert all(state(player, id_) is ContactState.CONTACTED for id_ in new)

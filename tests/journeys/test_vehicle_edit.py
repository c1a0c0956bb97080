"""Vehicles by keys: new, changed, met by another PC, taken back."""

from PySide6.QtCore import Qt
from sqlalchemy import func, select

from dreampower_sms.db.tables import VehicleRow
from dreampower_sms.tour import Player
from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.vehicle_edit import VehicleScreen
from tests.journeys import acts
from tests.journeys.recording import clear, text, there

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def new_vehicle(player: Player) -> VehicleScreen:
    acts.inquiry(player)
    player.press(Key.Key_F2, Key.Key_F3)
    screen = acts.record(player)
    assert isinstance(screen, VehicleScreen)
    return screen


def test_a_vehicle_is_entered_and_changed(player: Player) -> None:
    screen = new_vehicle(player)
    player.press(Key.Key_F10)
    player.see("what is missing", lambda: "登録番号か車名" in screen.form.fields["plate"].error.text())
    player.commit("千葉５００あ１２３４")
    clear(screen, "first_registration")
    player.commit("春")
    clear(screen, "mileage")
    player.commit("45,000")
    clear(screen, "inspection_expiry")
    player.commit("R9.9.10")
    player.press(Key.Key_F10)
    player.see("the month is wrong", screen.form.fields["first_registration"].error.text)
    clear(screen, "first_registration")
    player.commit("R3.4")
    player.press(Key.Key_F10)
    player.see("照会", lambda: player.on(InquiryScreen))
    with acts.database(player).read() as session:
        row = session.get_one(VehicleRow, session.scalar(select(func.max(VehicleRow.id))) or 0)
        assert (row.plate_area, row.plate_number) == ("千葉", "12-34")
        assert (row.first_registration, row.mileage) == ("2021-04", 45000)
    inquiry = player.program.window.screen
    assert isinstance(inquiry, InquiryScreen)
    player.see("the vehicle on the card", lambda: inquiry.card.vehicles.select_id(row.id))
    player.press(Key.Key_F2, Key.Key_F6)
    again = acts.record(player)
    assert text(again, "plate") == "千葉 500 あ 12-34"
    assert text(again, "mileage") == "45,000"


def test_the_next_check_is_put_in_by_one_key(player: Player) -> None:
    screen = new_vehicle(player)
    clear(screen, "next_check")
    player.commit("R8.12.1")
    clear(screen, "inspection_expiry")
    player.commit("R9.9.10")
    player.press(Key.Key_F6)
    assert text(screen, "next_check") == "2027-03-10"
    player.press(Key.Key_Z, modifier=Control)
    assert text(screen, "next_check") == "2026-12-01"
    player.press(Key.Key_F3)
    assert text(screen, "next_check") == "2027-09-10"


def test_two_pcs_meet_over_a_vehicle(player: Player) -> None:
    new_vehicle(player)
    player.commit("千葉500あ1234")
    player.press(Key.Key_F10)
    player.see("照会", lambda: player.on(InquiryScreen))
    with acts.database(player).read() as session:
        made = session.scalar(select(func.max(VehicleRow.id))) or 0
    inquiry = player.program.window.screen
    assert isinstance(inquiry, InquiryScreen)
    player.see("the vehicle on the card", lambda: inquiry.card.vehicles.select_id(made))
    player.press(Key.Key_F2, Key.Key_F6)
    again = acts.record(player)
    base = again.opened
    assert base is not None
    there(player).save_vehicle(base.owner_id, base, {**base.values, "model": "アクア", "mileage": 100}, "鈴木")
    clear(again, "model")
    player.commit("プリウス")
    player.press(Key.Key_F10)
    player.see("both versions", lambda: player.on(ConflictScreen))
    player.press(Key.Key_Right, Key.Key_F10)
    player.see("照会", lambda: player.on(InquiryScreen))
    with acts.database(player).read() as session:
        row = session.get_one(VehicleRow, made)
        assert (row.model, row.mileage, row.plate_number) == ("プリウス", 100, "12-34")
    player.press(Key.Key_Z, modifier=Control)
    player.see("taken back", lambda: there(player).vehicle(made).values["model"] == "アクア")

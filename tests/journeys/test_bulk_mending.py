"""F6 of まとめ送信: each reason leads to the place where it is mended, and the list is sorted anew."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select, update

from dreampower_sms.db.tables import CustomerRow, MessageRecord, StopRow, VehicleRow
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.tour import Player
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.consent import ConsentScreen
from dreampower_sms.ui.screens.customer_edit import CustomerScreen
from dreampower_sms.ui.screens.vehicle_edit import VehicleScreen
from tests.journeys import acts
from tests.sending import NOON

Key = Qt.Key


def out(player: Player, screen: BulkSendScreen, reason: Reason) -> None:
    """Stand on the first of those who are left out for this reason."""
    group = list(Reason).index(reason)
    player.see("the group", lambda: screen.panel.groups.select_id(group))
    screen.panel.groups.setFocus()
    player.press(Key.Key_Return)


def _vehicle_off(customer: CustomerRow, vehicle: VehicleRow, _session: Any) -> None:
    vehicle.sms = False


def _no_model(customer: CustomerRow, vehicle: VehicleRow, _session: Any) -> None:
    vehicle.model = ""


def _no_address(customer: CustomerRow, vehicle: VehicleRow, _session: Any) -> None:
    customer.address = ""


def _stopped(customer: CustomerRow, vehicle: VehicleRow, session: Any) -> None:
    session.add(StopRow(e164=customer.mobile_e164, purpose="", at=NOON, clerk="", reason="", source="desk"))


@pytest.mark.parametrize(
    ("spoil", "text", "reason", "opens"),
    [
        (_vehicle_off, "車検のご案内です。", Reason.SMS_OFF_VEHICLE, VehicleScreen),
        (_no_model, "{車名}の車検です。", Reason.MERGE_ERROR, VehicleScreen),
        (_no_address, "{住所}のお車の車検です。", Reason.MERGE_ERROR, CustomerScreen),
        (_stopped, "車検のご案内です。", Reason.OPTED_OUT, ConsentScreen),
    ],
)
def test_a_record_is_mended_where_it_is_kept(
    player: Player, spoil: Callable[..., None], text: str, reason: Reason, opens: type[Screen]
) -> None:
    screen = acts.bulk(player)
    assert screen._sorting is not None
    person = screen._sorting.lines[screen._sorting.sendable[1]].person
    assert person.vehicle is not None
    with acts.database(player).write() as session:
        spoil(session.get_one(CustomerRow, person.customer.id), session.get_one(VehicleRow, person.id), session)
    screen.text.body.setPlainText(text)
    player.press(Key.Key_F8)
    player.see("left out", lambda: not screen.why_not_on() and stands_in(screen, person.id) is reason)
    out(player, screen, reason)
    while (line := screen._selected()) is not None and line.person.id != person.id:
        player.press(Key.Key_Down)
    player.press(Key.Key_F6)
    player.see(opens.title, lambda: player.on(opens))


def stands_in(screen: BulkSendScreen, person: int) -> Reason | None:
    assert screen._sorting is not None
    line = next(line for line in screen._sorting.lines if line.person.id == person)
    return line.out.reason if line.out is not None else None


def test_the_check_box_of_a_vehicle_is_set_and_the_next_one_stands_there(player: Player) -> None:
    screen = acts.bulk(player)
    assert screen._sorting is not None
    three = [screen._sorting.lines[place].person.id for place in screen._sorting.sendable[1:4]]
    with acts.database(player).write() as session:
        for id_ in three:
            session.get_one(VehicleRow, id_).sms = False
    player.press(Key.Key_F8)
    player.see("left out", lambda: not screen.why_not_on() and stands_in(screen, three[2]) is Reason.SMS_OFF_VEHICLE)
    out(player, screen, Reason.SMS_OFF_VEHICLE)
    assert "車両修正でチェック" in str(screen.panel.people.model().index(0, 2).data())
    while (line := screen._selected()) is not None and line.person.id != three[1]:
        player.press(Key.Key_Down)
    row = screen.panel.people.currentIndex().row()
    player.press(Key.Key_F6)
    record = acts.record(player)
    assert isinstance(record, VehicleScreen)
    record.form.fields["sms"].widget.setFocus()
    player.press(Key.Key_Space, Key.Key_F10)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    player.see("one more gets it", lambda: not screen.why_not_on() and stands_in(screen, three[1]) is None)
    assert screen.panel.people.currentIndex().row() == row
    line = screen._selected()
    assert line is not None
    assert line.out is not None
    assert line.out.reason is Reason.SMS_OFF_VEHICLE


def test_who_did_not_get_it_before_gets_it_with_a_reason(player: Player) -> None:
    """As in a list that 再送 makes: everybody's number failed, and the clerk is told what to do."""
    screen = acts.bulk(player)
    assert screen._sorting is not None
    people = {line.person.customer.id for line in screen._sorting.lines}
    with acts.database(player).write() as session:
        session.execute(update(CustomerRow).where(CustomerRow.id.in_(people)).values(number_bad="practice_undelivered"))
    player.press(Key.Key_F8)
    player.see("nobody", lambda: screen._request is not None and "F6" in screen.why_not_on())
    out(player, screen, Reason.NUMBER_FAILED)
    assert "理由を入力" in str(screen.panel.people.model().index(0, 2).data())
    player.press(Key.Key_F6)
    assert screen.register.reason.widget.hasFocus()
    assert screen.register.reason_box.isVisible()
    player.commit("電話番号を確かめたため")
    player.see("they get it", lambda: not screen.why_not_on())
    player.press(Key.Key_F9, Key.Key_F9)
    player.see("sent", lambda: not player.on(BulkSendScreen))
    with acts.database(player).read() as session:
        with_reason = MessageRecord.override_reason == "電話番号を確かめたため"
        why = set(session.scalars(select(MessageRecord.override_code).where(with_reason)))
    assert why == {Reason.NUMBER_FAILED}


def test_a_text_is_mended_in_its_field_and_a_repeat_by_its_reason(player: Player) -> None:
    screen = acts.bulk(player)
    screen.text.body.setPlainText("あ" * 2000)
    player.see("too long", lambda: screen._request is not None and "いません" in screen.why_not_on())
    out(player, screen, Reason.OVER_LIMIT)
    player.press(Key.Key_F6)
    assert screen.text.body.hasFocus()
    screen.text.body.setPlainText("車検のご案内です。")
    player.see("sorted", lambda: not screen.why_not_on())
    player.press(Key.Key_F9, Key.Key_F9, Key.Key_F9)
    player.see("sent", lambda: not player.on(BulkSendScreen))
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    again = player.program.window.screen
    assert isinstance(again, BulkSendScreen)
    player.see("an empty text", lambda: again._sorting is not None)
    again.text.body.setPlainText("車検のご案内です。")
    player.see("nobody", lambda: again._request is not None and "いません" in again.why_not_on())
    out(player, again, Reason.SAME_CONTENT)
    player.press(Key.Key_F6)
    assert again.register.reason.widget.hasFocus()
    player.commit("日時を間違えたため")
    player.see("they get it", lambda: not again.why_not_on())

"""まとめ送信 by keys: from the menu to everybody of next month, and everything that may come in between."""

from collections import Counter
from datetime import date, timedelta

from PySide6.QtCore import Qt
from sqlalchemy import func, select

from dreampower_sms.db.tables import JobRow, MessageRecord, SettingRow, StopRow, VehicleRow
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.people import ContactState
from dreampower_sms.domain.windows import in_japan
from dreampower_sms.tour import Player, half_past_ten
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.inspection_list import InspectionListScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from tests.journeys import acts
from tests.sending import NOON

Key, Control, Alt = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def jobs(player: Player) -> int:
    with acts.database(player).read() as session:
        return session.scalar(select(func.count()).select_from(JobRow).where(JobRow.kind == "vehicles")) or 0


def newest(player: Player) -> list[MessageRecord]:
    with acts.database(player).read() as session:
        job = session.scalar(select(JobRow.id).order_by(JobRow.created_at.desc()).limit(1))
        rows = list(
            session.scalars(select(MessageRecord).where(MessageRecord.job_id == job).order_by(MessageRecord.id))
        )
        session.expunge_all()
        return rows


def step(player: Player, name: str) -> None:
    screen = player.program.window.screen
    assert isinstance(screen, BulkSendScreen)
    player.see(f"the step {name or 'text'}", lambda: screen.page_names[screen.page] == name)


def test_next_month_is_reminded_with_six_keys(player: Player) -> None:
    before = jobs(player)
    player.press(Key.Key_2)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    listed = player.program.window.screen
    assert isinstance(listed, InspectionListScreen)
    player.see("vehicles", lambda: listed.model.rowCount() > 0)
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    screen = player.program.window.screen
    assert isinstance(screen, BulkSendScreen)
    player.see("templates", lambda: screen.text.templates.count() > 1)
    player.press(Key.Key_3)
    player.see("a sorted list", lambda: not screen.why_not_on())
    sorting = screen._sorting
    assert sorting is not None
    player.press(Key.Key_F9)
    step(player, "register")
    player.press(Key.Key_F9)
    step(player, "final")
    assert f"{sorting.totals.messages}通" in screen.final.count.text()
    assert f"{sorting.totals.price:,.0f}円" in screen.final.price.text()
    player.press(Key.Key_F9)
    player.see("車検一覧 again", lambda: player.on(InspectionListScreen))
    assert jobs(player) == before + 1
    sent = [row for row in newest(player) if row.state is not State.EXCLUDED]
    assert [row.body for row in sent] == [line.text for line in sorting.lines if line.out is None]
    assert sum(row.price for row in sent) == sorting.totals.price
    player.see("they arrive", lambda: any(row.state is State.DELIVERED for row in newest(player)))


def test_enter_sends_once_however_often_it_is_pressed(player: Player) -> None:
    before = jobs(player)
    acts.bulk(player)
    player.press(Key.Key_F9, Key.Key_F9)
    step(player, "final")
    player.press(Key.Key_Return, Key.Key_Return, Key.Key_F9)
    player.see("車検一覧 again", lambda: player.on(InspectionListScreen))
    assert jobs(player) == before + 1


def test_f12_goes_back_a_step_and_loses_nothing(player: Player) -> None:
    screen = acts.bulk(player)
    text = screen.text.body.toPlainText()
    player.press(Key.Key_F9, Key.Key_F9)
    step(player, "final")
    player.press(Key.Key_F12)
    step(player, "register")
    player.press(Key.Key_Escape)
    step(player, "")
    assert screen.text.body.toPlainText() == text
    player.see("the draft", lambda: draft(player) == text)
    player.press(Key.Key_F12)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    again = player.program.window.screen
    assert isinstance(again, BulkSendScreen)
    player.see("the text again", lambda: again.text.body.toPlainText() == text)


def draft(player: Player) -> str:
    with acts.database(player).read() as session:
        kept = session.scalar(select(SettingRow.value).where(SettingRow.scope.startswith("bulk_draft:")))
    return str(kept["text"]) if kept else ""


def test_each_text_is_seen_by_the_arrow_keys(player: Player) -> None:
    screen = acts.bulk(player)
    screen.text.body.setPlainText("{氏名}様、車検のご案内です。")
    player.see("a new sorting", lambda: not screen.why_not_on())
    player.press(Key.Key_F9)
    step(player, "register")
    sorting = screen._sorting
    assert sorting is not None
    shown: list[str] = []
    for _ in range(3):
        shown.append(screen.register.body.toPlainText())
        player.press(Key.Key_Right)
    assert shown == [sorting.lines[place].text for place in sorting.sendable[:3]]
    player.press(Key.Key_Left, Key.Key_Left, Key.Key_Left)
    assert screen.register.body.toPlainText() == shown[0]


def test_one_person_is_taken_out_and_put_back(player: Player) -> None:
    screen = acts.bulk(player)
    player.press(Key.Key_F9)
    step(player, "register")
    sorting = screen._sorting
    assert sorting is not None
    count = sorting.totals.people
    shared = Counter(line.person.phone.e164 for line in sorting.lines)
    alone = next(place for place in sorting.sendable if shared[sorting.lines[place].person.phone.e164] == 1)
    screen.panel.people.select_id(alone)
    player.press(Key.Key_F3)
    player.see("one less", lambda: now(screen) == count - 1)
    assert screen._taken_out == {sorting.lines[alone].person.id}
    screen.panel.groups.select_row(screen.panel.groups.model().rowCount() - 1)
    screen.panel.people.select_id(alone)
    player.press(Key.Key_F3)
    player.see("all again", lambda: now(screen) == count)


def now(screen: BulkSendScreen) -> int:
    return -1 if screen._request is None or screen._sorting is None else screen._sorting.totals.people


def test_a_person_is_mended_and_the_list_sorted_again(player: Player) -> None:
    screen = acts.bulk(player)
    count = now(screen)
    player.press(Key.Key_F9)
    sorting = screen._sorting
    assert sorting is not None
    first = sorting.lines[sorting.sendable[0]].person.phone.e164
    player.press(Key.Key_F6)
    player.see("another screen", lambda: not player.on(BulkSendScreen))
    with acts.database(player).write() as session:
        session.add(StopRow(e164=first, purpose="", at=NOON, clerk="", reason="", source="desk"))
    player.press(Key.Key_F12)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    player.see("one less", lambda: now(screen) == count - 1)


def test_a_refusal_in_the_last_moment_is_shown_and_nothing_is_sent(player: Player) -> None:
    before = jobs(player)
    screen = acts.bulk(player)
    sorting = screen._sorting
    assert sorting is not None
    player.press(Key.Key_F9, Key.Key_F9)
    step(player, "final")
    with acts.database(player).write() as session:
        e164 = sorting.lines[sorting.sendable[0]].person.phone.e164
        session.add(StopRow(e164=e164, purpose="", at=NOON, clerk="", reason="", source="desk"))
    player.press(Key.Key_F9)
    player.see("the second step", lambda: screen.page_names[screen.page] == "register")
    assert "内容が変わりました" in acts.said(player)
    assert jobs(player) == before
    player.see("sorted again", lambda: now(screen) == sorting.totals.people - 1)
    player.press(Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    assert jobs(player) == before + 1


def test_what_changes_under_the_last_step_leads_back_a_step(player: Player) -> None:
    """The help is read on the last step, and meanwhile somebody refuses."""
    before = jobs(player)
    screen = acts.bulk(player)
    sorting = screen._sorting
    assert sorting is not None
    player.press(Key.Key_F9, Key.Key_F9)
    step(player, "final")
    player.press(Key.Key_F1)
    player.see("the help", lambda: not player.on(BulkSendScreen))
    player.press(Key.Key_F12)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    player.see("read again", lambda: not screen.why_not_on())
    step(player, "final")
    player.press(Key.Key_F1)
    with acts.database(player).write() as session:
        e164 = sorting.lines[sorting.sendable[0]].person.phone.e164
        session.add(StopRow(e164=e164, purpose="", at=NOON, clerk="", reason="", source="desk"))
    player.press(Key.Key_F12)
    step(player, "register")
    assert "内容が変わりました" in acts.said(player)
    assert jobs(player) == before


def test_a_time_that_can_not_be_is_said_at_its_field(player: Player) -> None:
    screen = acts.bulk(player)
    screen.text.when.widget.setFocus()
    player.commit("きのう")
    player.see("an error", lambda: "送信日時として読めません" in screen.text.when.error.text())
    player.press(Key.Key_F9)
    step(player, "")
    screen.text.when.widget.selectAll()
    player.commit("3日後 10:00")
    player.see("no error", lambda: not screen.why_not_on())
    player.press(Key.Key_F9, Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    sent = [row for row in newest(player) if row.state is not State.EXCLUDED]
    assert {row.state for row in sent} == {State.QUEUED}
    assert {f"{row.not_before:%m/%d %H:%M}" for row in sent} == {f"{in_three_days():%m/%d} 01:00"}


def in_three_days() -> date:
    return in_japan(half_past_ten()()).date() + timedelta(days=3)


def test_a_text_that_can_not_be_read_stops_everybody(player: Player) -> None:
    screen = acts.bulk(player)
    screen.text.body.setPlainText("{氏名様")
    player.see("a reason", lambda: "{" in screen.why_not_on() or "かっこ" in screen.why_not_on())
    player.press(Key.Key_F9)
    step(player, "")


def test_new_ones_are_greeted_first(player: Player) -> None:
    screen = acts.bulk(player)
    screen.text.body.setPlainText("車検のご案内です。{自社名}")
    player.see("sorted", lambda: not screen.why_not_on())
    player.press(Key.Key_F9)
    step(player, "register")
    screen.register.greet.setFocus()
    player.press(Key.Key_Space)
    player.see("greetings", lambda: screen._sorting is not None and len(screen._sorting.greetings) > 0)
    player.see("ready", lambda: not screen.why_not_on())
    sorting = screen._sorting
    assert sorting is not None
    screen.panel.people.setFocus()
    while (line := screen._selected()) is not None and not line.greeted:
        player.press(Key.Key_Right)
    assert screen.register.first.toPlainText() == sorting.greetings[0].text
    assert f"区分 {sorting.greetings[0].tier}" in screen.register.parts.greeting.cost.text()
    player.press(Key.Key_F9)
    assert "うち挨拶" in screen.final.count.text()
    greeted = next(line for line in sorting.lines if line.greeted)
    assert screen.final.parts.greeting.body.toPlainText() == sorting.greetings[0].text
    assert screen.final.parts.message.body.toPlainText() == greeted.text
    assert f"挨拶 今すぐ、その方への案内 {in_three_days():%Y/%m/%d}" in screen.final.facts.text()
    player.press(Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    with acts.database(player).read() as session:
        two = session.scalars(select(JobRow.recipients_total).order_by(JobRow.created_at.desc()).limit(2)).all()
    assert len(sorting.greetings) in two


def test_only_ticked_vehicles_are_written_to(player: Player) -> None:
    listed = acts.inspections(player)
    player.press(Key.Key_Space, Key.Key_Space)
    assert "印 2 台" in listed.count.text()
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    screen = player.program.window.screen
    assert isinstance(screen, BulkSendScreen)
    player.see("two people", lambda: screen._sorting is not None and len(screen._sorting.lines) == 2)


def test_the_state_is_set_by_a_digit_and_taken_back(player: Player) -> None:
    listed = acts.inspections(player)
    vehicle = listed.list.current_id()
    assert vehicle is not None
    before = contact(player, vehicle)
    assert before is not ContactState.BOOKED
    player.press(Key.Key_3)
    player.see("予約済", lambda: contact(player, vehicle) is ContactState.BOOKED)
    player.see("said", lambda: "予約済" in acts.said(player))
    player.press(Key.Key_Z, modifier=Control)
    player.see("as before", lambda: contact(player, vehicle) is before)


def contact(player: Player, vehicle: int) -> ContactState:
    with acts.database(player).read() as session:
        return session.get_one(VehicleRow, vehicle).contact_state


def test_an_impossible_range_is_said_at_its_field(player: Player) -> None:
    listed = acts.inspections(player)
    listed.range.setCurrentIndex(listed.range.count() - 1)
    listed.first.widget.setFocus()
    player.commit("2/30")
    listed.last.widget.setFocus()
    player.commit("R8.12.31")
    player.press(Key.Key_F9)
    player.see("an error", lambda: "日付はありません" in listed.first.error.text())
    listed.first.widget.selectAll()
    listed.first.widget.setFocus()
    player.commit("R9.1.1")
    player.press(Key.Key_F9)
    player.see("backwards", lambda: "後にしてください" in listed.last.error.text())


def test_a_job_is_paused_and_goes_on(player: Player) -> None:
    screen = acts.bulk(player)
    screen.text.when.widget.setFocus()
    player.commit("明日 10:00")
    player.see("ready", lambda: not screen.why_not_on())
    player.press(Key.Key_F9, Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    details = acts.details(player)
    details.tabs.setCurrentWidget(details.send_jobs)
    tab = details.send_jobs
    player.see("the job", lambda: (job := tab.selected()) is not None and job.left > 0)
    player.press(Key.Key_F4)
    player.see("paused", lambda: state(player) == "paused")
    player.see("it shows", lambda: (job := tab.selected()) is not None and job.state == "paused")
    player.press(Key.Key_F4)
    player.see("open", lambda: state(player) == "open")
    player.see("it shows", lambda: (job := tab.selected()) is not None and job.state == "open")
    player.press(Key.Key_F11)
    acts.answer(player, Key.Key_Y)
    player.see("cancelled", lambda: state(player) == "cancelled")
    assert not [row for row in newest(player) if row.state is State.QUEUED]


def state(player: Player) -> str:
    with acts.database(player).read() as session:
        return session.scalar(select(JobRow.state).order_by(JobRow.created_at.desc()).limit(1)) or ""


def test_those_who_did_not_get_it_are_written_to_again(player: Player) -> None:
    details = acts.details(player)
    details.tabs.setCurrentWidget(details.send_jobs)
    tab = details.send_jobs
    player.see("jobs", lambda: tab.model.rowCount() > 0)
    row = next(n for n in range(tab.model.rowCount()) if tab._found[n].failed)
    tab.list.select_row(row)
    failed = tab._found[row].failed
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    screen = player.program.window.screen
    assert isinstance(screen, BulkSendScreen)
    player.see("the text", lambda: bool(screen.text.body.toPlainText()) and screen._sorting is not None)
    assert screen._sorting is not None
    assert len(screen._sorting.lines) == failed


def test_the_owner_of_a_vehicle_is_opened_and_the_row_kept(player: Player) -> None:
    listed = acts.inspections(player)
    player.press(Key.Key_Down, Key.Key_Down)
    row = listed.list.current_id()
    player.press(Key.Key_F6)
    player.see("another screen", lambda: not player.on(InspectionListScreen))
    if player.on(InquiryScreen):
        inquiry = player.program.window.screen
        assert isinstance(inquiry, InquiryScreen)
        player.see("one customer", lambda: inquiry.model.rowCount() == 1)
    player.press(Key.Key_F12)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    assert listed.list.current_id() == row
    player.press(Key.Key_F12)
    player.see("メニュー", lambda: player.on(MenuScreen))


def test_what_was_checked_is_not_said_to_go_on(player: Player) -> None:
    """A list of 33 is sorted before anybody reads of it; of a long one the end is said, too."""
    screen = acts.bulk(player)
    assert "確かめています" not in acts.said(player)
    screen._show_progress(2_000, 5_000)
    assert acts.said(player) == "2,000 / 5,000 人を確かめています…"
    screen._show_progress(5_000, 5_000)
    assert acts.said(player) == "5,000 / 5,000 人を確かめました。"
    player.program.window.line.clear_line()
    screen._show_progress(0, 33)
    screen._show_progress(33, 33)
    assert not acts.said(player)

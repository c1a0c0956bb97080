"""詳細: the history's filter, by keys."""

from array import array
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from sqlalchemy import select

from dreampower_sms.db.engine import Stop
from dreampower_sms.db.tables import JobRow, MessageRecord
from dreampower_sms.domain.history import GROUPS, HistoryFilter, StateGroup
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.usage import first_of, month_after
from dreampower_sms.domain.windows import in_japan
from dreampower_sms.tour import Player, half_past_ten
from dreampower_sms.ui.jobs import Topic
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.inspection_list import InspectionListScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.sms_send import SmsSendScreen
from tests import sending
from tests.journeys import acts

Key = Qt.Key


@pytest.fixture
def filtering(demo_sqlite: Path, tmp_path: Path, start: Callable[[str], Player]) -> Player:
    """On one database: each question is held on both by the tests of the history."""
    copy = tmp_path / "shop.sqlite3"
    copy.write_bytes(demo_sqlite.read_bytes())
    return start(str(copy))


def details(player: Player) -> SmsDetailsScreen:
    screen = acts.details(player)
    player.see("a history", lambda: screen.history.model.rowCount() > 0)
    return screen


def listed(screen: SmsDetailsScreen) -> int:
    return screen.history.model.rowCount()


def test_the_history_is_filtered_and_the_filter_is_remembered(player: Player) -> None:
    screen = details(player)
    everything = listed(screen)
    acts.reach(player, screen.history.filter.name)
    player.commit("練習 到達")
    player.press(Key.Key_Return)
    player.see("fewer", lambda: 0 < listed(screen) < everything)
    named = listed(screen)
    acts.reach(player, screen.history.filter.words)
    player.commit("どこにもない文")
    player.press(Key.Key_F9)
    player.see("none", lambda: listed(screen) == 0)
    player.press(Key.Key_F12)
    screen = details_again(player)
    player.see("the same question", lambda: screen.history.filter.words.text() == "どこにもない文")
    player.press(Key.Key_F4)
    player.see("everything", lambda: listed(screen) == everything)
    acts.reach(player, screen.history.filter.period)
    player.press(Key.Key_Down, Key.Key_Down, Key.Key_Down)
    player.see("a week or more", lambda: 0 < listed(screen) < everything)
    assert named


Holds = Callable[[MessageRecord, JobRow], bool]


def last_days(record: MessageRecord, _job: JobRow) -> bool:
    return in_japan(record.history_at).date() > in_japan(half_past_ten()()).date() - timedelta(days=31)


@pytest.mark.parametrize(
    ("name", "chosen", "holds"),
    [
        ("period", "31", last_days),
        ("state", "failed", lambda record, _: record.state in GROUPS[StateGroup.FAILED]),
        ("state", "=rejected", lambda record, _: record.state is State.REJECTED),
        ("purpose", "campaign", lambda record, _: record.purpose is Purpose.CAMPAIGN),
        ("clerk", "三浦 香織", lambda record, _: record.clerk == "三浦 香織"),
        ("number", "9800", lambda record, _: "9800" in record.e164),
        ("job", "車検のご案内", lambda _, job: "車検のご案内" in job.title),
    ],
)
def test_each_field_finds_by_keys_what_it_says(filtering: Player, name: str, chosen: str, holds: Holds) -> None:
    screen = details(filtering)
    field = getattr(screen.history.filter, name)
    if isinstance(field, QComboBox):
        filtering.see("its choices", lambda: field.findData(chosen) > 0)
        acts.choose(filtering, field, chosen)
    else:
        acts.reach(filtering, field)
        filtering.commit(chosen)
        filtering.press(Key.Key_Return)
    with acts.database(filtering).read() as session:
        rows = session.execute(select(MessageRecord, JobRow).join(JobRow, JobRow.id == MessageRecord.job_id)).all()
        wanted = {record.id for record, job in rows if holds(record, job)}
    assert 0 < len(wanted) < len(rows)
    filtering.see("what was asked for", lambda: set(screen.history.model.ids) == wanted)


def test_a_list_is_found_under_the_month_in_which_it_leaves(player: Player) -> None:
    today = in_japan(half_past_ten()()).date()
    first, last = month_after(first_of(today)), month_after(first_of(today), 2) - timedelta(days=1)
    writing = acts.bulk(player)
    writing.text.when.widget.setFocus()
    player.commit(f"{first:%Y/%m/%d} 10:00")
    player.see("a list for that day", lambda: not writing.why_not_on())
    player.press(Key.Key_F9, Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    with acts.database(player).read() as session:
        newest = session.scalars(select(JobRow.id).order_by(JobRow.created_at.desc()).limit(1)).one()
        of_list = set(session.scalars(select(MessageRecord.id).where(MessageRecord.job_id == newest)))
    screen = details(player)
    period, since, until = screen.history.filter.period, screen.history.filter.since, screen.history.filter.until
    for choice in ("today", "7", "month"):
        acts.choose(player, period, choice)
        player.see("searched", lambda: not screen.history._first.running)
        assert not of_list & set(screen.history.model.ids), choice
    for field, day in ((since, first), (until, last)):
        acts.reach(player, field)
        field.selectAll()
        player.commit(f"{day:%Y/%m/%d}")
    player.press(Key.Key_Return)
    player.see("the whole list", lambda: set(screen.history.model.ids) == of_list)
    at = screen.history.model.index(0, 0).data()
    assert at.startswith(f"{first:%y/%m}/")
    assert at.endswith(" 予定")


def details_again(player: Player) -> SmsDetailsScreen:
    return acts.details(player)


def test_a_message_is_written_anew_through_every_check(player: Player) -> None:
    screen = details(player)
    acts.choose(player, screen.history.filter.state, "arrived")
    player.see("what arrived", lambda: screen.history.why_not_again() == "")
    timeline = screen.history._timeline
    assert timeline is not None
    player.press(Key.Key_F8)
    player.see("ショートメッセージ送信", lambda: player.on(SmsSendScreen))
    writing = player.program.window.screen
    assert isinstance(writing, SmsSendScreen)
    player.see("its text", lambda: writing.view.text() == timeline.message.body)
    assert writing.view.purpose() == timeline.message.purpose.value
    player.press(Key.Key_F12)
    player.see("the history again", lambda: player.on(SmsDetailsScreen))


def test_from_the_card_to_its_history_and_back_in_one_key(player: Player) -> None:
    card = acts.inquiry(player)
    player.see("a card", lambda: card.card.card is not None)
    shown = card.card.card
    assert shown is not None
    player.press(Key.Key_F5)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    screen = player.program.window.screen
    assert isinstance(screen, SmsDetailsScreen)
    assert screen.history.filter.only is not None
    assert screen.history.filter.only.customer_id == shown.customer.id
    player.see("who it is", lambda: shown.customer.name in screen.history.filter.chip.text())
    player.press(Key.Key_F12)
    player.see("the card", lambda: player.on(InquiryScreen))
    assert card.card.card is not None
    assert card.card.card.customer.id == shown.customer.id


def test_from_a_message_to_its_customer_and_back_to_the_same_row(player: Player) -> None:
    screen = details(player)
    screen.history.list.select_row(2)
    there = screen.history.list.current_id()
    player.see("its customer", lambda: screen.history.why_no_customer() == "")
    player.see(
        "the message", lambda: screen.history._timeline is not None and screen.history._timeline.message.id == there
    )
    player.press(Key.Key_Return)
    player.see("照会", lambda: player.on(InquiryScreen))
    player.press(Key.Key_F12)
    player.see("the history again", lambda: player.on(SmsDetailsScreen))
    assert screen.history.list.current_id() == there


def test_a_day_that_cannot_be_read_ends_the_search_and_says_so(player: Player) -> None:
    screen = details(player)
    acts.reach(player, screen.history.filter.since)
    player.commit("13月45日")
    player.press(Key.Key_F9)
    player.see("what to do", lambda: screen.history.count.text() == "条件を直すと検索します。")
    assert "読めない日付" in screen.history.why_not_export()
    player.press(Key.Key_F4)
    player.see("everything again", lambda: not screen.history.why_not_export())


def test_the_list_that_is_read_anew_is_the_one_asked_for_not_the_one_half_typed(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = details(player)
    player.see("the whole list", lambda: not screen.history.why_not_export())
    everything = listed(screen)
    acts.reach(player, screen.history.filter.words)
    player.commit("どこにもない文")
    read = watch(screen, monkeypatch)
    screen.history.heard(Topic.MESSAGES)
    player.see("the list read anew", lambda: read)
    assert listed(screen) == everything


def watch(screen: SmsDetailsScreen, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What each reading of the list from now on took, in milliseconds."""
    times: list[int] = []
    monkeypatch.setattr(screen.history._list_due, "took", times.append)
    return times


def test_a_change_that_comes_while_the_list_is_read_is_read_too_and_no_key_waits_for_it(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = details(player)
    tab = screen.history
    player.see("the whole list", lambda: not tab.why_not_export() and not tab._totals.running)
    player.see("its details", lambda: tab._timeline is not None)
    before, there = listed(screen), tab.list.current_id()
    read = watch(screen, monkeypatch)
    held = Event()
    ask = tab._history.ids

    def slowly(wanted: HistoryFilter, limit: int | None = None, stop: Stop | None = None) -> "array[int]":
        found = ask(wanted, limit, stop)
        held.wait(20)
        return found

    monkeypatch.setattr(tab._history, "ids", slowly)
    try:
        tab.heard(Topic.MESSAGES)
        player.see("the list being read", lambda: tab._renewal.running)
        assert tab.why_not_export() == tab.why_not_again() == ""
        sending.confirm(acts.database(player), 1)
        tab.heard(Topic.MESSAGES)
        QTest.qWait(1200)
    finally:
        held.set()
    player.see("both readings", lambda: len(read) > 1 and listed(screen) == before + 1)
    assert tab.list.current_id() == there
    assert tab.why_not_again() == ""

"""What limits a list, on the screen of まとめ送信 by keys: the month's budget, the tiers, how often, how late."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from dreampower_sms.db.contracts import SHOP
from dreampower_sms.db.engine import Database
from dreampower_sms.db.shop_setup import put_setting
from dreampower_sms.db.tables import ContractRow, MessageRecord
from dreampower_sms.domain.counting import DEFAULT_PROFILE
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.terms import FREQUENCIES
from dreampower_sms.services.usage import UsageStatements
from dreampower_sms.tour import Player
from dreampower_sms.ui import show
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.inspection_list import InspectionListScreen
from tests.journeys import acts
from tests.journeys.test_bulk_mending import out

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
Start = Callable[[str], Player]


def with_setting(url: str, start: Start, key: str, value: object) -> Player:
    """The program of a shop that has set this."""
    database = Database(url)
    with database.write() as session:
        put_setting(session, SHOP, key, value)
    database.close()
    return start(url)


def retype(player: Player, screen: BulkSendScreen, text: str) -> None:
    """Another text for everybody, once the list is sorted by it."""
    screen.text.body.setFocus()
    player.press(Key.Key_A, modifier=Control)
    player.commit(text)
    player.see("sorted anew", lambda: screen._request is not None and screen._request.text == text)


def test_the_month_and_what_waits_stand_against_the_budget(shop_url: str, start: Start) -> None:
    player = with_setting(shop_url, start, "month_budget", 100)
    screen = acts.bulk(player)
    hint, sorting, month = screen.text.totals.hint.text(), screen._sorting, screen._month
    assert sorting is not None
    assert month is not None
    today = day_of(screen._parts.clock())
    shown = UsageStatements(acts.database(player)).statement("practice", today.replace(day=1)).month.line.price
    over = month.spent + month.waiting + sorting.totals.price - 100
    assert month.spent == shown
    assert over > 0
    assert f"今月 {show.yen(shown)}" in hint
    assert f"／予算 100円。送信後は予算を {show.yen(over)}超えます（見込み）。" in hint
    assert screen.text.totals.property("over") is True
    screen.text.when.widget.setFocus()
    player.commit("今日 18:00")
    player.see("planned", lambda: not screen.why_not_on())
    player.press(Key.Key_F9, Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    again = player.program.window.screen
    assert isinstance(again, BulkSendScreen)
    player.see("sorted", lambda: again._month is not None and again._sorting is not None)
    waiting = Decimal(0) if again._month is None else again._month.waiting
    assert waiting == month.waiting + sorting.totals.price
    assert f" + 送信待ち {show.yen(waiting)}／予算 100円。" in again.text.totals.hint.text()


def test_the_budget_of_the_shop_is_for_all_contracts_together(shop_url: str, start: Start) -> None:
    database = Database(shop_url)
    with database.write() as session:
        session.add(ContractRow(id="second", gateway="karaden", title="二つめの契約", profile=DEFAULT_PROFILE.name))
        session.flush()
        last = select(MessageRecord.id).where(MessageRecord.state == State.DELIVERED)
        one = session.get_one(MessageRecord, session.scalars(last.order_by(MessageRecord.posted_at.desc())).first())
        one.contract_id, one.price, one.charged_units = "second", Decimal(120), None
    database.close()
    player = with_setting(shop_url, start, "month_budget", 100)
    screen = acts.bulk(player)
    hint, sorting, month = screen.text.totals.hint.text(), screen._sorting, screen._month
    assert sorting is not None
    assert month is not None
    assert month.elsewhere == 120
    so_far = month.spent + month.waiting + 120
    assert f"、お店全体で {show.yen(so_far)}／予算 100円。" in hint
    assert f"送信後は予算を {show.yen(so_far + sorting.totals.price - 100)}超えます（見込み）。" in hint


def test_what_a_shorter_text_would_save_is_said_and_comes_true(player: Player) -> None:
    screen = acts.bulk(player)
    retype(player, screen, "車検のご案内です。" + "あ" * 64)  # 73 for a tier that ends with 70
    before = screen._sorting
    assert before is not None
    people = len(before.sendable)
    assert [tier.tier for tier in before.tiers] == [2]
    assert f"3 文字減らすと {people:,}人が下の区分になり、" in screen.text.totals.hint.text()
    assert before.cut is not None
    player.press(Key.Key_Backspace, Key.Key_Backspace, Key.Key_Backspace)
    player.see("one tier lower", lambda: screen._sorting is not None and [t.tier for t in screen._sorting.tiers] == [1])
    assert screen._sorting is not None
    assert before.totals.price - screen._sorting.totals.price == before.cut.saved
    assert "文字減らすと" not in screen.text.totals.hint.text()


def test_a_text_over_the_limit_leaves_everybody_out_and_leads_to_the_text(player: Player) -> None:
    screen = acts.bulk(player)
    retype(player, screen, "あ" * 700)
    assert group(screen, Reason.OVER_LIMIT) == "文字数が多すぎる"
    assert "送信できる方がいません" in screen.why_not_on()
    out(player, screen, Reason.OVER_LIMIT)
    player.press(Key.Key_F6)
    assert screen.text.body.hasFocus()


@pytest.mark.parametrize(
    ("limits", "reason", "name"),
    [([0, 1, 0], Reason.CAP_PER_DAY, "1 日の上限"), ([0, 0, 1], Reason.CAP_PER_MONTH, "1 か月の上限")],
)
def test_who_got_enough_is_left_out_and_gets_it_with_a_reason_on_record(
    shop_url: str, start: Start, limits: list[int], reason: Reason, name: str
) -> None:
    player = with_setting(shop_url, start, FREQUENCIES, {Purpose.ROUTINE.value: limits})
    screen = acts.bulk(player)
    retype(player, screen, "山川自動車です。お知らせの一通目です。")
    screen.text.when.widget.setFocus()
    player.commit("今日 18:00")  # none of them fails meanwhile, which would be another thing to say yes to
    player.see("planned", lambda: not screen.why_not_on())
    player.press(Key.Key_F9, Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    second = acts.to_list(player)
    retype(player, second, "山川自動車です。二通目は別の文です。")
    assert second._sorting is not None
    assert len(second._sorting.groups[reason]) > 0
    assert group(second, reason) == name
    out(player, second, reason)
    assert f"上限の {max(limits)} 通に達しています" in str(second.panel.people.model().index(0, 2).data())
    player.press(Key.Key_F6)
    assert second.register.reason.widget.hasFocus()
    player.commit("お急ぎの連絡のため")
    player.see("they get it", lambda: second._request is not None and not second.why_not_on())
    assert reason not in second._sorting.groups
    player.press(Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    with acts.database(player).read() as session:
        why = MessageRecord.override_reason == "お急ぎの連絡のため"
        codes = set(session.scalars(select(MessageRecord.override_code).where(why)))
    assert reason in codes


def group(screen: BulkSendScreen, reason: Reason) -> str:
    """How the sorting table calls those who are left out for this reason."""
    assert screen.panel.groups.select_id(list(Reason).index(reason))
    return str(screen.panel.groups.currentIndex().siblingAtColumn(0).data())


def test_a_time_that_passes_on_the_screen_is_refused_and_not_moved_to_tomorrow(player: Player) -> None:
    screen = acts.bulk(player)
    clock = screen._parts.clock
    screen.text.when.widget.setFocus()
    player.commit("11:00")
    player.see("understood", lambda: not screen.why_not_on() and screen.text.chosen_time().at is not None)
    screen._parts = replace(screen._parts, clock=lambda: clock() + timedelta(hours=1))
    player.press(Key.Key_F8)
    player.see("refused", lambda: "11:00 は" in screen.why_not_on() and "もう過ぎています" in screen.why_not_on())
    assert "もう過ぎています" in screen.text.when.error.text()
    player.press(Key.Key_F9)
    assert screen.page_names[screen.page] == ""
    player.press(Key.Key_A, modifier=Control)
    player.commit("明日 11:00")
    player.see("accepted", lambda: not screen.why_not_on())

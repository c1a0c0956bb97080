"""Bad input: a clear message each, nothing lost, nothing sent twice."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import func, select

from dreampower_sms.db.tables import CustomerRow, MessageRecord
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.tour import Player
from dreampower_sms.ui.compose import UNSEEN
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.sms_confirm import SmsConfirmScreen
from tests.journeys import acts
from tests.journeys import test_initial_settings as initial_settings
from tests.servers import PostgresServer

Key = Qt.Key


def messages(player: Player) -> int:
    with acts.database(player).read() as session:
        return session.scalar(select(func.count()).select_from(MessageRecord)) or 0


def change(player: Player, **values: object) -> None:
    """Another PC changes the customer of the test."""
    with acts.database(player).write() as session:
        row = session.scalar(select(CustomerRow).where(CustomerRow.kana == "レンシュウ トウタツ"))
        for name, value in values.items():
            setattr(row, name, value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "メッセージが空です"),
        (" 　\n ", "メッセージが空です"),
        ("あ" * 661, "1 文字多すぎます"),
        ("{氏なまえ}様、お車の件です", "「氏なまえ」はありません"),
        ("{氏名様、お車の件です", "閉じていません"),
        ("{自社URL}{誕生日}{次回点検日}{車検満了日:月曜}", "書式"),
    ],
)
def test_a_text_that_cannot_go(player: Player, text: str, words: str) -> None:
    before = messages(player)
    screen = acts.write(player)
    acts.body(player, text)
    acts.refused(player, words)
    assert screen.view.text() == text
    assert messages(player) == before


def test_a_customer_without_a_mobile(player: Player) -> None:
    change(player, mobile="")
    acts.inquiry(player)
    player.press(Key.Key_F8)
    assert "携帯番号が登録されていません" in acts.said(player)
    assert player.on(InquiryScreen)


def test_a_number_that_is_not_mobile(player: Player) -> None:
    change(player, mobile="043-222-1234")
    screen = acts.inquiry(player)
    player.press(Key.Key_F8)
    assert "固定電話" in acts.said(player)
    assert "固定電話" in screen.card.badge.text()
    assert player.on(InquiryScreen)


def test_opted_out_while_the_dialog_is_open(player: Player) -> None:
    before = messages(player)
    acts.write(player)
    player.press(Key.Key_1)
    acts.confirm(player)
    backend = player.program._backend
    assert backend is not None
    with acts.database(player).read() as session:
        number = session.scalar(select(CustomerRow.mobile_e164).where(CustomerRow.kana == "レンシュウ トウタツ"))
    backend.services.opt_out.stop(number or "", "電話", "別の担当者")
    player.press(Key.Key_Return)
    player.see("the refusal", lambda: "配信停止" in acts.said(player))
    assert player.on(SmsConfirmScreen)
    assert messages(player) == before


def test_the_sms_check_is_off_but_a_reason_lets_one_go(player: Player) -> None:
    change(player, flag_sms=False)
    screen = acts.write(player)
    player.press(Key.Key_1)
    acts.refused(player, "SMS のチェックが外れています")
    screen.view.override.widget.setFocus()
    player.commit("お客様の依頼")
    acts.confirm(player)
    player.press(Key.Key_Return)
    player.see("照会", lambda: player.on(InquiryScreen))
    with acts.database(player).read() as session:
        row = session.scalars(select(MessageRecord).order_by(MessageRecord.id.desc()).limit(1)).one()
        assert row.override_reason == "お客様の依頼"


def test_a_reason_covers_what_was_shown_when_it_was_typed_and_nothing_that_came_since(player: Player) -> None:
    change(player, flag_sms=False)
    before, settings = messages(player), initial_settings.settings(player)
    player.press(Key.Key_F6)
    settings.sending.checks["send.confirm"].setFocus()
    player.press(Key.Key_Space)
    initial_settings.save(player)
    shell = player.program.shell
    assert shell is not None
    player.see("F9 sends at once", lambda: not shell.identity.shop.confirm_before_send)
    initial_settings.leave(player)
    screen = acts.write(player)
    player.press(Key.Key_1)
    acts.refused(player, "SMS のチェックが外れています")
    acts.reach(player, screen.view.override.widget)
    player.commit("お客様の依頼")
    player.see("F9 ready", lambda: not screen.why_not_send())
    change(player, number_bad="practice_undelivered")
    player.press(Key.Key_F9)
    player.see("shown, and the reason is asked for again", lambda: screen.view.override.error.text() == UNSEEN)
    acts.refused(player, "SMS のチェックが外れています")
    assert messages(player) == before
    assert screen.view.override.widget.text() == ""
    acts.reach(player, screen.view.override.widget)
    player.commit("番号を確かめた")
    player.see("F9 ready", lambda: not screen.why_not_send())
    player.press(Key.Key_F9)
    player.see("照会", lambda: player.on(InquiryScreen))
    with acts.database(player).read() as session:
        row = session.scalars(select(MessageRecord).order_by(MessageRecord.id.desc()).limit(1)).one()
    assert row.override_reason == "番号を確かめた"
    assert set(row.override_code.split(",")) == {Reason.SMS_OFF_CUSTOMER, Reason.NUMBER_FAILED}


def test_a_second_press_while_the_first_is_saved(player: Player) -> None:
    before = messages(player)
    acts.write(player)
    player.press(Key.Key_1)
    screen = acts.confirm(player)
    button = screen.button
    for _ in range(3):
        button.click()  # before the event loop can turn
    player.see("照会", lambda: player.on(InquiryScreen))
    assert messages(player) == before + 1


def test_a_locked_file_loses_nothing(start: Callable[[str], Player], demo_sqlite: Path, tmp_path: Path) -> None:
    copy = tmp_path / "shop.sqlite3"
    copy.write_bytes(demo_sqlite.read_bytes())
    player = start(str(copy))
    acts.database(player).engine.dispose()
    before = messages(player)
    acts.write(player)
    player.press(Key.Key_1)
    acts.confirm(player)
    other = sqlite3.connect(copy, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    player.press(Key.Key_Return)
    player.see("the lock", lambda: "使用中" in acts.said(player))
    assert player.on(SmsConfirmScreen)
    other.execute("ROLLBACK")
    other.close()
    player.press(Key.Key_Return)
    player.see("照会", lambda: player.on(InquiryScreen))
    assert messages(player) == before + 1


def test_a_server_that_is_gone_loses_nothing(
    start: Callable[[str], Player], postgres: PostgresServer, demo_postgres: str
) -> None:
    with postgres.database(template=demo_postgres) as url:
        player = start(url)
        before = messages(player)
        acts.write(player)
        player.press(Key.Key_1)
        acts.confirm(player)
        postgres.kill()
        try:
            player.press(Key.Key_Return)
            player.see("the missing server", lambda: "つながりません" in acts.said(player))
            assert player.on(SmsConfirmScreen)
        finally:
            postgres.start()
        player.press(Key.Key_Return)
        player.see("照会", lambda: player.on(InquiryScreen))
        assert messages(player) == before + 1

"""ショートメッセージ送信 while the preview is still on its way: what is confirmed, printed and sent is what is seen."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from dreampower_sms.db.tables import MessageRecord
from dreampower_sms.services.send import Preview, SendRequest, SendService
from dreampower_sms.tour import Player
from dreampower_sms.ui.handset import Bubble
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.sms_confirm import SmsConfirmScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.sms_send import SmsSendScreen
from tests.journeys import acts
from tests.journeys.acts import Key

OLD, NEW = "お車の用意ができました。", "部品が遅れています。"


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Previews wait while this is clear."""
    may_read, preview = threading.Event(), SendService.preview

    def waits(self: SendService, request: SendRequest) -> Preview:
        assert may_read.wait(30)
        return preview(self, request)

    monkeypatch.setattr(SendService, "preview", waits)
    may_read.set()
    yield may_read
    may_read.set()


def written(player: Player, reader: threading.Event) -> SmsSendScreen:
    """The preview is that of the old text, and that of the new one is on its way."""
    screen = acts.write(player)
    acts.body(player, OLD)
    player.see("the old text's preview", lambda: f"文字数 {len(OLD)} " in screen.view.line.text())
    player.see("F9 ready", lambda: not screen.why_not_send())
    reader.clear()
    screen.view.body.selectAll()
    player.commit(NEW)
    return screen


def bubbles(confirm: SmsConfirmScreen) -> list[str]:
    return [each.accessibleDescription() for each in confirm.findChildren(Bubble) if each.isVisible()]


def shown_and_sent(player: Player, text: str) -> None:
    """送信確認 shows this text, and Enter sends it."""
    player.see("送信確認", lambda: player.on(SmsConfirmScreen))
    confirm = player.program.window.screen
    assert isinstance(confirm, SmsConfirmScreen)
    player.see("the message", lambda: bubbles(confirm) == [text])
    player.press(Key.Key_Return)
    player.see("照会", lambda: player.on(InquiryScreen))
    with acts.database(player).read() as session:
        assert session.scalar(select(MessageRecord.body).order_by(MessageRecord.id.desc())) == text


def test_f9_waits_for_the_text_that_was_typed_last(player: Player, reader: threading.Event) -> None:
    screen = written(player, reader)
    player.press(Key.Key_F9, Key.Key_Return)
    assert player.on(SmsSendScreen)
    assert screen.view.text() == NEW, "the early Enter made no new line"
    reader.set()
    shown_and_sent(player, NEW)


def test_the_paper_waits_for_the_text_that_was_typed_last(player: Player, reader: threading.Event) -> None:
    screen = written(player, reader)
    printed: list[str] = []
    screen._doors = replace(screen._doors, statement=lambda seen: printed.append(seen.text))
    player.press(Key.Key_F7)
    assert printed == []
    reader.set()
    player.see("the paper", lambda: printed == [NEW])
    player.press(Key.Key_F7)
    assert printed == [NEW, NEW]


def test_typing_on_ends_the_waiting(player: Player, reader: threading.Event) -> None:
    screen = written(player, reader)
    player.press(Key.Key_F9)
    player.commit("すみません。")
    assert "進みません" in acts.said(player)
    reader.set()
    player.see("the preview", lambda: f"文字数 {len(screen.view.text())} " in screen.view.line.text())
    assert player.on(SmsSendScreen)
    acts.confirm(player)
    shown_and_sent(player, NEW + "すみません。")


def test_escape_ends_the_waiting_and_stays(player: Player, reader: threading.Event) -> None:
    screen = written(player, reader)
    player.press(Key.Key_F9, Key.Key_Escape)
    reader.set()
    player.see("the preview", lambda: f"文字数 {len(NEW)} " in screen.view.line.text())
    assert player.on(SmsSendScreen)


def test_another_screen_ends_the_waiting(player: Player, reader: threading.Event) -> None:
    screen = written(player, reader)
    player.press(Key.Key_F9, Key.Key_F5)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    reader.set()
    player.see("the preview", lambda: f"文字数 {len(NEW)} " in screen.view.line.text())
    assert player.on(SmsDetailsScreen)
    player.press(Key.Key_F12)
    assert player.on(SmsSendScreen)


def test_a_reason_against_it_is_said_when_it_is_known(player: Player, reader: threading.Event) -> None:
    written(player, reader)
    player.commit("{なまえ}")
    player.press(Key.Key_F9)
    reader.set()
    player.see("the reason", lambda: "なまえ" in acts.said(player))
    assert player.on(SmsSendScreen)


def test_what_changed_behind_the_confirmation_is_shown_before_it_leaves(
    player: Player,
) -> None:
    """As over midnight: the text that would leave is not the one that is seen."""
    acts.write(player)
    acts.body(player, OLD)
    confirm = acts.confirm(player)
    confirm._seen = replace(confirm._seen, text="前の文")
    player.press(Key.Key_Return)
    player.see("it is said", lambda: "変わりました" in acts.said(player))
    assert player.on(SmsConfirmScreen)
    assert confirm.button.hasFocus()
    shown_and_sent(player, OLD)

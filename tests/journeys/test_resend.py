"""F8 再送 in 送信履歴: a new message through every check, and what else is open stays as it is."""

from dataclasses import replace

from PySide6.QtCore import Qt
from sqlalchemy import func, select, update

from dreampower_sms.db.tables import CustomerRow, MessageRecord
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.help import HelpScreen
from dreampower_sms.ui.screens.sms_confirm import SmsConfirmScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.sms_send import SmsSendScreen
from tests.journeys import acts

Key = Qt.Key
SAME, CLEAR, STOPPED = "レンシュウ トウタツ", "イトウ ヒカル", "サトウ マサオ"
"""Customers whose last message went to them lately, long ago, and to a number that is stopped now."""


def choose(player: Player, kana: str) -> SmsDetailsScreen:
    """The newest message of this customer that is over, in the open 送信履歴."""
    screen = player.program.window.screen
    assert isinstance(screen, SmsDetailsScreen)
    tab = screen.history
    player.press(Key.Key_F4)
    tab.filter.name.setFocus()
    player.commit(kana.replace(" ", ""))
    tab.filter.state.setCurrentIndex(tab.filter.state.findData("arrived"))
    player.press(Key.Key_F9)
    player.see("the list", lambda: not tab.why_not_export() and tab.model.rowCount() > 0)
    player.see("the message", lambda: tab._timeline is not None and tab._timeline.message.id == tab.list.current_id())
    player.see("F8 ready", lambda: not tab.why_not_again())
    return screen


def again(player: Player, kana: str) -> SmsSendScreen:
    """F8 on it, until its text stands in ショートメッセージ送信."""
    choose(player, kana)
    player.press(Key.Key_F8)
    writing = acts.sending(player)
    player.see("its text", writing.view.text)
    return writing


def messages(player: Player) -> int:
    with acts.database(player).read() as session:
        return session.scalar(select(func.count()).select_from(MessageRecord)) or 0


def newest(player: Player) -> MessageRecord:
    with acts.database(player).read() as session:
        row = session.scalar(select(MessageRecord).order_by(MessageRecord.id.desc()).limit(1))
    assert row is not None
    return row


def open_sends(player: Player) -> list[SmsSendScreen]:
    return [screen for screen in player.program.window.screens() if isinstance(screen, SmsSendScreen)]


def test_a_text_half_typed_to_another_customer_stays(player: Player) -> None:
    first = acts.write(player, SAME)
    acts.body(player, "途中まで書いた文")
    player.see("its draft", lambda: acts.draft(player) == "途中まで書いた文")
    player.press(Key.Key_F5)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    before = messages(player)
    again(player, CLEAR)
    acts.confirm(player)
    player.press(Key.Key_Return)
    player.see("the history again", lambda: player.on(SmsDetailsScreen))
    assert messages(player) == before + 1
    player.press(Key.Key_F12)
    player.see("the first text", lambda: player.program.window.screen is first)
    assert first.view.text() == "途中まで書いた文"
    assert acts.draft(player) == "途中まで書いた文"


def test_another_text_under_a_job_that_is_there_renews_the_screen_that_sent_it(player: Player) -> None:
    first = acts.write(player, SAME)
    acts.body(player, "途中まで書いた文")
    player.press(Key.Key_F5)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    second = again(player, CLEAR)
    jobs = first._job_id, second._job_id
    acts.confirm(player)
    confirm = player.program.window.screen
    assert isinstance(confirm, SmsConfirmScreen)
    other = confirm._send.preview(replace(confirm._seen.request, text="別の本文"))
    confirm._send.confirm(confirm._job_id, other)  # pressed elsewhere before
    player.press(Key.Key_Return)
    player.see("back at the text", lambda: player.program.window.screen is second)
    assert first._job_id == jobs[0]
    assert second._job_id != jobs[1]


def test_a_resend_passes_every_check_and_becomes_a_message_of_its_own(player: Player) -> None:
    acts.details(player)
    before = newest(player).id
    writing = again(player, SAME)
    acts.refused(player, "同じ内容")
    writing.view.override.widget.setFocus()
    player.commit("お客様の依頼")
    acts.confirm(player)
    assert messages(player) == before
    player.press(Key.Key_Return)
    player.see("the history again", lambda: player.on(SmsDetailsScreen))
    sent = newest(player)
    assert sent.id == before + 1
    assert (sent.override_code, sent.override_reason) == ("same_content_recently", "お客様の依頼")


def test_a_resend_to_a_number_that_is_stopped_now_is_refused(player: Player) -> None:
    acts.details(player)
    before = messages(player)
    again(player, STOPPED)
    acts.refused(player, "配信停止")
    assert messages(player) == before


def test_f8_twice_opens_one_screen(player: Player) -> None:
    acts.details(player)
    screen = choose(player, CLEAR)
    screen.history.send_again()
    screen.history.send_again()  # before the event loop can turn
    player.see("ショートメッセージ送信", lambda: player.on(SmsSendScreen))
    player.see("no job", lambda: not player.program.window.jobs._open)
    assert len(open_sends(player)) == 1


def test_f8_and_then_another_screen_opens_nothing_over_it(player: Player) -> None:
    acts.details(player)
    screen = choose(player, CLEAR)
    screen.history.send_again()
    screen.show_help()
    assert player.on(HelpScreen)
    player.see("no job", lambda: not player.program.window.jobs._open)
    assert player.on(HelpScreen)


def test_braces_of_a_sent_text_are_no_fields(player: Player) -> None:
    with acts.database(player).write() as session:
        whose = select(CustomerRow.id).where(CustomerRow.kana == CLEAR)
        ours = MessageRecord.customer_id.in_(whose)
        session.execute(update(MessageRecord).where(ours).values(body="暗証は {1234} です。"))
    acts.details(player)
    again(player, CLEAR)
    acts.confirm(player)
    player.press(Key.Key_Return)
    player.see("the history again", lambda: player.on(SmsDetailsScreen))
    assert newest(player).body == "暗証は {1234} です。"

"""要確認 by keys: what nobody knows, or waits for a word, and who it is decided about."""

from PySide6.QtCore import Qt
from sqlalchemy import func, select, update

from dreampower_sms.db.tables import JobRow, MessageRecord
from dreampower_sms.domain.messages import State
from dreampower_sms.tour import Player
from dreampower_sms.ui.ask import Question
from dreampower_sms.ui.jobs import Topic
from dreampower_sms.ui.rows import WAITING
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from tests.journeys import acts
from tests.sending import NOON

Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier


def test_what_nobody_knows_is_decided_with_a_reason(player: Player) -> None:
    details = acts.details(player)
    tab = details.undecided
    details.tabs.setCurrentWidget(tab)
    player.see("something unknown", tab.sent.isEnabled)
    message = tab.list.current_id()
    assert message is not None
    player.press(Key.Key_Y, modifier=Alt)
    player.see("what is missing", lambda: "理由" in tab.reason.error.text())
    player.commit("お客様に確かめた")
    player.press(Key.Key_N, modifier=Alt)
    player.see("decided", lambda: decided(player, message) == (State.REJECTED, "お客様に確かめた"))
    player.see("it left the list", lambda: tab.list.current_id() != message)


def test_its_rows_stand_while_other_messages_leave(player: Player) -> None:
    details = acts.details(player)
    tab = details.undecided
    details.tabs.setCurrentWidget(tab)
    player.see("something unknown", tab.sent.isEnabled)
    player.see("its row", lambda: tab.model.index(0, 1).data() != WAITING)
    seen, told = set[str](), list[int]()
    tab.counted.connect(told.append)
    player.program.window.jobs.tell(Topic.MESSAGES)

    def read_again() -> bool:
        seen.add(tab.model.index(0, 1).data())
        return bool(told)

    player.see("the list read anew", read_again)
    seen.add(tab.model.index(0, 1).data())
    assert len(seen) == 1
    assert WAITING not in seen


def test_its_title_counts_while_another_tab_is_seen_and_its_list_follows_when_it_is_seen_again(player: Player) -> None:
    ids = held(player, 3)
    details = looked_at(player, ids[0])
    tab = details.undecided
    before = len(tab.model.ids)
    details.tabs.setCurrentWidget(details.send_jobs)
    settled(player, ids[0])
    player.see("counted", lambda: details.tabs.tabText(details.tabs.indexOf(tab)) == f"要確認（{before - 1:,}）")
    assert ids[0] in tab.model.ids  # not read for nobody
    details.tabs.setCurrentWidget(tab)
    player.see("it left", lambda: ids[0] not in tab.model.ids)
    assert "選び直してください" in acts.said(player)
    assert tab.list.current_id() is None


def test_a_reason_for_one_message_never_decides_about_another(player: Player) -> None:
    """The poller settles the message while its reason is typed: no other one comes up under the hands."""
    ids = held(player, 3)
    details = looked_at(player, ids[0])
    tab = details.undecided
    player.press(Key.Key_A, modifier=Alt)
    player.see("asked again", lambda: "問い合わせ" in acts.said(player))
    player.see("shown again", lambda: (shown := tab._timeline) is not None and shown.message.id == ids[0])
    tab.reason.widget.setFocus()
    player.commit("お客様に確かめた")
    settled(player, ids[0])
    player.see("it left", lambda: ids[0] not in tab.model.ids)
    assert "選び直してください" in acts.said(player)
    player.press(Key.Key_N, modifier=Alt)
    player.press(Key.Key_C, modifier=Alt)
    assert tab.list.current_id() is None
    assert not tab.reason.widget.text()
    tab.list.setFocus()
    player.see("another one, without a reason", tab.not_sent.isEnabled)
    player.press(Key.Key_N, modifier=Alt)
    player.see("what is missing", lambda: "理由" in tab.reason.error.text())
    assert [decided(player, id_)[1] for id_ in ids] == ["", "", ""]


def held(player: Player, count: int) -> list[int]:
    """So many messages about which nobody knows, newest first."""
    with acts.database(player).write() as session:
        ids = list(session.scalars(select(MessageRecord.id).order_by(MessageRecord.id.desc()).limit(count)))
        session.execute(
            update(MessageRecord)
            .where(MessageRecord.id.in_(ids))
            .values(state=State.UNKNOWN, code="timeout", claim_token="", next_ask_at=None)
        )
    return ids


def looked_at(player: Player, message: int) -> SmsDetailsScreen:
    """要確認 with this message chosen."""
    details = acts.details(player)
    tab = details.undecided
    details.tabs.setCurrentWidget(tab)
    player.see("it", lambda: tab.list.select_id(message) and tab.sent.isEnabled())
    return details


def settled(player: Player, message: int) -> None:
    """Its result becomes known, and lists are told."""
    with acts.database(player).write() as session:
        session.execute(update(MessageRecord).where(MessageRecord.id == message).values(state=State.DELIVERED))
    player.program.window.jobs.tell(Topic.MESSAGES)


def decided(player: Player, message: int) -> tuple[State, str]:
    with acts.database(player).read() as session:
        row = session.get_one(MessageRecord, message)
        return row.state, row.decided_reason


def test_a_held_message_is_dropped_by_a_person(player: Player) -> None:
    with acts.database(player).write() as session:
        wanted = select(func.max(MessageRecord.id))
        message = session.scalar(wanted)
        session.execute(
            update(MessageRecord)
            .where(MessageRecord.id == message)
            .values(state=State.QUEUED, held_code="missed", claim_token="", not_before=NOON)
        )
    assert message is not None
    details = acts.details(player)
    tab = details.undecided
    details.tabs.setCurrentWidget(tab)
    player.see("the held one", lambda: tab.model.rowCount() > 0 and tab.list.select_id(message))
    player.see("its buttons", tab.cancel.isEnabled)
    player.press(Key.Key_C, modifier=Alt)
    player.see("cancelled", lambda: decided(player, message)[0] is State.CANCELLED)


def missed(player: Player, count: int) -> str:
    """So many messages of the newest list whose time passed; its job."""
    with acts.database(player).write() as session:
        job = session.scalar(
            select(JobRow.id).where(JobRow.kind != "single").order_by(JobRow.created_at.desc()).limit(1)
        )
        rows = select(MessageRecord.id).where(MessageRecord.job_id == job).order_by(MessageRecord.id).limit(count)
        session.execute(
            update(MessageRecord)
            .where(MessageRecord.id.in_(session.scalars(rows).all()))
            .values(state=State.QUEUED, held_code="missed", claim_token="", not_before=NOON)
        )
    assert job is not None
    return job


def test_what_is_late_is_taken_over_only_after_a_question(player: Player) -> None:
    job = missed(player, 2)
    details = acts.details(player)
    tab = details.send_jobs
    details.tabs.setCurrentWidget(tab)
    player.see("jobs", lambda: any(one.id == job for one in tab._found.values()))
    tab.list.select_row(next(row for row, one in tab._found.items() if one.id == job))
    player.see("F10", lambda: not tab.why_not_take_over())
    player.press(Key.Key_F10)
    asked = next(box for box in player.program.window.findChildren(Question) if box.isVisible())
    assert "2 通を、今から送信しますか" in asked.text()
    acts.answer(player, Key.Key_N)
    with acts.database(player).read() as session:
        still = select(func.count()).where(MessageRecord.job_id == job, MessageRecord.held_code == "missed")
        assert session.scalar(still) == 2
    player.press(Key.Key_F10)
    acts.answer(player, Key.Key_Y)
    player.see("said", lambda: "2 通を引き継いで送信します" in acts.said(player))
    player.see("nothing held", lambda: bool(tab.why_not_take_over()))

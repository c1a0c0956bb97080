"""送信ジョブ by keys: sent again to those who did not get it, taken over, and paused until nothing is left."""

from PySide6.QtCore import Qt
from sqlalchemy import func, select, update

from dreampower_sms.db import jobs, liveness
from dreampower_sms.db.tables import ContractRow, CustomerRow, JobRow, MessageRecord
from dreampower_sms.domain.jobs import Held, JobState, Wait
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.tour import Player
from dreampower_sms.ui.ask import Question
from dreampower_sms.ui.job_page import state_of
from dreampower_sms.ui.jobs_tab import JobsTab
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from tests.journeys import acts
from tests.journeys.test_bulk_mending import out
from tests.sending import NOON

Key = Qt.Key
OTHER_RUN = "c" * 32


def opened(player: Player) -> JobsTab:
    """送信ジョブ, with its lists."""
    details = acts.details(player)
    tab = details.send_jobs
    details.tabs.setCurrentWidget(tab)
    player.see("jobs", lambda: tab.model.rowCount() > 0)
    return tab


def choose(player: Player, tab: JobsTab, job_id: str) -> None:
    """Stand on this list."""
    player.see("it is listed", lambda: any(one.id == job_id for one in tab._found.values()))
    tab.list.select_row(next(row for row, one in tab._found.items() if one.id == job_id))


def hold(player: Player, contract: str) -> str:
    """The newest list, as one of a contract of which this PC has no keys, that waits for a person because its time
    passed. Its id."""
    with acts.database(player).write() as session:
        newest = select(JobRow.id).where(JobRow.kind != "single").order_by(JobRow.created_at.desc()).limit(1)
        job = session.scalar(newest)
        assert job is not None
        session.add(ContractRow(id=contract, gateway="karaden", title="本店 SMS", profile="default"))
        session.flush()
        stands = {"contract_id": contract, "state": JobState.OPEN.value}
        session.execute(update(JobRow).where(JobRow.id == job).values(stands))
        held = {"state": State.QUEUED, "held_code": Held.MISSED, "claim_token": "", "not_before": NOON}
        of_job = update(MessageRecord).where(MessageRecord.job_id == job)
        session.execute(of_job.values({**held, "contract_id": contract}))
    return job


def alive(player: Player, contract: str) -> None:
    """Another PC that has the keys of a contract is there."""
    details = player.program.window.screen
    assert isinstance(details, SmsDetailsScreen)
    with acts.database(player).write() as session:
        liveness.alive(session, OTHER_RUN, {contract: True}, details.send_jobs._send_jobs._clock())


def test_a_list_of_failures_leaves_once_a_clerk_says_why(player: Player) -> None:
    """Their numbers are flagged by the very failures: without a reason nobody would get it."""
    arrived = (
        select(MessageRecord.job_id)
        .join(JobRow, JobRow.id == MessageRecord.job_id)
        .where(JobRow.kind != "single", JobRow.purpose == Purpose.ROUTINE, MessageRecord.state == State.DELIVERED)
        .group_by(MessageRecord.job_id)
        .having(func.count() > 1)
    )
    with acts.database(player).write() as session:
        job = session.scalars(arrived).first()
        theirs = MessageRecord.job_id == job, MessageRecord.state == State.DELIVERED
        two = session.execute(select(MessageRecord.id, MessageRecord.customer_id).where(*theirs).limit(2)).all()
        ids, people = [id_ for id_, _ in two], [customer for _, customer in two]
        failure = update(MessageRecord).where(MessageRecord.id.in_(ids)).values(state=State.UNDELIVERED)
        session.execute(failure.values(code="practice_undelivered"))
        flag = update(CustomerRow).where(CustomerRow.id.in_(people)).values(number_bad="practice_undelivered")
        session.execute(flag)
        numbers = set(session.scalars(select(CustomerRow.mobile_e164).where(CustomerRow.id.in_(people))))
    assert job is not None
    tab = opened(player)
    choose(player, tab, job)
    player.see("two failed", lambda: not tab.why_not_send_failed())
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    screen = player.program.window.screen
    assert isinstance(screen, BulkSendScreen)
    player.see("nobody gets it", lambda: "F6" in screen.why_not_on())
    out(player, screen, Reason.NUMBER_FAILED)
    player.press(Key.Key_F6)
    player.commit("番号を電話で確かめたため")
    player.see("they get it", lambda: screen._request is not None and not screen.why_not_on())
    player.press(Key.Key_F9, Key.Key_F9)
    player.see("詳細 again", lambda: player.on(SmsDetailsScreen))
    with_reason = MessageRecord.override_reason == "番号を電話で確かめたため"
    sent = select(MessageRecord.e164, MessageRecord.override_code, MessageRecord.posted_at).where(with_reason)

    def left() -> bool:
        with acts.database(player).read() as session:
            rows = session.execute(sent).all()
        return bool(rows) and all(
            e164 in numbers and Reason.NUMBER_FAILED in code and posted_at is not None for e164, code, posted_at in rows
        )

    player.see("they really leave", left)


def test_what_another_pc_can_send_is_handed_to_that_pc(player: Player) -> None:
    job = hold(player, "shop")
    tab = opened(player)
    choose(player, tab, job)
    player.see("nobody can send it", lambda: (one := tab.selected()) is not None and one.wait is Wait.NO_KEYS)
    assert "動いていません" in tab.why_not_take_over()
    player.press(Key.Key_F10)
    assert not [box for box in player.program.window.findChildren(Question) if box.isVisible()]
    assert "起動してから引き継いでください" in acts.said(player)
    alive(player, "shop")
    tab.refresh()
    player.see("the PC is there", lambda: not tab.why_not_take_over())
    player.press(Key.Key_F10)
    asked = next(box for box in player.program.window.findChildren(Question) if box.isVisible())
    assert "判断を待っている" in asked.text()
    acts.answer(player, Key.Key_Y)
    player.see("said", lambda: "ほかのパソコンにあるため、そのパソコンから送信します" in acts.said(player))
    with acts.database(player).read() as session:
        held = select(MessageRecord.held_code).where(MessageRecord.job_id == job).distinct()
        assert set(session.scalars(held)) == {""}


def test_a_paused_list_of_which_nothing_is_left_goes_on_and_is_over(player: Player) -> None:
    """Its last messages were being posted when it was paused, or were cancelled one by one."""
    tab = opened(player)
    job = next(one for one in tab._found.values() if one.is_over)
    with acts.database(player).write() as session:
        session.execute(update(JobRow).where(JobRow.id == job.id).values(state=JobState.OPEN.value))
        assert jobs.pause(session, job.id, "gateway_failing")
    tab.refresh()
    choose(player, tab, job.id)
    player.see("paused", lambda: (one := tab.selected()) is not None and state_of(one) == "一時停止")
    assert tab.why_not_cancel() == "この送信ジョブは終わっています。"
    player.press(Key.Key_F4)
    player.see("said", lambda: "再開しました" in acts.said(player))
    player.see("over", lambda: (one := tab.selected()) is not None and state_of(one) in {"送信済", "失敗あり"})
    assert tab.why_not_turn() == "この送信ジョブは終わっています。"

"""What is told about one list: figures by state, speed, time left, why it stands."""

from datetime import datetime, timedelta
from html import escape

from dreampower_sms.domain.jobs import JobState, JobSummary, Wait
from dreampower_sms.domain.messages import State
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.style import airy_html
from dreampower_sms.ui.wording.bulk import JOB_STATES, WITH_FAILURES
from dreampower_sms.ui.wording.sending import HELD, PURPOSES, STATES

_WAITS = {
    Wait.CONTRACT_OFF: "契約が使用停止のため、再開するまで送りません。",
    Wait.NO_KEYS: "このパソコンでは送れません（契約のキーがありません）。キーのあるパソコンを起動すると送ります。",
    Wait.RATE: "契約の送信速度の上限か、送信サービスの指示により待っています。",
}
_WAITS_IN_A_WORD = {Wait.CONTRACT_OFF: "使用停止", Wait.NO_KEYS: "送れません", Wait.RATE: "速度待ち"}


def state_of(job: JobSummary) -> str:
    """One word on a job."""
    if job.state is JobState.DONE or (job.state is JobState.OPEN and job.is_over):
        return WITH_FAILURES if job.failed else JOB_STATES[JobState.DONE]
    still = job.state is JobState.OPEN and job.next_at is not None and not job.last_minute and not _begun(job)
    if still and job.scheduled_at and job.wait is not Wait.CONTRACT_OFF:
        return "予約"
    if job.wait is not None:
        return _WAITS_IN_A_WORD[job.wait]
    return "送信待ち" if still else JOB_STATES[job.state]


def job_html(job: JobSummary) -> str:
    """The page of one job."""
    reasons = [wording.sentence(job.paused_code)] if job.paused_code else []
    reasons += [_wait(job.wait, job.contract.until)] if job.wait is not None else []
    why = "".join(f"<p><b>{escape(reason)}</b></p>" for reason in reasons)
    figures = "".join(_row(STATES[state], f"{job.counts[state]:,} 通") for state in State if job.counts.get(state))
    held = "".join(_row(HELD[held], f"{count:,} 通") for held, count in job.held.items())
    facts = "".join(
        _row(name, value)
        for name, value in (
            ("状態", state_of(job)),
            ("登録", show.moment(job.created_at)),
            ("担当", f"{job.clerk}　{job.pc}"),
            ("送信日時", show.moment(job.scheduled_at) if job.scheduled_at else "登録後すぐ"),
            ("次の送信", show.moment(job.next_at) if job.next_at else ""),
            ("速さ", f"毎分 {job.per_minute:,} 通" if job.last_minute else ""),
            ("残り時間", _time(job.time_left())),
            ("料金", f"{show.yen(job.price)}（見込み）"),
            ("目的", PURPOSES[job.purpose]),
            ("契約", job.contract.title),
        )
        if value
    )
    return (
        f"<h2>{escape(job.title or 'タイトルなし')}</h2>{why}<table>{facts}</table>"
        f"<h3>内訳</h3><table>{figures}{held}</table><h3>メッセージ</h3>{airy_html(job.body)}"
    )


def _wait(wait: Wait, until: datetime | None) -> str:
    return f"{_WAITS[wait]}（{show.to_the_second(until)} まで）" if until else _WAITS[wait]


def _begun(job: JobSummary) -> bool:
    waiting = job.count(State.QUEUED, State.EXCLUDED, State.CANCELLED)
    return sum(job.counts.values()) > waiting


def _time(left: timedelta | None) -> str:
    if left is None:
        return ""
    minutes = max(1, round(left.total_seconds() / 60))
    return f"約 {minutes // 60} 時間 {minutes % 60} 分" if minutes >= 60 else f"約 {minutes} 分"  # noqa: PLR2004  an hour


def _row(name: str, value: str) -> str:
    return f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(value)}</td></tr>"

"""What the page of a list says: why it stands, and by which contract it goes."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from dreampower_sms.domain.jobs import ContractNow, JobKind, JobState, JobSummary, Wait
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.ui.job_page import job_html, state_of
from tests.sending import NOON

JOB = JobSummary(
    id="a" * 32,
    kind=JobKind.CUSTOMERS,
    title="車検のご案内",
    purpose=Purpose.ROUTINE,
    body="{氏名} 様",
    template_id=None,
    contract_id="c1",
    scheduled_at=None,
    state=JobState.OPEN,
    paused_code="",
    created_at=NOON,
    clerk="佐藤",
    pc="受付1",
    counts={State.QUEUED: 3, State.ACCEPTED: 1},
    held={},
    price=Decimal(12),
    next_at=NOON,
    last_minute=0,
    contract=ContractNow("本店 <SMS>"),
)


@pytest.mark.parametrize(
    ("wait", "word", "sentence"),
    [
        (None, "送信中", ""),
        (Wait.CONTRACT_OFF, "使用停止", "契約が使用停止のため、再開するまで送りません。"),
        (Wait.NO_KEYS, "送れません", "このパソコンでは送れません（契約のキーがありません）"),
        (Wait.RATE, "速度待ち", "待っています。（2026/11/24 12:10:00 まで）"),
    ],
)
def test_a_list_names_its_contract_and_what_that_waits_for(wait: Wait | None, word: str, sentence: str) -> None:
    until = NOON + timedelta(minutes=10) if wait is Wait.RATE else None
    job = replace(JOB, contract=replace(JOB.contract, wait=wait, until=until))
    page = job_html(job)
    assert "本店 &lt;SMS&gt;" in page
    assert sentence in page
    assert state_of(job) == word


@pytest.mark.parametrize(("other", "word"), [(State.DELIVERED, "送信済"), (State.UNDELIVERED, "失敗あり")])
def test_a_list_that_is_over_says_whether_somebody_did_not_get_it(other: State, word: str) -> None:
    job = replace(JOB, counts={State.DELIVERED: 3, other: 2}, next_at=None)
    assert {state_of(replace(job, state=state)) for state in (JobState.OPEN, JobState.DONE)} == {word}


@pytest.mark.parametrize("state", [JobState.PAUSED, JobState.CANCELLED])
def test_a_list_that_would_not_leave_anyhow_blames_no_contract(state: JobState) -> None:
    job = replace(JOB, state=state, contract=replace(JOB.contract, wait=Wait.NO_KEYS))
    assert "送れません" not in job_html(job) + state_of(job)


def test_what_is_planned_for_later_stays_planned_while_the_pc_with_the_keys_is_off() -> None:
    planned = replace(JOB, scheduled_at=NOON, counts={State.QUEUED: 3})
    assert state_of(replace(planned, contract=replace(JOB.contract, wait=Wait.NO_KEYS))) == "予約"
    assert state_of(replace(planned, contract=replace(JOB.contract, wait=Wait.CONTRACT_OFF))) == "使用停止"


def test_nothing_stands_between_a_clerk_s_names(qapp: QApplication) -> None:
    """A moment before them pushed the second one into the next line."""
    document = QTextDocument()
    document.setHtml(job_html(JOB))
    assert "佐藤 受付1" in document.toPlainText().splitlines()


def test_the_text_of_a_list_stands_there_to_the_last_space(qapp: QApplication) -> None:
    document = QTextDocument()
    document.setHtml(job_html(replace(JOB, body="{氏名} 様   ご案内\n  字下げ")))
    assert "{氏名} 様   ご案内\n  字下げ" in document.toPlainText()

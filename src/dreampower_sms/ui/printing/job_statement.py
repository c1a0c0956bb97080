"""確認書 of a list: what was sent to how many, and every recipient with what became of it."""

from collections.abc import Sequence
from functools import partial

from dreampower_sms.domain.history import FREE
from dreampower_sms.domain.jobs import JobSummary
from dreampower_sms.domain.messages import MessageRow, State
from dreampower_sms.services.papers import JobPaper
from dreampower_sms.ui import show
from dreampower_sms.ui.job_page import state_of
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import TITLE, Flow, Heading
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.message_statement import NOTHING, PRACTICE, notice, part, sign
from dreampower_sms.ui.printing.paper import Paper, Type, large_sheet, mm
from dreampower_sms.ui.wording.sending import PURPOSES, STATES

NAME = "まとめ送信確認書"
_ROWS = Type(8)
HEADINGS = (
    Heading("No.", "5,000", right=True),
    Heading("お客様"),
    Heading("携帯番号", "090-0000-0000"),
    Heading("結果"),
    Heading("文字数", "660", right=True),
    Heading("区分", "10", right=True),
    Heading("料金", "1,000円", right=True),
    Heading("送信日時", "26/00/00 00:00 予定"),
)


def job_document(paper: JobPaper) -> Document:
    """On A4 until another paper is chosen."""
    return Document(NAME, partial(job_pages, paper), large_sheet())


def job_pages(paper: JobPaper, on: Paper) -> list[Page]:
    """The pages: the head, the text before merging, then one row a recipient."""
    job = paper.job
    flow = Flow(on, f"{NAME}　{job.title or show.one_line(job.body)}　作成 {show.moment(paper.made_at)}")
    flow.text(NAME, TITLE, 0.5)
    flow.space(mm(3))
    if paper.practice:
        notice(flow, PRACTICE)
    flow.facts(_head(job))
    part(flow, "メッセージ（差し込み前）")
    flow.framed(job.body)
    sign(flow, paper.company)
    part(flow, f"宛先と結果（{len(paper.messages):,} 件）")
    flow.table(HEADINGS, [_row(number, message) for number, message in enumerate(paper.messages, 1)], _ROWS)
    return flow.finish()


def _head(job: JobSummary) -> Sequence[tuple[str, str]]:
    counts = [f"{STATES[state]} {job.counts[state]:,} 件" for state in State if job.counts.get(state)]
    return (
        ("タイトル", job.title or NOTHING),
        ("目的", PURPOSES[job.purpose]),
        ("担当", job.clerk or NOTHING),
        ("登録", f"{show.moment(job.created_at)}　{job.pc}"),
        ("送信日時", show.moment(job.scheduled_at) if job.scheduled_at else "登録後すぐ"),
        ("状態", state_of(job)),
        ("宛先", f"{job.total:,} 通　ほかに除外 {job.count(State.EXCLUDED):,} 件"),
        ("内訳", "　".join(counts) or NOTHING),
        ("料金", f"{show.yen(job.price)}（税別・見込み）"),
        ("契約", job.contract.title),
    )


def _row(number: int, message: MessageRow) -> Sequence[str]:
    free = message.state in FREE
    return (
        f"{number:,}",
        message.customer_name or NOTHING,
        show.number(message.e164) or NOTHING,
        show.state(message),
        f"{message.units:,}",
        f"{message.tier}",
        NOTHING if free else show.yen(message.price),
        show.sending(message),
    )

"""確認書 of a list: what is sent, to whom, for how much, and who is left out why."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.listing import Line
from dreampower_sms.services.listing import Sorting
from dreampower_sms.ui import show
from dreampower_sms.ui.bulk_sorting import number_of
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import HEAD, TEXT, TITLE, Flow, Heading
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.message_statement import NOTHING, sign
from dreampower_sms.ui.printing.paper import Paper, large_sheet, mm
from dreampower_sms.ui.printing.statement import BEFORE
from dreampower_sms.ui.refusals import list_refusal_text
from dreampower_sms.ui.wording.sending import PURPOSES

NAME = "まとめ送信 確認書"
_WHO = (Heading("No.", "5,000", right=True), Heading("お客様"), Heading("携帯番号", "090-0000-0000"))
_SENT = (
    *_WHO,
    Heading("文字数", "660", right=True),
    Heading("区分", "10", right=True),
    Heading("料金", "1,000円", right=True),
)
_LEFT_OUT = (*_WHO, Heading("理由"))


def list_document(sorting: Sorting, company: Company, now: datetime) -> Document:
    """On A4 until another paper is chosen."""
    return Document(NAME, partial(list_pages, sorting, company, now), large_sheet())


def list_pages(sorting: Sorting, company: Company, now: datetime, on: Paper) -> Sequence[Page]:
    """The pages."""
    request, totals = sorting.request, sorting.totals
    sent = [line for line in sorting.lines if line.out is None]
    left_out = [line for line in sorting.lines if line.out is not None]
    flow = Flow(on, f"{NAME}　{request.title}　作成 {show.moment(now)}")
    flow.text(NAME, TITLE, 0.5)
    flow.text(BEFORE, TEXT, 0.5)
    flow.space(mm(3))
    flow.facts(
        (
            ("タイトル", request.title or NOTHING),
            ("目的", PURPOSES[request.purpose]),
            ("担当", request.clerk or NOTHING),
            ("送信日時", show.moment(request.scheduled_at) or "登録後すぐ"),
            ("送信", f"{totals.people:,}人　{totals.messages:,}通"),
            ("送らない方", f"{len(left_out):,}人"),
            ("料金", f"{show.yen(totals.price)}（税別・見込み）"),
        )
    )
    flow.space(mm(3))
    flow.text(f"メッセージ（{sent[0].person.customer.name} 様の場合）" if sent else "メッセージ（差し込み前）", HEAD)
    flow.space(mm(0.8))
    flow.framed(sent[0].text if sent else request.text)
    sign(flow, company)
    _people(flow, "送信する方", _SENT, [_sent(number, line) for number, line in enumerate(sent, 1)])
    _people(flow, "送らない方", _LEFT_OUT, [_left_out(number, line) for number, line in enumerate(left_out, 1)])
    return flow.finish()


def _people(flow: Flow, title: str, headings: Sequence[Heading], rows: Sequence[Sequence[str]]) -> None:
    flow.space(mm(3))
    flow.keep(HEAD.line + 4 * TEXT.line)
    flow.text(f"{title}（{len(rows):,} 人）", HEAD)
    flow.space(mm(0.8))
    if rows:
        flow.table(headings, rows)
    else:
        flow.text("なし")


def _who(number: int, line: Line) -> Sequence[str]:
    return f"{number:,}", line.person.customer.name, number_of(line)


def _sent(number: int, line: Line) -> Sequence[str]:
    return *_who(number, line), f"{line.units:,}", f"{line.tier}", show.yen(line.price)


def _left_out(number: int, line: Line) -> Sequence[str]:
    return *_who(number, line), list_refusal_text(line.out) if line.out is not None else ""

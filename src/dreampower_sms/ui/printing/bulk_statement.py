"""確認書 of a list: what is sent, to whom, for how much, and who is left out why."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial

from dreampower_sms.domain.listing import Line
from dreampower_sms.services.listing import Sorting
from dreampower_sms.services.terms import Terms
from dreampower_sms.ui import show
from dreampower_sms.ui.bulk_sorting import number_of
from dreampower_sms.ui.bulk_steps import times_text, when
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import Flow, Heading
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.message_statement import NOTHING, part, sign
from dreampower_sms.ui.printing.paper import Paper, large_sheet
from dreampower_sms.ui.printing.statement import begin
from dreampower_sms.ui.refusals import list_refusal_text
from dreampower_sms.ui.wording.sending import PURPOSES

NAME = "まとめ送信 確認書"
_WHO = (Heading("No.", "5,000", right=True), Heading("お客様"), Heading("携帯番号", "090-0000-0000"))
_SENT = (
    *_WHO,
    Heading("送信日時", "2026/00/00 00:00"),
    Heading("文字数", "660", right=True),
    Heading("区分", "10", right=True),
    Heading("料金", "1,000円", right=True),
)
_LEFT_OUT = (*_WHO, Heading("理由"))


def list_document(sorting: Sorting, terms: Terms, now: datetime) -> Document:
    """On A4 until another paper is chosen."""
    return Document(NAME, partial(list_pages, sorting, terms, now), large_sheet())


def list_pages(sorting: Sorting, terms: Terms, now: datetime, on: Paper) -> Sequence[Page]:
    """The pages. What a greeting comes to stands on its own, so that counts and prices add up to the totals."""
    sent = [line for line in sorting.lines if line.out is None]
    left_out = [line for line in sorting.lines if line.out is not None]
    flow = Flow(on, f"{NAME}　{sorting.request.title}　作成 {show.moment(now)}")
    begin(flow, NAME, practice=terms.contract.practice)
    flow.facts(_facts(sorting, terms, len(left_out)))
    if sorting.greetings:
        _message(flow, "先に送る挨拶", sorting.greetings[0])
    if sent:
        _message(flow, "メッセージ", next((line for line in sent if line.greeted), sent[0]))
    else:
        part(flow, "メッセージ（差し込み前）")
        flow.framed(sorting.request.text)
    sign(flow, terms.company)
    if sorting.greetings:
        _leaving(flow, "先に挨拶を送る方", sorting.greetings)
    _leaving(flow, "送信する方", sent)
    _people(
        flow, f"送らない方（{len(left_out):,} 人）", _LEFT_OUT, [_left_out(*each) for each in enumerate(left_out, 1)]
    )
    return flow.finish()


def _facts(sorting: Sorting, terms: Terms, left_out: int) -> Sequence[tuple[str, str]]:
    request, totals = sorting.request, sorting.totals
    greetings = f"（うち挨拶 {len(sorting.greetings):,}通）" if sorting.greetings else ""
    return (
        ("タイトル", request.title or NOTHING),
        ("目的", PURPOSES[request.purpose]),
        ("担当", request.clerk or NOTHING),
        ("契約", terms.contract.title),
        ("送信", f"{totals.people:,}人　{totals.messages:,}通{greetings}"),
        ("送らない方", f"{left_out:,}人"),
        ("料金", f"{show.yen(totals.price)}（税別・見込み）"),
        ("送信日時", times_text(sorting) or NOTHING),
    )


def _message(flow: Flow, title: str, line: Line) -> None:
    customer = line.person.customer
    part(flow, f"{title}（{customer.name} {customer.honorific} の場合）")
    flow.framed(line.text)


def _leaving(flow: Flow, title: str, lines: Sequence[Line]) -> None:
    price = show.yen(sum((line.price for line in lines), Decimal(0)))
    _people(flow, f"{title}（{len(lines):,} 人　{price}）", _SENT, [_sent(*each) for each in enumerate(lines, 1)])


def _people(flow: Flow, title: str, headings: Sequence[Heading], rows: Sequence[Sequence[str]]) -> None:
    part(flow, title)
    if rows:
        flow.table(headings, rows)
    else:
        flow.text("なし")


def _who(number: int, line: Line) -> Sequence[str]:
    return f"{number:,}", line.person.customer.name, number_of(line)


def _sent(number: int, line: Line) -> Sequence[str]:
    return *_who(number, line), when(line), f"{line.units:,}", f"{line.tier}", show.yen(line.price)


def _left_out(number: int, line: Line) -> Sequence[str]:
    return *_who(number, line), list_refusal_text(line.out) if line.out is not None else ""

"""確認書 of one stored message: to whom, what, when, what came of it, what it costs, and on whose consent it rests."""

from collections.abc import Sequence
from functools import partial

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.consent import Basis
from dreampower_sms.domain.history import FREE
from dreampower_sms.domain.messages import NOT_LEFT
from dreampower_sms.gateways.outcome import Delivery
from dreampower_sms.services.papers import MessagePaper
from dreampower_sms.ui import show
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import HEAD, HEAD_GREY, LABEL, SMALL, TEXT, TITLE, Cell, Flow, broken
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.paper import Paper, mm, small_sheet
from dreampower_sms.ui.timeline import events
from dreampower_sms.ui.wording.consent import GROUNDS
from dreampower_sms.ui.wording.sending import PURPOSES

NAME = "ショートメッセージ送信確認書"
PRACTICE = "練習で送ったメッセージです。電話には届いていません。"
NOTHING = "―"


def message_document(paper: MessagePaper) -> Document:
    """On A5 until another paper is chosen."""
    return Document(NAME, partial(message_pages, paper), small_sheet())


def message_pages(paper: MessagePaper, on: Paper) -> list[Page]:
    """The pages; a long text or a long story takes as many as it needs."""
    message = paper.timeline.message
    flow = Flow(on, f"{NAME}　{show.number(message.e164)}　作成 {show.moment(paper.made_at)}")
    flow.text(NAME, TITLE, 0.5)
    flow.space(mm(3))
    if paper.practice:
        notice(flow, PRACTICE)
    flow.facts(_whom(paper))
    part(flow, "メッセージ（送ったままの文）")
    flow.framed(message.body)
    part(flow, "結果と料金")
    flow.facts(_result(paper))
    part(flow, "送信の根拠")
    flow.facts(ground(paper.basis))
    part(flow, "経過")
    width = SMALL.metrics.horizontalAdvance("0000/00/00 00:00:00") * 1.25
    for at, what in events(paper.timeline):
        flow.row((Cell(at, width, SMALL), Cell(what, on.width - width, SMALL)))
    sign(flow, paper.company)
    return flow.finish()


def sign(flow: Flow, company: Company) -> None:
    """The shop, at the right below everything, together on one page: in small type where that saves a page."""
    lines = [line for line in (company.formal_name or company.name, company.address, company.phone) if line]
    small = "　".join(lines)
    air, needed = mm(5), TEXT.line * sum(len(broken(line, TEXT, flow.paper.width)) for line in lines)
    if flow.left_over < air + needed and flow.left_over >= SMALL.line * (
        len(broken(small, SMALL, flow.paper.width)) + 1
    ):
        flow.space(SMALL.line)
        flow.text(small, SMALL, 1.0)
        return
    flow.space(air)
    flow.keep(needed)
    for line in lines:
        flow.text(line, TEXT, 1.0)


def notice(flow: Flow, text: str) -> None:
    """What a reader must not miss, in a box over the whole width."""
    flow.row((Cell(text, flow.paper.width, LABEL, 0.5, HEAD_GREY),))
    flow.space(mm(2))


def part(flow: Flow, title: str) -> None:
    """The head of a part; not left alone at the bottom of a page."""
    flow.space(mm(3))
    flow.keep(HEAD.line + 3 * TEXT.line)
    flow.text(title, HEAD)
    flow.space(mm(0.8))


def _whom(paper: MessagePaper) -> Sequence[tuple[str, str]]:
    message = paper.timeline.message
    facts = [
        ("宛先", f"{message.customer_name} {paper.honorific}".strip() or NOTHING),
        ("携帯番号", show.number(message.e164) or NOTHING),
        ("目的", PURPOSES[message.purpose]),
        ("担当", message.clerk or NOTHING),
    ]
    if message.job_title:
        facts.append(("送信ジョブ", message.job_title))
    facts.append(("契約", paper.contract))
    return facts


def _result(paper: MessagePaper) -> Sequence[tuple[str, str]]:
    timeline, message = paper.timeline, paper.timeline.message
    arrived = [result.at for result in timeline.results if result.delivery == Delivery.DELIVERED]
    price = NOTHING if message.state in FREE else f"{show.yen(message.price)}（税別・見込み）"
    facts = [
        ("結果", show.state(message)),
        ("登録", show.moment(message.created_at)),
        ("送信予定" if message.state in NOT_LEFT else "送信日時", show.moment(message.history_at)),
        ("到達", show.moment(arrived[-1]) if arrived else NOTHING),
        ("文字数・区分", f"{message.units} 文字　区分 {message.tier}"),
        ("料金", price),
    ]
    if timeline.charged_units is not None:
        facts.append(("請求", f"{timeline.charged_units} 通（送信サービスの通知）"))
    if timeline.override_reason:
        facts.append(("送った理由", timeline.override_reason))
    if timeline.decided_by:
        facts.append(("判断", f"{timeline.decided_by}　{show.moment(timeline.decided_at)}　{timeline.decided_reason}"))
    return facts


def ground(basis: Basis) -> Sequence[tuple[str, str]]:
    """What was on record when it left; later records are not named."""
    facts = [("根拠", GROUNDS[basis.ground])]
    record = basis.record
    if record is not None:
        facts += [
            ("記録の日時", show.moment(record.at)),
            ("範囲", PURPOSES[record.purpose] if record.purpose else "すべて"),
            ("きっかけ", record.source or NOTHING),
            ("記録した担当", record.clerk or NOTHING),
        ]
        if record.wording:
            facts.append(("同意した文面", record.wording))
    return facts

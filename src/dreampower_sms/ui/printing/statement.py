"""確認書 of a message that is about to be sent: to whom, what, when, for how much, and on whose consent."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.consent import Basis, basis_of
from dreampower_sms.services.send import Preview
from dreampower_sms.ui import show
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import TEXT, TITLE, Flow
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.message_statement import NOTHING, ground, notice, part, sign
from dreampower_sms.ui.printing.paper import Paper, mm, small_sheet
from dreampower_sms.ui.wording.sending import PURPOSES

NAME = "ショートメッセージ確認書"
BEFORE = "これから送る内容の確認です。送った記録ではありません。"
PRACTICE = "練習の契約です。送っても電話には届きません。"


def statement_document(preview: Preview, company: Company, now: datetime) -> Document:
    """On A5 until another paper is chosen."""
    return Document(NAME, partial(statement_pages, preview, company, now), small_sheet())


def statement_pages(preview: Preview, company: Company, now: datetime, on: Paper) -> Sequence[Page]:
    """The pages."""
    number = show.number(preview.request.recipient.phone.e164 or "")
    flow = Flow(on, f"{NAME}　{number}　作成 {show.moment(now)}")
    begin(flow, NAME, practice=preview.contract.practice)
    flow.facts(_facts(preview, number, now))
    part(flow, "メッセージ")
    flow.framed(preview.text)
    part(flow, "送信の根拠")
    flow.facts(ground(_basis(preview, now)))
    sign(flow, company)
    return flow.finish()


def begin(flow: Flow, title: str, *, practice: bool) -> None:
    """The head of a paper of what has not been sent yet."""
    flow.text(title, TITLE, 0.5)
    flow.text(BEFORE, TEXT, 0.5)
    flow.space(mm(3))
    if practice:
        notice(flow, PRACTICE)


def _facts(preview: Preview, number: str, now: datetime) -> Sequence[tuple[str, str]]:
    request, person = preview.request, preview.request.recipient.customer
    return (
        ("宛先", f"{person.name} {person.honorific}" if person else NOTHING),
        ("携帯番号", number or NOTHING),
        ("目的", PURPOSES[request.purpose]),
        ("担当", request.clerk or NOTHING),
        ("送信日時", show.leaving(preview.leaves_at, now)),
        ("文字数・区分", f"{preview.measure.units} 文字　区分 {preview.measure.tier}"),
        ("料金", f"{show.yen(preview.measure.price)}（税別・見込み）"),
        ("契約", preview.contract.title),
    )


def _basis(preview: Preview, now: datetime) -> Basis:
    """What it would rest on when it leaves, as far as is on record now."""
    recipient = preview.request.recipient
    records = recipient.on_record.consents.get(recipient.phone.e164 or "", ())
    return basis_of(records, preview.request.purpose, preview.leaves_at or now)

"""確認書 of a message that is about to be sent: to whom, what, count, price, clerk, from the text as it would be."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from dreampower_sms.domain.company import Company
from dreampower_sms.services.send import Preview
from dreampower_sms.ui import show
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import HEAD, TEXT, TITLE, Flow
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.message_statement import NOTHING, sign
from dreampower_sms.ui.printing.paper import Paper, mm, small_sheet
from dreampower_sms.ui.wording.sending import PURPOSES

NAME = "ショートメッセージ確認書"
BEFORE = "これから送る内容の確認です。送った記録ではありません。"


def statement_document(preview: Preview, company: Company, now: datetime) -> Document:
    """On A5 until another paper is chosen."""
    return Document(NAME, partial(statement_pages, preview, company, now), small_sheet())


def statement_pages(preview: Preview, company: Company, now: datetime, on: Paper) -> Sequence[Page]:
    """The pages."""
    request = preview.request
    person, number = request.recipient.customer, show.number(request.recipient.phone.e164 or "")
    flow = Flow(on, f"{NAME}　{number}　作成 {show.moment(now)}")
    flow.text(NAME, TITLE, 0.5)
    flow.text(BEFORE, TEXT, 0.5)
    flow.space(mm(3))
    flow.facts(
        (
            ("宛先", f"{person.name} {person.honorific}" if person else NOTHING),
            ("携帯番号", number or NOTHING),
            ("目的", PURPOSES[request.purpose]),
            ("担当", request.clerk or NOTHING),
            ("送信日時", show.moment(request.scheduled_at) or "登録後すぐ"),
            ("文字数・区分", f"{preview.measure.units} 文字　区分 {preview.measure.tier}"),
            ("料金", f"{show.yen(preview.measure.price)}（税別・見込み）"),
        )
    )
    flow.space(mm(3))
    flow.text("メッセージ", HEAD)
    flow.space(mm(0.8))
    flow.framed(preview.text)
    sign(flow, company)
    return flow.finish()

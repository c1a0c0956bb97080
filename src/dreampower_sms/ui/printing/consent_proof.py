"""同意の記録: the proof for one customer, with the words that they agreed to."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.consent import Entry
from dreampower_sms.services.consent import Story
from dreampower_sms.ui import show
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import HEAD, TITLE, Flow
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.message_statement import NOTHING, sign
from dreampower_sms.ui.printing.paper import Paper, large_sheet, mm
from dreampower_sms.ui.wording.consent import HAPPENED
from dreampower_sms.ui.wording.sending import PURPOSES

NAME = "SMS 送信の同意に関する記録"
_KEPT = "この記録は、特定電子メールの送信の適正化等に関する法律に基づく同意の記録として保存しているものです。"


def proof_document(story: Story, company: Company, now: datetime) -> Document:
    """On A4 until another paper is chosen."""
    return Document(NAME, partial(proof_pages, story, company, now), large_sheet())


def proof_pages(story: Story, company: Company, now: datetime, on: Paper) -> Sequence[Page]:
    """The pages."""
    person = story.customer
    flow = Flow(on, f"{NAME}　{person.name}　作成 {show.moment(now)}")
    flow.text(NAME, TITLE, 0.5)
    flow.space(mm(3))
    flow.facts(
        (
            ("お客様", f"{person.name} {person.honorific}"),
            ("携帯番号", show.number(story.e164) or "登録なし"),
            ("現在", "配信停止中" if story.stopped else "配信停止なし"),
            ("作成", show.moment(now)),
        )
    )
    flow.space(mm(4))
    flow.text("記録（新しい順）", HEAD)
    for entry in story.entries:
        flow.space(mm(2))
        flow.keep(mm(30))
        flow.facts(_entry(entry))
    if not story.entries:
        flow.text("記録はありません。")
    flow.space(mm(4))
    flow.text(_KEPT)
    sign(flow, company)
    return flow.finish()


def _entry(entry: Entry) -> Sequence[tuple[str, str]]:
    facts = [
        (HAPPENED[entry.what], show.moment(entry.at)),
        ("範囲", PURPOSES[entry.purpose] if entry.purpose else "すべて"),
        ("番号", show.number(entry.e164) or NOTHING),
        ("担当", entry.clerk or NOTHING),
        ("きっかけ", entry.source or NOTHING),
    ]
    if entry.wording:
        facts.append(("文面", entry.wording))
    return facts

"""同意の記録: the proof for one customer, with the words that they agreed to."""

from datetime import datetime
from html import escape

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.consent import Entry
from dreampower_sms.services.consent import Story
from dreampower_sms.ui import show
from dreampower_sms.ui.wording.consent import HAPPENED
from dreampower_sms.ui.wording.sending import PURPOSES


def proof_html(story: Story, company: Company, now: datetime) -> str:
    """The pages. Black on white whatever the theme is."""
    person = story.customer
    facts = (
        ("お客様", f"{person.name} {person.honorific}"),
        ("携帯番号", show.number(story.e164) or "登録なし"),
        ("現在", "配信停止中" if story.stopped else "配信停止なし"),
        ("作成", show.moment(now)),
    )
    rows = "".join(f"<tr><td width='20%'><b>{key}</b></td><td>{escape(value)}</td></tr>" for key, value in facts)
    entries = "".join(map(_entry, story.entries)) or "<p>記録はありません。</p>"
    return (
        "<h1 align='center'>SMS 送信の同意に関する記録</h1>"
        f"<table width='100%' border='1' cellspacing='0' cellpadding='5'>{rows}</table>"
        f"<h3>記録（新しい順）</h3>{entries}"
        f"<p>この記録は、特定電子メールの送信の適正化等に関する法律に基づく同意の記録として保存しているものです。</p>"
        f"<p align='right'>{escape(company.formal_name or company.name)}<br>{escape(company.address)}<br>"
        f"{escape(company.phone)}</p>"
    )


def _entry(entry: Entry) -> str:
    words = escape(entry.wording).replace("\n", "<br>")
    shown = f"<tr><td><b>文面</b></td><td colspan='3'>{words}</td></tr>" if words else ""
    return (
        "<table width='100%' border='1' cellspacing='0' cellpadding='5'>"
        f"<tr><td width='16%'><b>{HAPPENED[entry.what]}</b></td><td width='34%'>{show.moment(entry.at)}</td>"
        f"<td width='16%'><b>範囲</b></td><td>{PURPOSES[entry.purpose] if entry.purpose else 'すべて'}</td></tr>"
        f"<tr><td><b>番号</b></td><td>{show.number(entry.e164)}</td>"
        f"<td><b>担当</b></td><td>{escape(entry.clerk) or '―'}</td></tr>"
        f"<tr><td><b>きっかけ</b></td><td colspan='3'>{escape(entry.source) or '―'}</td></tr>{shown}</table><p></p>"
    )

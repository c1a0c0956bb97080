"""確認書 of a list: what is sent, to whom, for how much, and who is left out why."""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.listing import Line
from dreampower_sms.services.listing import Sorting
from dreampower_sms.ui import show
from dreampower_sms.ui.bulk_sorting import number_of
from dreampower_sms.ui.refusals import refusal_text
from dreampower_sms.ui.wording.sending import PURPOSES


def list_html(sorting: Sorting, company: Company, now: datetime) -> str:
    """The pages. Black on white whatever the theme is."""
    request, totals = sorting.request, sorting.totals
    first = next((line for line in sorting.lines if line.out is None), None)
    facts = (
        ("タイトル", request.title or "―"),
        ("目的", PURPOSES[request.purpose]),
        ("送信日時", show.moment(request.scheduled_at) if request.scheduled_at else "登録後すぐ"),
        ("送信", f"{totals.people:,}人　{totals.messages:,}通"),
        ("料金（見込み）", show.yen(totals.price)),
        ("送らない方", f"{len(sorting.lines) - totals.people:,}人"),
        ("担当", request.clerk or "―"),
        ("作成", show.moment(now)),
    )
    rows = "".join(f"<tr><td width='25%'><b>{key}</b></td><td>{escape(value)}</td></tr>" for key, value in facts)
    text = escape(first.text if first else request.text).replace("\n", "<br>")
    return (
        "<h1 align='center'>まとめ送信 確認書</h1>"
        f"<table width='100%' border='1' cellspacing='0' cellpadding='5'>{rows}</table>"
        f"<h3>メッセージ（{escape(first.person.customer.name) if first else '未記入'} 様の場合）</h3>"
        f"<table width='100%' border='1' cellspacing='0' cellpadding='8'><tr><td>{text}</td></tr></table>"
        f"<h3>送信する方</h3>{_people(line for line in sorting.lines if line.out is None)}"
        f"<h3>送らない方</h3>{_people(line for line in sorting.lines if line.out is not None)}"
        f"<p align='right'>{escape(company.formal_name or company.name)}</p>"
    )


def _people(lines: Iterable[Line]) -> str:
    rows = "".join(
        f"<tr><td>{number}</td><td>{escape(line.person.customer.name)}</td><td>{escape(number_of(line))}</td>"
        f"<td>{escape(_what(line))}</td></tr>"
        for number, line in enumerate(lines, 1)
    )
    if not rows:
        return "<p>なし</p>"
    head = "<tr><th>No.</th><th>お客様</th><th>携帯番号</th><th>内容</th></tr>"
    return f"<table width='100%' border='1' cellspacing='0' cellpadding='4'>{head}{rows}</table>"


def _what(line: Line) -> str:
    if line.out is not None:
        return refusal_text(line.out)
    return f"{line.units} 文字　区分 {line.tier}　{show.yen(line.price)}"

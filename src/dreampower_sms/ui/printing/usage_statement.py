"""利用明細書: one month of a contract on A4 in every way to part it, with the twelve months before it as a chart."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from operator import itemgetter

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.usage import By, Month, UsageStatement
from dreampower_sms.ui import show, usage_words
from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import HEAD, SMALL, TEXT, TITLE, Flow, Heading
from dreampower_sms.ui.printing.marks import Box, Frame, Mark, Page, Rule, Words
from dreampower_sms.ui.printing.message_statement import sign
from dreampower_sms.ui.printing.paper import Paper, Type, large_sheet, mm
from dreampower_sms.ui.usage_chart import scale_end

NAME = "SMS 利用明細書"
_CHART_MM = 52
_TINY = Type(7)
_GREY, _DARK = 200, 110
_SHARE = 0.6


def usage_document(statement: UsageStatement, company: Company, now: datetime) -> Document:
    """On A4 until another paper is chosen."""
    return Document(NAME, partial(usage_pages, statement, company, now), large_sheet())


def usage_pages(statement: UsageStatement, company: Company, now: datetime, on: Paper) -> list[Page]:
    """The pages: the month with its tax, the chart, the thirteen months, and what the month is made of."""
    month = statement.month
    named = f"{month.first.year}年{month.first.month}月"
    flow = Flow(on, f"{NAME}　{named}　{statement.contract}　作成 {show.moment(now)}")
    flow.text(NAME, TITLE, 0.5)
    flow.space(mm(3))
    flow.facts(_facts(statement, named))
    flow.space(mm(1))
    flow.text(usage_words.note(statement), SMALL)
    flow.space(mm(4))
    flow.text(_chart_title(statement, on.width), HEAD)
    flow.figure(mm(_CHART_MM), partial(_chart, statement))
    flow.space(mm(3))
    _table(flow, "月ごとの合計", _MONTH_HEADINGS, [_month(each) for each in reversed(statement.months)])
    if statement.month.line.messages:
        for by in (each for each in By if each is not By.MONTH):
            _table(flow, f"{usage_words.BY[by]}ごとの内訳", _LINE_HEADINGS, _lines(statement, by))
    sign(flow, company)
    return flow.finish()


def _table(flow: Flow, title: str, headings: Sequence[Heading], rows: Sequence[Sequence[str]]) -> None:
    flow.keep(HEAD.line + 3 * TEXT.line)
    flow.text(title, HEAD)
    flow.space(mm(1))
    flow.table(headings, rows)
    flow.space(mm(4))


def _facts(statement: UsageStatement, named: str) -> Sequence[tuple[str, str]]:
    month = statement.month
    facts = [
        ("対象の月", named),
        ("契約", statement.contract),
        ("件数", f"{month.line.messages:,} 件"),
        ("文字数", f"{month.line.units:,} 文字"),
        ("料金（税別）", show.yen(month.bill.net)),
        (f"消費税（{month.bill.percent.normalize():f} %）", show.yen(month.bill.tax)),
        ("合計（税込）", show.yen(month.bill.total)),
    ]
    if month.line.unknown:
        facts.append(("うち結果不明", f"{month.line.unknown:,} 件"))
    facts += [(f"{name}（1 か月）", f"{yen:,}円") for name, yen in usage_words.limits(statement)]
    together = usage_words.shared(statement)
    return [*facts, ("お店全体（税別）", together)] if together else facts


_LINE_HEADINGS = (
    Heading("内訳"),
    Heading("件数", "1,000,000", right=True),
    Heading("文字数", "100,000,000", right=True),
    Heading("料金（税別）", "10,000,000.00円", right=True),
    Heading("割合", "100.0 %", right=True),
)
_MONTH_HEADINGS = (
    Heading("月"),
    Heading("件数", "1,000,000", right=True),
    Heading("文字数", "100,000,000", right=True),
    Heading("料金（税別）", "10,000,000.00円", right=True),
    Heading("消費税", "1,000,000円", right=True),
    Heading("税込", "11,000,000円", right=True),
)


def _lines(statement: UsageStatement, by: By) -> list[Sequence[str]]:
    whole = statement.month.line
    rows: list[Sequence[str]] = [
        (usage_words.name(by, line), f"{line.messages:,}", f"{line.units:,}", show.yen(line.price),
         usage_words.share(line, whole.price))
        for line in statement.lines[by]
    ]  # fmt: skip
    return [*rows, ("合計", f"{whole.messages:,}", f"{whole.units:,}", show.yen(whole.price), "")]


def _month(month: Month) -> Sequence[str]:
    line, bill = month.line, month.bill
    return (
        f"{month.first.year}年{month.first.month}月",
        f"{line.messages:,}",
        f"{line.units:,}",
        show.yen(bill.net),
        show.yen(bill.tax),
        show.yen(bill.total),
    )


def _chart_title(statement: UsageStatement, width: float) -> str:
    thousands = "、千円" if _in_thousands(statement, width) else ""
    limits = [f"{name} {yen:,}円" for name, yen in sorted(usage_words.limits(statement), key=itemgetter(1))]
    lines = f"　点線は{'下から' if len(limits) > 1 else ''} {'、'.join(limits)}" if limits else ""
    return f"13 か月の料金（税別{thousands}）{lines}"


def _in_thousands(statement: UsageStatement, width: float) -> bool:
    """Whether a figure in yen would be wider than the room of its bar."""
    widest = max(_TINY.metrics.horizontalAdvance(f"{month.line.price:,.0f} ") for month in statement.months)
    return widest > width / len(statement.months)


def _chart(statement: UsageStatement, place: Box) -> list[Mark]:
    """Bars with their figures; the month of the statement is darker, limits are dashed lines that go through none."""
    marks: list[Mark] = []
    per = 1000 if _in_thousands(statement, place.width) else 1
    limits = sorted(yen for _, yen in usage_words.limits(statement))
    end = scale_end(max(*limits, 0, *(float(month.line.price) for month in statement.months)))
    top, bottom = place.top + _TINY.line * 1.3, place.bottom - _TINY.line * 1.4
    step = place.width / len(statement.months)
    lines = [bottom - (bottom - top) * yen / end for yen in limits]
    for number, month in enumerate(statement.months):
        left, height = place.left + step * number, (bottom - top) * float(month.line.price) / end
        grey = _DARK if month is statement.month else _GREY
        marks.append(Frame(Box(left + step * (1 - _SHARE) / 2, bottom - height, step * _SHARE, height), 0, grey))
        named = f"{month.first.year % 100}/{month.first.month:02}"
        marks.append(Words(Box(left, bottom, step, _TINY.line), named, _TINY, 0.5))
        if month.line.messages:
            foot = bottom - height
            for line in lines:
                if foot - _TINY.line < line <= foot:
                    foot = line
            figure = Box(left, foot - _TINY.line, step, _TINY.line)
            marks.append(Words(figure, f"{month.line.price / per:,.0f}", _TINY, 0.5))
    marks.append(Rule(place.left, bottom, place.right, bottom))
    return marks + [Rule(place.left, line, place.right, line, dashed=True) for line in lines]

"""利用明細 drawn, on paper and on the screen: every figure whole, beside no other and crossed by no line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPageSize
from pytestqt.qtbot import QtBot

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.rounding import Rounding
from dreampower_sms.domain.usage import By, Month, UsageLine, UsageStatement, month_of, months_to, sum_of
from dreampower_sms.services.exporting.table import Table
from dreampower_sms.ui.export_tables import usage_table
from dreampower_sms.ui.printing.marks import Page, Rule
from dreampower_sms.ui.printing.paper import paper_of, sheet
from dreampower_sms.ui.printing.preview import pdf
from dreampower_sms.ui.printing.usage_statement import usage_pages
from dreampower_sms.ui.usage_chart import UsageChart
from tests.ui.papers import assert_whole, flat, read_back

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)
SHOP = Company("山川自動車", "山川自動車株式会社", "03-1234-5678", "東京都千代田区一番町 1-2-3")
LAYOUT = sheet(QPageSize.PageSizeId.A4, 15)
A4 = paper_of(LAYOUT)


def months(dearest: Decimal) -> list[Month]:
    """The last month is the dearest one, each before it a little cheaper."""
    return [
        month_of(first, UsageLine(f"{first:%Y-%m}", 10, 700, dearest * (n + 8) / 20), Rounding())
        for n, first in enumerate(months_to(NOVEMBER))
    ]


def statement(lines: Sequence[UsageLine], by: By = By.JOB, budget: int = 0) -> UsageStatement:
    whole = sum_of(lines)
    year = months(whole.price)
    year[-1] = month_of(NOVEMBER, sum_of(lines, "2026-11"), Rounding())
    return UsageStatement("c", "本店の契約", False, budget, year, by, lines)


def jobs(count: int, price: Decimal = Decimal("308642.25")) -> list[UsageLine]:
    return [
        UsageLine(f"{n}", 1500, 90_000, price, n % 2, f"車検のご案内{n:03} " + "長い題名" * 12) for n in range(count)
    ]


def pages_of(of: UsageStatement) -> list[Page]:
    return usage_pages(of, SHOP, NOON, A4)


@pytest.mark.parametrize("budget", [0, 40_000_000, 200])
@pytest.mark.parametrize("count", [0, 1, 90])
def test_nothing_is_cut_on_any_number_of_pages(count: int, budget: int) -> None:
    pages = pages_of(statement(jobs(count), budget=budget))
    assert_whole(pages, A4)
    assert (len(pages) > 3) == (count == 90)
    said = flat(pages)
    for line in jobs(count):
        assert flat(line.title) in said
    for page in pages[1:-1]:
        assert "内訳" in page.text(), "the headings stand on each page"


def test_the_line_of_the_limit_goes_through_no_figure() -> None:
    for budget in range(50, 1_050, 50):
        [page] = pages_of(statement([UsageLine("1", 50, 700, Decimal(1000))], By.TIER, budget))
        assert_whole([page], A4)
        [line] = [mark for mark in page.marks if isinstance(mark, Rule) and mark.dashed]
        for words in page.words():
            if words.text.replace(",", "").isdigit():
                high = words.type.metrics.capHeight()
                middle = words.box.top + words.box.height / 2
                assert not middle - high / 2 < line.y1 < middle + high / 2, (budget, words.text)


def test_the_months_stand_once_where_the_lines_are_the_months() -> None:
    by_job = statement(jobs(1))
    by_month = replace(by_job, by=By.MONTH, lines=[month.line for month in reversed(by_job.months)])
    assert flat(pages_of(by_month)).count("2026年6月") == 1
    rows = exported(usage_table(by_month))
    assert [row[0] for row in rows][:2] == ["2026年11月", "2026年10月"]
    assert [row[-1] for row in rows] == [month.bill.total for month in reversed(by_month.months)]
    assert exported(usage_table(by_job))[-1][-2:] == [by_job.month.bill.tax, by_job.month.bill.total]


def test_a_pdf_says_it_all_and_brings_its_fonts() -> None:
    made = pdf(lambda _on: pages_of(statement([UsageLine("2", 3, 210, Decimal("55.5"))], By.TIER, 5_000)), LAYOUT, "x")
    assert b"/FontFile2" in made or b"/FontFile3" in made
    said = flat(read_back(made))
    for fact in (
        "2026年11月",
        "本店の契約",
        "55.50円",
        "消費税（10%）5円",
        "60円",
        "区分2",
        "5,000円",
        SHOP.formal_name,
    ):
        assert flat(fact) in said, fact


@pytest.mark.parametrize("dearest", [Decimal(280), Decimal(123_456), Decimal(55_571_805)])
@pytest.mark.parametrize("size", [QSize(728, 258), QSize(380, 200)])
def test_the_figures_of_the_chart_are_whole(qtbot: QtBot, dearest: Decimal, size: QSize) -> None:
    chart = UsageChart()
    qtbot.addWidget(chart)
    chart.resize(size)
    chart.show()
    for budget in (0, int(dearest), int(dearest * Decimal("0.83"))):
        for place in (0, 6, 12):
            chart.show_months(months(dearest), budget, place)
            figures, limit = chart.figures(), chart.limit_at()
            assert place in figures
            for text, room in figures.values():
                assert chart.rect().toRectF().contains(room), text
                assert limit is None or not room.top() < limit < room.bottom(), text
            if len(figures) > 1:
                rooms = [room for _, room in figures.values()]
                assert all(one.right() <= other.left() + 1 for one, other in pairwise(rooms))
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "2026年10月" in chart.accessibleDescription()


def exported(table: Table) -> list[list[object]]:
    return [[column.value(row) for column in table.columns] for batch in table.batches() for row in batch]

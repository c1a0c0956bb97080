"""利用明細 drawn, on paper and on the screen: every figure whole, beside no other and crossed by no line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise, product
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPageSize
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.rounding import Rounding
from dreampower_sms.domain.usage import By, Month, UsageLine, UsageStatement, month_of, months_to, sum_of
from dreampower_sms.services.exporting.service import export
from dreampower_sms.services.exporting.table import FileKind
from dreampower_sms.ui import show, usage_words
from dreampower_sms.ui.export_tables import usage_table
from dreampower_sms.ui.printing.document import Document, pdf
from dreampower_sms.ui.printing.marks import Page, Rule
from dreampower_sms.ui.printing.paper import paper_of, sheet
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


def statement(lines: Sequence[UsageLine], by: By = By.JOB, budget: int = 0, shop_budget: int = 0) -> UsageStatement:
    """A month of these lines; in every other way to part it, it is one line."""
    whole = sum_of(lines)
    year = months(whole.price)
    year[-1] = month_of(NOVEMBER, sum_of(lines, "2026-11"), Rounding())
    alone = {By.TIER: "1", By.PURPOSE: "routine", By.CLERK: "佐藤", By.JOB: ""}
    parted = {each: [replace(whole, key=key)] if lines else [] for each, key in alone.items()}
    by_month = [month.line for month in reversed(year)]
    return UsageStatement(
        "c", "本店の契約", False, budget, shop_budget, year, NOVEMBER, {**parted, By.MONTH: by_month, by: lines}
    )


def jobs(count: int, price: Decimal = Decimal("308642.25")) -> list[UsageLine]:
    return [
        UsageLine(f"{n}", 1500, 90_000, price, n % 2, f"車検のご案内{n:03} " + "長い題名" * 12, NOON)
        for n in range(count)
    ]


def pages_of(of: UsageStatement) -> list[Page]:
    return usage_pages(of, SHOP, NOON, A4)


@pytest.mark.parametrize("budget", [0, 40_000_000, 200])
@pytest.mark.parametrize("count", [0, 1, 90])
def test_nothing_is_cut_on_any_number_of_pages(count: int, budget: int) -> None:
    pages = pages_of(statement(jobs(count), budget=budget, shop_budget=budget // 2))
    assert_whole(pages, A4)
    assert (len(pages) > 3) == (count == 90)
    said = flat(pages)
    for line in jobs(count):
        assert flat(line.title) in said
    for page in pages[1:-1]:
        assert "内訳" in page.text(), "the headings stand on each page"


def test_the_lines_of_the_limits_go_through_no_figure() -> None:
    for budget in range(50, 1_050, 50):
        pages = pages_of(statement([UsageLine("1", 50, 700, Decimal(1000))], By.TIER, budget, budget + 20))
        assert_whole(pages, A4)
        lines = [mark for mark in pages[0].marks if isinstance(mark, Rule) and mark.dashed]
        assert len(lines) == 2
        for words in pages[0].words():
            if words.text.replace(",", "").isdigit():
                high = words.type.metrics.capHeight()
                middle = words.box.top + words.box.height / 2
                for line in lines:
                    assert not middle - high / 2 < line.y1 < middle + high / 2, (budget, words.text)


def test_the_paper_has_every_way_to_part_the_month() -> None:
    said = flat(pages_of(statement(jobs(2))))
    places = [said.index(f"{usage_words.BY[by]}ごとの内訳") for by in By if by is not By.MONTH]
    assert said.index("月ごとの合計") < places[0]
    assert places == sorted(places)
    assert "登録" not in said
    assert flat(show.short_moment(NOON)) in said


def test_the_paper_has_the_budget_that_several_contracts_share() -> None:
    made = replace(statement(jobs(1, Decimal(40)), shop_budget=100), elsewhere=[Decimal(0)] * 12 + [Decimal(120)])
    pages = pages_of(made)
    assert_whole(pages, A4)
    assert flat("お店全体（税別）160円（予算 100円の 160 %）") in flat(pages)
    assert not [mark for mark in pages[0].marks if isinstance(mark, Rule) and mark.dashed]


def test_the_paper_says_that_the_fees_are_damaged() -> None:
    made = statement(jobs(2))
    assert flat(usage_words.DAMAGED) not in flat(pages_of(made))
    damaged = pages_of(replace(made, damaged=True))
    assert_whole(damaged, A4)
    assert flat(usage_words.DAMAGED) in flat(damaged)


def test_a_workbook_has_a_sheet_for_every_way_to_part_the_month(tmp_path: Path) -> None:
    made = statement(jobs(2, Decimal("55.5")))
    export(usage_table(made, By.JOB), tmp_path / "x.xlsx", FileKind.XLSX)
    book = CalamineWorkbook.from_path(tmp_path / "x.xlsx")
    assert book.sheet_names == ["送信ジョブ", "料金区分", "目的", "担当", "月"]
    bill = made.month.bill
    for name in book.sheet_names[:-1]:
        rows = book.get_sheet_by_name(name).to_python()
        assert rows[0][:2] == [name, "登録" if name == "送信ジョブ" else "件数"]
        assert rows[-1][0] == "合計"
        assert rows[-1][-2:] == [bill.tax, bill.total]
    job = book.get_sheet_by_name("送信ジョブ").to_python()[1]
    assert job[1] == show.local(NOON).replace(tzinfo=None)
    rows = book.get_sheet_by_name("月").to_python()[1:]
    assert [row[0] for row in rows][:2] == ["2026年11月", "2026年10月"]
    assert [row[-1] for row in rows] == [month.bill.total for month in reversed(made.months)]


def test_a_csv_holds_what_was_chosen(tmp_path: Path) -> None:
    made = statement(jobs(2))
    done = export(usage_table(made, By.CLERK), tmp_path / "x.csv", FileKind.CSV_UTF8)
    assert done.rows == 2
    said = (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in said] == ["担当", "佐藤", "合計"]


def test_a_pdf_says_it_all_and_brings_its_fonts() -> None:
    told = statement([UsageLine("2", 3, 210, Decimal("55.5"))], By.TIER, 5_000)
    made = pdf(Document("x", lambda _on: pages_of(told), LAYOUT))
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
    whole, part = ("契約の限度", int(dearest)), ("お店全体の予算", int(dearest * Decimal("0.83")))
    for limits in ((), (whole,), (part,), (whole, part), (part, part), (("契約の限度", part[1] + 9), part)):
        for place in (0, 6, 12):
            chart.show_months(months(dearest), limits, place)
            figures, legend = chart.figures(), chart.legend()
            assert place in figures
            assert [text for text, _ in legend] == [f"{name} {yen:,}円" for name, yen in limits]
            for text, room in (*figures.values(), *legend):
                assert chart.rect().toRectF().contains(room), text
                assert not any(room.top() < line < room.bottom() for line in chart.limits_at()), text
            for (text, room), (_, other) in product(figures.values(), legend):
                assert not room.intersects(other), text
            if len(figures) > 1:
                rooms = [room for _, room in figures.values()]
                assert all(one.right() <= other.left() + 1 for one, other in pairwise(rooms))
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "2026年10月" in chart.accessibleDescription()
    chart.show_months(months(dearest), (whole, part), 12)
    assert "お店全体の予算" in chart.accessibleDescription()

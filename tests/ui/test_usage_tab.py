"""利用明細 while things change under it: what is being read is read to its end, and only what is needed."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.domain.rounding import Rounding
from dreampower_sms.domain.usage import By, UsageLine, UsageStatement, month_of, months_to
from dreampower_sms.services.usage import Account, UsageStatements
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.usage_tab import UsageDoors, UsageTab

NOVEMBER = date(2026, 11, 1)
Asked = tuple[str, date]


class SlowUsage(UsageStatements):
    """Answers when it is let, and keeps what was asked."""

    def __init__(self) -> None:
        super().__init__(Database("sqlite://"))
        self.go = threading.Event()
        self.go.set()
        self.asked: list[Asked] = []
        self.stops: list[Stop] = []
        self.broken = False

    def accounts(self) -> Sequence[Account]:
        if self.broken:
            raise OSError
        return [Account("c", "本店", practice=False), Account("d", "支店", practice=False)]

    def statement(
        self, contract_id: str, first: date, stop: Stop | None = None, *, end: date | None = None
    ) -> UsageStatement:
        self._wait("all", first, stop)
        months = [month_of(each, UsageLine(f"{each:%Y-%m}", 3, 9, Decimal(60)), Rounding()) for each in
                  months_to(end or first)]  # fmt: skip
        lines = {by: [UsageLine("1", 3, 9, Decimal(60))] for by in By if by is not By.PURPOSE and by is not By.MONTH}
        return UsageStatement(contract_id, "本店", False, 0, 0, months, first, {**lines, By.PURPOSE: [], By.MONTH: []})

    def month(self, statement: UsageStatement, first: date, stop: Stop | None = None) -> UsageStatement:
        self._wait("one", first, stop)
        return replace(statement, first=first)

    def _wait(self, what: str, first: date, stop: Stop | None) -> None:
        self.asked.append((what, first))
        if stop is not None:
            self.stops.append(stop)
        assert self.go.wait(10)


@pytest.fixture
def usage() -> Iterator[SlowUsage]:
    made = SlowUsage()
    yield made
    made.go.set()


@pytest.fixture
def tab(qtbot: QtBot, jobs: Jobs, settings: QSettings, usage: SlowUsage) -> UsageTab:
    doors = UsageDoors(lambda: date(2026, 11, 24), lambda _screen, _statement: None, lambda: None)
    made = UsageTab(usage, doors, jobs, settings)
    qtbot.addWidget(made)
    return made


def opened(qtbot: QtBot, tab: UsageTab) -> None:
    tab.entered()
    qtbot.waitUntil(lambda: not tab.why_not_read())


def shows(tab: UsageTab, first: date) -> Callable[[], bool]:
    return lambda: tab.statement is not None and tab.statement.first == first


def test_changes_do_not_cut_short_what_is_being_read(qtbot: QtBot, tab: UsageTab, usage: SlowUsage) -> None:
    usage.go.clear()
    tab.entered()
    qtbot.waitUntil(lambda: len(usage.asked) == 1)
    for _ in range(3):
        tab.heard(Topic.MESSAGES)
        qtbot.wait(600)
    assert (len(usage.asked), [stop.wanted for stop in usage.stops]) == (1, [False])
    usage.go.set()
    qtbot.waitUntil(lambda: not tab.why_not_read())
    qtbot.waitUntil(lambda: len(usage.asked) == 2)  # and what changed meanwhile is not forgotten


def test_figures_that_are_read_anew_stay_and_may_be_printed(qtbot: QtBot, tab: UsageTab, usage: SlowUsage) -> None:
    opened(qtbot, tab)
    usage.go.clear()
    tab.read()
    qtbot.waitUntil(lambda: len(usage.asked) == 2)
    assert (tab.why_not_read(), tab.why_nothing()) == ("", "")
    assert "2026年11月" in tab.summary.text()


def test_within_the_chart_only_the_month_is_read(qtbot: QtBot, tab: UsageTab, usage: SlowUsage) -> None:
    opened(qtbot, tab)
    qtbot.keyClick(tab.chart, Qt.Key.Key_Left)
    assert "集計" in tab.why_not_read()
    qtbot.waitUntil(shows(tab, date(2026, 10, 1)))
    qtbot.keyClick(tab.chart, Qt.Key.Key_Home)
    qtbot.waitUntil(shows(tab, date(2025, 11, 1)))
    tab.go(date(2025, 10, 1))
    qtbot.waitUntil(shows(tab, date(2025, 10, 1)))
    assert usage.asked == [
        ("all", NOVEMBER), ("one", date(2026, 10, 1)), ("one", date(2025, 11, 1)), ("all", date(2025, 10, 1)),
    ]  # fmt: skip


def test_moving_while_all_is_read_anew_reads_all(qtbot: QtBot, tab: UsageTab, usage: SlowUsage) -> None:
    opened(qtbot, tab)
    usage.go.clear()
    tab.read()
    tab.go(date(2026, 10, 1))
    usage.go.set()
    qtbot.waitUntil(shows(tab, date(2026, 10, 1)))
    assert usage.asked[-1] == ("all", date(2026, 10, 1))


def test_another_way_to_part_the_month_asks_nothing(qtbot: QtBot, tab: UsageTab, usage: SlowUsage) -> None:
    opened(qtbot, tab)
    tab.by.setCurrentIndex(tab.by.findData(By.PURPOSE.value))
    assert tab.model.rowCount() == 0
    assert "書き出すもの" in tab.why_nothing()
    tab.by.setCurrentIndex(tab.by.findData(By.CLERK.value))
    assert (tab.model.rowCount(), len(usage.asked)) == (1, 1)


def test_contracts_that_could_not_be_read_are_asked_for_again(qtbot: QtBot, tab: UsageTab, usage: SlowUsage) -> None:
    usage.broken = True
    with qtbot.waitSignal(tab._jobs.failed):
        tab.entered()
    assert "F9" in tab.why_not_read()
    usage.broken = False
    tab.read()
    qtbot.waitUntil(lambda: not tab.why_not_read())

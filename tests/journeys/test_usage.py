"""利用明細 by keys: months by the chart, the lines by choice, a file, and the paper."""

import csv
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ContractRow
from dreampower_sms.domain.usage import By, month_after, sum_of
from dreampower_sms.tour import Player
from dreampower_sms.ui import show
from dreampower_sms.ui.jobs import Topic
from dreampower_sms.ui.usage_tab import UsageTab
from tests.journeys import acts
from tests.journeys.printing import printed
from tests.ui.papers import flat

Key = Qt.Key


def usage(player: Player) -> UsageTab:
    screen = acts.details(player)
    screen.tabs.setCurrentWidget(screen.usage)
    player.see("the figures", lambda: screen.usage.statement is not None)
    screen.usage.chart.setFocus()
    return screen.usage


def test_months_are_walked_by_the_chart_and_told(player: Player) -> None:
    tab = usage(player)
    assert tab.statement is not None
    this = tab.statement.month.first
    assert tab.statement.month.line.messages > 0
    assert tab.months.model().rowCount() == 13
    told = QAccessible.queryAccessibleInterface(tab.chart).text(QAccessible.Text.Description)
    assert f"{this.year}年{this.month}月" in told
    player.press(Key.Key_Left)
    before = month_after(this, -1)
    player.see("the month before", lambda: tab.statement is not None and tab.statement.month.first == before)
    assert f"{before.year}年{before.month}月" in tab.summary.text()
    assert tab.chart.place == 11
    player.press(Key.Key_Home)
    player.see("a year ago", lambda: tab.statement is not None and tab.statement.month.first == month_after(this, -12))
    QTest.keyClick(tab.chart, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    player.see(
        "further back", lambda: tab.statement is not None and tab.statement.month.first == month_after(this, -13)
    )
    assert tab.chart.place == 0


def test_every_way_to_part_a_month_and_its_file(player: Player, tmp_path: Path) -> None:
    player.program.window.settings.setValue("export/folder", str(tmp_path))
    tab = usage(player)
    assert tab.statement is not None
    whole = tab.statement.month.line
    tab.by.setFocus()
    for by in By:
        assert tab.by.currentData() == by.value
        of = [tab.statement.month] if by is not By.MONTH else tab.statement.months
        lines = tab.statement.lines[by]
        assert sum_of(lines).price == sum(month.bill.net for month in of)
        assert tab.model.rowCount() == len(lines)
        player.press(Key.Key_Down)
    player.press(Key.Key_F6, Key.Key_2, Key.Key_Return)
    player.see("a file", lambda: list(tmp_path.glob("利用明細_*.csv")))
    [path] = tmp_path.glob("利用明細_*.csv")
    player.see("it is written", lambda: path.stat().st_size > 0)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "月"
    bill, first = tab.statement.month.bill, tab.statement.month.first
    named = f"{first.year}年{first.month}月"
    assert (rows[1][0], rows[1][1], rows[1][-1]) == (named, str(whole.messages), str(bill.total))


def test_the_chosen_contract_stays_when_something_is_set_elsewhere(player: Player, shop_url: str) -> None:
    database = Database(shop_url)
    with database.write() as session:
        session.add(ContractRow(id="second", gateway="practice", title="二つ目", profile="twilio", options={}))
    database.close()
    tab = usage(player)
    tab.contract.setCurrentIndex(tab.contract.findData("second"))
    player.see("nothing was sent by it", lambda: tab.statement is not None and tab.statement.contract_id == "second")
    tab.statement = None
    tab.heard(Topic.SETTINGS)
    player.see("it is read anew", lambda: tab.statement is not None)
    assert (tab.contract.currentData(), tab.list.model().rowCount()) == ("second", 0)


def test_the_paper_of_a_month(player: Player, tmp_path: Path) -> None:
    tab = usage(player)
    _, said = printed(player, tmp_path / "month.pdf")
    assert tab.statement is not None
    assert flat(tab.statement.contract) in said
    assert flat(show.yen(tab.statement.month.bill.total)) in said

"""請求照合 by keys: a bill of the demo shop's own messages, with three things wrong in it."""

import threading
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import Qt

from dreampower_sms.db.errors import DatabaseError
from dreampower_sms.domain.history import HistoryFilter
from dreampower_sms.domain.reconciling import Kind
from dreampower_sms.services.reconciling import Bill, Field, open_bill
from dreampower_sms.services.usage import UsageStatements
from dreampower_sms.tour import Player
from dreampower_sms.ui import show
from dreampower_sms.ui.screens import reconcile as reconcile_screen
from dreampower_sms.ui.screens.reconcile import ReconcileScreen
from tests.journeys import acts

Key = Qt.Key


def reconcile(player: Player) -> ReconcileScreen:
    """From 利用明細 by F11, as a clerk gets there."""
    details = acts.details(player)
    details.tabs.setCurrentWidget(details.usage)
    player.see("the figures", lambda: details.usage.statement is not None)
    player.press(Key.Key_F11)
    player.see("請求照合", lambda: player.on(ReconcileScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ReconcileScreen)
    player.see("the contracts", lambda: screen.contract.count() > 0)
    return screen


def bill(screen: ReconcileScreen, folder: Path) -> Path:
    """What the gateway would send for the month: all that it took, one dearer, one missing, one that is not ours."""
    month = str(screen.month.currentData())
    rows = screen._parts.history.rows(screen._parts.history.ids(HistoryFilter()))
    mine = [row for row in rows if row.sent_at and f"{show.local(row.sent_at):%Y-%m}" == month[:7]]
    lines = [f"{show.moment(row.sent_at)},{show.number(row.e164)},{row.price}" for row in mine]
    assert len(lines) > 3
    first = lines[0].rsplit(",", 1)[0]
    path = folder / "請求.csv"
    text = [f"{first},99", *lines[2:], "2026/10/15 10:00,080-7777-6666,20"]
    path.write_text("送信日時,電話番号,金額\n" + "\n".join(text) + "\n", encoding="cp932")
    return path


def test_a_bill_is_compared_message_by_message(player: Player, tmp_path: Path) -> None:
    screen = reconcile(player)
    player.press(Key.Key_F9)
    assert "F3" in acts.said(player)
    screen.path.widget.setText(str(bill(screen, tmp_path)))
    screen.path.widget.setFocus()
    player.press(Key.Key_Return)
    player.see("the columns", lambda: not screen.why_not_compare())
    player.press(Key.Key_F9)
    player.see("the differences", lambda: screen.found is not None)
    assert screen.found is not None
    kinds = {pair.kind for pair in screen.found.differing}
    assert {Kind.PRICE, Kind.NOT_BILLED, Kind.NOT_OURS} <= kinds
    screen.kind.setCurrentIndex(screen.kind.findData(Kind.PRICE.value))
    player.see("one", lambda: screen.model.rowCount() == 1)
    player.see("its course", screen.details.toPlainText)
    assert screen.advice.text()


def test_a_file_that_is_none_says_so_at_its_field(player: Player, tmp_path: Path) -> None:
    screen = reconcile(player)
    screen.path.widget.setText(str(tmp_path / "ない.csv"))
    screen.path.widget.setFocus()
    player.press(Key.Key_Return)
    player.see("the error", screen.path.error.text)
    assert "ない.csv" in screen.path.error.text()


def opened(player: Player, folder: Path) -> ReconcileScreen:
    """With the bill of the month chosen, by typing where it is."""
    screen = reconcile(player)
    typed(player, screen, bill(screen, folder))
    return screen


def typed(player: Player, screen: ReconcileScreen, path: Path) -> None:
    """Write the place of a file and wait for its columns."""
    screen.path.widget.setText(str(path))
    screen.path.widget.setFocus()
    player.press(Key.Key_Return)
    player.see("the columns", lambda: not screen.why_not_compare())


def test_f9_before_the_contracts_are_there_says_so(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    go, accounts = threading.Event(), UsageStatements.accounts
    details = acts.details(player)
    details.tabs.setCurrentWidget(details.usage)
    player.see("the figures", lambda: details.usage.statement is not None)
    monkeypatch.setattr(UsageStatements, "accounts", lambda usage: go.wait(20) and accounts(usage))
    player.press(Key.Key_F11)
    player.see("請求照合", lambda: player.on(ReconcileScreen))
    player.press(Key.Key_F9)
    assert "契約を読み込んでいます" in acts.said(player)
    go.set()
    screen = player.program.window.screen
    assert isinstance(screen, ReconcileScreen)
    player.see("the contracts", lambda: screen.contract.count() > 0)
    player.press(Key.Key_F9)
    assert "F3" in acts.said(player)


def test_contracts_that_could_not_be_read_are_asked_for_again(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    details = acts.details(player)
    details.tabs.setCurrentWidget(details.usage)
    player.see("the figures", lambda: details.usage.statement is not None)
    with monkeypatch.context() as broken:
        broken.setattr(UsageStatements, "accounts", _fails)
        player.press(Key.Key_F11)
        player.see("請求照合", lambda: player.on(ReconcileScreen))
        screen = player.program.window.screen
        assert isinstance(screen, ReconcileScreen)
        player.see("the error", lambda: "F9" in screen.sums.text() and "読み込めません" in screen.sums.text())
    player.press(Key.Key_F9)
    player.see("the contracts", lambda: screen.contract.count() > 0)
    assert "読み込めません" not in screen.sums.text()


def _fails(_usage: UsageStatements) -> None:
    raise DatabaseError


def test_the_late_answer_of_an_older_file_is_dropped(
    player: Player, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = reconcile(player)
    old, new, go, late = tmp_path / "古い.csv", bill(screen, tmp_path), threading.Event(), threading.Event()
    old.write_text("id,金額\nSM0,20\n", encoding="utf-8")

    def slow(path: Path) -> Bill:
        if path == old:
            go.wait(20)
            late.set()
        return open_bill(path)

    monkeypatch.setattr(reconcile_screen, "open_bill", slow)
    screen.path.widget.setText(str(old))
    screen.path.widget.setFocus()
    player.press(Key.Key_Return)
    typed(player, screen, new)
    chosen = screen.columns[Field.NUMBER].currentData()
    assert chosen == "電話番号"
    go.set()
    player.see("the older answer", late.is_set)
    for _ in range(60):
        player.turn()
    assert screen.columns[Field.NUMBER].currentData() == chosen


def test_another_month_makes_what_was_found_void(player: Player, tmp_path: Path) -> None:
    screen = opened(player, tmp_path)
    player.press(Key.Key_F9)
    player.see("the differences", lambda: screen.found is not None)
    screen.month.setFocus()
    player.press(Key.Key_Down)
    assert screen.found is None
    assert screen.model.rowCount() == 0
    assert "F9" in screen.sums.text()
    player.press(Key.Key_F6)
    assert "違い" in acts.said(player)


def test_another_column_makes_what_was_found_void(player: Player, tmp_path: Path) -> None:
    screen = opened(player, tmp_path)
    player.press(Key.Key_F9)
    player.see("the differences", lambda: screen.found is not None)
    screen.columns[Field.UNITS].setFocus()
    player.press(Key.Key_Down)
    assert screen.found is None
    assert screen.columns[Field.UNITS].currentData()


def test_a_bill_as_a_workbook_without_prices_compares_what_it_has(player: Player, tmp_path: Path) -> None:
    screen = reconcile(player)
    rows = [line.split(",") for line in bill(screen, tmp_path).read_text(encoding="cp932").splitlines()]
    path = tmp_path / "請求.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, cells in enumerate(rows):
            sheet.write_row(place, 0, cells[:2])
    typed(player, screen, path)
    player.press(Key.Key_F9)
    player.see("the differences", lambda: screen.found is not None)
    assert "円の金額がない" in screen.sums.text()
    assert screen.found is not None
    assert Kind.PRICE not in {pair.kind for pair in screen.found.differing}


def test_comparing_ends_by_escape_and_nothing_is_shown(player: Player, tmp_path: Path) -> None:
    screen = opened(player, tmp_path)
    player.press(Key.Key_F9)
    assert "Esc" in screen.why_not_compare()
    player.press(Key.Key_Escape)
    assert "中止" in screen.sums.text()
    assert screen.found is None
    assert not screen.why_not_compare()


def test_the_columns_chosen_by_hand_come_back_with_the_same_layout(player: Player, tmp_path: Path) -> None:
    screen = opened(player, tmp_path)
    screen.columns[Field.PRICE].setCurrentIndex(0)
    player.press(Key.Key_F9)
    player.see("the differences", lambda: screen.found is not None)
    typed(player, screen, bill(screen, tmp_path))
    assert screen.columns[Field.PRICE].currentData() == ""

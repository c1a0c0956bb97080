"""送信履歴 and お客様 as files, by keys: what is on the screen stands in the file, cancelled work leaves none."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from dreampower_sms.db.tables import CustomerRow, MessageRecord
from dreampower_sms.tour import Player
from dreampower_sms.ui import style
from dreampower_sms.ui.exporting import ExportSheet
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from tests.journeys import acts
from tests.journeys.test_details import details
from tests.ui.walk import assert_accessible, assert_not_clipped, settle

Key = Qt.Key


def sheet(player: Player) -> ExportSheet:
    player.see("the export sheet", lambda: found(player))
    made = found(player)
    assert made is not None
    return made


def found(player: Player) -> ExportSheet | None:
    screen = player.program.window.screen
    assert screen is not None
    return next((each for each in screen.findChildren(ExportSheet) if each.isVisible()), None)


def into(player: Player, folder: Path) -> None:
    """As if this PC had exported to the folder before."""
    player.program.window.settings.setValue("export/folder", str(folder))


def history(player: Player, folder: Path) -> SmsDetailsScreen:
    into(player, folder)
    screen = details(player)
    player.see("the whole list", lambda: not screen.history.why_not_export())
    return screen


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in {".xlsx", ".csv", ".part"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "書き出し"
    made.mkdir()
    return made


def test_f6_and_enter_write_the_whole_history_to_a_workbook(player: Player, folder: Path) -> None:
    screen = history(player, folder)
    player.press(Key.Key_F6)
    shown = sheet(player)
    player.press(Key.Key_Return)
    player.see("the result", shown.done.isVisible)
    [path] = files(folder)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["送信日時", "お客様", "携帯番号", "結果"]
    assert len(rows) - 1 == screen.history.model.rowCount()
    backend = acts.database(player)
    with backend.read() as session:
        first = session.get(MessageRecord, screen.history.model.ids[0])
        assert first is not None
        assert (rows[1][1], rows[1][7], rows[1][20]) == (first.customer_name, first.body, first.reference)
    assert f"{len(rows) - 1:,} 件" in shown.done.said.text()
    player.press(Key.Key_Return)
    player.see("the list again", screen.history.list.hasFocus)


def test_digits_choose_csv_and_japanese_dates_and_the_name_follows(player: Player, folder: Path) -> None:
    history(player, folder)
    player.press(Key.Key_F6)
    shown = sheet(player)
    player.press(Key.Key_2, Key.Key_5)
    assert shown.ask.path.widget.text().endswith(".csv")
    player.press(Key.Key_Return)
    player.see("the result", shown.done.isVisible)
    [path] = files(folder)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][0].startswith("R")
    player.press(Key.Key_Escape, Key.Key_F6)
    again = sheet(player)
    assert again.ask.path.widget.text().endswith("_2.csv"), "a name that is free"


def test_shift_jis_names_what_it_lacks_and_leaves_the_choice(player: Player, folder: Path) -> None:
    with acts.database(player).write() as session:
        session.execute(update(MessageRecord).where(MessageRecord.id == 1).values(customer_name="𠮷野家", body="👍"))
    history(player, folder)
    player.press(Key.Key_F6, Key.Key_3)
    shown = sheet(player)
    player.press(Key.Key_Return)
    player.see("what is lost", shown.lost.isVisible)
    assert files(folder) == []
    said = [shown.lost.list.item(row).text() for row in range(shown.lost.list.count())]
    assert [text for text in said if "「お客様」　𠮷" in text]
    assert "2 か所" in shown.lost.said.text()
    player.press(Key.Key_Escape)
    player.see("the question again", shown.ask.isVisible)
    player.press(Key.Key_Return)
    player.see("what is lost", shown.lost.isVisible)
    player.press(Key.Key_2)
    player.see("the result", shown.done.isVisible)
    [path] = files(folder)
    assert b"?\x96\xec\x89\xc6" in path.read_bytes()
    assert "2 文字を ?" in shown.done.said.text()


def test_an_existing_file_is_replaced_only_by_a_second_enter(player: Player, folder: Path) -> None:
    (folder / "一覧.xlsx").write_bytes(b"before")
    history(player, folder)
    player.press(Key.Key_F6)
    shown = sheet(player)
    shown.ask.path.widget.setFocus()
    shown.ask.path.widget.selectAll()
    player.commit("一覧")
    player.press(Key.Key_Return)
    assert "もう一度 Enter" in shown.ask.path.error.text()
    assert (folder / "一覧.xlsx").read_bytes() == b"before"
    player.press(Key.Key_Return)
    player.see("the result", shown.done.isVisible)
    assert (folder / "一覧.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(("typed", "words"), [("", "名前を入力"), ("no/such/x", "ありません"), ("a?b", "使えません")])
def test_a_bad_place_says_what_to_do(player: Player, folder: Path, typed: str, words: str) -> None:
    history(player, folder)
    player.press(Key.Key_F6)
    shown = sheet(player)
    shown.ask.path.widget.setFocus()
    shown.ask.path.widget.clear()
    player.commit(typed)
    player.press(Key.Key_Return)
    player.see("advice", lambda: words in shown.ask.path.error.text() + shown.problem.text())
    assert shown.ask.isVisible()
    assert files(folder) == []


def test_esc_goes_out_of_the_sheet_and_not_out_of_the_screen(player: Player, folder: Path) -> None:
    screen = history(player, folder)
    player.press(Key.Key_F6)
    sheet(player)
    player.press(Key.Key_Tab, Key.Key_Tab, Key.Key_Escape)
    player.see("no sheet", lambda: not found(player))
    assert player.program.window.screen is screen
    assert screen.history.list.hasFocus()


def test_tab_stays_in_the_sheet_and_reaches_everything(player: Player, folder: Path) -> None:
    history(player, folder)
    player.press(Key.Key_F6)
    shown = sheet(player)
    reached = set[str]()
    for _ in range(8):
        player.press(Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert shown.isAncestorOf(focused)
        reached.add(focused.accessibleName())
    assert reached == {"形式 Excel（xlsx）", "日付 西暦", "保存先", "保存先を参照", "書き出す", "やめる"}


class Opened(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.urls.append(url)


def test_afterwards_the_folder_is_one_key_away(player: Player, folder: Path) -> None:
    history(player, folder)
    opened = Opened()
    QDesktopServices.setUrlHandler("file", opened, "open")  # pyright: ignore[reportArgumentType]  bytes are refused
    try:
        player.press(Key.Key_F6)
        shown = sheet(player)
        player.press(Key.Key_Return)
        player.see("the result", shown.done.isVisible)
        player.press(Key.Key_1, Key.Key_2)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [Path(url.toLocalFile()) for url in opened.urls] == [folder, *files(folder)]


def test_the_found_customers_go_out_under_the_headers_of_the_import(player: Player, folder: Path) -> None:
    into(player, folder)
    screen = acts.inquiry(player)
    screen.search.clear()
    player.press(Key.Key_F9)
    player.see("all customers", lambda: screen.model.rowCount() > 20)
    player.press(Key.Key_F2, Key.Key_F2, Key.Key_F6)
    shown = sheet(player)
    player.press(Key.Key_Return)
    player.see("the result", shown.done.isVisible)
    [path] = files(folder)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["氏名", "フリガナ"]
    assert len(rows) - 1 == screen.model.rowCount()
    with acts.database(player).read() as session:
        first = session.get(CustomerRow, screen.model.ids[0])
        assert first is not None
        assert (rows[1][0], rows[1][7]) == (first.name, first.mobile)


def test_the_sheet_is_named_and_whole_at_every_step(player: Player, qapp: QApplication, folder: Path) -> None:
    with acts.database(player).write() as session:
        session.execute(update(MessageRecord).values(customer_name="𠮷" * 9))
    history(player, folder)
    player.press(Key.Key_F6, Key.Key_3)
    shown = sheet(player)

    def look() -> None:
        for zoom in (1.0, 1.5):
            style.apply(qapp, zoom=zoom)
            player.program.window.resize(1366, 768)
            settle()
            assert_accessible(shown)
            assert_not_clipped(shown)
            assert player.program.window.screen is not None
            assert player.program.window.screen.rect().contains(shown.geometry())

    look()
    player.press(Key.Key_Return)
    player.see("what is lost", shown.lost.isVisible)
    look()
    player.press(Key.Key_1)
    player.see("the result", shown.done.isVisible)
    look()
    style.apply(qapp)


def test_inspections_and_jobs_are_written_too(player: Player, folder: Path) -> None:
    into(player, folder)
    acts.inspections(player)
    player.press(Key.Key_F10, Key.Key_2, Key.Key_Return)
    player.see("the result", sheet(player).done.isVisible)
    [path] = files(folder)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "期日"
    assert len(rows) > 10
    player.press(Key.Key_Escape)
    details = acts.details(player)
    details.tabs.setCurrentWidget(details.send_jobs)
    player.see("jobs", lambda: details.send_jobs.model.rowCount() > 0)
    player.press(Key.Key_F6, Key.Key_2, Key.Key_Return)
    player.see("the result", sheet(player).done.isVisible)
    assert len(files(folder)) == 2

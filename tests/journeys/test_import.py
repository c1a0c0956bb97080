"""データ取込 by keys: a small messy file to the end, what was refused mended and fed again, a stop and its rest."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from sqlalchemy import func, select, text

from dreampower_sms.db.tables import CustomerRow, VehicleRow
from dreampower_sms.services.exporting.service import export
from dreampower_sms.services.exporting.table import Column, FileKind, Kind, Table
from dreampower_sms.tour import Player
from dreampower_sms.ui.exporting import ExportSheet
from dreampower_sms.ui.screens.import_wizard import ImportScreen, Step
from dreampower_sms.ui.screens.master import MasterScreen
from tests.journeys import acts
from tests.locked_workbook import write_locked

Key = Qt.Key

MESSY = """顧客コード,氏名,フリガナ,電話番号,携帯番号,郵便番号,生年月日,登録番号,車検満了日,備考,謎
9001,髙﨑 一郎,ﾀｶｻｷ ｲﾁﾛｳ,043-222-3333,０９０－１１１１－２２２２,2600854,S50.1.2,千葉 500 あ 12-34,R9.3.31,"改
行",x
9002,鈴木 花子,スズキ ハナコ,,090-3333-4444,260-0855,,袖ヶ浦 300 さ 5,2027/5/1,,
9003,,ナナシ,,,,,,,,
9004,佐藤 次郎,サトウ ジロウ,,090-5555-6666 090-7777-8888,,,,,,
9005,田中 三郎,タナカ サブロウ,,090-1212-3434,,8/11/23,,,,
9006,㈱つばさ,ツバサ,043-111-2222,,,,,,,
"""


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "顧客 一覧.csv"
    path.write_bytes(MESSY.replace("\n", "\r\n").encode("cp932"))
    return path


def open_import(player: Player) -> ImportScreen:
    """From the menu over マスタ."""
    shell = player.program.shell
    assert shell is not None
    shell.enter("master")
    player.see("マスタ", lambda: player.on(MasterScreen))
    master = player.program.window.screen
    assert isinstance(master, MasterScreen)
    place = [button.text() for button in master.buttons].index("データ取込")
    player.press(Qt.Key(Key.Key_1 + place))
    player.see("データ取込", lambda: player.on(ImportScreen))
    return screen_of(player)


def screen_of(player: Player) -> ImportScreen:
    screen = player.program.window.screen
    assert isinstance(screen, ImportScreen)
    return screen


def choose(player: Player, path: Path) -> ImportScreen:
    """Type the path of a file that can be read."""
    screen = open_import(player)
    type_path(player, screen, path)
    player.see("the file", lambda: not screen.why_not_columns())
    return screen


def type_path(player: Player, screen: ImportScreen, path: Path) -> None:
    screen.file.first_field().setFocus()
    screen.file.first_field().selectAll()
    player.commit(str(path))
    player.press(Key.Key_Return)


def checked(player: Player, path: Path) -> ImportScreen:
    screen = choose(player, path)
    player.press(Key.Key_F9)
    player.see("the columns", lambda: screen.step is Step.COLUMNS)
    player.press(Key.Key_F9)
    player.see("the check", lambda: screen.step is Step.CHECK and not screen.why_not_run())
    return screen


def imported(player: Player, screen: ImportScreen) -> None:
    player.press(Key.Key_F9)
    player.see("the result", lambda: screen._report is not None)


def people(player: Player) -> tuple[int, int]:
    with acts.database(player).read() as session:
        return (
            session.scalar(select(func.count()).select_from(CustomerRow)) or 0,
            session.scalar(select(func.count()).select_from(VehicleRow)) or 0,
        )


def more_than(before: tuple[int, int], now: tuple[int, int]) -> tuple[int, int]:
    return now[0] - before[0], now[1] - before[1]


def test_a_messy_file_comes_in_and_says_what_did_not(player: Player, messy: Path) -> None:
    before = people(player)
    screen = choose(player, messy)
    assert screen.file.encoding.currentText() == "シフト JIS"
    assert screen.file.delimiter.currentText() == "カンマ"
    assert "6 行" in screen.file.found.text()
    player.press(Key.Key_F9)
    player.see("the columns", lambda: screen.step is Step.COLUMNS)
    chosen = [screen.columns.grid.text_at(row, 2) for row in range(11)]
    assert chosen[:3] == ["顧客　顧客コード", "顧客　氏名", "顧客　フリガナ"]
    assert chosen[10] == "（取り込まない）"
    player.press(Key.Key_F9)
    player.see("the check", lambda: not screen.why_not_run())
    assert "取り込めない行 3" in screen.report.said.text()
    assert people(player) == before, "nothing is written"
    assert [(problem.row, problem.column) for problem in screen.report.problems if problem.error] == [
        (4, "顧客コード"), (5, "携帯番号"), (6, "生年月日"),
    ]  # fmt: skip
    player.see("the row of the first problem", screen.report.row.isVisible)
    assert screen.report.row.text_at(0, 1) == "9003"
    imported(player, screen)
    assert more_than(before, people(player)) == (3, 2)
    with acts.database(player).read() as session:
        made = session.scalars(select(CustomerRow).where(CustomerRow.name == "髙﨑 一郎")).one()
        assert (made.kana, made.mobile, made.zip, made.memo) == (
            "タカサキ イチロウ", "090-1111-2222", "260-0854", "改\n行",
        )  # fmt: skip
        assert not made.flag_sms, "no consent is made up"


def test_what_was_refused_is_mended_and_fed_again(player: Player, messy: Path) -> None:
    before = people(player)
    screen = checked(player, messy)
    imported(player, screen)
    player.press(Key.Key_F6)
    rejected = messy.with_name("顧客 一覧_取込エラー.csv")
    player.see("the file of refused rows", rejected.exists)
    player.see("its name", lambda: rejected.name in acts.said(player))
    with rejected.open(encoding="cp932", newline="") as file:
        header, *rows = csv.reader(file)
    assert [row[header.index("顧客コード")] for row in rows] == ["9003", "9004", "9005"]
    assert "氏名" in rows[0][header.index("取込エラー")]
    rows[0][header.index("氏名")] = "名無 四郎"
    rows[1][header.index("携帯番号")] = "090-5555-6666"
    rows[2][header.index("生年月日")] = "H8.11.23"
    with rejected.open("w", encoding="cp932", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    player.press(Key.Key_F12)
    player.see("マスタ", lambda: player.on(MasterScreen))
    player.press(Key.Key_F12)
    again = checked(player, rejected)
    assert "取り込めない行 0" in again.report.said.text()
    imported(player, again)
    assert more_than(before, people(player)) == (6, 2)


def test_the_same_file_again_changes_nothing(player: Player, messy: Path) -> None:
    imported(player, checked(player, messy))
    once = people(player)
    player.press(Key.Key_F12)
    player.see("マスタ", lambda: player.on(MasterScreen))
    player.press(Key.Key_F12)
    screen = checked(player, messy)
    assert "新規 0　変更 0　変わらない 3" in screen.report.said.text()
    imported(player, screen)
    assert people(player) == once


def test_columns_are_chosen_by_keys_and_remembered(player: Player, tmp_path: Path) -> None:
    path = tmp_path / "客.csv"
    path.write_text("だれ,いつも\n山川 五郎,090-1313-1414\n", encoding="utf-8")
    screen = choose(player, path)
    player.press(Key.Key_F9)
    player.see("the columns", screen.columns.grid.hasFocus)
    assert "氏名" in screen.why_not_check()
    assign(player, screen, "顧客　氏名")
    assign(player, screen, "顧客　携帯番号")
    assert screen.columns.preview.text_at(0, 1) == "山川 五郎"
    player.press(Key.Key_Delete)
    assert screen.columns.grid.text_at(1, 2) == "（取り込まない）"
    assign(player, screen, "顧客　携帯番号")
    player.press(Key.Key_F12)
    assert screen.step is Step.FILE
    player.press(Key.Key_F9)
    assert screen.columns.grid.text_at(1, 2) == "顧客　携帯番号", "going back loses nothing"
    player.press(Key.Key_F9)
    player.see("the check", lambda: screen.step is Step.CHECK and not screen.why_not_run())
    imported(player, screen)
    player.press(Key.Key_F12)
    player.see("マスタ", lambda: player.on(MasterScreen))
    player.press(Key.Key_F12)
    again = choose(player, path)
    player.press(Key.Key_F9)
    player.see("the columns", lambda: again.step is Step.COLUMNS)
    assert [again.columns.grid.text_at(row, 2) for row in (0, 1)] == ["顧客　氏名", "顧客　携帯番号"]
    player.press(Key.Key_F6)
    assert again.columns.grid.text_at(0, 2) == "（取り込まない）"


def assign(player: Player, screen: ImportScreen, wanted: str) -> None:
    """Enter on the column, arrows to the field, Enter."""
    player.press(Key.Key_Return)
    fields = screen.columns.fields
    assert fields.hasFocus()
    names = [fields.item(row).text() for row in range(fields.count())]
    way = names.index(wanted) - fields.currentRow()
    player.press(*[Key.Key_Down if way > 0 else Key.Key_Up] * abs(way), Key.Key_Return)
    assert screen.columns.grid.hasFocus()


def many(tmp_path: Path, rows: int = 2500) -> Path:
    path = tmp_path / "たくさん.csv"
    lines = [f"{n},試験 {n},シケン,090-{n // 10000 + 1000}-{n % 10000:04}" for n in range(70_000, 70_000 + rows)]
    path.write_text("\n".join(["顧客コード,氏名,フリガナ,携帯番号", *lines, ""]), encoding="utf-8")
    return path


def test_f11_stops_and_what_is_left_comes_later(player: Player, tmp_path: Path) -> None:
    """The import waits for a lock of ours while F11 is pressed, so that it is surely under way."""
    before = people(player)
    screen = checked(player, many(tmp_path))
    database = acts.database(player)
    with database.write() as session:
        if not database.is_sqlite:
            session.execute(text("LOCK TABLE customers IN SHARE ROW EXCLUSIVE MODE"))
        player.press(Key.Key_F9)
        assert screen.why_not_back()
        player.press(Key.Key_F12)
        assert screen.step is Step.RESULT, "it is stopped first"
        player.press(Key.Key_F11)
    player.see("the result", lambda: screen._report is not None)
    assert screen._report is not None
    assert not screen._report.complete
    done, _ = more_than(before, people(player))
    assert done < 2500
    player.press(Key.Key_F12)
    player.see("マスタ", lambda: player.on(MasterScreen))
    player.press(Key.Key_F12)
    again = choose(player, tmp_path / "たくさん.csv")
    if done:
        assert "行目で止まっています" in acts.said(player)
    player.press(Key.Key_F9)
    player.see("the columns", lambda: again.step is Step.COLUMNS)
    player.press(Key.Key_F9)
    player.see("the check", lambda: again.step is Step.CHECK and not again.why_not_run())
    imported(player, again)
    assert again._report is not None
    assert again._report.complete
    assert more_than(before, people(player)) == (2500, 0)
    assert again._report.counts.customers_new == 2500


BAD = (
    ("empty.csv", b"", "何も入っていません"),
    ("picture.csv", bytes(range(256)) * 40, "読めません"),
    ("broken.xlsx", b"PK\x03\x04" + b"\0" * 300, "読めません"),
    ("none.xlsx", None, "見つかりません"),
)


@pytest.mark.parametrize(("name", "content", "words"), BAD, ids=[name for name, _, _ in BAD])
def test_a_bad_file_says_what_to_do(
    player: Player, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert_refused(player, tmp_path / name, words)


def test_a_workbook_with_a_password_says_how_to_take_it_off(player: Player, tmp_path: Path) -> None:
    write_locked(tmp_path / "locked.xlsx")
    assert_refused(player, tmp_path / "locked.xlsx", "パスワードを外して")


def assert_refused(player: Player, path: Path, words: str) -> None:
    screen = open_import(player)
    type_path(player, screen, path)
    player.see(words, lambda: words in screen.file.path.error.text())
    player.press(Key.Key_F9)
    assert screen.step is Step.FILE
    assert screen.file.first_field().hasFocus()


def test_a_sheet_is_chosen_and_a_workbook_read(player: Player, tmp_path: Path) -> None:
    path = tmp_path / "客.xlsx"
    columns = (Column("氏名", Kind.TEXT, lambda r: r[0]), Column("車検満了日", Kind.DATE, lambda _r: None))
    export(Table("顧客", columns, 1, lambda: [[("山川 六郎",)]]), path, FileKind.XLSX)
    screen = choose(player, path)
    assert screen.file.sheet.isVisible()
    assert not screen.file.encoding.isVisible()
    assert screen.file.sheet.currentText() == "顧客"
    assert screen.file.grid.text_at(0, 1) == "山川 六郎"


def test_another_encoding_is_chosen_by_hand(player: Player, messy: Path) -> None:
    screen = choose(player, messy)
    screen.file.encoding.setFocus()
    player.press(Key.Key_Up)
    player.see("that it is not UTF-8", lambda: "UTF-8" in screen.file.path.error.text())
    assert screen.file.encoding.currentText() == "シフト JIS", "what could be read stays"


def test_a_file_can_be_dropped(player: Player, messy: Path) -> None:
    screen = open_import(player)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(messy))])
    what = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPointF(9, 9), *what)
    player.application.sendEvent(screen.file, enter)
    assert enter.isAccepted()
    player.application.sendEvent(screen.file, QDropEvent(QPointF(9, 9), *what))
    player.see("the file", lambda: not screen.why_not_columns())


def test_the_findings_go_out_as_a_file(player: Player, messy: Path) -> None:
    player.program.window.settings.setValue("export/folder", str(messy.parent))
    screen = checked(player, messy)
    player.press(Key.Key_F6, Key.Key_2)
    sheet = screen.findChild(ExportSheet)
    assert isinstance(sheet, ExportSheet)
    player.press(Key.Key_Return)
    player.see("the result", sheet.done.isVisible)
    [path] = messy.parent.glob("取込の確認*.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["行", "種類", "列", "値", "内容と直し方"]
    assert len(rows) == len(screen.report.problems)


def test_esc_goes_back_a_step_at_a_time(player: Player, messy: Path) -> None:
    screen = checked(player, messy)
    player.press(Key.Key_Escape)
    assert screen.step is Step.COLUMNS
    player.press(Key.Key_Return)
    assert screen.columns.fields.hasFocus()
    player.press(Key.Key_Escape)
    assert screen.columns.grid.hasFocus()
    player.press(Key.Key_Escape)
    assert screen.step is Step.FILE
    player.press(Key.Key_Escape)
    player.see("マスタ", lambda: player.on(MasterScreen))

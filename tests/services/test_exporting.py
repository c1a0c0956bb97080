"""Lists as files: whole or not at all, nothing that runs, nothing lost in silence."""

import csv
import errno
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dreampower_sms.services.exporting import errors, xlsx_file
from dreampower_sms.services.exporting.errors import CharactersLost, ExportError, ExportStopped, LostCharacter
from dreampower_sms.services.exporting.service import Style, export
from dreampower_sms.services.exporting.table import Calendar, Column, FileKind, Kind, Table, by_ids
from dreampower_sms.services.importing.cells import clean
from dreampower_sms.services.importing.opening import open_source

NAMES = ("氏名", "備考")


def texts(rows: Sequence[Sequence[str]], title: str = "お客様") -> Table:
    columns = tuple(Column(name, Kind.TEXT, lambda row, place=place: row[place]) for place, name in enumerate(NAMES))
    return Table(title, columns, len(rows), lambda: by_ids(range(len(rows)), lambda ids: [rows[i] for i in ids], 2))


def one_of_each(*values: Any) -> Table:
    kinds = (Kind.TEXT, Kind.NUMBER, Kind.YEN, Kind.DATE, Kind.MOMENT, Kind.FLAG)
    columns = tuple(Column(kind.name, kind, lambda row, place=place: row[place]) for place, kind in enumerate(kinds))
    return Table("一覧", columns, 1, lambda: [[values]])


EACH = (
    "0432223333",
    1234,
    Decimal("12.50"),
    date(2026, 11, 23),
    datetime(2026, 11, 23, 15, 4, 5, 678, tzinfo=UTC),
    True,
)


def sheet(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)


def rows_of(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file, strict=True))


# --- what stands in the cells ---------------------------------------------------------------------------------


def test_a_workbook_holds_texts_numbers_and_real_dates(tmp_path: Path) -> None:
    path = tmp_path / "一覧.xlsx"
    assert export(one_of_each(*EACH), path, FileKind.XLSX).rows == 1
    assert sheet(path)[1] == [
        "0432223333",
        1234,
        12.5,
        date(2026, 11, 23),
        datetime.fromisoformat("2026-11-24 00:04:05"),
        "○",
    ]


def test_a_csv_holds_iso_dates_on_a_clock_in_japan(tmp_path: Path) -> None:
    path = tmp_path / "一覧.csv"
    export(one_of_each(*EACH), path, FileKind.CSV_UTF8)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows_of(path)[1] == ["0432223333", "1234", "12.50", "2026-11-23", "2026-11-24 00:04:05", "○"]


def test_dates_may_be_japanese(tmp_path: Path) -> None:
    path = tmp_path / "一覧.csv"
    export(one_of_each(*EACH), path, FileKind.CSV_CP932, Style(Calendar.JAPANESE))
    assert rows_of(path, "cp932")[1][3:5] == ["R8.11.23", "R8.11.24 00:04:05"]
    book = tmp_path / "一覧.xlsx"
    export(one_of_each(*EACH), book, FileKind.XLSX, Style(Calendar.JAPANESE))
    assert sheet(book)[1][3] == date(2026, 11, 23), "it is only shown otherwise"


@pytest.mark.parametrize("kind", FileKind)
def test_nothing_is_an_empty_cell(tmp_path: Path, kind: FileKind) -> None:
    path = tmp_path / f"x{kind.suffix}"
    export(one_of_each("x", None, None, None, None, None), path, kind)
    found = sheet(path) if kind is FileKind.XLSX else rows_of(path, "cp932" if kind is FileKind.CSV_CP932 else "utf-8")
    assert found[1] == ["x", *[""] * 5]


def test_a_day_before_excel_begins_stays_readable(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    export(one_of_each("x", None, None, date(1899, 5, 1), None, False), path, FileKind.XLSX)
    assert sheet(path)[1][3:] == ["1899-05-01", "", "×"]


def test_an_empty_list_is_its_header(tmp_path: Path) -> None:
    for kind in (FileKind.XLSX, FileKind.CSV_UTF8):
        path = tmp_path / f"x{kind.suffix}"
        assert export(texts([]), path, kind).rows == 0
        assert (sheet(path) if kind is FileKind.XLSX else rows_of(path)) == [list(NAMES)]


# --- what a spreadsheet would run ---------------------------------------------------------------------------------

STORED = (
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cs", "Co"), exclude_characters="\ufeff\ufffd\u3099\u309a"
        )
        | st.sampled_from("=+-@＝＋－＠'\n,;\"<>&"),
        max_size=12,
    )
    .map(lambda text: unicodedata.normalize("NFKC", text) if any("｡" <= char <= "ﾟ" for char in text) else text)
    .map(str.strip)
    .filter(lambda text: not (text.startswith('="') and text.endswith('"')) and "\u3099" not in text)
)
"""What a field of a customer can hold: what the import has made of a cell. ="0123" is how others keep zeros."""


@given(st.lists(st.tuples(STORED, STORED), max_size=5))
@example([("=1+1", "'=1+1"), ("''@x", "＝SUM(A1)"), ("'tis", '"quoted", and\nmore')])
def test_what_goes_out_by_csv_comes_back_by_the_import(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    export(texts(rows), path, FileKind.CSV_UTF8)
    found = rows_of(path)[1:]
    assert not [cell for row in found for cell in row if cell[:1] and cell[0] in "=+-@＝＋－＠\t\r"]
    assert [[clean(cell) for cell in row] for row in found] == [list(row) for row in rows]


@given(st.lists(st.tuples(STORED, STORED), min_size=1, max_size=5))
@example([("=1+1", "<r>a</r>"), ("'=1", "<r></r>"), ("&amp;", "_x0041_")])
def test_what_goes_out_by_xlsx_comes_back_by_the_import(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("xlsx") / "x.xlsx"
    kept = [row for row in rows if any(row)]
    export(texts(rows), path, FileKind.XLSX)
    assert [record.cells for record in open_source(path).records()] == kept


def test_a_workbook_has_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    export(texts([('=HYPERLINK("http://127.0.0.1")', "{=1}"), ("@SUM(1)", "-1")]), path, FileKind.XLSX)
    xml = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in xml
    assert sheet(path)[1][0] == '=HYPERLINK("http://127.0.0.1")'


# --- characters -------------------------------------------------------------------------------------------------


def test_characters_that_cp932_lacks_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("before", encoding="utf-8")
    rows = [("髙﨑㈱①", ""), ("𠮷野", "ñ"), ("", "a?é")]
    with pytest.raises(CharactersLost) as caught:
        export(texts(rows), path, FileKind.CSV_CP932)
    assert caught.value.count == 3
    assert caught.value.places == (
        LostCharacter(3, "氏名", "𠮷"), LostCharacter(3, "備考", "ñ"), LostCharacter(4, "備考", "é"),
    )  # fmt: skip
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_all_lost_characters_are_counted_and_a_hundred_are_named(tmp_path: Path) -> None:
    with pytest.raises(CharactersLost) as caught:
        export(texts([("𠮷" * 30, "é")] * 10), tmp_path / "x.csv", FileKind.CSV_CP932)
    assert (caught.value.count, len(caught.value.places)) == (310, 100)


def test_they_become_question_marks_only_when_that_was_chosen(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    done = export(texts([("𠮷野?", "é")]), path, FileKind.CSV_CP932, Style(replace=True))
    assert done.replaced == 2
    assert rows_of(path, "cp932")[1] == ["?野?", "?"]


def test_a_file_in_cp932_that_holds_everything_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = [("髙﨑　一郎", "㈱①～−"[:3]), ("ﾀｶﾊｼ", "改\n行")]
    assert export(texts(rows), path, FileKind.CSV_CP932).replaced == 0
    assert rows_of(path, "cp932")[1:] == [list(row) for row in rows]


def test_signs_that_cp932_keeps_under_one_code_with_their_wide_form_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    assert export(texts([("10〜12", "5−3")]), path, FileKind.CSV_CP932).replaced == 0
    assert path.read_bytes().endswith("10～12,5－3\r\n".encode("cp932"))


# --- what can go wrong ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FileKind)
def test_a_cancel_leaves_nothing(tmp_path: Path, kind: FileKind) -> None:
    seen: list[tuple[int, int]] = []
    with pytest.raises(ExportStopped):
        export(
            texts([("a", "b")] * 20), tmp_path / f"x{kind.suffix}", kind,
            progress=lambda *state: seen.append(state), stop=lambda: len(seen) == 3,
        )  # fmt: skip
    assert seen == [(2, 20), (4, 20), (6, 20)]
    assert list(tmp_path.iterdir()) == []


def test_packing_a_workbook_is_cancelled_too(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"before")
    done: list[int] = []
    with pytest.raises(ExportStopped):
        export(
            texts([("a", "b")] * 20), path, FileKind.XLSX,
            progress=lambda now, _all: done.append(now), stop=lambda: len(done) == 10,
        )  # fmt: skip
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", FileKind)
def test_an_error_while_rows_are_read_leaves_nothing(tmp_path: Path, kind: FileKind) -> None:
    def broken(ids: Sequence[int]) -> list[tuple[str, str]]:
        if ids[0] > 2:
            raise ZeroDivisionError
        return [("a", "b") for _ in ids]

    table = Table("x", texts([]).columns, 9, lambda: by_ids(range(9), broken, 2))
    with pytest.raises(ZeroDivisionError):
        export(table, tmp_path / f"x{kind.suffix}", kind)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a?.csv", "con.csv", "LPT1.xlsx", "x.csv ", ".csv.", "a<b.csv"])
def test_a_name_that_windows_refuses_is_refused_everywhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError) as caught:
        export(texts([]), tmp_path / name, FileKind.CSV_UTF8)
    assert caught.value.code == "export_name_wrong"


def test_a_missing_folder_and_a_folder_in_place_of_the_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        export(texts([]), tmp_path / "no" / "x.csv", FileKind.CSV_UTF8)
    assert caught.value.code == "export_folder_missing"
    (tmp_path / "x.csv").mkdir()
    with pytest.raises(ExportError) as caught:
        export(texts([]), tmp_path / "x.csv", FileKind.CSV_UTF8)
    assert caught.value.code == "export_not_writable"


def _windows(number: int) -> OSError:
    error = OSError(errno.EACCES, "denied")
    error.winerror = number  # type: ignore[attr-defined]  # what Windows sets
    return error


@pytest.mark.parametrize(
    ("error", "exists", "code"),
    [
        (PermissionError(errno.EACCES, "open in Excel"), True, "export_in_use"),
        (_windows(32), True, "export_in_use"),
        (PermissionError(errno.EACCES, "a folder of the system"), False, "export_not_writable"),
        (OSError(errno.ENOSPC, "full"), True, "export_disk_full"),
        (_windows(112), True, "export_disk_full"),
        (FileNotFoundError(errno.ENOENT, "the stick was pulled"), False, "export_folder_missing"),
        (OSError(errno.EINVAL, "name"), False, "export_name_wrong"),
        (OSError(errno.EIO, "bad sector"), True, "export_failed"),
    ],
)
def test_what_the_system_says_becomes_advice(tmp_path: Path, error: OSError, exists: bool, code: str) -> None:
    path = tmp_path / "x.csv"
    if exists:
        path.touch()
    assert errors.named(error, path).code == code


@pytest.mark.parametrize("kind", ["XLSX", "CSV_UTF8"])
def test_no_room_leaves_the_old_file_and_no_rest(tmp_path: Path, kind: str) -> None:
    """A process that may write 40 kB a file stands in for a full disk: the same call fails in the same place."""
    path = tmp_path / "x.out"
    path.write_bytes(b"before")
    source = f"""
import resource, random, sys
from pathlib import Path
from dreampower_sms.services.exporting.errors import ExportError
from dreampower_sms.services.exporting.service import export
from dreampower_sms.services.exporting.table import Column, FileKind, Kind, Table
rows = [["%030x" % random.getrandbits(120)] for _ in range(5000)]
table = Table("x", (Column("a", Kind.TEXT, lambda row: row[0]),), 5000, lambda: [rows])
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    export(table, Path(sys.argv[1]), FileKind.{kind})
except ExportError as error:
    print(error.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", source, str(path)], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    assert (done.stdout.strip(), done.stderr) == ("export_disk_full", "")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_too_long_for_a_cell_is_refused_by_its_place(tmp_path: Path) -> None:
    longest = "あ" * xlsx_file.LONGEST
    export(texts([("x", longest)]), tmp_path / "x.xlsx", FileKind.XLSX)
    assert sheet(tmp_path / "x.xlsx")[1][1] == longest
    with pytest.raises(ExportError) as caught:
        export(texts([("a", "b"), ("x", "𠮷" * 16_384)]), tmp_path / "y.xlsx", FileKind.XLSX)
    assert (caught.value.code, caught.value.details["row"], caught.value.details["column"]) == (
        "export_cell_too_long", "3", "備考",
    )  # fmt: skip


def test_more_rows_than_a_sheet_holds_are_refused_before_the_work(tmp_path: Path) -> None:
    asked: list[int] = []

    def batches() -> list[list[Any]]:
        asked.append(1)
        return []

    table = Table("x", texts([]).columns, xlsx_file.MOST_ROWS + 1, batches)
    with pytest.raises(ExportError) as caught:
        export(table, tmp_path / "x.xlsx", FileKind.XLSX)
    assert (caught.value.code, asked) == ("export_too_many_rows", [])
    export(table, tmp_path / "x.csv", FileKind.CSV_UTF8)
    assert asked


@pytest.mark.parametrize("title", ["", "送信:履歴*[1]", "とても長い名前" * 9, "'"])
def test_any_title_makes_a_sheet(tmp_path: Path, title: str) -> None:
    export(texts([("a", "b")], title), tmp_path / "x.xlsx", FileKind.XLSX)
    assert len(CalamineWorkbook.from_path(tmp_path / "x.xlsx").sheet_names[0]) in range(1, 32)

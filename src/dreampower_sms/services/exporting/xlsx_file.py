"""A list as an Excel workbook: texts are texts, dates are dates, the header stays in sight and filters.

XlsxWriter in its constant-memory mode keeps one row in memory and the rest in a file of its own, which stands in a
folder that goes with the export. Three things that it does are kept from harm here: a text over 32,767 characters is
cut by it without a word (refused here), a text of the form <r>…</r> is taken for markup (written in runs here),
and packing at the end could not be stopped (its output can be, here).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from xlsxwriter import Workbook  # pyright: ignore[reportMissingTypeStubs]  its sources are typed in part
from xlsxwriter.exceptions import FileCreateError  # pyright: ignore[reportMissingTypeStubs]  the same

from dreampower_sms.domain.windows import in_japan
from dreampower_sms.services.exporting import cells
from dreampower_sms.services.exporting.errors import ExportError, go_on
from dreampower_sms.services.exporting.table import Calendar, Column, Kind, Table, Value

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""
LONGEST = 32_767
"""UTF-16 units of a cell."""
_EXCEL_BEGINS = date(1900, 1, 1)
_DAY = {Calendar.WESTERN: "yyyy/mm/dd", Calendar.JAPANESE: '[$-411]ggge"年"m"月"d"日"'}
_WIDTHS = {Kind.TEXT: 16, Kind.NUMBER: 9, Kind.YEN: 10, Kind.DATE: 18, Kind.MOMENT: 24, Kind.FLAG: 7}
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_NAME_LENGTH = 31
_A4 = 9


class XlsxFile:
    """Writes one table a sheet: `begin` each. `finish` when all rows have come; `close` in any case."""

    lost = 0
    """UTF-8 holds every character."""

    def __init__(self, file: BinaryIO, title: str, calendar: Calendar, stop: Callable[[], bool]) -> None:
        self._calendar = calendar
        self._folder = TemporaryDirectory(prefix="dreampower-export-")
        output: Any = _Output(file, stop)
        self._book: Any = Workbook(output, {"constant_memory": True, "tmpdir": self._folder.name})
        self._book.set_properties({"title": title})
        self._formats = {name: self._book.add_format(how) for name, how in _formats(calendar).items()}
        self._sheets: list[_Sheet] = []

    def begin(self, table: Table) -> None:
        """Rows of this table come next."""
        sheet = self._book.add_worksheet(_sheet_name(table.sheet or table.title))
        self._sheets.append(_Sheet(sheet, table.columns, self._formats, self._calendar))

    def write(self, rows: Sequence[Any]) -> None:
        """Write a batch. Raises `ExportError` for a text that is too long for a cell."""
        self._sheets[-1].write(rows)

    def finish(self) -> None:
        """All rows have come: pack the workbook."""
        for sheet in self._sheets:
            sheet.filter()
        try:
            self._book.close()
        except FileCreateError as error:
            raise error.args[0] from error

    def close(self) -> None:
        """Remove what is kept beside the file."""
        for sheet in self._sheets:
            sheet.close()
        self._folder.cleanup()


class _Sheet:
    def __init__(self, sheet: Any, columns: Sequence[Column], formats: Mapping[str, Any], calendar: Calendar) -> None:
        self._sheet, self._columns, self._formats, self._calendar = sheet, columns, formats, calendar
        self._row = 0
        self._lay_out()
        self._writers = [self._writer(place, column) for place, column in enumerate(columns)]

    def write(self, rows: Sequence[Any]) -> None:
        for row in rows:
            self._row += 1
            for write in self._writers:
                write(self._row, row)

    def filter(self) -> None:
        self._sheet.autofilter(0, 0, max(self._row, 1), len(self._columns) - 1)

    def close(self) -> None:
        self._sheet.row_data_fh.close()  # Windows removes no open file

    def _lay_out(self) -> None:
        sheet, columns = self._sheet, self._columns
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width or max(_WIDTHS[column.kind], 2 * len(column.title) + 3))
            sheet.write_string(0, place, column.title, self._formats["header"])

    def _writer(self, place: int, column: Column) -> Callable[[int, object], None]:
        """What writes this column's cell of a row: chosen once, called for each row."""
        value_of, sheet, formats, is_flag = column.value, self._sheet, self._formats, column.kind is Kind.FLAG

        def write(row: int, source: object) -> None:
            value: Value = value_of(source)
            match value:
                case None | "":
                    return
                case str():
                    self._write_text(row, place, value)
                case datetime():
                    sheet.write_datetime(
                        row, place, in_japan(value).replace(tzinfo=None, microsecond=0), formats["moment"]
                    )
                case date() if value >= _EXCEL_BEGINS:
                    sheet.write_datetime(row, place, value, formats["date"])
                case date():
                    sheet.write_string(row, place, cells.day(value, self._calendar), formats["text"])
                case Decimal():
                    whole = value == value.to_integral_value()
                    sheet.write_number(row, place, value, formats["yen" if whole else "sen"])
                case _ if is_flag:
                    sheet.write_string(row, place, cells.flag(value=bool(value)), formats["text"])
                case _:
                    sheet.write_number(row, place, value, formats["number"])

        return write

    def _write_text(self, row: int, place: int, text: str) -> None:
        if len(text) * 2 > LONGEST and len(text.encode("utf-16-le")) > LONGEST * 2:
            title = self._columns[place].title
            raise ExportError("export_cell_too_long", row=str(row + 1), column=title, limit=f"{LONGEST:,}")
        # the quote prefix keeps a text that looks like a formula a text when somebody edits the cell
        style = self._formats["harmless" if cells.RUNS.match(text) else "text"]
        if text.startswith("<r>") and text.endswith("</r>"):
            self._sheet.write_rich_string(row, place, text[:1], text[1:2], text[2:], style)
        else:
            self._sheet.write_string(row, place, text, style)


def _formats(calendar: Calendar) -> dict[str, dict[str, Any]]:
    day = _DAY[calendar]
    top = {"valign": "top"}
    return {
        "header": {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "vcenter"},
        "text": {"num_format": "@", **top},
        "harmless": {"num_format": "@", "quote_prefix": True, **top},
        "number": {"num_format": "#,##0", **top},
        "yen": {"num_format": "#,##0", **top},
        "sen": {"num_format": "#,##0.00", **top},
        "date": {"num_format": day, **top},
        "moment": {"num_format": f"{day} hh:mm:ss", **top},
    }


def _sheet_name(title: str) -> str:
    return _NOT_IN_A_SHEET_NAME.sub(" ", title)[:_NAME_LENGTH].strip() or "Sheet1"


class _Output:
    """The file as XlsxWriter sees it. After an error it is deaf: the half-packed archive is closed by the garbage
    collector, when the real file is gone.
    """

    def __init__(self, file: BinaryIO, stop: Callable[[], bool]) -> None:
        self._file, self._stop, self._deaf = file, stop, False

    def write(self, data: bytes) -> int:
        if self._deaf:
            return len(data)
        try:
            go_on(self._stop)
            return self._file.write(data)
        except BaseException:
            self._deaf = True
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0 if self._deaf else self._file.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self._deaf else self._file.tell()

    def seekable(self) -> bool:
        return True

    def flush(self) -> None:
        if not self._deaf:
            self._file.flush()

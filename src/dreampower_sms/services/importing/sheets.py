"""Workbooks (xlsx, xlsm, xls, xlsb, ods): every cell becomes the text that a person would have typed.

A number without a fraction loses its ``.0``, a day becomes 2026-11-23; a telephone number or postal code that the
spreadsheet took for a number has lost its leading 0, which the readers of these cells know. An error value (#N/A) would
arrive as an empty cell and so lose what the formula stood for: such a sheet is refused, by the place of the first one.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from dreampower_sms.services.importing.errors import ImportFileError
from dreampower_sms.services.importing.reading import Record, Source, opened

_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+[0-9]+)"')
_CHUNK = 1 << 20
_LONGEST_TAG = 400


class SheetSource(Source):
    """One sheet of a workbook."""

    def __init__(self, path: Path, sheet: str = "") -> None:
        """Open `sheet`, or the first one that can be seen.

        Raises:
            ImportFileError: with the code ``import_sheet_missing``, ``import_password``, ``import_formula_error`` …
        """
        super().__init__(path)
        with opened(path):
            path.open("rb").close()  # calamine tells no missing file from one that is in use
            try:
                book = CalamineWorkbook.from_path(str(path))  # pyright: ignore[reportUnknownMemberType]  its stub
                self.sheets = tuple(
                    meta.name
                    for meta in book.sheets_metadata
                    if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
                )
                self.sheet = sheet or next(iter(self.sheets), "")
                if self.sheet not in self.sheets:
                    raise ImportFileError("import_sheet_missing", name=path.name, sheet=self.sheet)
                _refuse_error_values(path, self.sheet)
                self._sheet = book.get_sheet_by_name(self.sheet)
            except PasswordError as error:
                raise ImportFileError("import_password", name=path.name) from error
            except (CalamineError, BadZipFile, ET.ParseError, KeyError) as error:
                raise ImportFileError("import_file_unreadable", name=path.name) from error

    def _rows(self) -> Iterator[Record]:
        for row, cells in enumerate(self._sheet.iter_rows(), 1):
            yield Record(row, tuple(map(cell_text, cells)))


def cell_text(value: object) -> str:
    """What a person would have typed into the cell."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)  # a date is written as 2026-11-23


def _refuse_error_values(path: Path, sheet: str) -> None:
    """Look for error values in the sheet's own text: the reader gives them out as empty cells."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return
    with ZipFile(path) as book, book.open(_member(book, sheet)) as member:
        tail = b""
        while chunk := member.read(_CHUNK):
            if found := _ERROR_CELL.search(tail + chunk):
                raise ImportFileError("import_formula_error", name=path.name, cell=found[1].decode())
            tail = chunk[-_LONGEST_TAG:]


def _member(book: ZipFile, sheet: str) -> str:
    """The name of the sheet's file inside the workbook. Raises KeyError for a workbook that contradicts itself."""
    links = _tags(book, "xl/_rels/workbook.xml.rels", f"{_PACKAGE}Relationship")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for found in _tags(book, "xl/workbook.xml", f"{_MAIN}sheet"):
        if found.get("name") == sheet:
            target = targets[found.get(f"{_OFFICE}id")]
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)


def _tags(book: ZipFile, name: str, tag: str) -> Iterator[ET.Element]:
    # expat bounds the growth of entities since 2.4; Python 3.11 brings a newer one
    return ET.fromstring(book.read(name)).iter(tag)  # noqa: S314

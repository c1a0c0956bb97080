"""Writes a table to a file, with progress, and so that it can be stopped at any time."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dreampower_sms.services.exporting.csv_file import CsvFile
from dreampower_sms.services.exporting.errors import ExportError, go_on
from dreampower_sms.services.exporting.table import Calendar, FileKind, Table
from dreampower_sms.services.exporting.target import check, replacing
from dreampower_sms.services.exporting.xlsx_file import MOST_ROWS, XlsxFile

Progress = Callable[[int, int], None]
"""Rows written, rows in all."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a person may choose beside the kind of file."""

    calendar: Calendar = Calendar.WESTERN
    replace: bool = False
    """Put a ? where cp932 has no character. Chosen after `CharactersLost` named them, never by default."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written."""

    path: Path
    rows: int
    replaced: int = 0
    """Characters that became a ?."""


def _unseen(_done: int, _total: int) -> None:
    """Nobody looks at the progress."""


def _never() -> bool:
    """Nobody can stop it."""
    return False


def export(
    table: Table,
    path: Path,
    kind: FileKind,
    style: Style = Style(),
    *,
    progress: Progress = _unseen,
    stop: Callable[[], bool] = _never,
) -> Exported:
    """Write `table` to `path`, replacing a file that is there. On any error `path` is as it was before. A workbook has
    a sheet for each table `beside` it, a CSV has the table alone.

    A character that cp932 does not hold is never replaced unasked: all rows are looked through, and `CharactersLost`
    names the places.

    Raises:
        ExportError: and its kinds, see `errors`.
        DatabaseError: from reading the rows.
    """
    check(path)
    tables = (table, *table.beside) if kind is FileKind.XLSX else (table,)
    most, count = max(each.count for each in tables), sum(each.count for each in tables)
    if kind is FileKind.XLSX and most > MOST_ROWS:
        raise ExportError("export_too_many_rows", count=f"{most:,}", limit=f"{MOST_ROWS:,}")
    rows = 0
    with replacing(path) as file, closing(_writer(file, table, kind, style, stop)) as writer:
        for each in tables:
            writer.begin(each)
            for batch in each.batches():
                go_on(stop)
                writer.write(batch)
                rows += len(batch)
                progress(rows, count)
        writer.finish()
    return Exported(path, rows, writer.lost)


def _writer(file: BinaryIO, table: Table, kind: FileKind, style: Style, stop: Callable[[], bool]) -> CsvFile | XlsxFile:
    if kind is FileKind.XLSX:
        return XlsxFile(file, table.title, style.calendar, stop)
    encoding = "cp932" if kind is FileKind.CSV_CP932 else "utf-8"
    return CsvFile(file, style.calendar, encoding=encoding, replace=style.replace)

"""A list as CSV: quoted where needed, CRLF, UTF-8 with a byte order mark or cp932.

cp932 has one code for 〜 and ～, and so for − ‖ ¢ £ ¬ and their wide forms: those are the same character there and not
lost. Everything else that it lacks is.
"""

import codecs
import csv
import io
from collections.abc import Sequence
from typing import Any, BinaryIO

from dreampower_sms.services.exporting import cells
from dreampower_sms.services.exporting.errors import CharactersLost, LostCharacter
from dreampower_sms.services.exporting.table import Calendar, Column, Table

NAMED = 100
"""Lost characters whose place is told; of the others only the number."""
_REPLACEMENT = b"?"


class CsvFile:
    """Writes the one table that it begins with. `finish` when all rows have come; `close` in any case."""

    def __init__(self, file: BinaryIO, calendar: Calendar, *, encoding: str = "utf-8", replace: bool = False) -> None:
        """`replace`: put a ? where the encoding has no character, instead of refusing the whole table."""
        self._file, self._calendar, self._encoding, self._replace = file, calendar, encoding, replace
        self._columns: Sequence[Column] = ()
        self._row = 0
        self._lost: list[LostCharacter] = []
        self.lost = 0
        """Characters that the encoding does not hold."""
        if encoding == "utf-8":
            file.write(codecs.BOM_UTF8)

    def begin(self, table: Table) -> None:
        """Write the headings."""
        self._columns = table.columns
        self._add([[column.title for column in table.columns]])

    def write(self, rows: Sequence[Any]) -> None:
        """Write a batch."""
        columns, calendar = self._columns, self._calendar
        self._add([[cells.text(column, row, calendar) for column in columns] for row in rows])

    def finish(self) -> None:
        """All rows have come. Raises `CharactersLost` with every place that was found, unless they were replaced."""
        if self.lost and not self._replace:
            raise CharactersLost(self.lost, tuple(self._lost))

    def close(self) -> None:
        """Nothing is kept beside the file."""

    def _add(self, lines: list[list[str]]) -> None:
        whole = _joined(lines)
        try:
            encoded = whole.encode(self._encoding)
        except UnicodeEncodeError:
            self._note(lines)
            encoded = whole.encode(self._encoding, "replace")
        self._row += len(lines)
        if not self.lost or self._replace:  # else the rest is only looked through
            self._file.write(encoded)

    def _note(self, lines: list[list[str]]) -> None:
        for number, line in enumerate(lines, self._row + 1):
            for column, cell in zip(self._columns, line, strict=True):
                for char in cell:
                    if not _holds(self._encoding, char):
                        self.lost += 1
                        if len(self._lost) < NAMED:
                            self._lost.append(LostCharacter(number, column.title, char))


def _joined(lines: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(lines)
    return text.getvalue()


def _holds(encoding: str, char: str) -> bool:
    return char == "?" or char.encode(encoding, "replace") != _REPLACEMENT

"""CSV and its relatives: UTF-8 with or without BOM, then cp932; never a statistical guess.

Every Japanese text in cp932 is invalid UTF-8 within a few characters, so the order decides. A byte order mark of
UTF-16 (Excel's "Unicode text") is a statement, not a guess, and is believed.

A quote that is never closed would swallow the rest of the file into one cell. Here it costs its own row: after
`_LONGEST` lines without an end, the row is flawed and reading goes on with the next line.
"""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from dreampower_sms.services.importing.errors import ImportFileError
from dreampower_sms.services.importing.flaws import Flaw
from dreampower_sms.services.importing.reading import Record, Source, opened

ENCODINGS = ("utf-8-sig", "cp932")
"""In the order in which they are tried."""
DELIMITERS = ",\t;|"

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHUNK = 1 << 20
_LONGEST = 60
"""Lines of one row: more than any memo, few enough to find the row with the open quote."""
_DOS_END = "\x1a"
"""Ctrl+Z, the end of a file on old systems."""


class TextSource(Source):
    """A text file of rows and cells."""

    def __init__(self, path: Path, encoding: str = "", delimiter: str = "") -> None:
        super().__init__(path)
        self.encoding = encoding or find_encoding(path)
        self.delimiter = delimiter or self._find_delimiter()

    def _rows(self) -> Iterator[Record]:
        with opened(self.path), self.path.open(encoding=self.encoding, newline="") as file:
            try:
                yield from read_rows(file, self.delimiter)
            except UnicodeDecodeError as error:  # an encoding that was chosen by hand
                raise ImportFileError("import_encoding_unknown", name=self.path.name, line="") from error

    def _find_delimiter(self) -> str:
        """The sign that cuts the first row into most cells; a comma when none does."""
        with opened(self.path), self.path.open(encoding=self.encoding, newline="") as file:
            try:
                first = next((line for line in file if line.strip()), "")
            except UnicodeDecodeError as error:  # an encoding that was chosen by hand
                raise ImportFileError("import_encoding_unknown", name=self.path.name, line="") from error
        return max(DELIMITERS, key=lambda sign: sum(map(len, csv.reader([first], delimiter=sign))))


def find_encoding(path: Path) -> str:
    """The encoding that reads the whole file.

    Raises:
        ImportFileError: ``import_encoding_unknown`` with the line that none can read.
    """
    with opened(path), path.open("rb") as file:
        if known := _UTF16.get(file.read(2)):
            return known
        line = "1"
        for encoding in ENCODINGS:
            file.seek(0)
            wrong = _first_wrong_line(iter(lambda: file.read(_CHUNK), b""), encoding)
            if wrong is None:
                return encoding
            line = str(wrong)
    raise ImportFileError("import_encoding_unknown", name=path.name, line=line)


def _first_wrong_line(chunks: Iterator[bytes], encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 1
    try:
        for chunk in chunks:
            lines += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return lines + error.object[: error.start].count(b"\n")
    return None


def read_rows(file: TextIO, delimiter: str) -> Iterator[Record]:
    """Rows of an open text, flawed ones too, in the order of the file."""
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    row = 0
    while True:
        row += 1
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _OpenQuoteError):
            if lines.open_quote:
                lines.give_back_all_but_first()
            yield Record(row, (lines.text.rstrip("\r\n"),), Flaw.BROKEN_ROW)
        else:
            yield Record(row, tuple(cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells))


class _OpenQuoteError(Exception):
    """A row does not end."""


class _Lines:
    """Hands lines to `csv.reader`, remembers those of the row under way, and can take them back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._waiting: deque[str] = deque()
        self._row: list[str] = []
        self._ended = False

    def begin(self) -> None:
        """A new row begins."""
        self._row = []
        self._ended = False

    @property
    def text(self) -> str:
        """The row under way, as it stands in the file."""
        return "".join(self._row)

    @property
    def open_quote(self) -> bool:
        """Whether the row failed because nothing ended it."""
        return self._ended or len(self._row) > _LONGEST

    def give_back_all_but_first(self) -> None:
        """Read the lines of this row again, each as the beginning of one."""
        self._waiting.extendleft(reversed(self._row[1:]))
        self._row = self._row[:1]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self._row) > _LONGEST:
            raise _OpenQuoteError
        line = self._waiting.popleft() if self._waiting else self._file.readline()
        if not line or line.rstrip("\r\n") == _DOS_END:
            self._ended = True
            raise StopIteration
        self._row.append(line)
        return line

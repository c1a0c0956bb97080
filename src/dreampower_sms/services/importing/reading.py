"""A file as rows of cells, whatever made it."""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dreampower_sms.services.importing.errors import ImportFileError
from dreampower_sms.services.importing.flaws import Flaw


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the file."""

    row: int
    """As a spreadsheet counts: the first row is 1, and a cell of several lines is still one row."""
    cells: tuple[str, ...]
    flaw: Flaw | None = None
    """What is wrong with the row as such; then `cells` has its text as it stands in the file."""


class Source(ABC):
    """A file that can be read from the beginning as often as needed. Memory does not grow with text files."""

    encoding = ""
    """Of a text file."""
    delimiter = ""
    """Of a text file."""
    sheet = ""
    """Of a workbook: the sheet that is read."""
    sheets: tuple[str, ...] = ()
    """Of a workbook: all that can be seen."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._header: Record | None = None
        self._fingerprint = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """The cells of the first row that holds anything. Raises `ImportFileError` for a file without one."""
        return self._first().cells

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the file: the same file is the same import, whatever its name."""
        if not self._fingerprint:
            with opened(self.path), self.path.open("rb") as file:
                self._fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
        return self._fingerprint

    def records(self) -> Iterator[Record]:
        """The rows below the header that hold anything, cut to the header's width."""
        header = self._first()
        width = len(header.cells)
        for record in self._rows():
            if record.row > header.row and (record.flaw or any(map(str.strip, record.cells))):
                yield record if record.flaw else _fitted(record, width)

    def preview(self, count: int = 20) -> list[Record]:
        """The first rows below the header."""
        return list(islice(self.records(), count))

    def count(self) -> int:
        """How many rows there are below the header."""
        return sum(1 for _ in self.records())

    @abstractmethod
    def _rows(self) -> Iterator[Record]:
        """All rows from the first on, empty ones too."""

    def _first(self) -> Record:
        if self._header is None:
            found = next((r for r in self._rows() if any(map(str.strip, r.cells))), None)
            if found is None:
                raise ImportFileError("import_file_empty", name=self.path.name)
            cells = [" ".join(cell.split()) for cell in found.cells]
            while cells and not cells[-1]:
                cells.pop()
            self._header = Record(found.row, tuple(cells), found.flaw)
        return self._header


@contextmanager
def opened(path: Path) -> Generator[None]:
    """Turn what the operating system says about a file into errors of the import."""
    try:
        yield
    except FileNotFoundError as error:
        raise ImportFileError("import_file_missing", name=path.name) from error
    except PermissionError as error:
        raise ImportFileError("import_file_in_use", name=path.name) from error
    except OSError as error:
        raise ImportFileError("import_file_unreadable", name=path.name) from error


def _fitted(record: Record, width: int) -> Record:
    """Exactly as many cells as there are headers; a filled cell without a header is a flaw, an empty one is nothing."""
    cells = record.cells
    if len(cells) == width:
        return record
    if len(cells) < width:
        return Record(record.row, cells + ("",) * (width - len(cells)))
    if any(map(str.strip, cells[width:])):
        return Record(record.row, cells, Flaw.TOO_MANY_CELLS)
    return Record(record.row, cells[:width])

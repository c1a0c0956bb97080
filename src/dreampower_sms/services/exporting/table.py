"""What is exported: a list as columns and batches of rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

Value = str | int | Decimal | date | datetime | None
"""What a cell may hold. Moments carry their time zone and are written on a clock in Japan."""

BATCH = 1_000


class Kind(StrEnum):
    """What a column holds, which decides how a spreadsheet treats it."""

    TEXT = "text"
    """Numbers that are none (telephone, postal code) too: their zeros stay."""
    NUMBER = "number"
    YEN = "yen"
    """Decimal yen; sen are shown where there are some."""
    DATE = "date"
    MOMENT = "moment"
    FLAG = "flag"
    """○ or ×, as the import reads them."""


class FileKind(StrEnum):
    """What kind of file is written."""

    XLSX = "xlsx"
    CSV_UTF8 = "csv_utf8"
    """With a byte order mark, without which Excel takes UTF-8 for cp932."""
    CSV_CP932 = "csv_cp932"
    """For older programs (シフト JIS)."""

    @property
    def suffix(self) -> str:
        """The ending of the file's name."""
        return ".xlsx" if self is FileKind.XLSX else ".csv"


class Calendar(StrEnum):
    """How dates are written."""

    WESTERN = "western"
    """2026-11-23"""
    JAPANESE = "japanese"
    """R8.11.23; in a workbook the same real dates, shown as 令和8年11月23日."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, what it holds, and how it comes from a row."""

    title: str
    kind: Kind
    value: Callable[[Any], Value]
    width: int = 0
    """Characters of the column in a workbook; 0: by its kind."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list to be exported."""

    title: str
    columns: tuple[Column, ...]
    count: int
    """Rows that `batches` is expected to give. Rows that were deleted since are simply not among them."""
    batches: Callable[[], Iterable[Sequence[Any]]]
    """The rows from the first on, read as they are needed."""
    sheet: str = ""
    """Its name within a workbook, where it is not the title."""
    beside: "Sequence[Table]" = ()
    """More sheets of the same workbook. A CSV has room for one table and leaves them out."""


def by_ids(ids: Sequence[int], fetch: Callable[[Sequence[int]], Sequence[Any]], size: int = BATCH) -> Iterator[Any]:
    """Batches of rows for ids in their order; `fetch` reads the rows of a few ids from the database."""
    for start in range(0, len(ids), size):
        yield fetch(ids[start : start + size])

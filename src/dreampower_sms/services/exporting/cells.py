"""How a value stands in a cell of text, and how a cell is kept from being run.

A spreadsheet that opens a CSV takes a text that begins with = + - or @ for a formula (CWE-1236); a Japanese one reads
the full-width signs the same way, and a tab or line end before them is skipped. A ' before such a text ends that;
`services.importing.cells.clean` takes it off again. Numbers and dates are ours and stay as they are.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from dreampower_sms.domain.dates import FIRST, LAST, wareki_short
from dreampower_sms.domain.windows import in_japan
from dreampower_sms.services.exporting.table import Calendar, Column, Kind, Value
from dreampower_sms.services.importing.cells import FORMULA

RUNS = re.compile(f"'*{FORMULA.pattern}")
"""Begins like a formula; also with our own ' before it, or a text that begins with '= could not be told from =."""


def text(column: Column, row: object, calendar: Calendar) -> str:
    """The cell of a CSV."""
    value = column.value(row)
    return "" if value is None else _shown(value, column.kind, calendar)


def _shown(value: Value, kind: Kind, calendar: Calendar) -> str:
    match value:
        case str():
            return f"'{value}" if RUNS.match(value) else value
        case datetime():
            at = in_japan(value)
            return f"{day(at.date(), calendar)} {at:%H:%M:%S}"
        case date():
            return day(value, calendar)
        case Decimal():
            return plain(value)
        case _:
            return flag(value=bool(value)) if kind is Kind.FLAG else str(value)


def day(value: date, calendar: Calendar) -> str:
    """A date in the calendar that was chosen; ISO 8601 where that one has no name for it."""
    japanese = calendar is Calendar.JAPANESE and FIRST <= value <= LAST
    return wareki_short(value) if japanese else value.isoformat()


def plain(value: Decimal) -> str:
    """Yen without a sign; sen only where there are some."""
    return str(int(value)) if value == value.to_integral_value() else f"{value:f}"


def flag(*, value: bool) -> str:
    """A check box."""
    return "○" if value else "×"

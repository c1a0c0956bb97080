"""Choose how a file is read, by its ending."""

from pathlib import Path

from dreampower_sms.services.importing.reading import Source
from dreampower_sms.services.importing.sheets import SheetSource
from dreampower_sms.services.importing.text_file import TextSource

SHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
"""Endings of workbooks; every other file is read as text."""


def open_source(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Source:
    """Open a file. What is left empty is found out: see `text_file` and `sheets`.

    Raises:
        ImportFileError: the file is missing, open elsewhere, damaged, or text in no known encoding.
    """
    if path.suffix.lower() in SHEETS:
        return SheetSource(path, sheet)
    return TextSource(path, encoding, delimiter)

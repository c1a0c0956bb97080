"""Columns of a list as data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, what it shows of a row, and how wide it starts."""

    key: str
    title: str
    show: Callable[[Any], str]
    width: int = 10
    """In characters, so that zoom and font change it with the text."""
    align: Qt.AlignmentFlag = LEFT
    tone: Callable[[Any], str] | None = None
    """Name of the colour of a cell ("good", "bad", "wait", "faint", ""), for states."""
    firm: bool = False
    """Says nothing when it is cut, as a number or a date: where a list is narrow the other columns give way."""

"""Columns of a list as data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
AIR = "  "
"""Painted behind what stands at the right of its column, or it would touch what begins the next one."""


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
    preview: bool = False
    """The beginning of a long text: it takes what room is left and may end in "…"."""
    drop: int = 0
    """What stands beside the list as well, or behind Enter: where not all columns can be whole the 1 is left out first,
    then the 2. Never the first column, which has the focus."""

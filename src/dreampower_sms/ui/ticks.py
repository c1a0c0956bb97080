"""Ticks on the rows of a long list, kept as all-but-these or only-these: two hundred thousand ticks cost nothing."""

from array import array
from collections.abc import Sequence


class Ticks:
    """出力: which rows go on to CSV, print, SMS and 一括変更. Kept by id, so that sorting changes nothing."""

    def __init__(self) -> None:
        self._all = True
        self._other: set[int] = set()

    def has(self, identifier: int) -> bool:
        """Whether this row is ticked."""
        return (identifier in self._other) is not self._all

    def toggle(self, identifier: int) -> None:
        """Tick this row, or untick it."""
        self._other ^= {identifier}

    def set_all(self, *, on: bool) -> None:
        """Tick all rows, or none."""
        self._all = on
        self._other.clear()

    def invert(self) -> None:
        """Tick the rows that are not ticked, and no others."""
        self._all = not self._all

    def keep(self, identifiers: Sequence[int]) -> None:
        """The list holds these rows now: forget what was said of others."""
        if self._other:
            self._other = {each for each in identifiers if each in self._other}

    def count(self, rows: int) -> int:
        """How many of a list of so many rows are ticked."""
        return rows - len(self._other) if self._all else len(self._other)

    def of(self, identifiers: Sequence[int]) -> Sequence[int]:
        """Those that are ticked, in their order."""
        if self._all and not self._other:
            return identifiers
        return array("q", (each for each in identifiers if self.has(each)))

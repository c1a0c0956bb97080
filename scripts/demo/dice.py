"""Chance that falls the same way in every run, and the tables it falls on.

Each part of the data has dice of its own, so that a change in one part leaves the others as they are.
"""

import tomllib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from scripts.demo.records import ANCHOR, STAFF

T = TypeVar("T")
JAPAN = timezone(timedelta(hours=9))
_SEED = "dreampower-sms demo 1"
_TABLES = Path(__file__).with_name("tables")
_OPENS, _MINUTES = time(9, 30), 9 * 60
"""The desk is staffed from 9:30 to 18:30."""


def table(name: str) -> dict[str, Any]:
    """One of the tables beside this file."""
    return tomllib.loads((_TABLES / f"{name}.toml").read_text(encoding="utf-8"))


class Dice:
    """Random choices of one part of the data."""

    def __init__(self, part: str) -> None:
        self.random = Random(f"{_SEED}: {part}")

    def one(self, choices: Sequence[T]) -> T:
        """Any of these."""
        return self.random.choice(choices)

    def weighted(self, choices: Sequence[Sequence[Any]]) -> Sequence[Any]:
        """One row; its last column says how common it is."""
        return self.random.choices(choices, [row[-1] for row in choices])[0]

    def some(self, choices: Sequence[T], most: int) -> list[T]:
        """Up to `most` of these, each once."""
        return self.random.sample(choices, min(most, len(choices)))

    def happens(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def count(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return self.random.randint(low, high)

    def day(self, low: int, high: int) -> date:
        """A day this many days from the anchor (past days are negative)."""
        return ANCHOR + timedelta(days=self.count(low, high))

    def moment(self, day: date) -> datetime:
        """A moment of that day while the desk is staffed."""
        opening = datetime.combine(day, _OPENS, JAPAN)
        return opening + timedelta(minutes=self.count(0, _MINUTES), seconds=self.count(0, 59))

    def clerk(self) -> str:
        """One of the staff."""
        return self.one(STAFF).name


def add_years(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

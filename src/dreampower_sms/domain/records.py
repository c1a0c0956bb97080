"""Two people edit one record: what each of them changed, and where they contradict each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One customer or vehicle as it is stored."""

    id: int
    version: int
    values: Mapping[str, Any]
    archived: bool = False
    owner_id: int = 0
    """A vehicle's customer."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that both changed, and not to the same."""

    field: str
    base: Any
    theirs: Any
    mine: Any


def changed(before: Values, after: Values) -> dict[str, tuple[Any, Any]]:
    """Field → (before, after) of those fields of `after` that differ."""
    return {field: (before.get(field), value) for field, value in after.items() if before.get(field) != value}


def merge(base: Values, theirs: Values, mine: Values) -> tuple[dict[str, Any], list[Difference]]:
    """What one of the two changed is taken; what both changed to something else is left to a person.

    Returns the merged values, with `mine` where they contradict each other, and the contradictions.
    """
    merged: dict[str, Any] = {}
    open_: list[Difference] = []
    for field, value in mine.items():
        was, other = base.get(field), theirs.get(field)
        merged[field] = other if value == was else value
        if value not in (was, other) and other != was:
            open_.append(Difference(field, was, other, value))
    return merged, open_

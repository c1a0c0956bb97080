"""One figure: what was measured, its bar, and what it is compared with."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

Answer = TypeVar("Answer")
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value. `ok`: it is not above its bar."""

    name: str
    value: float
    unit: str
    bar: float
    against: str
    """The peer or floor of the same run, in words and figures."""

    @property
    def ok(self) -> bool:
        """Whether the bar is met."""
        return self.value <= self.bar

    def line(self) -> str:
        """As one JSON line."""
        return json.dumps({**asdict(self), "value": round(self.value, 3), "bar": round(self.bar, 3), "ok": self.ok})


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def best(question: Callable[[], Answer]) -> tuple[float, Answer]:
    """The best of some rounds in milliseconds, and the answer."""
    rounds: list[tuple[float, Answer]] = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        answer = question()
        rounds.append(((time.perf_counter() - began) * 1000, answer))
    return min(took for took, _ in rounds), rounds[-1][1]

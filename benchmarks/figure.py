"""One figure: what was measured, its bar, and what it is compared with."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


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

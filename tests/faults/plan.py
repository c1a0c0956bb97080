"""What the gateway does to which request."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """One way in which a request goes wrong."""

    NONE = "none"
    CUT = "cut"
    """Accepted, and the connection cut."""
    CUT_BEFORE = "cut_before"
    """Not accepted, and the connection cut: the sender can't tell it from the one above."""
    SILENT = "silent"
    """Accepted, never answered."""
    LATE = "late"
    """Accepted, answered when the sender has given up."""
    ERROR = "500"
    """Accepted, and then something broke."""
    ERROR_BEFORE = "500_before"
    """Something broke before it was accepted."""
    BUSY = "503"
    THROTTLED = "429"
    """With Retry-After; like 503 documented as not accepted."""
    BROKEN = "broken"
    """Accepted, answered with half a JSON."""
    DRIP = "drip"
    """Accepted, the answer comes byte by byte without end."""

    @property
    def accepts(self) -> bool:
        """Whether the message is in the gateway's hands all the same."""
        return self not in {Fault.CUT_BEFORE, Fault.ERROR_BEFORE, Fault.BUSY, Fault.THROTTLED}


@dataclass(frozen=True)
class Rule:
    """The requests to numbers that match meet these faults, one a try; later tries meet none."""

    pattern: str
    faults: Sequence[str]


@dataclass(frozen=True)
class Plan:
    """Rules by number first, then chance: drawn by seed, number and try, so that it repeats in any order."""

    rules: Sequence[Rule] = ()
    chances: Mapping[str, float] = field(default_factory=dict[str, float])
    """Fault to its share of all requests."""
    seed: int = 0
    delay: float = 0.0
    """Seconds that an ordinary answer takes."""

    def fault(self, number: str, nth: int) -> Fault:
        """What the `nth` request (from 0) to a number meets."""
        for rule in self.rules:
            if re.search(rule.pattern, number):
                return Fault(rule.faults[nth]) if nth < len(rule.faults) else Fault.NONE
        drawn = random.Random(f"{self.seed}/{number}/{nth}").random()
        for fault, share in self.chances.items():
            drawn -= share
            if drawn < 0:
                return Fault(fault)
        return Fault.NONE

    def words(self) -> dict[str, Any]:
        """For the way to the server's process."""
        return asdict(self)


def plan_of(words: Mapping[str, Any]) -> Plan:
    """What `Plan.words` gave."""
    rules = [Rule(**rule) for rule in words["rules"]]
    return Plan(rules, words["chances"], words["seed"], words["delay"])

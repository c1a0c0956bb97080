"""The two forms of the fault tests: which scenarios, how often, with how many senders."""

import os
from dataclasses import dataclass

from tests.faults.disks import can_mount
from tests.faults.grounds import Scenario, Size
from tests.faults.scenarios import SCENARIOS

SENDERS = (1, 4)
SEED = "DREAMPOWER_FAULTS_SEED"
"""Names the variable with the seed of an earlier run."""


@dataclass(frozen=True)
class Play:
    """One row of the table."""

    scenario: Scenario
    database: str
    senders: int

    def __str__(self) -> str:
        return f"{self.scenario.name}, {self.database}, {self.senders}"


SHORT = Size(kills=3, rounds=1)
LONG = Size(kills=60, rounds=3)


def plays() -> list[Play]:
    """Every row that can be played here: a disk of one's own takes root (`left_out` names those that can't)."""
    left = left_out()
    return [
        Play(scenario, database, senders)
        for scenario in SCENARIOS
        if scenario not in left
        for database in scenario.databases
        for senders in SENDERS
    ]


def left_out() -> list[Scenario]:
    """What can't be played here."""
    return [] if can_mount() else [scenario for scenario in SCENARIOS if scenario.fills_disk]


def seed() -> str:
    """That of the environment, else a new one."""
    return os.environ.get(SEED) or os.urandom(4).hex()

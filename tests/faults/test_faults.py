"""Senders are killed and everything around them fails: nobody gets a message twice, and nothing is lost or nameless.

The short form, one test a row. `python3 dev.py faults` plays the long one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.form import SHORT, Play, plays, seed
from tests.faults.grounds import Grounds
from tests.faults.peers import Nursery
from tests.servers import AnyPostgres


@pytest.fixture(scope="session")
def grounds(postgres: AnyPostgres, migrated_sqlite: Path, migrated_postgres: str) -> Iterator[Grounds]:
    with Nursery() as nursery:
        yield Grounds(nursery, migrated_sqlite, postgres, migrated_postgres)


@pytest.mark.parametrize("play", plays(), ids=str)
def test_nothing_doubled_lost_or_nameless(grounds: Grounds, play: Play) -> None:
    run_seed = seed()
    tally = grounds.play(play.scenario, play.database, play.senders, SHORT, run_seed)
    assert tally.holds, f"seed {run_seed}: {tally}"
    assert tally.accepted or tally.unknown

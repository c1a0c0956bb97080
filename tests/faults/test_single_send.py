"""Senders killed at each edge and at random: nobody gets a message twice, nothing is lost, nothing stays unnamed."""

import random
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest

from dreampower_sms.db.engine import Database
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import State
from tests import sending
from tests.faults.world import Fate, check, world
from tests.services.fakes import until

EDGES = {
    "after posting": Fate(State.UNKNOWN, 0),  # nobody can tell that the request did not leave
    "before request": Fate(State.UNKNOWN, 0),
    "after request": Fate(State.ACCEPTED, 1),  # unknown first, then found at the gateway by our reference
    "before accepted": Fate(State.ACCEPTED, 1),
    "after accepted": Fate(State.ACCEPTED, 1),
    "before posting": Fate(State.ACCEPTED, 1),
    "after claimed": Fate(State.ACCEPTED, 1),
    "before claimed": Fate(State.ACCEPTED, 1),  # the last: the next sender would take it up again
}
"""Where a sender is killed, and what becomes of its message when another sender comes after its lease."""


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def test_a_sender_killed_at_each_edge(database: Database) -> None:
    with world(database) as shop:
        senders = {edge: shop.sender(halt_at=edge) for edge in EDGES}
        heir = shop.sender(hours_later=0.5)
        try:
            for n, (edge, sender) in enumerate(senders.items()):
                assert sender.hear() == "ready"
                sending.confirm(database, 1, first=n, kind=JobKind.SINGLE)
                sender.go()
                assert sender.hear() == edge
                sender.kill()
            assert heir.hear() == "ready"
            heir.go()
            until(lambda: shop.fates() == list(EDGES.values()))
        finally:
            for sender in (*senders.values(), heir):
                sender.kill()
        check(shop.fates())


def test_senders_killed_at_random(database: Database) -> None:
    """Two at a time on one outbox, the second with a clock that makes it take the first for dead while it still works.

    The seed is fresh each time and named when something fails.
    """
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    with world(database, delay=0.02) as shop:
        senders = [shop.sender(hours_later=n * 0.2) for n in range(6)]
        try:
            for sender in senders:
                assert sender.hear() == "ready"
            sending.confirm(database, 60, kind=JobKind.SINGLE)
            for sender, following in pairwise(senders):
                sender.go()
                time.sleep(chance.uniform(0.02, 0.2))
                following.go()
                time.sleep(chance.uniform(0.0, 0.1))
                sender.kill()
            until(lambda: {fate.state for fate in shop.fates()} <= {State.ACCEPTED, State.UNKNOWN})
            time.sleep(0.5)  # a sender that were to send twice would do it now
        finally:
            for sender in senders:
                sender.kill()
        fates = shop.fates()
        assert len(fates) == 60, f"seed {seed}"
        check(fates)

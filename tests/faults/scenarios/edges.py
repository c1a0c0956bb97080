"""A sender is killed at each edge between two states, and so is the one that clears up after it."""

from concurrent.futures import ThreadPoolExecutor

from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import State
from tests.faults.grounds import Size
from tests.faults.peers import Peer
from tests.faults.sender_process import LEASE, SHARE
from tests.faults.world import World

UNKNOWN, SENT = (State.UNKNOWN, 0), (State.ACCEPTED, 1)

CHAINS = (
    (("after posting", "before unknown", "after unknown"), UNKNOWN),  # nobody can tell that the request did not leave
    (("after request", "before accepted", "after accepted"), SENT),  # unknown, then found at the gateway
    (("after claimed", "before queued", "after queued"), SENT),  # the last: the next sender would take it up again
)
"""Where a sender is killed, where those are that come when its lease is over, and what becomes of its message."""
EDGES = {
    "after posting": UNKNOWN,
    "before request": UNKNOWN,
    "after request": SENT,
    "before accepted": SENT,
    "after accepted": SENT,
    "before posting": SENT,
    "after claimed": SENT,
    "before claimed": SENT,  # the last: the next sender would take it up again
}
"""Where a sender is killed, and what becomes of its message."""


def play(world: World, size: Size) -> None:
    for _ in range(size.rounds):
        if world.senders == 1:
            _one_by_one(world)
        else:
            _together(world)
            world.finish()


def _one_by_one(world: World) -> None:
    """One message at a time, so that its fate is certain."""
    before = len(world.outcome())
    for chain, _ in CHAINS:
        world.confirm(1, JobKind.SINGLE)
        for n, edge in enumerate(chain):
            if n:
                world.clock.move(seconds=1.5 * LEASE.total_seconds())
            _kill_next(world, edge)
    world.finish()
    for edge in EDGES:
        world.confirm(1, JobKind.SINGLE)
        _kill_next(world, edge)
    world.finish()
    wanted = [*CHAINS, *EDGES.items()]
    odd = [(*one, found) for one, found in zip(wanted, world.outcome()[before:], strict=True) if one[1] != found]
    assert not odd, odd


def _kill_next(world: World, edge: str) -> None:
    victim = world.sender(halt_at=edge)
    victim.say("go")
    _kill_at(world, victim, edge)


def _together(world: World) -> None:
    """As many at a time as there are senders, each with its edge, on one outbox."""
    for first in range(0, len(EDGES), world.senders):
        some = list(EDGES)[first : first + world.senders]
        world.confirm(SHARE * len(some))
        victims = [(world.sender(halt_at=edge), edge) for edge in some]
        for victim, _ in victims:
            victim.say("go")
        with ThreadPoolExecutor(len(victims)) as watchers:  # each at once: one that stands still may hold up another
            for end in [watchers.submit(_kill_at, world, *victim) for victim in victims]:
                end.result()


def _kill_at(world: World, victim: Peer, edge: str) -> None:
    victim.await_line(f"at {edge}")
    world.kill(victim)

"""Senders are killed by chance while they work. Sometimes time jumps, so that one takes the others for dead."""

from tests.faults.grounds import Size
from tests.faults.plan import Plan
from tests.faults.sender_process import LEASE
from tests.faults.world import World

_JUMPS = 20
"""At most: more would run into the evening, when nothing may leave."""


def play(world: World, size: Size) -> None:
    world.finds = world.chance.random() < 0.5
    world.plan(Plan(delay=0.01))
    crew, jumps = world.crew(), 0
    for _ in range(size.kills):
        world.kill_one_of(crew)
        if jumps < _JUMPS and world.chance.random() < 0.2:
            world.clock.move(seconds=1.5 * LEASE.total_seconds())
            jumps += 1
    world.finish()

"""When the next requests of a contract may leave, so that it never gets more in a second than it takes.

Two rules together. The limit itself: in no window as long as the limit's (a second, or longer for a slow contract)
leave more than it allows, wherever the window begins; for that the last departures are kept. And an even pace (GCRA,
the leaky bucket as a moment): they leave spread over the second, a quarter of a second's worth at once at most.

The pace is a little faster than the limit, so that a sender that stood still makes up for it. What a late turn loses
is then its lateness once a window, not once a turn: what left a window ago makes room for as many, however late it is.

Moments and spans are whole microseconds of one clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

SECOND = 1_000_000

_AHEAD = 0.25
"""Seconds' worth of requests that may leave at once."""
_LONGER = 1.01
"""Of the window: what reaches the gateway a few milliseconds late must not fall into the next second."""
_FASTER = 0.8
"""The pace's share of the time that the limit takes."""
_LEAST_AHEAD = 1.5
"""The same in requests, for slow contracts: the half one is for the time that a sender needs to look again."""


@dataclass(frozen=True, slots=True)
class Departed:
    """What left by a contract, as far as it matters."""

    due: int = 0
    """When the next request is due if they leave evenly."""
    recent: Sequence[tuple[int, int]] = ()
    """Moment and number of what left within the last window, oldest first."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A limit of requests a second."""

    interval: int
    """Between two requests that leave evenly."""
    most: int
    """So many may leave within `window`."""
    window: int
    ahead: int
    """So much before it is due a request may leave."""

    @classmethod
    def of(cls, per_second: float) -> "Pace":
        """The pace of a limit, which must be above 0. 20 a second is 20 in any 1.01 s; 2.5 is 3 in any 1.212 s."""
        most = max(1, ceil(per_second))
        interval = _FASTER * SECOND / per_second
        ahead = max(_FASTER * _AHEAD * SECOND, _LEAST_AHEAD * interval)
        return cls(round(interval), most, ceil(_LONGER * most * SECOND / per_second), round(ahead))

    @property
    def turn(self) -> int:
        """How many requests are worth a look: half of what may leave at once. Two or three cost one commit, and the
        other half is the time to be late in.
        """
        return min(self.most, max(1, self.ahead // self.interval // 2))

    def room(self, left: Departed, now: int) -> int:
        """How many may leave now."""
        evenly = (now + self.ahead - max(now, left.due)) // self.interval
        return max(0, min(evenly, self.most - sum(count for _, count in self._within(left, now))))

    def wait(self, left: Departed, now: int, count: int) -> int:
        """How long until `count` may leave at an even pace, and the limit has room for one or more: who waited for all
        of them there would lose the room of the first.
        """
        evenly = max(now, left.due) + count * self.interval - self.ahead
        recent = self._within(left, now)
        is_full = sum(number for _, number in recent) >= self.most
        freed = recent[0][0] + self.window if is_full else now
        return max(0, evenly - now, freed - now)

    def after(self, left: Departed, now: int, used: int) -> Departed:
        """What is to be kept when `used` requests leave now."""
        return Departed(max(now, left.due) + used * self.interval, (*self._within(left, now), (now, used)))

    def _within(self, left: Departed, now: int) -> list[tuple[int, int]]:
        return [(moment, count) for moment, count in left.recent if moment > now - self.window]

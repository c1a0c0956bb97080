"""How many requests a contract takes a second."""

from collections.abc import Callable


class Pace:
    """Lets at most `rate` through a second (None: any number), evenly, with up to a second's worth saved up."""

    def __init__(self, rate: float | None, clock: Callable[[], float]) -> None:
        """`clock` gives seconds that only run forward (`time.monotonic`)."""
        self._rate, self._clock = rate, clock
        self._saved, self._at = 1.0, clock()

    def take(self, wanted: int) -> int:
        """How many of `wanted` may leave now; they count as gone."""
        if self._rate is None:
            return wanted
        now = self._clock()
        self._saved = min(max(1.0, self._rate), self._saved + (now - self._at) * self._rate)
        self._at = now
        taken = min(wanted, int(self._saved))
        self._saved -= taken
        return taken

    def give_back(self, unused: int) -> None:
        """These were taken and not used."""
        self._saved += unused

    def wait(self) -> float:
        """Seconds until the next one may leave."""
        if self._rate is None:
            return 0.0
        return max(0.0, (1.0 - self._saved) / self._rate - (self._clock() - self._at))

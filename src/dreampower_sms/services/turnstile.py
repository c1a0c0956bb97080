"""The last look at a contract's limit, at the moment when a request leaves this PC.

The database says how many may leave (`db.rates`), for all PCs together. Between its word and the request lie two
commits and a thread that has to wake, and those take now a little, now more: what was allowed evenly would leave in a
heap after every delay. So each courier passes here, one by one.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

from dreampower_sms.domain.pacing import SECOND, Pace


class Turnstile:
    """Lets at most as many through in any window of the limit as it allows. Thread-safe."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        pace = Pace.of(per_second)
        self._window = pace.window / SECOND
        self._passed: deque[float] = deque(maxlen=pace.most)
        self._lock = threading.Lock()
        self._clock, self._sleep = clock, sleep

    def go_through(self) -> None:
        """Return when one more may leave: mostly at once, because the database has counted already."""
        with self._lock:
            if len(self._passed) == self._passed.maxlen:
                opens = self._passed[0] + self._window
                while (left := opens - self._clock()) > 0:
                    self._sleep(left)
            self._passed.append(self._clock())

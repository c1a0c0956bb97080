"""A few threads that carry requests to gateways.

Not a `ThreadPoolExecutor`: that one waits for its last request when the program ends, and a provider that never
answers would keep a closed window's process alive for half a minute.
"""

import queue
import threading
from collections.abc import Callable


class Couriers:
    """`count` daemon threads. Work must not raise; what it finds out it hands over by itself."""

    def __init__(self, count: int, name: str) -> None:
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._carry, name=f"{name}-{number}", daemon=True) for number in range(1, count + 1)
        ]
        for thread in self._threads:
            thread.start()

    def __len__(self) -> int:
        return len(self._threads)

    def carry(self, work: Callable[[], None]) -> None:
        """Run `work` on the next free thread."""
        self._work.put(work)

    def close(self) -> None:
        """Let every thread end after the work it has; waits for none."""
        for _ in self._threads:
            self._work.put(None)

    def _carry(self) -> None:
        while (work := self._work.get()) is not None:
            work()

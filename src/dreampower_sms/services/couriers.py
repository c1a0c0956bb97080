"""A few threads that carry requests to gateways.

Not a `ThreadPoolExecutor`: that one waits for its last request when the program ends, and a provider that never
answers would keep a closed window's process alive for half a minute.
"""

import queue
import threading
from collections.abc import Callable, Iterator


class Couriers:
    """`count` daemon threads. Work must not raise; what it finds out it hands over by itself."""

    def __init__(self, count: int, name: str, give_way: Callable[[], None]) -> None:
        """`give_way` is called before each piece of work, in its thread."""
        self._give_way = give_way
        self._work: queue.SimpleQueue[tuple[int, Callable[[], None]] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._carry, name=f"{name}-{number}", daemon=True) for number in range(1, count + 1)
        ]
        for thread in self._threads:
            thread.start()

    def __len__(self) -> int:
        return len(self._threads)

    def carry(self, number: int, work: Callable[[], None]) -> None:
        """Run `work` on the next free thread. `number` is what it is called when it is taken back."""
        self._work.put((number, work))

    def take_back(self) -> Iterator[int]:
        """The numbers of what no thread has begun, and none will. To be asked before `close`."""
        try:
            while (waiting := self._work.get_nowait()) is not None:
                yield waiting[0]
        except queue.Empty:
            return

    def close(self) -> None:
        """Let every thread end after the work it has; waits for none."""
        for _ in self._threads:
            self._work.put(None)

    def _carry(self) -> None:
        while (waiting := self._work.get()) is not None:
            self._give_way()
            waiting[1]()

"""The window goes first: what works beside it holds back while it paints.

Python lets one thread work at a time, and Qt asks Python about every cell that it paints. While messages are sent,
each of those questions waited until another thread let go: lists took longer to paint, and keys waited with them.
"""

import threading
from collections.abc import Generator
from contextlib import contextmanager


class RightOfWay:
    """One a process, for its one window. Thread-safe."""

    def __init__(self, longest: float = 0.1) -> None:
        """A window that paints longer than `longest` seconds shares: what is due has to leave all the same."""
        self._longest = longest
        self._free = threading.Event()
        self._free.set()

    @property
    def is_taken(self) -> bool:
        """Whether the window paints now."""
        return not self._free.is_set()

    @contextmanager
    def taken(self) -> Generator[None]:
        """For the length of the block, whoever gives way waits. In the thread of the window only."""
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    def give_way(self) -> None:
        """Wait while the window paints. Called between two steps of work beside it; costs nothing otherwise."""
        if self.is_taken:
            self._free.wait(self._longest)

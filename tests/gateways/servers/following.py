"""A provider whose time is that of the test."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from tests.gateways.servers.loopback import Answer, Request


class Timed(Protocol):
    """A provider that stands at `now`."""

    now: datetime
    taken: list[Any]

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        ...


class Following:
    """A `loopback.Provider`."""

    def __init__(self, provider: Timed, clock: Callable[[], datetime]) -> None:
        self._provider, self._clock = provider, clock
        self.taken = provider.taken

    def answer(self, request: Request) -> Answer:
        """Answer one request at the test's time."""
        self._provider.now = self._clock()
        return self._provider.answer(request)

"""The threads of the send machine: the same for the window and for `dreampower-sms worker`."""

import logging
import threading
import time
from typing import Protocol

_log = logging.getLogger(__name__)

PATIENCE_S = 4.5
"""How long a stop waits for all loops: a service manager and a closed window give the process five seconds."""


class Loop(Protocol):
    """Something that works until it is asked to stop."""

    @property
    def name(self) -> str:
        """For thread names and logs."""
        ...

    def run(self) -> None:
        """Work; returns soon after `ask_to_stop`."""
        ...

    def wake(self) -> None:
        """Look for work at once."""
        ...

    def ask_to_stop(self) -> None:
        """End soon."""
        ...


class Runner:
    """Runs each loop on a thread of its own. Daemon threads: a loop that hangs does not keep a closed program alive."""

    def __init__(self, *loops: Loop) -> None:
        self._loops = loops
        self._threads = [threading.Thread(target=loop.run, name=loop.name, daemon=True) for loop in loops]

    def start(self) -> None:
        """Begin. Once only: a runner that was stopped is not started again."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look for work at once. From any thread; cheap."""
        for loop in self._loops:
            loop.wake()

    def stop(self, patience: float = PATIENCE_S) -> bool:
        """Ask every loop to end and wait at most `patience` seconds for all. False when one did not end in time."""
        for loop in self._loops:
            loop.ask_to_stop()
        deadline = time.monotonic() + patience
        started = [thread for thread in self._threads if thread.ident is not None]
        for thread in started:
            thread.join(max(0.0, deadline - time.monotonic()))
        late = [thread.name for thread in started if thread.is_alive()]
        if late:
            _log.warning("still running after %.1f s: %s", patience, ", ".join(late))
        return not late

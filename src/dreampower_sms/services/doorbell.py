"""Wakes the sender of this PC when another one confirmed something (PostgreSQL)."""

import logging
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from dreampower_sms.db import doorbell
from dreampower_sms.db.engine import Database
from dreampower_sms.db.errors import DatabaseError

_log = logging.getLogger(__name__)

_AFTER_TROUBLE_S = 10.0


class Doorbell:
    """A loop of the send machine. Without it messages leave just as surely, up to a poll later."""

    name = "doorbell"

    def __init__(self, database: Database, rung: Callable[[], None], again: float = _AFTER_TROUBLE_S) -> None:
        """`rung` is called in the loop's thread; `again`: seconds until a line that was cut is tried again."""
        self._database, self._rung, self._again = database, rung, again
        self._stopping = threading.Event()
        self._end: socket.socket | None = None
        """What is written here ends the listening."""

    def run(self) -> None:
        """Listen until asked to stop; at once over on SQLite."""
        hung_up, self._end = socket.socketpair()
        with hung_up, self._end:
            while not (self._stopping.is_set() or self._database.is_sqlite):
                try:
                    for _ in doorbell.rings(self._database, hung_up):
                        self._rung()
                except DatabaseError as error:  # the sender says so where a person sees it; it asks the same database
                    _log.info("not listening: %s", error.code)
                    self._stopping.wait(self._again)

    def wake(self) -> None:
        """It is always awake."""

    def ask_to_stop(self) -> None:
        """End soon."""
        self._stopping.set()
        if self._end is not None:
            with suppress(OSError):  # the loop has ended by itself
                self._end.send(b"0")

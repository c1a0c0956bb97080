"""Wakes the sender of this PC when another one confirmed something (PostgreSQL)."""

import logging
import threading
from collections.abc import Callable

from dreampower_sms.db import doorbell
from dreampower_sms.db.engine import Database
from dreampower_sms.db.errors import DatabaseError

_log = logging.getLogger(__name__)

_LOOK_S = 0.5
"""How soon a wish to stop is seen."""
_AFTER_TROUBLE_S = 10.0


class Doorbell:
    """A loop of the send machine. Without it messages leave just as surely, up to a poll later."""

    name = "doorbell"

    def __init__(self, database: Database, rung: Callable[[], None], again: float = _AFTER_TROUBLE_S) -> None:
        """`rung` is called in the loop's thread; `again`: seconds until a line that was cut is tried again."""
        self._database, self._rung, self._again = database, rung, again
        self._stopping = threading.Event()

    def run(self) -> None:
        """Listen until asked to stop; at once over on SQLite."""
        while not (self._stopping.is_set() or self._database.is_sqlite):
            try:
                self._listen()
            except DatabaseError as error:  # the sender says so where a person sees it; it asks the same database
                _log.info("not listening: %s", error.code)
                self._stopping.wait(self._again)

    def _listen(self) -> None:
        for rung in doorbell.rings(self._database, _LOOK_S):
            if self._stopping.is_set():
                return
            if rung:
                self._rung()

    def wake(self) -> None:
        """It is always awake."""

    def ask_to_stop(self) -> None:
        """End soon."""
        self._stopping.set()

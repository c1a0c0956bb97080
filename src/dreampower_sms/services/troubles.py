"""What keeps messages from leaving, or their results from coming in: told where a person sees it, and to the log."""

import logging
import threading
from collections.abc import Callable
from functools import partial

from dreampower_sms.domain.errors import DreamPowerError

_log = logging.getLogger(__name__)

Teller = Callable[[DreamPowerError | None], None]
"""Is told a trouble, and None when it is over."""


class Troubles:
    """The trouble that each loop of the send machine is in. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lasting: dict[str, DreamPowerError] = {}
        self._listeners: list[Teller] = []

    def of(self, loop: str) -> Teller:
        """How this loop tells."""
        return partial(self._tell, loop)

    def listen(self, listener: Teller) -> Callable[[], None]:
        """Tell `listener` from now on, in the thread of a loop, which trouble lasts. Returns how to stop that."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def _tell(self, loop: str, error: DreamPowerError | None) -> None:
        """Under the lock: of two loops in trouble, the last word must be the newest."""
        with self._lock:
            if error is None:
                self._lasting.pop(loop, None)
                _log.info("%s works again", loop)
            else:
                self._lasting[loop] = error
                _log.warning("%s is in trouble: %s", loop, error)
            lasts = next(iter(self._lasting.values()), None)
            for listener in self._listeners:
                try:
                    listener(lasts)
                except Exception:  # noqa: BLE001  a broken screen must not keep messages from leaving
                    _log.exception("a listener failed")

"""Who wants to know that messages changed: cards, lists, the handset, the sender."""

import logging
import threading
from collections.abc import Callable, Collection

_log = logging.getLogger(__name__)

Listener = Callable[[Collection[int]], None]
"""Gets the ids of the messages, in the thread that changed them: a window passes them on by a signal."""


class Changes:
    """Tells everybody who listens. What one listener does wrong neither stops the others nor the sender."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` from now on. Returns how to stop that."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def tell(self, ids: Collection[int]) -> None:
        """These messages changed."""
        if not ids:
            return
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(ids)
            except Exception:  # noqa: BLE001  a broken screen must not keep messages from leaving
                _log.exception("a listener failed")

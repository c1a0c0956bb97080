"""Who wants to be told something, and telling them."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Listeners(Generic[T]):
    """Thread-safe. What one listener does wrong neither stops the others nor the sender."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Callable[[T], None]] = []

    def listen(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Tell `listener` from now on, in the thread of who tells: a window passes it on by a signal.

        Returns how to stop that.
        """
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def tell(self, said: T) -> None:
        """Tell everybody who listens now."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(said)
            except Exception:  # noqa: BLE001  a broken screen must not keep messages from leaving
                _log.exception("a listener failed")

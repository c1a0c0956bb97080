"""Passes on that something changed, never more often than a window can bear.

While thousands of messages leave, something changes many times a second. What hangs on it is read anew soon after the
first change, and then once in a while for as long as changes keep coming; the last one is never lost.
"""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

_SHARE = 10
"""A reading that takes long is followed by a rest of so many times its length."""


class Throttle(QObject):
    """`due` comes `soon_ms` after a change, but not before `every_ms` are over since it came last."""

    due = Signal()

    def __init__(self, soon_ms: int, every_ms: int, parent: QObject) -> None:
        super().__init__(parent)
        self._soon_ms, self._every_ms, self._cost_ms = soon_ms, every_ms, 0
        self._last = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._pass_on)

    def hear(self) -> None:
        """Something changed."""
        if not self._timer.isActive():
            over = self._last.elapsed() if self._last.isValid() else self._rest_ms
            self._timer.start(max(self._soon_ms, self._rest_ms - over))

    def took(self, cost_ms: int) -> None:
        """How long it took to read what is read when `due` comes."""
        self._cost_ms = cost_ms

    def stop(self) -> None:
        """Forget what was heard."""
        self._timer.stop()

    @property
    def _rest_ms(self) -> int:
        return max(self._every_ms, _SHARE * self._cost_ms)

    def _pass_on(self) -> None:
        self._last.start()
        self.due.emit()

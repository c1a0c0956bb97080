"""What is the case whenever a widget is painted."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Paints(QObject):
    """Looks each time when `watched` is painted; `found` has an answer for each."""

    def __init__(self, watched: QWidget, look: Callable[[], bool] = lambda: True) -> None:
        super().__init__(watched)
        self._look = look
        self.found: list[bool] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's own name
        if event.type() == QEvent.Type.Paint:
            self.found.append(self._look())
        return False

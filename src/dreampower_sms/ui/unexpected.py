"""Errors that nobody caught, in a slot or on a thread: said in the window and kept in the log.

A program without a console has nowhere to print them, and Qt goes on after them as if nothing had happened.
"""

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Signal


class Unexpected(QObject):
    """Takes the place of Python's own hooks until `close`."""

    raised = Signal(object)
    """The exception, in the window's thread wherever it happened."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._telling = False
        self._printing, self._printing_thread = sys.excepthook, threading.excepthook
        sys.excepthook = self._caught
        threading.excepthook = self._caught_on_thread

    def close(self) -> None:
        """Leave errors to Python again."""
        sys.excepthook, threading.excepthook = self._printing, self._printing_thread

    def _caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if self._telling or not isinstance(error, Exception):
            self._printing(kind, error, trace)  # an error while one is told, or Ctrl+C
            return
        self._telling = True
        try:
            self.raised.emit(error)
        finally:
            self._telling = False

    def _caught_on_thread(self, args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            self.raised.emit(args.exc_value)
        else:
            self._printing_thread(args)

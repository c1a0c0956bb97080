"""Garbage is collected in the window's thread alone.

Python collects cycles in whichever thread happens to allocate. A widget that ends in a reader's thread takes the window
with it while Qt goes through all widgets, e.g. to dress them (seen with PySide 6.12). So collecting by itself is off
while the window lives, and a timer does what it would have done.

To look at all that a running program consists of takes 50 to 80 ms, and a clerk feels that. So what is there once it
has started is set aside: none of it is ever garbage.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500


class WindowCollector(QObject):
    """Collects as often as Python's own thresholds say, and only here."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._aside = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the oldest generation whose threshold is passed."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def set_aside(self) -> None:
        """The program has started: from now on look only at what comes after this."""
        gc.freeze()
        self._aside = True

    def stop(self) -> None:
        """The window is gone: collect what it left, and leave the rest to Python again."""
        self._timer.stop()
        if self._aside:
            gc.unfreeze()
        gc.collect()
        gc.enable()

"""Process start to first painted, usable menu, beside a bare PySide6 window in the same run."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure

RUNS = 7
TIMES_BARE = 3.0

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow, QLabel
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        sys.stdout.write(repr(time.time())); sys.stdout.flush()
        import os; os._exit(0)
application = QApplication([])
window = Window(); window.setCentralWidget(QLabel("bare")); window.resize(1280, 720); window.show()
application.exec()
"""

OURS = """
import os, sys, time
from PySide6.QtCore import QObject, QEvent
from PySide6.QtWidgets import QApplication
application = QApplication([])
class Eye(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched.objectName() == "keyBar":
            focus = application.focusWidget()
            sys.stdout.write(repr(time.time())); sys.stdout.flush()
            os._exit(0 if focus is not None else 3)  # usable: keys have somewhere to go
        return False
eye = Eye(); application.installEventFilter(eye)
from dreampower_sms.app import run_window
from pathlib import Path
run_window(Path(sys.argv[1]), demo=False)
"""


def run() -> Iterator[Figure]:
    """Medians of alternating runs, so that both meet the same machine."""
    with tempfile.TemporaryDirectory() as folder:
        _start(OURS, str(Path(folder) / "warm"))
        bare: list[float] = []
        ours: list[float] = []
        for _ in range(RUNS):
            bare.append(_start(BARE))
            ours.append(_start(OURS, str(Path(folder) / "data")))
    floor, value = statistics.median(bare), statistics.median(ours)
    against = f"a bare PySide6 window: {floor * 1000:.0f} ms"
    yield Figure("startup_menu", value * 1000, "ms", floor * 1000 * TIMES_BARE, against)
    yield Figure("startup_times_bare", value / floor, "times", TIMES_BARE, against)


def _start(source: str, *words: str) -> float:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.time()
    done = subprocess.run([sys.executable, "-c", source, *words], env=env, check=True, capture_output=True, text=True)
    return float(done.stdout) - began

"""What the commands of the program do: the window, the worker, the doctor.

The window comes first and everything else after its first paint: Qt alone takes 160 ms, the database libraries as
long again. Until the database is open the menu is there, says so, and keeps the wish of a clerk who was faster.
"""

import gc
import logging
import logging.handlers
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from dreampower_sms import paths
from dreampower_sms.paths import Places

if TYPE_CHECKING:
    from dreampower_sms.machine import Machine
    from dreampower_sms.parts import Backend

log = logging.getLogger(__name__)

_LOG_BYTES, _LOG_FILES = 2_000_000, 5
_AGAIN_S = 3.0
"""A worker starts with the machine, often before the database server: how soon it looks again."""


def run_window(data: Path | None = None, database: str | None = None, *, demo: bool = False) -> int:
    """Open the program. A second start on the same data raises the first's window and ends."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from dreampower_sms.ui import style
    from dreampower_sms.ui.single import SingleCopy
    from dreampower_sms.ui.start import Program
    from dreampower_sms.ui.unexpected import Unexpected

    places = Places.of(data, database, demo=demo)
    write_log(places.data)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)  # noqa: S101  Qt's own type is wider
    single = SingleCopy(places.data)
    if not single.acquire():
        return 0 if single.raise_other() else 1
    settings = QSettings(str(places.data / "window.ini"), QSettings.Format.IniFormat)
    style.prepare(application)
    program = Program(application, settings, lambda: _open(places, demo=demo))
    unexpected = Unexpected(application)
    unexpected.raised.connect(program.window.show_error)
    single.raise_asked.connect(program.window.raise_to_front)
    program.start()
    code = application.exec()
    program.close()
    unexpected.close()
    single.release()
    return code


def run_worker(data: Path | None = None, database: str | None = None) -> int:
    """Send without a window until Ctrl+C or the end of the service."""
    import signal

    places = Places.of(data, database)
    write_log(places.data)
    done = threading.Event()

    def stop(_number: int, _frame: object) -> None:
        done.set()

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    machine = _machine_once_reached(places, done)
    if machine is not None:
        machine.start()
        log.info("worker runs")
        while not done.wait(1.0):  # a wait without an end would not hear Ctrl+C on Windows
            pass
        machine.close()
    gc.freeze()  # or the interpreter looks through all that was loaded once more: one of the five seconds that it has
    return 0


def _machine_once_reached(places: Places, done: threading.Event) -> "Machine | None":
    """Open the database, as often as it takes until it answers; None when the worker was asked to end meanwhile."""
    from dreampower_sms.db.errors import DatabaseLocked, DatabaseUnreachable
    from dreampower_sms.machine import build_machine

    told = ""
    while not done.is_set():
        try:
            return build_machine(places)
        except (DatabaseLocked, DatabaseUnreachable) as error:
            if told != error.code:
                log.warning("worker waits: %s", error)
            told = error.code
        done.wait(_AGAIN_S)
    return None


def run_doctor(data: Path | None = None, database: str | None = None, *, self_test: bool = False) -> int:
    """Check the installation; with `self_test` also every screen and the practice gateway. 0 well, 1 not."""
    from dreampower_sms.doctor import examine

    return examine(Places.of(data, database), self_test=self_test)


def _open(places: Places, *, demo: bool) -> "Backend":
    from dreampower_sms.parts import build_backend

    return build_backend(places, demo=demo)


def write_log(data: Path) -> None:
    """Log to a file in UTF-8: a Windows program without a console has nowhere to print."""
    handler = logging.handlers.RotatingFileHandler(
        paths.log_dir(data) / "dreampower.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("dreampower_sms")
    root.setLevel(os.environ.get("DREAMPOWER_LOG", "INFO"))
    root.addHandler(handler)

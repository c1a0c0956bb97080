"""The real window while 10,000 messages leave through its own sender; prints one JSON line.

    python -m benchmarks.sending_window FOLDER [URL]
    python -m benchmarks.sending_window confirm URL COUNT FIRST   what another PC does meanwhile

The practice gateway answers after 50 ms here, as a quick provider does, and delivers at once. Without a URL the
database is SQLite, in the folder.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from benchmarks.free_search_window import Watch
from benchmarks.importing import resident_mb
from dreampower_sms import tour
from dreampower_sms.db import messages
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import MessageRecord
from dreampower_sms.domain.messages import State
from dreampower_sms.gateways import registry
from dreampower_sms.gateways.practice import Pace, PracticeGateway
from dreampower_sms.gateways.protocol import Gateway
from dreampower_sms.gateways.setup import Setup
from dreampower_sms.parts import build_backend
from dreampower_sms.paths import Places
from dreampower_sms.ui import style
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.start import Program
from tests import sending

COUNT, WARM = 10_000, 15_000
"""What leaves first fills the page caches of SQLite's connections (`db.engine` bounds each), then nothing may grow."""
_ANSWER, _AT_ONCE = timedelta(milliseconds=50), timedelta(0)


def _prompt(setup: Setup) -> Gateway:
    return PracticeGateway(setup.data / "practice.sqlite3", setup.clock, Pace(_ANSWER, _AT_ONCE, _AT_ONCE, _AT_ONCE))


def main() -> None:
    """The window, or the other PC."""
    if sys.argv[1] == "confirm":
        if sys.platform != "win32":
            os.nice(19)  # another PC has a processor of its own
        _confirm(sys.argv[2], tour.half_past_ten()(), int(sys.argv[3]), int(sys.argv[4]))
        return
    folder = Path(sys.argv[1])
    url = sys.argv[2] if len(sys.argv) > 2 else None
    folder.mkdir()
    registry.GATEWAYS = {**registry.GATEWAYS, "practice": registry.Row(_prompt, real=False)}
    application = QApplication([])
    style.prepare(application)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    places, clock = Places.of(folder, url), tour.half_past_ten()
    program = Program(application, settings, lambda: build_backend(places, clock, demo=True))
    program.start()
    program.window.resize(*tour.SIZE)
    player = tour.Player(application, program, folder)
    player.see("the database", lambda: program.is_ready)
    labels = [button.text() for button in program.menu.buttons]
    player.press(Qt.Key(Qt.Key.Key_1 + next(n for n, label in enumerate(labels) if "SMS" in label)))
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    screen = program.window.screen
    assert isinstance(screen, SmsDetailsScreen)
    screen.tabs.setCurrentWidget(screen.send_jobs)
    database = Database(places.database_url)
    _confirm(places.database_url, clock(), WARM, 0)
    before = _sent(application, database, lambda: None)
    began, watch = time.perf_counter(), Watch()
    after = _sent(application, database, lambda: _confirm_elsewhere(places.database_url, COUNT, WARM))
    seconds = time.perf_counter() - began
    found = {"warm": WARM, "count": COUNT, "seconds": seconds, "stall": watch.longest, "busy": watch.busiest}
    sys.stdout.write(json.dumps({**found, "before": before, "after": after}) + "\n")
    sys.stdout.flush()
    os._exit(0)


def _confirm(url: str, now: datetime, count: int, first: int) -> None:
    database = Database(url)
    job = sending.job_of([sending.recipient(n, not_before=now) for n in range(first, first + count)])
    with database.write() as session:
        messages.confirm(session, job, now)
    database.close()


def _confirm_elsewhere(url: str, count: int, first: int) -> None:
    """As another PC would: what it takes is not taken from the window, which sees the list appear."""
    command = [sys.executable, "-m", "benchmarks.sending_window", "confirm", url, str(count), str(first)]
    subprocess.run(command, check=True)


def _sent(application: QApplication, database: Database, begin: Callable[[], None]) -> float:
    """Let the window work until all have left; somebody else begins and counts. Returns its memory then, in MB."""
    counter = threading.Thread(target=_count_down, args=(database, begin))
    counter.start()
    while counter.is_alive():
        application.processEvents()
        time.sleep(0.001)
    return resident_mb()


def _count_down(database: Database, begin: Callable[[], None]) -> None:
    begin()
    waiting = MessageRecord.state.in_((State.QUEUED, State.CLAIMED, State.POSTING))
    left = 1
    while left:
        time.sleep(1)
        with database.read() as session:
            left = session.scalar(select(func.count()).select_from(MessageRecord).where(waiting)) or 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main()

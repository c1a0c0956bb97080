"""The one place where parts are put together.

The window comes first and everything else after its first paint: Qt alone takes 160 ms, the database libraries as
long again. Until the database is open the menu is there, says so, and keeps the wish of a clerk who was faster.
"""

import logging
import logging.handlers
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dreampower_sms import paths

if TYPE_CHECKING:
    from dreampower_sms.db.engine import Database
    from dreampower_sms.gateways.practice import Arrival
    from dreampower_sms.services.gateways import ContractGateways
    from dreampower_sms.services.runner import Runner
    from dreampower_sms.ui.shell import Services

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_LOG_BYTES, _LOG_FILES = 2_000_000, 5


def utc_now() -> datetime:
    """The clock of the program."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Places:
    """Where this copy of the program keeps its things."""

    data: Path
    database_url: str

    @classmethod
    def of(cls, data: Path | None, database: str | None, *, demo: bool = False) -> "Places":
        """From the command line; the demo has a folder of its own, so that it never touches a shop's data."""
        folder = paths.data_dir(data)
        if demo and data is None:
            folder = paths.data_dir(folder / "demo")
        return cls(folder, database or str(folder / "dreampower.sqlite3"))


@dataclass(slots=True)
class Backend:
    """Everything below the screens, running."""

    database: "Database"
    services: "Services"
    runner: "Runner"
    gateways: "ContractGateways"

    def start(self) -> None:
        """Begin to send and to ask for results."""
        self.runner.start()

    def close(self) -> None:
        """Finish what is being posted (at most 5 s) and give everything back."""
        self.runner.stop()
        self.gateways.close()
        self.database.close()


def build_backend(places: Places, clock: Clock = utc_now, *, demo: bool = False) -> Backend:
    """Open the database (with its migrations) and build the services. Raises `DatabaseError`."""
    from dreampower_sms.db.engine import Database
    from dreampower_sms.db.upgrade import upgrade
    from dreampower_sms.services.changes import Changes
    from dreampower_sms.services.custom_bar import CustomBars
    from dreampower_sms.services.demo import load_demo
    from dreampower_sms.services.drafts import Drafts
    from dreampower_sms.services.gateways import ContractGateways
    from dreampower_sms.services.history import History
    from dreampower_sms.services.inquiry import Inquiry
    from dreampower_sms.services.optout import OptOut
    from dreampower_sms.services.results import ResultPoller
    from dreampower_sms.services.runner import Runner
    from dreampower_sms.services.send import SendService
    from dreampower_sms.services.sender import Sender
    from dreampower_sms.services.settings import Settings
    from dreampower_sms.services.templates import Templates
    from dreampower_sms.services.terms import ShopTerms
    from dreampower_sms.ui.shell import Services

    upgrade(places.database_url)
    database = Database(places.database_url)
    templates = Templates(database, clock)
    templates.seed()
    if demo:
        load_demo(database, clock())
    changes, pc = Changes(), socket.gethostname()
    terms = ShopTerms(database, clock)
    gateways = ContractGateways(database, places.data, clock)
    sender = Sender(database, gateways, terms, clock, changes)
    runner = Runner(sender, ResultPoller(database, gateways, clock, changes))
    changes.listen(lambda _ids: runner.wake())
    services = Services(
        inquiry=Inquiry(database, clock),
        bars=CustomBars(database),
        opt_out=OptOut(database, clock, pc),
        send=SendService(database, terms, clock, changes, pc),
        templates=templates,
        drafts=Drafts(database, clock),
        history=History(database),
        settings=Settings(database, clock),
        terms=terms,
        changes=changes,
        listen_to_handset=handset_of(gateways),
        clock=clock,
    )
    return Backend(database, services, runner, gateways)


def handset_of(gateways: "ContractGateways") -> Callable[[Callable[["Arrival"], None]], None]:
    """How the window hears what reached the practice handset."""
    from dreampower_sms.gateways.practice import PracticeGateway

    def listen(listener: Callable[["Arrival"], None]) -> None:
        for gateway in gateways.all().values():
            if isinstance(gateway, PracticeGateway):
                gateway.on_arrival(listener)

    return listen


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
    style.load_fonts()
    program = Program(application, settings, lambda: build_backend(places, demo=demo))
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
    import threading

    places = Places.of(data, database)
    write_log(places.data)
    done = threading.Event()

    def stop(_number: int, _frame: object) -> None:
        done.set()

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    backend = build_backend(places)
    backend.start()
    log.info("worker runs")
    while not done.wait(1.0):  # a wait without an end would not hear Ctrl+C on Windows
        pass
    backend.close()
    return 0


def run_doctor(data: Path | None = None, database: str | None = None, *, self_test: bool = False) -> int:
    """Check the installation; with `self_test` also every screen and the practice gateway. 0 well, 1 not."""
    from dreampower_sms.doctor import examine

    return examine(Places.of(data, database), self_test=self_test)


def write_log(data: Path) -> None:
    """Log to a file in UTF-8: a Windows program without a console has nowhere to print."""
    handler = logging.handlers.RotatingFileHandler(
        paths.log_dir(data) / "dreampower.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("dreampower_sms")
    root.setLevel(os.environ.get("DREAMPOWER_LOG", "INFO"))
    root.addHandler(handler)

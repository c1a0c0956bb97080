"""The whole program on a demo shop, on both databases, played by key events."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from dreampower_sms import tour
from dreampower_sms.db.engine import Database
from dreampower_sms.parts import Backend, build_backend
from dreampower_sms.paths import Places
from dreampower_sms.services.demo import load_demo
from dreampower_sms.services.templates import Templates
from dreampower_sms.ui import style
from dreampower_sms.ui.collecting import WindowCollector
from dreampower_sms.ui.start import Program
from tests.servers import PostgresServer


@pytest.fixture
def begin(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], tour.Player]]:
    """Starts the program on a database that may not be there; what was started ends with the test."""
    programs: list[Program] = []
    # what is set aside comes back with all that is frozen, the tests themselves too: a second for each program
    monkeypatch.setattr(WindowCollector, "set_aside", lambda _self: None)

    def show(url: str) -> tour.Player:
        gc.collect()  # what the test before held on to
        gc.freeze()  # a program's end looks for garbage in what came since, not in all that was loaded by then
        folder = Path(tempfile.mkdtemp(dir=tmp_path))
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        settings.setValue("handset/shown", False)
        style.prepare(qapp)
        clock = tour.half_past_ten()

        def build() -> Backend:
            return build_backend(Places.of(folder, url), clock, demo=True)

        program = Program(qapp, settings, build)
        programs.append(program)
        program.start()
        program.window.resize(*tour.SIZE)
        return tour.Player(qapp, program, folder)

    yield show
    for program in programs:
        program.window.close()
        program.close()
        shiboken6.delete(program.window)  # or the next program dresses this one too, and the next but one both
        shiboken6.delete(program)


@pytest.fixture
def start(begin: Callable[[str], tour.Player]) -> Callable[[str], tour.Player]:
    """Starts the program and waits for its database."""

    def wait(url: str) -> tour.Player:
        player = begin(url)
        player.see("the database", lambda: player.program.is_ready)
        return player

    return wait


def _fill(url: str) -> None:
    """The demo shop with its templates, as the program's first start would leave it."""
    database = Database(url)
    clock = tour.half_past_ten()
    Templates(database, clock).seed()
    load_demo(database, clock())
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.fixture(scope="session")
def demo_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demo shop, to be copied."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    _fill(str(path))
    return path


@pytest.fixture(scope="session")
def demo_postgres(postgres: PostgresServer, migrated_postgres: str) -> str:
    """The name of a PostgreSQL database with the demo shop, to be copied."""
    _fill(postgres.create("demo", migrated_postgres))
    return "demo"


@pytest.fixture(params=["sqlite", "postgresql"])
def shop_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The demo shop, first on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        copy = tmp_path / "shop.sqlite3"
        copy.write_bytes(request.getfixturevalue("demo_sqlite").read_bytes())
        yield str(copy)
        return
    template: str = request.getfixturevalue("demo_postgres")
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database(template=template) as url:
        yield url


@pytest.fixture
def player(shop_url: str, start: Callable[[str], tour.Player]) -> tour.Player:
    """The program on its menu."""
    return start(shop_url)

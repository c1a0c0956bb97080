"""PostgreSQL for tests and benchmarks: a throw-away server in a folder of its own, or one that is lent by its URL."""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path

from sqlalchemy import create_engine, make_url

LENT = "DREAMPOWER_TEST_POSTGRES"
"""Names the variable with the URL of a server that may be used instead, as on Windows; its user makes databases."""

_QUICK = "-c fsync=off -c full_page_writes=off -c autovacuum=off -c max_wal_size=256MB"
"""Safe when the server is killed, not when the machine is: asynchronous commits would lose rows at `kill`."""

_IN_MEMORY, _ROOM = Path("/dev/shm"), 4 << 30
"""Where a database of a thousand files is made in a quarter of the time, and the bytes that have to be free there."""

_CHOOSES = (15,)
"""The first PostgreSQL that can be told how to copy a database; those before do what we want."""

_PREFIX = "dpsms-pg-"
_OWNER = "owner"
"""The file with the id of the process that brought the server up."""


class NoPostgresError(RuntimeError):
    """No PostgreSQL server program was found; `python3 dev.py test` installs one on Debian."""


class AnyPostgres:
    """A running server. `url` names a database that is there already."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._numbers = itertools.count()
        # one connection for all databases: a new one costs as much as half a database; asked first whether it lives,
        # because tests kill servers
        self._engine = create_engine(
            self._url, isolation_level="AUTOCOMMIT", pool_size=1, max_overflow=0, pool_pre_ping=True
        )

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database on this server."""
        return self._url.set(database=name).render_as_string(hide_password=False)

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, a copy of `template`, and give its URL."""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{self._how_to_copy()}')
        return self.url(name)

    @contextmanager
    def database(self, template: str = "template0") -> Generator[str]:
        """The URL of a new database, a copy of `template`, for one test."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        try:
            yield self.create(name, template)
        finally:
            self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run one statement on the database of the server's own URL, outside a transaction."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def leave(self) -> None:
        """Close the connection to the server."""
        self._engine.dispose()

    def _how_to_copy(self) -> str:
        """The server's own choice: a lent one may have to keep what it writes."""
        return ""


class PostgresServer(AnyPostgres):
    """A server of our own, on a local socket. `start` and `kill` are for tests of a server that goes away."""

    def __init__(self, folder: Path, settings: str) -> None:
        super().__init__(f"postgresql+psycopg://postgres@/postgres?host={folder}")
        self._folder = folder
        self._settings = f"-k {folder} -c listen_addresses='' -c max_connections=200 {settings}"

    def make(self) -> None:
        """Lay out the server's files."""
        _as_postgres("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                     "--no-sync")  # fmt: skip

    def start(self) -> None:
        """Start the server and wait until it answers."""
        _as_postgres("pg_ctl", "-D", self._data, "-w", "-l", self._folder / "log", "-o", self._settings, "start")

    def kill(self) -> None:
        """Stop without a clean shutdown, as a power cut would. Nothing happens when it doesn't run."""
        if (self._data / "postmaster.pid").exists():
            _as_postgres("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def _how_to_copy(self) -> str:
        """File by file instead of page by page through the log: with no fsync that takes less than half the time."""
        with self._engine.connect() as connection:
            chooses = (connection.dialect.server_version_info or ()) >= _CHOOSES
        return " STRATEGY FILE_COPY" if chooses else ""

    @property
    def _data(self) -> Path:
        return self._folder / "data"


@contextmanager
def start_postgres(*, durable: bool = False) -> Generator[PostgresServer]:
    """Bring up a server in a new folder and take it down again. `durable` keeps fsync on, for figures."""
    _end_orphans()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=None if durable else _quick_folder()))
    (folder / _OWNER).write_text(str(os.getpid()), encoding="ascii")
    server = PostgresServer(folder, "" if durable else _QUICK)
    try:
        if _is_root():
            shutil.chown(folder, "postgres")
        server.make()
        server.start()
        yield server
    finally:
        server.leave()
        server.kill()
        shutil.rmtree(folder)


@contextmanager
def any_postgres() -> Generator[AnyPostgres]:
    """The server that is lent, else one of our own."""
    if url := os.environ.get(LENT):
        server = AnyPostgres(url)
        try:
            yield server
        finally:
            server.leave()
        return
    with start_postgres() as server:
        yield server


def _quick_folder() -> Path | None:
    """Where a server that keeps nothing lives; None for the usual place."""
    return _IN_MEMORY if _IN_MEMORY.is_dir() and shutil.disk_usage(_IN_MEMORY).free > _ROOM else None


def _end_orphans() -> None:
    """End the servers of test runs that were killed before they could do it."""
    places = (Path(tempfile.gettempdir()), _IN_MEMORY)
    for owner in chain.from_iterable(place.glob(f"{_PREFIX}*/{_OWNER}") for place in places):
        try:
            os.kill(int(owner.read_text(encoding="ascii")), 0)
        except ProcessLookupError:
            with suppress(subprocess.CalledProcessError):  # it has ended already
                PostgresServer(owner.parent, "").kill()
            shutil.rmtree(owner.parent, ignore_errors=True)
        except (OSError, ValueError):
            continue  # another user's, or just being made or taken away


def _program(name: str) -> str:
    newest_first = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version, reverse=True)
    if found := next(iter(newest_first), None) or shutil.which(name):
        return str(found)
    message = f"{name} was not found; {LENT} may name a running server instead"
    raise NoPostgresError(message)


def _version(program: Path) -> int:
    return int(program.parts[-3])


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _as_postgres(program: str, *words: str | Path) -> None:
    """Run a server program: PostgreSQL refuses root."""
    prefix: Sequence[str] = ("runuser", "-u", "postgres", "--") if _is_root() else ()
    command = [*prefix, _program(program), *map(str, words)]
    # The server inherits what pg_ctl has open: a pipe here would never end.
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)

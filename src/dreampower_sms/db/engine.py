"""One `Database` for SQLite and PostgreSQL: where transactions begin and end.

`read()` sees one moment; `write()` holds the write lock from its first statement. On SQLite a deferred
transaction that wants to write later fails at once when another wrote in between (SQLITE_BUSY_SNAPSHOT, no timeout
helps), so writes begin with BEGIN IMMEDIATE. Durability: `synchronous=FULL`, because a message that was
posted must still be known as posted after a power cut; in WAL mode NORMAL may lose the last commits.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from dreampower_sms.db.errors import DatabaseUrlWrong, SearchStopped, translated
from dreampower_sms.db.shares import refuse_network_share

_WAIT_S = 10
"""How long a writer waits for another one before it says that the file is locked …"""
_TURN_S = 0.02
"""… and how long it rests between two tries where SQLite itself does not wait."""
_CONNECT_S = 5


class Database:
    """The shop's database. Thread-safe; each `read` and `write` takes a connection of its own."""

    def __init__(self, url: str, give_way: Callable[[], None] | None = None) -> None:
        """Nothing is opened yet. Raises `NetworkShare` for a SQLite file on a share, `DatabaseUrlWrong`.

        `give_way` is called before each statement, in the thread that wants it.
        """
        self.url: URL = normalised(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            refuse_network_share(self.url.database or "")
        self.engine: Engine = _sqlite(self.url) if self.is_sqlite else _postgres(self.url)
        if give_way is not None:
            event.listen(self.engine, "before_cursor_execute", lambda *_statement: give_way())

    @contextmanager
    def read(self) -> Generator[Session]:
        """A transaction that only reads. Raises `DatabaseError`."""
        with translated(), Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """A transaction that commits at the end of the block and rolls back on an error. Raises `DatabaseError`."""
        with translated(), Session(self.engine) as session:
            if self.is_sqlite:
                session.connection(execution_options={"dp_immediate": True})
            yield session
            session.commit()

    @contextmanager
    def stoppable(self, stop: "Stop") -> Generator[Session]:
        """A reading transaction that another thread may end by `stop.now()`: the query really stops on the server.

        Raises `SearchStopped` when it was stopped, before the first statement or in the middle of one.
        """
        with self.read() as session:
            connection = session.connection()
            with stop.watching(_canceller(connection)):
                yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


class Stop:
    """A wish, from another thread, that a running query ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancel: Callable[[], None] | None = None
        self._wanted = False

    @property
    def wanted(self) -> bool:
        """Whether somebody asked to stop."""
        return self._wanted

    def now(self) -> None:
        """End the running query; later ones under this wish don't begin."""
        with self._lock:
            self._wanted = True
            if self._cancel is not None:
                self._cancel()

    @contextmanager
    def watching(self, cancel: Callable[[], None]) -> Generator[None]:
        """For the length of the block, `now` calls `cancel`: never after it, when the connection serves others."""
        with self._lock:
            if self._wanted:
                raise SearchStopped
            self._cancel = cancel
        try:
            yield
        finally:
            with self._lock:
                self._cancel = None


def normalised(url: str) -> URL:
    """The URL with the driver that the program ships; a bare path is a SQLite file. Raises `DatabaseUrlWrong`."""
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        made = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUrlWrong from error
    match made.get_backend_name():
        case "sqlite":
            return made
        case "postgresql" | "postgres":
            return made.set(drivername="postgresql+psycopg")
        case _:
            raise DatabaseUrlWrong


def shown(url: str) -> str:
    """A database as it may be shown, logged and kept: without a password, and without the driver's name."""
    made = normalised(url)
    if made.get_backend_name() == "sqlite":
        return made.database or ""
    return made.set(drivername="postgresql")._replace(password=None).render_as_string()


def _canceller(connection: Connection) -> Callable[[], None]:
    driver: Any = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        return driver.interrupt
    return driver.cancel_safe


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=5,
        max_overflow=40,
        connect_args={"check_same_thread": False, "timeout": _WAIT_S},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver begins no transaction behind our back
        _use_log(connection)
        # 8 MB a connection: each reader thread has one, and the system keeps the file's pages besides
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "cache_size=-8000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("dp_immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _use_log(connection: sqlite3.Connection) -> None:
    """Write ahead into a log. Of two programs that give a new file its log, SQLite refuses one at once: wait here."""
    deadline = time.monotonic() + _WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_TURN_S)
        else:
            return


def _postgres(url: URL) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,  # a PC that slept wakes with dead connections
        pool_size=5,
        max_overflow=40,
        connect_args={
            "connect_timeout": _CONNECT_S,
            "application_name": "dreampower-sms",
            "options": f"-c lock_timeout={int(_WAIT_S * 1000)}",  # or a PC that hangs holds up all others for ever
        },
    )

"""What every test gets: an offscreen Qt, a shut network, and databases of both kinds."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.servers import PostgresServer, start_postgres  # the platform must be chosen before Qt is loaded


class OutsideWorldError(RuntimeError):
    """A test tried to reach an address that is not on this machine."""


@pytest.fixture(autouse=True, scope="session")
def shut_network() -> Iterator[None]:
    """Only loopback and local sockets: no test may reach anybody."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OutsideWorldError(address)
        connect(self, address)

    socket.socket.connect = guarded  # pyright: ignore[reportAttributeAccessIssue]  # that is the guard
    yield
    socket.socket.connect = connect


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A throw-away PostgreSQL, one a worker process; ended with the tests."""
    with start_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, first on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all migrations, to be copied."""
    from dreampower_sms.db.upgrade import upgrade

    path = tmp_path_factory.mktemp("migrated") / "template.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: PostgresServer) -> str:
    """The name of a PostgreSQL database with all migrations, to be copied."""
    from dreampower_sms.db.upgrade import upgrade

    upgrade(postgres.create("migrated"))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with all tables and no data, first on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        copy = tmp_path / "test.sqlite3"
        copy.write_bytes(template.read_bytes())
        yield f"sqlite:///{copy}"
        return
    template_name: str = request.getfixturevalue("migrated_postgres")
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.database(template=template_name) as url:
        yield url


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a failed run: what can't be tested here must not look tested."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED

"""What every test gets: an offscreen Qt, a shut network, databases of both kinds, and nothing that passes unseen."""

import gc
import logging
import os
import shutil
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from pytestqt.qtbot import QtBot

from tests import network
from tests.compiled import share_compiled
from tests.servers import AnyPostgres, any_postgres

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never the store of whoever runs the tests
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # read when the first test makes the application
network.shut_network()
share_compiled()

_PATIENCE_S = 30
"""How long anything is waited for. Only what never comes fails a test, not what comes late on a busy machine."""

# How long a step takes says how busy the machine is, not whether the program is right.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("house")
_waits = (QtBot.waitSignal, QtBot.waitSignals, QtBot.waitUntil, QtBot.waitCallback, QtBot.waitActive, QtBot.waitExposed)
for _wait in _waits:  # pytest-qt gives up after 5 s
    _wait.__kwdefaults__ = {**(_wait.__kwdefaults__ or {}), "timeout": _PATIENCE_S * 1000}


@pytest.fixture(autouse=True)
def nothing_unseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that tried to leave this machine, left a thread behind, or logged an error that it didn't expect.

    A test that expects an error line looks at `caplog.records` and then calls `caplog.clear()`.
    """
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not _ends(thread)]
    assert not left, "threads are left behind"
    tried = network.attempts.copy()
    network.attempts.clear()
    assert not tried, "the test tried to leave this machine"
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, "errors were logged"


def _ends(thread: threading.Thread) -> bool:
    """Whether it has done its work or is about to. A thread that Qt made is not ours to wait for."""
    if not thread.name.startswith("Dummy-"):
        thread.join(timeout=_PATIENCE_S)
        return not thread.is_alive()
    return True


@pytest.fixture(scope="session")
def postgres() -> Iterator[AnyPostgres]:
    """A PostgreSQL, one a worker process; ended with the tests."""
    with any_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, first on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
        return
    server: AnyPostgres = request.getfixturevalue("postgres")
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
def migrated_postgres(postgres: AnyPostgres) -> Iterator[str]:
    """The name of a PostgreSQL database with all migrations, to be copied."""
    from sqlalchemy import make_url

    from dreampower_sms.db.upgrade import upgrade

    with postgres.database() as url:
        upgrade(url)
        yield make_url(url).database or ""


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with all tables and no data, first on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        copy = shutil.copy(template, tmp_path / "test.sqlite3")
        yield f"sqlite:///{copy}"
        return
    name: str = request.getfixturevalue("migrated_postgres")
    server: AnyPostgres = request.getfixturevalue("postgres")
    with server.database(template=name) as url:
        yield url


def pytest_collection_finish() -> None:
    """Garbage is looked for in what tests make: to go through the thousands of tests themselves takes a second."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test is a failed one: what can't be tested here must not look tested."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _fail_the_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole file that asks to be skipped."""
    report = yield
    if report.skipped:
        _fail_the_skipped(report)
    return report


def _fail_the_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    where_and_why = report.longrepr
    report.outcome = "failed"
    report.longrepr = where_and_why[-1] if isinstance(where_and_why, tuple) else str(where_and_why)

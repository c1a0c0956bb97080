"""Brings a database to the state that this program needs, and refuses one that is newer.

A normal start asks for the revision with one SELECT; Alembic (a quarter of a second to import) is loaded only when
there is something to do. All missing migrations run in one transaction: a power cut leaves the old tables or the
new ones. Two PCs that start at once wait for each other. A SQLite file is copied beside itself before its
tables change; the file of another program is refused.
"""

import re
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from dreampower_sms import paths
from dreampower_sms.db.engine import Database
from dreampower_sms.db.errors import DatabaseCorrupt, DatabaseNewer, translated

_UPGRADE_LOCK = 0x44505357
"""Key of the advisory lock on PostgreSQL."""
_PATIENCE_MS = 120_000
"""How long a program waits on SQLite for another one that upgrades."""


def upgrade(url: str, revision: str = "head") -> None:
    """Run the missing migrations. Raises `DatabaseNewer`, `DatabaseCorrupt` and the other errors of `db.errors`."""
    database = Database(url)
    try:
        if needs_upgrade(database) or revision != "head":
            _migrate(database, revision)
    finally:
        database.close()


def downgrade(url: str, revision: str) -> None:
    """Take migrations back, down to `revision` ("base": all)."""
    database = Database(url)
    try:
        _migrate(database, revision, down=True)
    finally:
        database.close()


def needs_upgrade(database: Database) -> bool:
    """Whether tables are missing or old. Raises `DatabaseNewer` for a revision that this program doesn't know."""
    known = revisions()
    with translated(), database.engine.connect() as connection:
        current = _current(connection)
    if current is not None and current not in known:
        raise DatabaseNewer(revision=current)
    return current != known[-1]


def revisions() -> tuple[str, ...]:
    """The revisions that this program knows, oldest first, read from the file names (`0001_…py`)."""
    found = sorted(path.name for path in (paths.migrations_dir() / "versions").glob("[0-9]*.py"))
    return tuple(re.split(r"[_.]", name)[0] for name in found)


def _current(connection: Connection) -> str | None:
    seen = inspect(connection)
    if seen.has_table("alembic_version"):
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if connection.dialect.name == "sqlite" and seen.get_table_names():
        raise DatabaseCorrupt(path=str(connection.engine.url.database))
    return None


def _migrate(database: Database, revision: str, *, down: bool = False) -> None:
    from alembic import command  # late: 230 ms, and nearly never needed
    from alembic.config import Config  # late: as above

    config = Config()
    config.set_main_option("script_location", str(paths.migrations_dir()).replace("%", "%%"))
    with translated(), database.engine.connect() as connection, _alone(connection):
        if database.is_sqlite and _current(connection) is not None:
            _keep_copy(database)
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


@contextmanager
def _alone(connection: Connection) -> Generator[None]:
    """One transaction around all migrations: others wait, and what fails half way leaves nothing behind."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # the other PC may have much to do
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
            yield
        return
    driver: Any = connection.connection.driver_connection
    [usual] = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")  # the program that upgrades may have much to do
    driver.execute("PRAGMA foreign_keys=OFF")  # a table is altered by copying it, and the old one goes with its rows
    connection.execution_options(dp_immediate=True)
    try:
        with connection.begin():
            yield
            if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise DatabaseCorrupt(path=str(connection.engine.url.database))
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        driver.execute(f"PRAGMA busy_timeout={usual}")


def _keep_copy(database: Database) -> None:
    """Copy the SQLite file to `<name>.before-<revision>`, under the write lock: nobody changes it meanwhile."""
    with database.engine.connect() as connection:
        source: Any = connection.connection.driver_connection
        name: str = source.execute("PRAGMA database_list").fetchone()[2]
        if not name:  # in memory
            return
        copy = Path(f"{name}.before-{revisions()[-1]}")
        part = Path(f"{copy}.part")
        if part.is_file():  # of a start that was cut off
            part.unlink()
        with closing(sqlite3.connect(part)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, complete by itself
        part.replace(copy)

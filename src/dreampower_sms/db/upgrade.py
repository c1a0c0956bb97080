"""Brings a database to the state that this program needs, and refuses one that is newer.

A normal start asks for the revision with one SELECT; Alembic (a quarter of a second to import) is loaded only when
there is something to do. Two PCs that start at once on one server wait for each other. A SQLite file is
copied beside itself before its tables change.
"""

import re
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from dreampower_sms import paths
from dreampower_sms.db.engine import Database
from dreampower_sms.db.errors import DatabaseNewer, translated

_UPGRADE_LOCK = 0x44505357
"""Key of the advisory lock on PostgreSQL."""


def upgrade(url: str, revision: str = "head") -> None:
    """Run the missing migrations. Raises `DatabaseNewer` and the errors of `db.errors`."""
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
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(database: Database, revision: str, *, down: bool = False) -> None:
    from alembic import command  # late: 230 ms, and nearly never needed
    from alembic.config import Config  # late: as above

    _keep_copy(database)
    config = Config()
    config.set_main_option("script_location", str(paths.migrations_dir()).replace("%", "%%"))
    with translated(), database.engine.connect() as connection, _alone(connection):
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


@contextmanager
def _alone(connection: Connection) -> Generator[None]:
    """Hold off other PCs that want to upgrade the same server. SQLite's write lock does it by itself."""
    if connection.dialect.name == "sqlite":
        connection.execution_options(dp_immediate=True)
        yield
        connection.commit()
        return
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _UPGRADE_LOCK})
    connection.commit()
    try:
        yield
        connection.commit()
    finally:
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _UPGRADE_LOCK})
        connection.commit()


def _keep_copy(database: Database) -> None:
    """Copy a SQLite file that holds something to `<name>.before-<revision>`."""
    if not database.is_sqlite or not database.url.database:
        return
    path = Path(database.url.database)
    with translated(), database.engine.connect() as connection:
        current = _current(connection)
    if current is None:
        return
    copy = path.with_name(f"{path.name}.before-{revisions()[-1]}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)

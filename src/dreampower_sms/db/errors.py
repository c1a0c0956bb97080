"""What can go wrong with the database, each by its own code so that the screen can say what to do.

    DreamPowerError
    └── DatabaseError                 database_error
        ├── DatabaseNewer             db_newer           made by a newer program
        ├── DatabaseUnreachable       db_unreachable     the server does not answer, or went away
        ├── DatabaseLocked            db_locked          another program holds the file
        ├── DatabaseFull              db_disk_full
        ├── DatabaseReadOnly          db_readonly
        ├── DatabaseCorrupt           db_corrupt
        ├── NetworkShare              db_network_share   SQLite on a share loses data
        ├── DatabaseUrlWrong          db_url             names no SQLite file and no PostgreSQL
        │   ├── NoServer              db_connect_server
        │   └── PasswordInUrl         db_password_in_url
        ├── SearchStopped             db_stopped         somebody cancelled the query
        └── RecordChanged             record_changed     another PC saved the record first

`translated` is the one place where a driver's error becomes one of these.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

import sqlalchemy.exc as sa
from sqlalchemy.orm.exc import StaleDataError

from dreampower_sms.domain.errors import DreamPowerError


class DatabaseError(DreamPowerError):
    """The database refused."""

    code = "database_error"


class DatabaseNewer(DatabaseError):
    """The database was made by a newer version of the program."""

    code = "db_newer"


class DatabaseUnreachable(DatabaseError):
    """The database server does not answer."""

    code = "db_unreachable"


class DatabaseLocked(DatabaseError):
    """Another program holds the database file."""

    code = "db_locked"


class DatabaseFull(DatabaseError):
    """The disk is full."""

    code = "db_disk_full"


class DatabaseReadOnly(DatabaseError):
    """The database may not be written to."""

    code = "db_readonly"


class DatabaseCorrupt(DatabaseError):
    """The file is damaged or no database."""

    code = "db_corrupt"


class NetworkShare(DatabaseError):
    """The SQLite file lies on a network share, where locks do not hold."""

    code = "db_network_share"


class DatabaseUrlWrong(DatabaseError):
    """Neither a SQLite file nor the URL of a PostgreSQL database."""

    code = "db_url"


class NoServer(DatabaseUrlWrong):
    """A database that several PCs can share has to be a PostgreSQL."""

    code = "db_connect_server"


class PasswordInUrl(DatabaseUrlWrong):
    """The URL would be kept where everybody can read it."""

    code = "db_password_in_url"


class SearchStopped(DatabaseError):
    """The query was cancelled."""

    code = "db_stopped"


class RecordChanged(DatabaseError):
    """Another PC saved this record after it was opened here."""

    code = "record_changed"


_SQLITE = {
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnreachable,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
    sqlite3.SQLITE_IOERR: DatabaseUnreachable,
    sqlite3.SQLITE_CORRUPT: DatabaseCorrupt,
    sqlite3.SQLITE_NOTADB: DatabaseCorrupt,
    sqlite3.SQLITE_INTERRUPT: SearchStopped,
}

_POSTGRES = {
    "53100": DatabaseFull,  # disk_full
    "25006": DatabaseReadOnly,  # read_only_sql_transaction
    "42501": DatabaseReadOnly,  # insufficient_privilege
    "40P01": DatabaseLocked,  # deadlock_detected
    "55P03": DatabaseLocked,  # lock_not_available
    "40001": DatabaseLocked,  # serialization_failure
    "57014": SearchStopped,  # query_canceled
    "57P01": DatabaseUnreachable,  # admin_shutdown
    "57P02": DatabaseUnreachable,  # crash_shutdown
    "57P03": DatabaseUnreachable,  # cannot_connect_now
    "3D000": DatabaseUnreachable,  # invalid_catalog_name
    "XX001": DatabaseCorrupt,  # data_corrupted
    "XX002": DatabaseCorrupt,  # index_corrupted
}

_PRIMARY = 0xFF
"""SQLite's extended result codes carry the primary one in the lowest byte."""


@contextmanager
def translated() -> Generator[None]:
    """Turn what SQLAlchemy and the drivers raise into the tree above. What is a mistake of ours passes unchanged."""
    try:
        yield
    except StaleDataError as error:
        raise RecordChanged from error
    except sa.DBAPIError as error:
        raise _named(error) from error
    except sqlite3.Error as error:  # where the driver is used directly: copies, backups
        raise (_of_sqlite(error) or DatabaseError) from error
    except sa.TimeoutError as error:
        raise DatabaseUnreachable from error


def in_own_words(error: BaseException) -> str:
    """What the server or the driver said, on one line, for who looks after it; "" when neither did."""
    cause = error.__cause__
    told = cause.orig if isinstance(cause, sa.DBAPIError) else cause
    return " ".join(str(told or "").split())


def _named(error: sa.DBAPIError) -> Exception:
    original = error.orig
    kind: type[DatabaseError] | None = None
    if isinstance(original, sqlite3.Error):
        kind = _of_sqlite(original)
    else:
        state = getattr(original, "sqlstate", None)
        if state is not None:
            kind = _POSTGRES.get(state) or (DatabaseUnreachable if state.startswith("08") else None)
        elif error.connection_invalidated or isinstance(error, (sa.OperationalError, sa.InterfaceError)):
            kind = DatabaseUnreachable  # psycopg gives no code when there is no server to give one
    return kind() if kind else error


def _of_sqlite(error: sqlite3.Error) -> type[DatabaseError] | None:
    return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY)

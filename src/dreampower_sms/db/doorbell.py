"""LISTEN and NOTIFY: on PostgreSQL a sender hears of new work at once, whichever PC confirmed it.

Only a hint. A sender that is not listening, or whose line was cut, finds the same work when it looks by itself; SQLite
has one PC, whose own sender is told without any of this.
"""

import selectors
import socket
from collections.abc import Generator

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from dreampower_sms.db.engine import Database
from dreampower_sms.db.errors import DatabaseUnreachable

_CHANNEL = "dreampower_sms_outbox"
_CONNECT_S = 5


def ring(session: Session) -> None:
    """Tell every sender of the shop, once this transaction commits, that something may be due."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": _CHANNEL})


def rings(database: Database, hung_up: socket.socket) -> Generator[None]:
    """Listen on a connection of its own and yield for each ring, until something can be read from `hung_up`.

    Raises `DatabaseUnreachable` when the line is cut; nothing on SQLite.
    """
    if database.is_sqlite:
        return
    conninfo = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with (
            psycopg.connect(conninfo, autocommit=True, connect_timeout=_CONNECT_S) as connection,
            selectors.DefaultSelector() as either,
        ):
            either.register(connection, selectors.EVENT_READ)
            either.register(hung_up, selectors.EVENT_READ)
            connection.execute(f"LISTEN {_CHANNEL}")
            yield  # what was confirmed before the line stood has rung unheard
            while all(key.fileobj is connection for key, _ in either.select()):
                if any(True for _ in connection.notifies(timeout=0)):
                    yield
    except psycopg.Error as error:
        raise DatabaseUnreachable from error

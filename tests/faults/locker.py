"""Another program that holds the shop's file: an anti-virus, a backup, a hung PC."""

import sqlite3
from typing import Any

from tests.faults.line import Line


def serve(line: Line, options: dict[str, Any]) -> None:
    """Take the write lock of the file at `path`, say so, and hold it until a line comes or the connection ends."""
    connection = sqlite3.connect(options["path"], isolation_level=None, timeout=60.0)
    connection.execute("BEGIN IMMEDIATE")
    line.say("held")
    line.hear()
    connection.execute("ROLLBACK")
    connection.close()
    line.say("released")

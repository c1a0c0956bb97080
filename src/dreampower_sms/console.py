"""What every command without a window has in common: the shop's database, opened, and a line about what went wrong."""

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.paths import Places
from dreampower_sms.ui import wording

FAILED = 2
"""Exit code of a command that could not do what it was asked to."""


def on_database(options: argparse.Namespace, work: Callable[[Database, Places], int]) -> int:
    """Do `work` on the database that the command line names, brought up to date; its exit code.

    What the program knows to be wrong is said in one line, and the code is `FAILED`.
    """
    print_anything()
    places = Places.of(options.data, options.database)
    try:
        upgrade(places.database_url)
        with closing(Database(places.database_url)) as database:
            return work(database, places)
    except DreamPowerError as error:
        sys.stderr.write(f"{wording.explain(error)[0]}\n")
        return FAILED


def print_anything() -> None:
    """A letter that this console lacks becomes "?" instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  TextIO


def now() -> datetime:
    """The PC's clock."""
    return datetime.now(UTC)

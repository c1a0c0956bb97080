"""`dreampower-sms connect URL`: open the shop's PostgreSQL from now on, without a word on the command line.

The URL is kept in the data folder and never holds a password: that lies in the pgpass file of the Windows user, where
PostgreSQL's own programs look for it, too. A server that doesn't answer is not kept.

Exit codes: 0 done, 2 it could not be done.
"""

import argparse
import sys
from contextlib import closing

from dreampower_sms import paths
from dreampower_sms.console import FAILED, print_anything
from dreampower_sms.db.engine import Database, normalised, shown
from dreampower_sms.db.errors import DatabaseError, NoServer, PasswordInUrl, in_own_words
from dreampower_sms.db.upgrade import needs_upgrade
from dreampower_sms.paths import Places
from dreampower_sms.ui import wording
from dreampower_sms.ui.wording.data import FORGOTTEN_LINE, connected_line, database_line


def run_connect(options: argparse.Namespace) -> int:
    """Keep the URL, forget it, or say which database is opened; the exit code."""
    print_anything()
    data = paths.data_dir(options.data)
    try:
        if options.forget:
            paths.keep_database(data, "")
            said = FORGOTTEN_LINE
        elif options.url:
            url = _answering(options.url)
            said = connected_line(url, str(paths.keep_database(data, url)))
        else:
            said = database_line(shown(Places.of(options.data, options.database).database_url))
    except DatabaseError as error:
        sys.stderr.write(f"{wording.explain(error)[0]}\n{in_own_words(error)}".rstrip() + "\n")
        return FAILED
    sys.stdout.write(f"{said}\n")
    return 0


def _answering(url: str) -> str:
    """The URL as it is kept, after its database was opened. Raises `DatabaseError`."""
    made = normalised(url)
    if made.get_backend_name() != "postgresql":
        raise NoServer
    if made.password is not None or "password" in made.query:
        raise PasswordInUrl
    with closing(Database(url)) as database:
        needs_upgrade(database)
    return shown(url)

"""`python3 dev.py faults [--short] [--seed SEED] [--only WORDS]`: shake the senders and print what held.

One row a scenario, database and number of senders. The last line is JSON with the sums: kills, accepted, doubled, lost,
nameless, unknown. The exit code is 1 when doubled, lost or nameless is not 0, or a scenario found something else wrong.
"""

import argparse
import json
import sys
import tempfile
import time
import traceback
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import make_url

from dreampower_sms.db.upgrade import upgrade
from tests.faults.form import LONG, SHORT, Play, left_out, plays, seed
from tests.faults.grounds import Grounds, Size
from tests.faults.peers import Nursery
from tests.faults.tally import Tally
from tests.servers import any_postgres

_WIDTHS = (26, 11, 8)


@dataclass(frozen=True)
class Row:
    """What one play gave."""

    play: Play
    tally: Tally
    seconds: float
    trouble: str
    """What else went wrong, with its place; "" when nothing did."""


def main() -> int:
    """Play everything and print the table. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="dev.py faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="the form of the tests: at most 2 minutes")
    parser.add_argument("--seed", default=seed(), help="of an earlier run")
    parser.add_argument("--only", default="", help="rows whose name has these words")
    parser.add_argument("--at-once", type=int, default=2, help="how many rows at the same time")
    options = parser.parse_args()
    wanted = [play for play in plays() if options.only in str(play)]
    _say(f"seed {options.seed}")
    _say(_line(("scenario", "database", "senders"), [*asdict(Tally()), "s"]))
    with _grounds() as grounds, ThreadPoolExecutor(options.at_once) as threads:
        one = partial(_play, grounds, SHORT if options.short else LONG, options.seed)
        rows: list[Row] = []
        for row in threads.map(one, wanted):
            rows.append(row)
            _say(
                _line(
                    (row.play.scenario.name, row.play.database, row.play.senders),
                    [*asdict(row.tally).values(), f"{row.seconds:.0f}"],
                )
            )
            if row.trouble:
                _say(row.trouble)
    for scenario in left_out():
        _say(f"not played, because it takes root: {scenario.name}")
    total = sum((row.tally for row in rows), Tally())
    for database in sorted({row.play.database for row in rows}):
        _say(f"{database}: {sum(row.tally.kills for row in rows if row.play.database == database)} kills")
    _say(json.dumps(asdict(total)))
    return int(not total.holds or any(row.trouble for row in rows))


def _play(grounds: Grounds, size: Size, run_seed: str, play: Play) -> Row:
    began, trouble, tally = time.monotonic(), "", Tally()
    try:
        tally = grounds.play(play.scenario, play.database, play.senders, size, run_seed)
    except Exception:  # noqa: BLE001  the other rows are to be seen all the same
        trouble = traceback.format_exc()
    return Row(play, tally, time.monotonic() - began, trouble)


@contextmanager
def _grounds() -> Generator[Grounds]:
    with tempfile.TemporaryDirectory(prefix="dpsms-faults-") as folder, Nursery() as nursery, any_postgres() as server:
        sqlite = Path(folder) / "template.sqlite3"
        upgrade(f"sqlite:///{sqlite}")
        with server.database() as url:
            upgrade(url)
            yield Grounds(nursery, sqlite, server, make_url(url).database or "")


def _line(names: Sequence[object], figures: Sequence[object]) -> str:
    left = " ".join(str(name).ljust(width) for name, width in zip(names, _WIDTHS, strict=True))
    return left + " ".join(str(figure).rjust(8) for figure in figures)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

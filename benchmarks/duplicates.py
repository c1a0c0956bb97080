"""Looking through 200,000 customers for those who were entered twice, on SQLite; and what it takes of memory.

Beside it: the same rows read five times by the bare driver, in the order of the five blocks.
"""

import sqlite3
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.dataset import CUSTOMERS, fill
from benchmarks.figure import Figure
from dreampower_sms.db.duplicates import BLOCKS
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.services.duplicates import Duplicates

BAR_S, BAR_MB = 60.0, 150.0


def run() -> Iterator[Figure]:
    """Seconds of a search, and MB of Python's memory at its highest (measured apart: measuring slows it down)."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.sqlite3")
        upgrade(path)
        database = Database(path)
        fill(database, cars=1)
        duplicates = Duplicates(database, lambda: datetime.now(UTC), "bench")
        began = time.perf_counter()
        found = duplicates.find(_unseen, Stop())
        seconds = time.perf_counter() - began
        floor = _bare(path)
        times = f"{seconds / floor:.1f} times the {floor:.1f} s of reading by the bare driver"
        against = f"{found.total:,} pairs of {CUSTOMERS:,}; {times}"
        yield Figure("duplicates_find", seconds, "s", BAR_S, against)
        tracemalloc.start()
        duplicates.find(_unseen, Stop())
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        yield Figure("duplicates_find_memory", peak / 1e6, "MB", BAR_MB, against)
        database.close()


def _bare(path: str) -> float:
    began = time.perf_counter()
    connection = sqlite3.connect(path)
    for block in BLOCKS:
        rows = connection.execute(f"SELECT * FROM customers ORDER BY {block.key}, name_key, kana_key, id")
        while rows.fetchmany(2000):
            pass
    connection.close()
    return time.perf_counter() - began


def _unseen(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""

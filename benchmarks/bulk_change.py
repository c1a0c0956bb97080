"""一括変更 of 200,000 customers on both databases, beside the bare UPDATE of the same column."""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from benchmarks.dataset import CUSTOMERS, fill
from benchmarks.figure import Figure
from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.bulk_items import BULK_ITEMS
from dreampower_sms.domain.search.items import Target
from dreampower_sms.services.bulk_change import BulkChange, Done
from tests.servers import start_postgres

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
BAR_S, TIMES_RAW = 10.0, 2.0


def run() -> Iterator[Figure]:
    """Seconds of the change and of taking it back."""
    with tempfile.TemporaryDirectory() as folder, start_postgres(durable=True) as server, server.database() as url:
        yield from _figures("sqlite", str(Path(folder) / "bench.sqlite3"))
        yield from _figures("postgresql", url)


def _figures(name: str, url: str) -> Iterator[Figure]:
    upgrade(url)
    database = Database(url)
    fill(database, CUSTOMERS, 0)
    bulk, ids, item = (
        BulkChange(database, lambda: NOON, "bench"),
        range(1, CUSTOMERS + 1),
        BULK_ITEMS[Target.CUSTOMER][0],
    )
    begin = time.perf_counter()
    counts = bulk.count(Target.CUSTOMER, ids, item, "1")
    done = bulk.apply(Target.CUSTOMER, ids, item, "1", counts, "佐藤")
    seconds = time.perf_counter() - begin
    if not isinstance(done, Done):
        problem = "the rows changed between counting and changing"
        raise TypeError(problem)
    begin = time.perf_counter()
    bulk.undo(done.id, "佐藤")
    back = time.perf_counter() - begin
    with database.write() as session:
        begin = time.perf_counter()
        session.execute(text("UPDATE customers SET flag_sms = NOT flag_sms, version = version + 1"))
    bare = time.perf_counter() - begin
    against = f"{done.changed:,} of {CUSTOMERS:,} rows changed; a bare UPDATE of all {bare:.2f} s"
    if name == "sqlite":
        yield Figure(f"bulk_change_200000_{name}", seconds, "s", BAR_S, against)
        yield Figure(f"bulk_change_undo_{name}", back, "s", BAR_S, against)
    else:  # a server's disk decides: what counts is what it takes beside the bare statement
        yield Figure(f"bulk_change_200000_{name}_times_raw", seconds / bare, "times", TIMES_RAW, against)
        yield Figure(f"bulk_change_undo_{name}_times_raw", back / bare, "times", TIMES_RAW, against)
    database.close()

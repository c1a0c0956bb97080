"""まとめ送信: sorting, merging and pricing a list, and committing it, on both databases.

The floor of sorting is the bare merge and count of the same texts, without anybody's record; that of committing the
bare `executemany` of rows of the same size.
"""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.dataset import fill
from benchmarks.figure import Figure
from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.counting import measure
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.templates import merge, parse
from dreampower_sms.services.bulk_send import BulkSend, Registered
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.listing import BulkRequest, Sorting
from dreampower_sms.services.terms import ShopTerms
from tests.servers import start_postgres

NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
MANY = 100_000
TEXT = "{氏名}{敬称}、お車の車検の時期が近づきました。ご予約はお早めにお願いします。"


def run() -> Iterator[Figure]:
    """Seconds on SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory() as folder, start_postgres(durable=True) as server, server.database() as url:
        yield from _figures("sqlite", str(Path(folder) / "bench.sqlite3"))
        yield from _figures("postgresql", url)


def _figures(name: str, url: str) -> Iterator[Figure]:
    upgrade(url)
    database = Database(url)
    fill(database, MANY, 0)
    bulk = BulkSend(database, ShopTerms(database, lambda: NOON), lambda: NOON, Changes(), pc="bench")
    for count, bar in ((5_000, 1.0), (MANY, 15.0)):
        sorting, seconds = _sorted(bulk, count)
        floor = _merged(sorting)
        against = f"bare merge and count {floor:.2f} s; {sorting.totals.messages} of {count} leave"
        yield Figure(f"bulk_sorted_{count}_{name}", seconds, "s", bar, against)
    few, _ = _sorted(bulk, 5_000)
    begin = time.perf_counter()
    done = bulk.confirm(bulk.new_job_id(), few)
    seconds = time.perf_counter() - begin
    if not isinstance(done, Registered):
        problem = "the list changed between sorting and confirming"
        raise TypeError(problem)
    against = f"bare inserts of {len(few.lines)} rows {_bare(len(few.lines)):.2f} s (sqlite3)"
    yield Figure(f"bulk_confirmed_5000_{name}", seconds, "s", 2.0, against)
    database.close()


def _sorted(bulk: BulkSend, count: int) -> tuple[Sorting, float]:
    begin = time.perf_counter()
    audience = bulk.audience(JobKind.CUSTOMERS, range(1, count + 1))
    sorting = bulk.sort(audience, BulkRequest(JobKind.CUSTOMERS, TEXT, Purpose.ROUTINE, "佐藤"))
    return sorting, time.perf_counter() - begin


def _merged(sorting: Sorting) -> float:
    template = parse(TEXT)
    begin = time.perf_counter()
    for line in sorting.lines:
        customer = line.person.customer
        measure(merge(template, {"氏名": customer.name, "敬称": customer.honorific}).text)
    return time.perf_counter() - begin


def _bare(rows: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.sqlite3")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(
            "CREATE TABLE messages (id INTEGER PRIMARY KEY, reference TEXT UNIQUE, body TEXT, e164 TEXT)"
        )
        connection.execute("CREATE INDEX by_number ON messages (e164)")
        begin = time.perf_counter()
        values = ((f"{n:032x}", TEXT, f"+81902{n:07d}") for n in range(rows))
        connection.executemany("INSERT INTO messages (reference, body, e164) VALUES (?, ?, ?)", values)
        connection.commit()
        seconds = time.perf_counter() - begin
        connection.close()
    return seconds

"""Opening and saving a customer among 200,000, on both databases, as 顧客修正 does it.

Opening is what the screen reads before the clerk can type: staff, the record, and who may be the same customer.
Beside both run the same statements through the bare driver, with their values; saving commits there too.
"""

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event, make_url

from benchmarks.dataset import CUSTOMERS, fill
from benchmarks.figure import Figure, percentile
from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.services.people import People, Saved
from dreampower_sms.services.settings import Settings
from tests.servers import start_postgres

BAR_MS, TIMES_RAW = 50.0, 10.0
ROUNDS = 200
_WORDS = ("SELECT", "UPDATE", "INSERT")

Statement = tuple[str, Any]


def run() -> Iterator[Figure]:
    """p95 of opening and of saving. The multiple of the bare driver is told without a bar: one row costs it nothing."""
    with tempfile.TemporaryDirectory() as folder, start_postgres(durable=True) as server, server.database() as url:
        path = str(Path(folder) / "bench.sqlite3")
        yield from _figures("sqlite", path, lambda: _as_we_do(sqlite3.connect(path)))
        bare = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        yield from _figures("postgresql", url, lambda: psycopg.connect(bare))


def _as_we_do(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _figures(name: str, url: str, connect: Callable[[], Any]) -> Iterator[Figure]:
    upgrade(url)
    database = Database(url)
    fill(database, cars=1)
    people = People(database, Settings(database, lambda: datetime.now(UTC)), lambda: datetime.now(UTC), "bench")
    ids = random.Random(1).sample(range(1, CUSTOMERS + 1), ROUNDS)
    for what, act in (("open", _open), ("save", _save)):
        act(people, CUSTOMERS // 2, "warm")
        ours = [_timed(lambda id_=id_, act=act: act(people, id_, "ours")) for id_ in ids]
        sent = [_sent(database, lambda id_=id_, act=act: act(people, id_, "sent")) for id_ in ids]
        connection = connect()
        if what == "save":  # or the bare UPDATE would find a newer version and write nothing
            mark = "?" if database.is_sqlite else "%s"
            for id_ in ids:
                connection.execute(f"UPDATE customers SET version = version - 1 WHERE id = {mark}", (id_,))
            connection.commit()
        raw = [_timed(lambda some=some, on=connection: _raw(on, some)) for some in sent]
        connection.close()
        median, floor = percentile(ours, 0.5), percentile(raw, 0.5)
        against = (
            f"median {median:.2f} ms, {median / floor:.1f} times the {floor:.2f} ms of its statements "
            f"by the bare driver, whose p95 is {percentile(raw, 0.95):.2f} ms"
        )
        if what == "open" or database.is_sqlite:
            yield Figure(f"customer_{what}_{name}_p95", percentile(ours, 0.95), "ms", BAR_MS, against)
        else:  # a server's p95 of saving is that of its disk
            yield Figure(f"customer_{what}_{name}_times_raw", median / floor, "times", TIMES_RAW, against)
    database.close()


def _open(people: People, customer_id: int, _note: str) -> None:
    people.staff()
    record = people.customer(customer_id)
    people.alike(record.values, customer_id)


def _save(people: People, customer_id: int, note: str) -> None:
    """The record is read first, as the screen did; its read counts, which makes the figure worse than the key."""
    record = people.customer(customer_id)
    saved = people.save_customer(record, {**record.values, "memo": f"{note} {time.time_ns()}"}, "bench")
    if not isinstance(saved, Saved) or saved.step is None:
        raise AssertionError("nothing was saved")


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _sent(database: Database, act: Callable[[], None]) -> list[Statement]:
    """The statements that a call sends."""
    sent: list[Statement] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith(_WORDS):
            sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    act()
    event.remove(database.engine, "before_cursor_execute", note)
    return sent


def _raw(connection: Any, statements: Sequence[Statement]) -> None:
    for statement, parameters in statements:
        cursor = connection.execute(statement, parameters)
        if cursor.description is not None:
            cursor.fetchall()
    connection.commit()

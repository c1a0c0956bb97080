"""自由検索 over 200,000 customers and 300,000 vehicles in the real window, on both databases.

Beside each question runs the same one in SQL written by hand, through the bare driver, and QSqlQueryModel with the
same SQL in a table of its own; all find the same rows or the benchmark ends. How the window is driven and watched is
in `benchmarks.free_search_window`, a process of its own, whose memory is the program's.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from benchmarks.dataset import CUSTOMERS, fill
from benchmarks.figure import Figure
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import SettingRow
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Condition, Order, Title, TitleItem
from dreampower_sms.domain.search.terms import Checked, Dates, Operator, Words
from dreampower_sms.services.titles import SearchTitles
from tests.servers import start_postgres

FIRST = 200
BAR_MS, TIMES_RAW, STALL_MS, MEMORY_MB = 50.0, 1.5, 50.0, 80.0
_ROUNDS = 5
_LOW = date(2026, 11, 1)
_HIGH = _LOW + timedelta(days=60)


@dataclass(frozen=True)
class Question:
    """One search: as a title of the shop, and as SQL written by hand."""

    title: Title
    rows: str
    count: str


def _title(name: str, target: Target, listed: str, order: str, *conditions: Condition) -> Title:
    asked = [each.item for each in conditions]
    keys = dict.fromkeys((*asked, *listed.split()))
    items = tuple(TitleItem(key, key in asked, key in listed.split(), key in listed.split()) for key in keys)
    return Title(name, target, items, tuple(conditions), (Order(order),))


_ALIVE = "FROM customers c WHERE c.archived_at IS NULL"
_JOINED = (
    "FROM vehicles v JOIN customers c ON c.id = v.customer_id WHERE v.archived_at IS NULL AND c.archived_at IS NULL"
    f" AND v.inspection_expiry BETWEEN '{_LOW}' AND '{_HIGH}' AND v.sms AND c.flag_sms"
    " AND c.address_key LIKE '%千葉市%'"
)
_CUSTOMER_COLUMNS = "SELECT c.id, c.name, c.kana, c.mobile, c.address"

QUESTIONS = (
    Question(
        _title("1 全員", Target.CUSTOMER, "name kana mobile address", "kana"),
        f"{_CUSTOMER_COLUMNS} {_ALIVE} ORDER BY c.kana_key, c.id LIMIT {FIRST}",
        f"SELECT count(*) {_ALIVE}",
    ),
    Question(
        _title(
            "2 氏名に山田",
            Target.CUSTOMER,
            "name kana mobile address",
            "kana",
            Condition("name", (Words(Operator.CONTAINS, "山田"),)),
        ),
        f"{_CUSTOMER_COLUMNS} {_ALIVE} AND c.name_key LIKE '%山田%' ORDER BY c.kana_key, c.id LIMIT {FIRST}",
        f"SELECT count(*) {_ALIVE} AND c.name_key LIKE '%山田%'",
    ),
    Question(
        _title(
            "3 四つの条件",
            Target.VEHICLE,
            "plate name mobile inspection_expiry",
            "inspection_expiry",
            Condition("inspection_expiry", (Dates(_LOW, _HIGH),)),
            Condition("vehicle_sms", (Checked(on=True),)),
            Condition("sms", (Checked(on=True),)),
            Condition("address", (Words(Operator.CONTAINS, "千葉市"),)),
        ),
        "SELECT v.id, v.plate_area, v.plate_class, v.plate_kana, v.plate_number, c.name, c.mobile, v.inspection_expiry"
        f" {_JOINED} ORDER BY v.inspection_expiry, v.id LIMIT {FIRST}",
        f"SELECT count(*) {_JOINED}",
    ),
)


def run() -> Iterator[Figure]:
    """First rows, counts, the longest stall of the window, and memory."""
    with tempfile.TemporaryDirectory() as folder, start_postgres(durable=True) as server, server.database() as url:
        path = str(Path(folder) / "bench.sqlite3")
        yield from _figures("sqlite", path, lambda: sqlite3.connect(path), Path(folder))
        bare = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        yield from _figures("postgresql", url, lambda: psycopg.connect(bare), Path(folder))


def _figures(name: str, url: str, connect: Callable[[], Any], folder: Path) -> Iterator[Figure]:
    upgrade(url)
    database = Database(url)
    fill(database)
    with database.write() as session:
        session.merge(SettingRow(scope="shop", key="detailed_search", value=True))
    titles = SearchTitles(database, lambda: datetime.now(UTC), "bench")
    ids = [_saved_id(titles, question.title) for question in QUESTIONS]
    database.close()
    raw = _raw(connect())
    seen = _watched("ours", url, str(folder), json.dumps(ids))
    qt = _watched("qt", url, json.dumps([question.rows.rpartition(" LIMIT ")[0] for question in QUESTIONS]))
    for question, (rows_ms, count_ms, count), found in zip(QUESTIONS, raw, seen["questions"], strict=True):
        if found["count"] != count:
            problem = f"{name} {question.title.name}: {found['count']} rows here, {count} in the bare query"
            raise ValueError(problem)
        key, words = question.title.name[0], question.title.name[2:]
        against = f"{words}, {count:,} rows; raw SQL {rows_ms:.1f} ms"
        yield Figure(f"search_{name}_{key}_painted", found["painted"], "ms", TIMES_RAW * rows_ms + BAR_MS, against)
        against = f"{words}; raw SQL {count_ms:.1f} ms"
        yield Figure(f"search_{name}_{key}_counted", found["counted"], "ms", TIMES_RAW * count_ms + BAR_MS, against)
    peer = _peer(qt)
    walked = f"{CUSTOMERS:,} rows by End, pages and scroll bar; {seen['busy']:.0f} ms of it busy in the window's thread"
    yield Figure(f"search_{name}_longest_stall", seen["stall"], "ms", STALL_MS, f"{walked}; {peer}")
    yield Figure(f"search_{name}_memory_grown", seen["grown"], "MB", MEMORY_MB, f"idle {seen['idle']:.0f} MB; {peer}")


def _peer(qt: dict[str, Any]) -> str:
    if "why_not" in qt:
        return f"QSqlQueryModel: {qt['why_not']}"
    first = ", ".join(f"{each:.0f}" for each in qt["painted"])
    return f"QSqlQueryModel: first rows {first} ms, End stalls {qt['stall']:.0f} ms, grows by {qt['grown']:.0f} MB"


def _saved_id(titles: SearchTitles, title: Title) -> int:
    saved = titles.save(title, None, "bench")
    return getattr(saved, "id", 0)


def _raw(connection: Any) -> list[tuple[float, float, int]]:
    """Of each question the best time of its rows and of its count, and the count."""
    found: list[tuple[float, float, int]] = []
    for question in QUESTIONS:
        rows_ms = min(_timed(connection, question.rows)[0] for _ in range(_ROUNDS))
        counts = [_timed(connection, question.count) for _ in range(_ROUNDS)]
        found.append((rows_ms, min(ms for ms, _ in counts), counts[0][1][0][0]))
    connection.close()
    return found


def _timed(connection: Any, statement: str) -> tuple[float, list[Any]]:
    began = time.perf_counter()
    rows = connection.execute(statement).fetchall()
    return (time.perf_counter() - began) * 1000, rows


def _watched(*words: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.free_search_window", *words]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    return json.loads(done.stdout.splitlines()[-1])

"""Incremental search of 照会 among 200,000 customers and 300,000 vehicles, as it is typed, on both databases.

Each question is typed letter by letter. Beside it runs the same question in raw SQL through the bare driver: the
statements that SQLAlchemy would send, with their values, and the rows fetched.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event, make_url

from benchmarks.dataset import fill
from benchmarks.figure import Figure, percentile
from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.services.inquiry import Inquiry
from tests.servers import start_postgres

TYPED = ("ヤマダ", "ヤマモト タロウ", "山田", "田中 健二", "高橋花子",
         "株式会社山本", "タカハシ ハナコ", "0123", "4567",
         "千葉 1234", "練馬300さ1234", "佐藤", "サトウ ケンジ", "渡辺 恵", "8801", "キムラ")  # fmt: skip
BAR_MS, TIMES_RAW = 50.0, 2.0

Statement = tuple[str, Any]


def run() -> Iterator[Figure]:
    """p95 of all keystrokes, and as a multiple of the same statements in raw SQL."""
    with tempfile.TemporaryDirectory() as folder, start_postgres(durable=True) as server, server.database() as url:
        path = str(Path(folder) / "bench.sqlite3")
        yield from _figures("sqlite", path, lambda: sqlite3.connect(path))
        bare = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        yield from _figures("postgresql", url, lambda: psycopg.connect(bare))


def _figures(name: str, url: str, connect: Callable[[], Any]) -> Iterator[Figure]:
    upgrade(url)
    database = Database(url)
    fill(database)
    inquiry = Inquiry(database, lambda: datetime.now(UTC))
    questions = [text[:end] for text in TYPED for end in range(1, len(text) + 1)]
    for text in questions:  # both begin with warm pages
        inquiry.find(text)
    ours, statements = _typed(database, inquiry, questions)
    connection = connect()
    raw = [_raw(connection, some) for some in statements]
    connection.close()
    database.close()
    value, floor = percentile(ours, 0.95), percentile(raw, 0.95)
    against = f"the same statements by the bare driver: p95 {floor:.1f} ms"
    yield Figure(f"search_typing_{name}_p95", value, "ms", BAR_MS, against)
    yield Figure(f"search_typing_{name}_times_raw", value / floor, "times", TIMES_RAW, against)


def _typed(database: Database, inquiry: Inquiry, questions: Sequence[str]) -> tuple[list[float], list[list[Statement]]]:
    """Milliseconds a keystroke, and the statements that each one sent."""
    sent: list[Statement] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    times: list[float] = []
    statements: list[list[Statement]] = []
    for text in questions:
        began = time.perf_counter()
        inquiry.find(text)
        times.append((time.perf_counter() - began) * 1000)
    event.listen(database.engine, "before_cursor_execute", note)
    for text in questions:
        sent.clear()
        inquiry.find(text)
        statements.append([(s, p) for s, p in sent if s.lstrip().upper().startswith("SELECT")])
    event.remove(database.engine, "before_cursor_execute", note)
    return times, statements


def _raw(connection: Any, statements: Sequence[Statement]) -> float:
    began = time.perf_counter()
    for statement, parameters in statements:
        connection.execute(statement, parameters).fetchall()
    return (time.perf_counter() - began) * 1000

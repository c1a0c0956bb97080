"""送信履歴 over 1,000,000 messages of ten years: its first page, and every filter beside the same in bare SQL.

What is timed is what the list asks before it paints: the first page, and for each filter the page and its rows as
objects. The bare query is written by hand and run by the driver; both give the same ids or the benchmark ends.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from benchmarks.figure import Figure
from benchmarks.messages_dataset import MESSAGES, NOON, OLD_TITLE, RARE_CLERK, RARE_NAME, RARE_TEXT, fill_messages
from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.history import HistoryFilter
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.services.history import PAGE, History
from tests.servers import start_postgres

FIRST_MS, BAR_MS, TIMES_RAW = 100.0, 50.0, 1.5
_ROUNDS = 3
_SINCE, _UNTIL = NOON - timedelta(days=400), NOON - timedelta(days=370)
_COLUMNS = (
    "m.id, m.job_id, m.created_at, m.history_at, m.sent_at, m.customer_id, m.customer_name, m.e164, m.body, m.units,"
    " m.tier, m.price, m.state, m.code, m.clerk, m.purpose, j.title, j.scheduled_at FROM messages m"
    " JOIN send_jobs j ON j.id = m.job_id"
)
_SAME_NAME = (
    f"m.customer_name LIKE '%{RARE_NAME}%' OR m.customer_id IN"
    f" (SELECT id FROM customers WHERE name_key LIKE '%{RARE_NAME.replace(' ', '')}%')"
)
FILTERS = (
    ("all", HistoryFilter(), ""),
    ("period", HistoryFilter(since=_SINCE, until=_UNTIL), (f"m.history_at >= '{_SINCE:%F %T.%f}'"
        f" AND m.history_at < '{_UNTIL:%F %T.%f}'")),
    ("customer", HistoryFilter(customer_id=77), "m.customer_id = 77"),
    ("number", HistoryFilter(number_part="1234"), "'0' || substr(m.e164, 4) LIKE '%1234%'"),
    ("name", HistoryFilter(name=RARE_NAME), _SAME_NAME),
    ("text", HistoryFilter(text=RARE_TEXT), f"m.body LIKE '%{RARE_TEXT}%'"),
    ("job", HistoryFilter(job_title=OLD_TITLE), (f"m.job_id IN (SELECT id FROM send_jobs WHERE title"
        f" LIKE '%{OLD_TITLE}%')")),
    ("purpose", HistoryFilter(purpose=Purpose("campaign")), "m.purpose = 'campaign'"),
    ("state", HistoryFilter(states=(State.UNKNOWN,)), "m.state = 'unknown' AND m.state <> 'delivered'"),
    ("clerk", HistoryFilter(clerk=RARE_CLERK), f"m.clerk = '{RARE_CLERK}'"),
    ("clerk_and_text", HistoryFilter(clerk=RARE_CLERK, text="オイル"), (f"m.clerk = '{RARE_CLERK}' AND m.body"
        " LIKE '%オイル%'")),
)  # fmt: skip


def run() -> Iterator[Figure]:
    """The first page and every filter, on both databases."""
    with tempfile.TemporaryDirectory() as folder, start_postgres(durable=True) as server, server.database() as url:
        path = str(Path(folder) / "bench.sqlite3")
        yield from _figures("sqlite", path, lambda: sqlite3.connect(path))
        bare = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        yield from _figures("postgresql", url, lambda: psycopg.connect(bare, options="-c timezone=UTC"))


def _figures(name: str, url: str, connect: Callable[[], Any]) -> Iterator[Figure]:
    upgrade(url)
    database = Database(url)
    fill_messages(database)
    history, connection = History(database), connect()
    for key, wanted, where in FILTERS:
        statement = f"SELECT {_COLUMNS} {f'WHERE {where}' if where else ''} ORDER BY m.history_at DESC, m.id DESC"
        raw_ms, raw = best(lambda sql=f"{statement} LIMIT {PAGE}": connection.execute(sql).fetchall())
        ours_ms, ours = best(lambda wanted=wanted: history.first(wanted).rows)
        if [row[0] for row in raw] != [row.id for row in ours]:
            problem = f"{name} {key}: {len(ours)} rows here, {len(raw)} in the bare query, or others"
            raise ValueError(problem)
        bar = TIMES_RAW * raw_ms + BAR_MS
        against = f"{len(raw)} rows of {MESSAGES:,}; raw SQL {raw_ms:.1f} ms"
        yield Figure(f"history_{name}_{key}", ours_ms, "ms", min(bar, FIRST_MS) if key == "all" else bar, against)
    connection.close()
    database.close()


def best(question: Callable[[], Any]) -> tuple[float, Any]:
    """The best of some rounds in milliseconds, and the answer."""
    best, answer = float("inf"), None
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        answer = question()
        best = min(best, (time.perf_counter() - began) * 1000)
    return best, answer

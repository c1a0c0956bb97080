"""From F9/Enter in 送信確認 to the committed row, beside the bare inserts that it can't do without.

The service checks again who may be written to, in the transaction that writes. The peer is the sqlite3 module with
the same durability, writing the same two rows. The database holds 100,000 messages of 2,000 customers.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert

from benchmarks.figure import Figure
from dreampower_sms.db import cards
from dreampower_sms.db.engine import Database
from dreampower_sms.db.keys import customer_keys
from dreampower_sms.db.tables import CustomerRow, JobRow, MessageRecord
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.send import Confirmed, SendRequest, SendService
from dreampower_sms.services.terms import ShopTerms

NAME = "confirm_to_committed_row"
BAR_MS = 30.0
PRESSES = 300
CUSTOMERS, MESSAGES = 2_000, 100_000
NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
_TEXT = "{氏名}{敬称} 山川自動車です。お車の準備ができました。"


def run() -> Iterator[Figure]:
    """p95 of one confirm on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.sqlite3"
        upgrade(f"sqlite:///{path}")
        database = Database(f"sqlite:///{path}")
        _fill(database)
        ours, bare = _ours(database), _bare(path)
        database.close()
    value, against = _p95(ours), _p95(bare)
    floor = f"bare sqlite3 inserts p95 {against:.2f} ms; median {statistics.median(ours):.2f} ms here"
    yield Figure(NAME, value, "ms", BAR_MS, floor)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _ours(database: Database) -> list[float]:
    service = SendService(database, ShopTerms(database, lambda: NOON), lambda: NOON, Changes(), pc="bench")
    times: list[float] = []
    for number in range(1, PRESSES + 1):
        with database.read() as session:
            customer = cards.customer(session, number)
        request = SendRequest(service.recipient(customer), _TEXT, Purpose.URGENT, "佐藤")
        job_id, seen = service.new_job_id(), service.preview(request)
        start = time.perf_counter()
        result = service.confirm(job_id, seen)
        times.append((time.perf_counter() - start) * 1000)
        assert isinstance(result, Confirmed), result
    return times


def _bare(path: Path) -> list[float]:
    times: list[float] = []
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous=FULL")
        job = _columns(raw, "send_jobs")
        message = _columns(raw, "messages")
        for _ in range(PRESSES):
            job["id"], message["reference"] = uuid4().hex, uuid4().hex
            message["job_id"] = job["id"]
            start = time.perf_counter()
            raw.execute("BEGIN IMMEDIATE")
            _insert(raw, "send_jobs", job)
            _insert(raw, "messages", message)
            raw.execute("COMMIT")
            times.append((time.perf_counter() - start) * 1000)
    return times


def _columns(raw: sqlite3.Connection, table: str) -> dict[str, object]:
    """The last row of a table, without its own key."""
    row = raw.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1")
    values = dict(zip((column[0] for column in row.description), row.fetchone(), strict=True))
    return values if table == "send_jobs" else {key: value for key, value in values.items() if key != "id"}


def _insert(raw: sqlite3.Connection, table: str, values: dict[str, object]) -> None:
    marks = ",".join("?" * len(values))
    raw.execute(f"INSERT INTO {table} ({','.join(values)}) VALUES ({marks})", tuple(values.values()))


def _fill(database: Database) -> None:
    """Customers who may be written to, and a history of delivered messages."""
    people = [
        {
            "name": f"試験 {n}",
            "mobile": f"090{20_000_000 + n:08d}",
            "flag_sms": True,
            "created_at": NOON,
            "updated_at": NOON,
        }
        for n in range(CUSTOMERS)
    ]
    job = {"id": "0" * 32, "kind": "customers", "purpose": Purpose.ROUTINE, "body": "", "contract_id": "practice"}
    with database.write() as session:
        session.execute(insert(CustomerRow), [{**person, **customer_keys(person)} for person in people])
        session.execute(insert(JobRow), [{**job, "state": "open", "created_at": NOON}])
        session.execute(insert(MessageRecord), [_message(n) for n in range(MESSAGES)])


def _message(n: int) -> dict[str, object]:
    at = NOON - timedelta(minutes=5 * (MESSAGES - n))
    return {
        "reference": f"{n:032x}",
        "job_id": "0" * 32,
        "recipient_key": f"{n}",
        "customer_id": n % CUSTOMERS + 1,
        "e164": f"+8190{20_000_000 + n % CUSTOMERS:08d}",
        "body": f"山川自動車です。{n}番のご案内です。",
        "units": 20,
        "tier": 1,
        "price": Decimal(20),
        "purpose": Purpose.ROUTINE,
        "contract_id": "practice",
        "state": State.DELIVERED,
        "created_at": at,
        "not_before": at,
        "posted_at": at,
        "history_at": at,
        "sent_at": at,
        "settled_at": at,
    }

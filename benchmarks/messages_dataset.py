"""1,000,000 messages of some years to the 200,000 customers of `benchmarks.dataset`, the same in every run.

Two fifths are single messages with a job each, the rest are lists of 1,500 with a title. Rows go in by the bare
drivers: `executemany` and COPY.
"""

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url, text

from benchmarks.dataset import customers, fill
from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from tests.servers import start_postgres

MESSAGES, YEARS = 1_000_000, 10
NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
RARE_TEXT, RARE_NAME, RARE_CLERK, OLD_TITLE = "合鍵", "石沢 誠", "旧 担当", "車検のご案内 2018年3月"
_LIST, _SINGLES = 1_500, 0.4
_SEED = 20261124
_CLERKS = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本")
_STATES = ("delivered",) * 187 + ("undelivered",) * 8 + ("rejected",) * 2 + ("excluded",) * 2 + ("cancelled",)
_TEXTS = (
    "{name}様 山川自動車です。お車の車検満了日が近づきました。ご都合のよい日をお知らせください。",
    "{name}様 山川自動車です。お車の準備ができました。{n}番の窓口でお待ちしております。",
    "{name}様 山川自動車です。オイル交換の時期になりました。ご予約は 03-1234-5678 まで。",
    "{name}様 山川自動車です。次の土日はタイヤの点検を無料でいたします。配信停止は店頭まで。",
)
_JOB = ("id", "kind", "title", "purpose", "body", "contract_id", "state", "created_at", "created_by", "pc",
        "paused_code", "recipients_total")  # fmt: skip
_MESSAGE = ("id", "reference", "job_id", "recipient_key", "customer_id", "customer_name", "e164", "body", "units",
            "tier", "price", "purpose", "contract_id", "state", "code", "detail", "clerk", "override_code",
            "override_reason", "created_at", "not_before", "held_code", "claim_token", "tries", "gateway_id",
            "posted_at", "history_at", "sent_at", "settled_at", "asks", "decided_by", "decided_reason")  # fmt: skip
_Row = tuple[Any, ...]


def shops(years: int = YEARS) -> Iterator[tuple[str, Database, Any]]:
    """A shop on each database with its messages spread over the last `years`, and a connection of the bare driver."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "bench.sqlite3")
        yield from _shop("sqlite", path, years, lambda: sqlite3.connect(path))
    with start_postgres(durable=True) as server, server.database() as url:
        bare = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        yield from _shop("postgresql", url, years, lambda: psycopg.connect(bare, options="-c timezone=UTC"))


def _shop(name: str, url: str, years: int, connect: Callable[[], Any]) -> Iterator[tuple[str, Database, Any]]:
    upgrade(url)
    with closing(Database(url)) as database:
        _fill(database, timedelta(days=365 * years))
        with closing(connect()) as connection:
            yield name, database, connection


def _fill(database: Database, span: timedelta) -> None:
    """Customers, jobs and messages. SQLite is left without statistics, as in a shop, where nobody makes them."""
    fill(database, cars=0)
    jobs: list[_Row] = []
    _copy(database, "messages", _MESSAGE, _messages(jobs, span), jobs)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP TABLE IF EXISTS sqlite_stat1" if database.is_sqlite else "VACUUM ANALYZE"))


def _messages(jobs: list[_Row], span: timedelta) -> Iterator[_Row]:
    """Oldest first; the jobs that they belong to are appended to `jobs`."""
    shake = random.Random(_SEED)
    people = [(row["id"], row["name"], "+81" + row["mobile"].replace("-", "")[1:]) for row in customers()]
    step, start = span / MESSAGES, NOON - span
    left, purpose, clerk, sample = 0, "", "", 0
    for n in range(1, MESSAGES + 1):
        at = start + step * n
        if left == 0:
            single = shake.random() < _SINGLES / (_SINGLES + (1 - _SINGLES) / _LIST)
            left = 1 if single else _LIST
            sample = shake.randrange(len(_TEXTS))
            purpose = ("routine", "urgent", "routine", "campaign")[sample]
            clerk = RARE_CLERK if at.year < 2019 and shake.random() < 0.01 else shake.choice(_CLERKS)
            title = "" if single else f"{('車検', '納車', 'オイル', 'タイヤ')[sample]}のご案内 {at.year}年{at.month}月"
            jobs.append((f"{len(jobs):032x}", "single" if single else "customers", title, purpose, _TEXTS[sample],
                         "practice", "open", at, clerk, "", "", left))  # fmt: skip
        left -= 1
        who, name, number = people[shake.randrange(len(people))]
        body = _TEXTS[sample].format(name=name, n=n % 9) + (RARE_TEXT if n % 199_999 == 0 else "")
        state = "unknown" if n % 5_001 == 0 else shake.choice(_STATES)
        yield (n, f"{n:032x}", f"{len(jobs) - 1:032x}", f"{n}", who, name, number, body, len(body), 1, 2000, purpose,
               "practice", state, "", "", clerk, "", "", at, at, "", "", 1, f"g{n}", at, at, at, at, 3, "",
               "")  # fmt: skip


def _copy(database: Database, table: str, columns: Sequence[str], rows: Iterator[_Row], jobs: list[_Row]) -> None:
    """Messages name their jobs, and jobs are known only when their messages are: so all rows are made first."""
    made = list(rows)
    raw: Any = database.engine.raw_connection().driver_connection
    for name, names, what in (("send_jobs", _JOB, jobs), (table, columns, made)):
        if database.is_sqlite:
            marks = ",".join("?" * len(names))
            raw.execute("BEGIN")
            raw.executemany(f"INSERT INTO {name} ({','.join(names)}) VALUES ({marks})", map(_for_sqlite, what))
            raw.execute("COMMIT")
        else:
            with raw.cursor().copy(f"COPY {name} ({','.join(names)}) FROM STDIN") as copy:
                for row in what:
                    copy.write_row(row)
            raw.commit()


def _for_sqlite(row: _Row) -> _Row:
    return tuple(f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value for value in row)

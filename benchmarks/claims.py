"""Claims a second of four processes on one PostgreSQL, beside procrastinate and pgqueuer on the same server.

Only the claim is measured: who takes which row, committed. Ours and pgqueuer's take eight at a time, as a sender with
eight couriers does; procrastinate's workers fetch one at a time, which is how that library claims.
"""

import asyncio
import statistics
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import procrastinate
import psycopg
from pgqueuer.db import PsycopgDriver
from pgqueuer.queries import Queries
from sqlalchemy import make_url

from benchmarks.figure import Figure
from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from tests import sending
from tests.servers import start_postgres

ROWS, PROCESSES, ROUNDS = 4_000, 4, 3
ONE_BY_ONE, ONE_STATEMENT = 1.0, 3.0
"""Claims a second of a peer, as a multiple of ours. pgqueuer's claim is one statement; ours asks in the same
transaction for the contract's rate, for the job's state and for two lanes, and is far faster than any gateway."""


def run() -> Iterator[Figure]:
    """Medians of rounds in turn, so that all meet the same machine."""
    found: dict[str, list[float]] = {"ours": [], "pgqueuer": [], "procrastinate": []}
    with start_postgres(durable=True) as server:
        for _ in range(ROUNDS):
            for kind, rates in found.items():
                with server.database() as url:
                    rates.append(_rate(kind, url))
    ours, pgqueuer, procrastinate_ = (statistics.median(rates) for rates in found.values())
    against = (
        f"ours {ours:,.0f} claims/s, pgqueuer {pgqueuer:,.0f}, procrastinate {procrastinate_:,.0f}; "
        f"{PROCESSES} processes, {ROWS:,} rows, fsync on"
    )
    yield Figure("claims_procrastinate_by_ours", procrastinate_ / ours, "times", ONE_BY_ONE, against)
    yield Figure("claims_pgqueuer_by_ours", pgqueuer / ours, "times", ONE_STATEMENT, against)


def _rate(kind: str, url: str) -> float:
    bare = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    if kind == "ours":
        upgrade(url)
        database = Database(url)
        sending.confirm(database, ROWS)
        database.close()
    elif kind == "pgqueuer":
        asyncio.run(_fill_pgqueuer(bare))
    else:
        asyncio.run(_fill_procrastinate(bare))
    with psycopg.connect(bare, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    command = [sys.executable, "-m", "benchmarks.claims_process", kind, url if kind == "ours" else bare]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    _lines(processes)  # all are ready
    for process in processes:
        process.stdin.write("go\n")  # type: ignore[union-attr]  # it has a pipe
        process.stdin.flush()  # type: ignore[union-attr]  # it has a pipe
    ends = [line.split() for line in _lines(processes)]
    for process in processes:
        process.wait()
    if (claimed := sum(int(count) for count, _, _ in ends)) != ROWS:
        problem = f"{kind}: {claimed} claims of {ROWS} rows"
        raise ValueError(problem)
    began, ended = min(float(start) for _, start, _ in ends), max(float(end) for _, _, end in ends)
    return ROWS / (ended - began)


def _lines(processes: list["subprocess.Popen[str]"]) -> list[str]:
    return [process.stdout.readline() for process in processes if process.stdout is not None]


async def _fill_pgqueuer(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        queries: Any = Queries(PsycopgDriver(connection))
        await queries.install()
        await queries.enqueue(["send"] * ROWS, [b"x"] * ROWS, [0] * ROWS)


async def _fill_procrastinate(url: str) -> None:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        tasks: Any = app.configure_task("send")
        await tasks.batch_defer_async(*({"n": n} for n in range(ROWS)))

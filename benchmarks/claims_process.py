"""One process of `benchmarks.claims`: it claims until nothing is left, and says how many, from when to when."""

import asyncio
import logging
import sys
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import procrastinate
import psycopg
from pgqueuer.db import PsycopgDriver
from pgqueuer.queries import EntrypointExecutionParameter, Queries

from dreampower_sms.db import claims, rates
from dreampower_sms.db.engine import Database
from tests.sending import NOON, PRACTICE

_AT_ONCE = 8


def _wait() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def ours(url: str) -> tuple[int, float, float]:
    """As the sender claims: the allowance of the contract and the rows in one transaction."""
    database, token, until = Database(url), uuid4().hex, NOON + timedelta(minutes=2)

    def claim() -> int:
        with database.write() as session:
            allowed = rates.allowance(session, PRACTICE, None, _AT_ONCE)
            return len(claims.claim(session, token, [PRACTICE], NOON, until, allowed.room))

    with database.read() as session:
        rates.allowance(session, PRACTICE, None, 1)  # connected
    _wait()
    count, began = 0, time.time()
    while taken := claim():
        count += taken
    return count, began, time.time()


async def pgqueuer(url: str) -> tuple[int, float, float]:
    """Its batch of the same size."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        queries: Any = Queries(PsycopgDriver(connection))
        entrypoints: Any = {"send": EntrypointExecutionParameter(concurrency_limit=0)}
        manager = uuid4()
        _wait()
        count, began = 0, time.time()
        while jobs := await queries.dequeue(_AT_ONCE, entrypoints, manager, None, timedelta(minutes=2)):
            count += len(jobs)
        return count, began, time.time()


async def procrastinate_(url: str) -> tuple[int, float, float]:
    """One job at a time, on one connection."""
    connector = procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=1)
    app = procrastinate.App(connector=connector)
    async with app.open_async():
        manager: Any = app.job_manager
        worker = await manager.register_worker()
        _wait()
        count, began = 0, time.time()
        while await manager.fetch_job(None, worker) is not None:
            count += 1
        return count, began, time.time()


def main() -> None:
    logging.disable()
    kind, url = sys.argv[1:]
    if kind == "ours":
        count, began, ended = ours(url)
    else:
        count, began, ended = asyncio.run(pgqueuer(url) if kind == "pgqueuer" else procrastinate_(url))
    sys.stdout.write(f"{count} {began!r} {ended!r}\n")


if __name__ == "__main__":
    main()

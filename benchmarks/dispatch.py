"""The last look at a batch before it leaves, with a limit for the month and without one, in turn.

With a limit the transaction that writes `posting` sums up what left in the month, here 30,000 messages; both write the
same and commit.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text, update

from benchmarks.figure import Figure
from dreampower_sms.db import claims
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ContractRow, MessageRecord
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.messages import State
from dreampower_sms.services.dispatch import Dispatch
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.servers import start_postgres

MONTH, BATCH, ROUNDS = 30_000, 8, 40
TIMES_FREE = 7.0
_TOKEN = "b" * 32


def run() -> Iterator[Figure]:
    """Both databases."""
    with tempfile.TemporaryDirectory() as folder:
        yield _figure("sqlite", f"sqlite:///{Path(folder) / 'shop.sqlite3'}")
    with start_postgres(durable=True) as server, server.database() as url:
        yield _figure("postgresql", url)


def _figure(name: str, url: str) -> Figure:
    upgrade(url)
    with closing(Database(url)) as database:
        _fill(database)
        dispatch = Dispatch(ShopTerms(database, sending.Clock()))
        times: dict[int, list[float]] = {0: [], 10 * MONTH: []}
        for limit in [*times] * ROUNDS:
            times[limit].append(_batch(database, dispatch, limit))
    free, limited = (statistics.median(each) * 1000 for each in times.values())
    against = f"{BATCH} messages after {MONTH:,} of the month {limited:.1f} ms, without a limit {free:.1f} ms"
    return Figure(f"dispatch_{name}_limit_times_free", limited / free, "times", TIMES_FREE, against)


def _fill(database: Database) -> None:
    sending.confirm(database, MONTH)
    with database.write() as session:
        left = {"state": State.DELIVERED, "posted_at": sending.NOON - timedelta(days=3)}
        session.execute(update(MessageRecord).values(left))
    sending.confirm(database, 2 * BATCH * ROUNDS, first=MONTH)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _batch(database: Database, dispatch: Dispatch, limit: int) -> float:
    """Seconds until a claimed batch is on record as posting. Raises ValueError unless all of it is."""
    until = sending.NOON + timedelta(minutes=2)
    with database.write() as session:
        session.get_one(ContractRow, sending.PRACTICE).month_messages = limit
        ids = claims.claim(session, _TOKEN, [sending.PRACTICE], sending.NOON, until, BATCH)
    began = time.perf_counter()
    with database.write() as session:
        batch = dispatch.post(session, _TOKEN, ids, sending.NOON, until)
    took = time.perf_counter() - began
    if len(batch.posted) != BATCH:
        problem = f"{len(batch.posted)} of {BATCH} left"
        raise ValueError(problem)
    return took

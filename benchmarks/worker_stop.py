"""From SIGTERM to the end of a worker whose gateway never answers, beside one that has nothing under way."""

import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.messages import State
from tests import sending
from tests.services.fakes import until
from tests.test_worker import NEVER_ANSWERED, logged, running

BAR_S = 5.0


def run() -> Iterator[Figure]:
    """The worst that a stop can meet: every courier waits for an answer."""
    idle, waiting = _stop(0), _stop(20)
    yield Figure("worker_stop", waiting, "s", BAR_S, f"with nothing under way: {idle:.2f} s")


def _stop(messages: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'shop.sqlite3'}"
        upgrade(url)
        database = Database(url)
        if messages:
            sending.confirm(database, messages)
        with running(Path(folder), url, *NEVER_ANSWERED) as worker:
            until(lambda: "worker runs" in logged(Path(folder)))
            until(lambda: not messages or State.POSTING in sending.states(database))
            began = time.monotonic()
            worker.send_signal(signal.SIGTERM)
            worker.wait()
            took = time.monotonic() - began
        database.close()
        return took

"""The sender against a loopback gateway that answers in 50 ms, beside plain httpx; the rate; the window meanwhile.

Both have eight requests under way at a time. Plain httpx has no database: what it takes is the floor. While 10,000
leave through the real window's own sender, a timer in the window's thread says how long it ever stood still.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx

from benchmarks.figure import Figure
from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.outcome import Outcome
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.runner import Runner
from dreampower_sms.services.sender import Sender, SenderConfig
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.faults.loopback import LoopbackGateway
from tests.servers import start_postgres
from tests.services.fakes import Only

MESSAGES, LIMITED, RATE = 800, 320, 20.0
COURIERS = SenderConfig().couriers
TIMES_BARE = 1 / 0.8
TIMES_LIMIT = 1 / 0.97
STALL_MS, GROWN_MB = 50.0, 10.0
_PATIENCE_S = 300


class Counting(LoopbackGateway):
    """Notes when each request left."""

    def __init__(self, port: int, rate: float | None, count: int) -> None:
        super().__init__(port)
        self.capabilities = replace(self.capabilities, requests_per_second=rate)
        self.left: list[float] = []
        self.all_answered = threading.Event()
        self._count, self._answered, self._lock = count, 0, threading.Lock()

    def send(self, message: Outgoing) -> Outcome:
        with self._lock:
            self.left.append(time.perf_counter())
        outcome = super().send(message)
        with self._lock:
            self._answered += 1
            if self._answered == self._count:
                self.all_answered.set()
        return outcome


def run() -> Iterator[Figure]:
    """Both databases, then the window."""
    with tempfile.TemporaryDirectory() as folder, start_postgres(durable=True) as server, _gateway() as port:
        yield from _figures("sqlite", partial(_file, folder), port)
        yield from _figures("postgresql", server.create, port)
        yield from _window("sqlite", str(Path(folder) / "window"))
        yield from _window("postgresql", str(Path(folder) / "window_of_pg"), server.create("window"))


def _file(folder: str, name: str) -> str:
    return str(Path(folder) / f"{name}.sqlite3")


def _figures(name: str, fresh: Callable[[str], str], port: int) -> Iterator[Figure]:
    floor = _plain(port)
    seconds = _sent(fresh("fast"), Counting(port, None, MESSAGES), MESSAGES)
    against = f"plain httpx {floor:.2f} s for {MESSAGES} requests, here {seconds:.2f} s"
    yield Figure(f"sending_{name}_times_bare", seconds / floor, "times", TIMES_BARE, against)
    gateway = Counting(port, RATE, LIMITED)
    _sent(fresh("limited"), gateway, LIMITED)
    evenly = gateway.left[gateway_burst() :]
    reached = (len(evenly) - 1) / (evenly[-1] - evenly[0])
    together = max(bisect_left(gateway.left, moment + 1.0) - n for n, moment in enumerate(gateway.left))
    against = f"{reached:.2f} of {RATE:.0f} requests a second, {together} at most in any second"
    yield Figure(f"sending_{name}_limit_by_reached", RATE / reached, "times", TIMES_LIMIT, against)


def gateway_burst() -> int:
    """What may leave at once in the beginning (`db.rates`) says nothing of the rate."""
    return int(RATE * 0.25)


def _plain(port: int) -> float:
    limits = httpx.Limits(max_connections=COURIERS)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", limits=limits, trust_env=False) as client:
        content = {"reference": "0" * 32, "to": sending.number(1), "body": sending.recipient(1).body}

        def post(_n: int) -> None:
            client.post("/messages", json=content).raise_for_status()

        with ThreadPoolExecutor(COURIERS) as pool:
            list(pool.map(post, range(COURIERS)))  # connected
            began = time.perf_counter()
            list(pool.map(post, range(MESSAGES)))
            return time.perf_counter() - began


def _sent(url: str, gateway: Counting, count: int) -> float:
    """Seconds from the start of a sender to the last answer."""
    upgrade(url)
    database = Database(url)
    sending.confirm(database, count)
    clock = sending.Clock()
    terms = ShopTerms(database, clock)
    terms.current()
    config = SenderConfig(poll=timedelta(seconds=1))
    runner = Runner(Sender(database, Only(gateway), terms, clock, Changes(), config))
    began = time.perf_counter()
    runner.start()
    if not gateway.all_answered.wait(_PATIENCE_S):
        problem = f"{len(gateway.left)} of {count} were sent"
        raise TimeoutError(problem)
    seconds = time.perf_counter() - began
    runner.stop(30)
    gateway.close()
    database.close()
    return seconds


def _window(name: str, *places: str) -> Iterator[Figure]:
    command = [sys.executable, "-m", "benchmarks.sending_window", *places]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    seen = json.loads(done.stdout.splitlines()[-1])
    against = (
        f"{seen['count']:,} sent in {seen['seconds']:.0f} s beside the open list of jobs; "
        f"{seen['busy']:.0f} ms of it busy in the window's thread"
    )
    yield Figure(f"sending_window_{name}_longest_stall", seen["stall"], "ms", STALL_MS, against)
    against = (
        f"{seen['before']:.0f} MB when {seen['warm']:,} had left, {seen['after']:.0f} MB after {seen['count']:,} more"
    )
    yield Figure(f"sending_window_{name}_memory_grown", seen["after"] - seen["before"], "MB", GROWN_MB, against)


@contextmanager
def _gateway() -> Generator[int]:
    command = [sys.executable, "-m", "benchmarks.slow_gateway"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None  # noqa: PT018  two pipes of one call
        yield int(process.stdout.readline())
        process.stdin.close()

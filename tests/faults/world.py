"""A shop, a gateway and senders in processes of their own, and what must hold whatever was killed."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import MessageRecord
from dreampower_sms.domain.messages import State

HOME = Path(__file__).parents[2]
_WITHOUT_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Fate:
    """One message as the database and the gateway have it at the end."""

    state: State
    received: int


class Helper:
    """A process of the tests that talks by lines."""

    def __init__(self, module: str, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            cwd=HOME,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def hear(self) -> str:
        """The next line that it says; fails when it ended instead."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the process ended with {self.process.wait()}"
        return line.strip()

    def go(self) -> None:
        """Let it begin."""
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        self.process.kill()
        self._leave()

    def end(self) -> None:
        """Let it stop cleanly."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self._leave()

    def _leave(self) -> None:
        self.process.wait(timeout=60)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


class World:
    """One database and one gateway server."""

    def __init__(self, database: Database, server: Helper) -> None:
        self.database, self._server = database, server
        self._url = database.url.render_as_string(hide_password=False)
        self._port = server.hear()
        self._noon = time.time()

    def sender(self, *, halt_at: str = "", hours_later: float = 0.0) -> Helper:
        """Start a sender that waits for `go`. `hours_later`: its clock is so far ahead, and old leases are over."""
        words = [self._url, self._port, str(self._noon - hours_later * 3600)]
        if halt_at:
            words += ["--halt-at", halt_at]
        return Helper("tests.faults.sender_process", *words)

    def received(self) -> Mapping[str, int]:
        """How often the gateway accepted each reference."""
        with _WITHOUT_PROXY.open(f"http://127.0.0.1:{self._port}/received", timeout=30) as answer:
            return json.load(answer)

    def fates(self) -> list[Fate]:
        """All messages in the order in which they were confirmed."""
        received = self.received()
        with self.database.read() as session:
            rows = session.execute(
                select(MessageRecord.reference, MessageRecord.state).order_by(MessageRecord.id)
            ).all()
        assert set(received) <= {reference for reference, _ in rows}, "the gateway got what nobody confirmed"
        return [Fate(state, received.get(reference, 0)) for reference, state in rows]


@contextmanager
def world(database: Database, delay: float = 0.0) -> Generator[World]:
    """A gateway server beside this database, ended with the block."""
    server = Helper("tests.faults.gateway_server", "--delay", str(delay))
    try:
        yield World(database, server)
    finally:
        server.end()


def check(fates: list[Fate]) -> None:
    """What must hold at the end, whoever was killed when."""
    doubled = [fate for fate in fates if fate.received > 1]
    lost = [fate for fate in fates if fate.state is State.ACCEPTED and fate.received == 0]
    forgotten = [fate for fate in fates if fate.received and fate.state not in (State.ACCEPTED, State.UNKNOWN)]
    stuck = [fate for fate in fates if fate.state not in (State.ACCEPTED, State.UNKNOWN)]
    assert not doubled, "somebody got it twice"
    assert not lost, "accepted, but the gateway never got it"
    assert not forgotten, "the gateway has it, and the shop does not know"
    assert not stuck, "still on the way although every sender had its turn"

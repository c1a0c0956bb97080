"""A sender in a process of its own, to be killed from outside.

    python -m tests.faults.sender_process URL PORT BASE [--halt-at CHECKPOINT]

It says `ready`, waits for a line, and works until its input ends. With `--halt-at` it stops dead at that point, says
so, and waits to be killed. The checkpoints lie in subclasses here; the program itself knows nothing of them:

    before STATE, after STATE   around the commit that brings the first message into STATE
                                (claimed, posting, accepted)
    before request, after request
"""

import argparse
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import time
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import AttemptRow, MessageRecord
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.outcome import Outcome
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.results import PollerConfig, ResultPoller
from dreampower_sms.services.runner import Runner
from dreampower_sms.services.sender import Sender, SenderConfig
from dreampower_sms.services.terms import ShopTerms
from tests.faults.loopback import LoopbackGateway
from tests.sending import NOON
from tests.services.fakes import Only

CONFIG = SenderConfig(couriers=4, poll=timedelta(milliseconds=20), heartbeat=timedelta(milliseconds=300))


def halt(checkpoint: str) -> NoReturn:
    """Say where this is and never go on."""
    sys.stdout.write(f"{checkpoint}\n")
    sys.stdout.flush()
    while True:
        threading.Event().wait()


class HaltingDatabase(Database):
    """Stops before or after the commit that brings a message of this run into a state."""

    def __init__(self, url: str, checkpoint: str) -> None:
        super().__init__(url)
        self._when, _, self._state = checkpoint.partition(" ")
        self._checkpoint = checkpoint
        self._seen: set[int] | None = None

    @contextmanager
    def write(self) -> Generator[Session]:
        with super().write() as session:
            if self._seen is None:  # what earlier runs left is not ours
                self._seen = self._in_state(session)
            yield session
            reached = bool(self._in_state(session) - self._seen)
            if reached and self._when == "before":
                halt(self._checkpoint)
        if reached and self._when == "after":
            halt(self._checkpoint)

    def _in_state(self, session: Session) -> set[int]:
        if self._state == "request":
            return set()
        session.execute(select(AttemptRow.id).limit(1))  # a statement of its own, so that a broken session shows here
        return set(session.scalars(select(MessageRecord.id).where(MessageRecord.state == self._state)))


class HaltingGateway(LoopbackGateway):
    """Stops before the request leaves, or when the answer is there and nobody knows of it yet."""

    def __init__(self, port: int, checkpoint: str) -> None:
        super().__init__(port)
        self._checkpoint = checkpoint

    def send(self, message: Outgoing) -> Outcome:
        if self._checkpoint == "before request":
            halt(self._checkpoint)
        outcome = super().send(message)
        if self._checkpoint == "after request":
            halt(self._checkpoint)
        return outcome


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("port", type=int)
    parser.add_argument("base", type=float, help="the moment, by this machine's clock, at which it is noon")
    parser.add_argument("--halt-at", default="")
    options = parser.parse_args()

    def clock() -> datetime:
        return NOON + timedelta(seconds=time() - options.base)

    database = HaltingDatabase(options.url, options.halt_at) if options.halt_at else Database(options.url)
    gateway = HaltingGateway(options.port, options.halt_at)
    changes, terms = Changes(), ShopTerms(database, clock)
    terms.current()
    config = PollerConfig(shortest=timedelta(milliseconds=20), longest=timedelta(milliseconds=50))
    runner = Runner(
        Sender(database, Only(gateway), terms, clock, changes, CONFIG),
        ResultPoller(database, Only(gateway), clock, changes, config),
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    runner.start()
    sys.stdin.read()
    runner.stop()
    gateway.close()
    database.close()


if __name__ == "__main__":
    main()

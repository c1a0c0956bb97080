"""Gateways and waiting for the tests of the send machine."""

import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms.db.engine import Database
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.outcome import Accepted, Outcome, Receipt
from dreampower_sms.gateways.protocol import Capabilities, Gateway, NeitherCancelsNorTells, Sent
from tests.sending import PRACTICE

PATIENCE_S = 60.0


def until(condition: Callable[[], Any]) -> None:
    """Wait until the condition holds; fail when it does not within a time that no healthy run needs."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            message = "what was waited for did not happen"
            raise AssertionError(message)
        time.sleep(0.005)


class Fragile(Database):
    """A database that breaks where a test wants it to."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.before: Callable[[], None] = lambda: None
        """Called before each write transaction begins."""
        self.after: Callable[[], None] = lambda: None
        """Called after each commit, in place of the answer to it."""

    @contextmanager
    def write(self) -> Generator[Session]:
        self.before()
        with super().write() as session:
            yield session
        self.after()


class Scripted(NeitherCancelsNorTells):
    """A gateway whose answers a test writes. `answer` and `receipts` may be replaced at any time."""

    name = "scripted"

    def __init__(self, answer: Callable[[Outgoing], Outcome] | None = None, *, finds: bool = True) -> None:
        self.capabilities = Capabilities(
            finds_by_reference=finds, real=False, ask_after=(timedelta(seconds=10), timedelta(minutes=1)), ask_at_once=3
        )
        self.answer = answer or (lambda message: Accepted(f"g-{message.reference}"))
        self.receipts: Callable[[Sequence[Sent]], Sequence[Receipt]] = lambda _sent: []
        self.sent: list[Outgoing] = []
        self.asked: list[list[Sent]] = []
        self.gate = threading.Event()
        self.gate.set()
        """Cleared, every request hangs until it is set again."""
        self._lock = threading.Lock()

    def send(self, message: Outgoing) -> Outcome:
        with self._lock:
            self.sent.append(message)
        self.gate.wait()
        return self.answer(message)

    def ask(self, sent: Sequence[Sent]) -> Sequence[Receipt]:
        self.asked.append(list(sent))
        return self.receipts(sent)

    def close(self) -> None:
        self.gate.set()


class Keyless:
    """A PC that has the keys of no contract until a test gives it one."""

    def __init__(self) -> None:
        self.gateways: dict[str, Gateway] = {}
        self.was_asked = False

    def all(self) -> Mapping[str, Gateway]:
        known = dict(self.gateways)
        self.was_asked = True
        return known


class Only:
    """One gateway for the contract of every test."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateways: dict[str, Gateway] = {PRACTICE: gateway}

    def all(self) -> Mapping[str, Gateway]:
        return self.gateways

"""A sender in a process of its own, to be killed from outside.

It waits for a line, and works until its connection ends; then it stops cleanly. It says what troubles it,
`trouble CODE`, and `trouble` alone when it works again. With `halt_at` it stops dead at that point, says so, and waits
to be killed, or for the line `on`. The checkpoints lie in subclasses here; the program itself knows nothing of them:

    before STATE, after STATE   around the commit that brings the first message into STATE
    before request, after request
"""

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session, configure_mappers

from dreampower_sms.db.engine import Database
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.outcome import Outcome
from dreampower_sms.services.answers import Patience
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.doorbell import Doorbell
from dreampower_sms.services.results import PollerConfig, ResultPoller
from dreampower_sms.services.runner import Runner
from dreampower_sms.services.sender import Sender, SenderConfig
from dreampower_sms.services.terms import ShopTerms, holidays
from tests.faults.clockwork import Clockwork
from tests.faults.line import Line
from tests.faults.loopback import LoopbackGateway
from tests.sending import NOON
from tests.services.fakes import Only

COURIERS, AHEAD = 4, 4
SHARE = 3 * COURIERS + AHEAD
"""What one sender takes before it writes its first answers down: a post and a hand, and where the gateway answers at
once so much more as is posted ahead."""
LEASE = timedelta(minutes=2)


@dataclass(frozen=True)
class Options:
    """What a sender is started with."""

    url: str
    port: int
    clock: str
    base: float
    ahead: float = 0.0
    halt_at: str = ""
    timeout: float = 10.0
    """Of its requests, in seconds."""
    finds: bool = True
    """Whether the gateway can be asked by our reference."""
    quota: str = ""
    """While there is a file of this name, the database may not grow (`disks.Quota`)."""


class Halt:
    """The one point at which this process stops dead."""

    def __init__(self, checkpoint: str, line: Line) -> None:
        self.checkpoint, self._line = checkpoint, line
        self._when, _, self.state = checkpoint.partition(" ")
        self._on = threading.Event()

    def reach(self, when: str) -> None:
        """Stop here if this is the point. After `go_on` no point stops anybody."""
        if when == self._when and not self._on.is_set():
            self._line.say(f"at {self.checkpoint}")
            self._on.wait()

    def go_on(self) -> None:
        self._on.set()


_NO_LIMIT = 0x3FFFFFFF
"""Pages: as many as every SQLite takes."""


class Frugal(Database):
    """A SQLite file that may not grow for as long as there is a sign: SQLite itself says that there is no room."""

    def __init__(self, url: str, sign: Path) -> None:
        super().__init__(url)

        @event.listens_for(self.engine, "begin")
        def limit(connection: Connection) -> None:
            # a number below the pages that the file has stands for those
            connection.exec_driver_sql(f"PRAGMA max_page_count={1 if sign.exists() else _NO_LIMIT}")


class HaltingDatabase(Database):
    """Stops before or after the commit of this process that brings a message into a state."""

    def __init__(self, url: str, halt: Halt) -> None:
        super().__init__(url)
        self._halt = halt

    @contextmanager
    def write(self) -> Generator[Session]:
        with super().write() as session:
            before = self._in_state(session)
            yield session
            reached = self._halt.state != "request" and bool(self._in_state(session) - before)
            if reached:
                self._halt.reach("before")
        if reached:
            self._halt.reach("after")

    def _in_state(self, session: Session) -> set[int]:
        """On SQLite this transaction alone writes; on PostgreSQL rows carry the transaction that wrote them."""
        mine = "" if self.is_sqlite else " AND xmin = pg_current_xact_id()::xid"
        wanted = text(f"SELECT id FROM messages WHERE state = :state{mine}")
        return set(session.scalars(wanted, {"state": self._halt.state}))


class HaltingGateway(LoopbackGateway):
    """Stops before the request leaves, or when the answer is there and nobody knows of it yet."""

    def __init__(self, port: int, timeout: float, finds: bool, halt: Halt) -> None:
        super().__init__(port, timeout=timeout, finds=finds)
        self._halt = halt

    def send(self, message: Outgoing) -> Outcome:
        if self._halt.state != "request":
            return super().send(message)
        self._halt.reach("before")
        outcome = super().send(message)
        self._halt.reach("after")
        return outcome


def warm_up() -> None:
    """Load and build, before the forks, what every sender would for itself: most of the work of a short life."""
    holidays(range(NOON.year - 1, NOON.year + 3))
    Database("postgresql://").close()
    configure_mappers()
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    gateway = LoopbackGateway(port)
    gateway.send(Outgoing("", "", ""))
    gateway.close()


def serve(line: Line, words: dict[str, Any]) -> None:
    """Live as a sender."""
    options = Options(**words)
    halt = Halt(options.halt_at, line)
    clock = Clockwork(Path(options.clock), options.base, options.ahead)
    database = HaltingDatabase(options.url, halt) if options.halt_at else Database(options.url)
    if options.quota:
        database = Frugal(options.url, Path(options.quota))
    gateway = HaltingGateway(options.port, options.timeout, options.finds, halt)
    runner = _runner(database, gateway, clock, _teller(line))
    line.hear()
    runner.start()
    while line.hear() == "on":
        halt.go_on()
    runner.stop()
    gateway.close()
    database.close()


def _runner(
    database: Database,
    gateway: LoopbackGateway,
    clock: Clockwork,
    troubled: Callable[[DreamPowerError | None], None],
) -> Runner:
    changes, source, terms = Changes(), Only(gateway), ShopTerms(database, clock)
    patience = Patience(pauses=(timedelta(milliseconds=50), timedelta(milliseconds=200)), tries=20)
    sender = SenderConfig(
        couriers=COURIERS,
        ahead=AHEAD,
        poll=timedelta(milliseconds=40),
        lease=LEASE,
        heartbeat=timedelta(milliseconds=300),
        after_trouble=timedelta(milliseconds=100),
        patience=patience,
    )
    poller = PollerConfig(
        shortest=timedelta(milliseconds=40),
        longest=timedelta(milliseconds=80),
        not_mine=timedelta(milliseconds=200),
        after_trouble=timedelta(milliseconds=200),
    )
    loop = Sender(database, source, terms, clock, changes, sender, troubled)
    return Runner(
        loop,
        ResultPoller(database, source, clock, changes, poller),
        Doorbell(database, loop.wake, again=0.2),
    )


def _teller(line: Line) -> Callable[[DreamPowerError | None], None]:
    def tell(error: DreamPowerError | None) -> None:
        line.say(f"trouble {error.code}" if error else "trouble")

    return tell

"""The practice gateway: behaves like a real one and can't reach anybody.

It takes a message, keeps the sender waiting a moment, and reports 「届いた」 some seconds later. The last four digits
of the number choose another fate, so that a clerk (and a test) can see each one:

    0001  refused at once
    0002  accepted, then undelivered
    0003  the answer is lost, but the message arrives; it is found when asked for by reference
    0004  the answer is lost and nothing is ever found: 結果不明
    0005  圏外 for a while, then delivered

Its memory is a small SQLite file of its own beside the shop's database, so that results survive a restart
and the window shows on its handset what a worker process sent. The file plays the part of the provider's
server; losing it loses practice messages only. Its ids tell when a message was taken, so that on a shared database
another PC, which has a file of its own, can answer for it all the same.
"""

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.outcome import Accepted, Delivery, NotSent, Outcome, Receipt, Refused, Unknown
from dreampower_sms.gateways.protocol import Capabilities, NeitherCancelsNorTells, Sent

_KEPT = timedelta(days=100)
"""Longer than anybody asks for a result, short enough to keep the file small."""
_BUSY_S = 10.0
_ID = "practice-"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    reference TEXT PRIMARY KEY, gateway_id TEXT NOT NULL UNIQUE, e164 TEXT NOT NULL, body TEXT NOT NULL,
    fate TEXT NOT NULL, taken_at REAL NOT NULL, arrives_at REAL
);
CREATE INDEX IF NOT EXISTS message_arrives_at ON message (arrives_at);
"""


class Fate(StrEnum):
    """What becomes of a practice message."""

    DELIVERED = ""
    REFUSED = "0001"
    UNDELIVERED = "0002"
    ANSWER_LOST = "0003"
    VANISHED = "0004"
    LATE = "0005"

    @classmethod
    def of(cls, e164: str) -> "Fate":
        """The fate that the last four digits of a number choose."""
        return next((fate for fate in cls if fate and e164.endswith(fate)), cls.DELIVERED)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the practice network takes."""

    answer: timedelta = timedelta(milliseconds=300)
    no_answer: timedelta = timedelta(seconds=2)
    """How long a sender waits for an answer that never comes; a real one takes half a minute."""
    delivery: timedelta = timedelta(seconds=3)
    out_of_reach: timedelta = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One message on the screen of the practice handset."""

    reference: str
    e164: str
    body: str
    at: datetime


ArrivalListener = Callable[[Sequence[Arrival]], None]

ASK_AFTER = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4, 6, 10, 20, 25, 40, 60))
"""A clerk in practice waits for the result; nobody is charged for the questions."""


class PracticeGateway(NeitherCancelsNorTells):
    """A contract with nobody. Several threads and processes may use one file."""

    def __init__(self, store: Path, clock: Callable[[], datetime], pace: Pace = Pace()) -> None:
        self._store, self._clock, self._pace = store, clock, pace
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._ready = False
        self._listeners: list[ArrivalListener] = []
        self._told_until = clock().timestamp()

    @property
    def name(self) -> str:
        """The key of the registry."""
        return "practice"

    @property
    def capabilities(self) -> Capabilities:
        """Not real; finds every message by our reference but those whose number ends in 0004."""
        return Capabilities(finds_by_reference=True, real=False, ask_after=ASK_AFTER)

    def send(self, message: Outgoing) -> Outcome:
        """Take one message. The same reference again is the same message, as with an idempotency key."""
        fate = Fate.of(message.e164)
        if fate is Fate.REFUSED:
            self._closed.wait(self._pace.answer.total_seconds())
            return Refused("practice_refused", blames_number=True)
        try:
            self._store.parent.mkdir(parents=True, exist_ok=True)
            gateway_id = self._take(message, fate)
        except (sqlite3.Error, OSError) as error:
            return NotSent("practice_store", type(error).__name__)
        except UnicodeEncodeError:  # half of a character that lies outside the basic plane
            return Refused("control_character")
        if fate in (Fate.ANSWER_LOST, Fate.VANISHED):
            self._closed.wait(self._pace.no_answer.total_seconds())
            return Unknown("timeout")
        self._closed.wait(self._pace.answer.total_seconds())
        return Accepted(gateway_id)

    def ask(self, sent: Sequence[Sent]) -> Sequence[Receipt]:
        """What is known of these messages by now. Raises `GatewayUnavailable` when the file can't be read."""
        now = self._clock()
        try:
            with closing(self._connect()) as connection:
                found = [row for one in sent if (row := self._find(connection, one) or self._told(one)) is not None]
        except (sqlite3.Error, OSError) as error:
            raise GatewayUnavailable("practice_store") from error
        self.look()
        return [self._receipt(row, now) for row in found]

    def on_arrival(self, listener: ArrivalListener) -> None:
        """Call `listener` with what arrives from now on, oldest first, in the thread that calls `ask` or `look`.

        Once a look: a window that is told of each of a hundred messages waits a hundred times for its turn.
        """
        self._listeners.append(listener)

    def look(self) -> None:
        """Tell the listeners what arrived since the last look, also through other processes.

        Raises `GatewayUnavailable` when the file can't be read.
        """
        with self._lock:
            since, until = self._told_until, self._clock().timestamp()
            self._told_until = max(since, until)
        if since < until and (arrived := self._arrived(since, until, limit=-1)):
            for listener in self._listeners:
                listener(arrived)

    def arrivals(self, limit: int = 30) -> list[Arrival]:
        """The last messages that reached the handset, oldest first. Raises `GatewayUnavailable`."""
        return self._arrived(0, self._clock().timestamp(), limit)

    def close(self) -> None:
        """End waits that are under way, so that nothing holds up the end of the program."""
        self._closed.set()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._store, timeout=_BUSY_S)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            if not self._ready:
                self._prepare(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_SCHEMA)
        with connection:
            old = (self._clock() - _KEPT).timestamp()
            connection.execute("DELETE FROM message WHERE taken_at < ?", (old,))
        self._ready = True

    def _take(self, message: Outgoing, fate: Fate) -> str:
        now = self._clock()
        arrives = self._arrives(fate, now)
        row = (
            message.reference,
            f"{_ID}{int(now.timestamp() * 1000)}-{uuid4().hex[:8]}",
            message.e164,
            message.body,
            fate,
            now.timestamp(),
            arrives and arrives.timestamp(),
        )
        with closing(self._connect()) as connection, connection:
            connection.execute("INSERT INTO message VALUES (?,?,?,?,?,?,?) ON CONFLICT (reference) DO NOTHING", row)
            kept = connection.execute("SELECT gateway_id FROM message WHERE reference = ?", (message.reference,))
            return str(kept.fetchone()[0])

    def _arrives(self, fate: Fate, taken_at: datetime) -> datetime | None:
        """When the handset gets it; None: never."""
        match fate:
            case Fate.REFUSED | Fate.UNDELIVERED | Fate.VANISHED:
                return None
            case Fate.LATE:
                return taken_at + self._pace.delivery + self._pace.out_of_reach
            case _:
                return taken_at + self._pace.delivery

    def _told(self, sent: Sent) -> "_Row | None":
        """What the id itself tells of a message that another PC sent."""
        taken = sent.gateway_id.removeprefix(_ID).partition("-")[0]
        if not (sent.gateway_id.startswith(_ID) and taken.isdecimal()):
            return None
        fate, taken_at = Fate.of(sent.e164), _moment(int(taken) / 1000)
        return _Row(sent.reference, sent.gateway_id, fate, taken_at, self._arrives(fate, taken_at))

    def _find(self, connection: sqlite3.Connection, sent: Sent) -> "_Row | None":
        columns = "reference, gateway_id, fate, taken_at, arrives_at"
        row = connection.execute(
            f"SELECT {columns} FROM message WHERE fate <> ? AND (reference = ? OR gateway_id = ?)",  # noqa: S608  constant
            (Fate.VANISHED, sent.reference, sent.gateway_id),
        ).fetchone()
        return None if row is None else _Row(row[0], row[1], Fate(row[2]), _moment(row[3]), row[4] and _moment(row[4]))

    def _receipt(self, row: "_Row", now: datetime) -> Receipt:
        delivery, at, code = Delivery.PENDING, row.taken_at, ""
        first_try = row.taken_at + self._pace.delivery
        if row.arrives_at is not None and row.arrives_at <= now:
            delivery, at = Delivery.DELIVERED, row.arrives_at
        elif row.fate is Fate.UNDELIVERED and first_try <= now:
            delivery, at, code = Delivery.FAILED, first_try, "practice_undelivered"
        elif row.fate is Fate.LATE and first_try <= now:
            delivery, at, code = Delivery.UNREACHABLE, first_try, "practice_out_of_reach"
        blamed = delivery is Delivery.FAILED
        return Receipt(row.reference, row.gateway_id, delivery, at, code, blames_number=blamed)

    def _arrived(self, after: float, until: float, limit: int) -> list[Arrival]:
        try:
            with closing(self._connect()) as connection:
                rows = connection.execute(
                    "SELECT reference, e164, body, arrives_at FROM message WHERE arrives_at > ? AND arrives_at <= ?"
                    " ORDER BY arrives_at DESC, reference LIMIT ?",
                    (after, until, limit),
                ).fetchall()
        except (sqlite3.Error, OSError) as error:
            raise GatewayUnavailable("practice_store") from error
        return [Arrival(row[0], row[1], row[2], _moment(row[3])) for row in reversed(rows)]


@dataclass(frozen=True, slots=True)
class _Row:
    reference: str
    gateway_id: str
    fate: Fate
    taken_at: datetime
    arrives_at: datetime | None


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)

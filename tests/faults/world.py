"""A shop, a gateway and senders in processes of their own, and the person who looks after them."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import func, select

from dreampower_sms.db import messages
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import JobRow, MessageRecord
from dreampower_sms.domain.jobs import WAITS_FOR_PERSON, Held, JobKind, JobState
from dreampower_sms.domain.messages import State
from dreampower_sms.gateways.protocol import Gateway
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.send_jobs import SendJobs
from tests import sending
from tests.faults import tally
from tests.faults.clockwork import Clockwork
from tests.faults.disks import Quota, Room
from tests.faults.peers import GatewayPeer, Nursery, Peer
from tests.faults.plan import Plan
from tests.faults.sender_process import LEASE, Options
from tests.faults.tally import Fate, Received, Tally
from tests.servers import PostgresServer
from tests.services.fakes import PATIENCE_S

CLERK = "佐藤"
_LOW, _MORE = 12, 24
"""When fewer wait than this, so many more are confirmed."""


class _NoGateways:
    """A clerk's program that asks nobody itself."""

    def all(self) -> Mapping[str, Gateway]:
        return {}


@dataclass(frozen=True)
class Place:
    """What a world stands on."""

    nursery: Nursery
    url: str
    folder: Path
    senders: int
    seed: str
    server: PostgresServer | None = None
    """Where the scenario may stop it."""
    room: Room | None = None
    """Where the scenario may fill it."""

    @property
    def quota(self) -> str:
        """The sign at which senders let their file grow no more."""
        return str(self.room.sign) if isinstance(self.room, Quota) else ""


class World:
    """One database, one gateway server, and `senders` senders at a time."""

    def __init__(self, place: Place) -> None:
        self.place, self.senders = place, place.senders
        self.chance = random.Random(place.seed)
        self.database = Database(place.url)
        self.base = time.time()
        self.clock = Clockwork(place.folder / "clock", self.base)
        self._journal = place.folder / "journal"
        self.gateway = GatewayPeer(place.nursery.port, self._journal)
        self.jobs = self.person(self.database)
        self.kills = 0
        self.repeats = Counter[str]()
        """Numbers to which a clerk, who was shown that they had a text, gave a reason to send it once more."""
        self._counting = threading.Lock()
        self.finds = True
        self.timeout = 10.0
        self._peers: list[Peer] = [self.gateway]
        self._next = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for peer in self._peers:
            if peer.alive:
                peer.kill()
        self.clock.__exit__(None, None, None)
        self.database.close()

    # --- processes --------------------------------------------------------------------------------------------

    def sender(self, *, halt_at: str = "", ahead: float = 0.0) -> Peer:
        """Start a sender; it works from the line `go` on. `ahead`: by how many seconds its clock is wrong."""
        options = Options(
            url=self.place.url,
            port=self.gateway.port,
            clock=str(self.clock.path),
            base=self.base,
            ahead=ahead,
            halt_at=halt_at,
            timeout=self.timeout,
            finds=self.finds,
            quota=self.place.quota,
        )
        peer = Peer(self.place.nursery.port, "sender", options)
        self._peers.append(peer)
        return peer

    def crew(self) -> list[Peer]:
        """As many senders as this world has, at work."""
        crew = [self.sender() for _ in range(self.senders)]
        for peer in crew:
            peer.say("go")
        return crew

    def helper(self, role: str, **options: str) -> Peer:
        """Another process of the nursery."""
        peer = Peer(self.place.nursery.port, role, options)
        self._peers.append(peer)
        return peer

    def kill(self, peer: Peer) -> None:
        """Kill a sender. From any thread."""
        peer.kill()
        with self._counting:
            self.kills += 1

    def kill_one_of(self, crew: list[Peer]) -> None:
        """Kill one by chance, in the middle of its work, and let another come in its place."""
        self.progress(self.chance.randrange(1, 5))
        self.kill_soon(crew)

    def kill_soon(self, crew: list[Peer]) -> None:
        """The same, wherever it is."""
        time.sleep(self.chance.uniform(0.0, 0.02))
        place = self.chance.randrange(len(crew))
        self.kill(crew[place])
        crew[place] = self.sender()
        crew[place].say("go")

    # --- the gateway ------------------------------------------------------------------------------------------

    def plan(self, plan: Plan) -> None:
        """What the gateway does from now on."""
        self.gateway.do(f"plan {json.dumps(plan.words())}")

    def count(self) -> int:
        """How many messages the gateway has accepted."""
        return int(self.gateway.do("count"))

    def progress(self, count: int) -> None:
        """Wait until the gateway has accepted so many new ones; there is always work."""
        wanted, deadline = self.count() + count, time.monotonic() + PATIENCE_S
        while self.count() < wanted:
            assert time.monotonic() < deadline, "nothing is sent any more"
            self._keep_busy()
            time.sleep(0.01)

    def received(self) -> list[Received]:
        """Every message that the gateway accepted, in its order."""
        lines = self._journal.read_text(encoding="utf-8").splitlines() if self._journal.exists() else []
        found = [json.loads(line) for line in lines]
        return [Received(one["reference"], one["to"], one["body"], one["at"]) for one in found]

    # --- the shop ---------------------------------------------------------------------------------------------

    def confirm(self, count: int, kind: JobKind = JobKind.CUSTOMERS, held: Held | None = None) -> list[int]:
        """Confirm a job to `count` new numbers that are due now. Returns the ids of its messages."""
        first, self._next = self._next, self._next + count
        now = self.clock()
        recipients = [replace(sending.recipient(n), not_before=now, held=held) for n in range(first, first + count)]
        job = sending.job_of(recipients, kind)
        with self.database.write() as session:
            assert messages.confirm(session, job, now)
            ids = session.scalars(
                select(MessageRecord.id).where(MessageRecord.job_id == job.id).order_by(MessageRecord.id)
            )
            return list(ids)

    def fates(self) -> list[Fate]:
        """All messages in the order in which they were confirmed."""
        wanted = (
            select(
                MessageRecord.reference, MessageRecord.e164, MessageRecord.state, MessageRecord.held_code, JobRow.state
            )
            .join(JobRow, JobRow.id == MessageRecord.job_id)
            .order_by(MessageRecord.id)
        )
        with self.database.read() as session:
            rows = session.execute(wanted).all()
        return [Fate(reference, e164, state, held, JobState(job)) for reference, e164, state, held, job in rows]

    def outcome(self) -> list[tuple[State, int]]:
        """State of each message, and how often the gateway accepted it."""
        got = [one.reference for one in self.received()]
        return [(fate.state, got.count(fate.reference)) for fate in self.fates()]

    def person(self, database: Database) -> SendJobs:
        """A clerk's program on another PC."""
        return SendJobs(database, _NoGateways(), self.clock, Changes(), pc="受付1")

    def look_after(self) -> None:
        """What a person does: lets paused lists go on, which is all that a screen can, and lets go what waits."""
        with self.database.read() as session:
            paused = session.scalars(
                select(JobRow.id).where(JobRow.state == JobState.PAUSED, JobRow.kind != JobKind.SINGLE)
            ).all()
            held = select(MessageRecord.job_id).where(
                MessageRecord.state == State.QUEUED, MessageRecord.held_code.in_(WAITS_FOR_PERSON)
            )
            waiting = session.scalars(held.distinct()).all()
        for job_id in paused:
            self.jobs.resume(job_id, CLERK)
        for job_id in waiting:
            self.jobs.take_over(job_id, CLERK)

    # --- the end ----------------------------------------------------------------------------------------------

    def finish(self, after: timedelta = 1.5 * LEASE) -> None:
        """Who lives stops cleanly; time passes; as many new senders and a person settle what is left.

        `after`: when the last lease of the dead is over.
        """
        self._end_senders()
        self.clock.move(seconds=after.total_seconds())
        self.crew()
        self.settle()
        self._end_senders()

    def settle(self) -> None:
        """Wait until everything has a name and the gateway was asked about what has none; else the tally says so."""
        deadline = time.monotonic() + PATIENCE_S
        while not self._settled() and time.monotonic() < deadline:
            self.look_after()
            time.sleep(0.02)

    def tally(self) -> Tally:
        """The figures. Nothing may be at work any more."""
        return tally.count(self.fates(), self.received(), self.kills, self.repeats)

    def _settled(self) -> bool:
        with self.database.read() as session:
            to_ask = select(func.count()).where(
                MessageRecord.state == State.UNKNOWN, MessageRecord.next_ask_at <= self.clock()
            )
            if session.scalar(to_ask):
                return False
        return all(fate.named and fate.state is not State.QUEUED for fate in self.fates())

    def _keep_busy(self) -> None:
        self.look_after()
        due = select(func.count()).where(MessageRecord.state == State.QUEUED, MessageRecord.not_before <= self.clock())
        with self.database.read() as session:
            waiting = session.scalar(due)
        if (waiting or 0) < _LOW:
            self.confirm(_MORE)

    def _end_senders(self) -> None:
        living = [peer for peer in self._peers if peer.alive and peer is not self.gateway]
        for peer in living:
            peer.hang_up()
        for peer in living:
            peer.await_end()

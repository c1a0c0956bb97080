"""A sender that a test can start and stop, with all that it works on."""

from collections.abc import Callable
from datetime import datetime, timedelta

from dreampower_sms.db import liveness
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import State
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.gateways import GatewaySource
from dreampower_sms.services.runner import Runner
from dreampower_sms.services.sender import Sender, SenderConfig
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.sending import Clock
from tests.services.fakes import Fragile, Only, Scripted

QUICK = SenderConfig(
    couriers=4,
    poll=timedelta(milliseconds=10),
    heartbeat=timedelta(seconds=30),
    end=timedelta(seconds=20),
    after_trouble=timedelta(milliseconds=10),
)


class Bench:
    """The sender's world."""

    def __init__(self, database: Database, terms: ShopTerms, clock: Clock, changes: Changes) -> None:
        self.database, self.terms, self.clock, self.changes = database, terms, clock, changes
        self.senders_database = Fragile(database.url.render_as_string(hide_password=False))
        self.gateway = Scripted()
        self.troubles: list[DreamPowerError | None] = []
        self._runners: list[Runner] = []

    def start(
        self, config: SenderConfig = QUICK, gateway: Scripted | None = None, source: GatewaySource | None = None
    ) -> Runner:
        sender = Sender(
            self.senders_database,
            source or Only(gateway or self.gateway),
            self.terms,
            self.clock,
            self.changes,
            config,
            self.troubles.append,
        )
        runner = Runner(sender)
        self._runners.append(runner)
        runner.start()
        return runner

    def stop(self) -> None:
        self.gateway.gate.set()
        for runner in self._runners:
            assert runner.stop(30)

    def states(self) -> list[State]:
        return sending.states(self.database)

    def all_are(self, *wanted: State) -> Callable[[], bool]:
        return lambda: set(self.states()) <= set(wanted)

    def seen(self) -> datetime | None:
        """When the database last heard of a sender of the tests' contract."""
        with self.database.read() as session:
            presence = liveness.seen(session).get(sending.PRACTICE)
        return presence.seen_at if presence else None

    def was_alive(self, at: datetime, *, finds: bool = True) -> None:
        """Let a sender have been there until `at`."""
        with self.database.write() as session:
            liveness.alive(session, "c" * 32, {sending.PRACTICE: finds}, at)

"""What sends, with a window or without one: database, gateways, sender. No Qt: a server without a screen runs it."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.paths import Places
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.demo import load_demo
from dreampower_sms.services.doorbell import Doorbell
from dreampower_sms.services.gateways import ContractGateways
from dreampower_sms.services.results import ResultPoller
from dreampower_sms.services.right_of_way import RightOfWay
from dreampower_sms.services.runner import Runner
from dreampower_sms.services.secrets import Secrets
from dreampower_sms.services.sender import Sender
from dreampower_sms.services.templates import Templates
from dreampower_sms.services.terms import ShopTerms
from dreampower_sms.services.titles import SearchTitles
from dreampower_sms.services.troubles import Troubles

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock of the program."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Ground:
    """What every part stands on."""

    database: Database
    clock: Clock
    pc: str
    """The name of this PC, for the audit log."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Everything that messages need to leave and to be followed."""

    ground: Ground
    terms: ShopTerms
    secrets: Secrets
    changes: Changes
    troubles: Troubles
    gateways: ContractGateways
    runner: Runner
    right_of_way: RightOfWay
    """What the window of this process takes while it paints."""

    def start(self) -> None:
        """Begin to send and to ask for results."""
        self.runner.start()

    def close(self) -> None:
        """Finish what is being posted (at most 5 s) and give everything back."""
        self.runner.stop()
        self.gateways.close()
        self.ground.database.close()


def build_machine(places: Places, clock: Clock = utc_now, *, demo: bool = False) -> Machine:
    """Open the database (with its migrations and what a new shop begins with). Raises `DatabaseError`."""
    upgrade(places.database_url)
    right_of_way = RightOfWay()
    database = Database(places.database_url, right_of_way.give_way)
    ground = Ground(database, clock, socket.gethostname())
    Templates(database, clock, ground.pc).seed()
    if demo:
        load_demo(database, clock())
    SearchTitles(database, clock, ground.pc).seed()
    terms, secrets, changes, troubles = ShopTerms(database, clock), Secrets(places.data), Changes(), Troubles()
    gateways = ContractGateways(database, places.data, clock, secrets)
    told, give_way = troubles.of(Sender.name), right_of_way.give_way
    sender = Sender(database, gateways, terms, clock, changes, troubled=told, give_way=give_way)
    poller = ResultPoller(database, gateways, clock, changes, troubled=troubles.of(ResultPoller.name))
    runner = Runner(sender, poller, Doorbell(database, sender.wake))
    changes.listen(lambda _ids: runner.wake())
    return Machine(ground, terms, secrets, changes, troubles, gateways, runner, right_of_way)

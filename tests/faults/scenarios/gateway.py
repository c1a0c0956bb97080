"""The gateway misbehaves in every way that is known, while senders are killed and while they are not."""

from sqlalchemy import select

from dreampower_sms.db.tables import AttemptRow
from dreampower_sms.domain.messages import State
from tests import sending
from tests.faults.grounds import Size
from tests.faults.plan import Fault, Plan, Rule
from tests.faults.world import World
from tests.services.fakes import until

SENT, NOBODY_KNOWS = (State.ACCEPTED, 1), (State.UNKNOWN, 0)
FATES = {
    (Fault.NONE,): SENT,
    (Fault.CUT,): SENT,  # unknown first, then found by our reference, like all that were accepted
    (Fault.SILENT,): SENT,
    (Fault.LATE,): SENT,
    (Fault.ERROR,): SENT,
    (Fault.BROKEN,): SENT,
    (Fault.DRIP,): SENT,
    (Fault.BUSY, Fault.BUSY): SENT,  # tried again
    (Fault.THROTTLED,): SENT,
    (Fault.BUSY, Fault.CUT): SENT,
    (Fault.CUT_BEFORE,): NOBODY_KNOWS,  # never tried again
    (Fault.ERROR_BEFORE,): NOBODY_KNOWS,
}
"""What the tries of one message meet, and what becomes of it."""

_PATIENT_S, _IMPATIENT_S = 2.0, 0.5
"""How long senders wait for an answer: where every fate is certain, a busy machine must not look like a fault."""
_SHARE = 0.04


def each(world: World, size: Size) -> None:
    """One message a fault, then a gateway that takes no connections for a while."""
    world.timeout = _PATIENT_S
    rules = [Rule(f"\\{sending.number(n)}$", faults) for n, faults in enumerate(FATES)]
    world.plan(Plan(rules=rules))
    world.gateway.do("refuse")
    world.confirm(len(FATES))
    world.crew()
    refused = select(AttemptRow.id).where(AttemptRow.outcome == "not_sent", AttemptRow.code == "connect").limit(1)

    def was_refused() -> bool:
        with world.database.read() as session:
            return session.scalar(refused) is not None

    until(was_refused)
    world.gateway.do("listen")
    world.settle()
    world.finish()
    assert world.outcome() == list(FATES.values())


def mixed(world: World, size: Size) -> None:
    """All of it by chance, with kills, and a gateway that goes away now and then."""
    world.timeout = _IMPATIENT_S
    world.finds = world.chance.random() < 0.5
    shares = {fault.value: _SHARE for fault in Fault if fault is not Fault.NONE}
    world.plan(Plan(chances=shares, seed=world.chance.randrange(10**9)))
    crew = world.crew()
    for n in range(size.kills):
        world.kill_one_of(crew)
        if n % 4 == 1:
            world.gateway.do("refuse")
            world.kill_soon(crew)
            world.gateway.do("listen")
    world.plan(Plan())
    world.finish()

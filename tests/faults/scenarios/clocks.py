"""Clocks that jump, clocks that differ, and a PC that sleeps past a schedule."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from dreampower_sms.db import messages
from dreampower_sms.db.tables import MessageRecord
from dreampower_sms.domain.jobs import Held, NewMessage
from dreampower_sms.domain.messages import State
from tests import sending
from tests.faults.grounds import Size
from tests.faults.plan import Plan
from tests.faults.world import CLERK, World
from tests.services.fakes import until

_LIST = 30
_NIGHT = timedelta(hours=3)
"""Longer than a schedule may be missed by, and still within the send window."""


def turned(world: World, size: Size) -> None:
    """Everybody's clock goes back an hour and forward again, while senders are killed."""
    world.plan(Plan(delay=0.01))
    crew = world.crew()
    for _ in range(size.rounds):
        for hours in (0, -1, +2, -1):
            world.clock.move(hours=hours)
            world.kill_one_of(crew)
    world.finish(after=timedelta(hours=1.5))  # some leases are of the hour ahead


def differing(world: World, size: Size) -> None:
    """One PC's clock is half an hour fast, so that it takes all others for dead while they work."""
    world.plan(Plan(delay=0.01))
    crew = world.crew()
    for _ in range(size.rounds):
        fast = world.sender(ahead=1800.0)
        fast.say("go")
        world.kill_one_of(crew)
        world.progress(5)
        world.kill(fast)
    world.finish(after=timedelta(hours=1))  # the leases of the fast one hold that much longer


def asleep(world: World, size: Size) -> None:
    """The PC sleeps before a schedule and wakes after it: a person decides, nothing leaves by itself."""
    crew = world.crew()
    world.progress(5)
    due = world.clock() + timedelta(minutes=10)
    late = _schedule(world, [sending.recipient(n) for n in range(10_000, 10_000 + _LIST)], due)
    for peer in crew:
        peer.freeze()
    world.clock.move(seconds=_NIGHT.total_seconds())
    for peer in crew:
        peer.thaw()
    missed = select(func.count()).where(MessageRecord.id.in_(late), MessageRecord.held_code == Held.MISSED)

    def all_missed() -> bool:
        with world.database.read() as session:
            return session.scalar(missed) == _LIST

    until(all_missed)
    world.kill(crew[0])
    world.finish()


def asleep_in_hand(world: World, size: Size) -> None:
    """It falls asleep with a message in its hand, claimed or posted but not requested yet, and wakes hours later.

    What was claimed waits for a person. What was posted is 結果不明 by then, a person has decided that it was not sent,
    and another message has told the same: when the sleeper wakes, it must not send its own any more.
    """
    [claimed] = world.confirm(1)
    with _sleeper(world, "after claimed") as wake:
        world.clock.move(seconds=_NIGHT.total_seconds())
        wake()
        until(lambda: sending.record(world.database, claimed).held_code == Held.MISSED)
    world.jobs.cancel([claimed], CLERK)
    [posted] = world.confirm(1)
    with _sleeper(world, "after posting") as wake:
        world.clock.move(seconds=_NIGHT.total_seconds())
        crew = world.crew()
        until(lambda: sending.record(world.database, posted).asks > 0)  # 結果不明, and the gateway knows nothing
        world.jobs.decide(posted, sent=False, clerk=CLERK, reason="確認済み")
        same = sending.record(world.database, posted)
        [again] = _schedule(world, [_to_the_same(same)], world.clock())
        until(lambda: sending.record(world.database, again).state is State.ACCEPTED)
        wake()
        until(lambda: sending.attempts(world.database, posted) == [(1, "not_sent")])
        world.kill(crew[0])
    world.finish()
    assert world.outcome() == [(State.CANCELLED, 0), (State.REJECTED, 0), (State.ACCEPTED, 1)]


def _to_the_same(message: MessageRecord) -> NewMessage:
    return replace(sending.recipient(0), recipient_key=message.recipient_key, e164=message.e164, body=message.body)


@contextmanager
def _sleeper(world: World, edge: str) -> Generator[Callable[[], None]]:
    """A sender that fell asleep at an edge; what is yielded wakes it."""
    sleeper = world.sender(halt_at=edge)
    sleeper.say("go")
    sleeper.await_line(f"at {edge}")
    yield lambda: sleeper.say("on")
    sleeper.end()


def _schedule(world: World, recipients: Sequence[NewMessage], at: datetime) -> list[int]:
    """Confirm a job that a person put on a schedule."""
    due = [replace(recipient, not_before=at) for recipient in recipients]
    job = replace(sending.job_of(due), scheduled_at=at)
    with world.database.write() as session:
        assert messages.confirm(session, job, world.clock())
        return list(session.scalars(select(MessageRecord.id).where(MessageRecord.job_id == job.id)))

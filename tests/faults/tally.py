"""What must hold at the end, whatever was killed when, as figures that are not 0 when it does not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType

from dreampower_sms.domain.jobs import WAITS_FOR_PERSON, JobState
from dreampower_sms.domain.messages import State

_ON_THE_WAY = frozenset({State.DRAFT, State.CLAIMED, State.POSTING})
_SAID_TO_BE_SENT = frozenset({State.ACCEPTED, State.DELIVERED, State.UNDELIVERED})


@dataclass(frozen=True)
class Fate:
    """One message as the database has it."""

    reference: str
    e164: str
    state: State
    held: str
    job: JobState

    @property
    def named(self) -> bool:
        """Whether anybody can say what becomes of it: it is settled, unknown, or waits for a person by name."""
        if self.state is State.QUEUED:
            return self.held in WAITS_FOR_PERSON or self.job is JobState.PAUSED
        return self.state not in _ON_THE_WAY


@dataclass(frozen=True)
class Received:
    """One message as the gateway accepted it."""

    reference: str
    to: str
    body: str
    at: float


@dataclass(frozen=True)
class Tally:
    """The figures of one play, or of many."""

    kills: int = 0
    accepted: int = 0
    """Messages of which the shop says that they were sent."""
    doubled: int = 0
    """Numbers that got the same text more often than a clerk meant who was shown that they had it."""
    lost: int = 0
    """Said to be sent, and the gateway never got it; or received, and the shop does not know."""
    nameless: int = 0
    """Still on the way although every sender had its turn."""
    unknown: int = 0
    """結果不明: a person decides."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{name: value + getattr(other, name) for name, value in asdict(self).items()})

    @property
    def holds(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.doubled or self.lost or self.nameless)


def count(
    fates: Sequence[Fate], received: Sequence[Received], kills: int, repeats: Mapping[str, int] = MappingProxyType({})
) -> Tally:
    """Compare both sides. Fails when the gateway got what nobody confirmed.

    `repeats`: how often a clerk, who was shown that a number had the text, gave a reason to send it once more.
    """
    got = Counter(one.reference for one in received)
    assert set(got) <= {fate.reference for fate in fates}, "the gateway got what nobody confirmed"
    texts = Counter((one.to, one.body) for one in received)
    sent = [fate for fate in fates if fate.state in _SAID_TO_BE_SENT]
    never_got = sum(not got[fate.reference] for fate in sent)
    forgotten = sum(bool(got[fate.reference]) for fate in fates if fate.state not in _SAID_TO_BE_SENT | {State.UNKNOWN})
    return Tally(
        kills=kills,
        accepted=len(sent),
        doubled=sum(times > 1 + repeats.get(number, 0) for (number, _), times in texts.items()),
        lost=never_got + forgotten,
        nameless=sum(not fate.named for fate in fates),
        unknown=sum(fate.state is State.UNKNOWN for fate in fates),
    )

"""What became of messages of a PC, for the clerk who works on something else meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

from dreampower_sms.domain.messages import State

FAILED = frozenset({State.UNDELIVERED, State.REJECTED, State.EXCLUDED, State.UNKNOWN})
"""A message in one of these did not arrive, or nobody can tell."""


@dataclass(frozen=True, slots=True)
class MessageNews:
    """One message that a clerk wrote to one customer."""

    customer_name: str
    e164: str
    state: State
    """QUEUED: it does not leave, and `code` says why."""
    code: str

    @property
    def is_bad(self) -> bool:
        """Whether the clerk has to know now."""
        return self.state in FAILED or self.state is State.QUEUED


@dataclass(frozen=True, slots=True)
class ListNews:
    """A list as a whole: nobody wants to hear of each of a thousand."""

    title: str
    paused: str
    """Why the program paused it; "": all has left that can."""
    counts: Mapping[State, int]
    waiting: int
    """Messages of it that wait for a person, those of 結果不明 among them."""

    @property
    def sent(self) -> int:
        """How many the gateway took."""
        return sum(self.counts.get(state, 0) for state in (State.ACCEPTED, State.DELIVERED, State.UNDELIVERED))

    @property
    def failed(self) -> int:
        """How many did not arrive, as far as it is known by now."""
        return sum(self.counts.get(state, 0) for state in (State.REJECTED, State.UNDELIVERED))

    @property
    def is_bad(self) -> bool:
        """Whether the clerk has to know now."""
        return bool(self.paused or self.failed or self.waiting)

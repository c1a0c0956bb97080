"""The life of a message: its states, and the only moves between them.

    draft -> queued -> claimed -> posting -> accepted -> delivered | undelivered
                                     |-> rejected   (the gateway said no: nothing was sent)
                                     |-> unknown    (結果不明: nobody can tell)

Nothing in the program sets a state. Whoever wants one names a `Move`, and the database executes it as
``UPDATE … SET state = move.target WHERE state IN move.sources``: a step that the table below does not
list has no name, so it can't be written down, neither by mistake nor under a race.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, StrEnum


class State(StrEnum):
    """Where a message stands. The value is what the database holds."""

    DRAFT = "draft"
    QUEUED = "queued"
    CLAIMED = "claimed"
    POSTING = "posting"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    EXCLUDED = "excluded"


class Move(Enum):
    """Every legal step, as (the states it may start from, the state it ends in)."""

    CONFIRM = (frozenset({State.DRAFT}), State.QUEUED)
    LEAVE_OUT = (frozenset({State.DRAFT, State.CLAIMED}), State.EXCLUDED)
    """The recipient may not be written to: found when the list is made, or again at dispatch."""
    CLAIM = (frozenset({State.QUEUED}), State.CLAIMED)
    RELEASE = (frozenset({State.CLAIMED}), State.QUEUED)
    """The claim ends before anything was posted: clean stop, lost lease, closed send window."""
    POST = (frozenset({State.CLAIMED}), State.POSTING)
    """Committed before the request leaves, so that a crash can't forget that it may have left."""
    TRY_AGAIN = (frozenset({State.POSTING}), State.QUEUED)
    """Only for an outcome that proves that nothing was sent (`gateways.outcome.NotSent`)."""
    ACCEPT = (frozenset({State.POSTING}), State.ACCEPTED)
    REJECT = (frozenset({State.POSTING}), State.REJECTED)
    LOSE = (frozenset({State.POSTING}), State.UNKNOWN)
    """The answer is lost, or the lease of a posting message ran out: never back to the queue."""
    FIND = (frozenset({State.UNKNOWN}), State.ACCEPTED)
    """The gateway, asked by our reference, a person, or the answer that came after the lease ran out says that
    it was sent."""
    REFUTE = (frozenset({State.UNKNOWN}), State.REJECTED)
    """A person, or an answer that came after the lease ran out, says that it was not sent. Only after this may the
    recipient be written to again, and then by a new message: this one never goes back to the queue."""
    DELIVER = (frozenset({State.ACCEPTED, State.UNKNOWN}), State.DELIVERED)
    FAIL = (frozenset({State.ACCEPTED, State.UNKNOWN}), State.UNDELIVERED)
    EXPIRE = (frozenset({State.ACCEPTED}), State.UNKNOWN)
    """No delivery result within the polling time (80 h)."""
    CANCEL = (frozenset({State.QUEUED, State.CLAIMED}), State.CANCELLED)
    """Wins over a claim: the sender's `POST` then finds no claimed row any more."""

    @property
    def sources(self) -> frozenset[State]:
        """The states in which this move may start."""
        return self.value[0]

    @property
    def target(self) -> State:
        """The state in which this move ends."""
        return self.value[1]


SETTLED = frozenset(
    {State.DELIVERED, State.UNDELIVERED, State.REJECTED, State.CANCELLED, State.EXCLUDED},
)
"""Nothing more will happen by itself. `UNKNOWN` is missing on purpose: it waits for a person."""

BILLABLE = frozenset({State.POSTING, State.ACCEPTED, State.DELIVERED, State.UNDELIVERED, State.UNKNOWN})
"""What a gateway may bill, 結果不明 and 不達 too: a budget that is met late is worth more than one that is missed."""

WAITING = frozenset({State.QUEUED, State.CLAIMED})
"""Nothing has left yet; it can still be cancelled."""

NOT_LEFT = WAITING | {State.CANCELLED, State.EXCLUDED}
"""No request was made: their moment is the one that was planned."""

NOTHING_SENT = frozenset({State.REJECTED, State.CANCELLED, State.EXCLUDED})
"""Settled, and nobody got anything: the gateway took nothing, or no request was made."""

MAY_HAVE_ARRIVED = frozenset({State.POSTING, State.ACCEPTED, State.DELIVERED, State.UNKNOWN})
"""States that count as written to, for the rules on repeats and frequency."""


class Purpose(StrEnum):
    """Why a message is sent (manual chapter 3). Decides consent, hours and frequency."""

    URGENT = "urgent"
    ROUTINE = "routine"
    CAMPAIGN = "campaign"

    @property
    def advertising(self) -> bool:
        """Whether 特定電子メール法 asks for consent or a business relation on record."""
        return self is Purpose.CAMPAIGN


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as a gateway gets it: everything merged, nothing left to decide."""

    reference: str
    """32 hex characters, ours; the gateway keeps it where it can (tag, client reference)."""
    e164: str
    body: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message as lists and cards show it."""

    id: int
    job_id: str
    created_at: datetime
    history_at: datetime
    """When it left; of one that has not, when it was to leave."""
    sent_at: datetime | None
    customer_id: int | None
    customer_name: str
    e164: str
    body: str
    units: int
    tier: int
    price: Decimal
    state: State
    code: str
    """Why it is in this state, as a code of ours or the gateway's ("" when nothing to say)."""
    clerk: str
    purpose: Purpose
    job_title: str
    scheduled_at: datetime | None = None
    """送信日時 of its job, where a person chose one."""

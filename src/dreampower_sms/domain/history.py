"""送信履歴 as values: what to look for, and all that happened to one message."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from dreampower_sms.domain.messages import NOTHING_SENT, SETTLED, MessageRow, Purpose, State


class StateGroup(StrEnum):
    """States as a shop thinks of them: what may still be stopped, what is under way, what came of it."""

    NOT_SENT = "not_sent"
    UNDER_WAY = "under_way"
    ARRIVED = "arrived"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXCLUDED = "excluded"
    CANCELLED = "cancelled"


GROUPS: Mapping[StateGroup, frozenset[State]] = {
    StateGroup.NOT_SENT: frozenset({State.QUEUED, State.CLAIMED}),
    StateGroup.UNDER_WAY: frozenset({State.POSTING, State.ACCEPTED}),
    StateGroup.ARRIVED: frozenset({State.DELIVERED}),
    StateGroup.FAILED: frozenset({State.UNDELIVERED, State.REJECTED}),
    StateGroup.UNKNOWN: frozenset({State.UNKNOWN}),
    StateGroup.EXCLUDED: frozenset({State.EXCLUDED}),
    StateGroup.CANCELLED: frozenset({State.CANCELLED}),
}
"""Every state of a stored message is in exactly one."""


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What to look for; everything that is given must hold."""

    since: datetime | None = None
    """By when a message left, or is planned to leave."""
    until: datetime | None = None
    """Not included."""
    customer_id: int | None = None
    e164: str = ""
    """One number, whole."""
    number_part: str = ""
    """Digits that stand together somewhere in the number as it is written here, 090…, e.g. the last four."""
    name: str = ""
    """A piece of the name that the customer had when the message was written, or of the name or reading that they
    have today."""
    text: str = ""
    """A piece of the text, as it stands there; only A–Z and a–z count as the same."""
    states: Collection[State] = ()
    """Any of these; none given: any."""
    clerk: str = ""
    purpose: Purpose | None = None
    job_id: str = ""
    """One job, whole."""
    job_title: str = ""
    """A piece of the title of the job."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a list comes to."""

    messages: int
    price: Decimal
    """Expected price in yen of those that were sent or will be: not of those in `FREE`."""


FREE = NOTHING_SENT
"""States that cost nothing: it never left, or the gateway took nothing."""


def totals_of(rows: Collection[MessageRow]) -> Totals:
    """What these messages come to."""
    return Totals(len(rows), sum((row.price for row in rows if row.state not in FREE), Decimal(0)))


class NotAgain(StrEnum):
    """Why a message can't be written anew. The value is the code of its sentence."""

    UNKNOWN = "again_unknown"
    NOT_OVER = "again_not_over"
    NO_CUSTOMER = "again_no_customer"
    CUSTOMER_GONE = "again_customer_gone"
    """Their record was deleted since: found when it is opened."""


def why_not_again(row: MessageRow) -> str:
    """Why this message can't be written anew to its customer, as a code; "" when it can.

    One that may still leave or arrive by itself is not over: a second one would be a duplicate.
    """
    if row.state not in SETTLED:
        return NotAgain.UNKNOWN if row.state is State.UNKNOWN else NotAgain.NOT_OVER
    return NotAgain.NO_CUSTOMER if row.customer_id is None else ""


@dataclass(frozen=True, slots=True)
class HistoryKey:
    """The place of a message in the history."""

    at: datetime
    id: int

    @classmethod
    def of(cls, row: MessageRow) -> "HistoryKey":
        """The place of this row."""
        return cls(row.history_at, row.id)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request to the gateway."""

    no: int
    started_at: datetime
    ended_at: datetime | None
    """None: no answer has come, or nobody was there to write it down."""
    outcome: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Result:
    """One delivery event."""

    at: datetime
    """When it happened, as the gateway says."""
    recorded_at: datetime
    delivery: str
    """A value of `gateways.outcome.Delivery`."""
    code: str
    detail: str
    source: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that happened to one message."""

    message: MessageRow
    vehicle_id: int | None
    not_before: datetime
    held: str
    """A value of `domain.jobs.Held`, "" when it is not held."""
    override_codes: tuple[str, ...]
    override_reason: str
    attempts: tuple[Attempt, ...]
    results: tuple[Result, ...]
    gateway_id: str
    charged_units: int | None
    settled_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    decided_reason: str

"""送信履歴 as values: what to look for, and all that happened to one message."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from dreampower_sms.domain.messages import MessageRow, Purpose, State


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """What to look for; everything that is given must hold."""

    since: datetime | None = None
    until: datetime | None = None
    """Not included."""
    customer_id: int | None = None
    e164: str = ""
    """One number, whole."""
    number_part: str = ""
    """Digits that stand together somewhere in the number, e.g. the last four."""
    name: str = ""
    """A piece of the name that the customer had when the message was written."""
    text: str = ""
    """A piece of the text."""
    states: Collection[State] = ()
    """Any of these; none given: any."""
    clerk: str = ""
    purpose: Purpose | None = None
    job_id: str = ""


@dataclass(frozen=True, slots=True)
class HistoryKey:
    """The place of a message in the history."""

    created_at: datetime
    id: int

    @classmethod
    def of(cls, row: MessageRow) -> "HistoryKey":
        """The place of this row."""
        return cls(row.created_at, row.id)


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

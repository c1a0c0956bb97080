"""A send job: one press of 送信 with its recipients, as it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4, uuid5

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.sendable import Reason


class JobKind(StrEnum):
    """Where a job came from. It decides which check boxes count (manual chapter 5)."""

    SINGLE = "single"
    """One message that a clerk wrote to one customer."""
    CUSTOMERS = "customers"
    """まとめ送信 from a list of customers."""
    VEHICLES = "vehicles"
    """まとめ送信 from a list of vehicles: the vehicle's SMS check box counts too."""


class JobState(StrEnum):
    """Whether a job's waiting messages may leave."""

    OPEN = "open"
    PAUSED = "paused"
    """By a person, or by the sender after failures; `paused_code` says why."""
    CANCELLED = "cancelled"
    DONE = "done"


class Held(StrEnum):
    """Why a waiting message does not leave although its job is open. "" on a message: it is not held."""

    OUTSIDE_WINDOW = "outside_window"
    """Leaves by itself when the send window opens."""
    RETRY = "retry"
    """Leaves by itself after a pause, because the gateway could not be reached or asked for one."""
    MISSED = "missed"
    """Its time passed while no sender ran (`domain.windows.is_missed`): a person decides."""
    GAVE_UP = "gave_up"
    """Tried too often without reaching the gateway: a person decides."""


WAITS_FOR_PERSON = frozenset({Held.MISSED, Held.GAVE_UP})


@dataclass(frozen=True, slots=True)
class NewMessage:
    """One recipient of a job that is being confirmed."""

    recipient_key: str
    """Unique within the job; see `recipient_key`."""
    customer_id: int | None
    vehicle_id: int | None
    customer_name: str
    e164: str
    body: str
    """Merged and final: what the phone will show."""
    units: int
    tier: int
    price: Decimal
    not_before: datetime
    """When it may leave."""
    held: Held | None = None
    excluded: Reason | None = None
    """Why it will not be sent; kept in the job so that nobody is left out without a trace."""
    overridden: Sequence[Reason] = ()
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job as the clerk confirms it. `id` was made when the dialog opened, so a double press has the same one."""

    id: str
    kind: JobKind
    title: str
    """For the shop only, never sent (manual chapter 7)."""
    purpose: Purpose
    template_id: int | None
    body: str
    """The text before merging."""
    contract_id: str
    scheduled_at: datetime | None
    clerk: str
    pc: str
    messages: Sequence[NewMessage]


def new_job_id() -> str:
    """An id for a dialog that opens now: 32 hex characters."""
    return uuid4().hex


def recipient_key(e164: str, customer_id: int | None, vehicle_id: int | None, *, excluded: bool) -> str:
    """What makes a recipient one within a job.

    For those who get a message it is the number itself, so the database refuses a second message of one job
    to one number whatever the program thinks. Those left out may share a number or have none.
    """
    return f"-{customer_id or ''}/{vehicle_id or ''}" if excluded else e164


def reference_of(job_id: str, key: str) -> str:
    """Our id of a message at the gateway: the same for one job and recipient, whoever computes it."""
    return uuid5(UUID(job_id), key).hex

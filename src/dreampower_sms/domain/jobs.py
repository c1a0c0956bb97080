"""A send job: one press of 送信 with its recipients, as it is confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4, uuid5

from dreampower_sms.domain.messages import Purpose, State
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
    """By a person, or by the sender after failures; `paused_code` says why. Never a single message: see `Held`."""
    CANCELLED = "cancelled"
    DONE = "done"
    """Of an earlier program: nothing waits. Today that is counted, not stored (`JobSummary.is_over`)."""


class Held(StrEnum):
    """Why a waiting message does not leave although its job is open. "" on a message: it is not held."""

    OUTSIDE_WINDOW = "outside_window"
    """Leaves by itself when the send window opens."""
    RETRY = "retry"
    """Leaves by itself after a pause, because the gateway could not be reached or asked for one."""
    GREETING = "greeting"
    """Its greeting waits, or left too few days ago: looked at again when they may have passed."""
    MISSED = "missed"
    """Its time passed while no sender ran that can send it (`domain.windows.is_missed`): a person decides."""
    GAVE_UP = "gave_up"
    """Tried too often without reaching the gateway: a person decides."""
    STOPPED = "stopped"
    """A single message that nothing but a person can help (no balance, wrong key, the budget is spent); its code says
    what. A list is paused for the same: its job has a screen of its own."""


class Wait(StrEnum):
    """Why nothing of a contract leaves at the moment, whatever its jobs are."""

    CONTRACT_OFF = "contract_off"
    """It was taken out of use."""
    NO_KEYS = "no_keys"
    """No living sender of the shop has its keys."""
    RATE = "rate"
    """Its limit of requests is used up, or the gateway asked for time."""


@dataclass(frozen=True, slots=True)
class ContractNow:
    """The contract of a job, as it stands now."""

    title: str
    wait: Wait | None = None
    until: datetime | None = None
    """When a `Wait.RATE` ends."""


WAITS_FOR_PERSON = frozenset({Held.MISSED, Held.GAVE_UP, Held.STOPPED})


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
    about_inspection: bool = False
    """From 車検一覧: its vehicles are 案内済 by it."""
    greeting_days: int | None = None
    """Days from the greeting to the message; None: nobody is greeted first."""


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A list that was confirmed, and how far it is."""

    id: str
    kind: JobKind
    title: str
    purpose: Purpose
    body: str
    template_id: int | None
    contract_id: str
    scheduled_at: datetime | None
    state: JobState
    paused_code: str
    created_at: datetime
    clerk: str
    pc: str
    counts: Mapping[State, int]
    held: Mapping[Held, int]
    """Waiting messages that something holds."""
    price: Decimal
    """Yen of what left or will leave (見込み)."""
    next_at: datetime | None
    """When the next waiting message may leave."""
    last_minute: int
    """How many left within the last minute."""
    contract: ContractNow
    later: int = 0
    """Waiting messages whose time has not come: planned, or held until then."""
    measured: timedelta = timedelta(minutes=1)
    """Since the first of those left: a list that has just begun has no whole minute behind it."""

    def count(self, *states: State) -> int:
        """How many messages are in one of these states."""
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        """All that were to get it, without those who were left out."""
        return sum(self.counts.values()) - self.count(State.EXCLUDED)

    @property
    def left(self) -> int:
        """What has not left yet."""
        return self.count(State.QUEUED, State.CLAIMED, State.POSTING)

    @property
    def waits_for_person(self) -> int:
        """What somebody has to decide: missed, given up, 結果不明."""
        return sum(self.held.get(held, 0) for held in WAITS_FOR_PERSON) + self.count(State.UNKNOWN)

    @property
    def failed(self) -> int:
        """What did not arrive, and may be sent again."""
        return self.count(State.REJECTED, State.UNDELIVERED)

    @property
    def wait(self) -> Wait | None:
        """What its contract waits for, where something of this job would leave without that."""
        return self.contract.wait if self.left and self.state is JobState.OPEN else None

    @property
    def is_over(self) -> bool:
        """Whether nothing will leave any more."""
        return self.left == 0

    @property
    def per_minute(self) -> int:
        """Its present speed; 0 while nothing leaves."""
        return round(self.last_minute * timedelta(minutes=1) / self.measured)

    def time_left(self) -> timedelta | None:
        """How long it goes on at its present speed, without what waits for a person or for its time; None while nothing
        leaves.
        """
        going = self.left - self.later - sum(self.held.get(held, 0) for held in WAITS_FOR_PERSON)
        if not self.last_minute or going <= 0 or self.state is not JobState.OPEN:
            return None
        return self.measured * going / self.last_minute


def new_job_id() -> str:
    """An id for a dialog that opens now: 32 hex characters."""
    return uuid4().hex


def greeting_job_id(job_id: str) -> str:
    """The job of the greetings that go before a list: a double press has the same two."""
    return uuid5(UUID(job_id), "greeting").hex


def recipient_key(e164: str, customer_id: int | None, vehicle_id: int | None, *, excluded: bool) -> str:
    """What makes a recipient one within a job.

    For those who get a message it is the number itself, so the database refuses a second message of one job
    to one number whatever the program thinks. Those left out may share a number or have none.
    """
    return f"-{customer_id or ''}/{vehicle_id or ''}" if excluded else e164


def reference_of(job_id: str, key: str) -> str:
    """Our id of a message at the gateway: the same for one job and recipient, whoever computes it."""
    return uuid5(UUID(job_id), key).hex

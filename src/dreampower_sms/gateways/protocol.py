"""The one small protocol behind which every gateway stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from dreampower_sms.domain.counting import DEFAULT_PROFILE
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.outcome import Outcome, Receipt

ASK_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""When to ask for a delivery result, counted from the request; then once every `ASK_EVERY` until `ASK_FOR`."""
ASK_EVERY = timedelta(hours=1)
ASK_FOR = timedelta(hours=80)
"""Carriers keep trying up to 72 h (docomo, Rakuten); with some spare time for the report to come in."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a gateway can do. The send machine asks here instead of knowing gateways by name."""

    finds_by_reference: bool
    """Whether `ask` can answer for a message of which only our reference is known: solves 結果不明."""
    real: bool
    """False for the practice gateway: nobody can be reached, and every screen says so."""
    requests_per_second: float | None = None
    """How many messages the contract takes; None: as fast as it answers."""
    ask_after: tuple[timedelta, ...] = ASK_AFTER
    """The first questions for a delivery result, counted from the request."""
    ask_at_once: int = 100
    """How many messages one `ask` may name."""
    max_units: int = DEFAULT_PROFILE.max_units
    """Longest text that it takes, in units of `profile`."""
    profile: str = DEFAULT_PROFILE.name
    """Name of the counting profile (`domain.counting.PROFILES`): how it counts, where its tiers end."""
    schedules: bool = False
    """Whether the provider can hold a message until a time. The outbox does that itself and never asks for it:
    what waits there can be cancelled, and is checked again before it leaves."""
    cancels: bool = False
    """Whether `cancel` can ever succeed."""
    tells_balance: bool = False
    """Whether `balance` can ever answer."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the gateway may have, as `ask` is given it."""

    reference: str
    gateway_id: str
    """"" when the answer to the request was lost."""
    e164: str
    posted_at: datetime | None = None
    """When the request left, where that is known: gateways that list by time are asked for that time."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left on a prepaid contract."""

    amount: Decimal
    currency: str
    """ISO 4217, e.g. "JPY"."""

    def __str__(self) -> str:
        """E.g. "1,234 JPY"."""
        return f"{self.amount:,} {self.currency}"


class Gateway(Protocol):
    """One SMS contract. Methods may block for the time of an HTTP call and raise nothing of it."""

    @property
    def name(self) -> str:
        """Key of the registry and of the counting profile, e.g. "practice"."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this gateway can do."""
        ...

    def send(self, message: Outgoing) -> Outcome:
        """Hand over one message. Every failure is an `Outcome`, never an exception."""
        ...

    def ask(self, sent: Sequence[Sent]) -> Sequence[Receipt]:
        """Delivery results, by list calls where there are any. A message without news may be left out.

        Raises `gateways.errors.GatewayUnavailable` when the gateway can't be asked now.
        """
        ...

    def cancel(self, sent: Sent) -> bool:
        """Ask the provider not to deliver a message that it holds. True: it promised; False: too late, or it can't.

        Raises `gateways.errors.GatewayUnavailable` when there is no answer: then the message may still arrive.
        """
        ...

    def balance(self) -> Balance | None:
        """What is left on the contract; None where the provider tells none. Raises `GatewayUnavailable`."""
        ...

    def close(self) -> None:
        """Give connections back."""
        ...


class NeitherCancelsNorTells:
    """`cancel` and `balance` of a gateway whose provider has no such call."""

    def cancel(self, sent: Sent) -> bool:  # noqa: ARG002  the protocol's signature
        """Never."""
        return False

    def balance(self) -> Balance | None:
        """Not told."""
        return None

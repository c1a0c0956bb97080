"""The one small protocol behind which every gateway stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

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


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the gateway may have, as `ask` is given it."""

    reference: str
    gateway_id: str
    """"" when the answer to the request was lost."""
    e164: str


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

    def close(self) -> None:
        """Give connections back."""
        ...

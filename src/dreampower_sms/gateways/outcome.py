"""What a gateway can answer, reduced to what the send machine has to know.

    NotSent     nothing can have been sent: may be tried again by itself (after `wait`)
    Accepted    the gateway has it
    Refused     the gateway said no for good: nothing was sent
    Unknown     nobody can tell; never repeated by itself

No httpx error leaves a gateway: each becomes one of these four.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_DETAIL = 300
"""Characters of a provider's own words that are kept."""


def _plain(words: str) -> str:
    """In one line, without control characters and broken ones: a database can't hold them all."""
    return "".join(char if char.isprintable() else " " for char in words[:LONGEST_DETAIL])


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gateway took the message under its own id."""

    gateway_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A documented refusal. `code` is stable and has a sentence; `detail` is the gateway's own words."""

    code: str
    detail: str = ""
    blames_number: bool = False
    """Whether the provider says that the number itself is at fault, and the customer's card should say so. Not where an
    adapter alone thinks so: another contract may reach it."""

    def __post_init__(self) -> None:
        """Make a provider's words fit to be kept and shown."""
        object.__setattr__(self, "detail", _plain(self.detail))


@dataclass(frozen=True, slots=True)
class NotSent:
    """Proof that nothing left (connection refused, DNS, TLS, 429). The sender may try again after `wait`."""

    code: str
    detail: str = ""
    wait: timedelta | None = None
    """How long the gateway asks to be left alone; None: the sender's own back-off."""
    every_message: bool = False
    """The contract is refused, not this message (wrong key, no balance): the sender pauses instead of trying others."""

    def __post_init__(self) -> None:
        """Make a provider's words fit to be kept and shown."""
        object.__setattr__(self, "detail", _plain(self.detail))


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request may have arrived and the answer is lost or unreadable: 結果不明."""

    code: str
    detail: str = ""

    def __post_init__(self) -> None:
        """Make a provider's words fit to be kept and shown."""
        object.__setattr__(self, "detail", _plain(self.detail))


Outcome = Accepted | Refused | NotSent | Unknown


class Delivery(StrEnum):
    """What a delivery receipt says."""

    PENDING = "pending"
    """The gateway has it and tries."""
    DELIVERED = "delivered"
    UNREACHABLE = "unreachable"
    """圏外 or switched off: not final, carriers go on trying (up to 72 h)."""
    FAILED = "failed"
    NOT_FOUND = "not_found"
    """The gateway knows no such message. No proof that it was never sent: lists can lag behind."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One delivery result for one message, by the gateway's id or our reference."""

    reference: str
    gateway_id: str
    delivery: Delivery
    at: datetime
    code: str = ""
    detail: str = ""
    charged_units: int | None = None
    """How many parts the gateway charged, where it says so."""
    blames_number: bool = False
    """Of a failure: whether the number itself is at fault, and the customer's card should say so. An adapter has to say
    it: a flagged number is left out of every list."""

    def __post_init__(self) -> None:
        """Make a provider's words fit to be kept and shown."""
        object.__setattr__(self, "detail", _plain(self.detail))

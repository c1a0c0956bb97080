"""A gateway whose answers can't carry a secret into the database: careless servers quote the key that they refuse."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.outcome import Accepted, Outcome, Receipt
from dreampower_sms.gateways.protocol import Balance, Capabilities, Gateway, Sent

HIDDEN = "***"
_SHORTEST = 4
"""A shorter secret would take half of every text with it."""


class Heard:
    """Remembers which secrets a gateway was given, for as long as it has them itself."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._read = read
        self._values: set[str] = set()

    def read(self, name: str) -> str:
        """What the gateway asks for."""
        value = self._read(name)
        if len(value) >= _SHORTEST:
            self._values.add(value)
        return value

    def scrub(self, text: str) -> str:
        """The text without any of them, the longest first."""
        for value in sorted(self._values, key=len, reverse=True):
            text = text.replace(value, HIDDEN)
        return text


class Discreet:
    """The same gateway, with the words of its provider looked through."""

    def __init__(self, gateway: Gateway, heard: Heard) -> None:
        self._gateway, self._heard = gateway, heard

    @property
    def name(self) -> str:
        """As the gateway's."""
        return self._gateway.name

    @property
    def capabilities(self) -> Capabilities:
        """As the gateway's."""
        return self._gateway.capabilities

    def send(self, message: Outgoing) -> Outcome:
        """As the gateway's."""
        outcome = self._gateway.send(message)
        return outcome if isinstance(outcome, Accepted) else replace(outcome, detail=self._heard.scrub(outcome.detail))

    def ask(self, sent: Sequence[Sent]) -> Sequence[Receipt]:
        """As the gateway's."""
        return [
            replace(receipt, detail=self._heard.scrub(receipt.detail)) if receipt.detail else receipt
            for receipt in self._gateway.ask(sent)
        ]

    def cancel(self, sent: Sent) -> bool:
        """As the gateway's."""
        return self._gateway.cancel(sent)

    def balance(self) -> Balance | None:
        """As the gateway's."""
        return self._gateway.balance()

    def close(self) -> None:
        """As the gateway's."""
        self._gateway.close()

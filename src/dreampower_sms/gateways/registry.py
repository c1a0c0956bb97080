"""Every gateway that this program can talk to: one row each.

A new gateway is one file beside this one, one row here, and its counting profile in `domain.counting`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dreampower_sms.gateways.errors import GatewayMissing
from dreampower_sms.gateways.practice import PracticeGateway
from dreampower_sms.gateways.protocol import Gateway


@dataclass(frozen=True, slots=True)
class Setup:
    """What a gateway is built from: one contract of the shop, and the places that it may use."""

    data: Path
    """The program's data folder."""
    clock: Callable[[], datetime]
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    """The contract's settings that are no secrets (sender, service number, address)."""
    secret: Callable[[str], str] = field(default=lambda _name: "")
    """Reads a secret of this contract by name from the operating system's store; "" when there is none."""


def _practice(setup: Setup) -> Gateway:
    return PracticeGateway(setup.data / "practice.sqlite3", setup.clock)


GATEWAYS: Mapping[str, Callable[[Setup], Gateway]] = {
    "practice": _practice,
}


def build(name: str, setup: Setup) -> Gateway:
    """The gateway of a contract. Raises `GatewayMissing` for a name without a row."""
    if name not in GATEWAYS:
        raise GatewayMissing(name=name)
    return GATEWAYS[name](setup)

"""Every gateway that this program can talk to: one row each.

A new gateway is one file beside this one, one row here, and its counting profile in `domain.counting`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from dreampower_sms.domain.counting import DEFAULT_PROFILE, EVERY_66, MEDIASMS, TWILIO, CountingProfile
from dreampower_sms.gateways.errors import GatewayMissing
from dreampower_sms.gateways.fields import Field
from dreampower_sms.gateways.karaden_fields import FIELDS as KARADEN_FIELDS
from dreampower_sms.gateways.mediasms_fields import FIELDS as MEDIASMS_FIELDS
from dreampower_sms.gateways.mediasms_fields import longest
from dreampower_sms.gateways.practice import PracticeGateway
from dreampower_sms.gateways.protocol import Gateway
from dreampower_sms.gateways.setup import Setup
from dreampower_sms.gateways.twilio_fields import FIELDS as TWILIO_FIELDS


@dataclass(frozen=True, slots=True)
class Row:
    """One gateway: how it is built, and what its contracts are asked for."""

    build: Callable[[Setup], Gateway]
    """Raises `GatewayOptionWrong` when a setting is missing or can't be used."""
    fields: tuple[Field, ...] = ()
    """In the order of the screen."""
    profile: CountingProfile = DEFAULT_PROFILE
    """How its contracts count and bill, until the shop enters its own fees."""
    real: bool = True
    """False: nobody can be reached."""
    longest: Callable[[Mapping[str, str]], int] | None = None
    """Units of the longest text that a contract with these options takes, where its options decide that."""


def _practice(setup: Setup) -> Gateway:
    return PracticeGateway(setup.data / "practice.sqlite3", setup.clock)


def _karaden(setup: Setup) -> Gateway:
    from dreampower_sms.gateways.karaden import KaradenGateway  # noqa: PLC0415  httpx takes a fifth of the start

    return KaradenGateway(setup)


def _mediasms(setup: Setup) -> Gateway:
    from dreampower_sms.gateways.mediasms import MediaSmsGateway  # noqa: PLC0415  httpx takes a fifth of the start

    return MediaSmsGateway(setup)


def _twilio(setup: Setup) -> Gateway:
    from dreampower_sms.gateways.twilio import TwilioGateway  # noqa: PLC0415  httpx takes a fifth of the start

    return TwilioGateway(setup)


GATEWAYS: Mapping[str, Row] = {
    "practice": Row(_practice, real=False),
    "mediasms": Row(_mediasms, MEDIASMS_FIELDS, MEDIASMS, longest=longest),
    "twilio": Row(_twilio, TWILIO_FIELDS, TWILIO),
    "karaden": Row(_karaden, KARADEN_FIELDS, EVERY_66),
}


def build(name: str, setup: Setup) -> Gateway:
    """The gateway of a contract.

    Raises `GatewayMissing` for a name without a row, `GatewayOptionWrong` when a setting is missing or wrong.
    """
    if name not in GATEWAYS:
        raise GatewayMissing(name=name)
    return GATEWAYS[name].build(setup)


def fitted(profile: CountingProfile, name: str, options: Mapping[str, str]) -> CountingProfile:
    """The profile of a contract with these options: texts that its gateway would refuse are too long."""
    row = GATEWAYS.get(name)
    if row is None or row.longest is None:
        return profile
    return replace(profile, max_units=min(profile.max_units, row.longest(options)))

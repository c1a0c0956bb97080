"""Twilio on this machine, and an adapter that talks to it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dreampower_sms.gateways.outcome import Accepted
from dreampower_sms.gateways.protocol import Sent
from dreampower_sms.gateways.setup import Setup
from dreampower_sms.gateways.twilio import TwilioGateway
from tests.gateways.contract import outgoing
from tests.gateways.servers.loopback import Loopback, serve
from tests.gateways.servers.twilio_server import ACCOUNT, FROM, TOKEN, TwilioServer

TAKES, REFUSES, LOSES, FAILS = "+819012340000", "+819012341610", "+819012340003", "+819012340006"


def setup_of(url: str, values: dict[str, str] | None = None, server: TwilioServer | None = None) -> Setup:
    options = {"account_sid": ACCOUNT, "from": FROM, "base_url": url, **(values or {})}
    secrets = {"auth_token": options.pop("auth_token", TOKEN), "api_key_secret": options.pop("api_key_secret", "")}
    return Setup(
        Path(), lambda: server.now if server else datetime.now(UTC), options, lambda name: secrets.get(name, "")
    )


@pytest.fixture
def server() -> TwilioServer:
    return TwilioServer(refusals={REFUSES: 21610}, fates={FAILS: 30006}, lost={LOSES})


@pytest.fixture
def loopback(server: TwilioServer) -> Iterator[Loopback]:
    with serve(server) as home:
        yield home


@pytest.fixture
def gateway(loopback: Loopback, server: TwilioServer) -> Iterator[TwilioGateway]:
    gateway = TwilioGateway(setup_of(loopback.url, server=server))
    yield gateway
    gateway.close()


def accepted(gateway: TwilioGateway, posted_at: datetime | None = None, number: str = TAKES) -> Sent:
    message = outgoing(number)
    outcome = gateway.send(message)
    assert isinstance(outcome, Accepted)
    return Sent(message.reference, outcome.gateway_id, number, posted_at)

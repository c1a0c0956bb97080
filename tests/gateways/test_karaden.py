"""空電: the shared contract, its documented errors, its settings and cancelling."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dreampower_sms.domain.counting import PROFILES, measure
from dreampower_sms.gateways.errors import GatewayError, GatewayOptionWrong, GatewayUnavailable
from dreampower_sms.gateways.karaden import KaradenGateway, national
from dreampower_sms.gateways.karaden_fields import FIELDS
from dreampower_sms.gateways.outcome import Accepted, Delivery, NotSent, Refused, Unknown
from dreampower_sms.gateways.protocol import Sent
from dreampower_sms.gateways.registry import GATEWAYS, build
from dreampower_sms.gateways.setup import Setup
from tests.gateways.contract import BODY, outgoing
from tests.gateways.http_contract import Clock, HttpGatewayContract
from tests.gateways.servers import karaden_server as there
from tests.gateways.servers.loopback import Answer, Fault, Loopback, serve

E164 = "+819011112222"
OPTIONS = {"tenant": there.TENANT, "service_id": there.SERVICE}


class TestContract(HttpGatewayContract):
    adapter = KaradenGateway
    fields = FIELDS
    base_path = "/api"
    options: ClassVar = OPTIONS
    secrets: ClassVar = {"token": there.TOKEN}
    takes, refuses = E164, f"+81901111{there.REFUSED}"
    loses_answer, fails_later = f"+81901111{there.ANSWER_LOST}", f"+81901111{there.UNDELIVERED}"

    def provider(self, clock: Clock) -> there.Karaden:
        return there.Karaden(clock)


class World:
    """The provider, an adapter, and a clock that a test moves."""

    def __init__(self, server: Loopback, clock: Clock, data: Path) -> None:
        self.server, self.clock, self._data = server, clock, data
        self.gateway = self.make()

    @property
    def taken(self) -> list[there.Taken]:
        return self.server.provider.taken

    def make(self, token: str = there.TOKEN, **options: str) -> KaradenGateway:
        base = {"base_url": f"{self.server.url}/api"}
        return KaradenGateway(Setup(self._data, self.clock, {**base, **OPTIONS, **options}, lambda _name: token))

    def says(self, status: int, code: str, **errors: list[str]) -> None:
        """Let the provider answer with an error in its own form."""
        said = {"object": "error", "code": code, "message": "provider's words", "errors": errors or None}
        self.server.fault = Fault(takes=False, answer=Answer.of(status, said))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    clock = Clock()
    with serve(there.Karaden(clock)) as server:
        world = World(server, clock, tmp_path)
        yield world
        world.gateway.close()


def test_a_message_goes_out_as_it_is_with_our_reference_as_its_tag(world: World) -> None:
    message = outgoing(E164, BODY)
    world.gateway.send(message)
    [taken] = world.taken
    assert (taken.number, taken.body, taken.tags) == ("09011112222", BODY, [message.reference])


@pytest.mark.parametrize(("option", "sent"), [("yes", "true"), ("no", "false"), ("", "")])
def test_urls_are_shortened_as_the_contract_says(world: World, option: str, sent: str) -> None:
    gateway = world.make(shorten=option)
    assert isinstance(gateway.send(outgoing(E164)), Accepted)
    gateway.close()
    assert world.taken[0].shorten == sent


@pytest.mark.parametrize(
    ("e164", "number"),
    [
        ("+819011112222", "09011112222"),
        ("+816012345678", "06012345678"),
        ("+81312345678", None),  # ten digits
        ("+8120012345678", None),  # 0200 with fourteen
        ("+14155550100", None),
        ("", None),
    ],
)
def test_numbers_are_given_in_eleven_digits_or_not_at_all(world: World, e164: str, number: str | None) -> None:
    assert national(e164) == number
    if number is None:
        assert world.gateway.send(outgoing(e164)) == Refused("karaden_number")
        assert world.server.requests == []


@pytest.mark.parametrize(
    ("status", "code", "errors", "outcome"),
    [
        (422, "validation_error", {"to": ["bad number"]}, Refused("karaden_number", "bad number", blames_number=True)),
        (422, "validation_error", {"body": ["too long"]}, Refused("karaden_text", "too long")),
        (422, "validation_error", {"tags": ["odd"]}, Refused("gateway_refused", "provider's words")),
        (422, "validation_error", {}, Refused("gateway_refused", "provider's words")),
        (422, "validation_error", {"service_id": ["?"]}, NotSent("karaden_service", "?", every_message=True)),
        (422, "validation_error", {"is_shorten": ["?"]}, NotSent("karaden_shorten", "?", every_message=True)),
        (400, "invalid_tenant", {}, NotSent("karaden_tenant", "provider's words", every_message=True)),
        (400, "invalid_version", {}, NotSent("karaden_version", "provider's words", every_message=True)),
        (401, "unauthentication", {}, NotSent("key_refused", "provider's words", every_message=True)),
        (404, "model_not_found", {}, NotSent("karaden_service", "provider's words", every_message=True)),
        (400, "something_new", {}, Refused("gateway_refused", "HTTP 400")),
        (500, "unknown", {}, Unknown("gateway_failed", "HTTP 500")),
        (500, "validation_error", {"to": ["?"]}, Unknown("gateway_failed", "HTTP 500")),
        (200, "validation_error", {"to": ["?"]}, Unknown("unreadable")),
    ],
)
def test_each_documented_error(world: World, status: int, code: str, errors: dict[str, Any], outcome: object) -> None:
    world.says(status, code, **errors)
    assert world.gateway.send(outgoing(E164)) == outcome
    assert world.taken == []


@pytest.mark.parametrize("id_", ["", "../../messages", "a" * 81, "a\x00b", "\ud83d", 17, None, ["a"]])
def test_an_id_that_is_none_is_unknown(world: World, id_: object) -> None:
    """It would stand in addresses and in the database."""
    world.server.fault = Fault(answer=Answer.of(200, {"object": "message", "id": id_}))
    assert world.gateway.send(outgoing(E164)) == Unknown("unreadable")


def test_wrong_settings_stop_all_messages(world: World) -> None:
    """As the provider really answers them, not as a test says it does."""
    wrong = {"karaden_service": {"service_id": "18"}, "karaden_tenant": {"tenant": "0" * 8 + there.TENANT[8:]}}
    for code, options in wrong.items():
        gateway = world.make(**options)
        outcome = gateway.send(outgoing(E164))
        if "tenant" in options:  # a question names no service
            with pytest.raises(GatewayUnavailable) as caught:
                gateway.ask([Sent("a" * 32, "", "")])
            assert caught.value.code == code
        gateway.close()
        assert isinstance(outcome, NotSent)
        assert (outcome.code, outcome.every_message) == (code, True)


@pytest.mark.parametrize(
    "options",
    [{"tenant": "shop"}, {"service_id": "seventeen"}, {"token": "ключ"}, {"token": "two\r\nlines"}, {"proxy": "x"}],
)
def test_settings_that_cannot_be_right_are_refused_when_it_is_built(world: World, options: dict[str, str]) -> None:
    with pytest.raises(GatewayOptionWrong):
        world.make(**options)


def test_an_error_in_the_settings_never_shows_the_token(world: World) -> None:
    with pytest.raises(GatewayOptionWrong) as caught:
        world.make(token="two lines of s3cret")
    assert "s3cret" not in f"{caught.value} {caught.value.details}"


def test_only_what_is_scheduled_there_can_be_cancelled(world: World) -> None:
    message = outgoing(E164)
    outcome = world.gateway.send(message)
    assert isinstance(outcome, Accepted)
    sent = Sent(message.reference, outcome.gateway_id, E164, world.clock())
    assert not world.gateway.cancel(sent)
    world.taken[0].scheduled_at = world.clock() + timedelta(hours=1)
    assert world.gateway.cancel(Sent(message.reference, "", E164, world.clock()))  # found by our reference
    [receipt] = world.gateway.ask([sent])
    assert (receipt.delivery, receipt.code, receipt.blames_number) == (Delivery.FAILED, "karaden_canceled", False)


def test_cancelling_what_it_does_not_know_is_too_late(world: World) -> None:
    assert not world.gateway.cancel(Sent("a" * 32, "", E164))
    assert not world.gateway.cancel(Sent("a" * 32, "82bdf9de-a532-4bf5-86bc-c9a1366e5f4a", E164))


@pytest.mark.parametrize("fault", [Fault(cut=True), Fault(answer=Answer.of(400, {"object": "error", "code": "new"}))])
def test_cancelling_without_a_clear_answer_promises_nothing(world: World, fault: Fault) -> None:
    world.server.fault = fault
    with pytest.raises(GatewayUnavailable):
        world.gateway.cancel(Sent("a" * 32, "82bdf9de-a532-4bf5-86bc-c9a1366e5f4a", E164))


def test_the_registry_knows_it(world: World, tmp_path: Path) -> None:
    with pytest.raises(GatewayError):
        build("karaden", Setup(tmp_path, world.clock, OPTIONS))  # no token
    row = GATEWAYS["karaden"]
    assert [field.name for field in row.fields if field.required] == ["tenant", "service_id", "token"]
    assert [field.name for field in row.fields if field.secret] == ["token", "proxy_password"]
    assert row.profile == PROFILES[world.gateway.capabilities.profile]
    assert world.gateway.balance() is None


@pytest.mark.parametrize(("length", "tier"), [(70, 1), (71, 2), (132, 2), (133, 3), (660, 10), (661, None)])
def test_it_counts_as_the_provider_bills(world: World, length: int, tier: int | None) -> None:
    assert measure("会" * length, PROFILES[world.gateway.capabilities.profile]).tier == tier

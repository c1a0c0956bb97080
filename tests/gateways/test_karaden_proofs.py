"""Proofs by others: 空電's own client against our server and beside our adapter, and its OpenAPI file against both."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import karaden
import pytest
import yaml
from karaden.param.message_cancel_params import MessageCancelParams
from karaden.param.message_create_params import MessageCreateParams
from karaden.param.message_detail_params import MessageDetailParams
from karaden.param.message_list_params import MessageListParams
from karaden.request_options import RequestOptions
from openapi_schema_validator import OAS30ReadValidator

from dreampower_sms.gateways.karaden import KaradenGateway
from dreampower_sms.gateways.karaden_fields import FIELDS
from dreampower_sms.gateways.karaden_results import MOST_CALLS, PER_PAGE
from dreampower_sms.gateways.outcome import Accepted, Delivery, Unknown
from dreampower_sms.gateways.protocol import Sent
from dreampower_sms.gateways.setup import Setup
from tests.gateways.contract import BODY, outgoing
from tests.gateways.http_contract import START, Clock
from tests.gateways.prism import KARADEN, Prism
from tests.gateways.servers import karaden_server as there
from tests.gateways.servers.loopback import Answer, Loopback, Request, serve

NUMBER, E164 = "09011112222", "+819011112222"
UNKNOWN_ID = "82bdf9de-a532-4bf5-86bc-c9a1366e5f4a"


class Checked(there.Karaden):
    """Our server, whose every answer is held against the provider's OpenAPI file."""

    def __init__(self, clock: Clock, contract: Mapping[str, Any]) -> None:
        super().__init__(clock)
        self._contract = contract
        self.checked = 0

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        _validate(self._contract, request, answer)
        self.checked += 1
        return answer


@pytest.fixture(scope="module")
def contract() -> Mapping[str, Any]:
    return yaml.safe_load(KARADEN.read_text(encoding="utf-8"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock, contract: Mapping[str, Any]) -> Iterator[Loopback]:
    with serve(Checked(clock, contract)) as server:
        yield server


@pytest.fixture
def gateway(server: Loopback, clock: Clock, tmp_path: Path) -> Iterator[KaradenGateway]:
    gateway = _gateway(f"{server.url}/api", clock, tmp_path, shorten="yes")
    yield gateway
    gateway.close()


@pytest.fixture
def client(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> RequestOptions:
    """How the provider's client is told where to go."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return (
        RequestOptions.new_builder()
        .with_api_base(f"{server.url}/api")
        .with_tenant_id(there.TENANT)
        .with_api_key(there.TOKEN)
        .with_connection_timeout(30)
        .with_read_timeout(30)
        .build()
    )


class TestOfficialClient:
    """Our server is faithful when the provider's own client can work with it; our adapter when it asks the same."""

    def test_it_sends_what_we_send(self, server: Loopback, gateway: KaradenGateway, client: RequestOptions) -> None:
        message = outgoing(E164)
        create = _create(message.reference).with_is_shorten(True).build()
        theirs = karaden.Message.create(create, client)
        ours = gateway.send(message)
        assert isinstance(ours, Accepted)
        assert (theirs.to, theirs.body, theirs.tags) == (NUMBER, BODY, [message.reference])
        _expect_alike(server)

    def test_it_finds_by_tag_what_we_find(
        self, server: Loopback, gateway: KaradenGateway, client: RequestOptions
    ) -> None:
        message = outgoing(E164)
        gateway.send(message)
        server.requests.clear()
        list_ = MessageListParams.new_builder().with_tag(message.reference).with_page(1).with_per_page(PER_PAGE).build()
        [theirs] = karaden.Message.list(list_, client).data
        [ours] = gateway.ask([Sent(message.reference, "", E164)])
        assert ours.gateway_id == theirs.id
        _expect_alike(server)

    def test_it_lists_what_we_list(
        self, server: Loopback, gateway: KaradenGateway, client: RequestOptions, clock: Clock
    ) -> None:
        sent = [_sent(gateway) for _ in range(5)]
        clock.now += timedelta(minutes=1)
        server.requests.clear()
        gateway.ask(sent)
        [asked] = server.requests
        times: list[Any] = [asked.asked("start_at"), asked.asked("end_at")]  # the client writes what it is given
        builder = (
            MessageListParams.new_builder()
            .with_start_at(times[0])
            .with_end_at(times[1])
            .with_result("done")
            .with_page(1)
            .with_per_page(PER_PAGE)
        )
        theirs = karaden.Message.list(builder.build(), client)
        assert [message.tags[0] for message in theirs.data] == [one.reference for one in reversed(sent)]
        assert not theirs.has_more
        _expect_alike(server)

    def test_it_asks_about_one_as_we_do(
        self, server: Loopback, gateway: KaradenGateway, client: RequestOptions
    ) -> None:
        sent = _sent(gateway)
        server.requests.clear()
        theirs = karaden.Message.detail(MessageDetailParams.new_builder().with_id(sent.gateway_id).build(), client)
        [ours] = gateway.ask([sent])
        assert (ours.gateway_id, ours.delivery) == (theirs.id, Delivery.PENDING)
        _expect_alike(server)

    def test_it_cancels_as_we_do(
        self, server: Loopback, gateway: KaradenGateway, client: RequestOptions, clock: Clock
    ) -> None:
        sent: list[Sent] = []
        for _ in range(2):
            create = _create("c" * 32).with_scheduled_at(clock() + timedelta(hours=1)).build()
            sent.append(Sent("c" * 32, str(karaden.Message.create(create, client).id), E164))
        server.requests.clear()
        cancel = MessageCancelParams.new_builder().with_id(sent[0].gateway_id).build()
        assert karaden.Message.cancel(cancel, client).status == "canceled"
        assert gateway.cancel(sent[1])
        theirs, ours = server.requests
        assert theirs.path.replace(sent[0].gateway_id, sent[1].gateway_id) == ours.path
        assert _told(theirs) == _told(ours)

    def test_it_understands_our_servers_refusals(self, client: RequestOptions) -> None:
        create = _create("c" * 32).with_to(f"0901111{there.REFUSED}").build()
        with pytest.raises(karaden.UnprocessableEntityException) as caught:
            karaden.Message.create(create, client)
        assert caught.value.error.code == "validation_error"
        with pytest.raises(karaden.NotFoundException):
            karaden.Message.detail(MessageDetailParams.new_builder().with_id(UNKNOWN_ID).build(), client)
        wrong = RequestOptions.new_builder().with_api_key("another").build()
        with pytest.raises(karaden.UnauthorizedException):
            karaden.Message.detail(MessageDetailParams.new_builder().with_id(UNKNOWN_ID).build(), client.merge(wrong))


class TestOpenApi:
    """Every call of the adapter keeps the provider's contract, as a program of others judges it."""

    def test_every_call_keeps_the_contract(self, karaden_prism: Prism, clock: Clock, tmp_path: Path) -> None:
        gateway = _gateway(karaden_prism.url, clock, tmp_path, shorten="no")
        karaden_prism.faults()
        before = karaden_prism.requests()
        try:
            outcome = gateway.send(outgoing(E164, "会" * 660))
            assert isinstance(outcome, Accepted)
            crowd = [Sent(f"{n:032x}", outcome.gateway_id, E164, START) for n in range(5)]
            [lost] = gateway.ask([Sent("a" * 32, "", E164)])
            assert lost.delivery is Delivery.NOT_FOUND  # its example has another tag
            assert gateway.ask([Sent("b" * 32, outcome.gateway_id, E164)])
            gateway.ask(crowd)
            assert gateway.cancel(Sent("b" * 32, outcome.gateway_id, E164)) is False  # its example is not cancelled
        finally:
            gateway.close()
        assert karaden_prism.faults() == []
        assert karaden_prism.requests() - before >= 6

    def test_its_errors_are_understood(self, karaden_prism: Prism, clock: Clock, tmp_path: Path) -> None:
        """Without a token Prism says 401 in the provider's words."""
        gateway = _gateway(karaden_prism.url, clock, tmp_path)
        del gateway._web._client.headers["Authorization"]
        outcome = gateway.send(outgoing(E164))
        gateway.close()
        assert getattr(outcome, "code", "") == "key_refused"
        assert karaden_prism.faults()  # that was the fault; the next test must not meet it

    def test_our_servers_answers_keep_the_contract(
        self, server: Loopback, gateway: KaradenGateway, clock: Clock, tmp_path: Path
    ) -> None:
        fates = ("2222", there.REFUSED, there.UNDELIVERED, there.OUT_OF_REACH, there.SEND_ERROR, there.NO_RESULT)
        sent: list[Sent] = []
        for fate in fates:
            message = outgoing(f"+81901111{fate}", "会" * 200)
            outcome = gateway.send(message)
            sent.append(Sent(message.reference, getattr(outcome, "gateway_id", ""), message.e164, clock()))
        for hours in (0, 1, 3):
            clock.now = START + timedelta(hours=hours)
            gateway.ask(sent)
            for one in sent:
                gateway.ask([one])
        assert not gateway.cancel(sent[0])
        for setting in ({"service_id": "18"}, {"tenant": UNKNOWN_ID}, {"token": "another"}):
            wrong = _gateway(f"{server.url}/api", clock, tmp_path, **setting)
            assert not isinstance(wrong.send(outgoing(E164)), Accepted | Unknown)
            wrong.close()
        checked = server.provider
        assert isinstance(checked, Checked)
        assert checked.checked == len(server.requests) > MOST_CALLS / 2

    def test_the_check_sees_a_fault(self, contract: Mapping[str, Any]) -> None:
        request = Request("GET", f"/api/{there.TENANT}/messages", [], {}, [], b"")
        item = {"service_id": 1, "to": "+819012345678", "body": "a", "status": "asleep"}
        with pytest.raises(AssertionError, match="asleep"):
            _validate(contract, request, Answer.of(200, {"object": "list", "has_more": False, "data": [item]}))


def _validate(contract: Mapping[str, Any], request: Request, answer: Answer) -> None:
    """Hold an answer against the schema of its path, method and status."""
    path = request.path.removeprefix("/api/").split("/")
    known = {1: "/{tenant_id}", 2: "/messages", 3: "/{message_id}", 4: "/cancel"}
    template = "".join(known[place] for place in range(1, len(path) + 1))
    answers = contract["paths"][template][request.method.lower()]["responses"]
    # The file names the errors of sending only; those of the other calls have the same form.
    of_sending = contract["paths"]["/{tenant_id}/messages"]["post"]["responses"]
    said = answers.get(str(answer.status)) or of_sending[str(answer.status)]
    schema = {**said["content"][answer.media_type]["schema"], "components": contract["components"]}
    faults = list(OAS30ReadValidator(schema).iter_errors(yaml.safe_load(answer.body)))
    assert not faults, [fault.message for fault in faults]


def _told(request: Request) -> dict[str, Any]:
    """Everything of a request that the provider looks at."""
    names = ("authorization", "karaden-version", "content-type")
    return {
        "method": request.method,
        "query": sorted(request.query),
        "form": sorted(request.form),
        "headers": {name: request.headers.get(name) for name in names},
    }


def _expect_alike(server: Loopback) -> None:
    theirs, ours = sorted(server.requests, key=lambda request: "DreampowerSMS" in request.headers["user-agent"])
    assert ours.path == theirs.path
    assert _told(ours) == _told(theirs)


def _create(reference: str) -> Any:
    builder = MessageCreateParams.new_builder().with_service_id(int(there.SERVICE)).with_to(NUMBER).with_body(BODY)
    return builder.with_tags([reference])


def _sent(gateway: KaradenGateway) -> Sent:
    message = outgoing(E164)
    outcome = gateway.send(message)
    assert isinstance(outcome, Accepted)
    return Sent(message.reference, outcome.gateway_id, E164, START)


def _gateway(url: str, clock: Clock, data: Path, **more: str) -> KaradenGateway:
    values = {"tenant": there.TENANT, "service_id": there.SERVICE, "token": there.TOKEN, "base_url": url, **more}
    secrets = {field.name for field in FIELDS if field.secret}
    options = {name: value for name, value in values.items() if name not in secrets}
    return KaradenGateway(Setup(data, clock, options, lambda name: values.get(name, "")))

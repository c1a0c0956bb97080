"""Proofs that what the adapter says is what Twilio understands: its own client, its published contract, Prism."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from openapi_schema_validator import OAS30Validator
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.outcome import Accepted, Delivery
from dreampower_sms.gateways.protocol import Balance, Sent
from dreampower_sms.gateways.twilio import AT_ONCE, TwilioGateway
from tests.gateways.contract import BODY, outgoing
from tests.gateways.prism import TWILIO as CONTRACT
from tests.gateways.prism import Prism
from tests.gateways.servers.loopback import Answer, Loopback, Request
from tests.gateways.servers.twilio_server import ACCOUNT, FROM, KEY, KEY_SECRET, SERVICE, TOKEN, TwilioServer
from tests.gateways.twilio_world import FAILS, REFUSES, TAKES, accepted, gateway, loopback, server, setup_of

__all__ = ["gateway", "loopback", "server"]  # fixtures

# --- what Twilio understands: its own client says the same to the same server


class Rerouted(TwilioHttpClient):
    """Twilio's client, led to this machine."""

    def __init__(self, url: str) -> None:
        super().__init__(pool_connections=False)
        self._url = url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, url.replace("https://api.twilio.com", self._url), *args, **kwargs)


def official(loopback: Loopback, user: str = ACCOUNT, password: str = TOKEN) -> Client:
    return Client(user, password, account_sid=ACCOUNT, http_client=Rerouted(loopback.url))


def said(request: Request) -> dict[str, object]:
    """What of a request matters to Twilio."""
    return {
        "line": (request.method, request.path),
        "query": sorted(request.query),
        "form": sorted(request.form),
        "authorization": request.headers.get("authorization"),
        "type": request.headers.get("content-type") if request.method == "POST" else None,
        "accept": request.headers.get("accept"),
    }


def the_same(loopback: Loopback) -> None:
    theirs, ours = (said(request) for request in loopback.requests[-2:])
    assert ours == theirs


def test_a_message_is_created_as_twilios_client_creates_it(loopback: Loopback, gateway: TwilioGateway) -> None:
    made = official(loopback).messages.create(to=TAKES, from_=FROM, body=BODY)
    outcome = gateway.send(outgoing(TAKES))
    the_same(loopback)
    assert made.status == "queued"
    assert isinstance(outcome, Accepted)


def test_a_service_sends_as_twilios_client_sends_by_it(loopback: Loopback, server: TwilioServer) -> None:
    made = official(loopback).messages.create(to=TAKES, messaging_service_sid=SERVICE, body=BODY)
    gateway = TwilioGateway(setup_of(loopback.url, {"from": "", "messaging_service_sid": SERVICE}, server))
    outcome = gateway.send(outgoing(TAKES))
    the_same(loopback)
    assert made.num_segments == "0"
    assert isinstance(outcome, Accepted)
    [waiting] = gateway.ask([Sent("r", outcome.gateway_id, TAKES)])
    assert (waiting.delivery, waiting.charged_units) == (Delivery.PENDING, None)
    gateway.close()


def test_an_api_key_signs_in_as_in_twilios_client(loopback: Loopback, server: TwilioServer) -> None:
    official(loopback, KEY, KEY_SECRET).messages.create(to=TAKES, from_=FROM, body=BODY)
    values = {"auth_token": "", "api_key_sid": KEY, "api_key_secret": KEY_SECRET}
    gateway = TwilioGateway(setup_of(loopback.url, values, server))
    assert isinstance(gateway.send(outgoing(TAKES)), Accepted)
    the_same(loopback)
    gateway.close()


def test_one_message_is_asked_for_as_by_twilios_client(loopback: Loopback, gateway: TwilioGateway) -> None:
    sid = accepted(gateway).gateway_id
    theirs = official(loopback).messages(sid).fetch()
    [receipt] = gateway.ask([Sent("r", sid, TAKES)])
    the_same(loopback)
    assert theirs.status == "queued"
    assert receipt.at == theirs.date_updated


def test_a_list_is_asked_for_as_by_twilios_client(
    loopback: Loopback, server: TwilioServer, gateway: TwilioGateway
) -> None:
    sent = [accepted(gateway, server.now) for _ in range(5)]
    server.now += timedelta(minutes=1)
    theirs = official(loopback).messages.page(
        date_sent_after=datetime(2026, 11, 24, tzinfo=UTC),
        date_sent_before=datetime(2026, 11, 26, tzinfo=UTC),
        page_size=AT_ONCE,
    )
    receipts = gateway.ask(sent)
    query = dict(loopback.requests[-1].query)
    assert {name: value[:10] for name, value in loopback.requests[-2].query} == query  # theirs have a time of 0 o'clock
    assert {each.sid for each in theirs} == {each.gateway_id for each in receipts}


def test_a_message_is_taken_back_as_by_twilios_client(loopback: Loopback, gateway: TwilioGateway) -> None:
    first, second = accepted(gateway), accepted(gateway)
    loopback.requests.clear()
    assert official(loopback).messages(first.gateway_id).update(status="canceled").status == "canceled"
    assert gateway.cancel(second)
    theirs, ours = (said(request) for request in loopback.requests)
    assert ours == theirs | {"line": ("POST", str(ours["line"][1]))}  # pyright: ignore[reportIndexIssue]  a pair
    [receipt] = gateway.ask([second])
    assert (receipt.delivery, receipt.code, receipt.charged_units) == (Delivery.FAILED, "twilio_canceled", 0)
    assert not receipt.blames_number


def test_the_balance_is_asked_for_as_by_twilios_client(loopback: Loopback, gateway: TwilioGateway) -> None:
    theirs = official(loopback).balance.fetch()
    assert (
        gateway.balance()
        == Balance(Decimal(str(theirs.balance)), str(theirs.currency))
        == Balance(Decimal("12.3456"), "USD")
    )
    the_same(loopback)


def test_twilios_client_understands_the_servers_errors(loopback: Loopback) -> None:
    with pytest.raises(TwilioRestException) as caught:
        official(loopback).messages.create(to=REFUSES, from_=FROM, body=BODY)
    assert (caught.value.status, caught.value.code) == (400, 21610)


# --- what Twilio published: Prism judges the requests, the schemas judge the server


def test_no_call_breaks_the_published_contract(twilio_prism: Prism) -> None:
    twilio_prism.faults()
    before = twilio_prism.requests()
    for values in ({}, {"from": "", "messaging_service_sid": SERVICE}):
        gateway = TwilioGateway(setup_of(twilio_prism.url, values))
        outcome = gateway.send(outgoing(TAKES))
        assert isinstance(outcome, Accepted)
        sent = [Sent("r", f"SM{uuid4().hex}", TAKES, datetime.now(UTC)) for _ in range(5)]
        with pytest.raises(GatewayUnavailable):  # its example is about another message, and that is noticed
            gateway.ask(sent)
        gateway.cancel(sent[0])
        gateway.close()
    ours = [fault for fault in twilio_prism.faults() if "response." not in fault]  # its own examples have faults, too
    assert ours == []
    assert twilio_prism.requests() - before == 8


@pytest.fixture(scope="module")
def contract() -> Any:
    return json.loads(CONTRACT.read_text(encoding="utf-8"))


def test_the_server_answers_as_published(
    contract: Any, loopback: Loopback, server: TwilioServer, gateway: TwilioGateway
) -> None:
    answers: list[tuple[str, str, bytes]] = []
    original = server.answer

    def watched(request: Request) -> Answer:
        answer = original(request)
        if answer.status < 300 and "Balance" not in request.path:  # the cut contract has messages only
            name = "/Messages.json" if request.path.endswith("/Messages.json") else "/Messages/{Sid}.json"
            answers.append((request.method, name, answer.body))
        return answer

    server.answer = watched
    for number in (TAKES, FAILS):
        sent = [accepted(gateway, server.now, number) for _ in range(5)]
        gateway.ask(sent[:1])
        gateway.cancel(sent[1])
        server.now += timedelta(minutes=1)
        gateway.ask(sent)
    assert {(method, name) for method, name, _ in answers} == {
        (method, name) for method in ("GET", "POST") for name in ("/Messages.json", "/Messages/{Sid}.json")
    }
    for method, name, body in answers:
        responses = contract["paths"][f"/2010-04-01/Accounts/{{AccountSid}}{name}"][method.lower()]["responses"]
        schema = next(iter(responses.values()))["content"]["application/json"]["schema"]
        OAS30Validator({"allOf": [schema], "components": contract["components"]}).validate(json.loads(body))

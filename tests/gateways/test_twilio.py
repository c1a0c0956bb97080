"""Twilio: the shared behaviour and every documented code."""

from datetime import timedelta
from typing import ClassVar
from uuid import uuid4

import pytest

from dreampower_sms.domain.counting import TWILIO, measure
from dreampower_sms.gateways.errors import GatewayIncomplete, GatewayOptionWrong, GatewayUnavailable
from dreampower_sms.gateways.outcome import Accepted, Delivery, NotSent, Refused, Unknown
from dreampower_sms.gateways.protocol import Sent
from dreampower_sms.gateways.twilio import MOST_ALONE, TwilioGateway
from dreampower_sms.gateways.twilio_codes import AFTERWARDS, CREATING
from dreampower_sms.gateways.twilio_fields import FIELDS
from tests.gateways.contract import outgoing
from tests.gateways.http_contract import START, Clock, HttpGatewayContract
from tests.gateways.servers.following import Following
from tests.gateways.servers.loopback import Answer, Fault, Loopback
from tests.gateways.servers.twilio_server import ACCOUNT, FROM, KEY, KEY_SECRET, TOKEN, TwilioServer
from tests.gateways.twilio_world import (
    FAILS,
    LOSES,
    REFUSES,
    TAKES,
    accepted,
    gateway,
    loopback,
    server,
    setup_of,
)

__all__ = ["gateway", "loopback", "server"]  # fixtures


class TestSharedBehaviour(HttpGatewayContract):
    adapter = TwilioGateway
    fields = FIELDS
    options: ClassVar = {"account_sid": ACCOUNT, "from": FROM}
    secrets: ClassVar = {"auth_token": TOKEN}
    takes, refuses, loses_answer, fails_later = TAKES, REFUSES, LOSES, FAILS

    def provider(self, clock: Clock) -> Following:
        return Following(TwilioServer(refusals={REFUSES: 21610}, fates={FAILS: 30006}, lost={LOSES}), clock)

    def _lost(self) -> Sent:
        """Twilio can be asked for nothing but its own sid."""
        return Sent(uuid4().hex, f"SM{uuid4().hex}", TAKES, START)


# --- codes


@pytest.mark.parametrize("code", sorted(CREATING))
def test_every_documented_refusal_is_known(code: int, server: TwilioServer, gateway: TwilioGateway) -> None:
    server.refusals[TAKES] = code
    outcome = gateway.send(outgoing(TAKES))
    assert isinstance(outcome, Refused | NotSent)
    assert (outcome.code, outcome.detail) == (CREATING[code].code, f"Twilio {code}")
    blamed = isinstance(outcome, Refused) and outcome.blames_number
    assert blamed == (code in {21211, 21217, 21614, 21635})  # a stop (21610) and what the account can't reach do not
    assert not server.taken


@pytest.mark.parametrize(
    ("code", "every_message", "wait"),
    [
        (63038, True, None),
        (21611, False, timedelta(minutes=10)),
        (60728, False, timedelta(hours=1)),
        (21408, True, None),
    ],
)
def test_limits_are_waited_for_or_stop_the_job(
    code: int, every_message: bool, wait: timedelta | None, server: TwilioServer, gateway: TwilioGateway
) -> None:
    server.refusals[TAKES] = code
    outcome = gateway.send(outgoing(TAKES))
    assert isinstance(outcome, NotSent)
    assert (outcome.every_message, outcome.wait) == (every_message, wait)


def test_a_stop_is_a_refusal_that_is_not_billed(gateway: TwilioGateway) -> None:
    assert gateway.send(outgoing(REFUSES)) == Refused("twilio_21610", "Twilio 21610")


def test_a_refusal_never_quotes_the_number(server: TwilioServer, gateway: TwilioGateway) -> None:
    server.refusals[TAKES] = 21699  # in no table
    outcome = gateway.send(outgoing(TAKES))
    assert outcome == Refused("gateway_refused", "Twilio 21699")


@pytest.mark.parametrize("code", [*sorted(AFTERWARDS), 30034])
def test_every_documented_failure_is_known(code: int, server: TwilioServer, gateway: TwilioGateway) -> None:
    server.fates[TAKES] = code
    sent = accepted(gateway)
    server.now += timedelta(minutes=1)
    [receipt] = gateway.ask([sent])
    assert receipt.delivery is (Delivery.UNREACHABLE if code == 30003 else Delivery.FAILED)
    assert (receipt.code, receipt.detail) == (AFTERWARDS.get(code, "twilio_failed"), f"Twilio {code}")
    assert receipt.charged_units == (0 if code in {30001, 30002, 30036} else 1)
    assert receipt.blames_number == (code in {21614, 21635, 30004, 30005, 30006, 30034})


@pytest.mark.parametrize("body", ["車" * 70, "車" * 71, "a" * 161, "車" * 66 + "😀" + "検" * 66, "€" * 81])
def test_the_segments_that_twilio_bills_are_those_that_were_shown(
    body: str, server: TwilioServer, gateway: TwilioGateway
) -> None:
    outcome = gateway.send(outgoing(TAKES, body))
    assert isinstance(outcome, Accepted)
    server.now += timedelta(minutes=1)
    [receipt] = gateway.ask([Sent("r", outcome.gateway_id, TAKES)])
    assert receipt.charged_units == measure(body, TWILIO).tier


@pytest.mark.parametrize("status", ["sending", "scheduled", "partially_delivered", "a new one"])
def test_a_state_that_is_not_final_or_not_known_waits(status: str, loopback: Loopback, gateway: TwilioGateway) -> None:
    sent = accepted(gateway)
    loopback.fault = Fault(answer=Answer.of(200, {"sid": sent.gateway_id, "status": status, "num_segments": "2"}))
    [receipt] = gateway.ask([sent])
    assert (receipt.delivery, receipt.code, receipt.charged_units) == (Delivery.PENDING, "", 2)


@pytest.mark.parametrize(
    "answer",
    [
        Answer.of(201, {"sid": "SM1"}),
        Answer.of(201, {"sid": 5}),
        Answer.of(201, ["SM"]),
        Answer.of(200, {}),
        Answer(201, b"{", "application/json"),
        Answer(201, b"<html>", "text/html"),
        Answer.of(500, {"code": 21610}),
        Answer.of(503, {"code": 20429}),
    ],
)
def test_an_answer_that_proves_nothing_is_unknown(answer: Answer, loopback: Loopback, gateway: TwilioGateway) -> None:
    loopback.fault = Fault(answer=answer)
    assert isinstance(gateway.send(outgoing(TAKES)), Unknown)


def test_too_many_requests_are_waited_for(server: TwilioServer, gateway: TwilioGateway) -> None:
    server.limited = True
    outcome = gateway.send(outgoing(TAKES))
    assert isinstance(outcome, NotSent)
    assert (outcome.code, outcome.wait) == ("too_many_requests", timedelta(seconds=7))


# --- results, cancellation, balance


def test_many_open_messages_take_one_list(loopback: Loopback, server: TwilioServer, gateway: TwilioGateway) -> None:
    sent = [accepted(gateway, server.now) for _ in range(60)]
    server.now += timedelta(minutes=1)
    loopback.requests.clear()
    receipts = gateway.ask(sent)
    assert [each.reference for each in receipts] == [each.reference for each in sent]
    assert {each.delivery for each in receipts} == {Delivery.DELIVERED}
    assert len(loopback.requests) == 1


def test_what_a_list_does_not_hold_is_asked_for_alone(
    loopback: Loopback, server: TwilioServer, gateway: TwilioGateway
) -> None:
    """A message that still waits at Twilio has no day on which it was sent."""
    sent = [accepted(gateway, server.now) for _ in range(4)]
    server.now += timedelta(minutes=1)
    sent += [accepted(gateway, server.now), Sent("gone", f"SM{uuid4().hex}", TAKES, server.now)]
    loopback.requests.clear()
    deliveries = [each.delivery for each in gateway.ask(sent)]
    assert deliveries == [*[Delivery.DELIVERED] * 4, Delivery.PENDING, Delivery.NOT_FOUND]
    assert len(loopback.requests) == 3


def test_one_question_does_not_fetch_without_end(
    loopback: Loopback, server: TwilioServer, gateway: TwilioGateway
) -> None:
    """They all wait at Twilio, so no list holds them."""
    sent = [accepted(gateway, server.now) for _ in range(MOST_ALONE + 9)]
    loopback.requests.clear()
    receipts = gateway.ask(sent)
    assert [each.reference for each in receipts] == [each.reference for each in sent[:MOST_ALONE]]
    assert len(loopback.requests) == 1 + MOST_ALONE


def test_pages_are_followed_and_bounded(
    monkeypatch: pytest.MonkeyPatch, loopback: Loopback, server: TwilioServer, gateway: TwilioGateway
) -> None:
    monkeypatch.setattr("dreampower_sms.gateways.twilio.AT_ONCE", 10)
    sent = [accepted(gateway, server.now) for _ in range(70)]
    server.now += timedelta(minutes=1)
    loopback.requests.clear()
    assert {each.delivery for each in gateway.ask(sent)} == {Delivery.DELIVERED}
    lists = [request for request in loopback.requests if request.path.endswith("/Messages.json")]
    assert [request.asked("Page") for request in lists] == ["", "1", "2", "3", "4"]
    assert len(loopback.requests) == 5 + 20


def test_keys_are_led_to_no_other_place(loopback: Loopback, server: TwilioServer, gateway: TwilioGateway) -> None:
    sent = [accepted(gateway, server.now) for _ in range(4)]
    elsewhere = "http://127.0.0.1:9/2010-04-01/Accounts/x/Messages.json?Page=1"
    loopback.fault = Fault(answer=Answer.of(200, {"messages": [], "next_page_uri": elsewhere}))
    loopback.requests.clear()
    with pytest.raises(GatewayUnavailable):  # the answer is no message
        gateway.ask(sent)
    assert len(loopback.requests) == 2


def test_a_message_without_a_sid_is_never_guessed(loopback: Loopback, gateway: TwilioGateway) -> None:
    gateway.send(outgoing(LOSES))
    loopback.requests.clear()
    assert list(gateway.ask([Sent("r", "", LOSES), Sent("s", "../../Balance", LOSES)])) == []
    assert not gateway.cancel(Sent("r", "", LOSES))
    assert loopback.requests == []
    assert not gateway.capabilities.finds_by_reference


def test_what_has_left_is_not_taken_back(server: TwilioServer, gateway: TwilioGateway) -> None:
    sent = accepted(gateway)
    server.now += timedelta(minutes=1)
    assert not gateway.cancel(sent)
    assert not gateway.cancel(Sent("gone", f"SM{uuid4().hex}", TAKES))


def test_a_subaccount_has_no_balance(server: TwilioServer, gateway: TwilioGateway) -> None:
    server.balance = None
    assert gateway.balance() is None
    server.balance = "many"
    assert gateway.balance() is None


# --- settings


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"account_sid": ""}, "account_sid"),
        ({"auth_token": ""}, "auth_token"),
        ({"from": ""}, "from"),
        ({"api_key_secret": KEY_SECRET}, "api_key_sid"),
    ],
)
def test_a_missing_setting_is_named(values: dict[str, str], field: str) -> None:
    with pytest.raises(GatewayIncomplete) as caught:
        TwilioGateway(setup_of("http://127.0.0.1:9", values))
    assert caught.value.details == {"field": field}


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("account_sid", KEY, "twilio_option_sid"),
        ("api_key_sid", ACCOUNT, "twilio_option_sid"),
        ("messaging_service_sid", "MG1", "twilio_option_sid"),
        ("auth_token", "short", "twilio_option_secret"),
        ("from", "09012345678", "twilio_option_sender"),
        ("from", "12345678901", "twilio_option_sender"),
        ("from", "ABCDEFGHIJKL", "twilio_option_sender"),
        ("base_url", "http://api.example.jp", "gateway_address_insecure"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, code: str) -> None:
    with pytest.raises(GatewayOptionWrong) as caught:
        TwilioGateway(setup_of("http://127.0.0.1:9", {name: value}))
    assert caught.value.code == code
    assert value not in str(caught.value)


@pytest.mark.parametrize("value", ["+815012345678", "50123", "Yamakawa", "3M Shop"])
def test_senders_of_every_kind_are_taken(value: str) -> None:
    TwilioGateway(setup_of("http://127.0.0.1:9", {"from": value})).close()

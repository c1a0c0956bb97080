"""MediaSMS: the shared behaviour, every code of the public papers, and texts that would not arrive as they are."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dreampower_sms.domain.counting import MEDIASMS, measure
from dreampower_sms.gateways.errors import GatewayIncomplete, GatewayOptionWrong, GatewayUnavailable
from dreampower_sms.gateways.mediasms import MediaSmsGateway
from dreampower_sms.gateways.mediasms_codes import (
    ALREADY_THERE,
    ARRIVED,
    BLAMED,
    FAILURES,
    OUT_OF_REACH,
    SENDING,
    TRIED_AGAIN,
    WAITING,
)
from dreampower_sms.gateways.mediasms_fields import FIELDS, LONG
from dreampower_sms.gateways.outcome import Accepted, Delivery, NotSent, Refused, Unknown
from dreampower_sms.gateways.protocol import Sent
from dreampower_sms.gateways.setup import Setup
from tests.gateways.contract import BODY, outgoing
from tests.gateways.http_contract import Clock, HttpGatewayContract
from tests.gateways.servers.following import Following
from tests.gateways.servers.loopback import Answer, Fault, Loopback, serve
from tests.gateways.servers.mediasms_server import PASSWORD, USER, MediaSmsServer

TAKES, REFUSES, LOSES, FAILS = "+819012340000", "+819012340001", "+819012340003", "+819012340002"


def setup_of(url: str, server: MediaSmsServer, values: dict[str, str] | None = None) -> Setup:
    options = {"username": USER, "long_text": "long", "base_url": url, **(values or {})}
    secret = options.pop("password", PASSWORD)
    return Setup(Path(), lambda: server.now, options, lambda name: secret if name == "password" else "")


@pytest.fixture(params=["plain", "status"])
def server(request: pytest.FixtureRequest) -> MediaSmsServer:
    """In both ways in which its answers can be understood."""
    states = {"09012340002": 23}
    return MediaSmsServer(
        plain=request.param == "plain", refusals={"09012340001": 560}, states=states, lost={"09012340003"}
    )


@pytest.fixture
def loopback(server: MediaSmsServer) -> Iterator[Loopback]:
    with serve(server) as home:
        yield home


@pytest.fixture
def gateway(loopback: Loopback, server: MediaSmsServer) -> Iterator[MediaSmsGateway]:
    gateway = MediaSmsGateway(setup_of(loopback.url, server))
    yield gateway
    gateway.close()


class TestSharedBehaviour(HttpGatewayContract):
    adapter = MediaSmsGateway
    fields = FIELDS
    options: ClassVar = {"username": USER, "long_text": LONG}
    secrets: ClassVar = {"password": PASSWORD}
    takes, refuses, loses_answer, fails_later = TAKES, REFUSES, LOSES, FAILS
    idempotent = True

    def provider(self, clock: Clock) -> Following:
        refusals, states = {"09012340001": 560}, {"09012340002": 23}
        return Following(MediaSmsServer(refusals=refusals, states=states, lost={"09012340003"}), clock)


# --- the request


def test_a_message_travels_as_documented(loopback: Loopback, server: MediaSmsServer, gateway: MediaSmsGateway) -> None:
    message = outgoing(TAKES)
    assert gateway.send(message) == Accepted(message.reference)
    [request] = loopback.requests
    assert (request.method, request.path, request.query) == ("POST", "/api/", [])
    assert dict(request.form) == {
        "mobilenumber": "09012340000",
        "smstext": BODY,
        "smsid": message.reference,
        "status": "1",
    }
    assert server.taken[0].arrives == BODY


def test_the_same_reference_is_one_message_where_the_provider_says_so(
    server: MediaSmsServer, gateway: MediaSmsGateway
) -> None:
    message = outgoing(TAKES)
    assert gateway.send(message) == gateway.send(message)
    assert len(server.taken) == 1


def test_a_lost_answer_is_found_by_our_reference(
    loopback: Loopback, server: MediaSmsServer, gateway: MediaSmsGateway
) -> None:
    message = outgoing(LOSES)
    assert isinstance(gateway.send(message), Unknown)
    server.now += timedelta(hours=1)
    [receipt] = gateway.ask([Sent(message.reference, "", LOSES)])
    assert (receipt.delivery, receipt.gateway_id) == (Delivery.DELIVERED, message.reference)
    assert loopback.requests[-1].query == [("smsid", message.reference)]


# --- texts that would arrive cut, with holes, or changed


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ("", "mediasms_text", ""),
        (" \u3000\n", "mediasms_text", ""),
        ("車検😀です😀葛\U000e0100", "mediasms_character", "😀、葛\U000e0100"),
        ("予約は{URL2}から", "mediasms_tag", "{URL2}"),
        ("{info1}様", "mediasms_tag", "{info1}"),
        ("漢" * 661, "mediasms_over", "660"),
        ("漢" * 600 + "\n" * 31, "mediasms_over", "660"),
    ],
)
def test_what_would_not_arrive_as_it_is_does_not_leave(
    body: str, code: str, detail: str, loopback: Loopback, gateway: MediaSmsGateway
) -> None:
    assert gateway.send(outgoing(TAKES, body)) == Refused(code, detail)
    assert loopback.requests == []


def test_without_the_long_option_nothing_is_cut_in_silence(loopback: Loopback, server: MediaSmsServer) -> None:
    server.long_text = False
    gateway = MediaSmsGateway(setup_of(loopback.url, server, {"long_text": ""}))
    assert gateway.capabilities.max_units == 70
    assert gateway.send(outgoing(TAKES, "漢" * 69 + "\n")) == Refused("mediasms_over", "70")
    assert isinstance(gateway.send(outgoing(TAKES, "漢" * 68 + "\n")), Accepted)
    assert isinstance(gateway.send(outgoing(TAKES, "a" * 140)), Accepted)
    assert [len(message.arrives) for message in server.taken] == [69, 140]
    gateway.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(body=st.text(st.sampled_from("漢かｱ髙①a \n～－😀é"), max_size=200), long_text=st.booleans())
def test_what_leaves_arrives_as_it_is(body: str, long_text: bool, loopback: Loopback, server: MediaSmsServer) -> None:
    server.long_text = long_text
    gateway = MediaSmsGateway(setup_of(loopback.url, server, {"long_text": "long" if long_text else "short"}))
    if isinstance(gateway.send(outgoing(TAKES, body)), Accepted):
        assert server.taken[-1].arrives == body
        assert measure(body, MEDIASMS).sendable
    gateway.close()


@pytest.mark.parametrize("number", ["+81312345678", "+12025550123", "+815012345678", "+8190123400001", ""])
def test_a_number_that_is_no_mobile_does_not_leave(number: str, loopback: Loopback, gateway: MediaSmsGateway) -> None:
    assert gateway.send(outgoing(number)) == Refused("mediasms_number")
    assert loopback.requests == []


# --- codes


@pytest.mark.parametrize("code", sorted(SENDING))
def test_every_documented_refusal_is_known(code: int, server: MediaSmsServer, gateway: MediaSmsGateway) -> None:
    server.refusals["09012340000"] = code
    outcome, known = gateway.send(outgoing(TAKES)), SENDING[code]
    assert isinstance(outcome, Refused | NotSent)
    assert type(outcome) is type(known)
    assert isinstance(known, Refused | NotSent)
    assert (outcome.code, outcome.detail) == (known.code, f"MediaSMS {code}")
    assert (isinstance(outcome, Refused) and outcome.blames_number) == (code == 560)


@pytest.mark.parametrize("code", [502, 550, 551, 559, 666, 699, 999])
def test_a_code_that_proves_nothing_is_unknown(code: int, server: MediaSmsServer, gateway: MediaSmsGateway) -> None:
    server.refusals["09012340000"] = code
    assert gateway.send(outgoing(TAKES)) == Unknown("gateway_failed", f"MediaSMS {code}")


@pytest.mark.parametrize("code", sorted(ALREADY_THERE))
def test_a_reference_that_is_there_already_was_taken(
    code: int, server: MediaSmsServer, gateway: MediaSmsGateway
) -> None:
    server.refusals["09012340000"] = code
    message = outgoing(TAKES)
    assert gateway.send(message) == Accepted(message.reference)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"", "text/html"),
        Answer(200, b"<html>200</html>", "text/html"),
        Answer(200, b"2000", "text/html"),
        Answer(200, b"200", "application/octet-stream"),
        Answer(200, "２００".encode(), "text/html"),
        Answer(503, b"<html>busy</html>", "text/html"),
        Answer(503, b"200", "text/html"),
        Answer(560, b"", "text/html"),
        Answer(500, b"560", "text/html"),
        Answer(302, b"200", "text/html", {"Location": "/elsewhere"}),
    ],
)
def test_an_answer_of_something_on_the_way_is_unknown(
    answer: Answer, loopback: Loopback, gateway: MediaSmsGateway
) -> None:
    loopback.fault = Fault(answer=answer)
    assert isinstance(gateway.send(outgoing(TAKES)), Unknown)


def test_a_wrong_password_stops_the_job(loopback: Loopback, server: MediaSmsServer) -> None:
    gateway = MediaSmsGateway(setup_of(loopback.url, server, {"password": "another"}))
    outcome = gateway.send(outgoing(TAKES))
    assert isinstance(outcome, NotSent)
    assert (outcome.code, outcome.every_message) == ("key_refused", True)
    with pytest.raises(GatewayUnavailable) as caught:
        gateway.ask([Sent("r", "", TAKES)])
    assert caught.value.code == "key_refused"
    gateway.close()


# --- results


@pytest.mark.parametrize("state", range(45))
def test_every_state_is_known(state: int, server: MediaSmsServer, gateway: MediaSmsGateway) -> None:
    server.states["09012340000"] = state
    sent = accepted(gateway, server.now)
    server.now += timedelta(hours=2)
    receipts = gateway.ask([sent])
    if state in {6, 44}:  # in no paper: no news, asked for again
        assert list(receipts) == []
        return
    [receipt] = receipts
    expected = {
        **dict.fromkeys(ARRIVED, Delivery.DELIVERED),
        **dict.fromkeys(WAITING, Delivery.PENDING),
        **dict.fromkeys(OUT_OF_REACH, Delivery.UNREACHABLE),
        **dict.fromkeys(FAILURES, Delivery.FAILED),
    }
    assert receipt.delivery is expected[state]
    assert receipt.charged_units == (0 if receipt.delivery is Delivery.FAILED else None)
    assert receipt.blames_number == (receipt.code in BLAMED)


def test_no_state_stands_for_two_things() -> None:
    every = [*ARRIVED, *WAITING, *OUT_OF_REACH, *FAILURES]
    assert len(every) == len(set(every))
    assert set(FAILURES) >= TRIED_AGAIN


@pytest.mark.parametrize(("state", "then"), [(0, Delivery.PENDING), (23, Delivery.FAILED)])
def test_a_failure_is_final_when_the_provider_has_stopped_trying(
    state: int, then: Delivery, server: MediaSmsServer, gateway: MediaSmsGateway
) -> None:
    server.states["09012340000"] = state
    sent = accepted(gateway, server.now)
    server.now += timedelta(hours=1, minutes=59)
    [receipt] = gateway.ask([sent])
    assert receipt.delivery is then
    server.now += timedelta(minutes=1)
    [receipt] = gateway.ask([sent])
    assert receipt.delivery is Delivery.FAILED


def test_one_odd_answer_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch, server: MediaSmsServer, gateway: MediaSmsGateway
) -> None:
    sent = [accepted(gateway, server.now) for _ in range(3)]
    server.now += timedelta(hours=1)
    good = server.answer
    monkeypatch.setattr(
        server,
        "answer",
        lambda request: (
            Answer(200, b"?", "text/html") if request.asked("smsid") == sent[1].reference else good(request)
        ),
    )
    assert [receipt.reference for receipt in gateway.ask(sent)] == [sent[0].reference, sent[2].reference]
    with pytest.raises(GatewayUnavailable):
        gateway.ask(sent[1:2])


@pytest.mark.parametrize("body", [b"200", b"200\r\n", b"200\r\n123\r\n", b"200\r\nsent\r\n"])
def test_a_result_without_a_state_is_no_news(body: bytes, loopback: Loopback, gateway: MediaSmsGateway) -> None:
    loopback.fault = Fault(answer=Answer(200, body, "text/html"))
    assert list(gateway.ask([Sent("r", "r", TAKES)])) == []


def test_a_question_that_is_refused_is_asked_later(loopback: Loopback, gateway: MediaSmsGateway) -> None:
    loopback.fault = Fault(answer=Answer(200, b"503", "text/html"))
    with pytest.raises(GatewayUnavailable) as caught:
        gateway.ask([Sent("r", "r", TAKES)])
    assert caught.value.code == "too_many_requests"


# --- settings


@pytest.mark.parametrize("name", ["username", "password"])
def test_a_missing_setting_is_named(name: str, server: MediaSmsServer) -> None:
    with pytest.raises(GatewayIncomplete) as caught:
        MediaSmsGateway(setup_of("http://127.0.0.1:9", server, {name: ""}))
    assert caught.value.details == {"field": name}


@pytest.mark.parametrize(
    ("name", "value"), [("username", "a"), ("username", "a:b"), ("password", "short"), ("password", "パスワード１２")]
)
def test_a_wrong_setting_is_named(name: str, value: str, server: MediaSmsServer) -> None:
    with pytest.raises(GatewayOptionWrong) as caught:
        MediaSmsGateway(setup_of("http://127.0.0.1:9", server, {name: value}))
    assert caught.value.code == "mediasms_option"


def accepted(gateway: MediaSmsGateway, posted_at: datetime) -> Sent:
    message = outgoing(TAKES)
    outcome = gateway.send(message)
    assert isinstance(outcome, Accepted)
    return Sent(message.reference, outcome.gateway_id, TAKES, posted_at)

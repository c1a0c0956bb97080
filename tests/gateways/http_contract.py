"""What every gateway that speaks HTTP must do when the provider, the network or a proxy misbehaves.

The adapter talks to a real server on this machine; only that server is told what to do wrong. A subclass names the
adapter, its provider and its settings; see `test_karaden`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest

from dreampower_sms.gateways.errors import GatewayAddressWrong, GatewayError, GatewayIncomplete, GatewayUnavailable
from dreampower_sms.gateways.fields import Field
from dreampower_sms.gateways.http import PATIENCE, Patience
from dreampower_sms.gateways.outcome import Accepted, NotSent, Outcome, Refused, Unknown
from dreampower_sms.gateways.protocol import Gateway, Sent
from dreampower_sms.gateways.setup import Setup
from tests.gateways.contract import GatewayContract, outgoing
from tests.gateways.servers.certificates import Authority
from tests.gateways.servers.loopback import FINE, Answer, Fault, Loopback, Provider, serve
from tests.gateways.servers.proxy import proxy
from tests.sending import NOON, Clock

START = NOON
SHORT = Patience(silence=0.3, whole=1.0)
HUGE = Answer(200, b'{"id":"' + b"x" * 5_000_000 + b'"}')


class HttpGatewayContract(GatewayContract):
    """Also runs everything that holds for any gateway."""

    adapter: ClassVar[Callable[..., Gateway]]
    """Called with a `Setup` and a `Patience`."""
    fields: ClassVar[tuple[Field, ...]]
    base_path: ClassVar[str] = ""
    """What follows the server's address in the provider's own base address."""
    options: ClassVar[Mapping[str, str]]
    secrets: ClassVar[Mapping[str, str]]
    server_error: ClassVar[type[Outcome]] = Unknown
    """What a 503 means; NotSent only where the provider documents that nothing was taken."""

    def provider(self, clock: Clock) -> Provider:
        """The other side, with an empty memory."""
        raise NotImplementedError

    @pytest.fixture
    def clock(self) -> Clock:
        clock = Clock()
        self.pass_time = lambda time: setattr(clock, "now", clock.now + time)
        return clock

    @pytest.fixture
    def server(self, clock: Clock) -> Iterator[Loopback]:
        with serve(self.provider(clock)) as server:
            yield server

    @pytest.fixture
    def gateway(self, server: Loopback, clock: Clock, tmp_path: Path) -> Iterator[Gateway]:
        gateway = self.make(server.url, clock, tmp_path)
        yield gateway
        gateway.close()

    @pytest.fixture
    def hasty(self, server: Loopback, clock: Clock, tmp_path: Path) -> Iterator[Gateway]:
        """One that soon gives up waiting: for tests in which nothing comes, however quick the machine is."""
        gateway = self.make(server.url, clock, tmp_path, SHORT)
        yield gateway
        gateway.close()

    def make(self, url: str, clock: Clock, data: Path, patience: Patience = PATIENCE, /, **more: str) -> Gateway:
        """An adapter whose provider is at `url`; `more` options or secrets."""
        secret_names = {field.name for field in self.fields if field.secret}
        options = {**self.options, "base_url": f"{url}{self.base_path}"}
        options |= {name: value for name, value in more.items() if name not in secret_names}
        secrets = {**self.secrets, **{name: value for name, value in more.items() if name in secret_names}}
        return type(self).adapter(Setup(data, clock, options, lambda name: secrets.get(name, "")), patience)

    # What was not sent, and what nobody knows

    def test_a_server_that_is_not_there_got_nothing(self, clock: Clock, tmp_path: Path) -> None:
        with serve(self.provider(clock)) as gone:
            url = gone.url
        self._expect(self.make(url, clock, tmp_path), NotSent, "connect")

    def test_a_name_that_does_not_exist_got_nothing(self, clock: Clock, tmp_path: Path) -> None:
        self._expect(self.make("https://provider.invalid", clock, tmp_path), NotSent, "dns")

    @pytest.mark.parametrize(
        ("fault", "code"),
        [
            (Fault(unread=True), "no_answer"),
            (Fault(silent=True, takes=False), "timeout"),
            (Fault(silent=True), "timeout"),
            (Fault(cut=True), "no_answer"),
            (Fault(half=True), "no_answer"),
        ],
        ids=["cut before it is read", "timeout before it is taken", "timeout after", "cut after", "half an answer"],
    )
    def test_no_whole_answer_is_unknown(self, server: Loopback, hasty: Gateway, fault: Fault, code: str) -> None:
        server.fault = fault
        outcome = hasty.send(outgoing(self.takes))
        assert isinstance(outcome, Unknown)
        assert outcome.code == code
        assert len(server.requests) <= 1, "a message that may have left was repeated"

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(200, b'{"id": "broken', "application/json"),
            Answer(200, b"", "application/json"),
            Answer(200, b"[]", "application/json"),
            Answer(200, b"[" * 200_000, "application/json"),
            Answer(200, b'{"id": "\xff"}', "application/json"),
            Answer(200, b"{}", "application/json"),
            Answer(200, b"<html>Welcome to our Wi-Fi</html>", "text/html"),
            Answer(200, b"", ""),
            Answer(200, b"packed", "application/json", {"Content-Encoding": "gzip"}),
            HUGE,
        ],
        ids=["broken", "empty", "list", "deep", "not UTF-8", "no id", "a hotel's page", "no type", "packed", "huge"],
    )
    def test_an_answer_that_cannot_be_read_is_unknown(self, server: Loopback, gateway: Gateway, answer: Answer) -> None:
        server.fault = Fault(answer=answer)
        outcome = gateway.send(outgoing(self.takes))
        assert isinstance(outcome, Unknown)
        assert outcome.code in {"unreadable", "too_large"}
        with pytest.raises(GatewayUnavailable):
            gateway.ask([self._lost()])

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_a_redirect_is_not_followed(self, server: Loopback, gateway: Gateway, clock: Clock, status: int) -> None:
        """The key must not go where an answer points to."""
        with serve(self.provider(clock)) as elsewhere:
            where = {"Location": f"{elsewhere.url}{self.base_path}"}
            server.fault = Fault(takes=False, answer=Answer(status, b"", "", where))
            outcome = gateway.send(outgoing(self.takes))
            assert isinstance(outcome, Unknown)
            assert outcome.code == "redirected"
            with pytest.raises(GatewayUnavailable):
                gateway.ask([self._lost()])
            assert elsewhere.connections == 0

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_a_server_error_proves_nothing(self, server: Loopback, gateway: Gateway, status: int) -> None:
        server.fault = Fault(answer=Answer(status, b"<html>Oops</html>", "text/html"))
        outcome = gateway.send(outgoing(self.takes))
        expected = self.server_error if status == 503 else Unknown
        assert isinstance(outcome, expected)

    # What concerns every message

    @pytest.mark.parametrize("status", [401, 403])
    def test_a_refused_key_stops_all_messages(self, server: Loopback, gateway: Gateway, status: int) -> None:
        server.fault = Fault(takes=False, answer=Answer(status, b"<html>No</html>", "text/html"))
        outcome = gateway.send(outgoing(self.takes))
        assert outcome == NotSent("key_refused", f"HTTP {status}", every_message=True)
        with pytest.raises(GatewayUnavailable) as caught:
            gateway.ask([self._lost()])
        assert caught.value.code == "key_refused"

    @pytest.mark.parametrize(
        ("said", "wait"),
        [
            ("7", timedelta(seconds=7)),
            ("999999999999", timedelta(hours=1)),
            (None, None),
            ("soon", None),
            (format_datetime(START + timedelta(seconds=90), usegmt=True), timedelta(seconds=90)),
            (format_datetime(START - timedelta(days=1), usegmt=True), timedelta(0)),
        ],
        ids=["seconds", "too long", "not said", "nonsense", "date", "past"],
    )
    def test_too_many_requests_wait_as_long_as_asked(
        self, server: Loopback, gateway: Gateway, said: str | None, wait: timedelta | None
    ) -> None:
        headers = {"Retry-After": said} if said else {}
        server.date = START
        server.fault = Fault(takes=False, answer=Answer(429, b"", "", headers))
        outcome = gateway.send(outgoing(self.takes))
        assert isinstance(outcome, NotSent)
        assert (outcome.code, outcome.wait, outcome.every_message) == ("too_many_requests", wait, False)
        with pytest.raises(GatewayUnavailable) as caught:
            gateway.ask([self._lost()])
        assert caught.value.wait == wait

    def test_it_recovers_when_the_provider_does(self, server: Loopback, gateway: Gateway) -> None:
        for fault in (Fault(cut=True), Fault(half=True), Fault(unread=True)):
            server.fault = fault
            gateway.send(outgoing(self.takes))
        server.fault = FINE
        assert isinstance(gateway.send(outgoing(self.takes)), Accepted)

    # TLS and proxies

    def test_a_certificate_of_an_unknown_authority_ends_it_before_anything_leaves(
        self, clock: Clock, tmp_path: Path
    ) -> None:
        with serve(self.provider(clock), Authority(tmp_path).server()) as server:
            self._expect(self.make(server.url, clock, tmp_path), NotSent, "tls")
            assert server.requests == []

    def test_a_certificate_of_another_host_ends_it(self, clock: Clock, tmp_path: Path) -> None:
        authority = Authority(tmp_path)
        with serve(self.provider(clock), authority.server("sms.example")) as server:
            self._expect(self.make(server.url, clock, tmp_path, ca_file=str(authority.file)), NotSent, "tls")
            assert server.requests == []

    def test_the_shops_own_authority_is_trusted(self, clock: Clock, tmp_path: Path) -> None:
        authority = Authority(tmp_path)
        with serve(self.provider(clock), authority.server()) as server:
            self._expect(self.make(server.url, clock, tmp_path, ca_file=str(authority.file)), Accepted)

    def test_a_proxy_lets_it_through(self, clock: Clock, tmp_path: Path) -> None:
        authority = Authority(tmp_path)
        with serve(self.provider(clock), authority.server()) as server, proxy(user=("shop", "s3cret")) as office:
            more = {"proxy": office.url, "proxy_user": "shop", "proxy_password": "s3cret"}
            self._expect(self.make(server.url, clock, tmp_path, ca_file=str(authority.file), **more), Accepted)
            assert office.tunnels == 1

    @pytest.mark.parametrize("status", [403, 407, 502])
    def test_a_proxy_that_refuses_let_nothing_through(self, clock: Clock, tmp_path: Path, status: int) -> None:
        authority = Authority(tmp_path)
        with serve(self.provider(clock), authority.server()) as server, proxy(refuses=status) as office:
            gateway = self.make(server.url, clock, tmp_path, ca_file=str(authority.file), proxy=office.url)
            self._expect(gateway, NotSent, "proxy")
            assert (office.asked, server.connections) == (1, 0)

    def test_a_proxy_that_is_not_there_let_nothing_through(self, clock: Clock, tmp_path: Path) -> None:
        with proxy() as gone:
            url = gone.url
        self._expect(self.make("https://127.0.0.1:9", clock, tmp_path, proxy=url), NotSent, "connect")

    # Settings

    @pytest.mark.parametrize("url", ["http://provider.example", "http://192.168.0.7:8080"])
    def test_a_key_never_travels_in_the_clear(self, clock: Clock, tmp_path: Path, url: str) -> None:
        with pytest.raises(GatewayAddressWrong) as caught:
            self.make(url, clock, tmp_path)
        assert caught.value.code == "gateway_address_insecure"

    @pytest.mark.parametrize("url", ["ftp://127.0.0.1", "https://user:pw@provider.example", "https://a b", "provider"])
    def test_an_address_that_is_none_is_named(self, clock: Clock, tmp_path: Path, url: str) -> None:
        with pytest.raises(GatewayAddressWrong):
            self.make(url, clock, tmp_path)

    def test_what_it_cannot_do_without_is_named(self, clock: Clock, tmp_path: Path) -> None:
        for field in (field for field in self.fields if field.required):
            with pytest.raises(GatewayIncomplete) as caught:
                self.make("https://provider.example", clock, tmp_path, **{field.name: ""})
            assert caught.value.details == {"field": field.name}

    def test_no_error_shows_a_secret_or_a_number(
        self, server: Loopback, gateway: Gateway, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG", "dreampower_sms")
        caplog.set_level("INFO")
        said: list[Any] = [gateway.send(outgoing(self.takes))]
        for fault in (Fault(cut=True), Fault(answer=Answer(401)), Fault(answer=Answer(500)), Fault(answer=HUGE)):
            server.fault = fault
            said.append(gateway.send(outgoing(self.takes)))
            try:
                gateway.ask([Sent(uuid4().hex, "", self.takes, START)])
            except GatewayError as error:
                said += [str(error), error.details]
        shown = f"{said} {[record.getMessage() for record in caplog.records]}"
        for secret in (*self.secrets.values(), self.takes, self.takes.removeprefix("+81")):
            assert secret not in shown

    def test_a_closed_gateway_sends_nothing(self, server: Loopback, gateway: Gateway) -> None:
        gateway.close()
        outcome = gateway.send(outgoing(self.takes))
        assert isinstance(outcome, NotSent)
        assert server.requests == []

    def test_an_answer_that_trickles_in_ends_in_time(self, server: Loopback, hasty: Gateway) -> None:
        """A byte now and then keeps every other limit from striking."""
        server.fault = Fault(answer=Answer(200, b" " * 1000, "application/json"), trickle=True)
        assert hasty.send(outgoing(self.takes)) == Unknown("timeout", "HTTP 200")
        server.fault = Fault(trickling_head=True)
        assert hasty.send(outgoing(self.takes)) == Unknown("timeout", "ReadTimeout")

    def _lost(self) -> Sent:
        return Sent(uuid4().hex, "", self.takes, START)

    def _expect(self, gateway: Gateway, kind: type[Outcome], code: str | None = None) -> None:
        try:
            outcome = gateway.send(outgoing(self.takes))
        finally:
            gateway.close()
        assert isinstance(outcome, kind), outcome
        if code is not None:
            assert isinstance(outcome, NotSent | Refused | Unknown)
            assert outcome.code == code

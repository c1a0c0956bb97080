"""The one way to talk HTTP: whatever bytes come back, a message that may have left is never called not sent."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dreampower_sms.gateways.errors import GatewayAddressWrong, GatewayIncomplete, GatewayOptionWrong
from dreampower_sms.gateways.fields import HTTP, Field, address, ca_file, key, proxy, uuid, whole_number
from dreampower_sms.gateways.http import Web
from dreampower_sms.gateways.outcome import NotSent, Refused, Unknown
from dreampower_sms.gateways.reply import LONGEST_WAIT, Reply, judge, retry_after
from dreampower_sms.gateways.setup import Setup
from tests.gateways.servers.certificates import Authority
from tests.gateways.servers.proxy import proxy as run_proxy

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
BODY = b'{"object":"message","id":"82bdf9de"}'
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY


class Raw:
    """A server that reads a request and answers with any bytes at all, then cuts the connection."""

    def __init__(self) -> None:
        self.says = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                request = b""
                while not request.endswith(b"\r\n\r\na=b"):
                    request += connection.recv(4096)
                connection.sendall(self.says)


@pytest.fixture(scope="module")
def raw() -> Iterator[Raw]:
    server = Raw()
    yield server
    server.close()


@pytest.fixture(scope="module")
def web(raw: Raw) -> Iterator[Web]:
    web = Web(_setup(base_url=raw.url), base_url="https://provider.example")
    yield web
    web.close()


def _setup(secret: str = "", **options: str) -> Setup:
    return Setup(Path(), lambda: NOW, options, lambda _name: secret)


@settings(max_examples=150)
@given(length=st.integers(0, len(WHOLE)))
def test_an_answer_cut_anywhere_is_unknown(raw: Raw, web: Web, length: int) -> None:
    raw.says = WHOLE[:length]
    reply = web.request("POST", "/", form={"a": "b"})
    if isinstance(reply, Reply):
        assert (judge(reply) is None) == (length == len(WHOLE))
        assert judge(reply) is None or isinstance(judge(reply), Unknown)
    else:
        assert isinstance(reply, Unknown)


@settings(max_examples=150)
@given(said=st.binary(max_size=300) | st.binary(max_size=80).map(lambda some: b"HTTP/1.1 200 OK\r\n" + some))
def test_no_bytes_raise_or_pass_for_proof(raw: Raw, web: Web, said: bytes) -> None:
    raw.says = said
    reply = web.request("POST", "/", form={"a": "b"})
    assert isinstance(reply, Reply | Unknown)


@given(status=st.integers(100, 999), body=st.binary(max_size=100), media_type=st.text(max_size=20))
def test_only_documented_statuses_prove_anything(status: int, body: bytes, media_type: str) -> None:
    reply = Reply(status, {"Content-Type": media_type}, body)
    meaning = judge(reply)
    assert isinstance(reply.object(), dict | None)
    if 200 <= status < 300:
        assert meaning is None
    elif status in {401, 403, 404, 405, 407, 410, 429}:
        assert isinstance(meaning, NotSent)
    elif 400 <= status < 500 and status != 408:
        assert isinstance(meaning, Refused)
    else:
        assert isinstance(meaning, Unknown)


@given(said=st.text(max_size=40))
def test_a_wait_is_never_negative_nor_endless(said: str) -> None:
    wait = retry_after({"Retry-After": said}, NOW)
    assert wait is None or timedelta(0) <= wait <= LONGEST_WAIT


@given(words=st.text(st.characters(), max_size=400))
def test_a_providers_words_can_be_kept(words: str) -> None:
    """PostgreSQL takes no zero byte, and no database half a character."""
    for said in (NotSent("x", words), Refused("x", words), Unknown("x", words)):
        assert len(said.detail) <= 300
        assert said.detail.isprintable()
        assert "\x00" not in said.detail.encode().decode()


def test_a_tunnel_that_breaks_let_nothing_through(tmp_path: Path) -> None:
    """The proxy agrees and then finds nobody: the request itself never began to leave."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
    with run_proxy() as office:
        web = Web(_setup(base_url=f"https://127.0.0.1:{port}", proxy=office.url), base_url="")
        outcome = web.request("POST", "/", form={"a": "b"})
        web.close()
    assert isinstance(outcome, NotSent)


class TestFields:
    @pytest.mark.parametrize(
        ("check", "good", "kept"),
        [
            (uuid, "159BFD33-B9B7-F424-4755-C119B324591D", "159bfd33-b9b7-f424-4755-c119b324591d"),
            (whole_number, "17", "17"),
            (key, "pk_live-1!~", "pk_live-1!~"),
            (address, "https://provider.example/api/", "https://provider.example/api"),
            (address, "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
            (address, "http://localhost:8000", "http://localhost:8000"),
            (address, "http://[::1]:8000", "http://[::1]:8000"),
            (proxy, "http://proxy.example:3128/", "http://proxy.example:3128"),
        ],
    )
    def test_good_values_are_kept_in_one_form(self, check: Field, good: str, kept: str) -> None:
        assert Field("any", check=check).check(good) == kept  # pyright: ignore[reportArgumentType]  a table of functions

    @pytest.mark.parametrize(
        ("check", "bad"),
        [
            (uuid, "159bfd33b9b7f4244755c119b324591d"),
            (uuid, "shop"),
            (whole_number, "１７"),
            (whole_number, "-1"),
            (whole_number, ""),
            (key, "two words"),
            (key, "line\n"),
            (key, "鍵"),
            (key, "x" * 301),
            (address, "http://127.0.0.1.example"),
            (address, "http://10.0.0.1"),
            (address, "https://"),
            (address, "https://a:0"),
            (address, "https://a:99999"),
            (address, "https://a/?key=1"),
            (address, "https://a/#x"),
            (address, "https://[bad"),
            (address, "https://u@a"),
            (address, "https://a\nb"),
            (address, "https://" + "a" * 300),
            (proxy, "socks5://proxy.example"),
            (proxy, "http://user:pw@proxy.example"),
            (proxy, "http://proxy.example/path"),
            (ca_file, "no-such-file.pem"),
        ],
    )
    def test_bad_values_are_refused_without_being_shown(self, check: Field, bad: str) -> None:
        with pytest.raises(GatewayOptionWrong) as caught:
            Field("any", check=check).check(bad)  # pyright: ignore[reportArgumentType]  a table of functions
        assert not caught.value.details
        assert not bad or bad not in str(caught.value)

    def test_a_file_without_certificates_is_none(self, tmp_path: Path) -> None:
        file = tmp_path / "empty.pem"
        file.write_text("nothing", encoding="utf-8")
        with pytest.raises(GatewayOptionWrong):
            ca_file(str(file))
        assert ca_file(str(Authority(tmp_path).file))

    def test_a_choice_is_one_of_its_choices(self) -> None:
        field = Field("shorten", choices=("yes", "no"), default="no")
        assert _setup(shorten="yes").read(field) == "yes"
        assert _setup().read(field) == "no"
        with pytest.raises(GatewayOptionWrong) as caught:
            _setup(shorten="perhaps").read(field)
        assert caught.value.code == "gateway_option_choice"

    def test_of_a_group_one_is_enough(self) -> None:
        fields = (Field("from", one_of="sender"), Field("service", one_of="sender"))
        assert _setup(service="x").read_all(fields) == {"from": "", "service": "x"}
        with pytest.raises(GatewayIncomplete) as caught:
            _setup().read_all(fields)
        assert caught.value.details == {"field": "from"}

    def test_a_secret_is_read_from_the_store_of_secrets_alone(self) -> None:
        field = Field("token", required=True, secret=True)
        assert _setup("from the store", token="from the database").read(field) == "from the store"
        with pytest.raises(GatewayIncomplete):
            _setup(token="from the database").read(field)

    def test_a_proxys_user_needs_a_password(self) -> None:
        with pytest.raises(GatewayIncomplete) as caught:
            Web(_setup(proxy="http://proxy.example:3128", proxy_user="shop"), base_url="https://provider.example")
        assert caught.value.details == {"field": "proxy_password"}

    def test_every_field_of_http_may_stay_empty(self) -> None:
        assert set(_setup().read_all(HTTP).values()) == {""}


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch, raw: Raw, web: Web) -> None:
    """A proxy or authority that somebody set for another program must not see the shop's messages."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://proxy.invalid:3128")
    monkeypatch.setenv("SSL_CERT_FILE", "no-such-file.pem")
    raw.says = WHOLE
    web = Web(_setup(base_url=raw.url), base_url="https://provider.example")
    reply = web.request("POST", "/", form={"a": "b"})
    web.close()
    assert isinstance(reply, Reply)
    assert reply.object() == {"object": "message", "id": "82bdf9de"}


def test_an_address_of_the_contract_is_checked_when_it_is_built() -> None:
    with pytest.raises(GatewayAddressWrong):
        Web(_setup(base_url="http://provider.example"), base_url="https://provider.example")

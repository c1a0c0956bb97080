"""One way to talk HTTP with providers, and one judgement of everything that can come of it.

What decides is whether the request has begun to leave. Before that, every failure (name, connection, TLS, proxy) proves
that nothing was sent. From then on a missing, cut, redirected or unreadable answer proves nothing: 結果不明.
httpx names the moment by its trace events, so nothing has to be guessed from the kind of an exception.
No httpx error leaves this module.
"""

import logging
import socket
import ssl
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from dreampower_sms.gateways.deadlines import Deadline, TimedTransport
from dreampower_sms.gateways.errors import GatewayAddressWrong, GatewayIncomplete, GatewayUnavailable
from dreampower_sms.gateways.fields import HTTP
from dreampower_sms.gateways.outcome import NotSent, Refused, Unknown
from dreampower_sms.gateways.reply import Reply, judge
from dreampower_sms.gateways.setup import Setup

MOST_BYTES = 4 * 1024 * 1024
"""Of one answer. 100 messages of 660 characters, written as \\u escapes, are half a megabyte."""

Form = Mapping[str, str | Sequence[str]]

# At INFO it would write addresses into the log, and those of lists hold phone numbers.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a request may take, in seconds."""

    connect: float = 10.0
    silence: float = 30.0
    """Without a byte, while the answer is waited for."""
    whole: float = 60.0
    """Until the last byte, however steadily an answer trickles in."""


PATIENCE = Patience()


class Web:
    """The connection to one provider. Thread-safe."""

    def __init__(
        self,
        setup: Setup,
        *,
        base_url: str,
        headers: Mapping[str, str] | None = None,
        user: tuple[str, str] | None = None,
        patience: Patience = PATIENCE,
        judge: Callable[[Reply], NotSent | Refused | Unknown | None] = judge,
    ) -> None:
        """`base_url` is the provider's own address; the contract may name another. `user`: name and password.

        `judge` says what an answer means where the provider documents more than HTTP does.
        Raises `GatewayOptionWrong`.
        """
        values = setup.read_all(HTTP)
        self._judge = judge
        self._whole, self._deadline = patience.whole, Deadline()
        seconds = httpx.Timeout(patience.silence, connect=patience.connect)
        # A connection that lay idle may be gone at the other end: then the next request would end as 結果不明.
        limits = httpx.Limits(max_connections=32, max_keepalive_connections=32, keepalive_expiry=4.0)
        own = {"Accept-Encoding": "identity", "User-Agent": "DreampowerSMS"}  # packed, a small answer may be huge
        try:
            self._client = httpx.Client(
                base_url=values["base_url"] or base_url,
                headers={**own, **(headers or {})},
                auth=user,
                transport=TimedTransport(self._deadline, _trust(values["ca_file"]), limits, _proxy(values)),
                timeout=seconds,
                follow_redirects=False,
                trust_env=False,
            )
        except httpx.InvalidURL as error:
            raise GatewayAddressWrong from error

    def request(
        self, method: str, path: str, *, params: Form | None = None, form: Form | None = None
    ) -> Reply | NotSent | Refused | Unknown:
        """One exchange: an answer of any status, or why there is none. `path` is added to the base address."""
        departure = _Departure()
        trace = {"trace": departure}
        self._deadline.start(self._whole)
        try:
            with self._client.stream(method, path, params=params, data=form, extensions=trace) as answer:
                return _read(answer)
        except httpx.TransportError as error:
            return _failure(error, left=departure.left)
        except UnicodeEncodeError:  # half of a character that lies outside the basic plane
            return Refused("control_character")
        except RuntimeError as error:
            if self._client.is_closed and not departure.left:  # the contract was changed just now
                return NotSent("connect", type(error).__name__)
            raise

    def query(
        self,
        method: str,
        path: str,
        *,
        params: Form | None = None,
        form: Form | None = None,
        also: Collection[int] = (),
    ) -> Reply:
        """One question about messages; an answer of a status in `also` is one, too. Raises `GatewayUnavailable`."""
        reply = self.request(method, path, params=params, form=form)
        if isinstance(reply, Reply):
            trouble = None if reply.status in also else self._judge(reply)
            if trouble is None:
                return reply
        else:
            trouble = reply
        if not isinstance(trouble, NotSent):  # "nobody knows whether it arrived" is said of messages only
            raise GatewayUnavailable
        error = GatewayUnavailable(trouble.code)
        error.wait = trouble.wait
        raise error

    def close(self) -> None:
        """Give connections back; a request that is under way loses its answer."""
        self._client.close()


def _read(answer: httpx.Response) -> Reply:
    """Read an answer up to a limit. What its status says holds even if the rest is lost."""
    body, code = bytearray(), ""
    try:
        for chunk in answer.iter_raw():
            body += chunk
            if len(body) > MOST_BYTES:
                code = "too_large"
                break
    except httpx.TransportError as error:
        code = "timeout" if isinstance(error, httpx.TimeoutException) else "no_answer"
    if not code and answer.headers.get("Content-Encoding", "identity") != "identity":
        code = "unreadable"
    return Reply(answer.status_code, answer.headers, b"" if code else bytes(body), code)


class _Departure:
    """Watches one request and knows whether it began to leave for the provider itself."""

    def __init__(self) -> None:
        self.left = False

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Told by httpcore. A CONNECT goes to the proxy and carries nothing of the message."""
        if event.endswith(".send_request_headers.started") and info["request"].method != b"CONNECT":
            self.left = True


def _failure(error: httpx.TransportError, *, left: bool) -> NotSent | Unknown:
    kind = type(error).__name__
    if left:
        return Unknown("timeout" if isinstance(error, httpx.TimeoutException) else "no_answer", kind)
    causes = list(_causes(error))
    if isinstance(error, httpx.ProxyError):
        return NotSent("proxy", kind)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return NotSent("tls", kind)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return NotSent("dns", kind)
    return NotSent("connect", kind)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _trust(ca_file: str) -> ssl.SSLContext:
    """The usual authorities, those of this PC, and the shop's own. Nothing switches the check off."""
    if not ca_file:
        return _usual_trust()
    context = _new_trust()
    context.load_verify_locations(cafile=ca_file)
    return context


@cache
def _usual_trust() -> ssl.SSLContext:
    """Shared by all contracts: reading the authorities takes longer than everything else that a client needs."""
    return _new_trust()


def _new_trust() -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _proxy(values: Mapping[str, str]) -> httpx.Proxy | None:
    if not values["proxy"]:
        return None
    if not values["proxy_user"]:
        return httpx.Proxy(values["proxy"])
    if not values["proxy_password"]:
        raise GatewayIncomplete(field="proxy_password")
    return httpx.Proxy(values["proxy"], auth=(values["proxy_user"], values["proxy_password"]))

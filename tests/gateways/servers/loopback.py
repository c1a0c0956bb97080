"""A provider's HTTP server on this machine, which can be told to misbehave.

What a provider says stands in its own module (`karaden_server`, …); how the network and proxies spoil it stands here,
so that every adapter meets the same faults.
"""

import json
import socket
import ssl
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit


class AnswerLost(Exception):
    """Raised by a provider: the request was taken, and the connection breaks."""


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    """Names in small letters."""
    form: list[tuple[str, str]]
    body: bytes

    def values(self, name: str) -> list[str]:
        """All values of a form field."""
        return [value for key, value in self.form if key == name]

    def one(self, name: str) -> str:
        """The value of a form field; "" where it is missing."""
        return next(iter(self.values(name)), "")

    def asked(self, name: str) -> str:
        """The value of a query field; "" where it is missing."""
        return next((value for key, value in self.query if key == name), "")


@dataclass(frozen=True)
class Answer:
    """One answer as it goes out."""

    status: int
    body: bytes = b""
    media_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, status: int, value: object) -> "Answer":
        """An answer in JSON."""
        return cls(status, json.dumps(value).encode())


class Provider(Protocol):
    """What stands behind a server."""

    taken: list[Any]
    """The messages that it accepted."""

    def answer(self, request: Request) -> Answer:
        """Answer one request. Raises `AnswerLost`."""
        ...


@dataclass(frozen=True)
class Fault:
    """How a server misbehaves until it is told otherwise."""

    unread: bool = False
    """Cuts the connection before it reads the request."""
    takes: bool = True
    """Whether the provider gets to see the request."""
    silent: bool = False
    """Never answers, until the server ends."""
    cut: bool = False
    """Cuts the connection in place of an answer."""
    half: bool = False
    """Cuts the connection in the middle of the answer."""
    trickle: bool = False
    """Says a byte at a time and takes its time."""
    trickling_head: bool = False
    """The same, before it even gets to the content."""
    answer: Answer | None = None
    """Says this instead of what the provider says."""


FINE = Fault()


class Loopback:
    """A running server. `requests` holds everything that came in."""

    def __init__(self, provider: Provider, server: "_Server", scheme: str) -> None:
        self.provider, self._server = provider, server
        self.url = f"{scheme}://127.0.0.1:{server.server_port}"
        server.home = self
        self.fault = FINE
        self.requests: list[Request] = []
        self.connections = 0
        self.date: datetime | None = None
        """The provider's clock, where it is not this machine's."""
        self.ended = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits 40 ms for the acknowledgement of its first half
    server: "_Server"  # pyright: ignore[reportIncompatibleVariableOverride]  the base class knows no more than a server

    def setup(self) -> None:
        super().setup()
        self.server.open_sockets.add(self.connection)

    def finish(self) -> None:
        self.server.open_sockets.discard(self.connection)
        with suppress(OSError):  # the client is gone already
            super().finish()

    def handle(self) -> None:
        home = self.server.home
        home.connections += 1
        if home.fault.unread:
            return
        with suppress(ConnectionError, TimeoutError, ssl.SSLError):  # clients end connections when they like
            super().handle()

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        home = self.server.home
        if home.fault.unread:  # on a connection that was kept
            self.close_connection = True
            return
        fault, request = home.fault, self._request()
        home.requests.append(request)
        try:
            answer = home.provider.answer(request) if fault.takes else Answer(500)
        except AnswerLost:
            self.close_connection = True
            return
        if fault.silent:
            home.ended.wait()
        if fault.silent or fault.cut:
            self.close_connection = True
            return
        self._say(fault.answer or answer, fault)

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
        return Request(
            self.command,
            unquote(parts.path),
            parse_qsl(parts.query, keep_blank_values=True),
            {name.lower(): value for name, value in self.headers.items()},
            parse_qsl(body.decode(), keep_blank_values=True) if is_form else [],
            body,
        )

    def date_time_string(self, timestamp: float | None = None) -> str:
        if self.server.home.date is not None:
            return format_datetime(self.server.home.date, usegmt=True)
        return super().date_time_string(timestamp)

    def _say(self, answer: Answer, fault: Fault) -> None:
        if fault.trickling_head:
            self._trickle(b"HTTP/1.1 200 OK\r\nX-Padding: " + b"x" * 1000)
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.media_type:
            self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if fault.trickle:
            self._trickle(answer.body)
        else:
            self.wfile.write(answer.body[: len(answer.body) // 2] if fault.half else answer.body)
        self.close_connection = self.close_connection or fault.half or fault.trickle

    def _trickle(self, content: bytes) -> None:
        self.close_connection = True
        for place in range(len(content)):
            self.wfile.write(content[place : place + 1])
            if self.server.home.ended.wait(0.05):
                return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class' name
        """Say nothing on the terminal."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    home: Loopback

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self.open_sockets: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)
        self._context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        """The TLS handshake runs in the connection's own thread: a client that breaks it off holds up nobody."""
        if self._context is None:
            super().finish_request(request, client_address)
            return
        try:
            secured = self._context.wrap_socket(request, server_side=True)
        except (OSError, ssl.SSLError):
            return
        with secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may go at any time."""


@contextmanager
def serve(provider: Provider, context: ssl.SSLContext | None = None) -> Generator[Loopback]:
    """Serve on a free port of this machine; with `context` by TLS."""
    server = _Server(context)
    home = Loopback(provider, server, "https" if context else "http")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield home
    finally:
        home.ended.set()
        server.shutdown()
        thread.join()
        for open_socket in list(server.open_sockets):  # connections that a client keeps for later
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        server.server_close()

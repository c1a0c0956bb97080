"""A gateway that could reach real people, for tests of contracts: an HTTP server on loopback and its adapter.

The server takes messages only with the right key, keeps what it took, and quotes the key in its refusals, as careless
servers do.
"""

import json
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from dreampower_sms.domain.counting import EVERY_70
from dreampower_sms.domain.messages import Outgoing
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.fields import HTTP, Field, key
from dreampower_sms.gateways.outcome import Accepted, NotSent, Outcome, Receipt, Unknown
from dreampower_sms.gateways.protocol import Capabilities, NeitherCancelsNorTells, Sent
from dreampower_sms.gateways.registry import Row
from dreampower_sms.gateways.setup import Setup

NAME = "loopback"
KEY = "sk-live-7Qv9-planted-secret"
FIELDS = (Field("api_key", required=True, secret=True, check=key), Field("service", check=key), *HTTP)


@dataclass
class Provider:
    """The server's side."""

    url: str = ""
    key: str = KEY
    taken: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    asked: int = 0


class LoopbackGateway(NeitherCancelsNorTells):
    """The adapter."""

    name = NAME
    capabilities = Capabilities(finds_by_reference=True, real=True, ask_after=(timedelta(minutes=1),))

    def __init__(self, setup: Setup) -> None:
        values = setup.read_all(FIELDS)
        headers = {"Authorization": f"Bearer {values['api_key']}"}
        self._client = httpx.Client(base_url=values["base_url"], headers=headers, timeout=10.0, trust_env=False)

    def send(self, message: Outgoing) -> Outcome:
        content = {"reference": message.reference, "to": message.e164, "body": message.body}
        try:
            answer = self._client.post("/messages", json=content)
        except httpx.ConnectError as error:
            return NotSent("gateway_unavailable", type(error).__name__)
        except httpx.HTTPError as error:
            return Unknown("gateway_broke", type(error).__name__)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            return NotSent("gateway_unavailable", answer.text, every_message=True)
        return Accepted(str(answer.json()["id"]))

    def ask(self, sent: Sequence[Sent]) -> Sequence[Receipt]:
        try:
            answer = self._client.get("/messages")
        except httpx.HTTPError as error:
            raise GatewayUnavailable from error
        if answer.status_code != httpx.codes.OK:
            raise GatewayUnavailable
        return []

    def close(self) -> None:
        self._client.close()


ROW = Row(LoopbackGateway, FIELDS, EVERY_70)


@contextmanager
def provider() -> Generator[Provider]:
    """A running server."""
    there = Provider()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            there.asked += 1
            self._answer({"messages": []} if self._known() else None)

        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self._known():
                there.taken.append(message)
            self._answer({"id": f"r-{len(there.taken)}"} if self._known() else None)

        def _known(self) -> bool:
            return self.headers.get("Authorization") == f"Bearer {there.key}"

        def _answer(self, said: object) -> None:
            content = f"unknown key: {self.headers.get('Authorization')}" if said is None else json.dumps(said)
            self.send_response(401 if said is None else 200)
            self.send_header("Content-Length", str(len(content.encode())))
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base class
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    there.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

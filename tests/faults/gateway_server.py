"""A gateway in a process of its own on loopback, which remembers what it accepted and misbehaves by plan.

    POST /messages            {reference, to, body} -> {id}
    GET  /messages/REFERENCE  the message, or 404

It has no idempotency key, on purpose: a message that is posted twice counts twice. What it accepts it writes to its
journal before it answers, in one write that outlives the process. The tests talk to it by lines:

    plan JSON   what happens to requests from now on
    refuse      hang up on everybody and refuse connections
    listen      take connections again
    count       how many messages were accepted so far
"""

import json
import os
import select
import socket
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.faults.line import Line
from tests.faults.plan import Fault, Plan, plan_of

_STATUS = {Fault.ERROR: 500, Fault.ERROR_BEFORE: 500, Fault.BUSY: 503, Fault.THROTTLED: 429}


class Gateway:
    """What the gateway knows, over all times that it listens."""

    def __init__(self, journal: Path) -> None:
        self.plan = Plan()
        self.lock = threading.Lock()
        self.accepted: Counter[str] = Counter()
        self._tries: Counter[str] = Counter()
        self._journal = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def take(self, message: dict[str, str]) -> Fault:
        """One request. Accepts it or not; what comes out is what its sender gets to see."""
        with self.lock:
            nth = self._tries[message["to"]]
            self._tries[message["to"]] += 1
            fault = self.plan.fault(message["to"], nth)
            if fault.accepts:
                entry = {**message, "at": time.time()}
                os.write(self._journal, f"{json.dumps(entry)}\n".encode())
                self.accepted[message["reference"]] += 1
        return fault


class _Server(ThreadingHTTPServer):
    """Listens, and can hang up on everybody."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, gateway: Gateway) -> None:
        self.gateway = gateway
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Senders are killed: connections that break are nothing to report."""

    def hang_up(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in tuple(self._open):
            _cut(connection)


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other end was faster


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def gateway(self) -> Gateway:
        assert isinstance(self.server, _Server)
        return self.server.gateway

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if delay := self.gateway.plan.delay:
            time.sleep(delay)
        fault = self.gateway.take(message)
        answer = {"id": f"id-{message['reference']}"}
        match fault:
            case Fault.CUT | Fault.CUT_BEFORE:
                self._hang_up()
            case Fault.SILENT:
                self._await_hang_up()
            case Fault.LATE:
                self._await_hang_up()
                self._answer(200, json.dumps(answer))
            case Fault.DRIP:
                self._drip(json.dumps(answer))
            case Fault.BROKEN:
                self._answer(200, json.dumps(answer)[:7])
            case Fault.NONE:
                self._answer(200, json.dumps(answer))
            case _:
                self._answer(_STATUS[fault], "{}", **({"Retry-After": "1"} if fault is Fault.THROTTLED else {}))

    def do_GET(self) -> None:
        reference = self.path.rpartition("/")[2]
        with self.gateway.lock:
            known = reference in self.gateway.accepted
        self._answer(200 if known else 404, json.dumps({"id": f"id-{reference}"} if known else {}))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        """Keep quiet: what was received is asked for."""

    def _answer(self, status: int, body: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def _hang_up(self) -> None:
        self.close_connection = True
        _cut(self.connection)

    def _await_hang_up(self) -> None:
        """Wait until the sender has had enough: it sends nothing more on this connection but its end."""
        self.close_connection = True
        select.select([self.connection], [], [])

    def _drip(self, body: str) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Length", str(10**6))
        self.end_headers()
        while not select.select([self.connection], [], [], 0.02)[0]:
            self.wfile.write(body[:1].encode())


class _Doors:
    """Opens and closes one port."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._server: _Server | None = None
        self.port = 0

    def open(self) -> None:
        self._server = _Server(self.port, self._gateway)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        if self._server is not None:
            self._server.hang_up()
            self._server = None


def serve(line: Line, options: dict[str, Any]) -> None:
    """Say the port, then do what the lines say until the connection ends."""
    gateway = Gateway(Path(options["journal"]))
    doors = _Doors(gateway)
    doors.open()
    line.say(str(doors.port))
    while (said := line.hear()) is not None:
        word, _, rest = said.partition(" ")
        answer = "done"
        if word == "plan":
            gateway.plan = plan_of(json.loads(rest))
        elif word == "refuse":
            doors.close()
        elif word == "listen":
            doors.open()
        elif word == "count":
            answer = str(gateway.accepted.total())
        line.say(answer)

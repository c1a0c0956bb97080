"""A gateway of its own process on loopback, which remembers every message that it accepted.

    python -m tests.faults.gateway_server     prints its port, serves until its input ends

    POST /messages            {reference, to, body} -> {id}; slow by `--delay` seconds, like a real one
    GET  /messages/REFERENCE  the message, or 404
    GET  /received            {reference: how often it was accepted}

It has no idempotency key, on purpose: a message that is posted twice counts twice.
"""

import argparse
import json
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class GatewayServer(ThreadingHTTPServer):
    """Counts what was accepted."""

    daemon_threads = True

    def __init__(self, delay: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.delay = delay
        self.received: Counter[str] = Counter()
        self.lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    @property
    def gateway(self) -> GatewayServer:
        assert isinstance(self.server, GatewayServer)
        return self.server

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.gateway.lock:
            self.gateway.received[message["reference"]] += 1
        time.sleep(self.gateway.delay)
        self._answer(200, {"id": f"id-{message['reference']}"})

    def do_GET(self) -> None:
        with self.gateway.lock:
            received = dict(self.gateway.received)
        if self.path == "/received":
            self._answer(200, received)
        elif (reference := self.path.rpartition("/")[2]) in received:
            self._answer(200, {"id": f"id-{reference}"})
        else:
            self._answer(404, {})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        """Keep quiet: what was received is asked for."""

    def _answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the sender was killed


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0.0)
    server = GatewayServer(parser.parse_args().delay)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()

"""A proxy as offices have them: it tunnels by CONNECT, asks for a password, or refuses."""

import base64
import select
import socket
import socketserver
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress


class Proxy(socketserver.ThreadingTCPServer):
    """`tunnels` counts what it let through, `asked` what was asked of it."""

    daemon_threads = False
    allow_reuse_address = True

    def __init__(self, *, refuses: int = 0, user: tuple[str, str] | None = None) -> None:
        """`refuses`: the status with which it says no, or 0."""
        super().__init__(("127.0.0.1", 0), _Tunnel)
        self.refuses, self.tunnels, self.asked = refuses, 0, 0
        self.wants = f"Basic {base64.b64encode(':'.join(user).encode()).decode()}" if user else ""
        self.ended = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Tunnel(socketserver.StreamRequestHandler):
    server: Proxy  # pyright: ignore[reportIncompatibleVariableOverride]  the base class knows no more than a server

    def handle(self) -> None:
        first = self.rfile.readline().decode().split()
        headers: dict[str, str] = {}
        while line := self.rfile.readline().strip().decode():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        self.server.asked += 1
        if self.server.wants and headers.get("proxy-authorization") != self.server.wants:
            self.wfile.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            return
        if self.server.refuses or first[0] != "CONNECT":
            self.wfile.write(f"HTTP/1.1 {self.server.refuses or 405} No\r\nContent-Length: 0\r\n\r\n".encode())
            return
        host, _, port = first[1].rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            self.server.tunnels += 1
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self._carry(there)

    def _carry(self, there: socket.socket) -> None:
        other = {self.connection: there, there: self.connection}
        with suppress(OSError):
            while not self.server.ended.is_set():
                for ready in select.select(list(other), [], [], 0.05)[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    other[ready].sendall(data)


@contextmanager
def proxy(*, refuses: int = 0, user: tuple[str, str] | None = None) -> Generator[Proxy]:
    """Run a proxy on a free port of this machine."""
    server = Proxy(refuses=refuses, user=user)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()

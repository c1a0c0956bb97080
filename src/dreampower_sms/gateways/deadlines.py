"""A limit on a whole request. httpx limits the time between two bytes, so an answer that trickles in would never end.

The limit sits below httpx, where bytes are read and written, and so holds for headers, tunnels and TLS, too.
"""

import ssl
import threading
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx


class Deadline(threading.local):
    """When the request that this thread makes has to be over. Requests run in the thread that asks for them."""

    until = float("inf")

    def start(self, seconds: float) -> None:
        """A request begins."""
        self.until = time.monotonic() + seconds

    def bound(self, timeout: float | None, late: type[Exception]) -> float | None:
        """The time that one read or write may take. Raises `late` when none is left."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise late
        return left if timeout is None else min(timeout, left)


class TimedTransport(httpx.HTTPTransport):
    """httpx's transport over connections that know a deadline."""

    def __init__(
        self, deadline: Deadline, context: ssl.SSLContext, limits: httpx.Limits, proxy: httpx.Proxy | None
    ) -> None:
        super().__init__(verify=context)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            proxy=proxy and _as_core(proxy, context),
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=_Network(deadline),
        )


def _as_core(proxy: httpx.Proxy, context: ssl.SSLContext) -> httpcore.Proxy:
    secured = context if proxy.url.scheme == "https" else None
    return httpcore.Proxy(str(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw, ssl_context=secured)


class _Network(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline, self._real = deadline, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.bound(timeout, httpcore.ConnectTimeout)
        stream = self._real.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Stream(stream, self._deadline)

    def sleep(self, seconds: float) -> None:
        self._real.sleep(seconds)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.bound(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.bound(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = self._deadline.bound(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

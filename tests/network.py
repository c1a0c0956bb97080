"""A shut network: whatever goes through Python's sockets reaches this machine and nothing else."""

import ipaddress
import socket
import sys
from typing import Any

attempts: list[str] = []
"""Where the running test tried to go. Code under test may swallow the error: the test fails all the same."""


class OutsideWorldError(RuntimeError):
    """A test tried to reach an address that is not on this machine."""


def shut_network() -> None:
    """Refuse every other address for the rest of the process. Must be called once."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a local socket has a path, a connected one nothing
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if not name or _is_here(name):
        return
    if name.endswith(".invalid"):  # what every resolver says of these names (RFC 6761), without asking one
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    attempts.append(name)
    raise OutsideWorldError(name)


def _is_here(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"

"""What a gateway needs to know of a contract, said in a table: the screen of contracts is drawn from it.

A check takes what a person typed (trimmed, half-width) and gives the value as it is kept. It never shows a secret:
codes of errors carry the name of the field and nothing of its value.
"""

import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from dreampower_sms.gateways.errors import GatewayAddressWrong, GatewayOptionWrong

LONGEST = 300
"""Characters; longer than any key or address that a provider hands out."""


def as_typed(text: str) -> str:
    """Any text."""
    return text


@dataclass(frozen=True, slots=True)
class Field:
    """One setting or secret of a contract."""

    name: str
    """Key of `Setup.options`, or of `Setup.secret`."""
    required: bool = False
    secret: bool = False
    """Kept by the system's store of secrets and nowhere else; masked on the screen."""
    check: Callable[[str], str] = field(default=as_typed)
    """Gives the value as it is kept. Raises `GatewayOptionWrong`."""
    default: str = ""
    """What holds while nothing was entered."""
    choices: tuple[str, ...] = ()
    """The only values, where there are few."""
    one_of: str = ""
    """Fields of one group name of which at least one has to be filled in."""


def whole_number(text: str) -> str:
    """A number of digits only, e.g. an id. Raises `GatewayOptionWrong`."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise GatewayOptionWrong("gateway_option_digits")
    return text


def uuid(text: str) -> str:
    """An id of the form 8-4-4-4-12. Raises `GatewayOptionWrong`."""
    try:
        found = str(UUID(text))
    except ValueError as error:
        raise GatewayOptionWrong("gateway_option_uuid") from error
    if found != text.lower():
        raise GatewayOptionWrong("gateway_option_uuid")
    return found


def key(text: str) -> str:
    """A key or user name that fits into one line of a request: visible ASCII. Raises `GatewayOptionWrong`."""
    if not re.fullmatch(r"[!-~]{1,300}", text):
        raise GatewayOptionWrong("gateway_option_ascii")
    return text


def address(text: str) -> str:
    """The address of a gateway: https, or http on this PC alone, for a test server. Raises `GatewayAddressWrong`."""
    parts = _address(text)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise GatewayAddressWrong
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise GatewayAddressWrong("gateway_address_insecure")
    return text.rstrip("/")


def proxy(text: str) -> str:
    """The address of an HTTP proxy, without its password. Raises `GatewayAddressWrong`."""
    parts = _address(text)
    if parts.username or parts.password:
        raise GatewayAddressWrong("gateway_proxy_password")
    if parts.scheme not in {"http", "https"} or parts.path.strip("/") or parts.query or parts.fragment:
        raise GatewayAddressWrong("gateway_proxy_wrong")
    return text.rstrip("/")


def ca_file(text: str) -> str:
    """A PEM file of authorities that the shop trusts beside the usual ones. Raises `GatewayOptionWrong`."""
    loaded = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        loaded.load_verify_locations(cafile=Path(text))
    except (OSError, ssl.SSLError) as error:
        raise GatewayOptionWrong("gateway_ca_file") from error
    if not loaded.get_ca_certs():
        raise GatewayOptionWrong("gateway_ca_file")
    return text


def is_loopback(host: str) -> bool:
    """Whether a host can only be this PC."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


HTTP = (
    Field("base_url", check=address),
    Field("proxy", check=proxy),
    Field("proxy_user", check=key),
    Field("proxy_password", secret=True, check=key),
    Field("ca_file", check=ca_file),
)
"""How every gateway is reached that speaks HTTP; all may stay empty."""


def _address(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        usable = parts.hostname and (parts.port is None or parts.port)
    except ValueError as error:
        raise GatewayAddressWrong from error
    if not usable or len(text) > LONGEST or not re.fullmatch(r"[!-~]+", text):
        raise GatewayAddressWrong
    return parts

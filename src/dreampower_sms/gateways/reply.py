"""An HTTP answer, and what its status means for a message, whoever the provider is.

RFC 9110 for the statuses; where a provider documents more, its adapter looks first and asks here for the rest.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, cast

from dreampower_sms.gateways.outcome import NotSent, Refused, Unknown

LONGEST_WAIT = timedelta(hours=1)
"""A provider that asks for more is asked again after this: a clerk must not wait for a mistyped date."""

_ID = re.compile(r"[0-9A-Za-z_-]{1,80}")
_EVERY_MESSAGE = {
    **dict.fromkeys((401, 403), NotSent("key_refused", every_message=True)),
    **dict.fromkeys((404, 405, 410), NotSent("not_there", every_message=True)),
    407: NotSent("proxy", every_message=True),
}
_TOO_MANY = 429
_REFUSALS = frozenset(range(400, 500)) - {408}
"""408: the server gave up waiting for the request; how much of it arrived, nobody says."""
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer as it was read."""

    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes
    trouble: str = ""
    """Why the body can't be used (a code); "" when it was read to its end."""

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300  # noqa: PLR2004  RFC 9110, section 15.3

    @property
    def media_type(self) -> str:
        """E.g. "application/json"; "" where it is not said."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def object(self) -> Mapping[str, Any] | None:
        """The JSON object of the body; None for everything else, a wrong content type included."""
        if self.media_type != "application/json" and not self.media_type.endswith("+json"):
            return None
        try:
            value: object = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return cast("Mapping[str, Any]", value) if isinstance(value, dict) else None

    def text(self, encoding: str, *media_types: str) -> str | None:
        """The body as text; None when it is none in this encoding or is not said to be of one of these types."""
        if self.media_type not in media_types:
            return None
        try:
            return self.body.decode(encoding)
        except UnicodeDecodeError:
            return None


def part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under a name; an empty one where there is none."""
    value = of.get(name)
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def plain_id(value: object) -> str:
    """A provider's id that may be kept and may stand in an address; "" for everything else."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def judge(reply: Reply) -> NotSent | Refused | Unknown | None:
    """What the status alone says of the request. None: success, and the body can be looked at."""
    detail = f"HTTP {reply.status}"
    if reply.ok:
        return Unknown(reply.trouble, detail) if reply.trouble else None
    if reply.status in _EVERY_MESSAGE:
        return replace(_EVERY_MESSAGE[reply.status], detail=detail)
    if reply.status == _TOO_MANY:
        return NotSent("too_many_requests", detail, wait=retry_after(reply.headers))
    if reply.status in _REFUSALS:
        return Refused("gateway_refused", detail)
    return Unknown("redirected" if reply.status in _REDIRECTS else "gateway_failed", detail)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> timedelta | None:
    """How long the provider asks to be left alone: seconds or a date, RFC 9110 section 10.2.3.

    A date is compared with the provider's own clock where it tells it. None: it does not say, or not readably.
    """
    said = headers.get("Retry-After", "").strip()
    if said.isdecimal():
        return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
    at, there = _date(said), _date(headers.get("Date", ""))
    if at is None:
        return None
    return min(max(at - (now or there or datetime.now(UTC)), timedelta(0)), LONGEST_WAIT)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)

"""What Twilio's error codes and states mean for a message (its Error and Warning Dictionary).

The numbers are stable, their English words are not ("subject to change", OpenAPI file), so only numbers are read.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dreampower_sms.gateways.outcome import Delivery, NotSent, Refused
from dreampower_sms.gateways.reply import Reply, retry_after

_KEY = NotSent("key_refused", every_message=True)
_ACCOUNT = NotSent("twilio_account", every_message=True)
_SENDER = NotSent("twilio_sender", every_message=True)
_SERVICE = NotSent("twilio_service", every_message=True)
_QUEUE = NotSent("twilio_queue_full", wait=timedelta(minutes=10))

CREATING: Mapping[int, Refused | NotSent] = {
    20003: _KEY,
    20429: NotSent("too_many_requests"),
    21610: Refused("twilio_21610"),
    21211: Refused("twilio_21211", blames_number=True),
    21217: Refused("twilio_21211", blames_number=True),
    21614: Refused("twilio_21614", blames_number=True),
    21635: Refused("twilio_21635", blames_number=True),
    21612: Refused("twilio_21612"),
    21608: Refused("twilio_21608"),
    21617: Refused("twilio_21617"),
    21602: Refused("twilio_21602"),
    21619: Refused("twilio_21602"),
    21408: NotSent("twilio_21408", every_message=True),
    21611: _QUEUE,
    60728: NotSent("twilio_hourly_limit", wait=timedelta(hours=1)),
    63038: NotSent("twilio_63038", every_message=True),
    **dict.fromkeys((10001, 20005, 20006), _ACCOUNT),
    **dict.fromkeys((21212, 21603, 21606, 21659, 21660), _SENDER),
    **dict.fromkeys((21701, 21703, 21704), _SERVICE),
}
"""Codes of a refused request: nothing was created, so nothing was sent and nothing is billed. Those blame the number
that say it is none, or none that takes SMS; a stop (21610) and what this account may not reach do not."""

AFTERWARDS = {
    21610: "twilio_21610",
    21614: "twilio_21614",
    21635: "twilio_21635",
    30001: "twilio_30001",
    30002: "twilio_account",
    30003: "twilio_30003",
    30004: "twilio_30004",
    30005: "twilio_30005",
    30006: "twilio_30006",
    30007: "twilio_30007",
    30008: "twilio_30008",
    30036: "twilio_30036",
    63038: "twilio_63038",
}
"""Codes of a message that was taken and did not arrive."""

FAILED = "twilio_failed"
"""Code of a message that did not arrive for a reason that is not in the table."""
CANCELED = "twilio_canceled"
"""Code of a message that was taken back in time."""

BLAMED = frozenset({"twilio_21614", "twilio_21635", "twilio_30004", "twilio_30005", "twilio_30006", FAILED})
"""Failures after which somebody should ask the customer for another number."""

UNREACHABLE = 30003
"""Switched off or out of reach: the dictionary calls it passing, so the number is not at fault."""

_WAITING = frozenset({"accepted", "scheduled", "queued", "sending", "sent", "partially_delivered"})
"""`sent`: the carrier has it, and no receipt yet. Of a partial delivery nothing more is documented."""
_ARRIVED = frozenset({"delivered", "read"})
_FREE = frozenset({"failed", "canceled"})
"""Never left Twilio, so never billed (Error 14107: "failed" is not charged)."""


def refusal_of(reply: Reply) -> Refused | NotSent | None:
    """What the code in the body of an error says; None where the status alone has to decide.

    A body of a 5xx proves nothing: it may come from a part of Twilio that does not know what others did.
    """
    if not 400 <= reply.status < 500:  # noqa: PLR2004  RFC 9110, section 15.5
        return None
    number = (reply.object() or {}).get("code")
    if reply.trouble or not isinstance(number, int):
        return None
    known = CREATING.get(number)
    detail = f"Twilio {number}"
    if isinstance(known, NotSent):
        return replace(known, detail=detail, wait=retry_after(reply.headers) or known.wait)
    if known is not None:
        return replace(known, detail=detail)
    return Refused("gateway_refused", detail) if reply.status == 400 else None  # noqa: PLR2004  Bad Request


def delivery_of(message: Mapping[str, Any] | None) -> tuple[Delivery, str, str]:
    """State, code and the gateway's own number of a message resource; None: Twilio does not know it."""
    if message is None:
        return Delivery.NOT_FOUND, "", ""
    status, number = message.get("status"), message.get("error_code")
    if status in _ARRIVED:
        return Delivery.DELIVERED, "", ""
    if status in {"failed", "undelivered"}:
        number = number if isinstance(number, int) else 0
        code = AFTERWARDS.get(number, FAILED)
        delivery = Delivery.UNREACHABLE if number == UNREACHABLE else Delivery.FAILED
        return delivery, code, f"Twilio {number}" if number else ""
    if status == "canceled":
        return Delivery.FAILED, CANCELED, ""
    return Delivery.PENDING, "", "" if status in _WAITING else f"Twilio {str(status)[:30]}"


def units_of(message: Mapping[str, Any] | None) -> int | None:
    """Segments that Twilio bills; None as long as it does not say (0 until a service has chosen its sender)."""
    if message is None:
        return None
    if message.get("status") in _FREE:
        return 0
    said = message.get("num_segments")
    return int(said) or None if isinstance(said, str) and said.isascii() and said.isdigit() else None

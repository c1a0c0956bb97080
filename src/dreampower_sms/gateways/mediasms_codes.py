"""What MediaSMS's codes mean for a message.

Sources: media-sms.net/developer and conp-dev.media-sms.net (parameters, 585, what is billed), and for the rest of the
numbers the open client comvex-jp/mediasms-go, which was written after the provider's manual. A number that neither has
is 結果不明 when a message is handed over, and no news when its result is asked for.
"""

from collections.abc import Mapping
from datetime import timedelta

from dreampower_sms.gateways.outcome import Delivery, NotSent, Outcome, Refused

_NUMBER = Refused("mediasms_number", blames_number=True)
_TEXT = Refused("mediasms_text")
_LENGTH = Refused("mediasms_too_long")
_REQUEST = Refused("mediasms_request")
_OF_OTHER_PARAMETERS = (
    *(
        405,
        414,
        562,
        564,
        566,
        568,
        569,
        570,
        571,
        572,
        573,
        574,
        575,
        576,
        577,
        579,
        580,
        590,
        593,
        594,
        595,
        598,
        599,
    ),
    *(600, 601, 602, 603, 604, 605, 606, 608, 610, 612, 613, 614, 615, 617, 621, 622, 623, 631, 632, 635, 636, 637),
    *(639, 640, 641, 642, 643),
)

TAKEN = 200
ALREADY_THERE = frozenset({587, 624})
"""The smsid is not new. Nobody else makes ours, so the message is there under it."""
NO_SUCH_MESSAGE = 514

SENDING: Mapping[int, Outcome] = {
    401: NotSent("key_refused", every_message=True),
    503: NotSent("too_many_requests"),
    555: NotSent("mediasms_blocked", every_message=True),
    560: _NUMBER,
    **dict.fromkeys((585, 586, 588, 589, 633), _TEXT),
    **dict.fromkeys((618, 619, 620, 634), _LENGTH),
    591: NotSent("mediasms_own_text", every_message=True),
    592: NotSent("mediasms_hours", wait=timedelta(minutes=30)),
    **dict.fromkeys(_OF_OTHER_PARAMETERS, _REQUEST),
}
"""Codes by which the API itself refuses a request. 503 is its limit of requests a second.

Left out on purpose, and so 結果不明: 502 (everything stands still), 550 (送信失敗), 666 (about to be blocked).
"""

ARRIVED = frozenset({1, 3})
"""送信済 and リダイレクト (a link in the text was opened): what is billed, and nothing else."""
WAITING = frozenset({2, 4, 11, 24, 25, 26, 39})
"""Under way, not begun, planned, paused, answered, waiting for an approval."""
OUT_OF_REACH = frozenset({7, 14, 19, 43})
"""Switched off or out of reach: au, docomo, SoftBank, Rakuten."""

FAILURES = {
    0: "mediasms_failed",
    5: "mediasms_excluded",
    8: "mediasms_network",
    9: "mediasms_failed",
    10: "mediasms_suspended",
    12: "mediasms_failed",
    13: "mediasms_failed",
    15: "mediasms_network",
    16: "mediasms_failed",
    17: "mediasms_number",
    18: "mediasms_failed",
    20: "mediasms_network",
    21: "mediasms_failed",
    22: "mediasms_rejected",
    23: "mediasms_no_sms",
    27: "mediasms_hours_over",
    28: "mediasms_failed",
    29: "mediasms_failed",
    30: "mediasms_duplicate",
    31: "mediasms_failed",
    32: "mediasms_partial",
    33: "mediasms_network",
    34: "mediasms_canceled",
    35: "mediasms_limit",
    36: "mediasms_word",
    37: "mediasms_stopped",
    38: "mediasms_partial",
    40: "mediasms_failed",
    41: "mediasms_failed",
    42: "mediasms_partial",
}
"""Codes of messages that MediaSMS took and that did not arrive."""

TRIED_AGAIN = frozenset({0, 8, 9, 10, 12, 13, 15, 16, 18, 20, 21, 22, 29, 32, 33, 38, 40, 41, 42})
"""Failures after which MediaSMS may try again by itself: final only when it had time for that."""
TRIES_FOR = timedelta(hours=2)
"""How long is not published and can be set for each carrier; a customer should be called by then anyway."""

BLAMED = frozenset({"mediasms_excluded", "mediasms_suspended", "mediasms_number", "mediasms_no_sms", "mediasms_failed"})
"""Failures after which somebody should ask the customer for another number."""


def delivery_of(status: int, age: timedelta | None) -> tuple[Delivery, str] | None:
    """State and code of a result that is `age` old (None: not known); None: a number that says nothing to us."""
    if status in ARRIVED:
        return Delivery.DELIVERED, ""
    if status in WAITING:
        return Delivery.PENDING, ""
    if status in OUT_OF_REACH:
        return Delivery.UNREACHABLE, OUT
    found = FAILURES.get(status)
    if found is None:
        return None
    still_trying = status in TRIED_AGAIN and age is not None and age < TRIES_FOR
    return (Delivery.PENDING if still_trying else Delivery.FAILED), found


OUT = "mediasms_out_of_reach"
"""Code of a handset that can't be reached for now."""

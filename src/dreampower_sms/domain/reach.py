"""圏外: a phone that carriers can't reach now. Not a failure, and not a reason to send the same text again.

Carriers keep the message and try for up to 72 hours (au once, after an hour). A second copy would arrive beside the
first one and be paid for twice, so what has waited long is worth a call instead.
"""

from datetime import datetime, timedelta

CALL_AFTER = timedelta(hours=2)
"""Counted from the request: what a phone in a tunnel or a workshop needs to come back is over by then."""


def worth_a_call(sent_at: datetime, now: datetime) -> bool:
    """Whether a message that is still 圏外 has waited so long that the shop had better call."""
    return now - sent_at >= CALL_AFTER

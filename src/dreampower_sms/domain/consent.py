"""The story of a customer's consent: what was agreed to, refused, lifted, and which number it was about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dreampower_sms.domain.messages import Purpose


class Happened(StrEnum):
    """What an entry of the time line tells."""

    GRANTED = "granted"
    RELATION = "relation"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    """配信停止."""
    LIFTED = "lifted"
    """配信停止 was taken back, because the customer asked for it."""
    NUMBER_CHANGED = "number_changed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the time line."""

    at: datetime
    what: Happened
    e164: str
    purpose: Purpose | None
    """None: for everything."""
    clerk: str
    source: str
    """Where it came from: a form at the desk, a call; for a stop the reason; for a number what it was before."""
    wording: str = ""
    """The text that the customer agreed to, word for word."""


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The newest first; of one moment what ends something before what allows it, because the end is what counts."""
    return sorted(entries, key=lambda entry: (entry.at, _ENDS[entry.what]), reverse=True)


_ENDS = {
    Happened.GRANTED: 0,
    Happened.RELATION: 0,
    Happened.LIFTED: 0,
    Happened.NUMBER_CHANGED: 1,
    Happened.STOPPED: 2,
    Happened.WITHDRAWN: 2,
}

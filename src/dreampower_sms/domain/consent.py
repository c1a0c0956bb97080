"""The story of a customer's consent: what was agreed to, refused, lifted, and which number it was about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind, ConsentRecord


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


class Ground(StrEnum):
    """On what a message rested when it left."""

    CONSENT = "consent"
    RELATION = "relation"
    """取引関係, which 特定電子メール法 3条1項 accepts in place of consent."""
    NO_ADVERTISING = "no_advertising"
    """The law asks for consent to advertisements only (同 2条2号), and none is on record."""
    WITHDRAWN = "withdrawn"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Basis:
    """The ground of one message, and the record that it is on."""

    ground: Ground
    record: ConsentRecord | None = None


def basis_of(records: Iterable[ConsentRecord], purpose: Purpose, at: datetime) -> Basis:
    """What the consent log of a number said about a purpose at a moment: the last word up to then that names it, or
    that names every purpose. What was recorded later is no ground.
    """
    last = max(
        (record for record in records if record.purpose in (None, purpose) and record.at <= at),
        key=lambda record: (record.at, record.kind is ConsentKind.WITHDRAWN),
        default=None,
    )
    if last is not None:
        return Basis(_GROUNDS[last.kind], last)
    return Basis(Ground.NONE if purpose.advertising else Ground.NO_ADVERTISING)


_GROUNDS = {
    ConsentKind.GRANTED: Ground.CONSENT,
    ConsentKind.RELATION: Ground.RELATION,
    ConsentKind.WITHDRAWN: Ground.WITHDRAWN,
}


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

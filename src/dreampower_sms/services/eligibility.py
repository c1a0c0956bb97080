"""Puts together what `domain.sendable` asks about, from values and from what the database knows of a number."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from dreampower_sms.db.facts import NumberFacts
from dreampower_sms.domain.people import ConsentRecord, Stop
from dreampower_sms.domain.rules import Rules
from dreampower_sms.domain.sendable import Past, Reason


class OnRecord(TypedDict):
    """The fields of a `Candidate` that say what is on record for its number."""

    stops: Sequence[Stop]
    consents: Sequence[ConsentRecord]
    past: Sequence[Past]
    undecided: Sequence[str]


def on_record(facts: NumberFacts, e164: str) -> OnRecord:
    """What is on record for one number."""
    return {
        "stops": facts.stops.get(e164, ()),
        "consents": facts.consents.get(e164, ()),
        "past": facts.past.get(e164, ()),
        "undecided": facts.undecided.get(e164, ()),
    }


def look_back(rules: Rules, now: datetime) -> datetime:
    """How far back the rules on repeats and frequency look: the longest of them, and this month."""
    days = max((limits.same_content_days for limits in rules.frequency.values()), default=0)
    return now - timedelta(days=max(days, 31) + 1)


def reasons_of(codes: str) -> Collection[Reason]:
    """The overridden reasons as they are stored. A code that this program does not know overrides nothing."""
    known = frozenset(Reason)
    return tuple(Reason(code) for code in codes.split(",") if code in known)

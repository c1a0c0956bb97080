"""Puts together what `domain.sendable` asks about, from values and from what the database knows of a number."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from dreampower_sms.db.facts import NumberFacts
from dreampower_sms.domain.rules import Rules
from dreampower_sms.domain.sendable import Candidate, Reason


def with_number_facts(candidate: Candidate, facts: NumberFacts) -> Candidate:
    """The candidate with what is on record for its number."""
    return replace(
        candidate,
        stops=tuple(facts.stops.get(candidate.e164, ())),
        consents=tuple(facts.consents.get(candidate.e164, ())),
        past=tuple(facts.past.get(candidate.e164, ())),
        undecided=tuple(facts.undecided.get(candidate.e164, ())),
    )


def look_back(rules: Rules, now: datetime) -> datetime:
    """How far back the rules on repeats and frequency look: the longest of them, and this month."""
    days = max((limits.same_content_days for limits in rules.frequency.values()), default=0)
    return now - timedelta(days=max(days, 31) + 1)


def reasons_of(codes: str) -> Collection[Reason]:
    """The overridden reasons as they are stored. A code that this program does not know overrides nothing."""
    known = frozenset(Reason)
    return tuple(Reason(code) for code in codes.split(",") if code in known)

"""A list of recipients sorted into those who get the message and those who don't, with what it costs.

Everybody stands in exactly one group: `Line.out` is the first of the reasons that stop a message, so that the
groups of the sorting table add up to the list.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dreampower_sms.domain.counting import Tariff
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.domain.phone import ParsedPhone
from dreampower_sms.domain.sendable import Reason, Refusal

LIST_OVERRIDES = frozenset({Reason.NUMBER_FAILED, Reason.SAME_CONTENT, Reason.CAP_PER_DAY, Reason.CAP_PER_MONTH})
"""What a clerk may set aside for a whole list, with a reason that is recorded: the limits of frequency, and an earlier
failure, without which a list to those who did not get another one would reach nobody. The SMS check boxes are not among
them: for lists they are the customer's word (manual chapter 5)."""

MOST_CUT = 20
"""Characters that a clerk may still want to take out of a text that is written."""


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the list."""

    customer: Customer
    vehicle: Vehicle | None
    """None: a list of customers."""
    phone: ParsedPhone
    met: bool
    """Something was sent to this number before: no greeting needed."""

    @property
    def id(self) -> int:
        """What the list is made of: the id of the vehicle, or of the customer in a list of customers."""
        return self.vehicle.id if self.vehicle is not None else self.customer.id


@dataclass(frozen=True, slots=True)
class Line:
    """What one person would get."""

    person: Person
    text: str
    """Exactly what the phone will show; with 〔field〕 where a value is missing."""
    units: int
    tier: int
    """0 when it has none: blank or too long."""
    price: Decimal
    refusals: Sequence[Refusal]
    out: Refusal | None
    """Why they get nothing; None: they get it."""
    leaves_at: datetime | None
    """When it leaves; None: at once."""
    greeted: bool = False
    """Gets the greeting first, and this one at `leaves_at`."""


@dataclass(frozen=True, slots=True)
class TierCount:
    """How many messages fall in one tier."""

    tier: int
    count: int
    price: Decimal
    """Of one message."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What a shorter text would save."""

    units: int
    """To take out of the text."""
    people: int
    """Who then fall into a lower tier."""
    saved: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What a clerk is told before sending, and what is compared when it is confirmed."""

    people: int
    messages: int
    """Greetings are messages too."""
    price: Decimal


def tiers_of(lines: Iterable[Line]) -> Sequence[TierCount]:
    """The messages that leave, by tier; a fee table that changes between them gives a tier two rows."""
    counted = Counter((line.tier, line.price) for line in lines if line.out is None)
    return [TierCount(tier, count, price) for (tier, price), count in sorted(counted.items())]


def best_cut(lines: Iterable[Line], tariff: Tariff) -> Cut | None:
    """The cut that moves most people for each unit taken out; None when none up to `MOST_CUT` moves anybody."""
    savings: Counter[int] = Counter()
    people: Counter[int] = Counter()
    for line in lines:
        if line.out is None and line.tier > 1:
            cut = line.units - tariff.ends[line.tier - 2]
            people[cut] += 1
            savings[cut] += int((line.price - tariff.tiers[line.tier - 2].price) * 100)
    found: list[Cut] = []
    moved = saved = 0
    for cut in sorted(people):
        if cut > MOST_CUT:
            break
        moved, saved = moved + people[cut], saved + savings[cut]
        found.append(Cut(cut, moved, Decimal(saved) / 100))
    return max(found, key=lambda cut: (cut.people / cut.units, -cut.units), default=None)


def main_reason(stopping: Collection[Refusal]) -> Refusal | None:
    """The group in which somebody stands who has several reasons: the one that is worked off first."""
    return min(stopping, key=lambda refusal: _ORDER.get(refusal.reason, 0), default=None)


_ORDER = {
    reason: place
    for place, reason in enumerate(
        (
            Reason.DUMMY, Reason.OPTED_OUT, Reason.SMS_OFF_CUSTOMER, Reason.SMS_OFF_VEHICLE, Reason.NO_NUMBER,
            Reason.NOT_MOBILE, Reason.NUMBER_FAILED, Reason.NO_CONSENT, Reason.DUPLICATE_IN_JOB, Reason.UNDECIDED,
            Reason.SAME_CONTENT, Reason.CAP_PER_DAY, Reason.CAP_PER_MONTH, Reason.MERGE_ERROR, Reason.OVER_LIMIT,
        ),
        start=1,
    )
}  # fmt: skip
"""A person who is not to be written to comes before a number that can't be, and both before a text to mend. What is
not listed concerns the whole list (no text, a time in the past) and comes first."""

"""Which two customers may be one: what they have in common, and how much that says."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz

from dreampower_sms.domain.records import Difference, Values

_CLOSE = 80.0
"""From which likeness (0 to 100) on two names count as one that was written differently: 山本太郎 and 山元太郎 have 75,
中村美咲子 and 中村美咲 have 89. Readings decide about the short ones."""


class Reason(StrEnum):
    """Something two customers have in common."""

    MOBILE = "mobile"
    NAME = "name"
    CLOSE_NAME = "close_name"
    KANA = "kana"
    BIRTHDAY = "birthday"
    PHONE = "phone"
    ADDRESS = "address"


WEIGHTS = {
    Reason.MOBILE: 40,
    Reason.NAME: 35,
    Reason.BIRTHDAY: 25,
    Reason.PHONE: 20,
    Reason.ADDRESS: 20,
    Reason.CLOSE_NAME: 20,
    Reason.KANA: 15,
}
"""What each reason adds to the score."""

_NAMED = frozenset({Reason.NAME, Reason.CLOSE_NAME, Reason.KANA})
_NAMELESS = 40
"""The most that two of different names can have: a family shares number, telephone and address."""


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as far as others are compared with them. Keys are those of `domain.text`; "" is unknown."""

    id: int
    name: str
    kana: str
    mobile: str
    address: str
    name_key: str
    kana_key: str
    e164: str
    phone_key: str
    address_key: str
    birthday: date | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers who may be one; the lower id first."""

    first: Person
    second: Person
    reasons: tuple[Reason, ...]
    score: int
    """0 to 100."""

    @property
    def ids(self) -> tuple[int, int]:
        """Both ids, the lower first."""
        return self.first.id, self.second.id


def compare(one: Person, other: Person) -> Pair | None:
    """What speaks for the two being one; None when it is not enough to ask a person, or they are the same record."""
    if one.id == other.id or _namesakes(one, other):
        return None
    first, second = (one, other) if one.id < other.id else (other, one)
    reasons = _common(first, second)
    if not _enough(first, second, reasons):
        return None
    score = min(100 if reasons & _NAMED else _NAMELESS, sum(WEIGHTS[reason] for reason in reasons))
    return Pair(first, second, tuple(reason for reason in Reason if reason in reasons), score)


def prefill(kept: Values, gone: Values) -> tuple[dict[str, object], list[Difference]]:
    """What the kept customer takes over without asking, and the fields that a person has to decide.

    A gap is filled from the other, memos are put together; fields that differ are left (`mine` is the kept one's).
    """
    filled: dict[str, object] = {}
    undecided: list[Difference] = []
    for field, mine in kept.items():
        theirs = gone.get(field)
        if theirs == mine or theirs in ("", None):
            continue
        if mine in ("", None):
            filled[field] = theirs
        elif field == "memo":
            filled[field] = f"{mine}\n{theirs}"
        else:
            undecided.append(Difference(field, None, theirs, mine))
    return filled, undecided


def _namesakes(one: Person, other: Person) -> bool:
    """At most the name is the same. Asked first: it is true of nearly all who are compared, and costs least."""
    if (one.e164 and one.e164 == other.e164) or (one.phone_key and one.phone_key == other.phone_key):
        return False
    if (one.birthday and one.birthday == other.birthday) or (one.address_key and one.address_key == other.address_key):
        return False
    return (
        _differ(one.e164, other.e164)
        or _differ(one.address_key, other.address_key)
        or _differ(one.birthday, other.birthday)
    )


def _common(one: Person, other: Person) -> set[Reason]:
    same = {
        Reason.MOBILE: (one.e164, other.e164),
        Reason.NAME: (one.name_key, other.name_key),
        Reason.KANA: (one.kana_key, other.kana_key),
        Reason.BIRTHDAY: (one.birthday, other.birthday),
        Reason.PHONE: (one.phone_key, other.phone_key),
        Reason.ADDRESS: (one.address_key, other.address_key),
    }
    reasons = {reason for reason, (mine, theirs) in same.items() if mine and mine == theirs}
    if Reason.NAME not in reasons and one.name_key and fuzz.ratio(one.name_key, other.name_key) >= _CLOSE:
        reasons.add(Reason.CLOSE_NAME)
    return reasons


def _enough(one: Person, other: Person, reasons: set[Reason]) -> bool:
    if Reason.MOBILE in reasons:
        return True  # one person twice, or a number that two share: both are worth knowing
    named = bool(reasons & _NAMED)
    if named and reasons & {Reason.BIRTHDAY, Reason.PHONE}:
        return not (_differ(one.birthday, other.birthday) and Reason.NAME not in reasons)
    if named and Reason.ADDRESS in reasons:
        # of one family, with names that look alike, when they have birthdays or numbers of their own
        alone = _differ(one.birthday, other.birthday) or _differ(one.e164, other.e164)
        return Reason.NAME in reasons or not alone
    alike = Reason.KANA in reasons and bool(reasons & {Reason.NAME, Reason.CLOSE_NAME})
    apart = _differ(one.birthday, other.birthday) or _differ(one.address_key, other.address_key)
    return alike and not apart and not _differ(one.e164, other.e164)  # or they are namesakes


def _differ(one: object, other: object) -> bool:
    return bool(one) and bool(other) and one != other

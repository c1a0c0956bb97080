"""請求照合: the gateway's bill beside our own messages, line by line.

A line of the bill belongs to the message with its id at the gateway, else to the one with our reference, else to the
nearest one in time to the same number. Every line and every message of the period ends in exactly one `Pair`. Nothing
is ever changed by this: a 結果不明 that stands on the bill was sent, but a person decides so.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from operator import itemgetter

from dreampower_sms.domain.messages import State
from dreampower_sms.domain.windows import JAPAN

NEAR = timedelta(minutes=30)
"""So far a time on the bill may be from ours where only the number says which message it is."""
_CHARGED = frozenset({State.ACCEPTED, State.DELIVERED, State.UNDELIVERED})
"""What a gateway took for certain: it has to stand on the bill."""
_OPEN = frozenset({State.UNKNOWN, State.POSTING})


class Kind(StrEnum):
    """What became of a pair."""

    NOT_OURS = "not_ours"
    """On the bill, but no message of ours."""
    NOT_BILLED = "not_billed"
    """Taken by the gateway, but not on the bill."""
    PRICE = "price"
    UNITS = "units"
    NUMBER = "number"
    """Ours by its id or reference, but billed to another number."""
    TWICE = "twice"
    NOT_CHARGEABLE = "not_chargeable"
    """On the bill, but the gateway refused it, or it never left."""
    PROVED_SENT = "proved_sent"
    """結果不明, and on the bill: it was sent."""
    STILL_UNKNOWN = "still_unknown"
    """結果不明, and not on the bill: probably not sent."""
    UNREADABLE = "unreadable"
    """A line of the bill with a cell that can't be read."""
    SAME = "same"


@dataclass(frozen=True, slots=True)
class BillLine:
    """One line of the bill; what it does not have is empty or None."""

    row: int
    """As a spreadsheet counts."""
    gateway_id: str = ""
    reference: str = ""
    e164: str = ""
    at: datetime | None = None
    day: date | None = None
    """Where the bill names no time: the day in Japan."""
    units: int | None = None
    """SMS (通数) that are billed for it."""
    price: Decimal | None = None
    """In yen, without tax."""
    status: str = ""
    wrong: tuple[str, str] | None = None
    """A column and its cell that can't be read."""


@dataclass(frozen=True, slots=True)
class Own:
    """One message of ours that was handed over in the period, or about a day before or after it."""

    id: int
    reference: str
    gateway_id: str
    e164: str
    name: str
    at: datetime
    units: int | None
    """SMS that the gateway said it would bill."""
    price: Decimal
    state: State
    within: bool = True
    """In the period: one beside it is only there to be found."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the bill and a message, or one without the other."""

    kind: Kind
    line: BillLine | None
    own: Own | None

    @property
    def difference(self) -> Decimal:
        """What the bill has more than we have, in yen."""
        billed = self.line.price if self.line and self.line.price is not None else None
        if self.kind in _NO_MATTER or (self.line is not None and billed is None):
            return Decimal(0)
        return (billed or Decimal(0)) - (self.own.price if self.own and self.kind not in _UNEXPECTED else Decimal(0))


_NO_MATTER = frozenset({Kind.SAME, Kind.UNREADABLE, Kind.STILL_UNKNOWN})
"""Nothing can be said of money here."""
_UNEXPECTED = frozenset({Kind.TWICE, Kind.NOT_CHARGEABLE})
"""Nothing of the kind should stand on the bill, so that all of it is too much."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The whole bill."""

    pairs: Sequence[Pair]
    billed: Decimal = field(default_factory=Decimal)
    ours: Decimal = field(default_factory=Decimal)
    """What we expected for what a gateway may bill: the messages of the period, and those beside it on this bill."""

    def of(self, kind: Kind) -> list[Pair]:
        """Those of one kind."""
        return [pair for pair in self.pairs if pair.kind is kind]

    @property
    def differing(self) -> list[Pair]:
        """All that is not the same."""
        return [pair for pair in self.pairs if pair.kind is not Kind.SAME]


def reconcile(lines: Iterable[BillLine], own: Sequence[Own]) -> Reconciled:
    """Find for each line its message, and tell what differs."""
    bill = list(lines)
    matches = _match(bill, own)
    pairs = [Pair(_kind(line, *matches[place]), line, matches[place][0]) for place, line in enumerate(bill)]
    taken = {message.id for message, _ in matches.values() if message is not None}
    pairs += [Pair(kind, None, one) for one in own if one.within and one.id not in taken and (kind := _alone(one))]
    billed = sum((line.price for line in bill if line.price is not None), Decimal(0))
    ours = sum(
        (one.price for one in own if (one.within or one.id in taken) and one.state in _CHARGED | _OPEN), Decimal(0)
    )
    return Reconciled(pairs, billed, ours)


def _match(bill: Sequence[BillLine], own: Sequence[Own]) -> dict[int, tuple[Own | None, bool]]:
    """For each place of the bill its message, and whether an earlier line had it already."""
    by_id = {one.gateway_id: one for one in own if one.gateway_id}
    by_reference = {one.reference: one for one in own}
    found: dict[int, tuple[Own | None, bool]] = {}
    taken: set[int] = set()
    for place, line in enumerate(bill):
        message = by_id.get(line.gateway_id) if line.gateway_id else None
        if message is None and line.reference:
            message = by_reference.get(line.reference)
        if message is not None:
            found[place] = (message, message.id in taken)
            taken.add(message.id)
    for place, message in _by_number(bill, own, found, taken):
        found[place] = (message, False)
    return {place: found.get(place, (None, False)) for place in range(len(bill))}


def _by_number(
    bill: Sequence[BillLine], own: Sequence[Own], found: Mapping[int, tuple[Own | None, bool]], taken: set[int]
) -> Iterator[tuple[int, Own]]:
    """The nearest pairs of a line and a message to one number, each used once; last those whose time is not told."""
    free: defaultdict[str, list[Own]] = defaultdict(list)
    for one in sorted((one for one in own if one.id not in taken), key=_when):
        free[one.e164].append(one)
    wanting = [place for place, line in enumerate(bill) if place not in found and line.e164 in free]
    used: set[int] = set()
    for _, place, id_, one in sorted(_near(bill, wanting, free), key=itemgetter(0, 1, 2)):
        if place not in used and id_ not in taken:
            used.add(place)
            taken.add(id_)
            yield place, one
    for place in wanting:
        line = bill[place]
        if _span(line) is None:
            left = (one for one in free[line.e164] if one.id not in taken and not _strange(line, one))
            if (one := next(left, None)) is not None:
                taken.add(one.id)
                yield place, one


def _near(
    bill: Sequence[BillLine], wanting: Iterable[int], free: Mapping[str, Sequence[Own]]
) -> Iterator[tuple[timedelta, int, int, Own]]:
    """Which messages each line may be, and how far their times are apart."""
    for place in wanting:
        line = bill[place]
        if (span := _span(line)) is None:
            continue
        there = free[line.e164]
        for one in there[bisect_left(there, span[0], key=_when) : bisect_right(there, span[1], key=_when)]:
            if not _strange(line, one):
                yield abs(one.at - line.at) if line.at is not None else timedelta(0), place, one.id, one


def _strange(line: BillLine, own: Own) -> bool:
    """Both have an id at the gateway: if they were one, they would have met by it."""
    return bool(line.gateway_id and own.gateway_id)


def _when(one: Own) -> datetime:
    return one.at


def _span(line: BillLine) -> tuple[datetime, datetime] | None:
    """From when to when the message of a line may have been handed over."""
    if line.at is not None:
        return line.at - NEAR, line.at + NEAR
    if line.day is None:
        return None
    start = datetime.combine(line.day, time(), JAPAN)
    return start, start + timedelta(days=1) - timedelta(microseconds=1)


def _kind(line: BillLine, own: Own | None, twice: bool) -> Kind:  # noqa: FBT001  a fact about the line
    if line.wrong is not None:
        return Kind.UNREADABLE
    if own is None:
        return Kind.NOT_OURS
    if twice:
        return Kind.TWICE
    if own.state in _OPEN:
        return Kind.PROVED_SENT
    return _compared(line, own) if own.state in _CHARGED else Kind.NOT_CHARGEABLE


def _compared(line: BillLine, own: Own) -> Kind:
    if line.e164 and line.e164 != own.e164:
        return Kind.NUMBER
    if line.units is not None and own.units is not None and line.units != own.units:
        return Kind.UNITS
    return Kind.PRICE if line.price is not None and line.price != own.price else Kind.SAME


def _alone(own: Own) -> Kind | None:
    """What a message is that no line of the bill names; None where none had to."""
    if own.state in _CHARGED:
        return Kind.NOT_BILLED
    return Kind.STILL_UNKNOWN if own.state in _OPEN else None

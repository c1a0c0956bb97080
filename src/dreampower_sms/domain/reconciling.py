"""請求照合: the gateway's bill beside our own messages, line by line.

A line of the bill belongs to the message with its id at the gateway, else to the one with our reference, else to the
nearest one in time to the same number. Every line and every message of the period ends in exactly one `Pair`; only a
message that is billed by the SMS, a line for each, has its lines joined before. What is right for a message is what
`domain.charges` says: a message that the gateway charged nothing for need not stand on the bill. Nothing is ever
changed by this: a 結果不明 that stands on the bill was sent, but a person decides so.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from heapq import merge
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
    TOTAL = "total"
    """合計, 小計, 消費税 and the like: of no message, and left out of every sum."""
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
    foreign: str = ""
    """The price where it is not in yen, as the bill writes it: nothing of ours can be held against it."""
    status: str = ""
    wrong: tuple[str, str] | None = None
    """A column and its cell that can't be read."""
    total: bool = False
    """It sums up other lines, or adds to them, and is of no message."""


@dataclass(frozen=True, slots=True)
class Own:
    """One message of ours that was handed over in the period, or about a day before or after it."""

    id: int
    reference: str
    gateway_id: str
    e164: str
    name: str
    at: datetime
    units: int
    """SMS that the gateway said it bills, else as many as its text takes."""
    price: Decimal
    """What it costs by that."""
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
    def expected(self) -> Decimal:
        """What we hold to be right for it, in yen: nothing for what should not stand on the bill."""
        own = self.own
        if own is None or self.kind is Kind.TWICE or own.state not in _CHARGED | _OPEN:
            return Decimal(0)
        return own.price

    @property
    def difference(self) -> Decimal | None:
        """What the bill has more than we have, in yen; None where nothing can be said of money."""
        if self.kind in {Kind.STILL_UNKNOWN, Kind.TOTAL} or (self.line is not None and self.line.price is None):
            return None
        billed = self.line.price if self.line is not None else None
        return (billed or Decimal(0)) - self.expected


@dataclass(slots=True)
class Reconciled:
    """The whole bill: its sums, and the pairs that a person looks at. Those that are the same are only counted."""

    differing: list[Pair] = field(default_factory=list[Pair])
    """All that is neither the same nor a total."""
    totals: list[Pair] = field(default_factory=list[Pair])
    counts: Counter[Kind] = field(default_factory=Counter[Kind])
    billed: Decimal = Decimal(0)
    """All prices of the bill that can be read, in yen."""
    ours: Decimal = Decimal(0)
    """What we expected, in yen, wherever something can be said of money."""
    unpriced: int = 0
    """Lines of the bill without a price in yen: their money is not compared."""
    priced: int = 0
    """Lines of the bill with one."""
    damaged: bool = False
    """The fee tables of the contract contradict themselves (`domain.charges`)."""

    @property
    def difference(self) -> Decimal:
        """What the whole bill has more, in yen: the sum of the differences of its pairs."""
        return self.billed - self.ours

    def of(self, kind: Kind) -> list[Pair]:
        """Those of one kind that differ, or the totals."""
        return [pair for pair in (*self.differing, *self.totals) if pair.kind is kind]

    def add(self, pair: Pair) -> None:
        """Count one more pair."""
        self.counts[pair.kind] += 1
        if pair.kind is Kind.TOTAL:
            self.totals.append(pair)
            return
        if pair.kind is not Kind.SAME:
            self.differing.append(pair)
        if pair.difference is not None:
            self.ours += pair.expected
        if pair.line is not None and pair.line.price is not None:
            self.billed += pair.line.price
            self.priced += 1
        elif pair.line is not None:
            self.unpriced += 1


def _never() -> None:
    """Nobody can stop it."""


def reconcile(lines: Iterable[BillLine], own: Sequence[Own], go_on: Callable[[], None] = _never) -> Reconciled:
    """Find for each line its message, and tell what differs. `go_on` is asked all along, and raises to end it."""
    found = Reconciled()
    for pair in paired(lines, own, go_on):
        go_on()
        found.add(pair)
    return found


def paired(lines: Iterable[BillLine], own: Sequence[Own], go_on: Callable[[], None] = _never) -> Iterator[Pair]:
    """Each line with its message, as the bill has them; then the messages that should stand on it and don't."""
    by_id = {one.gateway_id: one for one in own if one.gateway_id}
    bill = _joined(lines, by_id)
    matches = _match(bill, own, by_id, go_on)
    for place, line in enumerate(bill):
        yield Pair(_kind(line, *matches[place]), line, matches[place][0])
    taken = {message.id for message, _ in matches.values() if message is not None}
    for one in own:
        if one.within and one.id not in taken and (kind := _alone(one)) is not None:
            yield Pair(kind, None, one)


def _joined(lines: Iterable[BillLine], by_id: Mapping[str, Own]) -> list[BillLine]:
    """Lines of one id, as many as the SMS of its message and each for one of them, become one line."""
    bill = list(lines)
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(bill):
        if line.gateway_id in by_id:
            groups[line.gateway_id].append(place)
    gone: set[int] = set()
    for gateway_id, places in groups.items():
        group = [bill[place] for place in places]
        each_is_one = all(line.units in {None, 1} and line.wrong is None for line in group)
        if len(group) > 1 and by_id[gateway_id].units == len(group) and each_is_one:
            prices = [line.price for line in group if line.price is not None]
            price = sum(prices, Decimal(0)) if len(prices) == len(group) else None
            bill[places[0]] = replace(group[0], units=len(group), price=price)
            gone.update(places[1:])
    return [line for place, line in enumerate(bill) if place not in gone]


def _match(
    bill: Sequence[BillLine], own: Sequence[Own], by_id: Mapping[str, Own], go_on: Callable[[], None]
) -> dict[int, tuple[Own | None, bool]]:
    """For each place of the bill its message, and whether an earlier line had it already."""
    by_reference = {one.reference: one for one in own}
    ids_meet = any(line.gateway_id in by_id for line in bill)
    found: dict[int, tuple[Own | None, bool]] = {}
    taken: set[int] = set()
    for place, line in enumerate(bill):
        go_on()
        if line.total:
            continue
        message = by_id.get(line.gateway_id) if line.gateway_id else None
        if message is None and line.reference:
            message = by_reference.get(line.reference)
        if message is not None:
            found[place] = (message, message.id in taken)
            taken.add(message.id)
    numbered = [place for place, line in enumerate(bill) if place not in found and line.e164 and not line.total]
    free = [one for one in own if one.id not in taken]
    for place, message in _by_number({place: bill[place] for place in numbered}, free, ids_meet):
        go_on()
        found[place] = (message, False)
    return {place: found.get(place, (None, False)) for place in range(len(bill))}


def _by_number(bill: Mapping[int, BillLine], own: Iterable[Own], ids_meet: bool) -> Iterator[tuple[int, Own]]:  # noqa: FBT001  a fact about the bill
    """The nearest pairs of a line and a message to one number, each used once; last those whose time is not told.

    Where ids of the bill are ids of ours, a line and a message that both have one would have met by it.
    """
    free: defaultdict[tuple[str, bool], list[Own]] = defaultdict(list)
    for one in sorted(own, key=_when):
        free[one.e164, bool(one.gateway_id)].append(one)

    def may_be(line: BillLine) -> list[Sequence[Own]]:
        kinds = (False,) if ids_meet and line.gateway_id else (False, True)
        return [free[line.e164, has_id] for has_id in kinds if (line.e164, has_id) in free]

    placed: set[int] = set()
    taken: set[int] = set()
    near = ((apart, place, one.id, one) for place, line in bill.items() for apart, one in _near(line, may_be(line)))
    for _, place, id_, one in sorted(near, key=itemgetter(0, 1, 2)):
        if place not in placed and id_ not in taken:
            placed.add(place)
            taken.add(id_)
            yield place, one
    for place, line in bill.items():
        if _span(line) is None:
            left = (one for one in merge(*may_be(line), key=_when) if one.id not in taken)
            if (one := next(left, None)) is not None:
                taken.add(one.id)
                yield place, one


def _near(line: BillLine, there: Iterable[Sequence[Own]]) -> Iterator[tuple[timedelta, Own]]:
    """Which messages a line may be by its time, and how far their times are from it."""
    if (span := _span(line)) is None:
        return
    for several in there:
        for one in several[bisect_left(several, span[0], key=_when) : bisect_right(several, span[1], key=_when)]:
            yield abs(one.at - line.at) if line.at is not None else timedelta(0), one


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
    if line.total:
        return Kind.TOTAL
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
    if line.price == own.price == 0:
        return Kind.SAME  # in how many SMS it did not arrive is nobody's concern
    if line.units is not None and line.units != own.units:
        return Kind.UNITS
    return Kind.PRICE if line.price is not None and line.price != own.price else Kind.SAME


def _alone(own: Own) -> Kind | None:
    """What a message is that no line of the bill names; None where none had to."""
    if own.state in _CHARGED:
        return Kind.NOT_BILLED if own.units else None
    return Kind.STILL_UNKNOWN if own.state in _OPEN else None

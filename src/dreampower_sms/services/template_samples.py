"""A template tried on the shop's own data: one customer at a time while it is written, and all of them for the worst
case. Every call may come from any thread.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from dreampower_sms.db import audience, cards, samples
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.characters import Trouble, normalise_text, troubles
from dreampower_sms.domain.company import Company
from dreampower_sms.domain.counting import Measure, measure
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.domain.templates import FIELDS_BY_NAME, FieldError, Group, Merged, Template, Value, examine, merge
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.fields import field_values
from dreampower_sms.services.terms import ShopTerms, Terms

_CHUNK = 1000
"""Customers in one query; between two of them the work can be stopped."""
_KNOWN = 10_000
"""Texts that are kept while all are counted: a shop has few kinds of cars, and names differ anyway."""
Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody to try a template on."""

    customer: Customer
    vehicle: Vehicle | None
    """The one whose 車検 is due next."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a template would be for one person."""

    text: str
    """With 〔field〕 where a value is missing."""
    measure: Measure
    missing: Sequence[FieldError]
    fallbacks: Sequence[str]
    """Fields whose words for an empty value were used."""
    troubles: Sequence[Trouble]
    """Characters of the merged text that may not arrive."""
    at: datetime
    """Now."""


@dataclass(frozen=True, slots=True)
class Worst:
    """What a template would be for everybody who may get an SMS (each vehicle by itself where it names vehicles)."""

    recipients: int
    tiers: Mapping[int, int]
    """料金区分 → how many."""
    over: int
    """For how many it is too long to be sent."""
    missing: Mapping[str, int]
    """Field → for how many it has no value."""
    longest: Sample | None
    """Who gets the longest text; None: nobody gets any."""
    measure: Measure | None
    """Of the longest text."""
    by_vehicle: bool = False
    """Whether each vehicle counts by itself."""
    doubtful: Mapping[str, int] = field(default_factory=dict[str, int])
    """Character that may not arrive and comes from the values of fields → for how many."""


class TemplateSamples:
    """Reads people, company and fees; writes nothing."""

    def __init__(self, database: Database, terms: ShopTerms, clock: Callable[[], datetime]) -> None:
        self._database, self._terms, self._clock = database, terms, clock

    def customers(self) -> Sequence[int]:
        """Whom it can be tried on, in the order of their reading."""
        with self._database.read() as session:
            return samples.customer_ids(session)

    def first(self) -> int | None:
        """The first of them who has a vehicle, so that most fields have a value; else the first of all."""
        with self._database.read() as session:
            return samples.first_customer(session)

    def sample(self, customer_id: int) -> Sample | None:
        """One of them; None when the customer is gone by now."""
        with self._database.read() as session:
            customer = cards.customer(session, customer_id)
            vehicles = cards.vehicles(session, customer_id) if customer is not None else ()
        return None if customer is None else Sample(customer, vehicles[0] if vehicles else None)

    def company(self) -> Company:
        """Who would sign."""
        return self._terms.current().company

    def charset(self) -> str:
        """The characters that arrive over the contract in use: see `characters.troubles`."""
        return self._terms.current().profile.charset

    def show(self, body: str, sample: Sample | None, clerk: str) -> Shown:
        """The text as this person would get it today; without a person only the shop's own fields have values."""
        terms = self._terms.current()
        template, _faults = examine(body)
        customer, vehicle = (sample.customer, sample.vehicle) if sample is not None else (None, None)
        merged = merge(template, self._values(terms, customer, vehicle, clerk, day_of(self._clock())))
        text = normalise_text(merged.preview)
        now = self._clock()
        counted = measure(text, terms.profile, on=day_of(now))
        missing = [error for error in merged.errors if error.field in FIELDS_BY_NAME]
        return Shown(text, counted, missing, merged.fallbacks, troubles(text, terms.profile.charset), now)

    def worst(self, body: str, clerk: str, progress: Progress, stop: Stop) -> Worst | None:
        """The longest text, and what all of them would cost. None: stopped, or there are faults in the template."""
        terms = self._terms.current()
        template, faults = examine(body)
        if faults or stop():
            return None
        tally, today = _Tally(), day_of(self._clock())
        doubts = _Doubts(body, terms.profile.charset)
        names = tuple({slot.name for slot in template.slots})
        known: dict[tuple[Value, ...], Merged | _Counted] = {}
        for people, done, total in self._everybody(template):
            for sample in people:
                values = self._values(terms, sample.customer, sample.vehicle, clerk, today)
                own = tuple(values.get(name) for name in names)
                text = known.get(own)
                if text is None:
                    text = merge(template, values)
                    if not text.errors:
                        sent = normalise_text(text.text)
                        text = _Counted(measure(sent, terms.profile, on=today), doubts.of(sent))
                    if len(known) < _KNOWN:
                        known[own] = text
                if isinstance(text, Merged):
                    tally.lacks(text.errors)
                else:
                    tally.gets(sample, text)
            progress(done, total)
            if stop():
                return None
        return replace(tally.result(), by_vehicle=_names_vehicles(template))

    def _everybody(self, template: Template) -> Iterator[tuple[Sequence[Sample], int, int]]:
        """All recipients, a thousand customers at a time, with how many customers of how many are done."""
        with self._database.read() as session:
            ids = samples.customer_ids(session)
            owned: Mapping[int, Sequence[int]] = samples.vehicles_of(session) if _names_vehicles(template) else {}
        for start in range(0, len(ids), _CHUNK):
            some = ids[start : start + _CHUNK]
            with self._database.read() as session:
                customers = audience.customers(session, some)
                vehicles = audience.vehicles(session, [one for id_ in some for one in owned.get(id_, ())])
            people: list[Sample] = []
            for customer in customers.values():
                cars = [vehicles[one] for one in owned.get(customer.id, ()) if one in vehicles]
                people += [Sample(customer, car) for car in cars] or [Sample(customer, None)]
            yield people, start + len(some), len(ids)

    @staticmethod
    def _values(
        terms: Terms, customer: Customer | None, vehicle: Vehicle | None, clerk: str, today: date
    ) -> Mapping[str, Value]:
        return field_values(customer, vehicle, terms.company, clerk, today, today)


def _names_vehicles(template: Template) -> bool:
    return any(FIELDS_BY_NAME[slot.name].group is Group.VEHICLE for slot in template.slots)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A merged text: what it counts, and what in it may not arrive."""

    measure: Measure
    doubtful: frozenset[str]


class _Doubts:
    """Finds the characters that may not arrive in many texts, most of which consist of the same ones."""

    def __init__(self, body: str, charset: str) -> None:
        self._charset = charset
        self._own = {one.char for one in troubles(normalise_text(body), charset)}
        """Those of the template itself are told where it is written."""
        self._sound: set[str] = set()

    def of(self, text: str) -> frozenset[str]:
        """Those that come from the values of fields."""
        if self._sound.issuperset(text):
            return frozenset()
        found = frozenset(one.char for one in troubles(text, self._charset))
        if not found:
            self._sound.update(text)
        return found - self._own


class _Tally:
    """Counts what everybody would get."""

    def __init__(self) -> None:
        self._recipients = self._over = 0
        self._tiers: Counter[int] = Counter()
        self._missing: Counter[str] = Counter()
        self._doubtful: Counter[str] = Counter()
        self._longest: tuple[Sample, Measure] | None = None

    def lacks(self, errors: Sequence[FieldError]) -> None:
        """Somebody would get nothing, because fields have no value."""
        self._recipients += 1
        self._missing.update({error.field for error in errors})

    def gets(self, sample: Sample, text: _Counted) -> None:
        """Somebody would get a text of this length."""
        counted = text.measure
        self._recipients += 1
        self._doubtful.update(text.doubtful)
        if counted.tier is None:
            self._over += counted.over > 0
        else:
            self._tiers[counted.tier] += 1
        if self._longest is None or counted.units > self._longest[1].units:
            self._longest = sample, counted

    def result(self) -> Worst:
        """What it came to."""
        sample, counted = self._longest or (None, None)
        return Worst(
            self._recipients,
            dict(sorted(self._tiers.items())),
            self._over,
            dict(self._missing),
            sample,
            counted,
            doubtful=dict(self._doubtful),
        )

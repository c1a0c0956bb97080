"""From a list and a text to what everybody gets: merged, counted, priced and sorted. No database."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from dreampower_sms.db.facts import NumberFacts
from dreampower_sms.domain.characters import normalise_text, troubles
from dreampower_sms.domain.counting import measure
from dreampower_sms.domain.errors import TemplateUnreadable
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.listing import LIST_OVERRIDES, Cut, Line, Person, TierCount, Totals, best_cut, main_reason
from dreampower_sms.domain.listing import tiers_of as count_tiers
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.sendable import (
    Candidate,
    Past,
    Reason,
    Refusal,
    Weight,
    blocking,
    held_until,
    why_not_sendable,
)
from dreampower_sms.domain.templates import Merged, Template, merge, parse
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.budget import Stop
from dreampower_sms.services.eligibility import on_record
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.fields import field_values
from dreampower_sms.services.terms import Terms

_TELL_EVERY = 500


class ListingStopped(ServiceError):
    """The clerk stopped it."""

    code = "listing_stopped"


@dataclass(frozen=True, slots=True)
class Greeting:
    """挨拶: who never got an SMS gets this first, and the message itself some days after it has left (manual chapter 6,
    A).
    """

    text: str
    days: int
    template_id: int | None = None


@dataclass(frozen=True, slots=True)
class BulkRequest:
    """What a clerk wants to send to a list."""

    kind: JobKind
    text: str
    """Typed text or a template; fields in braces are filled in for everybody."""
    purpose: Purpose
    clerk: str
    title: str = ""
    """For the shop only, never sent."""
    template_id: int | None = None
    contract_id: str = ""
    """"" for the shop's current contract."""
    scheduled_at: datetime | None = None
    greeting: Greeting | None = None
    taken_out: Collection[int] = ()
    """`Person.id` of those whom the clerk takes out by hand: a place would be another person's after a re-check."""
    overrides: Collection[Reason] = ()
    """Reasons that the clerk sets aside for the whole list …"""
    override_reason: str = ""
    """… and why. Without a reason nothing is set aside."""
    about_inspection: bool = False
    """It calls to 車検: the vehicles of those who get it are 案内済."""

    @property
    def set_aside(self) -> frozenset[Reason]:
        """The overrides that count."""
        return frozenset(self.overrides) & LIST_OVERRIDES if self.override_reason.strip() else frozenset()


@dataclass(frozen=True, slots=True)
class Audience:
    """The people of a list with all that is on record for them."""

    kind: JobKind
    people: Sequence[Person]
    on_record: NumberFacts
    gone: int
    """Rows of the list that are no customers or vehicles any more."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """What would be sent to whom, and what it costs (見込み)."""

    request: BulkRequest
    lines: Sequence[Line]
    """One a person, in the order of the list."""
    greetings: Sequence[Line]
    """The greeting for each of the `greeted`, in the same order."""
    tiers: Sequence[TierCount]
    """Of messages and greetings together."""
    totals: Totals
    cut: Cut | None
    unreadable: TemplateUnreadable | None
    """The braces of the text, or of the greeting, don't pair up: nobody gets anything."""
    groups: dict[Reason, list[int]] = field(default_factory=dict[Reason, list[int]])
    """Why people are left out → places in `lines`. Everybody stands in one group only."""
    stop: Stop | None = None
    """The budget of the contract would stop it half-way."""
    this_month: Decimal = Decimal(0)
    """Of the price, what leaves before this month ends."""

    @property
    def sendable(self) -> list[int]:
        """Places of those who get it."""
        return [place for place, line in enumerate(self.lines) if line.out is None]


Progress = Callable[[int, int], None]
Stopped = Callable[[], bool]


def nobody(_done: int, _total: int) -> None:
    """No progress is wanted."""


def never() -> bool:
    """Nobody stops it."""
    return False


def sort_list(
    audience: Audience,
    request: BulkRequest,
    terms: Terms,
    now: datetime,
    progress: Progress = nobody,
    stopped: Stopped = never,
) -> Sorting:
    """Merge, count, price and sort. Raises `ListingStopped`."""
    try:
        template = parse(request.text)
        greeting = parse(request.greeting.text) if request.greeting else None
    except TemplateUnreadable as error:
        return _unreadable(audience, request, error)
    pairs = list(_Work(audience, request, terms, now).pairs(template, greeting, progress, stopped))
    lines = [line for line, _ in pairs]
    greetings = [first for _, first in pairs if first is not None]
    leaving = [line for line in lines if line.out is None]
    groups: dict[Reason, list[int]] = {}
    for place, line in enumerate(lines):
        if line.out is not None:
            groups.setdefault(line.out.reason, []).append(place)
    price = sum((line.price for line in (*leaving, *greetings)), Decimal(0))
    return Sorting(
        request=request,
        lines=lines,
        greetings=greetings,
        tiers=count_tiers([*leaving, *greetings]),
        totals=Totals(len(leaving), len(leaving) + len(greetings), price),
        cut=best_cut(leaving, terms.profile.tariffs.on(day_of(request.scheduled_at or now))),
        unreadable=None,
        groups=groups,
    )


@dataclass(frozen=True, slots=True)
class _Work:
    audience: Audience
    request: BulkRequest
    terms: Terms
    now: datetime

    def pairs(
        self, template: Template, greeting: Template | None, progress: Progress, stopped: Stopped
    ) -> Iterator[tuple[Line, Line | None]]:
        """The message of everybody, in the order of the list, with the greeting that goes before it: the first of
        several with one number gets it. Whoever can't be greeted gets nothing at all: the message alone is not what the
        clerk chose (`services.dispatch` sees to it that it stays so).
        """
        taken = set[str]()
        total = len(self.audience.people)
        by_hand = frozenset(self.request.taken_out)
        for place, person in enumerate(self.audience.people):
            if place % _TELL_EVERY == 0:
                progress(place, total)
                if stopped():
                    raise ListingStopped
            wanted, first = self.request.scheduled_at, None
            if greeting is not None and self.request.greeting is not None and not person.met:
                first = self._line(person, greeting, wanted)
                wanted = (first.leaves_at or self.now) + timedelta(days=self.request.greeting.days)
            line = self._line(person, template, wanted, first, duplicate=(person.phone.e164 or "") in taken)
            if person.id in by_hand:
                line = replace(line, out=Refusal(Reason.TAKEN_OUT))
            elif line.out is None and first is not None:
                line = replace(line, out=first.out, greeted=first.out is None)
            if line.out is None:
                taken.add(person.phone.e164 or "")
            yield line, first if line.greeted else None
        progress(total, total)

    def _line(
        self,
        person: Person,
        template: Template,
        wanted: datetime | None,
        first: Line | None = None,
        *,
        duplicate: bool = False,
    ) -> Line:
        """What one person would get, after `first`."""
        leaves, profile, rules = wanted or self.now, self.terms.profile, self.terms.rules
        merged = self._merged(person, template, leaves)
        shown = normalise_text(merged.preview)
        counted = measure(shown, profile, on=day_of(leaves))
        e164 = person.phone.e164 or ""
        known = on_record(self.audience.on_record, e164)
        if first is not None:
            known["past"] = (*known["past"], Past(first.leaves_at or self.now, first.text))
        candidate = Candidate(
            purpose=self.request.purpose,
            body=shown,
            units=counted.units,
            e164=e164,
            number_kind=person.phone.kind.value if person.phone.kind else "",
            customer_sms=person.customer.sms,
            vehicle_sms=person.vehicle.sms if person.vehicle else None,
            is_dummy=person.customer.is_dummy,
            number_bad=person.customer.number_bad,
            merge_errors=[error.field for error in merged.errors],
            duplicate=duplicate,
            troubles=troubles(shown, profile.charset),
            scheduled_at=wanted,
            **known,
        )
        refusals = why_not_sendable(candidate, rules, self.now)
        out = main_reason(blocking(refusals, self.request.set_aside))
        tier, price = counted.tier or 0, counted.price or Decimal(0)
        return Line(person, shown, counted.units, tier, price, refusals, out, held_until(refusals) or wanted)

    def _merged(self, person: Person, template: Template, leaves: datetime) -> Merged:
        company, clerk = self.terms.company, self.request.clerk
        return merge(
            template, field_values(person.customer, person.vehicle, company, clerk, day_of(self.now), day_of(leaves))
        )


def _unreadable(audience: Audience, request: BulkRequest, error: TemplateUnreadable) -> Sorting:
    out = Refusal(Reason.MERGE_ERROR, error.details.get("field", "{ }"))
    lines = [Line(one, request.text, 0, 0, Decimal(0), (out,), out, None) for one in audience.people]
    groups = {Reason.MERGE_ERROR: list(range(len(lines)))} if lines else {}
    return Sorting(request, lines, (), (), Totals(0, 0, Decimal(0)), None, error, groups)


def warnings_of(sorting: Sorting) -> dict[Reason, int]:
    """What speaks against the text of how many who get it all the same."""
    counted: dict[Reason, int] = {}
    for line in sorting.lines:
        for refusal in line.refusals:
            if line.out is None and refusal.weight is Weight.WARNING:
                counted[refusal.reason] = counted.get(refusal.reason, 0) + 1
    return counted

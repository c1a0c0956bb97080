"""まとめ送信: one text to a list. Who gets it, what it costs, and into the outbox.

`audience` loads what is on record once; `sort` then answers every change of the text without the database; `confirm`
sorts once more, asks the database again in the transaction that writes, and writes only what the clerk was shown: when
anything came in between that changes who gets it or what it costs, nothing is written and the new sorting is shown.
"""

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from dreampower_sms.db import audience as people
from dreampower_sms.db import contact, facts, job_list, jobs, messages
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.budget import month_end
from dreampower_sms.domain.characters import normalise_text
from dreampower_sms.domain.jobs import Held, JobKind, NewJob, NewMessage, greeting_job_id, new_job_id, recipient_key
from dreampower_sms.domain.listing import Line, Person
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.domain.sendable import Reason, Weight, something_new
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services import budget
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.eligibility import look_back
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.listing import Audience, BulkRequest, Progress, Sorting, Stopped, never, nobody, sort_list
from dreampower_sms.services.terms import ShopTerms, Terms


class ListIdTaken(ServiceError):
    """The id of a list that was sent before, in the hands of another list: that one has not been sent."""

    code = "list_id_taken"


@dataclass(frozen=True, slots=True)
class Registered:
    """The list is committed and will leave."""

    job_id: str
    greeting_job_id: str
    """"" when nobody is greeted."""
    first: bool
    """False: it had been confirmed before, and nothing new was written."""
    messages: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class Changed:
    """Nothing was written: this is what would be sent now, and it is not what the clerk was shown."""

    sorting: Sorting
    audience: Audience
    """What is on record now."""


class BulkSend:
    """Messages to lists. Every call may come from any thread."""

    def __init__(
        self,
        database: Database,
        terms: ShopTerms,
        clock: Callable[[], datetime],
        changes: Changes,
        pc: str = "",
    ) -> None:
        self._database, self._terms, self._clock, self._changes = database, terms, clock, changes
        self._pc = pc or socket.gethostname()

    def new_job_id(self) -> str:
        """The id for a dialog that opens now."""
        return new_job_id()

    def terms_of(self, request: BulkRequest) -> Terms:
        """The contract, its counting and fees, and the shop's rules that hold for a request."""
        return self._terms_of(request.contract_id)

    def _terms_of(self, contract_id: str) -> Terms:
        return self._terms.of(contract_id) if contract_id else self._terms.current()

    def audience(self, kind: JobKind, ids: Sequence[int]) -> Audience:
        """Load the people of a list of customers or vehicles, in its order. Raises `DatabaseError`."""
        with self._database.read() as session:
            return self._audience(session, kind, ids)

    def sort(
        self, audience: Audience, request: BulkRequest, progress: Progress = nobody, stopped: Stopped = never
    ) -> Sorting:
        """What would be sent now. Raises `ListingStopped`."""
        sorting = sort_list(audience, request, self.terms_of(request), self._clock(), progress, stopped)
        with self._database.read() as session:
            return self._with_stop(session, sorting)

    def _with_stop(self, session: Session, sorting: Sorting) -> Sorting:
        """With what it does to the budget of the contract, and what that would do to it."""
        now, terms = self._clock(), self.terms_of(sorting.request)
        lines = (*sorting.greetings, *sorting.lines)
        leaving = [(line.leaves_at or now, line.price) for line in lines if line.out is None]
        stop = budget.foresee(session, terms.contract.id, terms.charges, now, leaving)
        ends = month_end(now)
        return replace(sorting, stop=stop, this_month=sum((price for at, price in leaving if at < ends), Decimal(0)))

    def month_to_date(self, contract_id: str = "") -> budget.MonthToDate:
        """What a contract, or the one in use, is used for this month. Raises `DatabaseError`."""
        terms = self._terms_of(contract_id)
        with self._database.read() as session:
            return budget.month_to_date(session, terms.contract.id, self._clock())

    def confirm(
        self, job_id: str, seen: Sorting, progress: Progress = nobody, stopped: Stopped = never
    ) -> Registered | Changed:
        """Put a list into the outbox exactly as the clerk has `seen` it, or say what has changed.

        The same `job_id` again finds what the first press wrote. Raises `DatabaseError`, and then it is safe to press
        again with the same id; `ListIdTaken` where it belongs to another list, `ListingStopped` when the clerk stopped
        it: nothing is written then.
        """
        request, now = seen.request, self._clock()
        terms = self.terms_of(request)
        terms.check_active()
        ids = [line.person.id for line in seen.lines]
        # sorted before the lock, which all others wait for: only what really changed meanwhile is sorted under it
        before_lock = self.audience(request.kind, ids)
        fresh = sort_list(before_lock, request, terms, now, progress, stopped)
        to_write = self._jobs(job_id, fresh, terms, now)
        with self._database.write() as session:
            messages.lock_confirms(session)
            if (before := self._before(session, job_id, seen)) is not None:
                return before
            if (audience := self._audience(session, request.kind, ids)) != before_lock:
                fresh = sort_list(audience, request, terms, now, progress, stopped)
                to_write = self._jobs(job_id, fresh, terms, now)
            fresh = self._with_stop(session, fresh)  # asks no more than for the limits where there are none
            stops_now = fresh.stop is not None and seen.stop is None
            if self.differs(seen, fresh) or not fresh.totals.messages or stops_now:
                return Changed(fresh, audience)
            written: list[int] = []
            for job in to_write:
                job.write(session)
                written += [id_ for id_, _ in jobs.job_messages(session, job.id)]
            if request.about_inspection:
                contact.told(session, job_id, now)
        self._changes.tell(written)
        greeting = to_write[0].id if len(to_write) > 1 else ""
        return Registered(job_id, greeting, first=True, messages=fresh.totals.messages, price=fresh.totals.price)

    def differs(self, seen: Sorting, fresh: Sorting) -> bool:
        """Whether the clerk who saw one sorting would say yes to something else by the other one: to whom which text
        goes, for how much, on which day, and in spite of what.
        """
        now, before, after = self._clock(), _leaving(seen), _leaving(fresh)
        return [_what_leaves(line, now) for line in before] != [_what_leaves(line, now) for line in after] or any(
            something_new(was.refusals, line.refusals) for was, line in zip(before, after, strict=True)
        )

    def _audience(self, session: Session, kind: JobKind, ids: Sequence[int]) -> Audience:
        since = look_back(self._terms.current().rules, self._clock())
        vehicles: Mapping[int, Vehicle] = people.vehicles(session, ids) if kind is JobKind.VEHICLES else {}
        owners = [vehicles[id_].customer_id for id_ in ids if id_ in vehicles] if vehicles else ids
        customers = people.customers(session, list(dict.fromkeys(owners)))
        found: list[tuple[Customer, Vehicle | None]] = []
        for id_ in ids:
            vehicle = vehicles.get(id_)
            customer = customers.get(vehicle.customer_id if vehicle else id_)
            if customer is not None and (kind is not JobKind.VEHICLES or vehicle is not None):
                found.append((customer, vehicle))
        phones = {customer.id: parse_phone(customer.mobile) for customer in customers.values()}
        numbers = {phone.e164 for phone in phones.values() if phone.e164}
        met = people.written_to(session, numbers)
        on_record = facts.number_facts(session, numbers, since, facts.BEFORE_CONFIRM)
        return Audience(
            kind,
            [Person(c, v, phones[c.id], (phones[c.id].e164 or "") in met) for c, v in found],
            on_record,
            len(ids) - len(found),
        )

    def _before(self, session: Session, job_id: str, seen: Sorting) -> Registered | None:
        """What an earlier press with this id wrote. Raises `ListIdTaken`."""
        request, ids = seen.request, [job_id, greeting_job_id(job_id)]
        found = [jobs.job(session, id_) for id_ in ids]
        if found[0] is None:
            return None
        stored = job_list.recipients(session, job_id, list(State))
        theirs = {vehicle if request.kind is JobKind.VEHICLES else customer for customer, vehicle in stored}
        # of those who get nothing some may have been removed before the list was written: it does not name them
        wanted = [line.person.id for line in seen.lines if line.out is None]
        same = (found[0].kind, found[0].body) == (request.kind, normalise_text(request.text))
        if not same or not theirs.issuperset(wanted):
            raise ListIdTaken
        counted = [jobs.leaving(session, one.id) for one in found if one is not None]
        greeting = ids[1] if found[1] is not None else ""
        total = sum(count for count, _ in counted)
        return Registered(job_id, greeting, first=False, messages=total, price=sum((p for _, p in counted), Decimal(0)))

    def _jobs(self, job_id: str, sorting: Sorting, terms: Terms, now: datetime) -> list[messages.Prepared]:
        """The job, and before it the one of its greetings, if there are any."""
        request, made, days = sorting.request, list[NewJob](), None
        if request.greeting is not None and sorting.greetings:
            text, template, days = request.greeting.text, request.greeting.template_id, request.greeting.days
            lines = [_message(line, request, now) for line in sorting.greetings]
            made.append(self._job(greeting_job_id(job_id), request, text, template, lines, terms))
        lines = [_message(line, request, now) for line in sorting.lines]
        job = self._job(job_id, request, request.text, request.template_id, lines, terms)
        made.append(replace(job, about_inspection=request.about_inspection, greeting_days=days))
        return [messages.prepare(self._database.engine.dialect, each, now) for each in made]

    def _job(
        self,
        job_id: str,
        request: BulkRequest,
        text: str,
        template_id: int | None,
        lines: Sequence[NewMessage],
        terms: Terms,
    ) -> NewJob:
        return NewJob(
            id=job_id,
            kind=request.kind,
            title=request.title.strip(),
            purpose=request.purpose,
            template_id=template_id,
            body=normalise_text(text),
            contract_id=terms.contract.id,
            scheduled_at=request.scheduled_at,
            clerk=request.clerk,
            pc=self._pc,
            messages=lines,
        )


def _leaving(sorting: Sorting) -> Sequence[Line]:
    return *sorting.greetings, *(line for line in sorting.lines if line.out is None)


def _what_leaves(line: Line, now: datetime) -> tuple[str, str, Decimal, date]:
    return line.person.phone.e164 or "", line.text, line.price, day_of(line.leaves_at or now)


def _message(line: Line, request: BulkRequest, now: datetime) -> NewMessage:
    e164, vehicle = line.person.phone.e164 or "", line.person.vehicle
    held = any(refusal.reason is Reason.OUTSIDE_WINDOW for refusal in line.refusals)
    soft = [r.reason for r in line.refusals if r.weight is Weight.SOFT and r.reason in request.set_aside]
    excluded = line.out.reason if line.out is not None else None
    return NewMessage(
        recipient_key=recipient_key(
            e164, line.person.customer.id, vehicle.id if vehicle else None, excluded=excluded is not None
        ),
        customer_id=line.person.customer.id,
        vehicle_id=vehicle.id if vehicle else None,
        customer_name=line.person.customer.name,
        e164=e164,
        body=line.text,
        units=line.units,
        tier=line.tier,
        price=line.price if excluded is None else Decimal(0),
        not_before=line.leaves_at or now,
        held=Held.OUTSIDE_WINDOW if held and excluded is None else None,
        excluded=excluded,
        overridden=soft if excluded is None else (),
        override_reason=request.override_reason.strip() if soft and excluded is None else "",
    )

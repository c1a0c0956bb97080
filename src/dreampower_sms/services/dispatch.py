"""The last look at claimed messages before they leave: who may still get them, and whether it is the time.

Everything that was checked when the job was confirmed is checked again here, in the transaction that writes
`posting`: a refusal may have come in, a check box been cleared, a number changed, the window closed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from dreampower_sms.db import budgets, claims, facts, jobs, messages
from dreampower_sms.db import dispatch as rows
from dreampower_sms.db.dispatch import Claimed, Overdue
from dreampower_sms.domain.budget import Overrun
from dreampower_sms.domain.jobs import Held, JobKind, greeting_job_id
from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, WAITING
from dreampower_sms.domain.sendable import Candidate, Reason, blocking, held_until, why_not_sendable
from dreampower_sms.domain.windows import AT_ONCE, day_of, departure, is_missed
from dreampower_sms.services import budget
from dreampower_sms.services.eligibility import look_back, on_record, reasons_of
from dreampower_sms.services.terms import ShopTerms


@dataclass(slots=True)
class _Sorted:
    """What becomes of a batch."""

    leave: dict[str, Claimed] = field(default_factory=dict[str, Claimed])
    """By number: the rules on repeats and frequency can't see a second one to the same number in this batch, so it goes
    back to the queue and is looked at again when the first is on record."""
    refused: dict[int, tuple[Reason, str]] = field(default_factory=dict[int, tuple[Reason, str]])
    held: dict[int, datetime] = field(default_factory=dict[int, datetime])
    ungreeted: dict[int, datetime] = field(default_factory=dict[int, datetime])
    """When to look again for the greeting that goes before it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch after the last look."""

    posted: Sequence[Claimed]
    """Committed as posting once the transaction ends: these, and only these, may be sent then."""
    settled: Collection[int]
    """Excluded, held or given back."""


@dataclass(frozen=True, slots=True)
class Watch:
    """When contracts were last looked after, as a sender knows it that has just come to look."""

    seen: Mapping[str, datetime]
    """When a sender was last alive that could send by a contract; without one: never."""
    mine: Collection[str]
    """The contracts that this one can send."""
    silence: timedelta
    """How long nothing is heard of a sender that is gone."""

    def present(self, now: datetime) -> list[str]:
        """The contracts of which nothing can have been missed: a sender was there all the time."""
        return [contract for contract, at in self.seen.items() if now - at <= self.silence]


class Dispatch:
    """Looks at claimed messages of any contract."""

    def __init__(self, terms: ShopTerms) -> None:
        self._terms = terms

    def post(self, session: Session, token: str, ids: Collection[int], now: datetime, until: datetime) -> Batch:
        """Write `posting` for those that may leave now, and put the others where they belong."""
        batch = rows.claimed(session, token, ids)
        messages.lock_numbers(session, {message.e164 for message in batch})
        sorted_ = self._sort(session, batch, now)
        settled = [
            *claims.leave_out(session, token, _by_vehicle(batch, sorted_.refused), now),
            *claims.hold(session, token, sorted_.held, Held.OUTSIDE_WINDOW),
            *claims.hold(session, token, sorted_.ungreeted, Held.GREETING),
        ]
        paid, unpaid = self._within_budget(session, sorted_.leave.values(), now)
        to_pause: dict[str, str] = {}
        for message, overrun in unpaid:
            if message.job_kind is JobKind.SINGLE:
                settled += claims.stop(session, token, message.id, overrun.value)
            else:
                to_pause[message.job_id] = overrun.value
        leaving = {message.id: message for message in paid}
        posted = claims.post(session, token, leaving, now, until)
        if rest := set(ids) - set(posted) - set(settled):  # paused, cancelled, or second to a number
            settled += claims.release(session, token, rest)
        for job_id, code in to_pause.items():  # last: nothing is posted of a job that is paused
            jobs.pause(session, job_id, code)
        return Batch([leaving[id_] for id_ in posted], settled)

    def missed(self, session: Session, watch: Watch, now: datetime) -> list[int]:
        """Of contracts that no living sender could send for a time: let what is too late, or too late in the day, wait
        for a person.
        """
        overdue = rows.overdue(session, watch.present(now), now)
        # by a contract whose fees are broken nothing leaves: it is asked again before the contract is used
        sound = [message for message in overdue if self._terms.is_sound(message.contract_id)]
        late = [message.id for message in sound if self._is_missed(message, watch, now)]
        return rows.hold_missed(session, late, now) if late else []

    def _sort(self, session: Session, batch: Sequence[Claimed], now: datetime) -> _Sorted:
        by_contract = {message.contract_id: self._terms.of(message.contract_id) for message in batch}
        since = min((look_back(terms.rules, now) for terms in by_contract.values()), default=now)
        people = facts.addressees(session, {m.customer_id for m in batch if m.customer_id is not None})
        vehicles = facts.about_vehicles(session, {m.vehicle_id for m in batch if m.vehicle_id is not None})
        numbers = {message.e164 for message in batch}
        known = facts.number_facts(session, numbers, since, facts.BEFORE_DISPATCH)
        greetings = self._greetings(session, batch)
        sorted_ = _Sorted()
        for message in batch:
            greeting = greetings.get(message.id)
            candidate = _candidate(message, people, vehicles, known, now)
            candidate = replace(candidate, not_greeted=greeting is not None and greeting.state not in _MAY_FOLLOW)
            refusals = why_not_sendable(candidate, by_contract[message.contract_id].rules, now)
            if stopping := blocking(refusals, reasons_of(message.override_code)):
                sorted_.refused[message.id] = (stopping[0].reason, stopping[0].detail)
            elif greeting is not None and (days := _days_to_wait(message, greeting, now)) > 0:
                sorted_.ungreeted[message.id] = now + timedelta(days=days)
            elif opening := held_until(refusals):
                sorted_.held[message.id] = opening
            elif message.e164 not in sorted_.leave:
                sorted_.leave[message.e164] = message
        return sorted_

    def _greetings(self, session: Session, batch: Collection[Claimed]) -> dict[int, rows.GreetingNow]:
        """What became of the greetings that were to go before these messages, by the message's id."""
        following = [message for message in batch if message.greeting_days is not None]
        before = {job_id: greeting_job_id(job_id) for job_id in {message.job_id for message in following}}
        found = rows.greetings(session, before.values(), {message.e164 for message in following})
        return {m.id: found[key] for m in following if (key := (before[m.job_id], m.e164)) in found}

    def _within_budget(
        self, session: Session, batch: Collection[Claimed], now: datetime
    ) -> tuple[list[Claimed], list[tuple[Claimed, Overrun]]]:
        """Those that the budgets of their contracts still pay for, in the order in which they would leave, and the
        others with the limit that stops them.

        The budget stays locked until this transaction ends, so that two senders don't spend the same rest.
        """
        paid: list[Claimed] = []
        unpaid: list[tuple[Claimed, Overrun]] = []
        for contract_id in sorted({message.contract_id for message in batch}):
            of_contract = [message for message in batch if message.contract_id == contract_id]
            fitting, overrun = len(of_contract), None
            if limits := budgets.budget(session, contract_id):
                budgets.lock(session, contract_id)
                spent = budget.usage(session, contract_id, self._terms.of(contract_id).charges, now)
                fitting, overrun = limits.room(spent, [message.price for message in of_contract])
            paid += of_contract[:fitting]
            if overrun is not None:
                unpaid += [(message, overrun) for message in of_contract[fitting:]]
        return paid, unpaid

    def _is_missed(self, message: Overdue, watch: Watch, now: datetime) -> bool:
        rules = self._terms.of(message.contract_id).rules
        scheduled = message.scheduled or now - message.created_at > AT_ONCE
        # a PC that can't send it leaves the hour to the one that can, and to the time at which that one comes back
        is_open = message.contract_id not in watch.mine or (
            departure(message.purpose, now, rules.window, scheduled=scheduled) == now
        )
        seen = watch.seen.get(message.contract_id)
        return is_missed(message.not_before, seen, now, patience=rules.late, is_open=is_open)


_MAY_FOLLOW = MAY_HAVE_ARRIVED | WAITING
"""States of a greeting that its message may come after, now or later. 結果不明 is among them: it may have arrived, as
most have that get no receipt; whoever decides that it was not sent stops the message with it."""


def _by_vehicle(batch: Collection[Claimed], refused: Mapping[int, tuple[Reason, str]]) -> dict[int, tuple[Reason, str]]:
    """In the order in which the vehicles' states are held, so that it and a PC that confirms a list can't wait for each
    other.
    """
    return {m.id: refused[m.id] for m in sorted(batch, key=lambda one: one.vehicle_id or 0) if m.id in refused}


def _days_to_wait(message: Claimed, greeting: rows.GreetingNow, now: datetime) -> int:
    """How many days are missing between them, because the greeting was late; one that still waits leaves today at best.
    Both close together would annoy whom it was to make used to us.
    """
    passed = day_of(now) - day_of(greeting.posted_at or now)
    return (message.greeting_days or 1) - passed.days


def _candidate(
    message: Claimed,
    people: Mapping[int, facts.Addressee],
    vehicles: Mapping[int, facts.AboutVehicle],
    known: facts.NumberFacts,
    now: datetime,
) -> Candidate:
    """A single message keeps to the number that its clerk chose; a list keeps to the number the customer has now."""
    person = people.get(message.customer_id or 0)
    from_list = message.job_kind is not JobKind.SINGLE
    vehicle = vehicles.get(message.vehicle_id or 0) if message.job_kind is JobKind.VEHICLES else None
    on_schedule = message.scheduled or now - message.created_at > AT_ONCE
    return Candidate(
        purpose=message.purpose,
        body=message.body,
        units=message.units,
        e164=message.e164,
        customer_sms=person.sms if person else True,
        vehicle_sms=vehicle.sms if vehicle else None,
        is_dummy=person.is_dummy if person else False,
        number_bad=person.number_bad if person else "",
        customer_gone=person.gone if person else False,
        vehicle_gone=vehicle is not None and (vehicle.gone or vehicle.owner != message.customer_id),
        number_changed=from_list and person is not None and person.e164 != message.e164,
        scheduled_at=now if on_schedule else None,
        **on_record(known, message.e164),
    )

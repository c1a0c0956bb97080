"""What the shop sent in the last fourteen months: a list each month, a few campaigns, single messages in between."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from dreampower_sms import paths
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.sendable import Reason
from scripts.demo.dice import Dice, add_years, table
from scripts.demo.fates import Fates
from scripts.demo.numbers import e164
from scripts.demo.records import ANCHOR, Consent, Customer, Job, Message, Stop, Vehicle
from scripts.demo.rules import Desk, Wish
from scripts.demo.vehicles import TERMS

_INSPECTION_MONTHS_BACK = (13, 11, 10, 8, 7, 5, 4, 2, 1)
_INSPECTION_TEMPLATES = ("inspection_1", "inspection_1", "inspection_2")
_RECIPIENTS, _LATEST_RECIPIENTS = 8, 13
_CAMPAIGNS = (("tyre", 385), ("check_2", 300), ("oil_2", 222), ("anniversary", 157), ("referral", 98))
"""Template, days before the anchor."""
_CAMPAIGN_RECIPIENTS, _LEFT_OUT = 12, 2
_GREETING_DAYS_BACK, _LATEST_DAYS_BACK = 415, 6
_SINGLES = 62
_TEMPLATES_OF_SINGLES = ("booking", "booking", "booking", "urgent", "urgent", "inspection_1", "oil_1", "check_1")
_OVERRIDDEN = 2
_SECONDS_A_MESSAGE = 1.3
_KINDS = {"3": "large", "5": "small", "58": "kei", "48": "kei_cargo", "4": "cargo"}


@dataclass(slots=True)
class _Planned:
    job: Job
    wishes: list[tuple[Customer, Vehicle | None, dict[str, date]]]
    overridden: list[Reason] = field(default_factory=list[Reason])


class History:
    """Makes jobs and their messages, and marks vehicles that were written about and numbers that failed."""

    def __init__(
        self,
        customers: Sequence[Customer],
        vehicles: Sequence[Vehicle],
        consents: Sequence[Consent],
        stops: Sequence[Stop],
    ) -> None:
        self._dice, self._texts = Dice("history"), table("texts")
        self._customers, self._vehicles = customers, vehicles
        self._owner = {one.id: one for one in customers}
        self._desk, self._fates = Desk(consents, stops), Fates(self._texts["reason"])
        standard = tomllib.loads(paths.resource("templates/standard.toml").read_text(encoding="utf-8"))
        self._templates: dict[str, dict[str, Any]] = {one["key"]: one for one in standard["template"]}
        self._made = 0

    def make(self) -> tuple[list[Job], list[Message]]:
        """Every job and message, in the order of time."""
        planned = [*self._inspections(), self._latest(), *self._campaigns(), self._greeting(), *self._singles()]
        planned += self._practice()
        jobs: list[Job] = []
        messages: list[Message] = []
        for plan in sorted(planned, key=lambda one: one.job.created_at):
            if made := list(self._messages(plan)):
                jobs.append(plan.job)
                messages += made
        self._fates.finish(messages)
        self._mark(messages)
        return jobs, messages

    def _messages(self, plan: _Planned) -> Iterator[Message]:
        """The messages of one job; a single one that may not leave is not made, because the dialog refuses it."""
        job, seen = plan.job, set[str]()
        single = job.kind == "single"
        source = job.body or self._templates[job.template]["body"]
        for place, (customer, vehicle, values) in enumerate(plan.wishes):
            wish = Wish(
                source, Purpose(job.purpose), customer, vehicle, job.created_by, job.created_at, values,
                from_list=not single, overridden=plan.overridden,
            )  # fmt: skip
            number = e164(customer.mobile)
            refused = self._desk.refuses(wish, duplicate=bool(number) and number in seen)
            message = Message(
                job.id, customer.id, vehicle and vehicle.id, job.created_by, job.created_at, "excluded", values
            )
            if refused is None:
                seen.add(number)
                self._desk.remember(wish)
                later = timedelta(seconds=_SECONDS_A_MESSAGE * (place + 1))
                self._fates.settle(message, number, job.created_at + later)
                message.overridden = list(plan.overridden)
                message.override_reason = self._texts["reason"]["override"] if plan.overridden else ""
            elif single:
                continue
            else:
                message.code = refused
            yield message

    def _inspections(self) -> Iterator[_Planned]:
        for months in _INSPECTION_MONTHS_BACK:
            first = _month(ANCHOR, -months)
            due = _month(first, 1)
            pairs = [(one, old) for one in self._vehicles if (old := self._old_expiry(one, due)) is not None]
            chosen = sorted(self._choose(pairs, _RECIPIENTS), key=lambda pair: pair[1])
            at = self._dice.moment(first + timedelta(days=self._dice.count(8, 13)))
            template = self._dice.one(_INSPECTION_TEMPLATES)
            title = self._texts["job"]["inspection"].format(month=due.month)
            yield self._planned(
                "vehicles", title, template, at,
                [(self._owner[one.customer_id], one, {"車検満了日": old}) for one, old in chosen],
            )  # fmt: skip

    def _latest(self) -> _Planned:
        """The list of a few days ago, for the vehicles that fall due next month: not all of them yet."""
        due = _month(ANCHOR, 1)
        soon = [(one, one.inspection_expiry) for one in self._vehicles if _month(one.inspection_expiry, 0) == due]
        chosen = sorted(self._choose(soon, _LATEST_RECIPIENTS), key=lambda pair: pair[1])
        at = self._dice.moment(ANCHOR - timedelta(days=_LATEST_DAYS_BACK))
        title = self._texts["job"]["inspection"].format(month=due.month)
        return self._planned(
            "vehicles", title, "inspection_1", at, [(self._owner[one.customer_id], one, {}) for one, _ in chosen]
        )

    def _choose(self, due: Sequence[tuple[Vehicle, date]], number: int) -> list[tuple[Vehicle, date]]:
        """Some of these vehicles: mostly such as may be written about, and a few that the rules will leave out."""
        owned = [(pair, self._owner[pair[0].customer_id]) for pair in due]
        owned = [(pair, owner) for pair, owner in owned if not owner.name.startswith("練習")]
        good = [pair for pair, owner in owned if e164(owner.mobile) and owner.flag_sms and pair[0].sms]
        other = [pair for pair, _ in owned if pair not in good]
        return self._dice.some(good, number - _LEFT_OUT) + self._dice.some(other, _LEFT_OUT)

    def _campaigns(self) -> Iterator[_Planned]:
        for template, days in _CAMPAIGNS:
            at = self._dice.moment(ANCHOR - timedelta(days=days))
            chosen = self._dice.some(self._with_mobile(), _CAMPAIGN_RECIPIENTS)
            title = self._texts["job"]["campaign"][template]
            yield self._planned("customers", title, template, at, [(one, None, {}) for one in chosen])

    def _greeting(self) -> _Planned:
        at = self._dice.moment(ANCHOR - timedelta(days=_GREETING_DAYS_BACK))
        chosen = self._dice.some(self._with_mobile(), _CAMPAIGN_RECIPIENTS)
        return self._planned(
            "customers", self._texts["job"]["greeting"], "greeting_shop", at, [(one, None, {}) for one in chosen]
        )

    def _singles(self) -> Iterator[_Planned]:
        owners = [one for one in self._with_mobile() if self._cars(one)]
        for customer in self._dice.some([one for one in owners if one.flag_sms], _SINGLES):
            at = self._dice.moment(self._dice.day(-420, -1))
            vehicle = self._dice.one(self._cars(customer))
            if self._dice.happens(0.6):
                template = self._dice.one(_TEMPLATES_OF_SINGLES)
                dates = {"車検満了日": vehicle.inspection_expiry, "次回点検日": vehicle.next_check}
                values = {name: _near(day, at) for name, day in dates.items()}
                yield self._planned("single", "", template, at, [(customer, vehicle, values)])
            else:
                purpose, body = self._dice.one(self._texts["single"]["typed"])
                yield self._planned("single", "", "", at, [(customer, vehicle, {})], typed=(purpose, body))
        without = [one for one in owners if not one.flag_sms]
        purpose, body = self._texts["single"]["typed"][0]
        for customer in self._dice.some(without, _OVERRIDDEN):
            at = self._dice.moment(self._dice.day(-200, -10))
            vehicle = self._cars(customer)[0]
            plan = self._planned("single", "", "", at, [(customer, vehicle, {})], typed=(purpose, body))
            plan.overridden = [Reason.SMS_OFF_CUSTOMER]
            yield plan

    def _practice(self) -> Iterator[_Planned]:
        """One message to each practice customer in the last days, so that every state stands in the history."""
        for customer in self._customers:
            if customer.name.startswith("練習"):
                at = self._dice.moment(self._dice.day(-3, -1))
                yield self._planned("single", "", "booking", at, [(customer, self._cars(customer)[0], {})])

    def _planned(
        self, kind: str, title: str, template: str, at: datetime,
        wishes: list[tuple[Customer, Vehicle | None, dict[str, date]]], typed: tuple[str, str] = ("", ""),
    ) -> _Planned:  # fmt: skip
        self._made += 1
        identifier = uuid5(NAMESPACE_URL, f"dreampower-sms demo job {self._made}").hex
        purpose = self._templates[template]["purpose"] if template else typed[0]
        return _Planned(Job(identifier, kind, title, purpose, template, typed[1], at, self._dice.clerk()), wishes)

    def _with_mobile(self) -> list[Customer]:
        """Customers with something in the field for the mobile number; what it is worth, the rules say."""
        return [one for one in self._customers if one.mobile and not one.name.startswith("練習")]

    def _cars(self, customer: Customer) -> list[Vehicle]:
        return [one for one in self._vehicles if one.customer_id == customer.id]

    def _old_expiry(self, vehicle: Vehicle, month: date) -> date | None:
        """The day of that month on which an earlier 車検 of the vehicle ran out."""
        kind = _KINDS.get(vehicle.plate_class[:2]) or _KINDS[vehicle.plate_class[0]]
        first, again = TERMS[kind]
        day = add_years(vehicle.inspection_expiry, -again)
        while day >= add_years(vehicle.first_registration, first) - timedelta(days=2):
            if _month(day, 0) == month:
                return day
            day = add_years(day, -again)
        return None

    def _mark(self, messages: Sequence[Message]) -> None:
        """Write down what a shop would have after this history."""
        last = {message.customer_id: message for message in messages if message.state != "excluded"}
        for message in last.values():
            if message.state == "undelivered":
                self._owner[message.customer_id].number_bad = "undelivered"
        cars = {one.id: one for one in self._vehicles}
        recently = [one for one in messages if one.vehicle_id and one.state == "delivered"]
        for message in recently:
            car = cars[message.vehicle_id or 0]
            near = ANCHOR <= car.inspection_expiry <= ANCHOR + timedelta(days=45)
            if near and not message.values and message.created_at.date() > ANCHOR - timedelta(days=30):
                car.contact_state = self._dice.one(("contacted", "contacted", "contacted", "booked", "arrived"))


def _month(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _near(day: date, at: datetime) -> date:
    """The same day of the year, in the months after a message."""
    while day > at.date() + timedelta(days=365):
        day = add_years(day, -1)
    return day

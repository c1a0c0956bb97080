"""Whether a past message could have left: asked of the program's own rules, so that the history fits them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from dreampower_sms.domain import people as domain
from dreampower_sms.domain.company import Company
from dreampower_sms.domain.counting import measure
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.domain.rules import Rules
from dreampower_sms.domain.sendable import Candidate, Past, Reason, blocking, why_not_sendable
from dreampower_sms.domain.templates import Value, merge, parse
from dreampower_sms.services.fields import field_values
from scripts.demo.records import COMPANY, STAFF, Consent, Customer, Stop, Vehicle

SHOP = Company(
    COMPANY["name"], COMPANY["formal_name"], COMPANY["phone"], COMPANY["address"], COMPANY["url"],
    COMPANY["opt_out_contact"],
)  # fmt: skip
_RULES = Rules(max_units=660, sender_names=(SHOP.formal_name,))


@dataclass(frozen=True, slots=True)
class Wish:
    """One message that the shop wanted to send."""

    body: str
    """Before merging."""
    purpose: Purpose
    customer: Customer
    vehicle: Vehicle | None
    clerk: str
    at: datetime
    values: Mapping[str, date]
    from_list: bool
    overridden: Sequence[Reason] = ()

    @property
    def text(self) -> str:
        """What the phone shows; empty when a field is."""
        return merge(parse(self.body), self._values()).text

    def _values(self) -> Mapping[str, Value]:
        customer, vehicle = as_domain(self.customer), self.vehicle and vehicle_as_domain(self.vehicle)
        day = self.at.date()
        return {**field_values(customer, vehicle, SHOP, self.clerk, day, day), **self.values}


class Desk:
    """Remembers what was sent, and says what the program would have said to the next wish. Ask in the order of time."""

    def __init__(self, consents: Sequence[Consent], stops: Sequence[Stop]) -> None:
        self._consents, self._stops = consents, stops
        self._past: dict[str, list[Past]] = defaultdict(list)

    def refuses(self, wish: Wish, *, duplicate: bool) -> Reason | None:
        """The first reason for which this could not leave."""
        number = parse_phone(wish.customer.mobile)
        text = wish.text
        candidate = Candidate(
            purpose=wish.purpose,
            body=text,
            units=measure(text).units,
            e164=number.e164 or "",
            number_kind=number.kind or "",
            customer_sms=wish.customer.flag_sms,
            vehicle_sms=wish.vehicle.sms if wish.vehicle and wish.from_list else None,
            is_dummy=wish.customer.is_dummy,
            stops=self._stops_of(number.e164, wish.at),
            consents=self._consents_of(number.e164, wish.at),
            past=self._past[number.e164 or ""],
            duplicate=duplicate,
        )
        refused = blocking(why_not_sendable(candidate, _RULES, wish.at.astimezone(UTC)), wish.overridden)
        return refused[0].reason if refused else None

    def remember(self, wish: Wish) -> None:
        """This one left."""
        self._past[parse_phone(wish.customer.mobile).e164 or ""].append(Past(wish.at.astimezone(UTC), wish.text))

    def _stops_of(self, number: str | None, at: datetime) -> list[domain.Stop]:
        return [
            domain.Stop(one.e164, one.at, one.clerk, one.reason, Purpose(one.purpose) if one.purpose else None)
            for one in self._stops
            if one.e164 == number and one.at <= at and (one.lifted_at is None or at < one.lifted_at)
        ]

    def _consents_of(self, number: str | None, at: datetime) -> list[domain.ConsentRecord]:
        return [
            domain.ConsentRecord(
                one.at, one.e164, domain.ConsentKind(one.kind), None, one.clerk, one.source, one.wording
            )
            for one in self._consents
            if one.e164 == number and one.at <= at
        ]


def as_domain(one: Customer) -> domain.Customer:
    """The customer as the program knows it."""
    staff = next(clerk.name for clerk in STAFF if clerk.id == one.staff_id)
    return domain.Customer(
        id=one.id, name=one.name, kana=one.kana, honorific=one.honorific, kind=domain.CustomerKind(one.kind),
        zip=one.zip, address=one.address, phone=one.phone, mobile=one.mobile, email=one.email, birthday=one.birthday,
        rank=one.rank, staff_name=staff, memo=one.memo, sms=one.flag_sms, is_dummy=one.is_dummy,
        number_bad=one.number_bad, version=1,
    )  # fmt: skip


def vehicle_as_domain(one: Vehicle) -> domain.Vehicle:
    """The vehicle as the program knows it."""
    return domain.Vehicle(
        id=one.id, customer_id=one.customer_id,
        plate=f"{one.plate_area} {one.plate_class} {one.plate_kana} {one.plate_number}",
        maker=one.maker, model=one.model, type_code=one.type_code,
        first_registration=f"{one.first_registration:%Y-%m}", inspection_expiry=one.inspection_expiry,
        next_check=one.next_check, mileage=one.mileage, sms=one.sms,
        contact_state=domain.ContactState(one.contact_state), version=1,
    )  # fmt: skip

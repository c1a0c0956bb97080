"""What the shop knows of the customers and vehicles that a batch of rows may be about."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from dreampower_sms.db import imports
from dreampower_sms.db.imports import Found, Link
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.services.importing import identity
from dreampower_sms.services.importing.identity import search_key
from dreampower_sms.services.importing.rows import Row

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Named:
    """What a row calls its customer and its vehicle."""

    customer: Sequence[str]
    vehicle: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shop:
    """Records by all that they may be found by."""

    links: Mapping[str, Link]
    customers: Mapping[int, Found]
    by_name: Mapping[str, Sequence[Found]]
    coded: frozenset[int]
    """Customers whom a file knows by a code: a row with another code is another customer."""
    vehicles: Mapping[int, Found]
    by_chassis: Mapping[str, Sequence[Found]]
    by_plate: Mapping[tuple[str, ...], Sequence[Found]]
    stopped: frozenset[str]
    staff: Mapping[str, int]

    def customer(self, id_: int) -> Found:
        """A customer, or the one they were merged into."""
        found = self.customers[id_]
        while (kept := found["merged_into_id"]) is not None:
            found = self.customers[kept]
        return found

    def staff_id(self, name: str) -> int | None:
        """Somebody of this name, whatever its spaces; None when nobody or several are meant."""
        return imports.alike(self.staff, name)


def name_of(row: Row) -> Named:
    """What a row that is not refused calls its records."""
    if "code" not in row.customer and "name" not in row.customer:
        return Named((), ())
    customer = identity.customer_keys(row.customer)
    return Named(customer, identity.vehicle_keys(row.vehicle, customer[0]) if row.vehicle else ())


def look_up(session: Session, rows: Sequence[Row], names: Sequence[Named], last: int) -> Shop:
    """Ask for all that these rows may be about.

    By name only among the customers up to the id `last`, who were there when the import began: those that it made
    itself it knows from the file, and in a shop with a hundred 佐藤 健 they would be read again for every batch.
    """
    links = imports.links(session, {key for name in names for key in (*name.customer[:1], *name.vehicle[:1])})
    unknown = [row for row, name in zip(rows, names, strict=True) if name.customer and name.customer[0] not in links]
    named = imports.named(
        session, {search_key(row.customer["name"]) for row in unknown if "name" in row.customer}, last
    )
    vehicles = imports.vehicles(
        session,
        [link.record_id for key, link in links.items() if key[0] not in "cn"],
        {key for row in rows if (key := search_key(row.vehicle.get("chassis_number") or ""))},
        {key for row in rows if any(key := identity.plate_key(row.vehicle))},
    )
    wanted = {link.record_id for key, link in links.items() if key[0] in "cn"} | {
        each["customer_id"] for each in vehicles
    }
    customers = imports.customers(session, wanted)
    people = {each["id"]: each for each in named} | customers
    on_the_road = [each for each in vehicles if not each["archived_at"]]
    return Shop(
        links=links,
        customers=people,
        by_name=_by(named, _name),
        coded=frozenset(imports.coded(session, [each["id"] for each in named]) if named else ()),
        vehicles={each["id"]: each for each in vehicles},
        by_chassis=_by(on_the_road, _chassis),
        by_plate=_by(on_the_road, _plate),
        stopped=frozenset(imports.stopped(session, _numbers(rows, people))),
        staff=imports.staff(session),
    )


def e164(number: str) -> str:
    """A mobile number as the stop list has it, "" for none."""
    return parse_phone(number).e164 or "" if number else ""


def _numbers(rows: Sequence[Row], people: Mapping[int, Found]) -> set[str]:
    said = {e164(row.customer.get("mobile", "")) for row in rows}
    return (said | {each["mobile_e164"] for each in people.values()}) - {""}


def _name(each: Found) -> str:
    return each["name_key"]


def _chassis(each: Found) -> str:
    return each["chassis_key"]


def _plate(each: Found) -> tuple[str, ...]:
    return tuple(each[key] for key in ("plate_area_key", "plate_class_key", "plate_kana_key", "plate_digits"))


def _by(records: Sequence[Found], key: Callable[[Found], K]) -> dict[K, list[Found]]:
    found: dict[K, list[Found]] = {}
    for record in records:
        found.setdefault(key(record), []).append(record)
    return found

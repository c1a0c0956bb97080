"""Decides for each row what it does to the shop. Writes nothing: a dry run and a run ask the same planner."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dreampower_sms.db.imports import Found
from dreampower_sms.domain.imports import OnExisting
from dreampower_sms.services.importing import identity
from dreampower_sms.services.importing.flaws import Flaw, Problem
from dreampower_sms.services.importing.identity import CUSTOMER_ORDER, VEHICLE_ORDER, Seen, search_key
from dreampower_sms.services.importing.mapping import Columns
from dreampower_sms.services.importing.rows import Row
from dreampower_sms.services.importing.shop import Named, Shop, e164, name_of


@dataclass(slots=True)
class Part:
    """What a row does to one customer or vehicle."""

    keys: Sequence[str]
    said: Mapping[str, Any]
    first: int
    """The row of the file that speaks of this record first; a later one changes nothing."""
    found: Found | None = None
    """The record of the shop; None for one that is new."""
    taken: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What of an existing record changes."""
    marks: bytes | None = None
    """What to remember of this row; None when it is known so already."""


@dataclass(slots=True)
class Step:
    """One row and what it does. Refused rows have no parts."""

    row: Row
    problems: list[Problem]
    customer: Part | None = None
    vehicle: Part | None = None

    @property
    def refused(self) -> bool:
        """Whether nothing of the row comes in."""
        return any(problem.error for problem in self.problems)

    def is_first(self, part: Part | None) -> bool:
        """Whether this row is the one that says something about `part`."""
        return part is not None and part.first == self.row.number


class _RefusedError(Exception):
    """The row can't come in; its finding has been noted."""


class Planner:
    """Goes through the rows of one file, in their order."""

    def __init__(self, headers: Sequence[str], columns: Columns, existing: OnExisting) -> None:
        self._headers, self._columns, self._existing = headers, columns, existing
        self._customers, self._vehicles, self._codes = Seen(), Seen(), Seen()
        self._new_staff: set[str] = set()
        self.ids: dict[int, int] = {}
        """First row of a customer → its id in the shop. None yet for one that is new in a dry run."""
        self.claimed: set[int] = set()
        """Customers of whom the file has spoken. Only `Seen` says that a later row means one of them: else a run, which
        finds those that it made itself, would decide otherwise than a dry run."""
        self.claimed_vehicles: set[int] = set()
        self._owners: dict[int, int] = {}
        """First row of a vehicle → first row of its customer."""
        self._archived: set[int] = set()
        """First rows of customers who are archived."""

    def plan(self, row: Row, name: Named, shop: Shop) -> Step:
        """What one row does."""
        step = Step(row, list(row.problems))
        if row.refused:
            return step
        try:
            customer = self._customer(step, name, shop)
            if customer.first not in self._archived and row.vehicle:
                vehicle = self._vehicle(step, name, customer, shop)
            else:
                vehicle = None
        except _RefusedError:
            return step
        step.customer, step.vehicle = customer, vehicle
        self._remember(step)
        self._repeated(step)
        return step

    def _customer(self, step: Step, name: Named, shop: Shop) -> Part:
        said = step.row.customer
        if not name.customer:
            self._refuse(step, "name", Flaw.NAME_MISSING)
        self._check_code(step, name)
        if earlier := self._customers.find(name.customer):
            return Part(name.customer, said, earlier[0])
        link = shop.links.get(name.customer[0])
        found = shop.customer(link.record_id) if link else self._match(step, shop)
        part = Part(name.customer, said, step.row.number, found)
        if found is None:
            if "name" not in said:
                self._refuse(step, "code", Flaw.OWNER_UNKNOWN if step.row.vehicle else Flaw.NAME_MISSING)
            part.marks = identity.marks(said, CUSTOMER_ORDER)
        else:
            self._known_customer(step, part, found, link.marks if link else b"", shop)
        if "staff" in (said if found is None else part.taken):
            self._check_staff(step, shop)
        return part

    def _check_code(self, step: Step, name: Named) -> None:
        """The same code with two names in one file: which one is right, nobody can know."""
        said = step.row.customer
        earlier = self._codes.find(name.customer) if "code" in said and "name" in said else None
        if earlier and earlier[1] != identity.mark(search_key(said["name"])):
            self._refuse(step, "code", Flaw.CODE_TWICE, other=str(earlier[0]))

    def _known_customer(self, step: Step, part: Part, found: Found, known: bytes, shop: Shop) -> None:
        """What a row does to a customer whom the shop has."""
        new_name = "code" in part.said and "name" in identity.news(part.said, known, CUSTOMER_ORDER)
        if new_name and search_key(part.said["name"]) != found["name_key"]:
            self._refuse(step, "code", Flaw.CODE_OTHER_NAME, name=found["name"])
        if found["archived_at"]:
            self._warn(step, "name", Flaw.ARCHIVED)
            self._archived.add(part.first)
        else:
            self._take(part, self._customer_values(part, found, shop), known, CUSTOMER_ORDER)

    def _match(self, step: Step, shop: Shop) -> Found | None:
        """The one customer of the shop whom a row without a link means."""
        said = step.row.customer
        if "name" not in said:
            return None
        others: Collection[int] = shop.coded if "code" in said else ()
        named_so = shop.by_name.get(search_key(said["name"]), ())
        people = [each for each in named_so if each["id"] not in self.claimed and each["id"] not in others]
        if not people:
            return None
        of_row = list(identity.contacts(said))
        if not of_row:
            return self._only(step, people)
        birthday = said.get("birthday")
        people = [each for each in people if not birthday or each["birthday"] in (None, birthday)]
        for contact in of_row:  # the surest first: a shared address yields to a number of one's own
            if alike := [each for each in people if contact in identity.of_record(each)]:
                return self._only(step, alike)
        return None

    def _only(self, step: Step, people: Sequence[Found]) -> Found | None:
        living = [each for each in people if not each["archived_at"]] or people
        if len(living) > 1:
            self._refuse(step, "name", Flaw.SEVERAL_MATCH)
        return living[0] if living else None

    def _customer_values(self, part: Part, found: Found, shop: Shop) -> dict[str, Any]:
        """What the row says, without what an import never does to a record that is there."""
        values = {key: value for key, value in part.said.items() if key not in ("code", "is_dummy")}
        number = e164(values.get("mobile", "")) or found["mobile_e164"]
        if values.get("flag_sms") and number in shop.stopped:
            del values["flag_sms"]  # a stopped number stays stopped, the check box too
        return values

    def _vehicle(self, step: Step, name: Named, owner: Part, shop: Shop) -> Part:
        said = step.row.vehicle
        if earlier := self._vehicles.find(name.vehicle):
            if self._owners[earlier[0]] != owner.first:
                self._refuse(step, "plate", Flaw.OWNER_DIFFERS)
            return Part(name.vehicle, said, earlier[0])
        link = shop.links.get(name.vehicle[0])
        found = shop.vehicles.get(link.record_id) if link else self._match_vehicle(said, shop)
        owner_id = owner.found["id"] if owner.found else self.ids.get(owner.first, 0)
        if found is not None:
            now = shop.customer(found["customer_id"])
            if now["id"] != owner_id:
                self._refuse(step, "plate", Flaw.OWNER_DIFFERS, owner=now["name"])
        part = Part(name.vehicle, said, step.row.number, found)
        values = {key: value for key, value in said.items() if key != "code"}
        if found is None:
            part.marks = identity.marks(values, VEHICLE_ORDER)
        elif not found["archived_at"]:
            self._take(part, values, link.marks if link else b"", VEHICLE_ORDER)
        return part

    def _match_vehicle(self, said: Mapping[str, Any], shop: Shop) -> Found | None:
        chassis, plate = search_key(said.get("chassis_number") or ""), identity.plate_key(said)
        alike = list(shop.by_chassis.get(chassis, ())) if chassis else []
        if not alike and any(plate):
            alike = [each for each in shop.by_plate.get(plate, ()) if not chassis or not each["chassis_key"]]
        return next((each for each in alike if each["id"] not in self.claimed_vehicles), None)

    def _take(self, part: Part, values: Mapping[str, Any], known: bytes, order: Sequence[str]) -> None:
        """Decide what of `values` a record takes, and what is remembered of the row."""
        found = part.found or {}
        new = identity.news(values, known, order)
        differs = {key: value for key, value in new.items() if key == "staff" or found[key] != value}
        if self._existing is OnExisting.OVERWRITE:
            part.taken = differs
        elif self._existing is OnExisting.FILL:
            part.taken = {key: value for key, value in differs.items() if _empty(found, key)}
        left = differs.keys() - part.taken.keys()
        kept = identity.without(identity.marks(values, order), order, left)
        marks = identity.joined(known, kept)
        part.marks = None if marks == known else marks

    def _check_staff(self, step: Step, shop: Shop) -> None:
        name = step.row.customer["staff"]
        if shop.staff_id(name) is None and name not in self._new_staff:
            self._new_staff.add(name)
            self._warn(step, "staff", Flaw.STAFF_NEW)

    def _remember(self, step: Step) -> None:
        customer, vehicle = step.customer, step.vehicle
        assert customer is not None  # noqa: S101  a row that is not refused has one
        said = identity.checksum(customer.said)
        self._customers.add(customer.keys, customer.first, said)
        if "code" in customer.said and "name" in customer.said:
            self._codes.add(customer.keys, customer.first, identity.mark(search_key(customer.said["name"])))
        if customer.found:
            self.claim(customer.first, customer.found["id"])
            if "code" not in customer.said:
                self._customers.add(identity.record_keys(customer.found), customer.first, said)
        if vehicle:
            names = identity.vehicle_names(vehicle.said, customer.keys[0])
            self._vehicles.add(names, vehicle.first, identity.checksum(vehicle.said))
            self._owners.setdefault(vehicle.first, customer.first)
            if vehicle.found:
                self.claimed_vehicles.add(vehicle.found["id"])

    def claim(self, first: int, customer_id: int) -> None:
        """The customer of a row is this one."""
        self.ids[first] = customer_id
        self.claimed.add(customer_id)

    def _repeated(self, step: Step) -> None:
        """Say so when the file has the same customer or vehicle a second time."""
        customer, vehicle = step.customer, step.vehicle
        pairs = ((self._customers, customer), (self._vehicles, vehicle))
        later = [(seen.find(part.keys), part) for seen, part in pairs if part and not step.is_first(part)]
        changed = [at for at, part in later if at and at[1] != identity.checksum(part.said)]
        if changed:
            self._warn(step, "", Flaw.DIFFERS_FROM_ROW, other=str(changed[0][0]))
        elif len(later) == (2 if vehicle else 1) and later[0][0]:
            self._warn(step, "", Flaw.SAME_AS_ROW, other=str(later[-1][1].first))

    def _refuse(self, step: Step, key: str, flaw: Flaw, **details: str) -> None:
        step.problems.append(self._problem(step, key, flaw, error=True, **details))
        raise _RefusedError

    def _warn(self, step: Step, key: str, flaw: Flaw, **details: str) -> None:
        step.problems.append(self._problem(step, key, flaw, error=False, **details))

    def _problem(self, step: Step, key: str, flaw: Flaw, *, error: bool, **details: str) -> Problem:
        place = self._columns.keys.index(key) if key in self._columns.keys else None
        if place is None:
            return Problem(step.row.number, "", "", flaw, error, details)
        return Problem(step.row.number, self._headers[place], step.row.cells[place], flaw, error, details)


def _empty(found: Found, key: str) -> bool:
    return found["staff_id"] is None if key == "staff" else found[key] in ("", None)


def plan_all(planner: Planner, rows: Sequence[Row], names: Sequence[Named], shop: Shop) -> list[Step]:
    """The steps of a batch."""
    return [planner.plan(row, name, shop) for row, name in zip(rows, names, strict=True)]


def named(rows: Sequence[Row]) -> list[Named]:
    """What the rows of a batch call their records; nothing for those that are refused."""
    return [Named((), ()) if row.refused else name_of(row) for row in rows]

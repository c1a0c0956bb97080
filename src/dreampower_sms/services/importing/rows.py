"""A row of cells → what it says about a customer and a vehicle, with everything that is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from dreampower_sms.domain.people import CustomerKind
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.services.importing import cells
from dreampower_sms.services.importing.cells import Read
from dreampower_sms.services.importing.fields import FIELDS, Field, Owner
from dreampower_sms.services.importing.flaws import CellError, Flaw, Problem
from dreampower_sms.services.importing.mapping import Columns
from dreampower_sms.services.importing.reading import Record

_COMPANY = re.compile(r"株式会社|有限会社|合同会社|合資会社|合名会社|[㈱㈲㈻]|[(（][株有同][)）]|法人")
_CONTACTS = ("mobile", "phone", "email", "address", "birthday")
"""What tells two people of one name apart, the surest first."""
_SHOWN = 200
"""Characters of a cell that a problem keeps."""
_REMEMBERED = 2048
"""Cells that each column remembers as read: a file names the same towns, models and days over and over."""
_PLATE = ("plate_area", "plate_class", "plate_kana", "plate_number")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read. Values hold only what the file says: an empty cell says nothing and changes nothing."""

    number: int
    cells: tuple[str, ...]
    customer: Mapping[str, Any]
    """By column of the table; besides `code` and `staff` (a name)."""
    vehicle: Mapping[str, Any]
    """By column of the table; besides `code`."""
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        """Whether nothing of the row may come in."""
        return any(problem.error for problem in self.problems)

    @property
    def contacts(self) -> tuple[str, ...]:
        """The contacts that the row has, the surest first."""
        return tuple(key for key in _CONTACTS if key in self.customer)


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, headers: Sequence[str], columns: Columns, today: date) -> None:
        self._headers = headers
        self._columns = tuple((i, FIELDS[key]) for i, key in enumerate(columns.keys) if key)
        self._readers: dict[int, Callable[[str], Read]] = {
            i: lru_cache(maxsize=_REMEMBERED)(partial(_understood, field)) for i, field in self._columns
        }
        self._wants_kana = bool({"kana", "family_kana"} & set(columns.keys))
        self._today = today

    def read(self, record: Record) -> Row:
        """Read one row. Never raises: what is wrong is in its problems."""
        if record.flaw:
            problem = Problem(record.row, "", record.cells[0][:_SHOWN], record.flaw, error=True)
            return Row(record.row, record.cells, {}, {}, (problem,))
        problems: list[Problem] = []
        found: dict[str, Any] = {}
        for place, field in self._columns:
            value = self._read(record, place, problems).value if record.cells[place] else None
            if value is not None:
                found[field.key] = f"{found[field.key]}\n{value}" if field.key in found else value
        customer, vehicle = _customer(found), _vehicle(found)
        self._check(record, customer, vehicle, problems)
        return Row(record.row, record.cells, customer, vehicle, tuple(problems))

    def _read(self, record: Record, place: int, problems: list[Problem]) -> Read:
        try:
            read = self._readers[place](record.cells[place])
        except CellError as error:
            problems.append(self._problem(record, place, error.code, error=True, **error.details))
            return cells.NOTHING
        if read.warnings:
            problems += [self._problem(record, place, flaw, error=False) for flaw in read.warnings]
        return read

    def _check(
        self, record: Record, customer: dict[str, Any], vehicle: dict[str, Any], problems: list[Problem]
    ) -> None:
        """What only shows when the cells stand side by side."""
        unread = {problem.column for problem in problems if problem.error}
        flaws: list[tuple[str, Flaw]] = []
        if "name" not in customer and "code" not in customer and not unread & self._titles("name", "family_name"):
            flaws.append(("name", Flaw.NAME_MISSING))
        elif self._wants_kana and "name" in customer and "kana" not in customer:
            flaws.append(("kana", Flaw.KANA_MISSING))
        if customer.get("birthday", self._today) > self._today:
            flaws.append(("birthday", Flaw.BIRTHDAY_AHEAD))
        if "mobile" not in customer and "phone" in customer and parse_phone(customer["phone"]).sendable:
            flaws.append(("phone", Flaw.MOBILE_AS_PHONE))
        if customer.get("is_dummy"):
            flaws.append(("name", Flaw.DUMMY_CUSTOMER))
        elif "name" in customer and "code" not in customer and not any(key in customer for key in _CONTACTS):
            flaws.append(("name", Flaw.ONLY_NAME))
        if vehicle and _incomplete_plate(vehicle):
            flaws.append(("plate_number", Flaw.PLATE_UNREADABLE))
        for key, flaw in flaws:
            place = next((i for i, field in self._columns if field.key == key), None)
            error = flaw in _ERRORS
            if place is None:
                problems.append(Problem(record.row, "", "", flaw, error=error))
            else:
                problems.append(self._problem(record, place, flaw, error=error))

    def _titles(self, *keys: str) -> set[str]:
        return {self._headers[i] for i, field in self._columns if field.key in keys}

    def _problem(self, record: Record, place: int, code: str, *, error: bool, **details: str) -> Problem:
        return Problem(record.row, self._headers[place], record.cells[place][:_SHOWN], code, error, details)


_ERRORS = frozenset({Flaw.NAME_MISSING, Flaw.BIRTHDAY_AHEAD, Flaw.PLATE_UNREADABLE})


def _understood(field: Field, cell: str) -> Read:
    """What a cell says to a field. Raises `CellError`."""
    text = cells.clean(cell)
    read = field.read(text) if text else cells.NOTHING
    if field.size and isinstance(read.value, str) and len(read.value) > field.size:
        raise CellError(Flaw.TOO_LONG, limit=str(field.size))
    return read


def _customer(found: Mapping[str, Any]) -> dict[str, Any]:
    """The customer's columns from the fields that were read."""
    said = {key: value for key, value in found.items() if key in _PLAIN_CUSTOMER}
    if "name" not in said and (parts := _parts(found, "family_name", "given_name")):
        said["name"] = " ".join(parts)
    if "kana" not in said and (parts := _parts(found, "family_kana", "given_kana")):
        said["kana"] = " ".join(parts)
    if parts := _parts(found, "prefecture", "city", "address", "street"):
        said["address"] = "".join(parts)
    if building := found.get("building"):
        said["address"] = f"{said['address']} {building}" if "address" in said else building
    if name := said.get("name"):
        if cells.is_dummy(name):
            said["is_dummy"] = True
        if "kind" not in said and _COMPANY.search(name):
            said["kind"] = CustomerKind.COMPANY
    return said


def _vehicle(found: Mapping[str, Any]) -> dict[str, Any]:
    said = {key: value for key, value in found.items() if key in _PLAIN_VEHICLE}
    if plate := found.get("plate"):
        said |= dict(zip(_PLATE, plate, strict=True))
    if "vehicle_code" in found:
        said["code"] = found["vehicle_code"]
    if said and "vehicle_sms" in found:  # a tick alone is no vehicle
        said["sms"] = found["vehicle_sms"]
    return said


def _parts(found: Mapping[str, Any], *keys: str) -> list[str]:
    return [found[key] for key in keys if key in found]


def _incomplete_plate(vehicle: Mapping[str, Any]) -> bool:
    """A plate in columns of its own lacks its area, letter or number; motorcycles have no class."""
    given = [key for key in _PLATE if vehicle.get(key)]
    return bool(given) and not {"plate_area", "plate_kana", "plate_number"} <= set(given)


_PUT_TOGETHER = {"family_name", "given_name", "family_kana", "given_kana", "prefecture", "city", "address", "street",
                 "building", "plate", "vehicle_code", "vehicle_sms"}  # fmt: skip
_PLAIN_CUSTOMER = frozenset(k for k, f in FIELDS.items() if f.owner is Owner.CUSTOMER and k not in _PUT_TOGETHER)
_PLAIN_VEHICLE = frozenset(k for k, f in FIELDS.items() if f.owner is Owner.VEHICLE and k not in _PUT_TOGETHER)

"""Turns the steps of a batch into rows of tables, in the transaction of the batch."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from dreampower_sms.db import imports, keys
from dreampower_sms.db.imports import CUSTOMERS, VEHICLES, Found
from dreampower_sms.domain.inspections import moved_on, of_next_cycle
from dreampower_sms.services.importing.planning import Part, Planner, Step
from dreampower_sms.services.importing.shop import e164

_CUSTOMER_FLAGS = tuple(name for name in CUSTOMERS.c.keys() if name.startswith("flag_"))  # noqa: SIM118  columns


def write(
    session: Session, steps: Sequence[Step], planner: Planner, run_id: int, defaults: Mapping[str, bool], now: datetime
) -> None:
    """Write all that the steps of a batch do, and keep the rows that they refuse."""
    Batch(session, planner, run_id, defaults, now).write(steps)


class Batch:
    """One batch under way."""

    def __init__(
        self, session: Session, planner: Planner, run_id: int, defaults: Mapping[str, bool], now: datetime
    ) -> None:
        self._session, self._planner, self._run_id, self._defaults, self._now = session, planner, run_id, defaults, now
        self._links: dict[str, Found] = {}
        self._staff = dict(imports.staff(session))

    def write(self, steps: Sequence[Step]) -> None:
        """Customers first, because their vehicles name them."""
        imports.refuse(self._session, [self._refused(step) for step in steps if step.refused])
        customers = [(step, step.customer) for step in steps if step.customer and step.is_first(step.customer)]
        vehicles = [(step, step.vehicle) for step in steps if step.vehicle and step.is_first(step.vehicle)]
        self._customers(customers)
        self._vehicles(vehicles)
        imports.put_links(self._session, list(self._links.values()))

    def _customers(self, parts: Sequence[tuple[Step, Part]]) -> None:
        new = [(step, part) for step, part in parts if part.found is None]
        ids = imports.new_ids(self._session, CUSTOMERS, len(new))
        for id_, (_, part) in zip(ids, new, strict=True):
            self._planner.claim(part.first, id_)
        stopped = imports.stopped(self._session, {e164(part.said.get("mobile", "")) for _, part in new} - {""})
        rows = [self._new_customer(id_, part, stopped) for id_, (_, part) in zip(ids, new, strict=True)]
        imports.add(self._session, CUSTOMERS, rows)
        changed = [self._changed_customer(part) for _, part in parts if part.taken]
        imports.change(self._session, CUSTOMERS, changed)
        for step, part in parts:
            self._link(step, part, "customer_id", self._planner.ids[part.first])

    def _vehicles(self, parts: Sequence[tuple[Step, Part]]) -> None:
        new = [(step, part) for step, part in parts if part.found is None]
        ids = dict(
            zip((step.row.number for step, _ in new), imports.new_ids(self._session, VEHICLES, len(new)), strict=True)
        )
        self._planner.claimed_vehicles.update(ids.values())
        rows: list[Found] = []
        for step, part in new:
            assert step.customer is not None  # noqa: S101  no vehicle without its owner
            owner = self._planner.ids[step.customer.first]
            values = {key: value for key, value in part.said.items() if key != "code"}
            start = {"sms": self._defaults.get("flag_sms", False), "customer_id": owner, "id": ids[step.row.number]}
            rows.append(self._whole(VEHICLES, start | values, keys.vehicle_keys(values)))
        imports.add(self._session, VEHICLES, rows)
        imports.change(
            self._session,
            VEHICLES,
            [self._changed(VEHICLES, part, part.taken, keys.vehicle_keys) for _, part in parts if part.taken],
        )
        for step, part in parts:
            self._link(step, part, "vehicle_id", part.found["id"] if part.found else ids[step.row.number])

    def _new_customer(self, id_: int, part: Part, stopped: set[str]) -> Found:
        values = self._with_staff(part.said)
        flags = {name: self._defaults.get(name, False) for name in _CUSTOMER_FLAGS}
        row = self._whole(CUSTOMERS, {"id": id_} | flags | values, keys.customer_keys(values))
        if row["is_dummy"] or row["mobile_e164"] in stopped:
            row["flag_sms"] = False
        return row

    def _changed_customer(self, part: Part) -> Found:
        return self._changed(CUSTOMERS, part, self._with_staff(part.taken), keys.customer_keys)

    def _changed(self, table: Table, part: Part, values: Mapping[str, Any], keys_of: Any) -> Found:
        """The whole record as it will be: one statement serves all, whatever each of them changes."""
        if part.found and moved_on(part.found.get("inspection_expiry"), values.get("inspection_expiry")):
            values = of_next_cycle(part.found, values)
        now = {**(part.found or {}), **values, "updated_at": self._now}
        made = {**now, **keys_of(now)}
        if part.found and made.get("mobile_e164") != part.found.get("mobile_e164"):
            made["number_bad"] = ""  # what was known is about the old number
        return {c.name: made[c.name] for c in table.columns if c.name not in ("version", "created_at")}

    def _with_staff(self, said: Mapping[str, Any]) -> dict[str, Any]:
        values = {key: value for key, value in said.items() if key not in ("code", "staff")}
        if name := said.get("staff"):
            values["staff_id"] = self._staff_id(name)
        return values

    def _staff_id(self, name: str) -> int:
        from_shop = imports.alike(self._staff, name)
        if from_shop is None:
            from_shop = self._staff[name] = imports.add_staff(self._session, name)
        return from_shop

    def _whole(self, table: Table, values: Mapping[str, Any], made_keys: Mapping[str, str]) -> dict[str, Any]:
        stamps = {"created_at": self._now, "updated_at": self._now}
        return {**_START[table.name], **stamps, **values, **made_keys}

    def _link(self, step: Step, part: Part, column: str, record_id: int) -> None:
        if part.marks is not None:
            none = {"customer_id": None, "vehicle_id": None}
            row = {"key": part.keys[0], "marks": part.marks, "run_id": self._run_id, "row_no": step.row.number}
            self._links[part.keys[0]] = none | row | {column: record_id}

    def _refused(self, step: Step) -> Found:
        problems = [
            {"column": p.column, "value": p.value, "code": str(p.code), "error": p.error, "details": dict(p.details)}
            for p in step.problems
        ]
        return {"run_id": self._run_id, "row_no": step.row.number, "cells": list(step.row.cells), "problems": problems}


def _start(table: Table) -> dict[str, Any]:
    """What a new row holds where nobody says anything."""
    return {column.name: getattr(column.default, "arg", None) for column in table.columns if not column.primary_key}


_START = {table.name: _start(table) for table in (CUSTOMERS, VEHICLES)}

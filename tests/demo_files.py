"""The shipped demo data as tests read them: every file once."""

import json
from datetime import date
from functools import cache
from typing import Any

from dreampower_sms import paths
from dreampower_sms.domain.phone import parse_phone

Record = dict[str, Any]


@cache
def records(name: str) -> list[Record]:
    """The lines of one file."""
    text = paths.resource(f"demo/{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@cache
def shop() -> Record:
    """Company, staff and the anchor day."""
    return json.loads(paths.resource("demo/shop.json").read_text(encoding="utf-8"))


def anchor() -> date:
    """The day from which the dates are seen."""
    return date.fromisoformat(shop()["anchor"])


def customers() -> dict[int, Record]:
    """Customers by id."""
    return {one["id"]: one for one in records("customers")}


def vehicles() -> dict[int, Record]:
    """Vehicles by id."""
    return {one["id"]: one for one in records("vehicles")}


def jobs() -> dict[str, Record]:
    """Jobs by id."""
    return {one["id"]: one for one in records("jobs")}


def e164_of(customer: Record) -> str | None:
    """The number that can get an SMS."""
    parsed = parse_phone(customer["mobile"])
    return parsed.e164 if parsed.sendable else None

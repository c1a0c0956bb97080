"""What may stand in the fields of a customer and a vehicle that a clerk types. Problems are values, field by field."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dreampower_sms.domain.dates import parse_month
from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.domain.phone import NumberKind, parse_phone, pretty
from dreampower_sms.domain.plate import Plate, parse_plate
from dreampower_sms.domain.text import search_key
from dreampower_sms.domain.zipcode import parse_zip

_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"]+@(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_MOST_KM = 9_999_999
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a field can't be saved as it is."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict[str, str])


def tidy_customer(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values as they are stored: spaces around taken off, numbers and codes as they are printed, kana wide."""
    tidy = {key: value.strip() if isinstance(value, str) else value for key, value in values.items()}
    for key in ("phone", "mobile"):
        if key in tidy:
            parsed = parse_phone(tidy[key])
            tidy[key] = pretty(parsed.e164) if parsed.e164 else tidy[key]
    if zip_code := parse_zip(tidy.get("zip", "")):
        tidy["zip"] = zip_code
    if "kana" in tidy:
        tidy["kana"] = unicodedata.normalize("NFKC", tidy["kana"]).translate(_HIRAGANA)
    if "email" in tidy:
        tidy["email"] = unicodedata.normalize("NFKC", tidy["email"])
    return tidy


def check_customer(values: Mapping[str, Any], limits: Mapping[str, int], today: date) -> dict[str, Problem]:
    """What is wrong with a customer's fields. `limits`: longest text of a field."""
    wrong = _too_long(values, limits)
    if not search_key(values.get("name", "")):
        wrong["name"] = Problem("customer_name_missing")
    if values.get("zip") and parse_zip(values["zip"]) is None:
        wrong["zip"] = Problem("customer_zip_wrong")
    if values.get("email") and not _EMAIL.fullmatch(values["email"]):
        wrong["email"] = Problem("customer_email_wrong")
    if values.get("birthday") and values["birthday"] > today:
        wrong["birthday"] = Problem("customer_birthday_ahead")
    for key in ("phone", "mobile"):
        kind = parse_phone(values.get(key, "")).kind
        if kind is not None and kind in _UNREADABLE:
            wrong[key] = Problem(kind.code)
    return wrong


def check_vehicle(values: Mapping[str, Any], limits: Mapping[str, int]) -> dict[str, Problem]:
    """What is wrong with a vehicle's fields."""
    wrong = _too_long(values, limits)
    mileage = values.get("mileage")
    if mileage is not None and not 0 <= mileage <= _MOST_KM:
        wrong["mileage"] = Problem("vehicle_mileage_wrong")
    parts = [values.get(key, "") for key in ("plate_area", "plate_class", "plate_kana", "plate_number")]
    if any(parts) and parse_plate(" ".join(filter(None, parts))) is None:
        wrong["plate_number"] = Problem("vehicle_plate_wrong")
    if not any(parts) and not any(values.get(key) for key in ("model", "chassis_number", "maker")):
        wrong["plate_number"] = Problem("vehicle_empty")
    return wrong


def read_plate(text: str) -> Plate | None:
    """A whole plate as typed; four empty parts for nothing, None when it can't be read."""
    return parse_plate(text) if text.strip() else Plate("", "", "", "")


def read_month(text: str) -> str:
    """A month as typed → YYYY-MM, "" for nothing. Raises `DateUnreadable`."""
    return str(parse_month(text)) if text.strip() else ""


def read_number(text: str) -> int | None:
    """A whole number in any width, with or without commas and km; None for nothing. Raises `DateUnreadable`."""
    plain = re.sub(r"[\s,]|km$|キロ$", "", unicodedata.normalize("NFKC", text).lower())
    if not plain:
        return None
    if not plain.isdecimal():
        raise DateUnreadable("number_unreadable", text=text.strip())
    return int(plain)


_UNREADABLE = frozenset({
    NumberKind.UNKNOWN, NumberKind.INCOMPLETE, NumberKind.TOO_SHORT, NumberKind.TOO_LONG, NumberKind.TEXT_BESIDE,
    NumberKind.TWO_NUMBERS, NumberKind.DECIMAL,
})  # fmt: skip
"""What is no number that anybody could call; the others are kept, whether they get an SMS or not."""


def _too_long(values: Mapping[str, Any], limits: Mapping[str, int]) -> dict[str, Problem]:
    return {
        key: Problem("text_too_long", {"limit": str(limits[key]), "over": str(len(value) - limits[key])})
        for key, value in values.items()
        if isinstance(value, str) and key in limits and len(value) > limits[key]
    }

"""The fields of 初期設定: what a clerk types becomes a value, a value becomes its text, or it is said why not."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import time
from typing import Any

from dreampower_sms.db.shop_setup import COMPANY
from dreampower_sms.domain import fees
from dreampower_sms.domain.company import CustomerDefaults
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.opening import parse_hours, show_hours
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.domain.rounding import Mode
from dreampower_sms.domain.windows import Hours, WindowWrong
from dreampower_sms.domain.zipcode import parse_zip
from dreampower_sms.services.errors import ServiceError
from dreampower_sms.services.shop_values import DAYS, Values, fee_place, profile_of, rounding_of

Given = Mapping[str, Any]
"""What stands in the fields: texts, and True or False of check boxes; tables as lists."""


class FieldWrong(ServiceError):
    """What was typed in a field of 初期設定 is not what belongs there."""

    code = "setup_wrong"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a field can't be saved."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict[str, str])


def flaw_of(error: DreamPowerError) -> Flaw:
    """An error as what is wrong with one field of many."""
    return Flaw(error.code, error.details)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of field."""

    read: Callable[[Any], Any]
    """Raises `DreamPowerError`."""
    show: Callable[[Any], Any]


def read_whole(text: str, most: int) -> int:
    """A whole number from 0 to `most`; nothing typed is 0.

    Raises `FieldWrong` (``setup_number_unreadable``, ``number_big``).
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("円").replace(",", "").strip()
    if not plain:
        return 0
    if not plain.isdecimal():
        raise FieldWrong("setup_number_unreadable", text=text.strip())
    if int(plain) > most:
        raise FieldWrong("number_big", most=f"{most:,}")
    return int(plain)


def _same(value: Any) -> Any:
    return value


def _number(most: int) -> Kind:
    return Kind(lambda text: read_whole(text, most), lambda value: f"{value:,}")


def _text(longest: int, check: Callable[[str], str] = str.strip) -> Kind:
    def read(text: str) -> str:
        plain = check(text.strip()) if text.strip() else ""
        if len(plain) > longest:
            raise FieldWrong("text_long", most=str(longest))
        return plain

    return Kind(read, str)


def _zip(text: str) -> str:
    code = parse_zip(text)
    if code is None:
        raise FieldWrong("zip_unreadable", text=text)
    return code


def _phone(text: str) -> str:
    if parse_phone(text).e164 is None:
        raise FieldWrong("phone_unreadable", text=text)
    return text


def _email(text: str) -> str:
    name, at, host = unicodedata.normalize("NFKC", text).rpartition("@")
    if not (name and at and "." in host) or any(char.isspace() for char in text):
        raise FieldWrong("email_unreadable", text=text)
    return unicodedata.normalize("NFKC", text)


def _url(text: str) -> str:
    if re.fullmatch(r"https?://[^\s/]+\S*", text) is None:
        raise FieldWrong("url_unreadable", text=text)
    return text


def _read_hours(text: str) -> list[str] | None:
    hours = parse_hours(text)
    return None if hours is None else [f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}"]


def _show_hours(value: Sequence[str] | None) -> str:
    try:
        return show_hours(None if value is None else Hours(*map(time.fromisoformat, value)))
    except (WindowWrong, TypeError, ValueError):  # damaged: it has to be seen to be mended
        return "～".join(map(str, value or ()))


_PLAIN = Kind(_same, _same)
_LENGTHS = {"name": 120, "formal_name": 120, "kana": 160, "representative": 60, "address": 300, "opt_out_contact": 300}
_OF_COMPANY = {
    **{column: _text(longest) for column, longest in _LENGTHS.items()},
    "zip": _text(8, _zip),
    "phone": _text(40, _phone),
    "email": _text(254, _email),
    "url": _text(300, _url),
}
_A_DAY, _A_YEAR, _DEAREST = 24 * 60, 366, 100_000_000
_LIMITS = (_number(_A_YEAR), _number(99), _number(999), Kind(int, int))

KINDS: Mapping[str, Kind] = {
    **{f"company.{column}": _OF_COMPANY[column] for column in COMPANY},
    **{f"defaults.{flag}": Kind(bool, bool) for flag in asdict(CustomerDefaults())},
    "send.contract": Kind(str, str),
    "send.confirm": Kind(bool, bool),
    "send.holidays": Kind(bool, bool),
    "send.late": _number(_A_DAY),
    "send.budget": _number(_DEAREST),
    **{f"window.{day}": Kind(_read_hours, _show_hours) for day in range(DAYS)},
    **{f"limits.{purpose}.{place}": kind for purpose in Purpose for place, kind in enumerate(_LIMITS)},
    "rounding.tax": Kind(lambda text: Mode(text).value, str),
    "rounding.total": Kind(lambda text: Mode(text).value, str),
    "rounding.unit": Kind(int, int),
    "rounding.rates": _PLAIN,
}
_TITLE, _SENDER = _text(80), _text(60)


def kind_of(key: str) -> Kind:
    """How the field of this key is read and shown."""
    if key.startswith("contract."):
        return _TITLE if key.endswith(".title") else _SENDER
    return KINDS.get(key, _PLAIN)


def shown(values: Values) -> dict[str, Any]:
    """All values as their fields show them."""
    return {key: kind_of(key).show(value) for key, value in values.items() if value is not None or key in KINDS}


def read_all(given: Given) -> tuple[dict[str, Any], dict[str, Flaw]]:
    """The values of all fields, and what is wrong with those that have none."""
    values: dict[str, Any] = {}
    flaws: dict[str, Flaw] = {}
    for key, typed in given.items():
        try:
            values[key] = kind_of(key).read(typed)
        except DreamPowerError as error:
            flaws[key] = flaw_of(error)
    if "rounding.rates" in given and not flaws.keys() & {"rounding.tax", "rounding.total", "rounding.unit"}:
        try:
            rounding_of(values)
        except DreamPowerError as error:
            flaws["rounding.rates"] = flaw_of(error)
    return values, flaws


def check_fees(changed: Values, profiles: Mapping[str, str]) -> dict[str, Flaw]:
    """What is wrong with changed fee tables; `profiles` names the counting profile of each contract."""
    flaws: dict[str, Flaw] = {}
    for key, tiers in changed.items():
        if not key.startswith("fees.") or tiers is None:
            continue
        contract_id, day = fee_place(key)
        try:
            fees.check(day, tiers, profile_of(profiles.get(contract_id, "")).max_units)
        except DreamPowerError as error:
            flaws[key] = flaw_of(error)
    return flaws

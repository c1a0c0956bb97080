"""初期設定 as flat values by key, so that two PCs, the audit log and Ctrl+Z can compare it field by field.

    company.<column>            what templates take from the shop
    defaults.<flag>             check boxes of new customers
    send.contract, send.confirm, send.holidays, send.late, send.budget
    window.0 … window.7         Monday to Sunday, national holidays: ["09:00", "20:00"], None for closed
    limits.<purpose>.<0|1|2>    days without the same text, messages a day, a month; 0: no limit
    rounding.tax, rounding.total, rounding.unit, rounding.rates
    contract.<id>.<title|sender_name>
    fees.<id>.<first day>       [[last unit, yen], …]

Each stands where the send machine reads it (`services.terms`, `services.settings`): nothing is kept twice.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.orm import Session

from dreampower_sms.db import contracts, shop_setup
from dreampower_sms.db.contracts import PRACTICE
from dreampower_sms.domain import fees
from dreampower_sms.domain.company import CustomerDefaults
from dreampower_sms.domain.counting import DEFAULT_PROFILE, PROFILES, CountingProfile, TariffTable
from dreampower_sms.domain.rounding import JAPAN_RATES, Mode, Rounding, RoundingWrong, TaxRate
from dreampower_sms.domain.rules import FREQUENCY, Limits
from dreampower_sms.domain.windows import LATE, SHOP_HOURS
from dreampower_sms.services.settings import DEFAULTS, SHOP
from dreampower_sms.services.terms import CONTRACT, FREQUENCIES, HOLIDAYS, LATE_MINUTES, WINDOW

Values = Mapping[str, Any]

DAYS = 8
"""Entries of the send window: Monday to Sunday, national holidays."""
_OF_SHOP = {
    "send.contract": CONTRACT,
    "send.confirm": "confirm_before_send",
    "send.holidays": HOLIDAYS,
    "send.late": LATE_MINUTES,
    "send.budget": "month_budget",
    "rounding.tax": "rounding_tax",
    "rounding.total": "rounding_total",
    "rounding.unit": "rounding_unit",
    "rounding.rates": "tax_rates",
}
"""Values that are one setting of the shop each."""
_FIRST: Values = {
    "send.confirm": True,
    "send.holidays": True,
    "send.late": int(LATE.total_seconds()) // 60,
    "send.budget": 0,
    "rounding.tax": Mode.DOWN.value,
    "rounding.total": Mode.DOWN.value,
    "rounding.unit": 1,
    "rounding.rates": [[rate.valid_from.isoformat(), str(rate.percent)] for rate in JAPAN_RATES],
}
"""What holds until a shop sets its own."""
_SHOP_DAY = [f"{SHOP_HOURS.opens:%H:%M}", f"{SHOP_HOURS.closes:%H:%M}"]


def read(session: Session) -> dict[str, Any]:
    """All values as they hold now."""
    shop = contracts.settings(session, SHOP)
    boxes = {**asdict(CustomerDefaults()), **contracts.settings(session, DEFAULTS)}
    accounts = shop_setup.accounts(session)
    chosen = shop.get(CONTRACT) or PRACTICE
    values: dict[str, Any] = {f"company.{column}": v for column, v in shop_setup.company_columns(session).items()}
    values |= {f"defaults.{flag}": bool(boxes[flag]) for flag in asdict(CustomerDefaults())}
    values |= {key: shop.get(name, _FIRST.get(key)) for key, name in _OF_SHOP.items()}
    values["send.contract"] = chosen
    values |= {f"window.{day}": hours for day, hours in enumerate(_window(shop))}
    values |= {
        f"limits.{purpose}.{place}": number
        for purpose, limits in _frequency(shop).items()
        for place, number in enumerate(limits)
    }
    for one in accounts:
        values |= {f"contract.{one.id}.title": one.title, f"contract.{one.id}.sender_name": one.sender_name}
        own = contracts.tiers(session, one.id)  # sound or not: a damaged table has to be seen to be mended
        tables = own or {each.valid_from: each.tiers for each in profile_of(one.profile).tariffs.tariffs}
        values |= {fee_key(one.id, day): fees.to_json(tiers) for day, tiers in tables.items()}
    return values


def write(session: Session, changed: Values) -> None:
    """Put changed values where they belong."""
    parts: dict[str, dict[str, Any]] = defaultdict(dict)
    for key, value in changed.items():
        area, _, rest = key.partition(".")
        parts[area][rest] = value
    if parts["company"]:
        shop_setup.put_company(session, parts["company"])
    for flag, value in parts["defaults"].items():
        shop_setup.put_setting(session, DEFAULTS, flag, value)
    for key in changed.keys() & _OF_SHOP.keys():
        shop_setup.put_setting(session, SHOP, _OF_SHOP[key], changed[key])
    shop = contracts.settings(session, SHOP)
    if parts["window"]:
        window = _window(shop)
        for day, hours in parts["window"].items():
            window[int(day)] = hours
        shop_setup.put_setting(session, SHOP, WINDOW, window)
    if parts["limits"]:
        frequency = _frequency(shop)
        for key, number in parts["limits"].items():
            purpose, _, place = key.partition(".")
            frequency[purpose][int(place)] = number
        shop_setup.put_setting(session, SHOP, FREQUENCIES, frequency)
    for key, value in parts["contract"].items():
        contract_id, _, column = key.rpartition(".")
        shop_setup.put_contract(session, contract_id, {column: value})
    _write_fees(session, parts["fees"])


def fee_key(contract_id: str, valid_from: date) -> str:
    """The key of one dated fee table."""
    return f"fees.{contract_id}.{valid_from.isoformat()}"


def fee_place(key: str) -> tuple[str, date]:
    """Contract and first day of a key that `fee_key` made."""
    contract_id, _, day = key.removeprefix("fees.").rpartition(".")
    return contract_id, date.fromisoformat(day)


def profile_of(name: str) -> CountingProfile:
    """The counting profile of a contract."""
    return PROFILES.get(name, DEFAULT_PROFILE)


def rounding_of(values: Values) -> Rounding:
    """Rounding and tax rates. Raises `RoundingWrong`."""
    rates = tuple(_rate(day, percent) for day, percent in values["rounding.rates"])
    return Rounding(Mode(values["rounding.tax"]), Mode(values["rounding.total"]), int(values["rounding.unit"]), rates)


def _rate(day: str, percent: str) -> TaxRate:
    try:
        rate = TaxRate(date.fromisoformat(day), Decimal(percent))
    except (ValueError, InvalidOperation) as error:
        raise RoundingWrong("tax_rate_unreadable", day=day, percent=percent) from error
    if not rate.percent.is_finite():
        raise RoundingWrong("tax_rate_unreadable", day=day, percent=percent)
    return rate


def _window(shop: Values) -> list[list[str] | None]:
    stored: Sequence[Sequence[str] | None] = shop.get(WINDOW, [_SHOP_DAY] * DAYS)
    window = [None if hours is None else list(hours) for hours in stored[:DAYS]]
    return window + [_SHOP_DAY] * (DAYS - len(window))


def _frequency(shop: Values) -> dict[str, list[int]]:
    own: Mapping[str, list[int]] = shop.get(FREQUENCIES, {})
    first = {purpose.value: _numbers(limits) for purpose, limits in FREQUENCY.items()}
    # what an older program stored has no word on warning
    return {key: [*own.get(key, numbers), 0][: len(numbers)] for key, numbers in first.items()}


def _numbers(limits: Limits) -> list[int]:
    return [limits.same_content_days, limits.per_day, limits.per_month, int(limits.warns)]


def _write_fees(session: Session, tables: Values) -> None:
    """The first table of its own that a contract gets keeps the example beside it: until the new one's first day, the
    prices that the dialog has shown so far still hold.
    """
    for key, tiers in sorted(tables.items()):
        contract_id, day = fee_place(key)
        if not contracts.tiers(session, contract_id):
            _keep_example(session, contract_id)
        shop_setup.put_tariff(session, contract_id, day, None if tiers is None else fees.from_json(day, tiers))


def _keep_example(session: Session, contract_id: str) -> None:
    account = next((one for one in shop_setup.accounts(session) if one.id == contract_id), None)
    table: TariffTable | None = profile_of(account.profile).tariffs if account else None
    for tariff in table.tariffs if table else ():
        shop_setup.put_tariff(session, contract_id, tariff.valid_from, tariff)

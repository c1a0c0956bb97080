"""A fee table as a clerk types it: rows of two texts, checked row by row, and which tables may still change."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from dreampower_sms.domain.counting import Tariff, TierPrice
from dreampower_sms.domain.errors import TariffWrong

_SEN = Decimal("0.01")
_DEAREST = Decimal(10_000)
"""No SMS costs more: a price above it is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class RowFlaw:
    """What is wrong with one row, counted from 0."""

    row: int
    code: str
    details: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What the rows say. `tariff` is None as long as there are flaws."""

    tariff: Tariff | None
    flaws: Sequence[RowFlaw]


def read_rows(valid_from: date, rows: Sequence[tuple[str, str]], limit: int) -> Typed:
    """Read rows of (last unit, yen). Rows with nothing in them are skipped; `limit` is the longest text in units."""
    flaws: list[RowFlaw] = []
    tiers: list[TierPrice] = []
    for number, (end_text, price_text) in enumerate(rows):
        if not end_text.strip() and not price_text.strip():
            continue
        end, price = _whole(end_text), _yen(price_text)
        if end is None:
            flaws.append(_at(number, TariffWrong("fee_end_unreadable", text=end_text.strip())))
        if price is None:
            flaws.append(_at(number, TariffWrong("fee_price_unreadable", text=price_text.strip())))
        if end is None or price is None:
            continue
        below = tiers[-1] if tiers else None
        tier = str(len(tiers) + 1)
        if end <= (below.end if below else 0):
            flaws.append(_at(number, TariffWrong("tariff_ends_must_rise", tier=tier, end=str(end))))
        if price <= (below.price if below else Decimal(-1)):
            flaws.append(_at(number, TariffWrong("tariff_prices_must_rise", tier=tier, price=str(price))))
        tiers.append(TierPrice(end, price))
    if not flaws and tiers and tiers[-1].end < limit:
        too_short = TariffWrong("tariff_ends_below_limit", end=str(tiers[-1].end), limit=str(limit))
        flaws.append(_at(len(rows) - 1, too_short))
    if not flaws and not tiers:
        flaws.append(_at(0, TariffWrong("tariff_without_tiers")))
    return Typed(None if flaws else Tariff(valid_from, tuple(tiers)), flaws)


def may_change(valid_from: date, today: date) -> bool:
    """Whether a table may still be changed or taken away: what applied yesterday stays on record as it was."""
    return valid_from >= today


def check(valid_from: date, tiers: Sequence[Sequence[str]], limit: int) -> None:
    """Raise `TariffWrong` for a table that can't price every text up to `limit` units."""
    last = from_json(valid_from, tiers).ends[-1]
    if last < limit:
        raise TariffWrong("tariff_ends_below_limit", end=str(last), limit=str(limit))


def to_json(tiers: Sequence[TierPrice]) -> list[list[str]]:
    """The tiers as the audit log and the comparison of two PCs hold them."""
    return [[str(tier.end), str(tier.price.quantize(_SEN))] for tier in tiers]


def from_json(valid_from: date, tiers: Sequence[Sequence[str]]) -> Tariff:
    """Back from `to_json`. Raises `TariffWrong`."""
    try:
        return Tariff(valid_from, tuple(TierPrice(int(end), Decimal(price)) for end, price in tiers))
    except (ValueError, InvalidOperation) as error:
        raise TariffWrong("tariff_wrong") from error


def _at(row: int, error: TariffWrong) -> RowFlaw:
    return RowFlaw(row, error.code, error.details)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("円").replace(",", "").strip()


def _whole(text: str) -> int | None:
    plain = _plain(text).removesuffix("文字")
    return int(plain) if plain.isdecimal() and len(plain) <= 5 else None  # noqa: PLR2004  far above any SMS


def _yen(text: str) -> Decimal | None:
    try:
        price = Decimal(_plain(text))
    except InvalidOperation:
        return None
    is_sound = price.is_finite() and 0 <= price <= _DEAREST and price == price.quantize(_SEN)
    return price if is_sound else None

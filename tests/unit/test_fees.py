"""Fee tables as typed: what rises is a table, anything else is said at its row."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.counting import TierPrice
from dreampower_sms.domain.fees import from_json, may_change, read_rows, to_json

DAY = date(2026, 11, 23)
LIMIT = 660
ends = st.lists(st.integers(1, 5000), min_size=1, max_size=12, unique=True)
sen = st.integers(0, 900_000)
rows = st.lists(st.tuples(st.integers(0, 5000), sen), max_size=8)


@given(ends, st.data())
def test_every_rising_table_is_read_as_it_was_typed(some_ends: list[int], data: st.DataObject) -> None:
    prices = data.draw(st.lists(sen, min_size=len(some_ends), max_size=len(some_ends), unique=True))
    tiers = [TierPrice(end, Decimal(price) / 100) for end, price in zip(sorted(some_ends), sorted(prices), strict=True)]
    typed = read_rows(DAY, [(f"{tier.end:,}", f"{tier.price:,}円") for tier in tiers], tiers[-1].end)
    assert typed.flaws == []
    assert typed.tariff is not None
    assert list(typed.tariff.tiers) == tiers
    assert from_json(DAY, to_json(typed.tariff.tiers)) == typed.tariff


@given(rows)
def test_a_table_is_read_exactly_when_nothing_is_wrong_with_it(some: list[tuple[int, int]]) -> None:
    typed = read_rows(DAY, [(str(end), str(Decimal(price) / 100)) for end, price in some], LIMIT)
    rises = all(a[0] < b[0] and a[1] < b[1] for a, b in zip([(0, -1), *some], some, strict=False))
    is_sound = bool(some) and rises and some[-1][0] >= LIMIT
    assert (typed.tariff is not None) is is_sound
    assert bool(typed.flaws) is not is_sound
    assert all(0 <= flaw.row < max(len(some), 1) for flaw in typed.flaws)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ([("70", "8"), ("660", "80")], []),
        ([("７０", "８．５"), ("６６０文字", "￥1,080")], []),
        ([("70", "8"), ("", ""), ("660", "80")], []),
        ([("70", "8"), ("60", "80"), ("660", "90")], [(1, "tariff_ends_must_rise")]),
        ([("70", "8"), ("660", "8")], [(1, "tariff_prices_must_rise")]),
        ([("70", "8"), ("659", "80")], [(1, "tariff_ends_below_limit")]),
        ([("", "8"), ("660", "")], [(0, "fee_end_unreadable"), (1, "fee_price_unreadable")]),
        ([("70", "8.555"), ("660", "-1")], [(0, "fee_price_unreadable"), (1, "fee_price_unreadable")]),
        ([("70", "NaN"), ("660", "1e9")], [(0, "fee_price_unreadable"), (1, "fee_price_unreadable")]),
        ([], [(0, "tariff_without_tiers")]),
    ],
)
def test_by_example(typed: list[tuple[str, str]], expected: list[tuple[int, str]]) -> None:
    assert [(flaw.row, flaw.code) for flaw in read_rows(DAY, typed, LIMIT).flaws] == expected


@given(st.integers(-1000, 1000))
def test_what_applied_yesterday_stays(days: int) -> None:
    assert may_change(DAY + timedelta(days=days), DAY) is (days >= 0)

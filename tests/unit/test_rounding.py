"""Rounding of tax and totals: the properties that an accountant checks, and the days on which rates change."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.rounding import JAPAN_RATES, UNITS, Mode, Rounding, RoundingWrong, TaxRate, rounded

amounts = st.decimals(0, 10_000_000, places=2)
modes = st.sampled_from(Mode)
units = st.sampled_from(UNITS)
roundings = st.builds(Rounding, modes, modes, units)
days = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@given(amounts, modes, units)
def test_a_rounded_amount_is_a_multiple_and_less_than_one_unit_away(amount: Decimal, mode: Mode, unit: int) -> None:
    result = rounded(amount, mode, unit)
    assert result % unit == 0
    assert abs(result - amount) < unit
    assert rounded(result, mode, unit) == result


@given(amounts, units)
def test_the_three_ways_stand_in_order(amount: Decimal, unit: int) -> None:
    down, half, up = (rounded(amount, mode, unit) for mode in Mode)
    assert down <= amount <= up
    assert half in (down, up)
    assert abs(half - amount) * 2 <= unit


@given(amounts, amounts, roundings, days)
def test_more_is_never_billed_less(one: Decimal, other: Decimal, rounding: Rounding, day: date) -> None:
    less, more = sorted((one, other))
    assert rounding.bill(less, day).total <= rounding.bill(more, day).total


@given(amounts, roundings, days)
def test_a_bill_adds_up_to_its_rounding(net: Decimal, rounding: Rounding, day: date) -> None:
    bill = rounding.bill(net, day)
    assert bill.tax == bill.tax.to_integral_value()
    assert abs(bill.tax - net * bill.percent / 100) < 1
    assert abs(bill.total - bill.net - bill.tax) < rounding.unit


@pytest.mark.parametrize(("mode", "tax", "total"), [(Mode.DOWN, 74, 810), (Mode.HALF_UP, 75, 820), (Mode.UP, 75, 820)])
def test_by_example(mode: Mode, tax: int, total: int) -> None:
    bill = Rounding(mode, mode, 10).bill(Decimal(745), date(2026, 11, 23))
    assert (bill.tax, bill.total) == (tax, total)


@pytest.mark.parametrize(("before", "after"), [(0, 5), (5, 8), (8, 10)])
def test_a_rate_holds_from_its_day_on(before: int, after: int) -> None:
    day = next(rate.valid_from for rate in JAPAN_RATES if rate.percent == after)
    assert Rounding().percent(day - timedelta(days=1)) == before
    assert Rounding().percent(day) == after


@given(st.permutations(JAPAN_RATES), days)
def test_the_order_in_which_rates_are_entered_is_nothing(rates: list[TaxRate], day: date) -> None:
    assert Rounding(rates=rates).percent(day) == Rounding().percent(day)


@pytest.mark.parametrize(
    ("unit", "rates", "code"),
    [
        (7, JAPAN_RATES, "rounding_unit"),
        (1, (), "tax_rates_empty"),
        (1, (*JAPAN_RATES, JAPAN_RATES[0]), "tax_day_twice"),
        (1, (TaxRate(date(2026, 1, 1), Decimal(101)),), "tax_rate_range"),
        (1, (TaxRate(date(2026, 1, 1), Decimal(-1)),), "tax_rate_range"),
    ],
)
def test_what_computes_a_wrong_tax_is_refused(unit: int, rates: tuple[TaxRate, ...], code: str) -> None:
    with pytest.raises(RoundingWrong) as refused:
        Rounding(unit=unit, rates=rates)
    assert refused.value.code == code

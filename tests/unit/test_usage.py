"""Months as an invoice has them: Japan's midnight, tax on the sum, thirteen of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.rounding import Mode, Rounding
from dreampower_sms.domain.usage import (
    MONTHS,
    UsageLine,
    begins,
    month_after,
    month_of,
    months_to,
    sum_of,
)


def test_a_month_begins_at_midnight_in_japan() -> None:
    assert begins(date(2027, 1, 1)) == datetime(2026, 12, 31, 15, tzinfo=UTC)


def test_a_statement_ends_with_its_month_and_begins_a_year_before() -> None:
    months = months_to(date(2026, 2, 1))
    assert (len(months), months[0], months[-1]) == (MONTHS, date(2025, 2, 1), date(2026, 2, 1))


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-40, 40))
def test_months_go_forward_and_back(day: date, count: int) -> None:
    first = day.replace(day=1)
    there = month_after(first, count)
    assert there.day == 1
    assert month_after(there, -count) == first
    assert (there > first) == (count > 0)


@pytest.mark.parametrize(("mode", "tax"), [(Mode.DOWN, 5), (Mode.HALF_UP, 6), (Mode.UP, 6)])
def test_tax_is_rounded_once_on_the_sum(mode: Mode, tax: int) -> None:
    line = sum_of([UsageLine("1", 1, 20, Decimal("18.5")), UsageLine("2", 1, 90, Decimal(37))])
    bill = month_of(date(2026, 11, 1), line, Rounding(tax=mode)).bill
    assert (bill.net, bill.tax, bill.total) == (Decimal("55.5"), Decimal(tax), Decimal(55 + tax))


def test_the_rate_is_that_of_the_month() -> None:
    line = UsageLine("", 1, 10, Decimal(100))
    assert month_of(date(2019, 9, 1), line, Rounding()).bill.tax == 8
    assert month_of(date(2019, 10, 1), line, Rounding()).bill.tax == 10

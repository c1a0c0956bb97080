"""Days of 車検 and of the checks between."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.inspections import (
    Days,
    Inspection,
    about_since,
    add_months,
    expiries,
    falls_due,
    following_check,
    month_of,
    moved_on,
)

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def test_next_month_is_the_whole_month() -> None:
    assert month_of(date(2026, 11, 23), 1) == Days(date(2026, 12, 1), date(2026, 12, 31))
    assert month_of(date(2026, 12, 31), 2) == Days(date(2027, 2, 1), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), -12, date(2027, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 15), 24, date(2028, 1, 15)),
    ],
)
def test_months_keep_the_day_where_there_is_one(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_a_check_lies_before_the_expiry() -> None:
    december = Days(date(2026, 12, 1), date(2026, 12, 31))
    assert falls_due(Inspection.EXPIRY, date(2026, 12, 10), None, december) == date(2026, 12, 10)
    assert falls_due(Inspection.YEARLY, date(2027, 12, 10), None, december) == date(2026, 12, 10)
    assert falls_due(Inspection.HALF_YEARLY, date(2027, 6, 10), None, december) == date(2026, 12, 10)
    assert falls_due(Inspection.HALF_YEARLY, date(2028, 6, 10), None, december) == date(2026, 12, 10)
    assert falls_due(Inspection.YEARLY, date(2026, 12, 10), None, december) is None
    assert falls_due(Inspection.NEXT_CHECK, date(2026, 12, 10), date(2026, 12, 5), december) == date(2026, 12, 5)
    assert falls_due(Inspection.EXPIRY, None, date(2026, 12, 5), december) is None


@given(DAYS, DAYS, st.integers(0, 400), st.sampled_from(Inspection))
def test_whatever_falls_due_is_found_by_its_expiry(expiry: date, first: date, long: int, wanted: Inspection) -> None:
    days = Days(first, first + timedelta(days=long))
    if falls_due(wanted, expiry, expiry, days) is not None:
        assert any(expiry in one for one in expiries(wanted, days))


@given(DAYS, st.sampled_from([Inspection.EXPIRY, Inspection.YEARLY, Inspection.HALF_YEARLY]))
def test_every_vehicle_is_found_on_the_days_of_its_inspections(expiry: date, wanted: Inspection) -> None:
    for months in wanted.months_before_expiry:
        day = add_months(expiry, -months)
        one_day = Days(day, day)
        assert falls_due(wanted, expiry, None, one_day) == day
        assert any(expiry in found for found in expiries(wanted, one_day))


@given(st.none() | st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.dates(date(2024, 1, 1), date(2030, 12, 31)),
       st.sampled_from((6, 12)))  # fmt: skip
def test_the_following_check_lies_ahead_within_its_months(expiry: date | None, today: date, months: int) -> None:
    day = following_check(expiry, today, months)
    assert day > today
    assert day <= add_months(today, months) + timedelta(days=3)
    if expiry is not None and expiry > today:
        assert day in {add_months(expiry, -back) for back in range(0, 240, months)}


def test_the_following_check_is_counted_back_from_the_certificate() -> None:
    assert following_check(date(2027, 9, 10), date(2026, 11, 23), 6) == date(2027, 3, 10)
    assert following_check(date(2027, 9, 10), date(2026, 11, 23), 12) == date(2027, 9, 10)
    assert following_check(date(2028, 9, 10), date(2026, 11, 23), 12) == date(2027, 9, 10)
    assert following_check(date(2026, 8, 31), date(2026, 8, 31), 6) == date(2027, 2, 28), "run out: from today"


@pytest.mark.parametrize(
    ("first_registration", "checks"),
    [
        ("2026-12", {date(2027, 12, 9), date(2028, 12, 9)}),  # a new car: three years
        ("2024-12", {date(2028, 12, 9)}),
        ("2016-12", {date(2028, 12, 9)}),
        ("2026", {date(2028, 12, 9)}),
        ("", {date(2028, 12, 9)}),
    ],
)
def test_a_new_car_has_a_check_after_one_year_and_after_two(first_registration: str, checks: set[date]) -> None:
    expiry = date(2029, 12, 9)
    found = {
        falls_due(Inspection.YEARLY, expiry, None, Days(date(year, 12, 1), date(year, 12, 31)), first_registration)
        for year in (2026, 2027, 2028, 2029)
    }
    assert found - {None} == checks


def test_a_message_belongs_to_an_inspection_for_some_months() -> None:
    day = date(2026, 12, 10)
    assert about_since(Inspection.EXPIRY, day) == date(2026, 4, 10)
    assert about_since(Inspection.HALF_YEARLY, day) == date(2026, 8, 10)


def test_a_new_certificate_is_told_from_a_mended_date() -> None:
    assert moved_on(date(2026, 12, 10), date(2028, 12, 10))
    assert moved_on(date(2026, 12, 10), date(2027, 11, 20)), "early, for one year"
    assert not moved_on(date(2026, 12, 10), date(2026, 12, 16))
    assert not moved_on(date(2028, 12, 10), date(2026, 12, 10))
    assert not moved_on(None, date(2028, 12, 10))
    assert not moved_on(date(2026, 12, 10), None)

"""What is typed into 検索条件: values, or an error with a code, never a guess."""

from datetime import date

import pytest

from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.domain.search.entry import (
    NumberUnreadable,
    read_number,
    read_range,
    read_relative,
    read_times,
    read_words,
)
from dreampower_sms.domain.search.items import ItemInfo, ItemType, Target
from dreampower_sms.domain.search.terms import Dates, Numbers, Operator, Relative, Times, Words

TODAY = date(2026, 11, 23)
BIRTHDAY = ItemInfo("birthday", "生年月日", ItemType.DATE, Target.CUSTOMER)
MILEAGE = ItemInfo("mileage", "走行距離", ItemType.NUMBER, Target.VEHICLE)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("R8.11.23", "", Dates(TODAY, None)),
        ("", "２０２６１２３１", Dates(None, date(2026, 12, 31))),
        ("R8.12", "R8.12", Dates(date(2026, 12, 1), date(2026, 12, 31))),
        ("令和10年2月", "2028/2", Dates(date(2028, 2, 1), date(2028, 2, 29))),
        ("", " \u3000", None),
    ],
)
def test_typed_days(low: str, high: str, expected: Dates | None) -> None:
    assert read_range(BIRTHDAY, low, high, TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "code"),
    [("2026/2/30", "date_impossible"), ("R8.2.30", "date_impossible"), ("8/11/23", "date_ambiguous"), ("明日", None)],
)
def test_impossible_days_are_errors_with_a_code(typed: str, code: str | None) -> None:
    with pytest.raises(DateUnreadable) as error:
        read_range(BIRTHDAY, typed, "", TODAY)
    assert error.value.code == (code or "date_unreadable")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("120,000", 120_000), ("１２", 12), ("－3", -3), ("−3", -3), ("", None)],
)
def test_typed_numbers(typed: str, expected: int | None) -> None:
    assert read_number(typed) == expected


@pytest.mark.parametrize("typed", ["1.5", "十", "12km", "1,2,3", "--1", "9" * 40, "12 34"])
def test_what_is_no_whole_number_is_an_error(typed: str) -> None:
    with pytest.raises(NumberUnreadable):
        read_number(typed)


def test_typed_words_counts_and_relative_days() -> None:
    assert read_words(Operator.CONTAINS, "山田、 川本,") == (
        Words(Operator.CONTAINS, "山田"),
        Words(Operator.CONTAINS, "川本"),
    )
    assert read_words(Operator.CONTAINS, "\u3000") == ()
    assert read_times("30", "", "0") == Times(30, None, 0)
    assert read_times("", "", "") is None
    assert read_relative(Operator.WITHIN_DAYS, "３０") == Relative(Operator.WITHIN_DAYS, 30)
    with pytest.raises(NumberUnreadable):
        read_times("", "1", "")
    with pytest.raises(NumberUnreadable):
        read_relative(Operator.MONTHS_AGO, "")


def test_typed_number_ranges() -> None:
    assert read_range(MILEAGE, "１０,０００", "", TODAY) == Numbers(10_000, None)
    assert read_range(MILEAGE, "", "", TODAY) is None

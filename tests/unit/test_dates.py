"""Japanese dates, both directions: what is read is what was meant, or an error."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dreampower_sms.domain.dates import (
    FIRST,
    LAST,
    Month,
    both,
    month_day,
    parse_date,
    parse_full_date,
    parse_month,
    seireki,
    wareki,
    wareki_month,
    wareki_short,
)
from dreampower_sms.domain.errors import DateUnreadable

TODAY = date(2026, 11, 23)
days = st.dates(FIRST, LAST)
months = st.builds(Month, st.integers(1873, 2100), st.integers(1, 12))
ERA_CHANGES = (date(1912, 7, 30), date(1926, 12, 25), date(1989, 1, 8), date(2019, 5, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("R8.11.23", date(2026, 11, 23)),
        ("r8.11.23", date(2026, 11, 23)),
        ("R081123", date(2026, 11, 23)),
        ("R8/11/23", date(2026, 11, 23)),
        ("R8-11-23", date(2026, 11, 23)),
        ("R.8.11.23", date(2026, 11, 23)),
        ("R 8. 1. 3", date(2026, 1, 3)),
        ("Ｒ８．１１．２３", date(2026, 11, 23)),
        ("R8ー11ー23", date(2026, 11, 23)),
        ("R8・11・23", date(2026, 11, 23)),
        ("令和8年11月23日", date(2026, 11, 23)),
        ("令和８年１１月２３日", date(2026, 11, 23)),
        ("令和 8年 11月 23日", date(2026, 11, 23)),
        ("令和8.11.23", date(2026, 11, 23)),
        ("㋿8年11月23日", date(2026, 11, 23)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("S64.1.7", date(1989, 1, 7)),
        ("S01.12.25", date(1926, 12, 25)),
        ("T15.12.24", date(1926, 12, 24)),
        ("M45.7.29", date(1912, 7, 29)),
        ("M6.1.1", date(1873, 1, 1)),
        ("20261123", date(2026, 11, 23)),
        ("2026-11-23", date(2026, 11, 23)),
        ("2026/1/3", date(2026, 1, 3)),
        ("2026.11.23", date(2026, 11, 23)),
        ("２０２６年１１月２３日", date(2026, 11, 23)),
        ("20240229", date(2024, 2, 29)),
        ("1123", date(2026, 11, 23)),
        ("11/23", date(2026, 11, 23)),
        ("11月23日", date(2026, 11, 23)),
        ("１１２３", date(2026, 11, 23)),
        ("23", date(2026, 11, 23)),
        ("1", date(2026, 11, 1)),
        ("３日", date(2026, 11, 3)),
    ],
)
def test_every_way_to_type_a_date(text: str, day: date) -> None:
    assert parse_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("0105", TODAY, date(2027, 1, 5)),
        ("1001", TODAY, date(2026, 10, 1)),
        ("0524", TODAY, date(2027, 5, 24)),
        ("0525", TODAY, date(2026, 5, 25)),
        ("1231", date(2026, 1, 4), date(2025, 12, 31)),
        ("0229", date(2027, 11, 1), date(2028, 2, 29)),
        ("0229", date(2028, 6, 1), date(2028, 2, 29)),
        ("0703", date(2026, 1, 1), date(2025, 7, 3)),
        ("0702", date(2024, 1, 1), date(2024, 7, 2)),
    ],
)
def test_a_date_without_a_year_is_the_nearest_one(text: str, today: date, day: date) -> None:
    assert parse_date(text, today) == day


@given(days, days)
def test_no_other_year_is_nearer(day: date, today: date) -> None:
    if (day.month, day.day) == (2, 29):
        return
    found = parse_date(month_day(day), today)
    assert (found.month, found.day) == (day.month, day.day)
    assert abs(found - today) <= timedelta(days=183)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date_empty"),
        ("\u3000 ", "date_empty"),
        ("あした", "date_unreadable"),
        ("R8", "date_unreadable"),
        ("R8.11", "date_unreadable"),
        ("R81123", "date_unreadable"),
        ("X8.11.23", "date_unreadable"),
        ("2026-11-23 10:00", "date_unreadable"),
        ("202611230", "date_unreadable"),
        ("٢٣", "date_unreadable"),
        ("8/11/23", "date_ambiguous"),
        ("26年11月23日", "date_ambiguous"),
        ("081123", "date_ambiguous"),
        ("123", "date_ambiguous"),
        ("R8.2.30", "date_impossible"),
        ("R8.13.1", "date_impossible"),
        ("R0.1.1", "date_impossible"),
        ("令和8年11月31日", "date_impossible"),
        ("20260229", "date_impossible"),
        ("00000101", "date_impossible"),
        ("0230", "date_impossible"),
        ("0229", "date_impossible"),
        ("31", "date_impossible"),
        ("0", "date_impossible"),
        ("M5.12.31", "date_out_of_range"),
        ("18721231", "date_out_of_range"),
        ("21010101", "date_out_of_range"),
        ("R99.1.1", "date_out_of_range"),
    ],
)
def test_what_is_not_exactly_one_date_is_refused(text: str, code: str) -> None:
    with pytest.raises(DateUnreadable) as caught:
        parse_date(text, TODAY)
    assert caught.value.code == code
    assert caught.value.details == ({} if code == "date_empty" else {"text": text})


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("H40.1.1", "R10.1.1"),
        ("平成32年4月1日", "R2.4.1"),
        ("S65.1.1", "H2.1.1"),
        ("R1.4.30", "H31.4.30"),
        ("H31.5.1", "R1.5.1"),
        ("S64.1.8", "H1.1.8"),
        ("T15.12.25", "S1.12.25"),
        ("M45.7.30", "T1.7.30"),
    ],
)
def test_a_day_outside_its_era_is_refused_with_the_right_one(text: str, right: str) -> None:
    with pytest.raises(DateUnreadable) as caught:
        parse_date(text, TODAY)
    assert caught.value.code == "date_outside_era"
    assert caught.value.details == {"text": text, "right": right}
    parse_date(right, TODAY)


@given(days)
@example(FIRST)
@example(LAST)
def test_every_date_can_be_read_back(day: date) -> None:
    for shown in (wareki(day), wareki_short(day), seireki(day), day.isoformat(), day.strftime("%Y%m%d")):
        assert parse_date(shown, TODAY) == day


@pytest.mark.parametrize("change", ERA_CHANGES)
def test_the_day_of_change_belongs_to_the_new_era(change: date) -> None:
    assert wareki(change)[2:4] == "元年"
    assert wareki(change - timedelta(days=1))[:2] != wareki(change)[:2]


@given(st.text(st.sampled_from("RHSTM令和平成昭元年月日0123456789./- あ")))
def test_any_text_is_a_date_in_range_or_an_error(text: str) -> None:
    try:
        day = parse_date(text, TODAY)
    except DateUnreadable:
        return
    assert FIRST <= day <= LAST


def test_how_dates_are_shown() -> None:
    assert wareki(TODAY) == "令和8年11月23日"
    assert wareki_short(TODAY) == "R8.11.23"
    assert seireki(TODAY) == "2026年11月23日"
    assert both(TODAY) == "令和8年11月23日(2026年)"
    assert month_day(TODAY) == "11月23日"
    assert wareki(date(2019, 12, 31)) == "令和元年12月31日"


@pytest.mark.parametrize("day", [date(1872, 12, 31), date(2101, 1, 1)])
def test_no_japanese_date_is_made_up_outside_the_range(day: date) -> None:
    with pytest.raises(DateUnreadable) as caught:
        wareki(day)
    assert caught.value.code == "date_out_of_range"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("R3.4", Month(2021, 4)),
        ("R0304", Month(2021, 4)),
        ("令和3年4月", Month(2021, 4)),
        ("Ｒ３／４", Month(2021, 4)),
        ("202104", Month(2021, 4)),
        ("2021-04", Month(2021, 4)),
        ("2021年4月", Month(2021, 4)),
        ("令和元年5月", Month(2019, 5)),
        ("H31.4", Month(2019, 4)),
        ("S64.1", Month(1989, 1)),
        ("H1.1", Month(1989, 1)),
    ],
)
def test_every_way_to_type_a_month(text: str, month: Month) -> None:
    assert parse_month(text) == month


@pytest.mark.parametrize(
    ("text", "code", "right"),
    [
        ("", "date_empty", None),
        ("4", "date_unreadable", None),
        ("R3.4.1", "date_unreadable", None),
        ("3.4", "date_unreadable", None),
        ("R3.13", "date_impossible", None),
        ("R0.1", "date_impossible", None),
        ("1872.12", "date_out_of_range", None),
        ("H31.5", "date_outside_era", "令和元年5月"),
        ("R1.4", "date_outside_era", "平成31年4月"),
    ],
)
def test_what_is_not_exactly_one_month_is_refused(text: str, code: str, right: str | None) -> None:
    with pytest.raises(DateUnreadable) as caught:
        parse_month(text)
    assert caught.value.code == code
    assert caught.value.details.get("right") == right


@given(months)
def test_every_month_can_be_read_back(month: Month) -> None:
    assert parse_month(str(month)) == parse_month(wareki_month(month)) == month


@given(days)
def test_a_file_s_date_is_read_when_it_names_its_year(day: date) -> None:
    for text in (wareki(day), wareki_short(day), seireki(day), day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y/%m/%d}"):
        assert parse_full_date(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("11/23", "date_no_year"),
        ("1123", "date_no_year"),
        ("23日", "date_no_year"),
        ("8/11/23", "date_ambiguous"),
        ("H40.1.1", "date_outside_era"),
        ("R8.2.30", "date_impossible"),
        ("46349", "date_unreadable"),
        ("", "date_empty"),
    ],
)
def test_a_file_s_date_is_never_completed(text: str, code: str) -> None:
    with pytest.raises(DateUnreadable) as caught:
        parse_full_date(text)
    assert caught.value.code == code

"""送信日時 as it is typed. All times are those of a clock in Japan."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.schedule import FARTHEST, Chosen, ScheduleWrong, parse_when
from dreampower_sms.domain.windows import JAPAN, in_japan

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=JAPAN)
"""A Monday."""


def read(text: str) -> str:
    moment = parse_when(text, NOW)
    assert moment is not None
    assert moment.tzinfo is UTC
    return f"{in_japan(moment):%m/%d %H:%M}"


@pytest.mark.parametrize("text", ["", "  ", "今すぐ", "即時", "　"])
def test_nothing_is_at_once(text: str) -> None:
    assert parse_when(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("3日後 10:00", "11/26 10:00"),
        ("３日後　１０：００", "11/26 10:00"),
        ("明日10時", "11/24 10:00"),
        ("あさって 9時半", "11/25 09:30"),
        ("1週間後の10時", "11/30 10:00"),
        ("18:30", "11/23 18:30"),
        ("10:00", "11/24 10:00"),
        ("今日 18時5分", "11/23 18:05"),
        ("来週月曜 10:00", "11/30 10:00"),
        ("来週の日曜日 10:00", "12/06 10:00"),
        ("月曜 10:00", "11/30 10:00"),
        ("金曜 10:00", "11/27 10:00"),
        ("11/25 10:00", "11/25 10:00"),
        ("R8.11.25 10:00", "11/25 10:00"),
        ("2026年12月1日 9:00", "12/01 09:00"),
        ("30分後", "11/23 14:35"),
        ("2時間後", "11/23 16:05"),
    ],
)
def test_what_is_typed(text: str, moment: str) -> None:
    assert read(text) == moment


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("今日 10:00", "schedule_past"),
        ("11/22 10:00", "schedule_past"),
        ("明日", "schedule_needs_time"),
        ("11/25", "schedule_needs_time"),
        ("そのうち", "schedule_unreadable"),
        ("そのうち 10:00", "schedule_unreadable"),
        ("明日 25:00", "schedule_unreadable"),
        ("明日 10:75", "schedule_unreadable"),
        ("2/30 10:00", "date_impossible"),
        ("2028/1/1 10:00", "schedule_too_far"),
        ("800日後 10:00", "schedule_too_far"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    with pytest.raises(ScheduleWrong) as wrong:
        parse_when(text, NOW)
    assert wrong.value.code == code


@given(st.text(max_size=30))
def test_no_text_breaks_it_and_nothing_lies_in_the_past(text: str) -> None:
    try:
        moment = parse_when(text, NOW)
    except ScheduleWrong:
        return
    assert moment is None or NOW <= moment <= NOW + FARTHEST


@given(st.dates(date(2026, 11, 24), date(2027, 11, 20)), st.integers(0, 23), st.integers(0, 59))
def test_any_day_and_time_is_read_as_written(day: date, hour: int, minute: int) -> None:
    wanted = datetime(day.year, day.month, day.day, hour, minute, tzinfo=JAPAN)
    assert parse_when(f"{day:%Y/%m/%d} {hour}:{minute:02}", NOW) == wanted
    days = (day - NOW.date()) // timedelta(days=1)
    assert parse_when(f"{days}日後 {hour}時{minute}分", NOW) == wanted


@pytest.mark.parametrize("text", ["14:10", "5分後", "今日 14時10分"])
def test_a_text_that_stays_is_the_same_moment_until_that_has_passed(text: str) -> None:
    """Typed at 14:05 for ten past: at 14:11 it is not tomorrow's, nor five minutes later again."""
    chosen = Chosen().read(text, NOW)
    assert chosen.at == NOW + timedelta(minutes=5)
    assert chosen.read(text, NOW + timedelta(minutes=5)).at == chosen.at
    with pytest.raises(ScheduleWrong) as wrong:
        chosen.read(text, NOW + timedelta(minutes=6))
    assert (wrong.value.code, wrong.value.details["at"]) == ("schedule_past", chosen.at and chosen.at.isoformat())


def test_another_text_is_read_anew() -> None:
    later = NOW + timedelta(minutes=6)
    chosen = Chosen().read("14:10", NOW)
    assert chosen.read("明日 14:10", later).at == NOW + timedelta(days=1, minutes=5)
    assert chosen.read("", later).at is None
    assert Chosen().read("", NOW).read("", later).at is None


@given(st.dates(date(2026, 11, 24), date(2027, 11, 20)), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_no_later_look_moves_a_moment(day: date, passed: timedelta) -> None:
    text = f"{(day - NOW.date()).days}日後 10:00"
    chosen = Chosen().read(text, NOW)
    try:
        assert chosen.read(text, NOW + passed) == chosen
    except ScheduleWrong:
        assert chosen.at is not None
        assert NOW + passed > chosen.at

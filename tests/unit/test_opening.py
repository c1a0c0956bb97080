"""Hours of a day as they are typed."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.opening import parse_hours, show_hours
from dreampower_sms.domain.windows import Hours, WindowWrong

minutes = st.integers(8 * 60, 21 * 60)


def clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


@given(st.lists(minutes, min_size=2, max_size=2, unique=True).map(sorted))
def test_what_is_shown_is_read_back(ends: list[int]) -> None:
    hours = Hours(clock(ends[0]), clock(ends[1]))
    assert parse_hours(show_hours(hours)) == hours


@pytest.mark.parametrize(
    "text",
    ["9-20", "9:00～20:00", "09:00-20:00", "９時～２０時", "0900 2000", "9 20", "9時から20時まで", "9:00 〜 20:00"],
)
def test_ways_to_type_it(text: str) -> None:
    assert parse_hours(text) == Hours(time(9), time(20))


@pytest.mark.parametrize("text", ["", "休", "休み", " 　", "なし", "-"])
def test_a_closed_day(text: str) -> None:
    assert parse_hours(text) is None
    assert parse_hours(show_hours(None)) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("朝から", "window_unreadable"),
        ("9", "window_unreadable"),
        ("9:70-20", "window_unreadable"),
        ("9-25", "window_unreadable"),
        ("20-9", "window_backwards"),
        ("9-24", "window_at_night"),
        ("7-20", "window_at_night"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    with pytest.raises(WindowWrong) as refused:
        parse_hours(text)
    assert refused.value.code == code

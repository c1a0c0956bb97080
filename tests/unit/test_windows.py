"""Send windows: properties that hold for every window and moment, and the corners by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.windows import (
    ALWAYS_BY_DAY,
    EARLIEST,
    JAPAN,
    LATEST,
    Hours,
    SendWindow,
    WindowWrong,
    departure,
    in_japan,
    is_missed,
)

moments = st.timedeltas(timedelta(0), timedelta(days=2500)).map(lambda time: datetime(2024, 1, 1, tzinfo=UTC) + time)
_minutes = st.integers(EARLIEST.hour * 60, LATEST.hour * 60)


@st.composite
def some_hours(draw: st.DrawFn) -> Hours:
    low, high = sorted(draw(st.lists(_minutes, min_size=2, max_size=2, unique=True)))
    return Hours(time(low // 60, low % 60), time(high // 60, high % 60))


windows = st.builds(
    SendWindow,
    week=st.tuples(*[st.none() | some_hours()] * 7),
    holiday=st.none() | some_hours(),
    holidays=st.frozensets(st.dates(date(2024, 1, 1), date(2031, 12, 31)), max_size=20),
)
purposes = st.sampled_from(Purpose)


def jst(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=JAPAN)


@given(windows, moments)
def test_the_next_opening_is_open_and_not_before_the_question(window: SendWindow, at: datetime) -> None:
    opening = window.next_opening(at)
    if opening is not None:
        assert opening >= at
        assert window.is_open(opening)


@given(windows, moments, st.integers(0, 10_000))
def test_nothing_is_open_before_the_next_opening(window: SendWindow, at: datetime, permille: int) -> None:
    opening = window.next_opening(at)
    end = at + timedelta(days=400) if opening is None else opening
    between = at + (end - at) * (permille / 10_001)
    assert between == end or not window.is_open(between)


@given(windows, moments, purposes)
def test_nothing_on_a_schedule_leaves_at_night(window: SendWindow, at: datetime, purpose: Purpose) -> None:
    leaves = departure(purpose, at, window, scheduled=True)
    if leaves is not None:
        assert EARLIEST <= in_japan(leaves).time() < LATEST


@given(windows, moments, st.sampled_from([Purpose.ROUTINE, Purpose.CAMPAIGN]), st.booleans())
def test_only_urgent_messages_leave_outside_the_window(
    window: SendWindow, at: datetime, purpose: Purpose, scheduled: bool
) -> None:
    leaves = departure(purpose, at, window, scheduled=scheduled)
    assert leaves is None or window.is_open(leaves)


@given(windows, moments)
def test_an_urgent_message_sent_by_hand_leaves_at_once(window: SendWindow, at: datetime) -> None:
    assert departure(Purpose.URGENT, at, window, scheduled=False) == at


@given(windows, moments)
def test_the_answer_does_not_depend_on_the_zone_of_the_question(window: SendWindow, at: datetime) -> None:
    assert window.next_opening(at) == window.next_opening(at.astimezone(JAPAN))


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        (jst(2026, 11, 23, 8, 59), jst(2026, 11, 24, 9)),  # a holiday (勤労感謝の日) that this shop keeps
        (jst(2026, 11, 24, 9), jst(2026, 11, 24, 9)),
        (jst(2026, 11, 24, 19, 59, 59), jst(2026, 11, 24, 19, 59, 59)),
        (jst(2026, 11, 24, 20), jst(2026, 11, 25, 9)),
        (jst(2026, 11, 28, 20), jst(2026, 11, 30, 9)),  # Saturday evening, closed on Sunday
        (jst(2026, 12, 31, 23), jst(2027, 1, 1, 9)),
    ],
)
def test_corners(at: datetime, opening: datetime) -> None:
    nine = Hours(time(9), time(20))
    window = SendWindow((nine,) * 6 + (None,), None, frozenset({date(2026, 11, 23)}))
    assert window.next_opening(at) == opening


def test_a_window_that_never_opens() -> None:
    assert SendWindow((None,) * 7, None).next_opening(jst(2026, 1, 1)) is None


def test_a_shop_that_sends_on_one_holiday_a_year() -> None:
    window = SendWindow((None,) * 7, Hours(time(10), time(12)), frozenset({date(2027, 1, 1)}))
    assert window.next_opening(jst(2026, 1, 2)) == jst(2027, 1, 1, 10)


@pytest.mark.parametrize(
    ("opens", "closes", "code"),
    [
        (time(12), time(12), "window_backwards"),
        (time(20), time(9), "window_backwards"),
        (time(7, 59), time(20), "window_at_night"),
        (time(9), time(21, 1), "window_at_night"),
    ],
)
def test_hours_that_cannot_be(opens: time, closes: time, code: str) -> None:
    with pytest.raises(WindowWrong) as caught:
        Hours(opens, closes)
    assert caught.value.code == code


def test_a_week_has_seven_days() -> None:
    with pytest.raises(WindowWrong):
        SendWindow((None,) * 6)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ALWAYS_BY_DAY.is_open(datetime(2026, 1, 1, 12))  # noqa: DTZ001  that is the point


PATIENCE = timedelta(minutes=30)
TEN = jst(2026, 11, 24, 10)


@pytest.mark.parametrize(
    ("due", "seen", "now", "is_open", "missed"),
    [
        # the sender ran all the time: however far behind, nothing is missed
        (TEN, TEN + timedelta(hours=5), TEN + timedelta(hours=5), True, False),
        # the PC was off from 9:00 to 10:20 / to 10:31
        (TEN, TEN - timedelta(hours=1), TEN + timedelta(minutes=20), True, False),
        (TEN, TEN - timedelta(hours=1), TEN + timedelta(minutes=31), True, True),
        # fell due while the PC was off, and the window has closed meanwhile
        (TEN, TEN - timedelta(hours=1), TEN + timedelta(minutes=5), False, True),
        # the rest of a job that was interrupted: counts from the interruption
        (TEN, TEN + timedelta(hours=2), TEN + timedelta(hours=2, minutes=20), True, False),
        (TEN, TEN + timedelta(hours=2), TEN + timedelta(hours=2, minutes=31), True, True),
        # a first sender ever
        (TEN, None, TEN + timedelta(minutes=1), True, False),
        (TEN, None, TEN + timedelta(minutes=31), True, True),
    ],
)
def test_missed(due: datetime, seen: datetime | None, now: datetime, is_open: bool, missed: bool) -> None:
    assert is_missed(due, seen, now, patience=PATIENCE, is_open=is_open) is missed


@given(moments, st.timedeltas(timedelta(0), timedelta(days=3)), st.none() | moments)
def test_what_is_missed_stays_missed(due: datetime, late: timedelta, seen: datetime | None) -> None:
    now = due + late
    if is_missed(due, seen, now, patience=PATIENCE, is_open=True):
        assert is_missed(due, seen, now + timedelta(hours=1), patience=PATIENCE, is_open=True)

"""The pace of a contract: never more than its limit in any second, and hardly less over a while."""

from bisect import bisect_left
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dreampower_sms.domain.pacing import SECOND, Departed, Pace

MS = SECOND // 1000
RATES = st.one_of(st.sampled_from([0.5, 1.0, 2.5, 10.0, 20.0, 100.0]), st.floats(0.2, 200))


def most_within(moments: Sequence[int], span: int) -> int:
    """The most moments in any span that is open at its end."""
    return max(bisect_left(moments, moment + span) - n for n, moment in enumerate(moments))


@settings(max_examples=150, deadline=None)
@given(RATES, st.lists(st.tuples(st.integers(0, 400 * MS), st.integers(1, 30), st.integers(0, 3)), max_size=120))
def test_no_second_holds_more_than_the_limit(rate: float, looks: list[tuple[int, int, int]]) -> None:
    """Whatever the senders do: look early, late or at the same moment, want much, or leave room unused."""
    pace, left, now = Pace.of(rate), Departed(), 7
    moments: list[int] = []
    for pause, wanted, unused in looks:
        now += pause
        if (used := min(wanted, pace.room(left, now)) - unused) > 0:
            left = pace.after(left, now, used)
            moments += [now] * used
    if moments:
        assert most_within(moments, pace.window) <= pace.most
        assert len(left.recent) <= pace.most


@settings(max_examples=100, deadline=None)
@given(RATES, st.lists(st.tuples(st.integers(0, 400 * MS), st.integers(1, 30)), max_size=60))
def test_after_the_wait_there_is_room_and_before_it_there_is_none(rate: float, looks: list[tuple[int, int]]) -> None:
    pace, left, now = Pace.of(rate), Departed(), 7
    for pause, some in looks:
        now += pause
        if used := min(some, pace.room(left, now)):
            left = pace.after(left, now, used)
    wait = pace.wait(left, now, 1)
    assert pace.room(left, now + wait) >= 1
    assert wait == 0 or pace.room(left, now + wait - 1) == 0
    assert pace.room(left, now + pace.wait(left, now, pace.turn)) >= 1


@pytest.mark.parametrize(
    ("late", "share"),
    [
        ([0], 0.989),
        ([2 * MS, 9 * MS, 15 * MS], 0.975),  # as a timer of Windows, and a commit
        ([5 * MS] * 99 + [300 * MS], 0.97),  # now and then the disk is busy with something else
    ],
)
def test_who_looks_late_loses_hardly_anything(late: Sequence[int], share: float) -> None:
    pace, left, now = Pace.of(20), Departed(), 7
    moments: list[int] = []
    for turn in range(400):
        if used := min(8, pace.room(left, now)):
            left = pace.after(left, now, used)
            moments += [now] * used
        now += pace.wait(left, now, pace.turn) + late[turn % len(late)]
    assert most_within(moments, SECOND) <= 20
    assert len(moments) / (moments[-1] - moments[0]) * SECOND >= 20 * share


def test_in_the_beginning_a_quarter_of_a_second_s_worth_leaves_at_once() -> None:
    pace = Pace.of(20)
    assert (pace.room(Departed(), 7), pace.turn) == (5, 2)
    assert pace.room(pace.after(Departed(), 7, 5), 7) == 0

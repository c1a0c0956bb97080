"""The last look at a contract's limit, with a clock that the test holds."""

from bisect import bisect_left

from hypothesis import given, settings
from hypothesis import strategies as st

from dreampower_sms.services.turnstile import Turnstile


class Clock:
    """Stands still but for sleep, which may end early as a system's does."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept = 0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept += 1
        self.now += seconds if self.slept % 3 else seconds * 0.75


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 40), st.lists(st.floats(0.0, 0.3), min_size=1, max_size=120))
def test_no_second_lets_more_through_than_the_limit(limit: int, pauses: list[float]) -> None:
    clock = Clock()
    turnstile = Turnstile(limit, clock, clock.sleep)
    moments: list[float] = []
    for pause in pauses:
        clock.now += pause
        turnstile.go_through()
        moments.append(clock.now)
    assert max(bisect_left(moments, moment + 1.0) - n for n, moment in enumerate(moments)) <= limit


def test_what_comes_slower_than_the_limit_never_waits() -> None:
    clock = Clock()
    turnstile = Turnstile(20, clock, clock.sleep)
    for _ in range(100):
        turnstile.go_through()
        clock.now += 0.051
    assert clock.slept == 0

"""The budget of a contract: which limit stops the next message, and where Japan's days and months begin."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.budget import Budget, Limit, Overrun, Spent, Usage, day_start, month_start
from dreampower_sms.domain.windows import day_of

_FIRST, _LAST = datetime(2020, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001  hypothesis adds the zone
_PRICES = st.lists(st.decimals(0, 500, places=2), max_size=30)
_LIMITS = st.builds(Limit, st.integers(0, 20), st.integers(0, 2_000))


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (Budget(), None),
        (Budget(day=Limit(messages=11)), None),
        (Budget(day=Limit(messages=10)), Overrun.DAY_MESSAGES),
        (Budget(day=Limit(yen=219)), Overrun.DAY_YEN),
        (Budget(day=Limit(yen=220)), None),
        (Budget(month=Limit(messages=100)), Overrun.MONTH_MESSAGES),
        (Budget(month=Limit(yen=2019)), Overrun.MONTH_YEN),
        (Budget(Limit(messages=10), Limit(messages=100)), Overrun.DAY_MESSAGES),
    ],
)
def test_the_next_message_is_stopped_by_the_nearest_limit(budget: Budget, expected: Overrun | None) -> None:
    usage = Usage(Spent(10, Decimal(200)), Spent(100, Decimal(2000)))
    assert budget.room(usage, [Decimal(20)]) == (0 if expected else 1, expected)


def test_only_a_limit_of_the_day_ends_with_the_day() -> None:
    assert [each for each in Overrun if each.ends_with_day] == [Overrun.DAY_MESSAGES, Overrun.DAY_YEN]


def test_a_cheaper_message_does_not_overtake_one_that_does_not_fit() -> None:
    prices = [Decimal(20), Decimal(60), Decimal(20)]
    assert Budget(day=Limit(yen=50)).room(Usage(), prices) == (1, Overrun.DAY_YEN)


@given(_PRICES, _LIMITS, _LIMITS)
def test_what_fits_never_goes_over_and_one_more_always_would(prices: list[Decimal], day: Limit, month: Limit) -> None:
    budget = Budget(day, month)
    fitting, overrun = budget.room(Usage(), prices)
    spent = Spent(fitting, sum(prices[:fitting], Decimal(0)))
    assert budget.over(Usage(spent, spent)) is None
    assert (overrun is None) == (fitting == len(prices))
    if overrun is not None:
        more = spent.plus(prices[fitting])
        assert budget.over(Usage(more, more)) is overrun


@given(st.datetimes(_FIRST, _LAST, timezones=st.just(UTC)))
def test_days_and_months_begin_at_midnight_in_japan(now: datetime) -> None:
    assert day_of(day_start(now)) == day_of(now)
    assert day_of(month_start(now)) == day_of(now).replace(day=1)
    assert month_start(now) <= day_start(now) <= now
    assert day_start(now).hour == month_start(now).hour == 15


def test_a_budget_without_limits_asks_for_no_sum() -> None:
    assert not Budget()
    assert Budget(month=Limit(yen=1))

"""What a contract spent, summed up from the messages of both databases."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from dreampower_sms.db import budgets
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ContractRow
from dreampower_sms.domain.budget import Budget, Limit, Overrun, Spent, Usage, day_end, month_end
from dreampower_sms.domain.charges import Charges
from dreampower_sms.domain.counting import DEFAULT_PROFILE
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.messages import BILLABLE, State
from dreampower_sms.services import budget
from dreampower_sms.services.budget import Stop
from tests import sending
from tests.db.plans import plans_of
from tests.sending import NOON, PRACTICE

CHARGES = Charges(DEFAULT_PROFILE, DEFAULT_PROFILE.tariffs)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def _sent(database: Database, count: int, first: int, **ago: float) -> list[int]:
    ids = sending.confirm(database, count, first=first)
    for id_ in ids:
        sending.touch(database, id_, state=State.ACCEPTED, posted_at=NOON - timedelta(**ago))
    return ids


def _limit(database: Database, **limits: int) -> None:
    with database.write() as session:
        row = session.get_one(ContractRow, PRACTICE)
        for name, value in limits.items():
            setattr(row, name, value)


def test_today_and_this_month_are_summed_up_apart(database: Database) -> None:
    _sent(database, 3, 0, hours=11)
    _sent(database, 2, 10, hours=13)  # yesterday, 23:00 in Japan
    _sent(database, 4, 20, days=25)  # last month
    with database.read() as session:
        assert budget.usage(session, PRACTICE, CHARGES, NOON) == Usage(Spent(3, Decimal(60)), Spent(5, Decimal(100)))
        assert budget.usage(session, "another", CHARGES, NOON) == Usage()


def test_what_another_pc_sent_by_a_clock_that_runs_ahead_is_spent_also_at_the_turn_of_the_month(
    database: Database,
) -> None:
    last_minute = month_end(NOON) - timedelta(minutes=1)
    [id_] = sending.confirm(database, 1)
    sending.touch(database, id_, state=State.ACCEPTED, posted_at=month_end(NOON) + timedelta(minutes=1))
    with database.read() as session:
        assert budget.usage(session, PRACTICE, CHARGES, last_minute).month == Spent(1, Decimal(20))
        assert budget.usage(session, PRACTICE, CHARGES, NOON).month == Spent(), "a week before it is next month's"


def test_only_what_may_be_billed_counts(database: Database) -> None:
    ids = sending.confirm(database, len(State) - 1)
    for id_, state in zip(ids, (each for each in State if each is not State.DRAFT), strict=True):
        sending.touch(database, id_, state=state, posted_at=NOON)
    with database.read() as session:
        [spent] = budgets.spent(session, PRACTICE, (NOON, NOON + timedelta(1)), CHARGES)
    assert spent.messages == len(BILLABLE)


def test_no_message_leaves_above_the_budget(database: Database) -> None:
    _sent(database, 3, 0, hours=1)
    with database.read() as session:
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, [(NOON, Decimal(20))]) is None
    _limit(database, day_messages=4, month_yen=70)
    with database.read() as session:
        assert budgets.budget(session, PRACTICE) == Budget(Limit(messages=4), Limit(yen=70))
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, [(NOON, Decimal(10))]) is None
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, [(NOON, Decimal(20))]) == Stop(0, Overrun.MONTH_YEN)
    _limit(database, day_messages=3)
    with database.read() as session:
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, [(NOON, Decimal(10))]) == Stop(0, Overrun.DAY_MESSAGES)
        assert (
            budget.foresee(
                session, PRACTICE, CHARGES, NOON + timedelta(days=1), [(NOON + timedelta(days=1), Decimal(10))]
            )
            is None
        )


def test_day_and_month_come_out_of_one_walk_of_an_index_alone(database: Database) -> None:
    _sent(database, 3, 0, hours=1)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM messages"))
    with database.read() as session:
        [plan] = plans_of(session, lambda: budget.usage(session, PRACTICE, CHARGES, NOON))
    if database.is_sqlite:
        assert "COVERING INDEX ix_messages_spent (contract_id=? AND posted_at>? AND posted_at<?)" in plan
    else:
        assert "Index Only Scan using ix_messages_spent" in plan


def test_on_the_first_of_a_month_the_day_is_the_month(database: Database) -> None:
    first = NOON - timedelta(days=23)
    _sent(database, 2, 0, days=23, hours=11)
    _sent(database, 3, 10, days=23, hours=13)  # an hour before the month
    with database.read() as session:
        assert budget.usage(session, PRACTICE, CHARGES, first) == Usage(Spent(2, Decimal(40)), Spent(2, Decimal(40)))


def test_a_list_is_told_where_a_budget_would_stop_it(database: Database) -> None:
    _sent(database, 3, 0, hours=1)
    today, next_month = [(NOON, Decimal(20))] * 5, [(NOON + timedelta(days=10), Decimal(20))] * 5
    with database.read() as session:
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, today) is None
    _limit(database, day_messages=5, month_messages=7)
    with database.read() as session:
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, today) == budget.Stop(2, Overrun.DAY_MESSAGES)
        tomorrow = [(NOON + timedelta(days=1), Decimal(20))] * 5
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, tomorrow) == budget.Stop(4, Overrun.MONTH_MESSAGES)
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, next_month) is None
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, []) is None


def test_what_waits_leaves_before_a_list_that_is_confirmed_now(database: Database) -> None:
    """Three wait today, two of them held for a person; two are due in a week, and one next month."""
    ids = sending.confirm(database, 6)
    for id_, held in zip(ids, ("", Held.MISSED, Held.OUTSIDE_WINDOW), strict=False):
        sending.touch(database, id_, held_code=held)
    for id_, days in zip(ids[3:], (2, 3, 10), strict=True):
        sending.touch(database, id_, not_before=NOON + timedelta(days=days))
    sending.touch(database, ids[2], state=State.CLAIMED, claim_token="c" * 32, lease_until=NOON)
    today, in_two_days, next_month = ([(NOON + timedelta(days=days), Decimal(20))] * 4 for days in (0, 2, 10))
    _limit(database, day_messages=5, month_messages=7)
    with database.read() as session:
        assert budgets.waiting(session, PRACTICE, NOON - timedelta(days=1), day_end(NOON)) == Spent(3, Decimal(60))
        assert budgets.waiting(session, "another", NOON, day_end(NOON)) == Spent()
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, today) == Stop(2, Overrun.DAY_MESSAGES)
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, in_two_days) == Stop(2, Overrun.MONTH_MESSAGES)
        assert budget.foresee(session, PRACTICE, CHARGES, NOON, next_month) is None

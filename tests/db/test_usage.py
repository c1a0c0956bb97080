"""利用明細 from the messages of both databases: months, lines, and what does not count."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from dreampower_sms.db import contracts, messages
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ContractRow, MessageRecord
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import BILLABLE, Purpose, State
from dreampower_sms.domain.usage import MONTHS, By, UsageStatement, sum_of
from dreampower_sms.services.usage import UsageStatements
from tests import sending
from tests.sending import PRACTICE, job_of, recipient

NOVEMBER = date(2026, 11, 1)
MIDNIGHT = datetime(2026, 10, 31, 15, tzinfo=UTC)
"""Where November begins in Japan."""


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def _sent(database: Database, at: datetime, *, count: int = 1, state: State = State.DELIVERED, **job: Any) -> None:
    """A job whose messages were handed over at `at`."""
    made = replace(job_of([recipient(n) for n in range(count)]), **job)
    with database.write() as session:
        assert messages.confirm(session, made, at)
    with database.read() as session:
        ids = list(session.scalars(select(MessageRecord.id).where(MessageRecord.job_id == made.id)))
    for id_ in ids:
        sending.touch(database, id_, state=state, posted_at=at)


def _statement(database: Database, by: By = By.TIER) -> UsageStatement:
    return UsageStatements(database).statement(PRACTICE, NOVEMBER, by)


def test_nothing_was_sent(database: Database) -> None:
    statement = _statement(database)
    assert len(statement.months) == MONTHS
    assert (statement.month.line.messages, statement.month.bill.total, list(statement.lines)) == (0, 0, [])


def test_a_message_belongs_to_the_month_in_which_it_left_in_japan(database: Database) -> None:
    _sent(database, MIDNIGHT - timedelta(seconds=1), count=3)
    _sent(database, MIDNIGHT, count=2)
    _sent(database, datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC))
    _sent(database, datetime(2026, 11, 30, 15, tzinfo=UTC), count=4)
    _sent(database, datetime(2025, 11, 15, tzinfo=UTC), count=5)
    _sent(database, datetime(2025, 10, 15, tzinfo=UTC), count=6)
    months = _statement(database).months
    assert [month.line.messages for month in months] == [5, *[0] * 10, 3, 3]
    assert (months[-1].bill.net, months[-1].bill.tax, months[-1].bill.total) == (60, 6, 66)


def test_what_was_never_taken_costs_nothing_and_unknown_is_told_apart(database: Database) -> None:
    for number, state in enumerate(each for each in State if each is not State.DRAFT):
        _sent(database, MIDNIGHT + timedelta(days=number), state=state)
    line = _statement(database).month.line
    assert (line.messages, line.unknown) == (len(BILLABLE), 1)
    assert (line.units, line.price) == (24 * len(BILLABLE), Decimal(20) * len(BILLABLE))


def test_every_way_to_part_a_month_comes_to_the_same(database: Database) -> None:
    _sent(database, MIDNIGHT, count=3, title="車検のご案内", clerk="佐藤", purpose=Purpose.CAMPAIGN)
    _sent(database, MIDNIGHT, count=2, title="納車", clerk="鈴木")
    _sent(database, MIDNIGHT, kind=JobKind.SINGLE, clerk="鈴木", title="一通")
    _sent(database, MIDNIGHT, kind=JobKind.SINGLE, clerk="", title="")
    found = {by: _statement(database, by) for by in By}
    assert {(sum_of(each.lines).messages, sum_of(each.lines).price) for each in found.values()} == {(7, Decimal(140))}
    assert [(line.key, line.messages) for line in found[By.TIER].lines] == [("1", 7)]
    assert [(line.key, line.messages) for line in found[By.PURPOSE].lines] == [("routine", 4), ("campaign", 3)]
    assert [(line.key, line.messages) for line in found[By.CLERK].lines] == [("佐藤", 3), ("鈴木", 3), ("", 1)]
    assert [(line.key, line.messages) for line in found[By.MONTH].lines] == [("2026-11", 7)]
    assert sorted((line.title, line.messages) for line in found[By.JOB].lines) == [
        ("", 2),
        ("納車", 2),
        ("車検のご案内", 3),
    ]


def test_the_contract_in_use_comes_first_and_its_limit_is_told(database: Database) -> None:
    with database.write() as session:
        session.get_one(ContractRow, PRACTICE).month_yen = 5000
    assert _statement(database).budget == 5000
    accounts = UsageStatements(database).accounts()
    with database.read() as session:
        assert {one.id for one in accounts} == {one.id for one in contracts.contracts(session)}
    assert (accounts[0].id, accounts[0].practice) == (PRACTICE, True)

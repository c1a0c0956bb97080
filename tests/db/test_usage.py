"""利用明細 from the messages of both databases: months, lines, and what does not count."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from dreampower_sms.db import contracts, messages
from dreampower_sms.db.engine import Database
from dreampower_sms.db.shop_setup import put_setting, put_tariff
from dreampower_sms.db.tables import ContractRow, MessageRecord, TariffRow
from dreampower_sms.domain.counting import DEFAULT_PROFILE, MEDIASMS, Tariff, TierPrice
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.messages import BILLABLE, Purpose, State
from dreampower_sms.domain.usage import MONTHS, By, UsageStatement, sum_of
from dreampower_sms.services.usage import UsageStatements
from dreampower_sms.ui import usage_words
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


def _statement(database: Database) -> UsageStatement:
    return UsageStatements(database).statement(PRACTICE, NOVEMBER)


def test_nothing_was_sent(database: Database) -> None:
    statement = _statement(database)
    assert len(statement.months) == MONTHS
    assert (statement.month.line.messages, statement.month.bill.total) == (0, 0)
    assert {by: list(lines) for by, lines in statement.lines.items()} == {by: [] for by in By}


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
    found = _statement(database).lines
    assert {(sum_of(lines).messages, sum_of(lines).price) for lines in found.values()} == {(7, Decimal(140))}
    assert [(line.key, line.messages) for line in found[By.TIER]] == [("1", 7)]
    assert [(line.key, line.messages) for line in found[By.PURPOSE]] == [("routine", 4), ("campaign", 3)]
    assert [(line.key, line.messages) for line in found[By.CLERK]] == [("佐藤", 3), ("鈴木", 3), ("", 1)]
    assert [(line.key, line.messages) for line in found[By.MONTH]] == [("2026-11", 7)]
    assert sorted((line.title, line.messages) for line in found[By.JOB]) == [("", 2), ("納車", 2), ("車検のご案内", 3)]


def test_jobs_of_one_title_are_told_apart_by_when_they_were_confirmed(database: Database) -> None:
    for day in range(2):
        _sent(database, MIDNIGHT + timedelta(days=day), count=2 - day, title="車検のご案内")
    jobs = _statement(database).lines[By.JOB]
    assert [(line.title, line.at) for line in jobs] == [
        ("車検のご案内", MIDNIGHT), ("車検のご案内", MIDNIGHT + timedelta(days=1)),
    ]  # fmt: skip


def _charged(database: Database, at: datetime, told: int | None, **values: Any) -> None:
    """One message of which the gateway said how many SMS it charged."""
    _sent(database, at, state=values.pop("state", State.DELIVERED))
    with database.read() as session:
        id_ = session.scalars(select(func.max(MessageRecord.id))).one()
    sending.touch(database, id_, charged_units=told, **values)


def _price(database: Database) -> Decimal:
    """What every way to part the month comes to."""
    statement = _statement(database)
    assert {sum_of(lines).price for lines in statement.lines.values()} == {statement.month.bill.net}
    return statement.month.bill.net


def test_what_the_gateway_charged_corrects_the_estimate(database: Database) -> None:
    _charged(database, MIDNIGHT, 0, state=State.UNDELIVERED)
    assert (_price(database), _statement(database).month.line.messages) == (0, 1)
    _charged(database, MIDNIGHT, 1)
    _charged(database, MIDNIGHT, 3)
    _charged(database, MIDNIGHT, None, state=State.UNDELIVERED)
    assert _price(database) == 0 + 20 + 60 + 20
    with database.write() as session:
        session.get_one(ContractRow, PRACTICE).profile = MEDIASMS.name
    assert _price(database) == 0 + 20 + 60, "only what was delivered is billed there"


def test_other_parts_are_priced_by_the_fee_table_of_their_day(database: Database) -> None:
    with database.write() as session:
        for first, price in ((date(2020, 1, 1), 20), (date(2026, 11, 11), 21)):
            ends = DEFAULT_PROFILE.tariffs.on(None).ends
            tiers = tuple(TierPrice(end, Decimal(price * n)) for n, end in enumerate(ends, 1))
            put_tariff(session, PRACTICE, first, Tariff(first, tiers))
    _charged(database, MIDNIGHT, 2)
    _charged(database, MIDNIGHT + timedelta(days=10, seconds=-1), 2)
    _charged(database, MIDNIGHT + timedelta(days=10), 2)
    assert _price(database) == 40 + 40 + 42


def test_a_fee_table_whose_tiers_are_not_the_sms_leaves_the_estimate(database: Database) -> None:
    with database.write() as session:
        day = date(2020, 1, 1)
        put_tariff(session, PRACTICE, day, Tariff(day, (TierPrice(70, Decimal(20)), TierPrice(660, Decimal(30)))))
    _charged(database, MIDNIGHT, 3, tier=2, price=Decimal(30))
    _charged(database, MIDNIGHT, 1, tier=2, price=Decimal(30))
    assert _price(database) == 30 + 20


def test_damaged_fees_are_told_and_the_example_ones_stand_in(database: Database) -> None:
    _charged(database, MIDNIGHT, 2)
    assert (_price(database), _statement(database).damaged) == (40, False)
    with database.write() as session:
        for tier, end in ((1, 670), (2, 70)):
            row = TariffRow(contract_id=PRACTICE, valid_from=date(2020, 1, 1), tier=tier, end_units=end, price=tier)
            session.add(row)
    assert (_price(database), _statement(database).damaged) == (40, True)
    usage = UsageStatements(database)
    assert usage.month(_statement(database), date(2026, 10, 1)).damaged


def test_another_month_of_those_shown_is_read_alone(database: Database) -> None:
    _sent(database, MIDNIGHT, count=2)
    _sent(database, MIDNIGHT - timedelta(days=3), count=3, title="十月")
    usage, october = UsageStatements(database), date(2026, 10, 1)
    whole = usage.statement(PRACTICE, october, end=NOVEMBER)
    moved = usage.month(usage.statement(PRACTICE, NOVEMBER), october)
    assert moved == whole
    assert (moved.place, moved.month.line.messages, moved.lines[By.JOB][0].title) == (MONTHS - 2, 3, "十月")
    assert usage.month(moved, NOVEMBER) == usage.statement(PRACTICE, NOVEMBER)


def test_a_month_is_what_its_lines_come_to_though_something_was_sent_between(database: Database) -> None:
    _sent(database, MIDNIGHT)
    usage = UsageStatements(database)
    before = usage.statement(PRACTICE, NOVEMBER)
    _sent(database, MIDNIGHT, count=4)
    moved = usage.month(before, NOVEMBER)
    assert moved.month.line.messages == sum_of(moved.lines[By.CLERK]).messages == 5


def test_the_contract_in_use_comes_first_and_its_limit_is_told(database: Database) -> None:
    with database.write() as session:
        session.get_one(ContractRow, PRACTICE).month_yen = 5000
        put_setting(session, "shop", "month_budget", 30_000)
    statement = _statement(database)
    assert (statement.budget, statement.shop_budget) == (5000, 30_000)
    assert statement.elsewhere == ()
    accounts = UsageStatements(database).accounts()
    with database.read() as session:
        assert {one.id for one in accounts} == {one.id for one in contracts.contracts(session)}
    assert (accounts[0].id, accounts[0].practice) == (PRACTICE, True)


def test_the_budget_of_the_shop_is_for_all_contracts_together(database: Database) -> None:
    with database.write() as session:
        for id_ in ("first", "second"):
            session.add(ContractRow(id=id_, gateway="karaden", title=id_, profile=DEFAULT_PROFILE.name))
        put_setting(session, "shop", "month_budget", 100)
    _sent(database, MIDNIGHT, count=2, contract_id="first")
    usage = UsageStatements(database)
    alone = usage.statement("first", NOVEMBER)
    assert usage_words.limits(alone) == [("お店全体の予算", 100)]
    assert "お店全体の予算 100円の 40 %" in usage_words.summary(alone)
    assert usage_words.shared(alone) == ""
    _sent(database, MIDNIGHT, count=6, contract_id="second")
    _sent(database, MIDNIGHT - timedelta(days=1), count=3, contract_id="second")
    _sent(database, MIDNIGHT, count=9)
    both = usage.statement("first", NOVEMBER)
    assert (both.month.bill.net, both.of_shop) == (40, 160)
    assert usage_words.limits(both) == [], "a line across the bars of one of them would say too little"
    assert usage_words.summary(both).endswith("お店全体 160円（予算 100円の 160 %）")
    assert usage.month(both, date(2026, 10, 1)).of_shop == 60
    assert (usage.statement("second", NOVEMBER).of_shop, usage.statement(PRACTICE, NOVEMBER).shop_budget) == (160, 0)

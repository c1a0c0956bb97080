"""This month in まとめ送信 is 利用明細's month of the contract, and what waits beside it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import ContractRow
from dreampower_sms.domain.counting import DEFAULT_PROFILE, MEDIASMS
from dreampower_sms.domain.jobs import Held, JobKind
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import Customer
from dreampower_sms.services import budget
from dreampower_sms.services.bulk_send import BulkSend
from dreampower_sms.services.listing import BulkRequest, Greeting
from dreampower_sms.services.terms import ShopTerms
from dreampower_sms.services.usage import UsageStatements
from tests import sending
from tests.sending import NOON, PRACTICE

MIDNIGHT = datetime(2026, 10, 31, 15, tzinfo=UTC)
"""Where November begins in Japan …"""
NEXT = datetime(2026, 11, 30, 15, tzinfo=UTC)
"""… and where it ends."""
SENT: list[dict[str, Any]] = [
    {"state": State.DELIVERED, "posted_at": MIDNIGHT},
    {"state": State.DELIVERED, "posted_at": MIDNIGHT - timedelta(seconds=1)},
    {"state": State.ACCEPTED, "posted_at": NEXT - timedelta(seconds=1)},
    {"state": State.ACCEPTED, "posted_at": NEXT},
    {"state": State.UNDELIVERED, "posted_at": NOON},
    {"state": State.UNDELIVERED, "posted_at": NOON, "charged_units": 1},
    {"state": State.DELIVERED, "posted_at": NOON, "charged_units": 0},
    {"state": State.DELIVERED, "posted_at": NOON, "charged_units": 2},
    {"state": State.UNKNOWN, "posted_at": NOON},
    {"state": State.REJECTED, "posted_at": NOON},
    {"state": State.DELIVERED, "posted_at": NOON, "contract_id": "other"},
    {"state": State.CANCELLED},
    {"state": State.EXCLUDED},
]
WAITS: list[dict[str, Any]] = [
    {},
    {"not_before": NEXT - timedelta(seconds=1)},
    {"not_before": MIDNIGHT - timedelta(days=3), "held_code": Held.MISSED},
    {"state": State.CLAIMED, "claim_token": "c" * 32, "lease_until": NOON},
]
NOT_YET: list[dict[str, Any]] = [{"not_before": NEXT}, {"contract_id": "other"}]


def write(database: Database, profile: str) -> None:
    """Everything that may and may not belong to the month of the contract, at 20 yen each."""
    with database.write() as session:
        session.get_one(ContractRow, PRACTICE).profile = profile
        session.add(ContractRow(id="other", gateway="practice", title="別", profile=DEFAULT_PROFILE.name))
    several = [*SENT, *WAITS, *NOT_YET]
    for id_, values in zip(sending.confirm(database, len(several)), several, strict=True):
        if values:
            sending.touch(database, id_, **values)


@pytest.mark.parametrize("profile", [DEFAULT_PROFILE.name, MEDIASMS.name])
def test_it_is_the_month_of_the_usage_statement_and_what_waits(
    bulk: BulkSend, database: Database, terms: ShopTerms, profile: str
) -> None:
    write(database, profile)
    month = bulk.month_to_date()
    statement = UsageStatements(database).statement(PRACTICE, date(2026, 11, 1))
    assert month.spent == statement.month.line.price > 0
    assert (month.waiting, month.ends) == (Decimal(20) * len(WAITS), NEXT)
    with database.read() as session:
        used = budget.usage(session, PRACTICE, terms.current().charges, NOON)
    assert (used.month.price, used.month.messages) == (month.spent, statement.month.line.messages)


def test_of_a_list_only_what_leaves_this_month_belongs_to_it(bulk: BulkSend, add_customer: Any) -> None:
    """Tuesday the 24th: the greeting leaves in November, the message in a week, in December."""
    people: list[Customer] = [add_customer(mobile=f"090-2000-000{n}") for n in range(3)]
    request = BulkRequest(
        JobKind.CUSTOMERS, "車検のご案内です。", Purpose.ROUTINE, "佐藤", greeting=Greeting("はじめまして。", days=7)
    )
    sorting = bulk.sort(bulk.audience(request.kind, [one.id for one in people]), request)
    assert sorting.totals.messages == 6
    assert sorting.this_month == sum(line.price for line in sorting.greetings) > 0
    before = bulk.month_to_date()
    bulk.confirm(bulk.new_job_id(), sorting)
    after = bulk.month_to_date()
    assert (before.waiting, after.waiting, after.spent) == (0, sorting.this_month, 0)


def test_what_other_contracts_are_used_for_is_told_beside_it(bulk: BulkSend, database: Database) -> None:
    """60 yen in use; 120 sent and 20 due by a contract that is billed, 20 by one for practice."""
    with database.write() as session:
        for id_, gateway in (("real", "karaden"), ("drill", "practice")):
            session.add(ContractRow(id=id_, gateway=gateway, title=id_, profile=DEFAULT_PROFILE.name))
    sent: dict[str, Any] = {"state": State.DELIVERED, "posted_at": NOON}
    several = [*([{**sent, "contract_id": "real"}] * 6), {"contract_id": "real"}, {**sent, "contract_id": "drill"},
               sent, sent, {}]  # fmt: skip
    for id_, values in zip(sending.confirm(database, len(several)), several, strict=True):
        if values:
            sending.touch(database, id_, **values)
    month, others = bulk.month_to_date(), bulk.month_to_date("real")
    assert (month.spent, month.waiting, month.elsewhere) == (40, 20, 140)
    assert (others.spent, others.waiting, others.elsewhere) == (120, 20, 0), "practice takes nothing from the budget"

"""A shop to test the services on: a migrated database of each kind, a clock, a customer."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from dreampower_sms.db import cards
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import CompanyRow, CustomerRow, VehicleRow
from dreampower_sms.domain.people import Customer, Vehicle
from dreampower_sms.services.bulk_send import BulkSend
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.send import SendService
from dreampower_sms.services.terms import ShopTerms
from tests.sending import Clock
from tests.services.bench import Bench

MOBILE = "090-2222-3333"


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    with database.write() as session:
        session.add(CompanyRow(name="山川自動車", formal_name="山川自動車株式会社", opt_out_contact="0312345678"))
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def changes() -> Changes:
    return Changes()


@pytest.fixture
def terms(database: Database, clock: Clock) -> ShopTerms:
    return ShopTerms(database, clock)


@pytest.fixture
def service(database: Database, terms: ShopTerms, clock: Clock, changes: Changes) -> SendService:
    return SendService(database, terms, clock, changes, pc="受付1")


@pytest.fixture
def add_customer(database: Database) -> Callable[..., Customer]:
    """Writes a customer who may be written to, changed by keywords, and gives the value."""

    def add(**changed: object) -> Customer:
        stamp = datetime(2026, 1, 1, tzinfo=UTC)
        values = {"name": "髙橋 一郎", "kana": "タカハシ イチロウ", "mobile": MOBILE, "flag_sms": True, **changed}
        with database.write() as session:
            row = CustomerRow(created_at=stamp, updated_at=stamp, **values)
            session.add(row)
            session.flush()
            found = cards.customer(session, row.id)
        assert found is not None
        return found

    return add


@pytest.fixture
def add_vehicle(database: Database) -> Callable[..., Vehicle]:
    """Writes a vehicle of a customer and gives the value."""

    def add(customer: Customer, **changed: object) -> Vehicle:
        stamp = datetime(2026, 1, 1, tzinfo=UTC)
        with database.write() as session:
            row = VehicleRow(customer_id=customer.id, created_at=stamp, updated_at=stamp, **{"sms": True, **changed})
            session.add(row)
            session.flush()
            return cards.vehicle(row)

    return add


@pytest.fixture
def bench(database: Database, terms: ShopTerms, clock: Clock, changes: Changes) -> Iterator[Bench]:
    bench = Bench(database, terms, clock, changes)
    yield bench
    bench.stop()
    bench.senders_database.close()


@pytest.fixture
def bulk(database: Database, terms: ShopTerms, clock: Clock, changes: Changes) -> BulkSend:
    return BulkSend(database, terms, clock, changes, pc="受付1")


@pytest.fixture
def people(add_customer: Callable[..., Customer]) -> list[Customer]:
    """Five who can get a message."""
    return [add_customer(name=f"試験 {n}", mobile=f"090-2222-300{n}") for n in range(5)]

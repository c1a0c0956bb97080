"""Many values in one parameter, on both databases."""

from collections.abc import Iterator

import pytest
from sqlalchemy import insert

from dreampower_sms.db import audience
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import CustomerRow
from dreampower_sms.domain.people import CustomerKind
from tests.db.plans import plans_of
from tests.sending import NOON

MANY = 2_500
"""More than are asked for at once."""


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def test_an_index_answers_it(database: Database) -> None:
    with database.read() as session:
        [plan] = plans_of(session, lambda: audience.written_to(session, ["+819011112222"]))
    assert "ix_messages_e164 (e164=?)" in plan or "Index Cond: ((e164)::text = ANY" in plan


def test_nobody_is_lost_and_nobody_is_found_who_was_not_asked_for(database: Database) -> None:
    stamps = {"kind": CustomerKind.INDIVIDUAL, "created_at": NOON, "updated_at": NOON}
    with database.write() as session:
        session.execute(insert(CustomerRow), [{"id": n, "name": f"{n}", **stamps} for n in range(1, MANY + 1)])
    odd = range(1, MANY, 2)
    with database.read() as session:
        assert sorted(audience.customers(session, range(1, MANY + 1))) == list(range(1, MANY + 1))
        assert sorted(audience.customers(session, odd)) == list(odd)
        assert audience.customers(session, []) == {}

"""What delivery results say about a number, on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from dreampower_sms.db import numbers, people
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import CustomerRow, DeliveryEventRow
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.people import CustomerKind
from tests import sending
from tests.sending import NOON

NUMBER = "+819022223333"


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    with database.write() as session:
        for id_, mobile in ((1, "090-2222-3333"), (2, "090-2222-3333"), (3, "080-1111-2222")):
            stamps = {"created_at": NOON, "updated_at": NOON}
            session.add(
                CustomerRow(id=id_, name=f"{id_}", kana="", kind=CustomerKind.INDIVIDUAL, mobile=mobile, **stamps)
            )
    yield database
    database.close()


def _flags(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(CustomerRow.number_bad).order_by(CustomerRow.id)))


def test_everybody_with_a_number_that_failed_is_flagged_until_it_works(database: Database) -> None:
    with database.write() as session:
        numbers.failed(session, NUMBER, "number_unused")
        numbers.failed(session, NUMBER, "later")
    assert _flags(database) == ["number_unused", "number_unused", ""]
    with database.write() as session:
        numbers.work(session, [NUMBER])
    assert _flags(database) == ["", "", ""]


def test_a_flag_is_in_nobodys_way(database: Database) -> None:
    with database.read() as session:
        open_ = people.customer(session, 1)
    assert open_ is not None
    with database.write() as session:
        numbers.failed(session, NUMBER, "")
    with database.write() as session:
        saved = people.write(session, open_, {"memo": "電話する"}, NOON, archived=False)
    assert saved is not None
    assert _flags(database)[0] == numbers.FAILED


def test_another_number_starts_without_a_flag(database: Database) -> None:
    with database.write() as session:
        numbers.failed(session, NUMBER, "number_unused")
        open_ = people.customer(session, 1)
    assert open_ is not None
    with database.write() as session:
        assert people.write(session, open_, {"mobile": "090-5555-6666"}, NOON, archived=False)
    assert _flags(database) == ["", "number_unused", ""]


def test_only_what_still_waits_for_a_phone_is_out_of_reach(database: Database) -> None:
    waiting, arrived, back = sending.confirm(database, 3)
    for id_ in (waiting, arrived, back):
        sending.touch(database, id_, state=State.ACCEPTED, posted_at=NOON)
    sending.touch(database, arrived, state=State.DELIVERED)
    with database.write() as session:
        for id_, said in ((waiting, "pending"), (waiting, "unreachable"), (arrived, "unreachable"),
                          (back, "unreachable"), (back, "pending")):  # fmt: skip
            at = NOON + timedelta(minutes=1)
            session.add(DeliveryEventRow(message_id=id_, at=at, recorded_at=at, delivery=said))
            session.flush()
    with database.read() as session:
        assert numbers.out_of_reach(session, [waiting, arrived, back]) == {waiting: NOON}

"""Where a message stands in the history: where it left, until then where it is planned to."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from dreampower_sms.db import claims, history, job_list, jobs, messages, outcomes
from dreampower_sms.db.engine import Database
from dreampower_sms.db.outcomes import Answer
from dreampower_sms.db.tables import MessageRecord
from dreampower_sms.domain.history import HistoryFilter
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.messages import State
from tests import sending
from tests.db.plans import plans_of
from tests.sending import NOON, PRACTICE, job_of, recipient

MINE = "a" * 32
HOUR = timedelta(hours=1)
AT = [NOON + n * HOUR for n in range(20)]


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def planned(database: Database, at: datetime, count: int = 1) -> tuple[str, list[int]]:
    """A list registered at noon for a moment: its id, and those of its messages."""
    job = job_of([recipient(n, not_before=at) for n in range(count)])
    with database.write() as session:
        messages.confirm(session, job, NOON)
        return job.id, [id_ for id_, _ in jobs.job_messages(session, job.id)]


def write(database: Database, act: Callable[..., object], *values: object) -> None:
    with database.write() as session:
        act(session, *values)


def leave(database: Database, ids: list[int], at: datetime) -> None:
    """Claimed and posted at a moment."""
    with database.write() as session:
        assert claims.claim(session, MINE, [PRACTICE], at, at + HOUR, 100) == ids
        assert claims.post(session, MINE, ids, at, at + HOUR) == ids


def moment(database: Database, id_: int) -> datetime:
    """Where it stands; of no message anywhere else than where it left or will."""
    astray = select(func.count()).where(
        MessageRecord.history_at != func.coalesce(MessageRecord.posted_at, MessageRecord.not_before)
    )
    with database.read() as session:
        assert session.scalar(astray) == 0
    return sending.record(database, id_).history_at


def test_it_stands_where_it_is_planned_until_it_leaves(database: Database) -> None:
    _, [id_] = planned(database, AT[3])
    assert moment(database, id_) == AT[3]
    leave(database, [id_], AT[4])
    assert moment(database, id_) == AT[4]
    write(database, outcomes.accept, MINE, {id_: "g1"}, AT[5], AT[6])
    assert moment(database, id_) == AT[4]


def test_what_is_put_off_stands_where_it_will_leave(database: Database) -> None:
    _, [id_] = planned(database, AT[1])
    write(database, claims.claim, MINE, [PRACTICE], AT[2], AT[3], 1)
    write(database, claims.hold, MINE, {id_: AT[5]}, Held.OUTSIDE_WINDOW)
    assert moment(database, id_) == AT[5]
    leave(database, [id_], AT[6])
    again = Answer(id_, "not_sent", "dns")
    write(database, outcomes.try_again, MINE, again, AT[6], AT[8], Held.RETRY)
    assert moment(database, id_) == AT[8]
    leave(database, [id_], AT[9])
    write(database, claims.unpost, MINE, [id_], AT[10])
    assert moment(database, id_) == AT[10]


def test_what_a_person_lets_go_stands_where_it_is_let_go(database: Database) -> None:
    _, [id_] = planned(database, AT[1])
    sending.touch(database, id_, held_code=Held.MISSED)
    write(database, messages.let_go, [id_], AT[7])
    assert moment(database, id_) == AT[7]


def test_of_a_list_that_goes_on_only_what_is_due_moves(database: Database) -> None:
    job, [due, later] = planned(database, AT[1], 2)
    sending.touch(database, later, not_before=AT[12], history_at=AT[12])
    write(database, jobs.pause, job, "")
    write(database, jobs.resume, job, AT[4])
    assert [moment(database, id_) for id_ in (due, later)] == [AT[4], AT[12]]


def test_what_never_leaves_stays_where_it_was_planned(database: Database) -> None:
    job, [first, second] = planned(database, AT[3], 2)
    write(database, messages.cancel_messages, [first], "佐藤", AT[1])
    write(database, jobs.cancel, job, "佐藤", AT[2])
    assert [moment(database, id_) for id_ in (first, second)] == [AT[3], AT[3]]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (HistoryFilter(), "ix_messages_history_at"),
        (HistoryFilter(since=AT[1], until=AT[2]), "ix_messages_history_at (history_at>? AND history_at<?)"),
        (HistoryFilter(clerk="佐藤"), "ix_messages_clerk (clerk=?)"),
        (HistoryFilter(clerk="佐藤", since=AT[1]), "ix_messages_clerk (clerk=? AND history_at>?)"),
        (HistoryFilter(states=(State.UNKNOWN, State.REJECTED)), "ix_messages_not_delivered"),
        (HistoryFilter(customer_id=1, since=AT[1]), "ix_messages_customer_id (customer_id=? AND history_at>?)"),
        (HistoryFilter(e164="+819020000001"), "ix_messages_e164 (e164=?)"),
    ],
)
def test_a_page_comes_out_of_an_index_in_its_order(database: Database, wanted: HistoryFilter, index: str) -> None:
    if not database.is_sqlite:
        return  # the planner of an empty table reads it as a whole there
    with database.read() as session:
        plan = str(plans_of(session, lambda: history.page(session, wanted, 200)))
    assert f"INDEX {index}" in plan
    assert "TEMP B-TREE" not in plan


def test_what_needs_a_person_is_found_without_walking_the_history(database: Database) -> None:
    _, ids = planned(database, AT[1], 4)
    sending.touch(database, ids[1], state=State.UNKNOWN, history_at=AT[9])
    sending.touch(database, ids[2], held_code=Held.MISSED)
    sending.touch(database, ids[3], state=State.UNKNOWN)
    with database.read() as session:
        assert job_list.needs_person(session) == [ids[1], ids[3], ids[2]]
        if database.is_sqlite:
            plan = str(plans_of(session, lambda: job_list.needs_person(session)))
            assert "ix_messages_unknown" in plan
            assert "ix_messages_due" in plan


def test_the_names_of_clerks_come_out_of_their_index_alone(database: Database) -> None:
    if database.is_sqlite:
        with database.read() as session:
            plan = "EXPLAIN QUERY PLAN SELECT min(clerk) FROM messages WHERE clerk > ''"
            assert "COVERING INDEX ix_messages_clerk" in str(session.execute(text(plan)).all())


def test_the_speed_of_lists_is_found_by_what_left_of_late(database: Database) -> None:
    planned(database, AT[1], 4)
    if not database.is_sqlite:
        return  # as above
    with database.read() as session:
        plan = str(plans_of(session, lambda: job_list.lists(session, AT[2], 500, [], {})))
    assert "ix_messages_spent (contract_id=? AND posted_at>?)" in plan

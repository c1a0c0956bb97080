"""挨拶 first: the message keeps its distance from the greeting, and does not leave without it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, select, update

from dreampower_sms.db import dispatch, jobs
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import JobRow, MessageRecord
from dreampower_sms.domain.jobs import Held, JobKind
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.people import Customer
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.domain.windows import JAPAN, day_of
from dreampower_sms.services.bulk_send import BulkSend, Registered
from dreampower_sms.services.changes import Changes
from dreampower_sms.services.listing import BulkRequest, Greeting
from dreampower_sms.services.send_jobs import SendJobs
from dreampower_sms.services.terms import ShopTerms
from tests import sending
from tests.sending import NOON, Clock
from tests.services.bench import Bench
from tests.services.fakes import Only, until

HELLO = Greeting("山川自動車です。SMS でのご案内を始めました。", days=3)
REQUEST = BulkRequest(JobKind.CUSTOMERS, "山川自動車です。車検のご案内です。", Purpose.ROUTINE, "佐藤", greeting=HELLO)
LATER = NOON + timedelta(days=3)


@pytest.fixture
def ids(add_customer: Callable[..., Customer]) -> list[int]:
    """Three who never got an SMS."""
    return [add_customer(mobile=f"090-2000-000{n}").id for n in range(3)]


def confirm(bulk: BulkSend, ids: list[int], request: BulkRequest = REQUEST) -> Registered:
    done = bulk.confirm(bulk.new_job_id(), bulk.sort(bulk.audience(request.kind, ids), request))
    assert isinstance(done, Registered)
    return done


def of(database: Database, job_id: str) -> list[MessageRecord]:
    with database.read() as session:
        found = session.scalars(select(MessageRecord).where(MessageRecord.job_id == job_id).order_by(MessageRecord.id))
        rows = list(found)
        session.expunge_all()
        return rows


def become(database: Database, job_id: str, state: State, **values: object) -> None:
    """Every message of this job."""
    with database.write() as session:
        statement = update(MessageRecord).where(MessageRecord.job_id == job_id)
        session.execute(statement.values(state=state, settled_at=NOON, **values))


def held(bench: Bench, job_id: str, code: Held) -> Callable[[], bool]:
    return lambda: {row.held_code for row in of(bench.database, job_id)} == {code}


def when_due(bench: Bench, at: datetime = LATER) -> None:
    """Let a sender look when the messages are due."""
    bench.clock.now = at
    bench.was_alive(at)
    bench.start()


def test_the_days_are_counted_from_when_the_greeting_leaves(
    bulk: BulkSend, ids: list[int], clock: Clock, database: Database
) -> None:
    """Pressed on Tuesday at 20:30, when the window has closed: the greeting leaves on Wednesday at 9:00."""
    clock.now = datetime(2026, 11, 24, 20, 30, tzinfo=JAPAN)
    done = confirm(bulk, ids)
    morning = datetime(2026, 11, 25, 9, tzinfo=JAPAN)
    assert {row.not_before for row in of(database, done.greeting_job_id)} == {morning}
    assert {row.not_before for row in of(database, done.job_id)} == {morning + timedelta(days=3)}


def test_greeting_and_message_leave_with_the_days_between(bulk: BulkSend, ids: list[int], bench: Bench) -> None:
    done = confirm(bulk, ids)
    bench.start()
    until(lambda: {row.state for row in of(bench.database, done.greeting_job_id)} == {State.ACCEPTED})
    assert {row.state for row in of(bench.database, done.job_id)} == {State.QUEUED}
    bench.clock.now = LATER
    until(bench.all_are(State.ACCEPTED))
    assert [message.body for message in bench.gateway.sent] == [HELLO.text] * 3 + [REQUEST.text] * 3


@pytest.mark.parametrize("state", [State.UNDELIVERED, State.REJECTED, State.CANCELLED, State.EXCLUDED])
def test_without_its_greeting_a_message_is_left_out_with_a_reason_and_may_be_sent_anew(
    bulk: BulkSend, ids: list[int], bench: Bench, state: State
) -> None:
    done = confirm(bulk, ids)
    become(bench.database, done.greeting_job_id, state, posted_at=NOON)
    when_due(bench)
    until(lambda: {row.state for row in of(bench.database, done.job_id)} == {State.EXCLUDED})
    assert {row.code for row in of(bench.database, done.job_id)} == {Reason.NOT_GREETED}
    assert bench.gateway.sent == []
    again = confirm(bulk, ids, replace(REQUEST, greeting=None))
    until(lambda: {row.state for row in of(bench.database, again.job_id)} == {State.ACCEPTED})


def test_a_greeting_that_is_left_out_when_it_would_leave_takes_its_message_along(
    bulk: BulkSend, ids: list[int], bench: Bench
) -> None:
    done = confirm(bulk, ids)
    with bench.database.write() as session:
        jobs.cancel(session, done.greeting_job_id, "佐藤", NOON)
    when_due(bench)
    until(lambda: {row.code for row in of(bench.database, done.job_id)} == {Reason.NOT_GREETED})


@pytest.mark.parametrize("state", [State.ACCEPTED, State.DELIVERED, State.UNKNOWN])
def test_what_may_have_arrived_is_a_greeting(bulk: BulkSend, ids: list[int], bench: Bench, state: State) -> None:
    """Nobody may ever decide about a 結果不明; most of them arrived and only have no receipt."""
    done = confirm(bulk, ids)
    become(bench.database, done.greeting_job_id, state, posted_at=NOON)
    when_due(bench)
    until(lambda: {row.state for row in of(bench.database, done.job_id)} == {State.ACCEPTED})


def test_a_message_waits_for_a_greeting_that_waits(bulk: BulkSend, ids: list[int], bench: Bench) -> None:
    done = confirm(bulk, ids)
    with bench.database.write() as session:
        jobs.pause(session, done.greeting_job_id, "paused_by_hand")
    when_due(bench)
    until(held(bench, done.job_id, Held.GREETING))
    assert {row.not_before for row in of(bench.database, done.job_id)} == {LATER + timedelta(days=3)}
    assert bench.gateway.sent == []
    with bench.database.write() as session:
        jobs.resume(session, done.greeting_job_id, bench.clock())
    until(lambda: len(bench.gateway.sent) == 3)
    bench.clock.run(days=3)
    until(bench.all_are(State.ACCEPTED))


def test_a_message_waits_on_for_a_greeting_that_leaves_while_it_waits(
    bulk: BulkSend, ids: list[int], bench: Bench
) -> None:
    done = confirm(bulk, ids)
    with bench.database.write() as session:
        jobs.pause(session, done.greeting_job_id, "paused_by_hand")
    when_due(bench)
    until(held(bench, done.job_id, Held.GREETING))
    left = LATER + timedelta(days=2)
    become(bench.database, done.greeting_job_id, State.DELIVERED, posted_at=left)
    bench.clock.now = LATER + timedelta(days=3)
    until(lambda: {row.not_before for row in of(bench.database, done.job_id)} == {left + timedelta(days=3)})
    assert bench.gateway.sent == []
    bench.clock.now = left + timedelta(days=3)
    until(lambda: {row.state for row in of(bench.database, done.job_id)} == {State.ACCEPTED})


@pytest.mark.parametrize("hours_late", [0, 7.9, 9, 11.5, 13, 24, 36, 60, 72, 167])
@pytest.mark.parametrize("days", [1, 3, 7])
def test_whenever_the_greeting_left_the_message_keeps_its_days_and_is_never_early(
    bulk: BulkSend, ids: list[int], bench: Bench, days: int, hours_late: float
) -> None:
    done = confirm(bulk, ids, replace(REQUEST, greeting=replace(HELLO, days=days)))
    left, planned = NOON + timedelta(hours=hours_late), NOON + timedelta(days=days)
    become(bench.database, done.greeting_job_id, State.DELIVERED, posted_at=left)
    may_leave = planned + (day_of(left) - day_of(NOON))
    looks = max(planned, left.replace(hour=NOON.hour, minute=0))
    when_due(bench, looks)
    if may_leave > looks:
        until(lambda: {row.not_before for row in of(bench.database, done.job_id)} == {may_leave})
        assert bench.gateway.sent == []
        bench.clock.now = may_leave
    until(lambda: {row.state for row in of(bench.database, done.job_id)} == {State.ACCEPTED})
    assert all(
        day_of(row.posted_at or NOON) >= day_of(left) + timedelta(days) for row in of(bench.database, done.job_id)
    )


def test_a_list_of_before_the_days_were_kept_waits_for_the_next_day(
    bulk: BulkSend, ids: list[int], bench: Bench
) -> None:
    done = confirm(bulk, ids)
    with bench.database.write() as session:
        session.execute(update(JobRow).where(JobRow.id == done.job_id).values(greeting_days=1))
    become(bench.database, done.greeting_job_id, State.DELIVERED, posted_at=LATER - timedelta(hours=3))
    when_due(bench)
    until(held(bench, done.job_id, Held.GREETING))
    assert {row.not_before for row in of(bench.database, done.job_id)} == {LATER + timedelta(days=1)}
    bench.clock.run(days=1)
    until(lambda: {row.state for row in of(bench.database, done.job_id)} == {State.ACCEPTED})


def test_only_a_list_that_greets_somebody_keeps_days(bulk: BulkSend, ids: list[int], database: Database) -> None:
    done = confirm(bulk, ids)
    plain = confirm(bulk, ids, replace(REQUEST, text="山川自動車です。点検のご案内です。", greeting=None))
    with database.read() as session:
        kept = {row.id: row.greeting_days for row in session.scalars(select(JobRow))}
    assert kept == {done.job_id: 3, done.greeting_job_id: None, plain.job_id: None}


def test_what_is_not_due_is_no_part_of_the_time_left(
    bulk: BulkSend, ids: list[int], database: Database, clock: Clock, changes: Changes, bench: Bench
) -> None:
    """One of three left within half a minute, one is due, and one waits for its greeting."""
    done = confirm(bulk, ids, replace(REQUEST, greeting=None))
    left, _, waits = of(database, done.job_id)
    sending.touch(database, left.id, state=State.ACCEPTED, posted_at=NOON)
    clock.run(seconds=30)
    hand = SendJobs(database, Only(bench.gateway), clock, changes)
    both = hand.one(done.job_id).time_left()
    sending.touch(database, waits.id, held_code=Held.GREETING, not_before=LATER)
    job = hand.one(done.job_id)
    assert (both, job.time_left()) == (timedelta(minutes=1), timedelta(seconds=30))
    assert (job.held, job.next_at) == ({Held.GREETING: 1}, NOON)


@pytest.mark.parametrize(("days", "reason"), [(3, Reason.CAP_PER_MONTH), (7, None)])
def test_the_greeting_counts_for_the_limit_of_a_month(
    bulk: BulkSend, ids: list[int], terms: ShopTerms, monkeypatch: pytest.MonkeyPatch, days: int, reason: Reason | None
) -> None:
    """Tuesday the 24th and three days later are in November; seven days later is December."""
    audience = bulk.audience(JobKind.CUSTOMERS, ids)
    rules = terms.current().rules
    limits = replace(rules.frequency[Purpose.ROUTINE], per_month=1)
    strict = replace(rules, frequency={**rules.frequency, Purpose.ROUTINE: limits})
    of_now = replace(terms.current(), rules=strict)
    monkeypatch.setattr(terms, "current", lambda: of_now)
    sorting = bulk.sort(audience, replace(REQUEST, greeting=replace(HELLO, days=days)))
    assert sorting.groups == ({reason: [0, 1, 2]} if reason else {})
    assert len(sorting.greetings) == (0 if reason else 3)


def test_the_same_words_twice_are_a_repeat_of_the_greeting(bulk: BulkSend, ids: list[int]) -> None:
    sorting = bulk.sort(bulk.audience(JobKind.CUSTOMERS, ids), replace(REQUEST, text=HELLO.text))
    assert sorting.groups == {Reason.SAME_CONTENT: [0, 1, 2]}


def test_a_batch_asks_once_for_its_greetings_and_by_the_key_of_their_job(
    bulk: BulkSend, ids: list[int], bench: Bench
) -> None:
    done = confirm(bulk, ids)
    asked: list[tuple[str, Any]] = []

    def listen(_connection: Connection, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    with bench.database.read() as session:
        event.listen(session.connection(), "before_cursor_execute", listen)
        numbers = [sending.number(n) for n in range(100)]
        assert len(dispatch.greetings(session, [done.greeting_job_id], numbers)) == 3
        [(statement, parameters)] = asked
        if bench.database.is_sqlite:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        else:
            session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters)
        told = " ".join(str(row) for row in plan)
    assert "job_id" in told
    assert "recipient_key" in told
    assert "SCAN messages" not in told
    assert "Seq Scan" not in told

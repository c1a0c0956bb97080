"""Confirming: job and recipients in one transaction, and a double press is one job."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from dreampower_sms.db import claims, jobs, messages
from dreampower_sms.db.claims import FIRST
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables import JobRow, MessageRecord
from dreampower_sms.domain.jobs import Held, JobKind, JobState, new_job_id, recipient_key
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.sendable import Reason
from tests import sending
from tests.sending import NOON, PRACTICE, job_of, recipient

HOME = Path(__file__).parents[2]
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def counts(database: Database) -> tuple[int, int]:
    with database.read() as session:
        found = [session.scalar(select(func.count()).select_from(table)) for table in (JobRow, MessageRecord)]
    return found[0] or 0, found[1] or 0


def test_job_and_messages_are_written_together(database: Database) -> None:
    left_out = replace(
        recipient(3),
        recipient_key=recipient_key("", 7, None, excluded=True),
        excluded=Reason.SMS_OFF_CUSTOMER,
    )
    job = job_of([recipient(1), recipient(2), left_out])
    with database.write() as session:
        assert messages.confirm(session, job, NOON)
    assert sending.states(database) == [State.QUEUED, State.QUEUED, State.EXCLUDED]
    with database.read() as session:
        stored = jobs.job(session, job.id)
        assert stored is not None
        assert (stored.recipients, stored.clerk, stored.state) == (3, "佐藤", JobState.OPEN)
        assert jobs.progress(session, job.id) == {State.QUEUED: 2, State.EXCLUDED: 1}
    excluded = sending.record(database, 3)
    assert (excluded.code, excluded.settled_at) == (Reason.SMS_OFF_CUSTOMER, NOON)


def test_a_message_is_stored_as_it_was_confirmed(database: Database) -> None:
    at = NOON + timedelta(days=1, microseconds=7)
    body = "{\"髙\"}\\ 'a'\t%s :b\n🚗𠮷 null"
    given = replace(
        recipient(1, body=body, not_before=at), price=Decimal("12.34"), override_reason=body,
        overridden=(Reason.SAME_CONTENT, Reason.CAP_PER_DAY), held=Held.OUTSIDE_WINDOW,
    )  # fmt: skip
    with database.write() as session:
        assert messages.confirm(session, job_of([given], JobKind.SINGLE), NOON)
    stored = sending.record(database, 1)
    assert (stored.body, stored.override_reason, stored.price) == (body, body, Decimal("12.34"))
    assert (stored.not_before, stored.history_at, stored.created_at, stored.settled_at) == (at, at, NOON, None)
    assert (stored.override_code, stored.held_code) == ("same_content_recently,cap_per_day", Held.OUTSIDE_WINDOW)
    assert (stored.customer_id, stored.priority, stored.claim_token, stored.tries) == (None, FIRST, "", 0)


def test_a_long_list_is_written_in_its_order(database: Database) -> None:
    ids = sending.confirm(database, 2_500)
    assert [sending.record(database, ids[place]).e164 for place in (0, 999, 1_000, 2_499)] == [
        sending.number(n) for n in (0, 999, 1_000, 2_499)
    ]
    assert len(ids) == 2_500


def test_the_same_job_again_writes_nothing(database: Database) -> None:
    job = job_of([recipient(1)])
    with database.write() as session:
        assert messages.confirm(session, job, NOON)
    with database.write() as session:
        assert not messages.confirm(session, sending.again(job, messages=[recipient(2)]), NOON)
    assert counts(database) == (1, 1)
    assert sending.record(database, 1).e164 == recipient(1).e164


def test_one_job_never_holds_a_number_twice(database: Database) -> None:
    """Whatever the program thinks of its list, the database refuses it as a whole."""
    job = job_of([recipient(1), recipient(1, body="another text")])
    with pytest.raises(IntegrityError), database.write() as session:
        messages.confirm(session, job, NOON)
    assert counts(database) == (0, 0)


def test_a_double_press_from_many_threads_is_one_job(database: Database) -> None:
    job = job_of([recipient(n) for n in range(20)])
    together = threading.Barrier(8)
    firsts: list[bool] = []

    def press() -> None:
        together.wait()
        with database.write() as session:
            firsts.append(messages.confirm(session, job, NOON))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(firsts) == [False] * 7 + [True]
    assert counts(database) == (1, 20)


def test_a_double_press_from_two_processes_is_one_job(database: Database, migrated_url: str) -> None:
    job_id = new_job_id()
    presses = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.db.press", migrated_url, job_id],
            cwd=HOME,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for press in presses:
        assert press.stdout is not None
        assert press.stdout.readline() == "ready\n"
    for press in presses:
        assert press.stdin is not None
        press.stdin.write("go\n")
        press.stdin.flush()
    firsts = [json.loads(press.communicate(timeout=60)[0]) for press in presses]
    assert sorted(firsts) == [False, True]
    assert counts(database) == (1, 5)


def test_references_are_ours_and_unique(database: Database) -> None:
    ids = sending.confirm(database, 5)
    references = {sending.record(database, id_).reference for id_ in ids}
    assert len(references) == 5
    assert all(len(reference) == 32 and int(reference, 16) for reference in references)


def test_a_job_is_paused_resumed_and_cancelled(database: Database) -> None:
    ids = sending.confirm(database, 3)
    job_id = sending.record(database, ids[0]).job_id
    with database.write() as session:
        assert jobs.pause(session, job_id, "gateway_failing")
        assert not jobs.pause(session, job_id, "again")
    with database.write() as session:
        assert claims.claim(session, "a" * 32, [PRACTICE], NOON, LATER, 10) == []
    with database.write() as session:
        assert jobs.resume(session, job_id, LATER)
        assert not jobs.resume(session, job_id, LATER)
    assert sending.record(database, ids[0]).not_before == LATER
    with database.write() as session:
        assert claims.claim(session, "a" * 32, [PRACTICE], LATER, LATER, 1) == ids[:1]
    with database.write() as session:
        assert jobs.cancel(session, job_id, "佐藤", LATER) == ids
    assert sending.states(database) == [State.CANCELLED] * 3
    assert sending.record(database, ids[0]).decided_by == "佐藤"


def test_what_has_left_can_not_be_cancelled(database: Database) -> None:
    first, second = sending.confirm(database, 2)
    with database.write() as session:
        claims.claim(session, "a" * 32, [PRACTICE], NOON, LATER, 1)
        claims.post(session, "a" * 32, [first], NOON, LATER)
    with database.write() as session:
        assert messages.cancel_messages(session, [first, second], "佐藤", NOON) == [second]
    assert sending.states(database) == [State.POSTING, State.CANCELLED]


def test_a_person_lets_go_what_waits_for_a_person_and_nothing_else(database: Database) -> None:
    missed, retry = sending.confirm(database, 2)
    sending.touch(database, missed, held_code=Held.MISSED.value)
    sending.touch(database, retry, held_code=Held.RETRY.value)
    with database.write() as session:
        assert messages.let_go(session, [missed, retry], LATER) == [missed]
    with database.write() as session:
        assert claims.claim(session, "a" * 32, [PRACTICE], LATER, LATER, 10) == [missed, retry]


@pytest.mark.parametrize(("sent", "state"), [(True, State.ACCEPTED), (False, State.REJECTED)])
def test_a_person_decides_about_an_unknown_once(database: Database, sent: bool, state: State) -> None:
    [id_] = sending.confirm(database, 1)
    with database.write() as session:
        claims.claim(session, "a" * 32, [PRACTICE], NOON, LATER, 1)
        claims.post(session, "a" * 32, [id_], NOON, NOON)
        claims.recover(session, LATER, [], [PRACTICE])
    with database.write() as session:
        assert messages.decide(session, id_, sent=sent, clerk="佐藤", reason="電話で確認", now=LATER)
        assert not messages.decide(session, id_, sent=not sent, clerk="鈴木", reason="", now=LATER)
    row = sending.record(database, id_)
    assert (row.state, row.decided_by, row.decided_at, row.decided_reason) == (state, "佐藤", LATER, "電話で確認")
    assert row.next_ask_at is None


def test_a_single_message_leaves_before_the_mass(database: Database) -> None:
    sending.confirm(database, 50)
    [single] = sending.confirm(database, 1, first=50, kind=JobKind.SINGLE)
    with database.write() as session:
        assert single in claims.claim(session, "a" * 32, [PRACTICE], NOON, LATER, 1)

"""The outbox under races and after crashes: each test is one failure that a statement guards against."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from dreampower_sms.db import claims, outcomes
from dreampower_sms.db.engine import Database
from dreampower_sms.domain.jobs import Held
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.sendable import Reason
from tests import sending
from tests.sending import NOON, PRACTICE

MINE, THEIRS = "a" * 32, "b" * 32
LEASE = NOON + timedelta(minutes=2)
AFTER = NOON + timedelta(minutes=3)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


def claim(database: Database, token: str = MINE, limit: int = 100, now: datetime = NOON) -> list[int]:
    with database.write() as session:
        return claims.claim(session, token, [PRACTICE], now, now + timedelta(minutes=2), limit)


def post(database: Database, ids: list[int], token: str = MINE, now: datetime = NOON) -> list[int]:
    with database.write() as session:
        return claims.post(session, token, ids, now, now + timedelta(minutes=2))


def recover(database: Database, now: datetime = AFTER, in_hand: tuple[int, ...] = ()) -> claims.Recovered:
    with database.write() as session:
        return claims.recover(session, now, in_hand, [PRACTICE])


def test_many_senders_share_the_queue_without_overlap(database: Database) -> None:
    ids = sending.confirm(database, 200)
    taken: dict[str, list[int]] = {}
    together = threading.Barrier(4)

    def sender(token: str) -> None:
        taken[token] = []
        together.wait()
        while some := claim(database, token, limit=7):
            taken[token] += some

    threads = [threading.Thread(target=sender, args=(letter * 32,)) for letter in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(id_ for some in taken.values() for id_ in some) == ids


def test_a_claim_takes_no_more_than_it_is_given_room_for(database: Database) -> None:
    ids = sending.confirm(database, 10)
    assert claim(database, limit=4) == ids[:4]
    assert claim(database, limit=4) == ids[4:8]


def test_what_is_not_due_or_of_another_contract_stays(database: Database) -> None:
    first, second = sending.confirm(database, 2)
    sending.touch(database, first, not_before=AFTER)
    with database.write() as session:
        assert claims.claim(session, MINE, ["another"], NOON, LEASE, 10) == []
        assert claims.claim(session, MINE, [], NOON, LEASE, 10) == []
    assert claim(database) == [second]
    assert claim(database, now=AFTER) == [first]


@pytest.mark.parametrize("held", Held)
def test_what_waits_for_a_person_is_not_claimed(database: Database, held: Held) -> None:
    [id_] = sending.confirm(database, 1)
    sending.touch(database, id_, held_code=held.value)
    assert claim(database) == ([] if held in (Held.MISSED, Held.GAVE_UP, Held.STOPPED) else [id_])


def test_posting_is_written_with_its_attempt(database: Database) -> None:
    [id_] = sending.confirm(database, 1)
    claim(database)
    assert post(database, [id_]) == [id_]
    row = sending.record(database, id_)
    assert (row.state, row.posted_at, row.tries) == (State.POSTING, NOON, 1)
    assert sending.attempts(database, id_) == [(1, "")]
    assert post(database, [id_]) == []
    assert sending.attempts(database, id_) == [(1, "")]


def test_nobody_posts_what_another_has_claimed(database: Database) -> None:
    [id_] = sending.confirm(database, 1)
    claim(database, THEIRS)
    assert post(database, [id_], MINE) == []
    assert sending.states(database) == [State.CLAIMED]


def test_a_claim_is_not_posted_when_its_lease_is_over(database: Database) -> None:
    """Nobody else took it, but it may be hours too late by now."""
    [id_] = sending.confirm(database, 1)
    claim(database)
    assert post(database, [id_], now=LEASE) == []
    assert post(database, [id_], now=LEASE - timedelta(seconds=1)) == [id_]


def test_a_lost_claim_goes_back_and_its_first_owner_can_not_post_it(database: Database) -> None:
    """A PC that slept past its lease wakes up and goes on where it was."""
    [id_] = sending.confirm(database, 1)
    claim(database, MINE)
    assert recover(database) == claims.Recovered([id_], [])
    assert claim(database, THEIRS, now=AFTER) == [id_]
    assert post(database, [id_], MINE, AFTER) == []
    assert post(database, [id_], THEIRS, AFTER) == [id_]
    assert sending.attempts(database, id_) == [(1, "")]


def test_a_lost_posting_is_unknown_and_never_queued(database: Database) -> None:
    [id_] = sending.confirm(database, 1)
    claim(database)
    post(database, [id_])
    assert recover(database) == claims.Recovered([], [id_])
    row = sending.record(database, id_)
    assert (row.state, row.code, row.next_ask_at, row.lease_until) == (State.UNKNOWN, claims.LEASE_LOST, AFTER, None)
    assert claim(database, THEIRS, now=AFTER) == []


def test_nobody_asks_a_gateway_that_can_not_be_asked_by_reference(database: Database) -> None:
    [id_] = sending.confirm(database, 1)
    claim(database)
    post(database, [id_])
    with database.write() as session:
        claims.recover(session, AFTER, [], [])
    row = sending.record(database, id_)
    assert (row.state, row.next_ask_at) == (State.UNKNOWN, None)


def test_a_live_lease_is_left_alone(database: Database) -> None:
    first, second = sending.confirm(database, 2)
    claim(database)
    post(database, [first])
    with database.write() as session:
        assert claims.renew(session, MINE, [first, second], AFTER + timedelta(minutes=1)) == 2
    assert recover(database) == claims.Recovered([], [])


def test_a_clock_that_jumps_takes_nothing_out_of_the_callers_own_hands(database: Database) -> None:
    first, second = sending.confirm(database, 2)
    claim(database)
    assert recover(database, NOON + timedelta(hours=1), in_hand=(first,)) == claims.Recovered([second], [])


def test_renewing_counts_only_what_is_still_mine(database: Database) -> None:
    first, second = sending.confirm(database, 2)
    claim(database, limit=1)
    claim(database, THEIRS)
    with database.write() as session:
        assert claims.renew(session, MINE, [first, second], AFTER) == 1


def test_a_clean_stop_gives_claims_back_at_once(database: Database) -> None:
    ids = sending.confirm(database, 2)
    claim(database)
    with database.write() as session:
        assert claims.release(session, THEIRS, ids) == []
        assert claims.release(session, MINE, ids) == ids
    assert claim(database, THEIRS) == ids


def test_held_messages_say_why_and_until_when(database: Database) -> None:
    first, second = sending.confirm(database, 2)
    claim(database)
    with database.write() as session:
        claims.hold(session, MINE, {first: AFTER, second: LEASE}, Held.OUTSIDE_WINDOW)
    rows = [sending.record(database, id_) for id_ in (first, second)]
    assert [(row.not_before, row.held_code) for row in rows] == [(AFTER, "outside_window"), (LEASE, "outside_window")]
    assert claim(database) == []
    assert claim(database, now=LEASE) == [second]


def test_a_refusal_at_dispatch_is_kept_with_its_reason(database: Database) -> None:
    first, second = sending.confirm(database, 2)
    claim(database)
    refused = {first: (Reason.OPTED_OUT, ""), second: (Reason.CAP_PER_DAY, "3")}
    with database.write() as session:
        assert claims.leave_out(session, THEIRS, refused, NOON) == []
        assert claims.leave_out(session, MINE, refused, NOON) == [first, second]
    row = sending.record(database, second)
    assert (row.state, row.code, row.detail, row.settled_at) == (State.EXCLUDED, "cap_per_day", "3", NOON)


def test_a_paused_job_does_not_post_what_was_claimed_before(database: Database) -> None:
    from dreampower_sms.db import jobs

    [id_] = sending.confirm(database, 1)
    claim(database)
    with database.write() as session:
        jobs.pause(session, sending.record(database, id_).job_id, "by_hand")
    assert post(database, [id_]) == []


def test_only_the_run_itself_takes_back_what_it_never_sent(database: Database) -> None:
    posted, claimed = sending.confirm(database, 2)
    claim(database)
    post(database, [posted])
    with database.write() as session:
        assert claims.unpost(session, THEIRS, [posted, claimed], NOON) == []
        assert claims.unpost(session, MINE, [posted, claimed], NOON) == [posted, claimed]
    assert sending.states(database) == [State.QUEUED, State.QUEUED]
    assert sending.attempts(database, posted) == [(1, claims.NOT_CALLED)]
    assert claim(database) == [posted, claimed]
    post(database, [posted])
    assert sending.attempts(database, posted) == [(1, claims.NOT_CALLED), (2, "")]


def answered(id_: int, outcome: str = "accepted", code: str = "") -> outcomes.Answer:
    return outcomes.Answer(id_, outcome, code, "x" * 400)


def test_accepted_messages_keep_their_gateway_ids_apart(database: Database) -> None:
    ids = sending.confirm(database, 3)
    claim(database)
    post(database, ids)
    with database.write() as session:
        assert outcomes.accept(session, MINE, {ids[0]: "g1", ids[2]: "g3"}, NOON, LEASE) == [ids[0], ids[2]]
        outcomes.close_attempts(session, MINE, [answered(ids[0]), answered(ids[2])], NOON)
    assert sending.states(database) == [State.ACCEPTED, State.POSTING, State.ACCEPTED]
    assert [sending.record(database, id_).gateway_id for id_ in ids] == ["g1", "", "g3"]
    assert sending.attempts(database, ids[2]) == [(1, "accepted")]
    assert recover(database).lost == [ids[1]]


def test_a_result_of_somebody_else_changes_nothing(database: Database) -> None:
    [id_] = sending.confirm(database, 1)
    claim(database, THEIRS)
    post(database, [id_], THEIRS)
    with database.write() as session:
        assert outcomes.accept(session, MINE, {id_: "g1"}, NOON, LEASE) == []
        assert outcomes.reject(session, MINE, answered(id_), NOON) == []
        assert outcomes.try_again(session, MINE, answered(id_), NOON, LEASE, Held.RETRY) == []
        assert outcomes.lose(session, MINE, answered(id_), None) == []
        outcomes.close_attempts(session, MINE, [answered(id_)], NOON)
    assert sending.states(database) == [State.POSTING]
    assert sending.attempts(database, id_) == [(1, "")]


@pytest.mark.parametrize(
    ("late", "state"), [("accept", State.ACCEPTED), ("reject", State.REJECTED), ("try_again", State.REJECTED)]
)
def test_an_answer_after_the_lease_still_settles_an_unknown(database: Database, late: str, state: State) -> None:
    [id_] = sending.confirm(database, 1)
    claim(database)
    post(database, [id_])
    recover(database)
    with database.write() as session:
        match late:
            case "accept":
                outcomes.accept(session, MINE, {id_: "g1"}, AFTER, AFTER)
            case "reject":
                outcomes.reject(session, MINE, answered(id_), AFTER)
            case _:
                outcomes.try_again(session, MINE, answered(id_), AFTER, AFTER, Held.RETRY)
    assert sending.states(database) == [state]
    assert claim(database, now=AFTER) == []


def test_proof_that_nothing_left_is_tried_again_after_a_pause(database: Database) -> None:
    [id_] = sending.confirm(database, 1)
    claim(database)
    post(database, [id_])
    with database.write() as session:
        assert outcomes.try_again(session, MINE, answered(id_, "not_sent", "dns"), NOON, LEASE, Held.RETRY) == [id_]
    row = sending.record(database, id_)
    assert (row.state, row.code, row.claim_token, row.posted_at) == (State.QUEUED, "dns", "", None)
    assert claim(database) == []
    assert claim(database, THEIRS, now=LEASE) == [id_]


def test_long_words_of_a_gateway_are_cut_to_what_the_column_holds(database: Database) -> None:
    """PostgreSQL refuses a longer text, and a result would be lost over it."""
    [id_] = sending.confirm(database, 1)
    claim(database)
    post(database, [id_])
    with database.write() as session:
        outcomes.close_attempts(session, MINE, [answered(id_, code="c" * 99)], NOON)
        outcomes.lose(session, MINE, answered(id_, code="c" * 99), NOON)
    row = sending.record(database, id_)
    assert (row.state, len(row.code), len(row.detail)) == (State.UNKNOWN, 40, 300)

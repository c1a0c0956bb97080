"""The send loop on real databases: what leaves, what waits, and what is written down about it."""

import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta

import pytest

from dreampower_sms.db import claims, facts, jobs, messages
from dreampower_sms.db.errors import DatabaseUnreachable
from dreampower_sms.db.tables_shop import ContractRow
from dreampower_sms.domain.jobs import Held, JobState
from dreampower_sms.domain.messages import Outgoing, State
from dreampower_sms.domain.people import Customer
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.gateways.outcome import Accepted, NotSent, Outcome, Refused, Unknown
from dreampower_sms.services.answers import GATEWAY_FAILING, Patience
from tests import sending
from tests.sending import NOON, PRACTICE, job_of, recipient
from tests.services.bench import QUICK, Bench
from tests.services.fakes import Keyless, until


def test_everything_due_is_sent_once_and_written_down(bench: Bench) -> None:
    ids = sending.confirm(bench.database, 30)
    bench.start()
    until(bench.all_are(State.ACCEPTED))
    rows = [sending.record(bench.database, id_) for id_ in ids]
    assert sorted(row.reference for row in rows) == sorted(message.reference for message in bench.gateway.sent)
    assert all(row.gateway_id == f"g-{row.reference}" for row in rows)
    assert all((row.sent_at, row.lease_until) == (NOON, None) for row in rows)
    assert all(row.next_ask_at == NOON + timedelta(seconds=10) for row in rows)
    assert [sending.attempts(bench.database, id_) for id_ in ids] == [[(1, "accepted")]] * 30


def test_posting_is_committed_before_the_request_leaves(bench: Bench) -> None:
    [id_] = sending.confirm(bench.database, 1)
    seen: list[State] = []

    def look(message: Outgoing) -> Outcome:
        seen.append(sending.states(bench.database, [id_])[0])
        return Accepted("g1")

    bench.gateway.answer = look
    bench.start()
    until(bench.all_are(State.ACCEPTED))
    assert seen == [State.POSTING]


def test_no_more_requests_than_couriers(bench: Bench) -> None:
    sending.confirm(bench.database, 20)
    bench.gateway.gate.clear()
    bench.start()
    until(lambda: len(bench.gateway.sent) == QUICK.couriers)
    assert bench.states().count(State.POSTING) == 4
    assert bench.states().count(State.CLAIMED) == 4  # in its hand for the couriers that come back first
    assert bench.states().count(State.QUEUED) == 12
    bench.gateway.gate.set()
    until(bench.all_are(State.ACCEPTED))


@pytest.mark.parametrize(("quick", "ahead"), [(timedelta(minutes=1), 3), (timedelta(0), 0)])
def test_some_are_posted_ahead_for_a_gateway_that_answers_at_once_and_none_for_another(
    bench: Bench, quick: timedelta, ahead: int
) -> None:
    sending.confirm(bench.database, 1)
    config = replace(QUICK, quick=quick, ahead=3)
    runner = bench.start(config)
    until(bench.all_are(State.ACCEPTED))
    bench.gateway.gate.clear()
    sending.confirm(bench.database, 20, first=1)
    until(lambda: bench.states().count(State.POSTING) == config.couriers + ahead)
    until(lambda: len(bench.gateway.sent) == 1 + config.couriers)
    assert bench.states().count(State.POSTING) == config.couriers + ahead
    assert not runner.stop(0)
    bench.gateway.gate.set()
    assert runner.stop(30)
    assert len(bench.gateway.sent) == 1 + config.couriers + ahead  # a clean stop sends what is posted
    assert bench.states().count(State.ACCEPTED) == len(bench.gateway.sent)


def test_several_senders_share_the_work(bench: Bench) -> None:
    ids = sending.confirm(bench.database, 60)
    for _ in range(3):
        bench.start()
    until(bench.all_are(State.ACCEPTED))
    references = [message.reference for message in bench.gateway.sent]
    assert len(references) == len(set(references)) == len(ids)


@pytest.mark.parametrize(
    ("outcome", "state", "code"),
    [
        (Refused("number_blocked", "words of the gateway"), State.REJECTED, "number_blocked"),
        (Unknown("timeout"), State.UNKNOWN, "timeout"),
    ],
)
def test_what_is_final_is_not_repeated(bench: Bench, outcome: Outcome, state: State, code: str) -> None:
    [id_] = sending.confirm(bench.database, 1)
    bench.gateway.answer = lambda _message: outcome
    bench.start()
    until(bench.all_are(state))
    bench.clock.run(hours=1)
    bench.stop()
    assert sending.record(bench.database, id_).code == code
    assert len(bench.gateway.sent) == 1


@pytest.mark.parametrize(("blamed", "flag"), [(True, "number_blocked"), (False, "")])
def test_a_number_that_the_gateway_finds_wrong_is_flagged_and_the_next_message_warned_of(
    bench: Bench, add_customer: Callable[..., Customer], blamed: bool, flag: str
) -> None:
    person = add_customer(mobile=f"0{sending.number(0).removeprefix('+81')}")
    bench.gateway.answer = lambda _message: Refused("number_blocked", blames_number=blamed)
    sending.confirm(bench.database, 1)
    bench.start()
    until(bench.all_are(State.REJECTED))
    with bench.database.write() as session:
        assert facts.addressees(session, [person.id])[person.id].number_bad == flag
        again = replace(recipient(0), customer_id=person.id, body="別の話です。")
        messages.confirm(session, job_of([again]), NOON)
    until(bench.all_are(State.REJECTED, State.EXCLUDED))
    assert sending.record(bench.database, 2).code == (Reason.NUMBER_FAILED if blamed else "number_blocked")


def test_a_long_list_by_one_contract_keeps_no_message_by_another_waiting(bench: Bench) -> None:
    with bench.database.write() as session:
        session.add(ContractRow(id="another", gateway="practice", title="旧契約", profile="default"))
        session.flush()
        mass = replace(job_of([recipient(n) for n in range(40)]), contract_id="another")
        assert messages.confirm(session, mass, NOON)
    sending.confirm(bench.database, 1, first=90)
    source = Keyless()
    source.gateways = {"another": bench.gateway, sending.PRACTICE: bench.gateway}
    bench.start(replace(QUICK, couriers=2), source=source)
    until(bench.all_are(State.ACCEPTED))
    assert sending.number(90) in [message.e164 for message in bench.gateway.sent[:20]]


@pytest.mark.parametrize("in_hand", [State.CLAIMED, State.POSTING])
def test_what_a_pc_has_in_its_hand_when_it_falls_asleep_waits_for_a_person(bench: Bench, in_hand: State) -> None:
    [id_] = sending.confirm(bench.database, 1)
    slept: list[State] = []

    def sleep_once() -> None:
        if not slept and bench.states() == [in_hand]:
            slept.append(in_hand)
            bench.clock.run(hours=3)

    bench.senders_database.after = sleep_once
    bench.start()
    until(lambda: sending.record(bench.database, id_).held_code == Held.MISSED)
    assert bench.gateway.sent == []
    assert bench.states() == [State.QUEUED]
    with bench.database.write() as session:
        assert messages.let_go(session, [id_], bench.clock()) == [id_]
    until(bench.all_are(State.ACCEPTED))


def test_what_is_in_the_hand_for_free_couriers_waits_for_a_person_after_a_sleep(bench: Bench) -> None:
    sending.confirm(bench.database, 20)
    bench.gateway.gate.clear()
    bench.start()
    until(lambda: len(bench.gateway.sent) == 4 and bench.states().count(State.CLAIMED) == 4)
    bench.clock.run(hours=3)
    bench.gateway.gate.set()
    until(lambda: bench.states().count(State.ACCEPTED) == 4)
    until(lambda: bench.states().count(State.QUEUED) == 16)
    bench.stop()
    assert len(bench.gateway.sent) == 4
    assert {sending.record(bench.database, id_).held_code for id_ in range(5, 21)} == {Held.MISSED}


def test_an_adapter_that_raises_leaves_an_unknown(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """It broke its promise, and the request may have left before it did."""
    [id_] = sending.confirm(bench.database, 1)

    def broken(_message: Outgoing) -> Outcome:
        raise RuntimeError

    bench.gateway.answer = broken
    bench.start()
    until(bench.all_are(State.UNKNOWN))
    assert sending.record(bench.database, id_).code == "gateway_broke"
    assert [line.getMessage() for line in caplog.records] == ["a gateway raised"]
    caplog.clear()


def test_proof_that_nothing_left_is_tried_again_after_a_growing_pause(bench: Bench) -> None:
    [id_] = sending.confirm(bench.database, 1)
    bench.gateway.answer = lambda _message: NotSent("dns")
    bench.start()
    until(lambda: sending.attempts(bench.database, id_) == [(1, "not_sent")])
    row = sending.record(bench.database, id_)
    assert (row.state, row.held_code, row.not_before) == (State.QUEUED, Held.RETRY, NOON + timedelta(seconds=5))
    bench.clock.run(seconds=5)
    until(lambda: len(sending.attempts(bench.database, id_)) == 2)
    until(bench.all_are(State.QUEUED))
    assert sending.record(bench.database, id_).not_before == bench.clock() + timedelta(seconds=15)
    bench.gateway.answer = lambda _message: Accepted("g1")
    bench.clock.run(seconds=15)
    until(bench.all_are(State.ACCEPTED))
    assert sending.attempts(bench.database, id_) == [(1, "not_sent"), (2, "not_sent"), (3, "accepted")]


def test_the_gateways_own_wait_is_kept(bench: Bench) -> None:
    [id_] = sending.confirm(bench.database, 1)
    bench.gateway.answer = lambda _message: NotSent("too_many", wait=timedelta(minutes=7))
    bench.start()
    until(lambda: sending.record(bench.database, id_).not_before == NOON + timedelta(minutes=7))


def test_after_too_many_tries_a_person_decides(bench: Bench) -> None:
    [id_] = sending.confirm(bench.database, 1)
    bench.gateway.answer = lambda _message: NotSent("dns")
    bench.start(replace(QUICK, patience=Patience((timedelta(0),), tries=3, failures=99)))
    until(lambda: sending.record(bench.database, id_).held_code == Held.GAVE_UP)
    bench.clock.run(days=1)
    assert len(bench.gateway.sent) == 3
    bench.gateway.answer = lambda _message: Accepted("g1")
    with bench.database.write() as session:
        assert messages.let_go(session, [id_], bench.clock()) == [id_]
    until(bench.all_are(State.ACCEPTED))


def test_failures_in_a_row_pause_their_job_and_no_other(bench: Bench) -> None:
    failing = sending.confirm(bench.database, 20)
    sound = sending.confirm(bench.database, 20, first=50)
    bad = {sending.record(bench.database, id_).e164 for id_ in failing}
    bench.gateway.answer = lambda m: Unknown("timeout") if m.e164 in bad else Accepted(m.reference)
    bench.start(replace(QUICK, couriers=1))
    job_id = sending.record(bench.database, failing[0]).job_id
    until(lambda: job_state(bench, job_id) == (JobState.PAUSED, GATEWAY_FAILING))
    until(lambda: set(sending.states(bench.database, sound)) == {State.ACCEPTED})
    states = sending.states(bench.database, failing)
    assert (states.count(State.UNKNOWN), states.count(State.QUEUED)) == (5, 15)


def test_a_success_in_between_starts_the_count_anew(bench: Bench) -> None:
    ids = sending.confirm(bench.database, 20)
    every_fifth = {sending.record(bench.database, id_).e164 for id_ in ids[4::5]}
    bench.gateway.answer = lambda m: Accepted(m.reference) if m.e164 in every_fifth else Unknown("timeout")
    bench.start(replace(QUICK, couriers=1))
    until(bench.all_are(State.ACCEPTED, State.UNKNOWN))
    assert job_state(bench, sending.record(bench.database, ids[0]).job_id) == (JobState.OPEN, "")


def test_a_refused_contract_pauses_at_once(bench: Bench) -> None:
    ids = sending.confirm(bench.database, 20)
    bench.gateway.answer = lambda _message: NotSent("no_balance", every_message=True)
    bench.start(replace(QUICK, couriers=1))
    until(lambda: job_state(bench, sending.record(bench.database, ids[0]).job_id) == (JobState.PAUSED, "no_balance"))
    assert bench.states() == [State.QUEUED] * 20


def job_state(bench: Bench, job_id: str) -> tuple[JobState, str]:
    with bench.database.read() as session:
        job = jobs.job(session, job_id)
    assert job is not None
    return job.state, job.paused_code


def test_what_a_vanished_sender_left_is_taken_over(bench: Bench) -> None:
    claimed, posted = sending.confirm(bench.database, 2)
    with bench.database.write() as session:
        claims.claim(session, "d" * 32, [PRACTICE], NOON, NOON + timedelta(minutes=2), 2)
        claims.post(session, "d" * 32, [posted], NOON, NOON + timedelta(minutes=2))
    bench.start()
    until(lambda: bench.seen() == NOON)
    assert bench.states() == [State.CLAIMED, State.POSTING]
    bench.clock.run(minutes=3)
    until(lambda: bench.states() == [State.ACCEPTED, State.UNKNOWN])
    assert [message.reference for message in bench.gateway.sent] == [sending.record(bench.database, claimed).reference]


def test_leases_are_kept_alive_while_a_gateway_is_slow(bench: Bench) -> None:
    [id_] = sending.confirm(bench.database, 1)
    bench.gateway.gate.clear()
    bench.start()
    until(lambda: len(bench.gateway.sent) == 1)
    for _ in range(4):
        bench.clock.run(seconds=31)
        until(lambda: bench.seen() == bench.clock())
    with bench.database.write() as session:
        assert claims.recover(session, bench.clock(), [], []) == claims.Recovered([], [])
    bench.gateway.gate.set()
    until(lambda: sending.states(bench.database, [id_]) == [State.ACCEPTED])


def test_a_database_that_goes_away_loses_no_answer(bench: Bench) -> None:
    [id_] = sending.confirm(bench.database, 1)
    away = threading.Event()

    def answer(_message: Outgoing) -> Outcome:
        away.set()
        return Accepted("g1")

    def refuse() -> None:
        if away.is_set():
            raise DatabaseUnreachable

    bench.gateway.answer, bench.senders_database.before = answer, refuse
    bench.start()
    until(lambda: [error.code for error in bench.troubles if error] == ["db_unreachable"])
    assert bench.states() == [State.POSTING]
    away.clear()
    until(lambda: sending.states(bench.database, [id_]) == [State.ACCEPTED])
    until(lambda: bench.troubles[-1] is None)


def test_a_commit_of_posting_that_is_not_seen_sends_nothing_and_loses_nothing(bench: Bench) -> None:
    """The connection breaks in the answer to COMMIT: posting stands in the database, but the sender can't know. It
    sends nothing then, takes the message back and sends it by a new attempt."""
    [id_] = sending.confirm(bench.database, 1)
    broken: list[int] = []

    def break_once() -> None:
        if not broken and bench.states() == [State.POSTING]:
            broken.append(len(bench.gateway.sent))
            raise DatabaseUnreachable

    bench.senders_database.after = break_once
    bench.start()
    until(bench.all_are(State.ACCEPTED))
    assert broken == [0]
    assert len(bench.gateway.sent) == 1
    assert sending.attempts(bench.database, id_) == [(1, claims.NOT_CALLED), (2, "accepted")]


def broken_screen(_ids: Collection[int]) -> None:
    """A listener whose fault stops nobody."""
    raise RuntimeError


def test_listeners_hear_of_every_step(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    [id_] = sending.confirm(bench.database, 1)
    heard: list[State] = []
    bench.changes.listen(lambda ids: heard.extend(sending.states(bench.database, [*ids])))
    bench.changes.listen(broken_screen)
    bench.start()
    until(lambda: heard[-1:] == [State.ACCEPTED])
    bench.stop()
    assert heard == [State.POSTING, State.ACCEPTED]
    assert {line.getMessage() for line in caplog.records} == {"a listener failed"}
    caplog.clear()
    assert sending.states(bench.database, [id_]) == [State.ACCEPTED]

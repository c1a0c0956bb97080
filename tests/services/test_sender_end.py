"""The end of a sender: what is under way is finished, and all else has a name or goes back."""

import threading
from dataclasses import replace
from datetime import timedelta

from dreampower_sms.domain.messages import State
from dreampower_sms.services.send_run import STOPPED
from tests import sending
from tests.sending import NOON
from tests.services.bench import QUICK, Bench
from tests.services.fakes import Keyless, Only, until


def test_what_is_under_way_by_a_contract_that_was_taken_out_of_use_has_a_name_when_it_stops(bench: Bench) -> None:
    [id_] = sending.confirm(bench.database, 1)
    source = Keyless()
    source.gateways = Only(bench.gateway).gateways
    bench.gateway.gate.clear()
    runner = bench.start(replace(QUICK, end=timedelta(0)), source=source)
    until(lambda: bench.states() == [State.POSTING])
    source.gateways, source.was_asked = {}, False
    runner.wake()
    until(lambda: source.was_asked)
    assert runner.stop(30)
    row = sending.record(bench.database, id_)
    assert (row.state, row.code, row.next_ask_at) == (State.UNKNOWN, STOPPED, NOON + timedelta(seconds=10))


def test_what_is_in_the_hand_when_it_stops_goes_back(bench: Bench) -> None:
    sending.confirm(bench.database, 20)
    bench.gateway.gate.clear()
    bench.start()
    until(lambda: bench.states().count(State.CLAIMED) == 4)
    bench.stop()
    assert bench.states().count(State.ACCEPTED) == 4
    assert bench.states().count(State.QUEUED) == 16


def test_a_clean_stop_finishes_what_is_posting(bench: Bench) -> None:
    sending.confirm(bench.database, 20)
    bench.gateway.gate.clear()
    runner = bench.start()
    until(lambda: len(bench.gateway.sent) == 4)
    stopper = threading.Thread(target=runner.stop, args=(30,))
    stopper.start()
    bench.gateway.gate.set()
    stopper.join()
    states = bench.states()
    assert (states.count(State.ACCEPTED), states.count(State.QUEUED)) == (4, 16)


def test_a_stop_does_not_wait_for_a_gateway_that_never_answers(bench: Bench) -> None:
    ids = sending.confirm(bench.database, 5)
    bench.gateway.gate.clear()
    runner = bench.start(replace(QUICK, end=timedelta(0)))
    until(lambda: len(bench.gateway.sent) == 4)
    assert runner.stop(30)
    unknown = [sending.record(bench.database, id_) for id_ in ids[:4]]
    assert {(row.state, row.code) for row in unknown} == {(State.UNKNOWN, STOPPED)}
    assert sending.states(bench.database, ids[4:]) == [State.QUEUED]


def test_what_was_posted_ahead_and_no_courier_began_goes_back_when_the_time_is_over(bench: Bench) -> None:
    [first] = sending.confirm(bench.database, 1)
    config = replace(QUICK, quick=timedelta(minutes=1), ahead=3, end=timedelta(0))
    runner = bench.start(config)
    until(bench.all_are(State.ACCEPTED))
    bench.gateway.gate.clear()
    ids = sending.confirm(bench.database, 20, first=1)
    until(lambda: bench.states().count(State.POSTING) == config.couriers + config.ahead)
    until(lambda: len(bench.gateway.sent) == 1 + config.couriers)
    assert runner.stop(30)
    left = {message.reference for message in bench.gateway.sent}
    rows = [sending.record(bench.database, id_) for id_ in ids]
    assert {row.state for row in rows if row.reference in left} == {State.UNKNOWN}
    assert [row.state for row in rows if row.reference not in left] == [State.QUEUED] * (20 - config.couriers)
    bench.gateway.gate.set()
    bench.start(config)
    until(lambda: State.QUEUED not in bench.states())
    bench.stop()
    sent = [message.reference for message in bench.gateway.sent]
    assert len(sent) == len(set(sent)) == 21
    assert sending.states(bench.database, [first]) == [State.ACCEPTED]

"""The figures of the fault tests: each is 0 when all is well, and counts what it is named for."""

from dataclasses import replace

import pytest

from dreampower_sms.domain.jobs import Held, JobState
from dreampower_sms.domain.messages import State
from tests.faults.tally import Fate, Received, Tally, count

SENT = Fate("a", "+819020000001", State.ACCEPTED, "", JobState.OPEN)
GOT = Received("a", SENT.e164, "車検のご案内", 0.0)


def test_what_was_sent_once_is_accepted() -> None:
    assert count([SENT], [GOT], kills=2) == Tally(kills=2, accepted=1)


def test_twice_is_doubled_by_one_message_and_by_two_with_one_text() -> None:
    assert count([SENT], [GOT, GOT], 0).doubled == 1
    assert count([SENT, replace(SENT, reference="b")], [GOT, replace(GOT, reference="b")], 0).doubled == 1
    other = replace(GOT, reference="b", body="点検のご案内")
    assert count([SENT, replace(SENT, reference="b")], [GOT, other], 0).doubled == 0


def test_a_repeat_that_a_clerk_meant_is_not_doubled_and_one_more_is() -> None:
    both = [SENT, replace(SENT, reference="b")]
    got = [GOT, replace(GOT, reference="b")]
    assert count(both, got, 0, repeats={SENT.e164: 1}).doubled == 0
    assert count(both, [*got, GOT], 0, repeats={SENT.e164: 1}).doubled == 1


def test_said_to_be_sent_and_never_received_is_lost() -> None:
    assert count([SENT], [], 0) == Tally(accepted=1, lost=1)


@pytest.mark.parametrize("state", [State.QUEUED, State.CANCELLED, State.EXCLUDED, State.REJECTED])
def test_received_and_not_known_is_lost(state: State) -> None:
    assert count([replace(SENT, state=state)], [GOT], 0).lost == 1


@pytest.mark.parametrize("received", [[], [GOT]])
def test_unknown_is_no_loss(received: list[Received]) -> None:
    tally = count([replace(SENT, state=State.UNKNOWN)], received, 0)
    assert tally == Tally(unknown=1)
    assert tally.holds


@pytest.mark.parametrize("state", [State.QUEUED, State.CLAIMED, State.POSTING])
def test_on_the_way_at_the_end_is_nameless(state: State) -> None:
    tally = count([replace(SENT, state=state)], [], 0)
    assert tally == Tally(nameless=1)
    assert not tally.holds


def test_what_waits_for_a_person_has_a_name() -> None:
    waiting = replace(SENT, state=State.QUEUED)
    assert count([replace(waiting, held=Held.MISSED)], [], 0).nameless == 0
    assert count([replace(waiting, job=JobState.PAUSED)], [], 0).nameless == 0
    assert count([replace(waiting, held=Held.RETRY)], [], 0).nameless == 1


def test_what_nobody_confirmed_is_an_error() -> None:
    with pytest.raises(AssertionError, match="nobody confirmed"):
        count([], [GOT], 0)


def test_figures_add_up() -> None:
    assert sum([Tally(kills=1, lost=2), Tally(kills=3, unknown=1)], Tally()) == Tally(kills=4, lost=2, unknown=1)

"""The state machine as a graph: what can be reached from where, and what can't."""

from collections.abc import Iterable

import pytest

from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, SETTLED, WAITING, Move, Purpose, State


def reachable(start: Iterable[State], *, without: frozenset[Move] = frozenset()) -> set[State]:
    """Every state that moves lead to from `start`, not counting `start` itself."""
    found: set[State] = set()
    edge = set(start)
    while edge:
        edge = {move.target for move in Move if move not in without and move.sources & edge} - found
        found |= edge
    return found


def test_only_proof_that_nothing_was_sent_leads_back_to_the_queue() -> None:
    assert State.QUEUED in reachable({State.POSTING})
    assert State.QUEUED not in reachable({State.POSTING}, without=frozenset({Move.TRY_AGAIN}))


@pytest.mark.parametrize("state", [State.UNKNOWN, State.ACCEPTED, State.REJECTED, State.DELIVERED, State.UNDELIVERED])
def test_what_may_have_left_is_never_posted_again(state: State) -> None:
    assert not reachable({state}) & {State.QUEUED, State.CLAIMED, State.POSTING}


@pytest.mark.parametrize("state", sorted(SETTLED))
def test_settled_is_the_end(state: State) -> None:
    assert reachable({state}) == set()


def test_every_state_can_be_reached_and_every_other_left() -> None:
    assert reachable({State.DRAFT}) == set(State) - {State.DRAFT}
    assert {state for state in State if not reachable({state})} == SETTLED


def test_posting_comes_only_after_a_claim() -> None:
    assert [move for move in Move if move.target is State.POSTING] == [Move.POST]
    assert Move.POST.sources == {State.CLAIMED}


def test_what_is_posting_can_not_be_cancelled_or_left_out() -> None:
    assert State.POSTING not in Move.CANCEL.sources | Move.LEAVE_OUT.sources
    assert Move.CANCEL.sources == WAITING


def test_a_lost_answer_waits_for_a_person() -> None:
    assert State.UNKNOWN not in SETTLED
    assert {move for move in Move if State.UNKNOWN in move.sources} == {Move.FIND, Move.REFUTE, Move.DELIVER, Move.FAIL}


def test_what_may_have_left_counts_as_written_to() -> None:
    """All but the two that a gateway or the network has denied."""
    left = reachable({State.CLAIMED}) - WAITING - {State.EXCLUDED, State.CANCELLED}
    assert left - MAY_HAVE_ARRIVED == {State.REJECTED, State.UNDELIVERED}


def test_moves_are_all_different() -> None:
    """Two moves of equal value would be one name for the other, and their texts would drift apart."""
    assert len(Move.__members__) == len(list(Move))


def test_only_campaigns_advertise() -> None:
    assert [purpose for purpose in Purpose if purpose.advertising] == [Purpose.CAMPAIGN]

"""Ticks against the plain set of ids that they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.ui.ticks import Ticks

ROWS = range(1, 9)
STEPS = st.lists(st.one_of(st.sampled_from(ROWS), st.sampled_from(["all", "none", "invert"])), max_size=12)


@given(STEPS, st.permutations(list(ROWS)), st.sets(st.sampled_from(ROWS)))
def test_they_are_the_set_of_ids_that_was_ticked(steps: list[int | str], order: list[int], gone: set[int]) -> None:
    ticks, ticked = Ticks(), set(ROWS)
    for step in steps:
        match step:
            case "all" | "none":
                ticks.set_all(on=step == "all")
                ticked = set(ROWS) if step == "all" else set()
            case "invert":
                ticks.invert()
                ticked = set(ROWS) - ticked
            case int():
                ticks.toggle(step)
                ticked ^= {step}
            case _:
                pass
    assert [row for row in order if ticks.has(row)] == list(ticks.of(order)) == [row for row in order if row in ticked]
    left = [row for row in order if row not in gone]
    ticks.keep(left)
    assert ticks.count(len(left)) == len(ticked - gone)

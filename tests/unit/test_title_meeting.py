"""Two versions of one 検索タイトル."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.meeting import NAME, SEQUENCE, TARGET, meet
from dreampower_sms.domain.search.spec import Condition, Order, Title, TitleItem
from dreampower_sms.domain.search.terms import Checked

SMS = Condition("sms", (Checked(True),))
BASE = Title(
    "来月車検",
    Target.CUSTOMER,
    (TitleItem("name", listed=True), TitleItem("sms", search=True), TitleItem("kana", listed=True)),
    (SMS,),
    (Order("kana"),),
)
ITEMS = ("name", "kana", "sms", "address", "rank")


@st.composite
def versions(draw: st.DrawFn) -> Title:
    keys = draw(st.permutations(ITEMS))[: draw(st.integers(1, len(ITEMS)))]
    ticks = st.booleans()
    items = tuple(TitleItem(key, draw(ticks), draw(ticks), draw(ticks)) for key in keys)
    return Title(draw(st.sampled_from(("一", "二"))), draw(st.sampled_from(Target)), items, order=(Order("kana"),))


def test_what_only_one_changed_is_taken() -> None:
    theirs = replace(BASE, items=(TitleItem("name", listed=True, exported=True), *BASE.items[1:]))
    mine = replace(BASE, name="来月の車検", items=(*BASE.items, TitleItem("address", listed=True)))
    meeting = meet(BASE, theirs, mine)
    assert not meeting.differences
    made = meeting.title({})
    assert made.name == "来月の車検"
    assert made.items == (*theirs.items, TitleItem("address", listed=True))
    assert made.conditions == (SMS,)


def test_what_both_changed_is_asked_line_by_line() -> None:
    theirs = replace(BASE, name="相手", items=(TitleItem("name"), *BASE.items[1:]))
    mine = replace(BASE, name="自分", items=(TitleItem("name", exported=True), *BASE.items[1:]))
    meeting = meet(BASE, theirs, mine)
    assert [each.field for each in meeting.differences] == [NAME, "name"]
    made = meeting.title({NAME: "相手", "name": (False, False, True)})
    assert (made.name, made.items[0]) == ("相手", mine.items[0])


def test_another_order_of_lines_is_a_change_of_its_own() -> None:
    first, second, third = BASE.items
    meeting = meet(BASE, replace(BASE, items=(third, first, second)), replace(BASE, items=(second, first, third)))
    assert [each.field for each in meeting.differences] == [SEQUENCE]
    assert meeting.title({SEQUENCE: ("sms", "name", "kana")}).items == (second, first, third)


def test_a_condition_goes_with_its_item() -> None:
    theirs = replace(BASE, items=(BASE.items[0], BASE.items[2]), conditions=())
    assert meet(BASE, theirs, replace(BASE, name="別名")).title({}).conditions == ()


@given(versions(), versions(), versions())
def test_nothing_is_lost_whatever_is_chosen(base: Title, theirs: Title, mine: Title) -> None:
    meeting = meet(base, theirs, mine)
    for side in ("mine", "theirs"):
        made = meeting.title({each.field: getattr(each, side) for each in meeting.differences})
        assert len({each.item for each in made.items}) == len(made.items)
        kept = {each.item for each in made.items}
        assert {each.item for each in theirs.items} & {each.item for each in mine.items} <= kept
        assert made.target in (theirs.target, mine.target)
    assert meet(base, base, mine).title({}).name == mine.name
    assert meet(base, theirs, base).title({}) == replace(theirs, items=meet(base, theirs, base).title({}).items)
    assert TARGET in meeting.values

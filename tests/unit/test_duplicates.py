"""Which two customers may be one."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.duplicates import Person, Reason, compare, prefill

_few = {
    "name_key": st.sampled_from(["", "山田太郎", "山田太朗", "佐藤花子", "中村美咲子", "中村美咲"]),
    "kana_key": st.sampled_from(["", "ヤマダタロウ", "サトウハナコ"]),
    "e164": st.sampled_from(["", "+819011110001", "+819011110002"]),
    "phone_key": st.sampled_from(["", "1000222340"]),
    "address_key": st.sampled_from(["", "千葉市中央区1", "船橋市2"]),
    "birthday": st.sampled_from([None, date(1980, 5, 1), date(1990, 1, 1)]),
}
_rest = {"name": "", "kana": "", "mobile": "", "address": ""}
persons = st.builds(Person, id=st.integers(1, 9), **{key: st.just(value) for key, value in _rest.items()}, **_few)


@given(persons, persons)
def test_who_is_asked_about_whom_makes_no_difference(one: Person, other: Person) -> None:
    assert one.id == other.id or compare(one, other) == compare(other, one)


@given(persons)
def test_nobody_is_a_duplicate_of_themselves(one: Person) -> None:
    assert compare(one, one) is None


@given(persons)
def test_a_copy_with_a_number_is_found_and_scores_as_high_as_anything_about_them(one: Person) -> None:
    one = replace(one, e164="+819011110001")
    pair = compare(one, replace(one, id=one.id + 1))
    assert pair is not None
    assert Reason.MOBILE in pair.reasons
    assert 0 < pair.score <= 100


def test_a_gap_is_filled_memos_are_put_together_and_what_differs_is_asked() -> None:
    kept = {"name": "山田", "address": "", "memo": "代車", "rank": "A", "flag_sms": False}
    gone = {"name": "山田", "address": "千葉", "memo": "引取", "rank": "B", "flag_sms": True}
    filled, undecided = prefill(kept, gone)
    assert filled == {"address": "千葉", "memo": "代車\n引取"}
    assert [(one.field, one.mine, one.theirs) for one in undecided] == [("rank", "A", "B"), ("flag_sms", False, True)]


def test_a_family_comes_after_one_person_who_was_entered_twice() -> None:
    empty = dict.fromkeys(("name", "kana", "mobile", "address"), "")
    taro = Person(
        1, **empty, name_key="山田太郎", kana_key="ヤマダタロウ", e164="+819011110001", phone_key="1000222340",
        address_key="千葉市中央区1", birthday=date(1980, 5, 1),
    )  # fmt: skip
    wife = replace(taro, id=2, name_key="山田花子", kana_key="ヤマダハナコ", birthday=date(1982, 1, 1))
    again = replace(taro, id=3, e164="", phone_key="", address_key="")
    family, twice = compare(taro, wife), compare(taro, again)
    assert family is not None
    assert twice is not None
    assert family.score < twice.score

"""Two edits of one record, merged field by field."""

from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.records import changed, merge

FIELDS = ("name", "kana", "memo")
RECORDS = st.fixed_dictionaries(dict.fromkeys(FIELDS, st.sampled_from("abc")))


def test_what_one_changed_is_taken_and_what_both_changed_is_asked() -> None:
    base = {"name": "山田", "kana": "ヤマダ", "memo": ""}
    merged, open_ = merge(
        base, {**base, "memo": "代車", "kana": "ヤマタ"}, {**base, "name": "山田 太郎", "kana": "ヤマダ タロウ"}
    )
    assert merged == {"name": "山田 太郎", "kana": "ヤマダ タロウ", "memo": "代車"}
    assert [(one.field, one.theirs, one.mine) for one in open_] == [("kana", "ヤマタ", "ヤマダ タロウ")]


@given(RECORDS, RECORDS, RECORDS)
def test_nothing_that_anybody_typed_is_lost(base: dict[str, str], theirs: dict[str, str], mine: dict[str, str]) -> None:
    merged, open_ = merge(base, theirs, mine)
    asked = {one.field for one in open_}
    for field in FIELDS:
        if mine[field] != base[field]:
            assert merged[field] == mine[field]
            assert (field in asked) == (theirs[field] not in (base[field], mine[field]))
        else:
            assert merged[field] == theirs[field]
            assert field not in asked


@given(RECORDS, RECORDS)
def test_alone_nobody_is_asked(base: dict[str, str], mine: dict[str, str]) -> None:
    assert merge(base, base, mine) == (mine, [])
    assert merge(base, mine, base) == (mine, [])
    assert set(changed(base, mine)) == {field for field in FIELDS if base[field] != mine[field]}

"""Characters that may not arrive: named with their place, never changed without being asked."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dreampower_sms.domain.characters import (
    Trouble,
    Why,
    is_blank,
    normalise_newlines,
    normalise_text,
    swap,
    swap_all,
    troubles,
)

CHARSETS = ("cp932", "shift_jis", "iso2022_jp")
OLD_KAMI = "\ufa19"
CP932 = [
    char
    for code in range(0x20, 0x10000)
    if not 0x7F <= code < 0xA0 and not 0xD800 <= code < 0xE000
    for char in [chr(code)]
    if char.encode("cp932", "ignore")
]
mixed = st.text(
    st.one_of(st.characters(), st.sampled_from("あ漢髙㈱①～ｶﾞ\u3099\ufe0f\u200d👍🏽👩🇯\r\n\u2028\xa0\u200b\t"))
)


def test_every_line_break_becomes_one_lf() -> None:
    assert normalise_newlines("a\r\nb\rc\nd\u2028e\u2029f\n\r") == "a\nb\nc\nd\ne\nf\n\n"


def test_pieces_of_letters_are_put_together() -> None:
    assert normalise_text("か\u3099は\u309ae\u0301") == "がぱé"


def test_no_character_that_a_handset_shows_is_replaced() -> None:
    shown = "".join(CP932)
    assert len(shown) > 9000
    assert normalise_text(shown) == shown
    assert troubles(shown, "cp932") == ()


def test_letters_beside_a_kept_character_are_still_composed() -> None:
    assert normalise_text(f"{OLD_KAMI}か\u3099\u212bは\u309a") == f"{OLD_KAMI}が\u212bぱ"


@given(mixed)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once
    assert not {"\r", "\u2028", "\u2029"} & set(once)


@given(mixed)
def test_normalising_keeps_what_the_text_means(text: str) -> None:
    assert unicodedata.normalize("NFC", normalise_text(text)) == unicodedata.normalize("NFC", normalise_newlines(text))


@pytest.mark.parametrize("text", ["", " ", "\u3000\n\r\n\t", "\u200b\ufeff\xa0", "\u2028"])
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["あ", " a ", "。", "\u200b-"])
def test_what_shows_anything_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("charset", "char", "why", "proposal"),
    [
        ("shift_jis", "～", Why.OUTSIDE, "〜"),
        ("shift_jis", "－", Why.OUTSIDE, "−"),
        ("shift_jis", "①", Why.OUTSIDE, "(1)"),
        ("shift_jis", "⑳", Why.OUTSIDE, "(20)"),
        ("shift_jis", "㈱", Why.OUTSIDE, "(株)"),
        ("shift_jis", "㊤", Why.OUTSIDE, "(上)"),
        ("shift_jis", "Ⅲ", Why.OUTSIDE, "III"),
        ("shift_jis", "№", Why.OUTSIDE, "No."),
        ("shift_jis", "髙", Why.NAME_FORM, "高"),
        ("shift_jis", "﨑", Why.NAME_FORM, "崎"),
        ("shift_jis", OLD_KAMI, Why.NAME_FORM, "神"),
        ("iso2022_jp", "ｶﾞ", Why.OUTSIDE, "ガ"),
        ("iso2022_jp", "ｱ", Why.OUTSIDE, "ア"),
        ("iso2022_jp", "ﾞ", Why.OUTSIDE, "゛"),
        ("cp932", "𠮷", Why.NAME_FORM, "吉"),
        ("cp932", "葛\U000e0100", Why.NAME_FORM, "葛"),
        ("cp932", "㋿", Why.OUTSIDE, "令和"),
        ("cp932", "—", Why.OUTSIDE, "―"),
        ("cp932", "¥", Why.OUTSIDE, "￥"),
        ("cp932", "é", Why.OUTSIDE, "e"),
        ("cp932", "か\u3099", Why.OUTSIDE, "が"),
        ("cp932", "鿿", Why.OUTSIDE, None),
        ("cp932", "\ud800", Why.OUTSIDE, None),
        ("cp932", "😀", Why.EMOJI, ""),
        ("cp932", "👍🏽", Why.EMOJI, ""),
        ("cp932", "👨\u200d👩\u200d👧", Why.EMOJI, ""),
        ("cp932", "🇯🇵", Why.EMOJI, ""),
        ("cp932", "1\ufe0f\u20e3", Why.EMOJI, "1"),
        ("cp932", "☎", Why.EMOJI, "TEL"),
        ("cp932", "☎\ufe0f", Why.EMOJI, "TEL"),
        ("cp932", "\xa0", Why.SPACE, " "),
        ("cp932", "\u200b", Why.INVISIBLE, ""),
        ("cp932", "\u200d", Why.INVISIBLE, ""),
        ("cp932", "\t", Why.CONTROL, " "),
        ("cp932", "\x00", Why.CONTROL, ""),
        ("cp932", "\x80", Why.CONTROL, ""),
    ],
)
def test_a_character_that_may_not_arrive_is_named_with_a_proposal(
    charset: str, char: str, why: Why, proposal: str | None
) -> None:
    assert troubles(f"車検{char}です", charset) == (Trouble(2, char, why, proposal),)


@pytest.mark.parametrize("char", ["～", "①", "㈱", "髙", "﨑", "ｶﾞ", "〜", "−", "〆", "々", "\n", "☆"])
def test_what_the_character_set_of_the_contract_has_is_no_trouble(char: str) -> None:
    assert troubles(char, "cp932") == ()


def test_a_composed_character_that_the_character_set_has_is_no_trouble_beside_one() -> None:
    assert [trouble.char for trouble in troubles("ｶﾞ\t", "cp932")] == ["\t"]


def test_troubles_come_in_the_order_of_the_text() -> None:
    found = troubles("㈱\t髙👍🏽\xa0①", "shift_jis")
    assert [trouble.index for trouble in found] == [0, 1, 2, 3, 5, 6]
    assert [trouble.why.code for trouble in found] == [
        "char_outside",
        "char_control",
        "char_name_form",
        "char_emoji",
        "char_space",
        "char_outside",
    ]


def test_swapping_one_leaves_the_others() -> None:
    text = "㈱山田 ①㈱"
    assert swap(text, troubles(text, "shift_jis")[1]) == "㈱山田 (1)㈱"


def test_a_swap_without_a_proposal_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to swap"):
        swap("鿿", troubles("鿿")[0])


def test_a_swap_in_a_text_that_has_changed_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to swap"):
        swap("abc", troubles("a\xa0c")[0])


@given(mixed, st.sampled_from(CHARSETS))
@example("\ufe0f\ufe0f", "cp932")
@example("👩\u200d⚕\ufe0f", "cp932")
@example("\u200d", "cp932")
def test_after_all_swaps_only_what_a_person_must_decide_is_left(text: str, charset: str) -> None:
    found = troubles(text, charset)
    swapped = swap_all(text, found)
    assert [trouble.char for trouble in troubles(swapped, charset)] == [
        trouble.char for trouble in found if trouble.swap is None
    ]


@given(mixed, st.sampled_from(CHARSETS))
def test_nothing_outside_the_character_set_is_overlooked(text: str, charset: str) -> None:
    rest = text
    for trouble in reversed(troubles(text, charset)):
        assert text[trouble.index : trouble.index + len(trouble.char)] == trouble.char
        rest = rest[: trouble.index] + rest[trouble.index + len(trouble.char) :]
    rest.encode(charset)

"""Search keys: the same for every spelling of a thing, different for different things."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dreampower_sms.domain.text import NAME_FORMS, digits, kana_key, search_key

hiragana = st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3096))
half_width = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾔﾏｻﾞｷ", "やまざき"),
        ("ヤマサ\u3099キ", "やまざき"),
        ("ヤマサ゛キ", "やまざき"),
        ("やまだ　たろう", "ヤマダ タロウ"),
        ("ｼﾕﾝｲﾁ", "しゅんいち"),
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("𠮷田", "吉田"),
        ("齋藤", "斉藤"),
        ("斎藤", "齊藤"),
        ("渡邉", "渡辺"),
        ("佐々木", "佐佐木"),
        ("神谷", "神谷"),
        ("千葉 500 あ 12-34", "千葉５００ア１２３４"),
        ("ABC-d", "ａｂｃＤ"),
        ("オートバックス", "おｰとばつくす"),
        ("オ-トバックス", "オートバックス"),
        ("㈱山田", "(株)山田"),
        ("龍ケ崎", "竜ヶ崎"),
        ("Straße", "STRASSE"),
        ("1ー2ー3", "1-2-3"),
        ("DBA_ZVW30", "dba-zvw30"),
    ],
)
def test_spellings_of_one_thing_meet(one: str, other: str) -> None:
    assert search_key(one) == search_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("おおの", "おの"), ("オート", "オト"), ("かき", "がき"), ("ハハ", "ババ"), ("田中", "中田"), ("１２", "２１")],
)
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert search_key(one) != search_key(other)


@pytest.mark.parametrize("signs", ["", " ", "・", "ー", "---", "『』", "゛", "()"])
def test_signs_alone_leave_nothing(signs: str) -> None:
    assert search_key(signs) == ""


def test_a_reading_keeps_only_what_is_spoken() -> None:
    assert kana_key("やまだ 太郎 (Taro) オート") == "ヤマダtaroオート"
    assert kana_key("山田") == ""


def test_digits_come_out_in_ascii() -> None:
    assert digits("０９０-1234 (㈱①)") == "0901234"
    assert digits("なし") == ""


def test_no_name_form_leads_back_to_another() -> None:
    assert not NAME_FORMS.keys() & set(NAME_FORMS.values())


@given(st.text())
@example("字ーー")
@example("ｶ ﾞ")
@example("々々々")
@example("佐々々")
def test_a_key_is_its_own_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)
    assert kana_key(kana_key(text)) == kana_key(text)


@given(st.text())
def test_a_key_ignores_the_form_of_composed_letters(text: str) -> None:
    assert search_key(unicodedata.normalize("NFD", text)) == search_key(unicodedata.normalize("NFC", text))


@given(hiragana)
def test_a_key_ignores_kana_and_width(text: str) -> None:
    katakana = "".join(chr(ord(char) + 0x60) for char in text)
    narrow = "".join(half_width.get(char, char) for char in unicodedata.normalize("NFD", katakana))
    assert search_key(text) == search_key(katakana) == search_key(narrow)
    assert kana_key(text) == search_key(text)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_a_key_ignores_width_and_case_of_ascii(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in text)
    assert search_key(wide) == search_key(text) == search_key(text.upper())


@given(st.text(), st.text())
def test_spaces_between_make_no_difference(one: str, other: str) -> None:
    assert search_key(f"{one} {other}") == search_key(f"{one}\u3000{other}")

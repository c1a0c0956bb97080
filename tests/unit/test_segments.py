"""Contracts whose count depends on the alphabet of the whole text: Twilio's segments, MediaSMS's bytes."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dreampower_sms.domain.characters import troubles
from dreampower_sms.domain.counting import MEDIASMS, TWILIO, Costly, measure
from dreampower_sms.domain.segments import gsm_alphabet, room

ESCAPED = "^{}\\[~]|€"
gsm = st.text(st.sampled_from("aZ09 @é\n_¥Δ" + ESCAPED))
japanese = st.text(st.sampled_from("漢かｱa1\n😀𠮷葛"), min_size=1).map(lambda text: f"車{text}")


def segments(text: str) -> int:
    """The rule, part by part: how many parts a network needs for a text."""
    plain = gsm_alphabet(text)
    widths = [2 if (char in ESCAPED if plain else ord(char) > 0xFFFF) else 1 for char in text]
    one, each = (160, 153) if plain else (70, 67)
    if sum(widths) <= one:
        return 1 if widths else 0
    parts, free = 0, 0
    for width in widths:
        if width > free:
            parts, free = parts + 1, each
        free -= width
    return parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("漢" * 70, 1),
        ("漢" * 71, 2),
        ("漢" * 134, 2),
        ("漢" * 135, 3),
        ("漢" * 670, 10),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 1530, 10),
        ("a" * 159 + "€", 2),
        ("€" * 80, 1),
        ("a" * 152 + "{" + "a" * 152, 3),  # the escape would straddle: 153 + 153 septets, and yet three parts
        ("`" * 70, 1),  # ASCII, but not of the GSM alphabet
        ("`" * 71, 2),
        ("漢" * 66 + "😀" + "漢" * 66, 3),  # 134 units; the pair straddles
        ("漢" * 67 + "😀" + "漢" * 65, 2),
        ("\n" * 160, 1),
    ],
)
def test_twilio_bills_segments(text: str, parts: int) -> None:
    assert measure(text, TWILIO).tier == parts


@pytest.mark.parametrize("text", ["漢" * 671, "a" * 1531])
def test_twilio_sends_ten_segments_at_most(text: str) -> None:
    measured = measure(text, TWILIO)
    assert measured.tier is None
    assert measured.over == 1


@given(st.one_of(gsm, japanese, st.text(max_size=300)))
@example("a" * 153 * 4)
@example("漢" * 66 + "😀" * 40)
def test_the_tier_is_the_number_of_parts(text: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    measured = measure(text, TWILIO)
    if not text:
        assert measured.units == 0
    elif measured.tier is None:
        assert segments(text) > 10
    else:
        assert measured.tier == segments(text)


@given(st.one_of(gsm, japanese), st.sampled_from(["a", "漢", "😀", "\n", "€"]))
def test_one_character_more_never_takes_less_room(text: str, more: str) -> None:
    assert room(text + more) >= room(text)


def test_a_japanese_text_counts_as_the_sms_itself() -> None:
    assert measure("山川自動車です。\r\n😀", TWILIO).units == 8 + 1 + 2
    assert measure("山川自動車です。\r\n😀", TWILIO).costly == (Costly(9, "😀", 2),)
    assert troubles("髙橋様😀", TWILIO.charset) == ()


@pytest.mark.parametrize(
    ("text", "units", "tier"),
    [
        ("漢" * 70, 70, 1),
        ("漢" * 69 + "\n", 71, 2),  # a line break is 2
        ("a" * 140, 70, 1),
        ("a" * 141, 71, 2),
        ("a" * 138 + "\r\n", 70, 1),
        ("a" * 268, 134, 2),
        ("a" * 69 + "漢", 70, 1),  # one character of two bytes: 70 of any width
        ("a" * 70 + "漢", 71, 2),
        ("ｱ" * 70, 70, 1),
        ("漢" * 660, 660, 10),
    ],
)
def test_mediasms_counts_bytes_in_ascii_and_characters_in_japanese(text: str, units: int, tier: int) -> None:
    measured = measure(text, MEDIASMS)
    assert (measured.units, measured.tier) == (units, tier)


def test_mediasms_takes_660_and_names_what_shift_jis_lacks() -> None:
    assert measure("漢" * 661, MEDIASMS).over == 1
    assert [trouble.char for trouble in troubles("髙橋様①😀葛\U000e0100", MEDIASMS.charset)] == ["😀", "葛\U000e0100"]


def test_a_line_break_is_costly_beside_kanji_alone() -> None:
    assert measure("車\n検", MEDIASMS).costly == (Costly(1, "\n", 2),)
    assert measure("a\nb", MEDIASMS).costly == ()


@given(st.text(st.sampled_from("漢かｱa1\n")), st.text(st.sampled_from("漢かｱa1\n")))
def test_mediasms_never_takes_more_bytes_than_it_may(one: str, other: str) -> None:
    text = one + other
    measured = measure(text, MEDIASMS)
    if measured.tier is not None:
        assert len(text.replace("\n", "\r\n").encode("cp932")) <= 2 * measured.units <= 1340

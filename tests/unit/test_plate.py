"""Plates as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.plate import Plate, parse_plate, plate_kana, plate_number


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("千葉 500 あ 12-34", "千葉 500 あ 12-34"),
        ("千葉500あ1234", "千葉 500 あ 12-34"),
        ("千葉５００あ・・１２", "千葉 500 あ ・・12"),
        ("なにわ 33 ｻ 5", "なにわ 33 さ ・・・5"),
        ("いわき か 12", "いわき か ・・12"),
        ("いわき500か12ー34", "いわき 500 か 12-34"),
        ("習志野 あ 1234", "習志野 あ 12-34"),
        ("千葉 30a あ 123", "千葉 30A あ ・123"),
        ("横浜300E0012", "横浜 300 E ・・12"),
        ("袖ヶ浦500さ・1-23", "袖ヶ浦 500 さ ・123"),
    ],
)
def test_reads_every_spelling(text: str, printed: str) -> None:
    plate = parse_plate(text)
    assert plate is not None
    assert str(plate) == printed
    assert parse_plate(printed) == plate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12-34",
        "千葉 500 1234",
        "千葉500あ",
        "千葉500あ12345",
        "千葉500あ0000",
        "千葉500あ1234 他1台",
        "千葉500あ1-234",
        "なし",
        "なにわ 12-34",
        "いわきか12",
    ],
)
def test_refuses_what_is_not_one_plate(text: str) -> None:
    assert parse_plate(text) is None


@given(st.integers(1, 9999))
def test_a_number_is_printed_with_four_places(number: int) -> None:
    printed = plate_number(str(number))
    assert printed is not None
    assert len(printed.replace("-", "")) == 4
    assert int(printed.replace("-", "").lstrip("・")) == number
    assert plate_number(printed) == printed


def test_katakana_stands_for_hiragana() -> None:
    assert [plate_kana(text) for text in ("ｱ", "ア", "あ", "E", "ｅ", "千", "")] == [
        "あ",
        "あ",
        "あ",
        "E",
        "E",
        None,
        None,
    ]


@given(st.text(alphabet="千葉なにわ５00あｱ-・ 12", max_size=14))
def test_what_is_read_is_read_again(text: str) -> None:
    plate = parse_plate(text)
    assert plate is None or (isinstance(plate, Plate) and parse_plate(str(plate)) == plate)

"""Postal codes as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreampower_sms.domain.zipcode import parse_zip


@pytest.mark.parametrize(
    "text", ["2600854", "260-0854", "〒260-0854", "２６０－０８５４", "〒 260 ー 0854", "260‐0854", " 260−0854 "]
)
def test_reads_every_spelling(text: str) -> None:
    assert parse_zip(text) == "260-0854"


@pytest.mark.parametrize(
    "text", ["", "260", "260-", "26-00854", "2600-854", "26008541", "260-0854 千葉", "二六〇-〇八五四"]
)
def test_refuses_what_is_not_one_code(text: str) -> None:
    assert parse_zip(text) is None


@given(st.text(max_size=12))
def test_what_is_read_is_read_again(text: str) -> None:
    code = parse_zip(text)
    assert code is None or parse_zip(code) == code

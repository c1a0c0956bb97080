"""Telephone numbers: what may get an SMS, and why the rest may not."""

import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberType

from dreampower_sms.domain.phone import NumberKind, ParsedPhone, mask, parse_phone, pretty

MOBILE = "+819012341234"
mobiles = st.from_regex(r"0[6-9]0[1-9][0-9]{7}", fullmatch=True)


@pytest.mark.parametrize(
    "text",
    [
        "090-1234-1234",
        "09012341234",
        "090 1234 1234",
        "０９０－１２３４－１２３４",
        "０９０１２３４１２３４",
        "+81 90-1234-1234",
        "＋８１ ９０ １２３４ １２３４",
        "+81 (0)90-1234-1234",
        "+81-090-1234-1234",
        "(090)1234-1234",
        "（０９０）１２３４－１２３４",
        "090(1234)1234",
        "090ー1234ー1234",
        "090ｰ1234ｰ1234",
        "090‐1234‐1234",
        "090–1234–1234",
        "090—1234—1234",
        "090−1234−1234",
        "090・1234・1234",
        "090･1234･1234",
        "090.1234.1234",
        "0901234.1234",
        "090 - 1234 - 1234",
        "  090\u30001234\u30001234\r\n",
        "\u202a090-1234-1234\u202c",
        "\ufeff09012341234",
    ],
)
def test_every_way_to_write_one_mobile_number_reads_the_same(text: str) -> None:
    assert parse_phone(text) == ParsedPhone(MOBILE, None)


@pytest.mark.parametrize("text", ["9012341234", "90-1234-1234", "9012341234.0", "819012341234", "９０１２３４１２３４"])
def test_what_a_spreadsheet_took_away_is_given_back(text: str) -> None:
    assert parse_phone(text).e164 == MOBILE


@pytest.mark.parametrize(
    ("text", "kind", "e164"),
    [
        ("03-1234-5678", NumberKind.FIXED_LINE, "+81312345678"),
        ("312345678", NumberKind.FIXED_LINE, "+81312345678"),
        ("050-1234-5678", NumberKind.VOIP, "+815012345678"),
        ("0120-123-456", NumberKind.TOLL_FREE, "+81120123456"),
        ("0800-123-4567", NumberKind.TOLL_FREE, "+818001234567"),
        ("080-0123-4567", NumberKind.TOLL_FREE, "+818001234567"),
        ("0088-22-1234", NumberKind.TOLL_FREE, None),
        ("0570-012-345", NumberKind.UAN, "+81570012345"),
        ("0990-500-123", NumberKind.PREMIUM, "+81990500123"),
        ("0600-234-567", NumberKind.PERSONAL, "+81600234567"),
        ("0204-1234-567", NumberKind.PAGER, "+812041234567"),
        ("020-1234-5678", NumberKind.PAGER, "+812012345678"),
        ("0200-12345-67890", NumberKind.M2M, None),
        ("0200-1234-567", NumberKind.TOO_SHORT, None),
        ("090-0123-4567", NumberKind.UNKNOWN, None),
        ("070-0123-4567", NumberKind.UNKNOWN, None),
        ("060-0000-0000", NumberKind.UNKNOWN, None),
        ("0037-68-090-1234-1234", NumberKind.UNKNOWN, None),
        ("0037-68-090-1234-123", NumberKind.UNKNOWN, None),
        ("0000-000-000", NumberKind.UNKNOWN, None),
        ("010-81-90-1234-1234", NumberKind.TOO_LONG, None),
        ("+1 212 555 0100", NumberKind.NOT_JAPANESE, "+12125550100"),
        ("+82 10-1234-5678", NumberKind.NOT_JAPANESE, "+821012345678"),
        ("+1 212 555", NumberKind.NOT_JAPANESE, None),
        ("+999 123456789", NumberKind.NOT_JAPANESE, None),
        ("", NumberKind.EMPTY, None),
        ("\u3000 \t", NumberKind.EMPTY, None),
        ("-    -", NumberKind.EMPTY, None),
        ("+", NumberKind.EMPTY, None),
        ("043-", NumberKind.INCOMPLETE, None),
        ("043", NumberKind.INCOMPLETE, None),
        ("090-1234-", NumberKind.INCOMPLETE, None),
        ("-9012341234", NumberKind.INCOMPLETE, None),
        ("090-1234-123", NumberKind.TOO_SHORT, None),
        ("03-1234-567", NumberKind.TOO_SHORT, None),
        ("22-3333", NumberKind.TOO_SHORT, None),
        ("090-1234-12345", NumberKind.TOO_LONG, None),
        ("0120-1234-567", NumberKind.TOO_LONG, None),
        ("1" * 40, NumberKind.TOO_LONG, None),
        ("090-1234-1234 携帯", NumberKind.TEXT_BESIDE, None),
        ("携帯090-1234-1234", NumberKind.TEXT_BESIDE, None),
        ("なし", NumberKind.TEXT_BESIDE, None),
        ("*090-1234-1234", NumberKind.TEXT_BESIDE, None),
        ("090-1234-1234#3", NumberKind.TEXT_BESIDE, None),
        ("090-1234-1234x12", NumberKind.TEXT_BESIDE, None),
        ("'09012341234", NumberKind.TEXT_BESIDE, None),
        ("043-222-3333/4", NumberKind.TEXT_BESIDE, None),
        ("090+12341234", NumberKind.TEXT_BESIDE, None),
        ("9.01234E+09", NumberKind.TEXT_BESIDE, None),
        ("①90-1234-1234", NumberKind.TEXT_BESIDE, None),
        ("٠٩٠١٢٣٤١٢٣٤", NumberKind.TEXT_BESIDE, None),
        ("090-1234-1234 080-1234-5678", NumberKind.TWO_NUMBERS, None),
        ("090-1234-1234/080-1234-5678", NumberKind.TWO_NUMBERS, None),
        ("090-1234-1234(080-1234-5678)", NumberKind.TWO_NUMBERS, None),
        ("0901234123408012345678", NumberKind.TWO_NUMBERS, None),
        ("9012341234 8012345678", NumberKind.TWO_NUMBERS, None),
        ("090-1234-1234\n03-1234-5678", NumberKind.TWO_NUMBERS, None),
        ("自宅 03-1234-5678 携帯 090-1234-1234", NumberKind.TWO_NUMBERS, None),
        ("+819012341234+818012345678", NumberKind.TWO_NUMBERS, None),
        ("901234123.4", NumberKind.DECIMAL, None),
        ("9012341234.00", NumberKind.DECIMAL, None),
        ("0901234123.0", NumberKind.DECIMAL, None),
        ("9012341234.", NumberKind.DECIMAL, None),
    ],
)
def test_everything_else_is_refused_with_its_reason(text: str, kind: NumberKind, e164: str | None) -> None:
    phone = parse_phone(text)
    assert (phone.kind, phone.e164, phone.sendable, phone.reason) == (kind, e164, False, kind.code)


def test_a_type_that_the_library_gives_to_no_japanese_number_yet_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def voicemail(_: object) -> int:
        return PhoneNumberType.VOICEMAIL

    monkeypatch.setattr(phonenumbers, "number_type", voicemail)
    assert parse_phone("03-1234-5678").kind is NumberKind.UNKNOWN


def test_codes_of_reasons_are_stable_words() -> None:
    assert NumberKind.TEXT_BESIDE.code == "phone_text_beside"
    assert len({kind.code for kind in NumberKind}) == len(NumberKind)


@given(mobiles, st.booleans())
def test_the_short_way_agrees_with_the_library(number: str, dashes: bool) -> None:
    text = f"{number[:3]}-{number[3:7]}-{number[7:]}" if dashes else number
    judged = phonenumbers.parse(text, "JP")
    assert phonenumbers.is_valid_number(judged)
    assert phonenumbers.number_type(judged) == PhoneNumberType.MOBILE
    e164 = phonenumbers.format_number(judged, phonenumbers.PhoneNumberFormat.E164)
    assert parse_phone(text) == ParsedPhone(e164, None)


@given(st.text("0123456789", min_size=9, max_size=12).map(lambda rest: "0" + rest))
@example("08001234567")
@example("06012345678")
@example("0600123456")
@example("0102100000")
def test_the_long_way_agrees_with_the_library_too(digits: str) -> None:
    judged = phonenumbers.parse(f"+81{digits}")
    is_mobile = phonenumbers.is_valid_number(judged) and phonenumbers.number_type(judged) == PhoneNumberType.MOBILE
    spaced = f"{digits[:3]} {digits[3:]}"
    assert parse_phone(spaced).sendable is is_mobile
    assert parse_phone(spaced) == parse_phone(digits)


def test_the_library_still_knows_the_mobile_numbers_that_the_short_way_knows() -> None:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region("JP")
    assert metadata is not None
    assert metadata.mobile is not None
    assert metadata.mobile.national_number_pattern == r"[6-9]0[1-9]\d{7}"


@given(mobiles, mobiles, st.sampled_from(["", " ", "-", "/", "、", "\n", " 携帯 ", "　"]))
def test_two_numbers_are_never_one(first: str, second: str, between: str) -> None:
    assert parse_phone(first + between + second).kind is NumberKind.TWO_NUMBERS


@given(mobiles, st.text(min_size=1).filter(lambda text: parse_phone(text).kind is NumberKind.TEXT_BESIDE))
def test_text_beside_a_number_never_sends(number: str, beside: str) -> None:
    assert not parse_phone(number + beside).sendable
    assert not parse_phone(beside + number).sendable


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    phone = parse_phone(text)
    assert phone.sendable == (phone.reason == "")
    assert not phone.sendable or (phone.e164 or "").startswith("+81")


@given(mobiles)
def test_what_is_shown_can_be_read_back(number: str) -> None:
    e164 = parse_phone(number).e164
    assert e164 is not None
    assert pretty(e164) == f"{number[:3]}-{number[3:7]}-{number[7:]}"
    assert parse_phone(e164).e164 == parse_phone(pretty(e164)).e164 == e164


@pytest.mark.parametrize(
    ("e164", "shown"),
    [
        ("+81312345678", "03-1234-5678"),
        ("+81433334444", "043-333-4444"),
        ("+818001234567", "0800-123-4567"),
        ("+12125550100", "+1 212-555-0100"),
    ],
)
def test_other_numbers_are_shown_as_their_country_writes_them(e164: str, shown: str) -> None:
    assert pretty(e164) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(MOBILE, "*******1234"), ("090-1234-5678", "*******5678"), ("5678", "*******"), ("", "*******")],
)
def test_a_masked_number_keeps_only_four_digits(number: str, shown: str) -> None:
    assert mask(number) == shown


def test_plain_mobile_numbers_do_not_load_the_library() -> None:
    code = (
        "import sys; from dreampower_sms.domain.phone import parse_phone, pretty; "
        "assert pretty(parse_phone('090-1234-1234').e164) == '090-1234-1234'; "
        "sys.exit('phonenumbers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

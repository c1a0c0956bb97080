"""What may stand in the fields of customers and vehicles."""

from datetime import date
from typing import Any

import pytest

from dreampower_sms.domain.entering import (
    check_customer,
    check_vehicle,
    read_month,
    read_number,
    read_plate,
    tidy_customer,
)
from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.domain.plate import Plate

TODAY = date(2026, 11, 23)
GOOD: dict[str, Any] = {"name": "髙﨑㈱", "kana": "タカサキ", "zip": "260-0854", "mobile": "090-1234-5678", "memo": ""}


def codes(values: dict[str, Any], **limits: int) -> dict[str, str]:
    return {field: wrong.code for field, wrong in check_customer(values, limits, TODAY).items()}


def test_what_is_typed_is_stored_as_it_is_printed() -> None:
    tidy = tidy_customer({
        "name": " 髙﨑㈱ ", "kana": "ﾀｶｻｷ たろう", "zip": "２６００８５４", "mobile": "０９０１２３４５６７８",
        "phone": "043-", "email": "ａ@example.jp", "birthday": None,
    })  # fmt: skip
    assert tidy == {
        "name": "髙﨑㈱", "kana": "タカサキ タロウ", "zip": "260-0854", "mobile": "090-1234-5678", "phone": "043-",
        "email": "a@example.jp", "birthday": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", " 　", "customer_name_missing"),
        ("zip", "26008", "customer_zip_wrong"),
        ("email", "a@b", "customer_email_wrong"),
        ("birthday", date(2026, 11, 24), "customer_birthday_ahead"),
        ("mobile", "090-1234", "phone_too_short"),
        ("phone", "043-222-3333 / 090-1111-2222", "phone_two_numbers"),
    ],
)
def test_each_field_says_what_is_wrong(field: str, value: object, code: str) -> None:
    assert codes(GOOD) == {}
    assert codes({**GOOD, field: value}) == {field: code}


def test_a_number_that_gets_no_sms_may_be_kept() -> None:
    assert codes({**GOOD, "mobile": "03-1234-5678"}) == {}


def test_too_long_says_how_much() -> None:
    wrong = check_customer({**GOOD, "memo": "あ" * 12}, {"memo": 10}, TODAY)
    assert wrong["memo"].details == {"limit": "10", "over": "2"}


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"plate_area": "千葉", "plate_class": "500", "plate_kana": "あ", "plate_number": "12-34"}, {}),
        ({"plate_area": "千葉", "plate_kana": "あ", "plate_number": ""}, {"plate_number": "vehicle_plate_wrong"}),
        ({}, {"plate_number": "vehicle_empty"}),
        ({"model": "アクア"}, {}),
        ({"model": "アクア", "mileage": 10_000_000}, {"mileage": "vehicle_mileage_wrong"}),
    ],
)
def test_a_vehicle_has_a_plate_or_a_name(values: dict[str, Any], wrong: dict[str, str]) -> None:
    assert {field: one.code for field, one in check_vehicle(values, {}).items()} == wrong


def test_months_numbers_and_plates_are_read() -> None:
    assert (read_month("R3.4"), read_month(" ")) == ("2021-04", "")
    assert (read_number("４５，０００km"), read_number("")) == (45_000, None)
    assert read_plate("千葉500あ1234") == Plate("千葉", "500", "あ", "12-34")
    assert (read_plate(""), read_plate("千葉")) == (Plate("", "", "", ""), None)
    with pytest.raises(DateUnreadable):
        read_number("4.5万")
    with pytest.raises(DateUnreadable):
        read_month("春")

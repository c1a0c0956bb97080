"""Bills of several layouts as files, against the messages of both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dreampower_sms.db.engine import Database
from dreampower_sms.domain.messages import State
from dreampower_sms.domain.reconciling import Kind
from dreampower_sms.services.reconciling import BillWrong, Field, Reconciling, guess, open_bill
from tests import sending
from tests.sending import NOON, PRACTICE

NOVEMBER = date(2026, 11, 1)
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str, encoding: str) -> Path:
        path = tmp_path / "請求.csv"
        path.write_text(text, encoding=encoding)
        return path

    return written


def _delivered(database: Database, count: int) -> list[int]:
    ids = sending.confirm(database, count)
    for n, id_ in enumerate(ids):
        sending.touch(database, id_, state=State.DELIVERED, posted_at=NOON + timedelta(minutes=n), gateway_id=f"SM{n}")
    return ids


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (("送信日時", "電話番号", "通数", "金額（税抜）", "ステータス"),
         {Field.AT: "送信日時", Field.NUMBER: "電話番号", Field.UNITS: "通数", Field.PRICE: "金額（税抜）",
          Field.STATUS: "ステータス"}),
        (("Message SID", "To", "NumSegments", "Price", "DateSent", "Status"),
         {Field.ID: "Message SID", Field.NUMBER: "To", Field.UNITS: "NumSegments", Field.PRICE: "Price",
          Field.AT: "DateSent", Field.STATUS: "Status"}),
        (("会社", "部署"), {}),
    ],
)  # fmt: skip
def test_columns_are_guessed_by_their_headings(headers: tuple[str, ...], fields: dict[Field, str]) -> None:
    assert guess(headers) == fields


def test_a_bill_in_shift_jis_by_number_and_time(database: Database, write: Write) -> None:
    _delivered(database, 3)
    path = write(
        "送信日時,電話番号,通数,金額\n"
        "2026/11/24 12:00:05,090-2000-0000,1,20\n"
        '2026/11/24 12:01,090-2000-0001,1,"25円"\n'
        "2026/11/24 12:40,080-1234-5678,1,20\n",
        "cp932",
    )
    found = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER)
    assert [pair.kind for pair in found.pairs] == [Kind.SAME, Kind.PRICE, Kind.NOT_OURS, Kind.NOT_BILLED]
    assert (found.billed, found.ours) == (Decimal(65), Decimal(60))


@pytest.mark.parametrize(
    "clock",
    ["2026/11/24 12:00", "2026/11/24 12:00:05", "2026-11-24T03:00:05Z", "2026-11-24T12:00:05+09:00",
     "2026年11月24日 12時0分", "Tue, 24 Nov 2026 03:00:05 +0000", "２０２６/11/24 12:00"],
)  # fmt: skip
def test_a_clock_is_read_as_bills_write_it(database: Database, write: Write, clock: str) -> None:
    _delivered(database, 1)
    path = write(f'送信日時,電話番号,金額\n"{clock}",09020000000,20\n', "utf-8")
    assert Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER).differing == []


def test_a_clock_without_leading_zeros_is_read(database: Database, write: Write) -> None:
    [id_] = _delivered(database, 1)
    sending.touch(database, id_, posted_at=datetime(2026, 11, 3, 0, 5, tzinfo=UTC))
    path = write("送信日時,電話番号,金額\n2026/11/3 9:05,09020000000,20\n2026/13/3 9:05,09020000000,20\n", "utf-8")
    found = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER)
    assert [pair.kind for pair in found.pairs] == [Kind.SAME, Kind.UNREADABLE]


def test_a_bill_in_english_by_id_with_negative_prices(database: Database, write: Write) -> None:
    _delivered(database, 2)
    path = write("Message SID,To,Price,DateSent\nSM0,819020000000,-20.00,2026-11-24T03:00:00Z\n"
                 "SM1,819020000001,-20.00,2026-11-24T03:00:00Z\n", "utf-8")  # fmt: skip
    assert Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER).differing == []


def test_a_cell_that_can_not_be_read_is_named_and_nothing_else_is_lost(database: Database, write: Write) -> None:
    _delivered(database, 2)
    path = write("id,金額\nSM0,二十円\nSM1,20\n", "utf-8")
    [wrong] = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER).differing
    assert wrong.line is not None
    assert (wrong.kind, wrong.line.row, wrong.line.wrong) == (Kind.UNREADABLE, 2, ("金額", "二十円"))


def test_columns_have_to_lead_to_messages(database: Database, write: Write) -> None:
    path = write("金額,日時\n20,2026/11/24\n", "utf-8")
    with pytest.raises(BillWrong) as error:
        Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER)
    assert error.value.code == "bill_no_key"
    with pytest.raises(BillWrong) as error:
        Reconciling(database).compare(path, {Field.ID: "金額", Field.PRICE: "金額"}, PRACTICE, NOVEMBER)
    assert error.value.code == "bill_column_twice"


@pytest.mark.parametrize(
    ("cells", "foreign"),
    [("20,JPY", ""), ("20円,", ""), ("￥20,円", ""), ("-20.00,", ""),
     ("-0.08,USD", "-0.08 USD"), ("$0.08,", "0.08 $"), ("0.08 EUR,JPY", "0.08 EUR"), ("US$0.08,", "0.08 US$")],
)  # fmt: skip
def test_a_price_in_another_money_is_shown_and_not_compared(
    database: Database, write: Write, cells: str, foreign: str
) -> None:
    _delivered(database, 1)
    path = write(f"id,price,currency\nSM0,{cells}\n", "utf-8")
    [pair] = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER).pairs
    assert pair.line is not None
    assert (pair.kind, pair.line.foreign) == (Kind.SAME, foreign)
    assert pair.difference == (None if foreign else 0)


def test_money_that_comes_back_is_not_a_cost(database: Database, write: Write) -> None:
    _delivered(database, 2)
    path = write("id,金額\nSM0,20\nSM1,-20\n", "utf-8")
    [pair] = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER).differing
    assert (pair.kind, pair.difference) == (Kind.PRICE, -40)


def test_a_column_that_only_numbers_the_lines_is_no_id(write: Write) -> None:
    path = write("ID,電話番号,金額\n1,09020000000,20\n2,09020000001,20\n", "utf-8")
    assert open_bill(path).guessed == {Field.NUMBER: "電話番号", Field.PRICE: "金額"}
    path = write("ID,電話番号,金額\n7001,09020000000,20\n6007,09020000001,20\n", "utf-8")
    assert open_bill(path).guessed[Field.ID] == "ID"


def test_prices_with_tax_are_not_taken_for_prices_without() -> None:
    assert guess(("電話番号", "金額（税込）", "金額（税抜）"))[Field.PRICE] == "金額（税抜）"
    assert Field.PRICE not in guess(("電話番号", "金額（税込）"))


def test_a_file_that_lost_a_column_since_it_was_chosen_is_told(database: Database, write: Write) -> None:
    path = write("id,金額\nSM0,20\n", "utf-8")
    columns = open_bill(path).guessed
    write("id,料金\nSM0,20\n", "utf-8")
    with pytest.raises(BillWrong) as error:
        Reconciling(database).compare(path, columns, PRACTICE, NOVEMBER)
    assert error.value.code == "bill_changed"

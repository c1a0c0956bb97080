"""Bills of several layouts as files, against the messages of both databases."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from dreampower_sms.db import contracts, reconciling
from dreampower_sms.db.engine import Database, Stop
from dreampower_sms.db.tables import ContractRow, MessageRecord, TariffRow
from dreampower_sms.domain.counting import DEFAULT_PROFILE, MEDIASMS, PROFILES, TWILIO
from dreampower_sms.domain.messages import BILLABLE, State
from dreampower_sms.domain.reconciling import Kind
from dreampower_sms.services.importing.opening import open_source
from dreampower_sms.services.reconciling import BillWrong, Field, Reconciling, _lines, guess, open_bill
from dreampower_sms.services.terms import charges
from dreampower_sms.services.usage import UsageStatements
from dreampower_sms.ui.reconciled import sums
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
    assert [pair.kind for pair in found.differing] == [Kind.PRICE, Kind.NOT_OURS, Kind.NOT_BILLED]
    assert found.counts[Kind.SAME] == 1
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
    assert found.counts == {Kind.SAME: 1, Kind.UNREADABLE: 1}


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
    found = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER)
    assert found.counts == {Kind.SAME: 1}
    assert (found.priced, found.unpriced, found.difference) == ((0, 1, 0) if foreign else (1, 0, 0))
    [line] = _lines(open_source(path), open_bill(path).guessed, Stop(), None)
    assert line.foreign == foreign


@pytest.mark.parametrize(
    "rows",
    [
        ("送信日時,電話番号,金額", "2026/11/24 12:00,09020000000,20", ",,20", "合計,,20", ",合計,20",
         ",消費税（10%）,2", "小計", "TOTAL,20"),
        ("ID,To,Price", "SM0,09020000000,-20", "Grand Total,,20", ",,-2"),
    ],
)  # fmt: skip
def test_lines_that_sum_up_are_none_of_the_bill(database: Database, write: Write, rows: tuple[str, ...]) -> None:
    _delivered(database, 1)
    path = write("\n".join(rows) + "\n", "utf-8")
    found = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER)
    assert found.counts == {Kind.SAME: 1, Kind.TOTAL: len(rows) - 2}
    assert (found.billed, found.ours, found.differing) == (20, 20, [])


def test_what_the_gateway_did_not_charge_need_not_be_billed(database: Database, write: Write) -> None:
    ids = _delivered(database, 3)
    sending.touch(database, ids[0], state=State.UNDELIVERED, charged_units=0)
    sending.touch(database, ids[1], charged_units=2)
    path = write("id,通数,金額\nSM1,2,40\nSM2,1,20\n", "utf-8")
    found = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER)
    assert (found.differing, found.ours, found.difference) == ([], 60, 0)
    assert UsageStatements(database).statement(PRACTICE, NOVEMBER).month.line.price == found.ours
    with database.write() as session:
        session.get_one(ContractRow, PRACTICE).profile = MEDIASMS.name
    sending.touch(database, ids[0], charged_units=None)
    assert Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER).differing == []


def test_without_a_count_of_the_gateway_the_sms_of_the_text_are_expected(database: Database, write: Write) -> None:
    [id_] = _delivered(database, 1)
    sending.touch(database, id_, units=150, tier=3, price=Decimal(60))
    path = write("id,通数,金額\nSM0,1,20\nSM0,1,20\nSM0,1,20\n", "utf-8")
    found = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER)
    assert (found.differing, found.billed) == ([], 60)
    path = write("id,通数,金額\nSM0,2,40\n", "utf-8")
    [pair] = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER).differing
    assert (pair.kind, pair.difference) == (Kind.UNITS, -20)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(BILLABLE)), st.none() | st.integers(0, 12), st.integers(1, 660)), max_size=5
    ),
    st.sampled_from([DEFAULT_PROFILE.name, MEDIASMS.name, TWILIO.name]),
)
def test_statement_and_comparison_hold_the_same_to_be_right(
    database: Database, told: list[tuple[State, int | None, int]], profile: str
) -> None:
    ids = sending.confirm(database, len(told))
    measured = PROFILES[profile].tariffs.on(None)
    with database.write() as session:
        session.execute(update(MessageRecord).values(posted_at=None))
        session.get_one(ContractRow, PRACTICE).profile = profile
    for id_, (state, charged, units) in zip(ids, told, strict=True):
        tier = bisect_left(measured.ends, units) + 1
        sending.touch(database, id_, state=state, charged_units=charged, posted_at=NOON, units=units, tier=tier,
                      price=measured.tiers[tier - 1].price)  # fmt: skip
    month = UsageStatements(database).statement(PRACTICE, NOVEMBER).month
    with database.read() as session:
        contract = next(one for one in contracts.contracts(session) if one.id == PRACTICE)
        since, until = NOON - timedelta(days=1), NOON + timedelta(days=1)
        own = reconciling.own(session, PRACTICE, since, until, charges(session, contract))
    assert sum(one.price for one in own) == month.bill.net


def test_a_bill_of_a_contract_with_damaged_fees_is_compared_and_it_is_said(database: Database, write: Write) -> None:
    [id_] = _delivered(database, 1)
    sending.touch(database, id_, charged_units=2)
    with database.write() as session:
        for tier, end in ((1, 670), (2, 70)):
            row = TariffRow(contract_id=PRACTICE, valid_from=date(2020, 1, 1), tier=tier, end_units=end, price=tier)
            session.add(row)
    path = write("id,金額\nSM0,40\n", "utf-8")
    found = Reconciling(database).compare(path, open_bill(path).guessed, PRACTICE, NOVEMBER)
    assert (found.differing, found.ours, found.damaged) == ([], 40, True)
    assert "料金表に誤りがある" in sums(found)
    assert "F7（設定2）で直してください" in sums(found)


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

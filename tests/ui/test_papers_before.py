"""The 確認書 before sending: every fact on it, what it rests on, when it leaves, and sums that add up."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtGui import QPageLayout, QPageSize

from dreampower_sms.db.contracts import Contract
from dreampower_sms.db.facts import NumberFacts
from dreampower_sms.domain.company import Company
from dreampower_sms.domain.counting import DEFAULT_PROFILE, measure
from dreampower_sms.domain.jobs import JobKind
from dreampower_sms.domain.listing import Person
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind, ConsentRecord, Customer, CustomerKind
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.domain.rules import Rules
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.listing import Audience, BulkRequest, Greeting, Sorting, sort_list
from dreampower_sms.services.send import Preview, Recipient, SendRequest
from dreampower_sms.services.terms import Terms
from dreampower_sms.ui.printing.bulk_statement import list_pages
from dreampower_sms.ui.printing.paper import paper_of, sheet
from dreampower_sms.ui.printing.statement import BEFORE, PRACTICE, statement_pages
from tests.ui.papers import assert_whole, flat

A4, A5 = sheet(QPageSize.PageSizeId.A4, 12), sheet(QPageSize.PageSizeId.A5, 12)
PAPERS = pytest.mark.parametrize("layout", [A4, A5], ids=["A4", "A5"])
NOON, NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC), datetime(2026, 11, 24, 13, tzinfo=UTC)
MORNING = "2026/11/25 09:00"
SHOP = Company("山川自動車", "山川自動車株式会社", "03-1234-5678", "東京都千代田区一番町 1-2-3")
REAL = Contract("c", "mediasms", "メディアSMS 本店", "", "", active=True, options={}, version=1)
TRIAL = replace(REAL, gateway="practice", title="練習")
NUMBER = "+819022223333"


def customer(id_: int, **changed: object) -> Customer:
    values = {
        "id": id_, "name": f"髙橋 {id_}", "kana": "", "honorific": "様", "kind": CustomerKind.INDIVIDUAL, "zip": "",
        "address": "", "phone": "", "mobile": f"090-2222-333{id_}", "email": "", "birthday": None, "rank": "",
        "staff_name": "", "memo": "", "sms": True, "is_dummy": False, "number_bad": "", "version": 1, **changed,
    }  # fmt: skip
    return Customer(**values)  # type: ignore[arg-type]  # each is of its field's type


def consent(at: datetime, kind: ConsentKind = ConsentKind.GRANTED) -> ConsentRecord:
    return ConsentRecord(at, NUMBER, kind, None, "鈴木", "店頭の用紙", "車検の案内に同意します。")


def preview(*records: ConsentRecord, contract: Contract = REAL, leaves_at: datetime | None = None) -> Preview:
    person = customer(3, honorific="御中")
    on_record = NumberFacts({}, {NUMBER: records}, {}, {})
    recipient = Recipient(person, None, parse_phone(person.mobile), on_record)
    request = SendRequest(recipient, "車検のご案内です。", Purpose.CAMPAIGN, "佐藤")
    counted = measure(request.text, DEFAULT_PROFILE, on=day_of(NOON))
    return Preview(request, request.text, request.text, counted, (), (), (), None, (), leaves_at, contract)


def said(shown: Preview, layout: QPageLayout = A5, now: datetime = NOON) -> str:
    pages = statement_pages(shown, SHOP, now, paper_of(layout))
    assert_whole(pages, paper_of(layout))
    return flat(pages)


@PAPERS
def test_a_message_that_has_not_left_says_everything(layout: QPageLayout) -> None:
    text = said(preview(consent(NOON - timedelta(days=30))), layout)
    for fact in (
        BEFORE, "髙橋 3 御中", "090-2222-3333", "キャンペーン", "佐藤", "すぐに送信", "9 文字　区分 1",
        "20円（税別・見込み）", "メディアSMS 本店", "車検のご案内です。", "送信の根拠", "同意の記録",
        "2026/10/25 12:00", "店頭の用紙", "車検の案内に同意します。",
        "山川自動車株式会社", "東京都千代田区一番町 1-2-3", "03-1234-5678",
    ):  # fmt: skip
        assert flat(fact) in text, fact
    assert flat(PRACTICE) not in text


@PAPERS
def test_practice_is_marked_and_takes_no_page_for_itself(layout: QPageLayout) -> None:
    pages = statement_pages(preview(contract=TRIAL), SHOP, NOON, paper_of(layout))
    assert len(pages) == 1
    assert_whole(pages, paper_of(layout))
    assert PRACTICE in pages[0].text()


def test_it_rests_on_what_is_on_record_when_it_leaves() -> None:
    assert flat("同意・取引関係の記録なし") in said(preview())
    ended = preview(consent(NOON - timedelta(days=30)), consent(NOON - timedelta(days=1), ConsentKind.WITHDRAWN))
    assert flat("同意の撤回の記録") in said(ended)
    later = preview(consent(NOON + timedelta(minutes=1)))
    assert flat("同意・取引関係の記録なし") in said(later)


def test_what_waits_for_the_morning_says_so() -> None:
    text = said(preview(leaves_at=datetime(2026, 11, 25, tzinfo=UTC)), now=NIGHT)
    assert flat(MORNING) in text
    assert "すぐに送信" not in text


def sorted_list(contract: Contract = REAL, *, greeting: bool = False, now: datetime = NOON) -> tuple[Sorting, Terms]:
    """Three who get it, of whom the first was written to before, and one without a mobile number."""
    customers = [customer(1), customer(2, honorific="御中"), customer(3), customer(4, mobile="")]
    people = [Person(each, None, parse_phone(each.mobile), met=each.id == 1) for each in customers]
    first = Greeting("山川自動車です。はじめてご連絡します。", 3) if greeting else None
    request = BulkRequest(
        JobKind.CUSTOMERS, "{氏名}様、車検です。", Purpose.ROUTINE, "佐藤", "12月の車検", greeting=first
    )
    terms = Terms(contract, DEFAULT_PROFILE, Rules(max_units=DEFAULT_PROFILE.max_units), SHOP)
    return sort_list(Audience(JobKind.CUSTOMERS, people, NumberFacts({}, {}, {}, {}), 0), request, terms, now), terms


def list_said(sorting: Sorting, terms: Terms, layout: QPageLayout = A4, now: datetime = NOON) -> str:
    pages = list_pages(sorting, terms, now, paper_of(layout))
    assert_whole(pages, paper_of(layout))
    return "\n".join(page.text() for page in pages)


@PAPERS
def test_a_list_that_has_not_left_says_everything(layout: QPageLayout) -> None:
    text = flat(list_said(*sorted_list(), layout))
    for fact in (
        BEFORE, "12月の車検", "定例情報連絡", "佐藤", "メディアSMS 本店", "3人　3通", "1人", "今すぐ",
        "60円（税別・見込み）", "メッセージ（髙橋 1 様 の場合）", "髙橋 1様、車検です。",
        "送信する方（3 人　60円）", "090-2222-3332",
        "送らない方（1 人）", "携帯番号が登録されていません。", "山川自動車株式会社",
    ):  # fmt: skip
        assert flat(fact) in text, fact
    assert flat(PRACTICE) not in text
    assert "挨拶" not in text


def test_a_list_of_practice_is_marked() -> None:
    assert PRACTICE in list_said(*sorted_list(TRIAL))


@PAPERS
def test_greetings_stand_on_the_paper_and_everything_adds_up(layout: QPageLayout) -> None:
    sorting, terms = sorted_list(greeting=True)
    text = list_said(sorting, terms, layout)
    for fact in (
        "3人　5通（うち挨拶 2通）", "先に送る挨拶（髙橋 2 御中 の場合）", "山川自動車です。はじめてご連絡します。",
        "メッセージ（髙橋 2 御中 の場合）", "髙橋 2様、車検です。",
        "挨拶 今すぐ、その方への案内 2026/11/27 12:00、ほかの方への案内 今すぐ",
    ):  # fmt: skip
        assert flat(fact) in flat(text), fact
    parts = re.findall(r"（(\d) 人　([\d.]+)円）", text)
    assert [int(count) for count, _ in parts] == [2, 3]
    assert sum(Decimal(price) for _, price in parts) == sorting.totals.price
    assert text.count("\n20円\n") == sorting.totals.messages, "each message has a row with its price"
    assert text.count("2026/11/27 12:00") >= 2, "the later date of each who is greeted"


def test_a_list_that_waits_for_the_morning_says_so() -> None:
    sorting, terms = sorted_list(now=NIGHT)
    text = list_said(sorting, terms, now=NIGHT)
    assert text.count(MORNING) == 1 + len(sorting.sendable)
    assert "今すぐ" not in text

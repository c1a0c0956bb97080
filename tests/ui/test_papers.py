"""The 確認書 on paper: nothing cut, nothing lost, headings on each page, and a PDF that anybody can read."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QPageLayout, QPageSize

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.consent import Basis, Ground
from dreampower_sms.domain.history import Attempt, Result, Timeline
from dreampower_sms.domain.jobs import ContractNow, JobKind, JobState, JobSummary
from dreampower_sms.domain.messages import MessageRow, Purpose, State
from dreampower_sms.domain.people import ConsentKind, ConsentRecord
from dreampower_sms.services.papers import JobPaper, MessagePaper
from dreampower_sms.ui.printing.document import pdf
from dreampower_sms.ui.printing.job_statement import HEADINGS, job_pages
from dreampower_sms.ui.printing.message_statement import PRACTICE, message_document, message_pages
from dreampower_sms.ui.printing.paper import paper_of, sheet
from tests.ui.papers import assert_whole, flat, read_back

A4, A5 = sheet(QPageSize.PageSizeId.A4, 12), sheet(QPageSize.PageSizeId.A5, 12)
NOON = datetime(2026, 11, 24, 3, tzinfo=UTC)
SHOP = Company("山川自動車", "山川自動車株式会社", "03-1234-5678", "東京都千代田区一番町 1-2-3")
LONG_SHOP = Company("山川" * 30, "山川自動車株式会社" * 8, "03-1234-5678", "東京都千代田区一番町" * 12)


def message(number: int = 1, **changed: object) -> MessageRow:
    values = {
        "id": number, "job_id": "0" * 32, "created_at": NOON, "history_at": NOON + timedelta(seconds=5),
        "sent_at": NOON + timedelta(seconds=9), "customer_id": 1, "customer_name": f"髙橋 {number:04}",
        "e164": f"+8190{20_000_000 + number}", "body": "車検のご案内です。", "units": 9, "tier": 1,
        "price": Decimal("3.3"), "state": State.DELIVERED, "code": "", "clerk": "佐藤", "purpose": Purpose.CAMPAIGN,
        "job_title": "", **changed,
    }  # fmt: skip
    return MessageRow(**values)  # type: ignore[arg-type]  # each is of its field's type


def paper(row: MessageRow, company: Company = SHOP, results: int = 1, *, practice: bool = False) -> MessagePaper:
    attempts = (Attempt(1, NOON + timedelta(seconds=5), NOON + timedelta(seconds=9), "accepted", "", ""),)
    arrived = [
        Result(NOON + timedelta(minutes=n + 1), NOON, "delivered" if n == results - 1 else "pending", "", "", "poll")
        for n in range(results)
    ]
    timeline = Timeline(row, None, NOON, "", (), "", attempts, tuple(arrived), "g-1", 2, NOON, "", None, "")
    record = ConsentRecord(
        NOON - timedelta(days=30), row.e164, ConsentKind.GRANTED, None, "鈴木", "店頭の用紙", "同意します。"
    )
    return MessagePaper(timeline, Basis(Ground.CONSENT, record), "メディアSMS", practice, company, NOON, "御中")


def job_paper(count: int, **changed: object) -> JobPaper:
    summary = JobSummary(
        "0" * 32, JobKind.CUSTOMERS, "12月の車検", Purpose.ROUTINE, "{自社名}です。", None, "c", None, JobState.OPEN,
        "", NOON, "佐藤", "受付1", {State.DELIVERED: count - 1, State.EXCLUDED: 1}, {}, Decimal(3000), None, 0,
        ContractNow("メディアSMS"),
    )  # fmt: skip
    rows = [message(n) for n in range(1, count + 1)]
    rows[0] = message(1, state=State.EXCLUDED, code="opted_out", sent_at=None, **changed)
    return JobPaper(summary, rows, False, SHOP, NOON)


@pytest.mark.parametrize("layout", [A4, A5], ids=["A4", "A5"])
def test_the_paper_of_a_message_says_everything(layout: QPageLayout) -> None:
    pages = message_pages(paper(message()), paper_of(layout))
    said = "\n".join(page.text() for page in pages)
    for fact in (
        "髙橋 0001 御中", "090-2000-0001", "車検のご案内です。", "2026/11/24 12:00", "2026/11/24 12:01:00",
        "9 文字　区分 1", "3.30円（税別・見込み）", "2 通（送信サービスの通知）", "佐藤", "キャンペーン", "到達",
        "同意の記録", "2026/10/25 12:00", "店頭の用紙", "同意します。", "山川自動車株式会社",
        "東京都千代田区一番町 1-2-3", "03-1234-5678",
    ):  # fmt: skip
        assert fact in said, fact
    assert PRACTICE not in said
    assert_whole(pages, paper_of(layout))


def test_the_shop_takes_no_page_for_itself() -> None:
    pages = message_pages(paper(message(body="一行\n" * 1), practice=True), paper_of(A5))
    assert len(pages) == 1
    assert_whole(pages, paper_of(A5))
    assert f"{SHOP.formal_name}　{SHOP.address}　{SHOP.phone}" in pages[0].text(), "in one line"


@pytest.mark.parametrize(
    ("state", "label", "in_list"),
    [
        (State.UNKNOWN, "送信日時", "26/11/25 09:00"),
        (State.REJECTED, "送信日時", "26/11/25 09:00"),
        (State.QUEUED, "送信予定", "26/11/25 09:00 予定"),
    ],
)
def test_the_paper_says_when_also_of_what_no_gateway_took(state: State, label: str, in_list: str) -> None:
    row = message(state=state, sent_at=None, history_at=datetime(2026, 11, 25, tzinfo=UTC))
    said = flat(message_pages(paper(row, results=0), paper_of(A5)))
    assert flat(f"{label}2026/11/25 09:00") in said
    whole = replace(job_paper(1), messages=[row])
    assert in_list in job_pages(whole, paper_of(A4))[0].text().split("\n")


def test_a_message_of_practice_is_no_proof() -> None:
    pages = message_pages(paper(message(), practice=True), paper_of(A5))
    assert PRACTICE in pages[0].text()


def test_what_was_left_out_has_no_price() -> None:
    row = message(state=State.EXCLUDED, code="opted_out", sent_at=None)
    said = message_pages(paper(row, results=0), paper_of(A5))[0].text()
    assert "除外（この番号は配信停止" in said
    assert "3.30円" not in said


@pytest.mark.parametrize("layout", [A4, A5], ids=["A4", "A5"])
@pytest.mark.parametrize(
    "body",
    ["あいうえおかきくけこ" * 66, "https://example.jp/" + "a" * 640, "一行\n" * 120, "𠮷野👍" * 100],
    ids=["long", "one word", "many lines", "wide characters"],
)
def test_a_text_of_any_length_is_there_to_its_last_character(layout: QPageLayout, body: str) -> None:
    pages = message_pages(paper(message(body=body), LONG_SHOP, results=60), paper_of(layout))
    assert len(pages) > 1
    assert_whole(pages, paper_of(layout))
    assert flat(body) in flat(pages, without_feet=True)
    assert flat(LONG_SHOP.address) in flat(pages, without_feet=True)
    for number, page in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in page.text()


def test_five_thousand_recipients_are_all_there_below_headings() -> None:
    pages = job_pages(job_paper(5000), paper_of(A4))
    assert_whole(pages, paper_of(A4))
    said = [page.text().split("\n") for page in pages]
    numbers = [line for lines in said for line in lines if line.startswith("090-")]
    assert numbers == [f"090-{(20_000_000 + n) // 10_000:04}-{n:04}" for n in range(1, 5001)]
    for lines in said:
        at = lines.index(HEADINGS[0].title)
        assert lines[at : at + len(HEADINGS)] == [heading.title for heading in HEADINGS]
    assert "5,000" in said[-1]
    assert f"{len(pages)} / {len(pages)}" in said[-1]


def test_the_paper_of_a_list_has_its_head_and_every_result() -> None:
    said = flat(job_pages(job_paper(3), paper_of(A4)))
    for fact in (
        "12月の車検", "定例情報連絡", "登録後すぐ", "到達 2 件　除外 1 件", "3,000円（税別・見込み）",
        "2 通　ほかに除外 1 件", "{自社名}です。", "除外（この番号は配信停止になっています。", "宛先と結果（3 件）",
    ):  # fmt: skip
        assert flat(fact) in said, fact


@pytest.mark.parametrize("layout", [A4, A5], ids=["A4", "A5"])
def test_numbers_and_times_of_a_list_are_not_parted_between_lines(layout: QPageLayout) -> None:
    said = "\n".join(page.text() for page in job_pages(job_paper(40), paper_of(layout))).split("\n")
    assert said.count("26/11/24 12:00") == 39
    assert {f"090-2000-{n:04}" for n in range(1, 41)} <= set(said)


@pytest.mark.parametrize("name", ["とても長い名前の会社" * 12, "A" * 120])
def test_a_long_name_makes_its_row_higher(name: str) -> None:
    made = job_paper(3, customer_name=name)
    pages = job_pages(made, paper_of(A5))
    assert_whole(pages, paper_of(A5))
    assert flat(name)[:20] in flat(pages)


def test_a_pdf_has_its_font_within_and_is_read_back() -> None:
    made = pdf(message_document(paper(message())))
    reader = PdfReader(io.BytesIO(made))
    assert b"/FontFile2" in made or b"/FontFile3" in made
    resources: Any = reader.pages[0]["/Resources"]
    fonts = {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    assert fonts
    assert all("BIZUDPGothic" in font.replace(" ", "") for font in fonts)
    width, height = (float(side) / 72 * 25.4 for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (148, 210)
    said = flat(read_back(made))
    for fact in ("髙橋0001", "車検のご案内です。", "東京都千代田区一番町1-2-3", "090-2000-0001"):
        assert fact in said

"""送信案内書 on paper: whole on any paper and at any length, black on white in any theme, and a QR code that is one."""

import io
from dataclasses import replace

import pytest
import segno
from pypdf import PdfReader
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtWidgets import QApplication

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.leaflet import (
    LONGEST_CONSENT,
    LONGEST_SENDER,
    LONGEST_SENTENCE,
    MOST_CONSENT_LINES,
    LeafletChoices,
    LeafletText,
    Use,
    joined,
)
from dreampower_sms.ui import style
from dreampower_sms.ui.printing.document import Document, pdf
from dreampower_sms.ui.printing.leaflet import leaflet_pages
from dreampower_sms.ui.printing.marks import Frame, Squares, paint
from dreampower_sms.ui.printing.paper import PER_INCH, TWIPS, paper_of, sheet
from dreampower_sms.ui.wording import leaflet as words
from dreampower_sms.ui.wording.consent import STANDARD_WORDING
from tests.ui.papers import assert_whole, flat, read_back

A4, A5 = sheet(QPageSize.PageSizeId.A4, 10), sheet(QPageSize.PageSizeId.A5, 10)
PAPERS = pytest.mark.parametrize("layout", [A4, A5], ids=["A4", "A5"])
SHOP = Company("山川自動車", "山川自動車株式会社", "03-1234-5678", "東京都千代田区一番町 1-2-3", "https://example.jp/")
LONG_SHOP = Company(
    "とても長い名前の自動車整備サービスセンター中央店", "とても長い名前の自動車サービスセンター中央本部株式会社" * 3,
    "0438-1234-5678", "東京都千代田区とても長い町名の一番町一丁目二番三号" * 5, "https://example.jp/" + "long/" * 50,
    "https://example.jp/stop/" + "a" * 120,
)  # fmt: skip
EVERYTHING = LeafletChoices(joined(tuple(Use)), "お車のこと" * (LONGEST_SENTENCE // 5), "0" * LONGEST_SENDER)
TEXT = LeafletText(LeafletChoices(sender="0120-123-456", sentence="代車もご用意します。"), SHOP, STANDARD_WORDING)
LONG = LeafletText(EVERYTHING, LONG_SHOP, "受け取ることに同意します。" * 20)


@PAPERS
def test_a_customer_reads_everything(layout: QPageLayout) -> None:
    pages = leaflet_pages(TEXT, paper_of(layout))
    assert len(pages) == (1 if layout is A4 else 2)
    assert_whole(pages, paper_of(layout))
    said = flat(pages)
    for fact in (
        *words.TITLE, *words.WHAT, "車検のご案内", "納車・お預かりのご連絡", "山川自動車", "0120-123-456",
        "SMSを止めて", "03-1234-5678", words.USED_ONLY[1], "代車もご用意します。", "東京都千代田区一番町1-2-3", "https://example.jp/",
        STANDARD_WORDING, words.AGREE, words.OWNER, words.MOBILE, words.SIGNED, words.DAY, words.TAKEN_BY,
    ):  # fmt: skip
        assert flat(fact) in said, fact
    assert flat(words.USES[Use.OIL]) not in said


@PAPERS
@pytest.mark.parametrize("form", [True, False])
def test_nothing_is_cut_at_the_longest(layout: QPageLayout, form: bool) -> None:
    text = replace(LONG, choices=replace(LONG.choices, form=form))
    pages = leaflet_pages(text, paper_of(layout))
    assert_whole(pages, paper_of(layout))
    said = flat(pages)
    for fact in (EVERYTHING.sentence, LONG_SHOP.address, LONG_SHOP.url, LONG_SHOP.opt_out_contact, EVERYTHING.sender):
        assert flat(fact) in said, fact
    assert (flat(text.consent) in said) is form


@PAPERS
@pytest.mark.parametrize("line", [33, 44, 500], ids=["many lines", "lines a little too wide", "one line"])
def test_the_longest_consent_fits_the_form(layout: QPageLayout, line: int) -> None:
    most = LONGEST_CONSENT - MOST_CONSENT_LINES
    parts = [("受" * most)[at : at + line] for at in range(0, most, line)]
    parts += ["受"] * (MOST_CONSENT_LINES - len(parts))
    assert len(parts) <= MOST_CONSENT_LINES
    text = replace(LONG, consent="\n".join(parts))
    pages = leaflet_pages(text, paper_of(layout))
    assert_whole(pages, paper_of(layout))
    assert flat(text.consent) in flat(pages)


@PAPERS
@pytest.mark.parametrize("line", [40, 300, 60_000], ids=["many lines", "long lines", "one line"])
def test_a_consent_from_before_there_was_a_longest_one_is_printed_whole(layout: QPageLayout, line: int) -> None:
    letters = "".join(chr(0x4E00 + number) for number in range(LONGEST_CONSENT * 5))
    consent = "\n".join(letters[at : at + line] for at in range(0, len(letters), line))
    pages = leaflet_pages(replace(LONG, consent=consent), paper_of(layout))
    assert_whole(pages, paper_of(layout))
    head = flat(words.FORM + words.TO.format(shop=LONG_SHOP.formal_name))
    assert letters in flat(pages).replace(head, "")
    assert flat(words.SIGNED) in flat(pages[-1:])
    assert letters[-1] in flat(pages[-1:]), "the end of it stands above the signature"


@PAPERS
def test_a_mobile_number_has_eleven_boxes(layout: QPageLayout) -> None:
    frames = [
        mark.box for page in leaflet_pages(TEXT, paper_of(layout)) for mark in page.marks if isinstance(mark, Frame)
    ]
    rows = [[box for box in frames if box.top == one.top and box.width == one.width] for one in frames]
    [digits] = {tuple(row) for row in rows if len(row) == 11}
    assert all(box.width > 300 for box in digits), "5 mm is what a hand needs"


@pytest.mark.parametrize(
    ("target", "said"), [("url", "https://example.jp/"), ("phone", "tel:0312345678"), ("none", "")]
)
def test_the_code_says_what_stands_below_it(target: str, said: str) -> None:
    text = replace(TEXT, choices=replace(TEXT.choices, target=target))
    [page] = leaflet_pages(text, paper_of(A4))
    codes = [mark for mark in page.marks if isinstance(mark, Squares)]
    if not said:
        assert not codes
        return
    [code] = codes
    assert code.rows == tuple(bytes(row) for row in segno.make(said, error="m", micro=False).matrix_iter(border=4))
    assert code.box.width == code.box.height
    assert said in page.text()


@pytest.mark.parametrize("dots", [150, 203, 600])
@pytest.mark.parametrize("layout", [A4, A5], ids=["A4", "A5"])
@pytest.mark.parametrize("target", ["url", "phone"])
def test_the_code_can_be_read_from_the_printed_page(layout: QPageLayout, dots: int, target: str) -> None:
    """Each module has its colour in its middle and around it, on the page of any printer."""
    text = replace(TEXT, choices=replace(TEXT.choices, target=target))
    [page] = [each for each in leaflet_pages(text, paper_of(layout)) if any(isinstance(m, Squares) for m in each.marks)]
    [box] = [mark.box for mark in page.marks if isinstance(mark, Squares)]
    scale = dots / PER_INCH
    paper = paper_of(layout)
    image = QImage(round(paper.width * scale), round(paper.height * scale), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint(painter, page)
    painter.end()
    said = {"url": "https://example.jp/", "phone": "tel:0312345678"}[target]
    wanted = [[bool(dark) for dark in row] for row in segno.make(said, error="m", micro=False).matrix_iter(border=4)]
    size = box.width / len(wanted)

    def dark(x: float, y: float) -> bool:
        at = (int((box.left + x * size) * scale), int((box.top + y * size) * scale))
        return image.pixelColor(*at).lightness() < 128

    places = range(len(wanted))
    for aside in (0.3, 0.5, 0.7):
        assert [[dark(x + aside, y + 1 - aside) for x in places] for y in places] == wanted


@PAPERS
def test_it_is_black_on_white_in_the_dark(qapp: QApplication, layout: QPageLayout) -> None:
    style.apply(qapp, style.Theme.DARK)
    image = QImage(600, 850, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(1 / TWIPS, 1 / TWIPS)
    for page in leaflet_pages(TEXT, paper_of(layout)):
        paint(painter, page)
    painter.end()
    seen = {image.pixel(x, y) & 0xFFFFFF for x in range(600) for y in range(0, 850, 3)}
    assert 0xFFFFFF in seen
    assert any(colour & 0xFF < 40 for colour in seen), "black"
    assert all(colour >> 16 == colour >> 8 & 0xFF == colour & 0xFF for colour in seen), "no colours"


@PAPERS
def test_its_pdf_can_be_read_and_has_its_font_within(layout: QPageLayout) -> None:
    made = pdf(Document(words.NAME, lambda on: leaflet_pages(TEXT, on), layout))
    assert b"/FontFile2" in made or b"/FontFile3" in made
    reader = PdfReader(io.BytesIO(made))
    assert reader.metadata is not None
    assert reader.metadata.title == words.NAME
    said = flat(read_back(made))
    for fact in (*words.TITLE, "東京都千代田区一番町1-2-3", "03-1234-5678", words.AGREE):
        assert flat(fact) in said, fact

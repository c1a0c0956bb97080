"""What is printed: nothing of a list or a page of HTML is cut on any paper, in a PDF or on a printer."""

import errno
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QPageLayout, QPageRanges, QPageSize
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.page_scroll import PERCENT
from dreampower_sms.ui.printing.document import Document, pdf, print_on
from dreampower_sms.ui.printing.html_page import html_document
from dreampower_sms.ui.printing.list import PrintColumn, PrintList, list_document
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.paper import Paper, paper_of, printer_for, sheet
from dreampower_sms.ui.saving_pdf import FOLDER, write_pdf
from dreampower_sms.ui.screens.print_preview import PrintPreviewScreen
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import focused, press
from tests.ui.papers import assert_whole, flat, read_back

K = Qt.Key
COLUMNS = (PrintColumn("氏名"), PrintColumn("住所"), PrintColumn("電話番号"), PrintColumn("走行距離", right=True))
ADDRESS = "千葉県千葉市若葉区若松町一丁目二十三番地五グリーンパレス若松町壱番館四百五号室"
SIZES = QPageSize.PageSizeId
LAYOUTS = {
    "A4": sheet(SIZES.A4, 10, landscape=True),
    "A5": sheet(SIZES.A5, 12),
    "A6": sheet(SIZES.A6, 12),
    "ハガキ": sheet(SIZES.Postcard, 12),
}


def content(rows: int, address: str = ADDRESS) -> PrintList:
    return PrintList(
        "お客様", "R8.11.23", COLUMNS, [(f"山田 {n}", address, "090-1234-5678", f"{n:,}") for n in range(rows)]
    )


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_list_is_whole_on_any_paper(layout: QPageLayout) -> None:
    document = list_document(content(60))
    pages = document.on(layout)
    assert_whole(pages, paper_of(layout))
    said = flat(pages)
    assert said.count(ADDRESS) + said.count(ADDRESS[:8]) >= 60
    for n in range(60):
        assert f"山田{n}" in said
    for page in pages:
        assert "氏名" in page.text()


def test_a_long_text_below_the_first_rows_is_not_cut() -> None:
    """Widths are made for the first rows."""
    rows = [*content(600, "千葉市").rows, ("山田 600", ADDRESS * 3, "090-1234-5678", "1")]
    document = list_document(PrintList("お客様", "", COLUMNS, rows))
    pages = document.on(document.layout)
    assert_whole(pages, paper_of(document.layout))
    assert flat(pages).count(ADDRESS[:5]) == 3


def test_a_list_without_rows_has_its_headings() -> None:
    document = list_document(content(0))
    [page] = document.on(document.layout)
    assert "走行距離" in page.text()


def test_a_page_of_html_is_on_paper_to_its_last_word() -> None:
    html = "".join(f"<h2>見出し {n}</h2><p>{'あ' * 300}</p><p>終わり {n}</p>" for n in range(30))
    document = html_document("説明", html)
    pages = document.on(document.layout)
    assert len(pages) > 1
    said = flat(read_back(pdf(document)))
    for n in range(30):
        assert f"見出し{n}" in said
        assert f"終わり{n}" in said
        assert sum(f"終わり {n}\n" in page.text() for page in pages) == 1
    assert f"{len(pages)}/{len(pages)}" in said


def numbered(count: int) -> Document:
    def pages(on: Paper) -> Sequence[Page]:
        lists = [PrintList(f"第{n + 1}", "", COLUMNS, []) for n in range(count)]
        return [page for each in lists for page in list_document(each).pages(on)]

    return Document("番号", pages, LAYOUTS["A5"])


@pytest.mark.parametrize(("asked", "copies", "expected"), [("", 1, [1, 2, 3]), ("2-3", 1, [2, 3]), ("1", 2, [1, 1])])
def test_a_printer_gets_the_pages_that_were_asked_for(
    qapp: object, tmp_path: Path, asked: str, copies: int, expected: list[int]
) -> None:
    path = tmp_path / "printed.pdf"
    printer = printer_for(LAYOUTS["A5"])
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setCopyCount(copies)
    if asked:
        printer.setPageRanges(QPageRanges.fromString(asked))
    assert print_on(numbered(3), printer)
    texts = [flat(page.extract_text()) for page in PdfReader(io.BytesIO(path.read_bytes())).pages]
    assert [text[:2] for text in texts] == [f"第{n}" for n in expected]


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_does_not_answer_is_told_apart(qapp: object, tmp_path: Path) -> None:
    printer = printer_for(LAYOUTS["A5"])
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "not there" / "printed.pdf"))
    assert not print_on(numbered(1), printer)


def opened(qtbot: QtBot, window: MainWindow, jobs: Jobs, settings: QSettings, document: Document) -> PrintPreviewScreen:
    screen = PrintPreviewScreen(document, jobs, settings)
    window.open(screen)
    qtbot.waitUntil(lambda: not screen.why_not_yet())
    return screen


def test_the_preview_is_worked_by_keys(qtbot: QtBot, window: MainWindow, jobs: Jobs, settings: QSettings) -> None:
    screen = opened(qtbot, window, jobs, settings, numbered(12))
    assert focused() is screen.view
    assert screen.place.text().startswith("1 / 12 ページ")
    assert "第1" in screen.view.accessibleDescription()
    press(K.Key_End)
    assert screen.place.text().startswith("12 / 12 ページ")
    assert "第12" in screen.view.accessibleDescription()
    press(K.Key_Home)
    press(K.Key_PageDown)
    press(K.Key_PageDown)
    assert screen.view.number > 1
    before, number = screen.view.percent, screen.view.number
    press(K.Key_F8)
    assert screen.view.percent > before
    assert screen.view.number == number, "what is in sight stays"
    for _ in PERCENT:
        press(K.Key_F7)
    assert screen.view.percent == PERCENT[0]
    assert "小さくできません" in window.line.text()


def test_another_paper_is_laid_out_anew(qtbot: QtBot, window: MainWindow, jobs: Jobs, settings: QSettings) -> None:
    widths: list[float] = []
    made = list_document(content(40))

    def pages(on: Paper) -> Sequence[Page]:
        widths.append(on.width)
        return made.pages(on)

    screen = opened(qtbot, window, jobs, settings, Document("一覧", pages, made.layout))
    assert screen.paper.currentText() == "A4 横"
    few = len(screen.view.pages)
    press(K.Key_F3)
    assert focused() is screen.paper
    press(K.Key_Down)
    assert screen.paper.currentText() == "A5 縦"
    qtbot.waitUntil(lambda: not screen.why_not_yet())
    assert len(screen.view.pages) > few
    assert len(widths) == 2
    press(K.Key_F3)
    assert focused() is screen.view


def test_no_printer_is_said(qtbot: QtBot, window: MainWindow, jobs: Jobs, settings: QSettings) -> None:
    opened(qtbot, window, jobs, settings, numbered(1))
    press(K.Key_F9)
    assert "使えるプリンターがありません。" in window.line.text()


@pytest.mark.parametrize("in_window", [False, True])
def test_a_pdf_that_can_not_be_written_is_told_and_the_folder_of_one_that_can_is_kept(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, settings: QSettings, tmp_path: Path, in_window: bool
) -> None:
    screen: Screen = opened(qtbot, window, jobs, settings, numbered(1))
    document = html_document("説明", "<p>あ</p>") if in_window else numbered(1)
    write_pdf(screen, jobs, settings, document, str(tmp_path / "not there" / "a.pdf"))
    qtbot.waitUntil(lambda: f"「{tmp_path / 'not there'}」がありません" in window.line.text())
    write_pdf(screen, jobs, settings, document, str(tmp_path / "a.pdf"))
    qtbot.waitUntil(lambda: "保存しました" in window.line.text())
    assert settings.value(FOLDER) == str(tmp_path)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_a_pdf_that_is_open_elsewhere_is_told_and_the_older_one_stays(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, settings: QSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows refuses to replace what a viewer holds open."""
    screen = opened(qtbot, window, jobs, settings, numbered(1))
    older = tmp_path / "控え.pdf"
    older.write_bytes(b"%PDF older")

    def refuse(_beside: Path, target: Path) -> Path:
        raise PermissionError(errno.EACCES, "open in a viewer", str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    write_pdf(screen, jobs, settings, numbered(1), str(older))
    qtbot.waitUntil(lambda: "控え.pdf に書き込めません" in window.line.text())
    assert "PDF の閲覧ソフトで開いているときは閉じてください" in window.line.text()
    assert older.read_bytes() == b"%PDF older"
    assert list(tmp_path.glob("*.p*")) == [older], "nothing is left beside it"

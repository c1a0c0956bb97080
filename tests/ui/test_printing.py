"""What is printed: every row on its page, headings on each, and previews that live as long as they are seen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewWidget
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.printing.html_page import preview_dialog
from dreampower_sms.ui.printing.list import PrintColumn, PrintList, list_printer, paint_list, preview_list

COLUMNS = (PrintColumn("氏名"), PrintColumn("住所"), PrintColumn("走行距離", right=True))


def content(rows: int) -> PrintList:
    return PrintList("お客様", "R8.11.23", COLUMNS, [(f"山田 {n}", "千葉市" * 40, f"{n:,}") for n in range(rows)])


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def pages_of(path: Path) -> int:
    return path.read_bytes().count(b"/Type /Page\n")


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (1, 1), (200, 7)])
def test_as_many_pages_as_the_rows_need(tmp_path: Path, owner: QWidget, rows: int, pages: int) -> None:
    printer = list_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    path = tmp_path / "list.pdf"
    printer.setOutputFileName(str(path))
    paint_list(content(rows), printer)
    assert pages_of(path) == pages


def test_it_is_painted_on_a4_across(owner: QWidget) -> None:
    layout = list_printer().pageLayout()
    assert layout.pageSize().id() == QPageSize.PageSizeId.A4
    assert layout.orientation() == QPageLayout.Orientation.Landscape


def test_paper_too_small_for_one_row_still_gets_one(tmp_path: Path, owner: QWidget) -> None:
    printer = list_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    path = tmp_path / "list.pdf"
    printer.setOutputFileName(str(path))
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QSizeF(60, 22), QPageSize.Unit.Millimeter),
            QPageLayout.Orientation.Portrait,
            QMarginsF(2, 2, 2, 2),
        )
    )
    paint_list(content(3), printer)
    assert pages_of(path) == 3


def test_the_preview_shows_all_pages(qtbot: QtBot, owner: QWidget) -> None:
    dialog = preview_list(owner, content(200))
    shown = dialog.findChildren(QPrintPreviewWidget)[0]
    qtbot.waitUntil(lambda: shown.pageCount() == 7)
    dialog.close()


def test_the_preview_of_a_page_lives_as_long_as_it_is_seen(qtbot: QtBot, owner: QWidget) -> None:
    dialog = preview_dialog(owner, "確認書", "<h1>確認書</h1>")
    shown = dialog.findChildren(QPrintPreviewWidget)[0]
    qtbot.waitUntil(lambda: shown.pageCount() == 1)
    qtbot.wait(50)
    dialog.close()

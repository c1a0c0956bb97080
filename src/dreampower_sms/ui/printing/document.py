"""A document: laid out on any paper, painted on a printer or written as a PDF. The preview is a screen of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from dreampower_sms.ui.printing.marks import Page, paint
from dreampower_sms.ui.printing.paper import PER_INCH, Paper, paper_of

Pages = Callable[[Paper], Sequence[Page]]
"""Lays a document out on this paper."""


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed. Unless `in_window`, any thread may lay it out, several at once on different papers."""

    title: str
    pages: Pages
    layout: QPageLayout
    """The paper that it is made for."""
    in_window: bool = False
    """Only the window's thread can lay it out and paint it."""

    def on(self, layout: QPageLayout) -> Sequence[Page]:
        """Its pages on another paper."""
        return self.pages(paper_of(layout))


def pdf(document: Document) -> bytes:
    """The document as a PDF with its font in it."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(PER_INCH)
    writer.setPageLayout(document.layout)
    writer.setTitle(document.title)
    painter = QPainter(writer)
    _paint_all(painter, document.on(document.layout), writer)
    painter.end()
    return bytes(buffer.data().data())


def print_on(document: Document, printer: QPrinter) -> bool:
    """Paint the pages that were asked for, laid out for the printer's own paper; False when it doesn't answer."""
    printer.setDocName(document.title)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    _paint_all(painter, list(_wanted(document.on(printer.pageLayout()), printer)), printer)
    return painter.end()


def _wanted(pages: Sequence[Page], printer: QPrinter) -> Iterator[Page]:
    """In their range, and as often as the printer can't repeat them itself."""
    asked = printer.pageRanges()
    for _ in range(1 if printer.supportsMultipleCopies() else printer.copyCount()):
        for number, page in enumerate(pages, 1):
            if asked.isEmpty() or asked.contains(number):
                yield page


def _paint_all(painter: QPainter, pages: Sequence[Page], device: QPagedPaintDevice) -> None:
    painter.scale(device.logicalDpiX() / PER_INCH, device.logicalDpiY() / PER_INCH)
    for number, page in enumerate(pages):
        if number:
            device.newPage()
        paint(painter, page)

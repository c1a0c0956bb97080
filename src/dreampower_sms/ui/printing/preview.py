"""Pages are shown before they are printed."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QObject
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from dreampower_sms.ui.printing.marks import Page, paint
from dreampower_sms.ui.printing.paper import PER_INCH, Paper, paper_of, printer_for

_SHARE = 0.92
"""Of the window: Qt's own size shows a page that nobody can read."""

Pages = Callable[[Paper], Sequence[Page]]
"""Lays a document out on this paper."""


class PrintPreview(QPrintPreviewDialog):
    """Qt's preview, which paints on a printer that it does not keep: it has to live as long as the dialog does."""

    def __init__(self, printer: QPrinter, parent: QWidget, title: str) -> None:
        super().__init__(printer, parent)
        self._printer = printer
        printer.setDocName(title)
        self.setWindowTitle(title)
        self.resize(parent.window().size() * _SHARE)
        self.finished.connect(self.deleteLater)


def preview_pages(
    parent: QWidget, title: str, pages: Pages, layout: QPageLayout, laid_out: Sequence[Page] | None = None
) -> PrintPreview:
    """Show the pages before they are printed; printer, paper, copies and PDF are chosen there.

    `laid_out` are the pages for `layout` where they were made already, e.g. in a thread because they are many.
    """
    dialog = PrintPreview(printer_for(layout), parent, title)
    painter = PagesPainter(pages, dialog)
    if laid_out is not None:
        painter.know(paper_of(layout), laid_out)
    dialog.paintRequested.connect(painter.paint)
    dialog.open()
    return dialog


class PagesPainter(QObject):
    """Paints a document on printers; it is laid out anew only for another paper."""

    def __init__(self, pages: Pages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self._laid_out: tuple[Paper, Sequence[Page]] | None = None

    def know(self, paper: Paper, pages: Sequence[Page]) -> None:
        """The pages for this paper are these."""
        self._laid_out = (paper, pages)

    def paint(self, printer: QPrinter) -> None:
        """All pages; the dialog sends those to the printer that were asked for."""
        painter = QPainter()
        if not painter.begin(printer):
            return  # the dialog has told that the printer doesn't answer
        try:
            _paint_all(painter, self._on(paper_of(printer.pageLayout())), printer)
        finally:
            painter.end()

    def _on(self, paper: Paper) -> Sequence[Page]:
        if self._laid_out is None or self._laid_out[0] != paper:
            self._laid_out = (paper, self._pages(paper))
        return self._laid_out[1]


def pdf(pages: Pages, layout: QPageLayout, title: str) -> bytes:
    """The document as a PDF with its font in it. Any thread."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(PER_INCH)
    writer.setPageLayout(layout)
    writer.setTitle(title)
    painter = QPainter(writer)
    _paint_all(painter, pages(paper_of(layout)), writer)
    painter.end()
    return bytes(buffer.data().data())


def _paint_all(painter: QPainter, pages: Sequence[Page], device: QPagedPaintDevice) -> None:
    painter.scale(device.logicalDpiX() / PER_INCH, device.logicalDpiY() / PER_INCH)
    for number, page in enumerate(pages):
        if number:
            device.newPage()
        paint(painter, page)

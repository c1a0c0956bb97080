"""A page of HTML on paper: help, and the sheet of keys."""

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QTextDocument, QTextOption
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from dreampower_sms.ui.printing.preview import PrintPreview
from dreampower_sms.ui.style import FALLBACKS, FAMILY

_MARGIN_MM = 18
_POINTS = 11


def document(html: str) -> QTextDocument:
    """The page laid out in the program's font."""
    made = QTextDocument()
    font = QFont()
    font.setFamilies([FAMILY, *FALLBACKS])
    font.setPointSizeF(_POINTS)
    made.setDefaultFont(font)
    anywhere = QTextOption()
    anywhere.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # an address on the net is one long word
    made.setDefaultTextOption(anywhere)
    made.setDefaultStyleSheet("body, td, th, p, h1, h3 { color: black; }")
    made.setHtml(html)
    return made


def preview_dialog(
    parent: QWidget, title: str, html: str, page_size: QPageSize.PageSizeId = QPageSize.PageSizeId.A5
) -> PrintPreview:
    """Show the page before it is printed; printer, copies and PDF are chosen there."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(page_size),
            QPageLayout.Orientation.Portrait,
            QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
            QPageLayout.Unit.Millimeter,
        )
    )
    dialog = PrintPreview(printer, parent, title)
    page = document(html)
    page.setParent(dialog)
    dialog.paintRequested.connect(page.print_)
    dialog.open()
    return dialog

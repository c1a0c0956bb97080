"""A page of HTML on paper: help, and the sheet of keys."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QImage, QPageSize, QPainter, QTextDocument, QTextOption

from dreampower_sms.ui.printing.document import Document
from dreampower_sms.ui.printing.flow import body_height, numbered
from dreampower_sms.ui.printing.marks import Box, Drawing, Page
from dreampower_sms.ui.printing.paper import PER_INCH, Paper, sheet
from dreampower_sms.ui.style import FALLBACKS, FAMILY

_MARGIN_MM = 18
_POINTS = 11
_PER_METRE = round(PER_INCH / 0.0254)


def html_document(title: str, html: str) -> Document:
    """The page in the program's font. Qt lays HTML out in the window's thread only."""
    return Document(title, partial(html_pages, html), sheet(QPageSize.PageSizeId.A4, _MARGIN_MM), in_window=True)


def html_pages(html: str, on: Paper) -> Sequence[Page]:
    """The pages."""
    room = body_height(on)
    made = _laid_out(html, on.width, room)
    texts = [""] * made.pageCount()
    block = made.begin()
    while block.isValid():
        top = made.documentLayout().blockBoundingRect(block).top()
        texts[min(int(top // room), len(texts) - 1)] += f"{block.text()}\n"
        block = block.next()
    place = Box(0, 0, on.width, room)
    pages = [[Drawing(place, partial(_draw, made, number, room), text)] for number, text in enumerate(texts)]
    return numbered(pages, on)


def _laid_out(html: str, width: float, height: float) -> QTextDocument:
    twips = QImage(1, 1, QImage.Format.Format_RGB32)
    twips.setDotsPerMeterX(_PER_METRE)
    twips.setDotsPerMeterY(_PER_METRE)
    made = QTextDocument()
    font = QFont()
    font.setFamilies([FAMILY, *FALLBACKS])
    font.setPointSizeF(_POINTS)
    made.setDefaultFont(font)
    made.setDocumentMargin(0)
    anywhere = QTextOption()
    anywhere.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)  # an address on the net is one long word
    made.setDefaultTextOption(anywhere)
    made.setDefaultStyleSheet("body, td, th, p, h1, h3 { color: black; }")
    made.documentLayout().setPaintDevice(twips)
    made.setHtml(html)
    made.setPageSize(QSizeF(width, height))
    made.setProperty("device", twips)  # it has to live as long
    return made


def _draw(made: QTextDocument, number: int, height: float, painter: QPainter) -> None:
    painter.translate(0, -number * height)
    made.drawContents(painter, QRectF(0, number * height, made.pageSize().width(), height))

"""A list on paper: A4 landscape, headings on each page, page n/m. Painted page by page, however long it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMarginsF, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPen
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from dreampower_sms.ui.printing.preview import PrintPreview
from dreampower_sms.ui.style import FALLBACKS, FAMILY

MOST_ROWS = 5_000
"""More would be a hundred and fifty pages: nobody reads them, and the preview keeps all of them in memory."""

_MARGIN_MM = 10
_POINTS, _TITLE_POINTS = 9.0, 13.0
_LINE = 1.65
"""Height of a row, in heights of the font."""
_PAD = 0.5
"""Room left and right of the text of a cell, in heights of the font."""
_SAMPLE = 200
"""Rows that the widths of the columns are made for."""
_WIDEST = 36.0
"""No column asks for more than so many heights of the font."""
_EDGE, _GROUND = QColor(150, 150, 150), QColor(238, 238, 238)


@dataclass(frozen=True, slots=True)
class PrintColumn:
    """One column."""

    title: str
    right: bool = False
    """Its texts end at the right: figures."""


@dataclass(frozen=True, slots=True)
class PrintList:
    """What is printed."""

    title: str
    subtitle: str
    """Shop, day, number of rows: beside the title on each page."""
    columns: Sequence[PrintColumn]
    rows: Sequence[Sequence[str]]


def preview_list(parent: QWidget, content: PrintList) -> PrintPreview:
    """Show the pages before they are printed; printer, pages and PDF are chosen there."""
    dialog = PrintPreview(list_printer(), parent, content.title)
    dialog.paintRequested.connect(_Painting(content, dialog).paint)
    dialog.open()
    return dialog


def list_printer() -> QPrinter:
    """The default printer, set to A4 landscape."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Landscape, margins, QPageLayout.Unit.Millimeter
        )
    )
    return printer


def paint_list(content: PrintList, printer: QPrinter) -> None:
    """Paint all pages on a printer."""
    _Painting(content).paint(printer)


@dataclass(slots=True)
class _Sheet:
    """Measures of one kind of paper."""

    painter: QPainter
    width: float
    height: float
    font: QFont
    bold: QFont
    big: QFont
    line: float
    pad: float

    @property
    def head(self) -> float:
        """Height of the title."""
        return QFontMetricsF(self.big, self.painter.device()).height() * 1.5

    @property
    def rows(self) -> int:
        """Rows below the headings of one page, above its number."""
        return max(int((self.height - self.head - 2 * self.line) // self.line), 1)

    def text_width(self, text: str, font: QFont) -> float:
        """Of one line."""
        return QFontMetricsF(font, self.painter.device()).horizontalAdvance(text)


class _Painting(QObject):
    """The pages of one list."""

    def __init__(self, content: PrintList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._content = content

    def paint(self, printer: QPrinter) -> None:
        painter = QPainter()
        if not painter.begin(printer):
            return  # the dialog has told that the printer doesn't answer
        try:
            sheet = _sheet(painter, printer)
            widths = self._widths(sheet)
            pages = list(self._pages(sheet.rows))
            for number, rows in enumerate(pages, 1):
                if number > 1:
                    printer.newPage()
                self._paint_page(sheet, widths, rows, f"{number} / {len(pages)}")
        finally:
            painter.end()

    def _pages(self, size: int) -> Iterator[Sequence[Sequence[str]]]:
        rows = self._content.rows
        for start in range(0, max(len(rows), 1), size):
            yield rows[start : start + size]

    def _widths(self, sheet: _Sheet) -> list[float]:
        """As the texts ask for, made smaller or larger together until they fill the page."""
        most = _WIDEST * sheet.line / _LINE
        wanted: list[float] = []
        for place, column in enumerate(self._content.columns):
            texts = (row[place] for row in self._content.rows[:_SAMPLE])
            widest = max((sheet.text_width(text, sheet.font) for text in texts), default=0.0)
            wanted.append(min(max(widest, sheet.text_width(column.title, sheet.bold)), most) + 2 * sheet.pad)
        share = sheet.width / sum(wanted) if wanted else 1.0
        return [width * share for width in wanted]

    def _paint_page(self, sheet: _Sheet, widths: Sequence[float], rows: Sequence[Sequence[str]], number: str) -> None:
        painter, content = sheet.painter, self._content
        painter.setPen(QPen(Qt.GlobalColor.black))
        head = QRectF(0, 0, sheet.width, sheet.head)
        painter.setFont(sheet.big)
        painter.drawText(head, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), content.title)
        painter.setFont(sheet.font)
        painter.drawText(head, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), content.subtitle)
        top = sheet.head
        painter.fillRect(QRectF(0, top, sheet.width, sheet.line), _GROUND)
        self._paint_row(sheet, widths, [column.title for column in content.columns], top, sheet.bold)
        for row in rows:
            top += sheet.line
            self._paint_row(sheet, widths, row, top, sheet.font)
        foot = QRectF(0, sheet.height - sheet.line, sheet.width, sheet.line)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), number)

    def _paint_row(self, sheet: _Sheet, widths: Sequence[float], texts: Sequence[str], top: float, font: QFont) -> None:
        painter, left = sheet.painter, 0.0
        painter.setFont(font)
        metrics = QFontMetricsF(font, painter.device())
        for width, text, column in zip(widths, texts, self._content.columns, strict=True):
            cell = QRectF(left, top, width, sheet.line)
            painter.setPen(QPen(_EDGE))
            painter.drawRect(cell)
            painter.setPen(QPen(Qt.GlobalColor.black))
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            inner = cell.adjusted(sheet.pad, 0, -sheet.pad, 0)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
            left += width


def _sheet(painter: QPainter, printer: QPrinter) -> _Sheet:
    room = printer.pageLayout().paintRectPixels(printer.resolution())
    font = _font(_POINTS)
    high = QFontMetricsF(font, printer).height()
    return _Sheet(
        painter,
        float(room.width()),
        float(room.height()),
        font,
        _font(_POINTS, bold=True),
        _font(_TITLE_POINTS, bold=True),
        high * _LINE,
        high * _PAD,
    )


def _font(points: float, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setFamilies([FAMILY, *FALLBACKS])
    font.setPointSizeF(points)
    font.setBold(bold)
    return font

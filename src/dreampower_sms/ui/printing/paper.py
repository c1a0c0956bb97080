"""Paper and type. Pages are measured in twips (1/1440 inch), laid out once and painted at any resolution."""

from dataclasses import dataclass
from functools import lru_cache
from threading import get_ident

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter

from dreampower_sms.ui.style import FALLBACKS, FAMILY

TWIPS = 20
"""In a point."""
PER_INCH = 1440
_MARGIN_MM = 12
_LEADING = 1.5
"""From line to line, in sizes of the type."""


def mm(value: float) -> float:
    """Twips in so many millimetres."""
    return value * PER_INCH / 25.4


@dataclass(frozen=True, slots=True)
class Paper:
    """The part of a sheet that may be printed on, in twips."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Type:
    """A size of the program's font."""

    points: float
    bold: bool = False

    @property
    def line(self) -> float:
        """From one line to the next."""
        return self.points * TWIPS * _LEADING

    @property
    def font(self) -> QFont:
        """In pixels of a twip: the same widths on every device."""
        return _font(self, get_ident())

    @property
    def metrics(self) -> QFontMetricsF:
        """Measures of its letters, in twips."""
        return _metrics(self, get_ident())


@lru_cache(maxsize=256)
def _font(kind: Type, _thread: int) -> QFont:
    """A font of each thread's own: Qt may not share what a font has looked up between threads."""
    made = QFont()
    made.setFamilies([FAMILY, *FALLBACKS])
    made.setPixelSize(round(kind.points * TWIPS))
    made.setBold(kind.bold)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.ForceOutline)
    return made


@lru_cache(maxsize=256)
def _metrics(kind: Type, thread: int) -> QFontMetricsF:
    return QFontMetricsF(_font(kind, thread))


def sheet(size: QPageSize.PageSizeId, margin_mm: float, *, landscape: bool = False) -> QPageLayout:
    """A page of this size with the same margin on all sides."""
    turned = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    margins = QMarginsF(margin_mm, margin_mm, margin_mm, margin_mm)
    return QPageLayout(QPageSize(size), turned, margins, QPageLayout.Unit.Millimeter)


def large_sheet() -> QPageLayout:
    """A4, as most papers of the program are."""
    return sheet(QPageSize.PageSizeId.A4, _MARGIN_MM)


def small_sheet() -> QPageLayout:
    """A5, for what is about one message."""
    return sheet(QPageSize.PageSizeId.A5, _MARGIN_MM)


def paper_of(layout: QPageLayout) -> Paper:
    """What is left within its margins."""
    room = layout.paintRect(QPageLayout.Unit.Point)
    return Paper(room.width() * TWIPS, room.height() * TWIPS)


def printer_for(layout: QPageLayout) -> QPrinter:
    """The default printer, set to this page."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(layout)
    return printer

"""The sheet on which pages of help are read: goes to a heading, marks what was searched, fits pictures to its width."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPen,
    QResizeEvent,
    QShowEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from dreampower_sms import paths
from dreampower_sms.domain.hits import hits
from dreampower_sms.ui.style import PAGE_SHEET, colours, edge_width

_NEAR = 0.7
"""A hit that is further below its heading, in heights of the sheet, is shown itself instead of the heading."""
_ABOVE = 60
"""Pixels that are left above such a hit."""
_PICTURE = re.compile("<p><img [^>]*></p>")
_MARGIN = 32
"""Pixels beside a picture: the edges of the page and the scroll bar."""


@dataclass(slots=True)
class View:
    """What of a page is shown."""

    html: str
    section: int = 0
    """Which heading is on top, 0 the title."""
    words: Sequence[str] = ()
    """Search keys of the words that are marked."""
    scrolled: int | None = None
    """Where somebody had read to, in pixels; None: at the heading."""


class HelpBrowser(QTextBrowser):
    """A browser of local pages. Whoever owns it follows the links."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setAccessibleName(name)
        self._view = View("")
        self._aimed = 0
        self._pictures_for = 0
        self._anew = self._seen = False
        self._later = QTimer(self, singleShot=True, interval=0)  # a page that is set while it is laid out ends Qt
        self._later.timeout.connect(self._refit)

    def show_view(self, view: View) -> None:
        """Show a page anew."""
        self._view = view
        self._fill()
        self._aim()

    def position(self) -> int:
        """How far it is scrolled, in pixels."""
        return self.verticalScrollBar().value()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures, smaller where the sheet is narrow, with a frame, so that a light one ends on a dark sheet."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        picture = QImage(str(paths.resource("help") / QUrl(name).path()))
        if picture.isNull():
            return picture  # a damaged installation: the page is read without it
        ratio = self.devicePixelRatioF()
        width = min(round(picture.width() * ratio), round(max(1, self._room()) * ratio))
        if width != picture.width():
            picture = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        framed = picture.convertToFormat(QImage.Format.Format_RGB32)
        painter = QPainter(framed)
        painter.setPen(QPen(QColor(colours().border), 2 * edge_width() * ratio))
        painter.drawRect(framed.rect())
        painter.end()
        framed.setDevicePixelRatio(ratio)
        return framed

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._anew = True
            self._later.start()

    def _refit(self) -> None:
        """Another width, theme or size: pictures and marks fit it, and what was read stays in sight."""
        if not self.isVisible() or not self._view.html:
            return
        bar = self.verticalScrollBar()
        moved = self._seen and bar.value() != self._aimed
        share = bar.value() / max(1, bar.maximum())
        if self._anew or ("<img" in self._view.html and self._room() != self._pictures_for):
            self._anew = False
            self._fill()
        if moved:
            bar.setValue(round(share * bar.maximum()))
        else:
            self._aim()
        self._seen = True

    def _room(self) -> int:
        return self.viewport().width() - _MARGIN

    def _fill(self) -> None:
        self._pictures_for = self._room()
        self.document().setDefaultStyleSheet(PAGE_SHEET)
        self.setHtml(self._view.html)
        self.setExtraSelections(list(self._marks()))

    def _blocks(self) -> Iterator[tuple[int, QTextBlock]]:
        """All blocks, each with the number of the heading that it belongs to."""
        number, block = -1, self.document().begin()
        while block.isValid():
            number += bool(block.blockFormat().headingLevel())
            yield max(0, number), block
            block = block.next()

    def _marks(self) -> Iterator[QTextEdit.ExtraSelection]:
        look = QTextCharFormat()
        look.setBackground(QColor(colours().practice))
        look.setForeground(QColor(colours().on_practice))
        if not self._view.words:
            return
        for _, block in self._blocks():
            for begin, end in hits(block.text(), self._view.words):
                mark = QTextEdit.ExtraSelection()
                mark.cursor = self._cursor(block.position() + begin, block.position() + end)
                mark.format = look
                yield mark

    def _cursor(self, begin: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _aim(self) -> None:
        """Scroll to the heading, or to the first hit below it when that would be out of sight."""
        bar = self.verticalScrollBar()
        if self._view.scrolled is not None:
            bar.setValue(self._view.scrolled)
        else:
            inside = [block for number, block in self._blocks() if number == self._view.section]
            hit = next((block for block in inside if hits(block.text(), self._view.words)), None)
            top = self._top(inside[0]) if inside and self._view.section else 0
            if hit is not None and self._top(hit) - top > self.viewport().height() * _NEAR:
                top = self._top(hit) - _ABOVE
            if hit is not None or inside:
                self.setTextCursor(QTextCursor(hit or inside[0]))
            bar.setValue(top)
        self._aimed = bar.value()

    def _top(self, block: QTextBlock) -> int:
        return round(self.document().documentLayout().blockBoundingRect(block).top())


def printed(html: str) -> str:
    """The page as it is printed: lines apart as on the screen, and without pictures."""
    return f"<style>{PAGE_SHEET}</style>{_PICTURE.sub('', html)}"

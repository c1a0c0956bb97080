"""A page about what is chosen in a list. Its colours are part of it, so it is laid out anew when the theme changes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QTextBrowser

from dreampower_sms.ui.style import PAGE_SHEET


class DetailsPage(QTextBrowser):
    """Nothing at first. Whoever owns it follows its links."""

    _make: Callable[[], str] | None = None  # of the class, for Qt asks while it builds us
    _html = ""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.document().setDefaultStyleSheet(PAGE_SHEET)
        self.setAccessibleName(name)

    def show_page(self, make: Callable[[], str] | None = None, *, stay: bool = False) -> None:
        """Show what this makes, in every theme: from its top, or with `stay` from where the last page was read to."""
        self._make = make
        html = make() if make is not None else ""
        if html != self._html:  # to lay it out takes long
            self._lay_out(html, self.verticalScrollBar().value() if stay else 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._make is not None:
            self._lay_out(self._make(), self.verticalScrollBar().value())

    def _lay_out(self, html: str, place: int) -> None:
        self._html = html
        self.setHtml(html)
        self.verticalScrollBar().setValue(place)

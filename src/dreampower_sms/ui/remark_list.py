"""What a clerk should know of a template, below its text. A remark with a place is a link to it."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, QUrl, Signal

from dreampower_sms.domain.characters import Why
from dreampower_sms.domain.proofreading import Remark
from dreampower_sms.ui import wording
from dreampower_sms.ui.details_page import DetailsPage
from dreampower_sms.ui.style import LEADING, tone
from dreampower_sms.ui.troubles import trouble_text

NOTHING = "✓ 気になるところはありません。"
_LEAST_LINES = 3
_CHARACTERS = frozenset(why.code for why in Why)


class RemarkList(DetailsPage):
    """Errors in red, advice below them. Tab goes from link to link, Enter follows one."""

    asked = Signal(object)
    """A `Remark` with a place was chosen."""

    def __init__(self) -> None:
        super().__init__("確認してください")
        self.anchorClicked.connect(self._go)
        self._remarks: Sequence[Remark] = ()
        self._told: Sequence[str] = ()

    def show_remarks(self, remarks: Sequence[Remark], told: Sequence[str] = ()) -> None:
        """Show these, what is said of several places once, with a link to the first; `told` is the screen's own."""
        self._remarks, self._told = remarks, told
        self.show_page(self._page)

    def _page(self) -> str:
        remarks = self._remarks
        first = {remark_text(remark): number for number, remark in reversed(list(enumerate(remarks)))}
        lines = [_line(number, remarks[number]) for number in sorted(first.values())]
        lines += [f"・ {escape(sentence)}" for sentence in self._told]
        shown = lines or [f'<span style="color: {tone("faint")}">{NOTHING}</span>']
        return "".join(f'<p style="margin: 0; line-height: {LEADING * 100:.0f}%">{line}</p>' for line in shown)

    def lines(self) -> list[str]:
        """What is shown."""
        return self.toPlainText().split("\n")

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height(_LEAST_LINES + 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height(_LEAST_LINES))

    def _height(self, lines: int) -> int:
        return round(self.fontMetrics().height() * (LEADING * lines + 1))

    def _go(self, link: QUrl) -> None:
        number = int(link.fragment())
        if number < len(self._remarks):
            self.asked.emit(self._remarks[number])


def _line(number: int, remark: Remark) -> str:
    said = f"{'✕' if remark.is_error else '⚠'} {escape(remark_text(remark))}"
    shown = f'<span style="color: {tone("bad" if remark.is_error else "wait")}">{said}</span>'
    if not remark.length:
        return shown
    return f'{shown} <a href="#{number}">その場所へ</a>'


def remark_text(remark: Remark) -> str:
    """A remark as a sentence."""
    if remark.trouble is not None and remark.code in _CHARACTERS:
        return trouble_text(remark.trouble)
    return wording.sentence(remark.code, **remark.details)

"""定型メッセージ as a list beside a text: 1 to 9 choose, Enter goes on to the text, and typed letters land there."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from dreampower_sms.services.templates import TemplateEntry
from dreampower_sms.ui.forms import WrappedList

NOT_CHOSEN = "未選択"
_ID, _DIGIT = int(Qt.ItemDataRole.UserRole), int(Qt.ItemDataRole.UserRole) + 1


class TemplateList(WrappedList):
    """The first row is 未選択, which 0 chooses."""

    chosen = Signal(object)
    """A `TemplateEntry` that the clerk chose."""
    text_typed = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__("定型メッセージ")
        self._entries: dict[int, TemplateEntry] = {}
        self._filling = False
        self.currentRowChanged.connect(self._tell)

    def template_id(self) -> int | None:
        """The chosen template, None for 未選択."""
        item = self.currentItem()
        return None if item is None else item.data(_ID)

    def show_entries(self, entries: Sequence[TemplateEntry]) -> None:
        """Fill the list and keep what is chosen."""
        kept = self.template_id()
        self._filling = True
        self._entries = {entry.id: entry for entry in entries}
        self.clear()
        self._add_row(f"0　{NOT_CHOSEN}", None, 0)
        for entry in entries:
            self._add_row(f"{entry.digit or '　'}　{entry.name}", entry.id, entry.digit)
        self._filling = False
        self.select(kept)

    def select(self, identifier: int | None) -> None:
        """Show a template as chosen, without telling; 未選択 when it is not in the list any more."""
        self._filling = True
        rows = (row for row in range(self.count()) if self.item(row).data(_ID) == identifier)
        self.setCurrentRow(next(rows, 0))
        self._filling = False

    def choose_digit(self, digit: int) -> None:
        """0 is 未選択; a digit without a template does nothing."""
        for row in range(self.count()):
            if self.item(row).data(_DIGIT) == digit:
                self.setCurrentRow(row)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isdigit() and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.choose_digit(int(text))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif text.isprintable() and text.strip():
            self.text_typed.emit(text)
        else:
            super().keyPressEvent(event)

    def _add_row(self, text: str, identifier: int | None, digit: int | None) -> None:
        self.addItem(text)
        item = self.item(self.count() - 1)
        item.setData(_ID, identifier)
        item.setData(_DIGIT, digit)

    def _tell(self) -> None:
        entry = self._entries.get(self.template_id() or -1)
        if not self._filling and entry is not None:
            self.chosen.emit(entry)

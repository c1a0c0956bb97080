"""差し込み項目 as a list by groups: beside the text of a template, and at its cursor while a field is typed."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QAbstractItemView, QListWidgetItem

from dreampower_sms.domain.templates import DATE_FORMS, FIELDS, FIELDS_BY_NAME, Field, Group
from dreampower_sms.domain.text import search_key
from dreampower_sms.ui.forms import ItemList
from dreampower_sms.ui.style import tone
from dreampower_sms.ui.wording.templates import GROUPS, READINGS

_SLOT = Qt.ItemDataRole.UserRole
_COLONS = (":", "：")


def slot_text(name: str, form: str = "", fallback: str = "") -> str:
    """A field as it stands in a template, e.g. {車検満了日:月日|近日}."""
    return f"{{{name}{f':{form}' if form else ''}{f'|{fallback}' if fallback.strip() else ''}}}"


def matching(typed: str) -> list[tuple[Field, str]]:
    """Fields whose name, reading or meaning has what was typed after a brace, each with a form ("" for none).

    Behind a colon come the forms of a date.
    """
    colon = next((mark for mark in _COLONS if mark in typed), "")
    if colon:
        name, _, begun = typed.partition(colon)
        field = FIELDS_BY_NAME.get(name.strip())
        forms = DATE_FORMS if field is not None and field.is_date else ()
        return [(field, form) for form in forms if field is not None and form.startswith(begun.strip())]
    wanted = search_key(typed)
    begins = [field for field in FIELDS if any(search_key(each).startswith(wanted) for each in _names(field))]
    inside = [f for f in FIELDS if f not in begins and wanted in search_key(f"{f.name}{f.meaning}")]
    found = {id(field) for field in (*begins, *inside)}
    return [(field, "") for field in FIELDS if id(field) in found or not typed.strip()]


def _names(field: Field) -> Iterator[str]:
    yield field.name
    yield from READINGS[field.name].split()


class FieldList(ItemList):
    """A heading a group, a row a field. Headings can't be chosen."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.show_fields(matching(""))

    def show_fields(self, found: Sequence[tuple[Field, str]]) -> None:
        """Show these and stand on the first."""
        self.clear()
        for group, fields in groupby(found, key=_group):
            heading = QListWidgetItem(GROUPS[group])
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            heading.setForeground(_faint())
            self.addItem(heading)
            for field, form in fields:
                item = QListWidgetItem(f"　{field.name}{f'：{form}' if form else ''}")
                item.setData(_SLOT, (field.name, form))
                item.setToolTip(field.meaning)
                self.addItem(item)
        self.setCurrentRow(1 if found else -1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for row in range(self.count()):
                if self.item(row).data(_SLOT) is None:
                    self.item(row).setForeground(_faint())

    def sizeHint(self) -> QSize:
        return QSize(self._room(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._room(), super().minimumSizeHint().height())

    def _room(self) -> int:
        """Width of the longest name, so that none is cut."""
        longest = max(len(field.name) for field in FIELDS) + 2
        bar = self.verticalScrollBar().sizeHint().width()
        return self.fontMetrics().height() * longest + bar + 2 * self.frameWidth()

    def chosen(self) -> tuple[Field, str] | None:
        """The field of the current row with its form; None on no row."""
        item = self.currentItem()
        held = item.data(_SLOT) if item is not None else None
        return None if held is None else (FIELDS_BY_NAME[held[0]], str(held[1]))

    def step(self, by: int) -> None:
        """Go up or down to the next field, past headings and round the ends."""
        count, row = self.count(), self.currentRow()
        for _ in range(count):
            row = (row + by) % count
            if self.item(row).data(_SLOT) is not None:
                self.setCurrentRow(row)
                return


def _faint() -> QBrush:
    return QBrush(QColor(tone("faint")))


def _group(one: tuple[Field, str]) -> Group:
    return one[0].group

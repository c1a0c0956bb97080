"""差し込み項目 beside the text: choose one, its form and its words for an empty value, and 挿入."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dreampower_sms.domain.templates import DATE_FORMS
from dreampower_sms.ui.field_list import FieldList, slot_text
from dreampower_sms.ui.forms import Button, Choice, Line, Tail, caption

_AS_IT_IS = "日付：そのまま"


class FieldPanel(QWidget):
    """The list stays open, for clerks who look before they type."""

    inserted = Signal(str)
    """A field as it stands in a template."""

    def __init__(self) -> None:
        super().__init__()
        self.list = FieldList("差し込み項目")
        self.meaning = Tail("項目の説明", " ", "caption")
        self.form = Choice("日付の書き方")
        self.form.addItem(_AS_IT_IS, "")
        for form in DATE_FORMS:
            self.form.addItem(f"日付：{form}", form)
        self.fallback = Line("空のときの言葉", "空のときの言葉")
        self.fallback.setToolTip("お客様の登録で空のときに、代わりに入る言葉です。例：お客様")
        self.button = Button("挿入(&N)", name="差し込み項目を挿入")
        self.list.currentItemChanged.connect(self._chosen)
        self.list.itemActivated.connect(self.insert)
        self.button.clicked.connect(self.insert)
        self._build()
        self._chosen()

    def insert(self) -> None:
        """Put the chosen field into the text."""
        chosen = self.list.chosen()
        if chosen is not None:
            form = str(self.form.currentData()) if chosen[0].is_date else ""
            self.inserted.emit(slot_text(chosen[0].name, form, self.fallback.text().strip()))
            self.fallback.clear()

    def _chosen(self) -> None:
        chosen = self.list.chosen()
        self.meaning.setText(chosen[0].meaning if chosen is not None else " ")
        self.form.setEnabled(chosen is not None and chosen[0].is_date)

    def _build(self) -> None:
        head = caption("差し込み項目(&I)")
        head.setBuddy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addWidget(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.meaning)
        column.addWidget(self.form)
        column.addWidget(self.fallback)
        column.addWidget(self.button)

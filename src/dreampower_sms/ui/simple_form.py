"""The simple form of 自由検索: a few fields, and no 検索タイトル to make first."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from dreampower_sms.domain.search.check import check
from dreampower_sms.domain.search.items import Items
from dreampower_sms.domain.search.simple import SimpleForm, simple_title
from dreampower_sms.domain.search.spec import Title
from dreampower_sms.domain.search.terms import Operator
from dreampower_sms.ui import wording
from dreampower_sms.ui.form import DateLine, Form, Row
from dreampower_sms.ui.forms import Choice, Line
from dreampower_sms.ui.wording.searching import ANYTHING, OPERATORS

_FIELDS = {
    "name": "name",
    "kana": "kana",
    "phones": "phone",
    "address": "address",
    "plate": "plate",
    "inspection_expiry": "expiry_to",
}
"""The field that an item of the search was typed into."""


class SimplePanel(QFrame):
    """The fields, and the search that they mean."""

    changed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.form = Form(
            (
                Row("name", "氏名", partial(Line, "氏名", "例：山田")),
                Row("kana", "フリガナ", partial(Line, "フリガナ", "例：ヤマ（先頭から）")),
                Row("phone", "電話番号", partial(Line, "電話番号", "番号の一部")),
                Row("plate", "登録番号", partial(Line, "登録番号", "例：千葉、12-34")),
                Row("address", "住所", partial(Line, "住所", "例：稲毛区"), wide=True),
                Row("expiry_from", "車検満了日（から）", partial(DateLine, "車検満了日（から）", today)),
                Row("expiry_to", "車検満了日（まで）", partial(DateLine, "車検満了日（まで）", today)),
                Row("sms", "SMS", _sms_choice),
            )
        )
        self.form.changed.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addWidget(self.form)
        column.addStretch(1)

    def title(self) -> Title:
        """The search as it stands. A date that can't be read is left out: `problem` says so first."""
        values = self.form.values()
        return simple_title(SimpleForm(**values))

    def problem(self, items: Items) -> str:
        """What is wrong, "" when the search can run."""
        return next(iter(self._wrong(items).values()), "")

    def check(self, items: Items) -> str:
        """Say below the fields what is wrong and go to the first; "" when nothing is."""
        wrong = self._wrong(items)
        self.form.show_errors(wrong)
        return next(iter(wrong.values()), "")

    def entry(self) -> QWidget:
        """The first field."""
        return self.form.fields["name"].widget

    def _wrong(self, items: Items) -> dict[str, str]:
        wrong = self.form.unreadable()
        for problem in check(self.title().spec, items):
            wrong.setdefault(_FIELDS[problem.item], wording.sentence(problem.code, item=problem.label))
        return wrong


def _sms_choice() -> Choice:
    choice = Choice("SMS")
    for text, value in ((ANYTHING, None), (OPERATORS[Operator.CHECKED], True), (OPERATORS[Operator.UNCHECKED], False)):
        choice.addItem(text, value)
    return choice

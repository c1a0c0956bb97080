"""The first step of まとめ送信: title, time, template or text, and what it comes to."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.schedule import Chosen, ScheduleWrong
from dreampower_sms.services.budget import MonthToDate
from dreampower_sms.services.listing import Sorting, warnings_of
from dreampower_sms.services.templates import TemplateEntry
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.forms import Choice, Line, Reading, caption, field
from dreampower_sms.ui.style import mark
from dreampower_sms.ui.template_body import TemplateBody
from dreampower_sms.ui.template_list import TemplateList
from dreampower_sms.ui.wording.sending import PURPOSES

LONGEST_TITLE = 120
"""As it is kept."""


class Totals(QFrame):
    """How many messages and what they cost, live while the text is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("countLine")
        self.people = Reading("送信する人数", "―", "figure")
        self.messages = Reading("通数", "―", "figure")
        self.price = Reading("見込み料金の合計", "―", "figure")
        self.tiers = Reading("料金区分ごとの通数", name="countHint")
        self.hint = Reading("料金の説明", " ", "countHint")
        for words in (self.tiers, self.hint):
            words.setWordWrap(True)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        figures = (("送信", self.people), ("通数", self.messages), ("合計（見込み）", self.price))
        for place, (title, figure) in enumerate(figures):
            grid.addWidget(caption(title), 0, place)
            grid.addWidget(figure, 1, place)
        grid.setColumnStretch(3, 1)
        grid.addWidget(self.tiers, 2, 0, 1, 4)
        grid.addWidget(self.hint, 3, 0, 1, 4)

    def show_sorting(self, sorting: Sorting, month: MonthToDate | None, budget: Decimal | None) -> None:
        """Show what this sorting comes to, beside this month and its budget (yen); None: not known, none set."""
        totals = sorting.totals
        self.people.setText(f"{totals.people:,}人")
        self.messages.setText(f"{totals.messages:,}通")
        self.price.setText(show.yen(totals.price))
        self.tiers.setText(
            "　".join(f"区分 {t.tier}：{t.count:,}通 × {show.yen(t.price)}" for t in sorting.tiers) or " "
        )
        hints: list[str] = []
        if month is not None:
            whole = month.spent + month.waiting + sorting.this_month
            mark(self, "over", budget is not None and whole + month.elsewhere > budget)
            hints.append(_month(month, whole, budget))
        if (cut := sorting.cut) is not None:
            hints.append(
                f"{cut.units} 文字減らすと {cut.people:,}人が下の区分になり、{show.yen(cut.saved)}安くなります。"
            )
        hints += [f"{wording.sentence(reason)}（{count:,}人）" for reason, count in warnings_of(sorting).items()]
        self.hint.setText(" ".join(filter(None, hints)) or " ")


class TextPanel(QWidget):
    """What is written to everybody."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.heading = field("タイトル（社内用・送信しません）", Line("タイトル", "例：12 月車検のご案内"), self._tell)
        self.heading.widget.setMaxLength(LONGEST_TITLE)
        self.when = field("送信日時", Line("送信日時", "今すぐ（例：3日後 10:00）"), self._tell)
        self.templates = TemplateList()
        self.purpose = Choice("送信の目的")
        for purpose, text in PURPOSES.items():
            self.purpose.addItem(text, purpose.value)
        self._set_purpose(Purpose.ROUTINE)
        self.body = TemplateBody("メッセージ", "本文を入力するか、左の一覧から数字キーで定型メッセージを選びます。")
        self.totals = Totals()
        self._filling = False
        self._chosen = Chosen()
        self._build()
        self.templates.chosen.connect(self._template_chosen)
        self.templates.text_typed.connect(self._type_into_body)
        self.templates.entered.connect(self.body.setFocus)
        self.body.textChanged.connect(self._tell)
        self.purpose.currentIndexChanged.connect(self._tell)

    def show_templates(self, entries: Sequence[TemplateEntry]) -> None:
        """Fill the list and keep what is chosen."""
        self.templates.show_entries(entries)

    def fill(
        self, title: str, text: str, purpose: Purpose, template_id: int | None, when: Chosen | None = None
    ) -> None:
        """Start from these values, without telling."""
        self._filling = True
        self.heading.widget.setText(title)
        self._chosen = when or Chosen()
        self.when.widget.setText(self._chosen.text)
        self.body.setPlainText(text)
        self._set_purpose(purpose)
        self.templates.select(template_id)
        self._filling = False

    def chosen_purpose(self) -> Purpose:
        """What the message is for."""
        return Purpose(str(self.purpose.currentData()))

    def chosen_time(self) -> Chosen:
        """送信日時, as it was understood where it was read already."""
        typed = self.when.widget.text()
        return self._chosen if self._chosen.text == typed else Chosen(typed)

    def read_time(self, now: datetime) -> str:
        """Understand 送信日時 as it stands there. Returns what is wrong with it, and shows that beside it."""
        wrong = ""
        try:
            self._chosen = self._chosen.read(self.when.widget.text(), now)
        except ScheduleWrong as error:
            wrong, self._chosen = wording.sentence(error.code, **error.details), self.chosen_time()
        self.when.show_error(wrong)
        return wrong

    def _set_purpose(self, purpose: Purpose) -> None:
        self.purpose.setCurrentIndex(self.purpose.findData(purpose.value))

    def _template_chosen(self, entry: TemplateEntry) -> None:
        self._set_purpose(entry.purpose)
        if not self.heading.widget.text().strip():
            self.heading.widget.setText(entry.name)
        self.body.selectAll()
        self.body.insertPlainText(entry.body)  # keeps what was typed before one Ctrl+Z away

    def _type_into_body(self, text: str) -> None:
        self.body.setFocus()
        self.body.insertPlainText(text)

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for part, share in ((self.heading.column(), 3), (self.when.column(), 2)):
            head.addLayout(part, share)
            head.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(caption("定型メッセージ（数字キー）"))
        left.addWidget(self.templates, 1)
        left.addWidget(caption("目的"))
        left.addWidget(self.purpose)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(caption("メッセージ"))
        right.addWidget(self.body, 1)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addLayout(left, 2)
        middle.addLayout(right, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(middle, 1)
        column.addWidget(self.totals)


def _month(month: MonthToDate, whole: Decimal, budget: Decimal | None) -> str:
    so_far = f"今月 {show.yen(month.spent)}" + (f" + 送信待ち {show.yen(month.waiting)}" if month.waiting else "")
    if budget is None:
        return f"{so_far}、この送信を足すと {show.yen(whole)}（見込み）。"
    if month.elsewhere:
        so_far += f"、お店全体で {show.yen(month.spent + month.waiting + month.elsewhere)}"
    left = budget - whole - month.elsewhere
    rest = f"残り {show.yen(left)}" if left >= 0 else f"予算を {show.yen(-left)}超えます"
    return f"{so_far}／予算 {show.yen(budget)}。送信後は{rest}（見込み）。"

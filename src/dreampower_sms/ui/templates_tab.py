"""管理: the shop's templates, and a new one with its count and price while it is written."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dreampower_sms.domain.characters import normalise_text
from dreampower_sms.domain.counting import measure
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.services.templates import TemplateEntry, Templates
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.columns import CENTER, Column
from dreampower_sms.ui.count_line import CountLine
from dreampower_sms.ui.forms import Area, Choice, Line, caption, field
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.wording.sending import PURPOSES

COLUMNS = (
    Column("digit", "キー", lambda t: str(t.digit or ""), 6, CENTER),
    Column("name", "名前", lambda t: t.name, 22),
    Column("purpose", "目的", lambda t: PURPOSES[t.purpose], 14),
    Column("body", "本文", lambda t: show.one_line(t.body), 20),
)
HINT = "定型メッセージはまだありません。F3 で追加できます。"


class TemplatesTab(QWidget):
    """The list of templates above, the form for a new one below."""

    def __init__(self, templates: Templates, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self._templates, self._jobs = templates, jobs
        self._entries: Mapping[int, TemplateEntry] = {}
        self.model = RowsModel(COLUMNS, self._pick, jobs, self)
        self.list = RowsView(self.model, "定型メッセージの一覧", HINT)
        self.list.remember(settings, "templates")
        self.name = field("名前", Line("名前", "一覧に出る名前"))
        self.purpose = Choice("目的")
        for purpose, text in PURPOSES.items():
            self.purpose.addItem(text, purpose.value)
        self.purpose.setCurrentIndex(self.purpose.findData(Purpose.ROUTINE.value))
        self.body = field("本文（{氏名} のように書くと差し込まれます）", Area("本文"), self._count)
        self.line = CountLine()
        self.add_button = QPushButton("追加する(&A)")
        self.add_button.setProperty("kind", "primary")
        self.add_button.clicked.connect(self._add)
        self._form = QFrame()
        self._build()
        self.reload()

    def begin(self) -> None:
        """F3: show the form and write the name first."""
        self._form.show()
        self.name.widget.setFocus()

    def unsaved(self) -> str:
        """What closing now would lose."""
        return "新しい定型メッセージ" if self.body.widget.toPlainText().strip() else ""

    def reload(self) -> None:
        """Read the list again."""
        self._jobs.start(self, lambda _job: self._templates.list(), self._show, lane="templates")

    def _show(self, entries: Sequence[TemplateEntry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self.model.show_ids([entry.id for entry in entries], self._entries)

    def _pick(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {i: self._entries[i] for i in ids if i in self._entries}

    def _count(self) -> None:
        counted = measure(normalise_text(self.body.widget.toPlainText()))
        self.line.show_measure(counted, counted.profile.max_units)

    def _add(self) -> None:
        name, body = self.name.widget.text(), self.body.widget.toPlainText()
        purpose = Purpose(str(self.purpose.currentData()))
        self._jobs.write(self, lambda _job: self._templates.add(name, body, purpose), self._added, failed=self._refused)

    def _added(self, _entry: TemplateEntry) -> None:
        for widget in (self.name, self.body):
            widget.show_error("")
        self.name.widget.clear()
        self.body.widget.clear()
        self.name.widget.setFocus()
        self.reload()
        self._jobs.tell(Topic.TEMPLATES)

    def _refused(self, error: Exception) -> None:
        """Name the field that is wrong; what was typed stays."""
        text = wording.explain(error)[0]
        code = getattr(error, "code", "")
        wrong = self.name if code in ("template_nameless", "template_name_taken") else self.body
        self.name.show_error("")
        self.body.show_error("")
        wrong.show_error(text)
        wrong.widget.setFocus()

    def _build(self) -> None:
        self._form.setObjectName("panel")
        left = QVBoxLayout()
        left.addLayout(self.name.column())
        left.addWidget(caption("目的"))
        left.addWidget(self.purpose)
        left.addStretch(1)
        left.addWidget(self.add_button)
        right = QVBoxLayout()
        right.addLayout(self.body.column(), 1)
        right.addWidget(self.line)
        row = QHBoxLayout(self._form)
        row.setContentsMargins(12, 10, 12, 10)
        row.addLayout(left, 2)
        row.addLayout(right, 5)
        self._form.hide()
        column = QVBoxLayout(self)
        column.addWidget(self.list, 3)
        column.addWidget(self._form, 4)
        self._count()

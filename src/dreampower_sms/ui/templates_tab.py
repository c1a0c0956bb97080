"""管理: the shop's templates in their order; Enter opens one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.counting import Measure
from dreampower_sms.domain.records import Record
from dreampower_sms.services.people import Conflict, FieldsWrong, Saved
from dreampower_sms.services.templates import TemplateEntry, Templates, TemplateStep
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.columns import CENTER, RIGHT, Column
from dreampower_sms.ui.forms import Area, Button, Check, Tail
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import Key, Page
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.tabs import Tab
from dreampower_sms.ui.template_export import offer_template_export
from dreampower_sms.ui.wording.sending import PURPOSES


@dataclass(frozen=True, slots=True)
class _Line:
    """A template with its count under the contract in use, for a recipient without any values of their own."""

    entry: TemplateEntry
    measure: Measure


def _named(line: _Line) -> str:
    return f"（外したもの）{line.entry.name}" if line.entry.archived else line.entry.name


COLUMNS = (
    Column("digit", "キー", lambda t: "" if t.entry.archived else str(t.entry.digit or ""), 5, CENTER),
    Column("name", "名前", _named, 28, tone=lambda t: "faint" if t.entry.archived else ""),
    Column("purpose", "目的", lambda t: PURPOSES[t.entry.purpose], 14),
    Column("tier", "区分", lambda t: "超過" if t.measure.over else str(t.measure.tier or "―"), 4, RIGHT,
           tone=lambda t: "bad" if t.measure.over else "", firm=True),
    Column("body", "本文", lambda t: show.one_line(t.entry.body), 20, preview=True, drop=1),
)  # fmt: skip
HINT = "定型メッセージはまだありません。F3 で追加できます。"
NONE_CHOSEN = "一覧からテンプレートを選んでください。"
CHANGED = "ほかのパソコンで変更されていました。一覧を読み直しました。もう一度操作してください。"


@dataclass(frozen=True, slots=True)
class TemplatesDoors:
    """Where the list leads."""

    edit: Callable[[int], None]
    new: Callable[[], None]
    copy: Callable[[int], None]
    done: Callable[[TemplateStep], None]
    """Something was done here that can be taken back."""
    clerk: Callable[[], str]
    take_in: Callable[[], None]
    measure: Callable[[str], Measure]
    """Counts a text as the contract in use bills it. Called off the window's thread."""


class _List(RowsView):
    """Alt+↑↓ move a template, Delete takes it out of the list."""

    moved_by = Signal(bool)
    """Whether down."""
    turned = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved_by.emit(event.key() == Qt.Key.Key_Down)
        elif event.key() == Qt.Key.Key_Delete:
            self.turned.emit()
        else:
            super().keyPressEvent(event)


class TemplatesTab(Tab):
    """The list, the whole text of the chosen one beside it, and what can be done with it below."""

    mode, title = "templates", "管理"
    keys: ClassVar[Page] = {
        5: Key("修正", "edit", "why_not_chosen", help="選んだ定型メッセージを直します。Enter でも開きます。"),
        6: Key("書き出し", "export", "why_not_export", help="定型メッセージをファイルに書き出します。"),
    }

    def __init__(self, templates: Templates, doors: TemplatesDoors, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self._templates, self._doors, self._jobs, self._settings = templates, doors, jobs, settings
        self._entries: Mapping[int, TemplateEntry] = {}
        self._lines: Mapping[int, _Line] = {}
        self._wanted = 0
        self.model = RowsModel(COLUMNS, self._pick, jobs, self)
        self.list = _List(self.model, "定型メッセージの一覧", HINT)
        self.list.remember(settings, "templates")
        self.with_archived = Check("外したものも表示(&V)", "外したものも表示")
        self.name = Tail("選んだテンプレート", " ", "sectionTitle")
        self.body = Area("本文")
        self.body.setReadOnly(True)
        self.edit_button = Button("修正(Enter)", "primary", name="修正")
        self.copy_button = Button("複製(&D)")
        self.up_button, self.down_button = Button("↑", name="上へ"), Button("↓", name="下へ")
        self.up_button.setToolTip("Alt+↑")
        self.down_button.setToolTip("Alt+↓")
        self.turn_button = Button("一覧から外す(&X)")
        self.export_button = Button("書き出し(&E)")
        self.import_button = Button("取り込み(&M)")
        self._build()
        self._connect()
        self.reload()

    # --- what the screen's keys do ---------------------------------------------------------------------------

    def begin(self) -> None:
        """F3: a new template."""
        self._doors.new()

    def edit(self) -> None:
        """F5 and Enter: the chosen template."""
        if (entry := self.chosen()) is not None:
            self._doors.edit(entry.id)

    def export(self) -> None:
        """F6: all that are in use as a file."""
        in_use = [entry for entry in self._entries.values() if not entry.archived]
        offer_template_export(self.host, self._jobs, self._settings, in_use)

    def why_not_chosen(self) -> str:
        """Something has to be chosen."""
        return "" if self.chosen() is not None else NONE_CHOSEN

    def why_not_export(self) -> str:
        """There has to be something to write."""
        in_use = any(not entry.archived for entry in self._entries.values())
        return "" if in_use else "書き出す定型メッセージがありません。"

    def heard(self, topic: object) -> None:
        if topic is Topic.TEMPLATES:
            self.reload()

    def first_field(self) -> QWidget:
        return self.list

    def chosen(self) -> TemplateEntry | None:
        """The template of the current row."""
        return self._entries.get(self.list.current_id() or 0)

    def reload(self) -> None:
        """Read the list again."""
        everything = self.with_archived.isChecked()
        self._jobs.start(self, lambda _job: self._read(everything), self._show, lane="templates")

    # --- inside ----------------------------------------------------------------------------------------------

    def _read(self, everything: bool) -> list[_Line]:  # noqa: FBT001  a tick box
        entries = [*self._templates.list(), *(self._templates.archived() if everything else ())]
        return [_Line(entry, self._doors.measure(entry.body)) for entry in entries]

    def _show(self, lines: Sequence[_Line]) -> None:
        row = self.list.currentIndex().row()
        self._lines = {line.entry.id: line for line in lines}
        self._entries = {id_: line.entry for id_, line in self._lines.items()}
        entries = list(self._entries.values())
        self.list.show_ids([entry.id for entry in entries], self._lines)
        if self._wanted and not self.list.select_id(self._wanted):
            self.list.select_row(max(0, min(row, len(entries) - 1)))  # it left the list: stay where it was
        self._wanted = 0
        self._show_chosen()

    def _show_chosen(self) -> None:
        entry = self.chosen()
        self.name.setText(f"{entry.name}（{PURPOSES[entry.purpose]}）" if entry is not None else " ")
        self.body.setPlainText(entry.body if entry is not None else "")
        self.turn_button.setText("一覧に戻す(&X)" if entry is not None and entry.archived else "一覧から外す(&X)")
        self.turn_button.setAccessibleName(self.turn_button.text().partition("(")[0])
        for button in (self.edit_button, self.copy_button, self.turn_button):
            button.setEnabled(entry is not None)
        for button in (self.up_button, self.down_button):
            button.setEnabled(entry is not None and not entry.archived)
        self.export_button.setEnabled(not self.why_not_export())
        self.changed.emit()

    def _pick(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {i: self._lines[i] for i in ids if i in self._lines}

    def _copy(self) -> None:
        if (entry := self.chosen()) is not None:
            self._doors.copy(entry.id)

    def _move(self, down: bool) -> None:  # noqa: FBT001  as the signal has it
        entry = self.chosen()
        if entry is None or entry.archived:
            self.say("一覧から外したものは並べ替えられません。" if entry is not None else NONE_CHOSEN, "warn")
            return
        self._wanted = entry.id
        clerk = self._doors.clerk()
        self._jobs.write(
            self, lambda _job: self._templates.move(entry.id, clerk, down=down), self._moved, failed=self._failed
        )

    def _up(self) -> None:
        self._move(down=False)

    def _down(self) -> None:
        self._move(down=True)

    def _moved(self, step: TemplateStep | None) -> None:
        if step is None:
            self.say("これより先には移せません。", "info")
            return
        self._doors.done(step)

    def _turn(self) -> None:
        if (entry := self.chosen()) is not None:
            self._wanted = entry.id
            clerk = self._doors.clerk()
            self._jobs.write(self, lambda _job: self._turned(entry, clerk), self._answered, failed=self._failed)

    def _turned(self, entry: TemplateEntry, clerk: str) -> Saved | Conflict:
        """Out of the lists or back, as it is on the screen. Runs off the window's thread."""
        values = {"name": entry.name, "purpose": entry.purpose, "digit": entry.digit, "body": entry.body}
        seen = Record(entry.id, entry.version, values, entry.archived)
        return (self._templates.restore if entry.archived else self._templates.archive)(seen, clerk)

    def _answered(self, answer: Saved | Conflict) -> None:
        if isinstance(answer, Saved) and isinstance(answer.step, TemplateStep):
            self._doors.done(answer.step)
        else:
            self.say(CHANGED, "warn")
            self.reload()

    def _failed(self, error: Exception) -> None:
        self._wanted = 0
        if isinstance(error, FieldsWrong):  # there is no field here to be marked
            first = next(iter(error.problems.values()))
            self.say(wording.sentence(first.code, **first.details), "error")
        else:
            self._jobs.failed.emit(error)
        self.reload()

    def _connect(self) -> None:
        self.list.chosen.connect(self.edit)
        self.list.moved.connect(self._show_chosen)
        self.list.moved_by.connect(self._move)
        self.list.turned.connect(self._turn)
        self.with_archived.toggled.connect(self.reload)
        self.edit_button.clicked.connect(self.edit)
        self.copy_button.clicked.connect(self._copy)
        self.up_button.clicked.connect(self._up)
        self.down_button.clicked.connect(self._down)
        self.turn_button.clicked.connect(self._turn)
        self.export_button.clicked.connect(self.export)
        self.import_button.clicked.connect(self._doors.take_in)

    def _build(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.name)
        right.addWidget(self.body, 1)
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(self.list, 7)
        top.addLayout(right, 4)
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.edit_button, self.copy_button, self.up_button, self.down_button, self.turn_button):
            row.addWidget(button)
        row.addStretch(1)
        for widget in (self.with_archived, self.export_button, self.import_button):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(top, 1)
        column.addLayout(row)

"""テンプレートの取り込み: a file of templates beside the shop's own; same names are chosen one by one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.services.template_files import Fate, Incoming, TemplateFileError, TemplateFiles
from dreampower_sms.services.templates import TemplateStep
from dreampower_sms.ui import wording
from dreampower_sms.ui.columns import Column
from dreampower_sms.ui.forms import Area, Line, field
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.template_export import FOLDER, KINDS, folder_of
from dreampower_sms.ui.wording.sending import PURPOSES
from dreampower_sms.ui.wording.templates import FIELDS

HINT = "上にファイルの場所を入れて Enter を押すと、中の定型メッセージが出ます。"
READ_FIRST = "先にファイルを読み込んでください。"
_OWN = {True: "同じ内容があります", False: "同じ名前があります"}
_FATES: Mapping[Fate, str] = {
    Fate.ADD: "追加する",
    Fate.SAME: "そのまま",
    Fate.SKIP: "取り込まない",
    Fate.REPLACE: "置き換える",
    Fate.RENAME: "別の名前で追加",
}


@dataclass(frozen=True, slots=True)
class ImportParts:
    """What this screen uses."""

    files: TemplateFiles
    clerk: Callable[[], str]
    taken_in: Callable[[TemplateStep], None]
    """They are stored: closes the screen, which can be taken back."""
    rename: Callable[[str, int], str]


class _Entries(RowsView):
    """1, 2 and 3 choose what becomes of an entry."""

    def __init__(self, model: RowsModel, screen: "TemplateImportScreen") -> None:
        super().__init__(model, "ファイルの中の定型メッセージ", HINT)
        self._screen = screen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        fate = {
            Qt.Key.Key_1: Fate.SKIP,
            Qt.Key.Key_2: Fate.REPLACE,
            Qt.Key.Key_3: Fate.RENAME,
        }.get(Qt.Key(event.key()))
        if fate is not None:
            self._screen.choose(fate)
        else:
            super().keyPressEvent(event)


class TemplateImportScreen(Screen):
    """One row an entry of the file; the two texts side by side below."""

    id, title = "template_import", "テンプレートの取り込み"
    keys = (
        {
            1: HELP,
            3: Key("取込まない", "skip", "why_not_choose", help="選んだものを取り込みません。1 でもできます。"),
            4: Key(
                "置き換え", "replace", "why_not_replace",
                help="お店にある同じ名前のものを、ファイルの内容にします。2 でもできます。",
            ),
            5: Key("参照", "browse", help="取り込むファイルを選びます。"),
            6: Key(
                "別名で追加", "rename", "why_not_replace",
                help="同じ名前のものを残し、別の名前で追加します。3 でもできます。",
            ),
            9: Key("読み込み", "read", "why_not_read", help="入力した場所のファイルを読み込みます。"),
            10: Key("取り込む", "take", "why_not_take", help="選んだとおりに取り込みます。"),
            12: CLOSE,
        },
    )  # fmt: skip

    def __init__(self, parts: ImportParts, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self._parts, self._jobs, self._settings = parts, jobs, settings
        self._rows: dict[int, Incoming] = {}
        self._chosen: dict[int, Fate] = {}
        self._busy = ""
        self.path = field(
            "取り込むファイル（このソフトで書き出したもの）", Line("取り込むファイル", "場所を入力して Enter")
        )
        columns = (
            Column("name", "名前", lambda row: row[1].name, 26),
            Column("purpose", "目的", lambda row: PURPOSES[row[1].values["purpose"]], 14),
            Column("own", "今のお店", lambda row: "" if row[1].own is None else _OWN[row[1].same], 20),
            Column("fate", "取り込み方", self._fate_of, 18, tone=self._tone_of),
        )
        self.model = RowsModel(columns, self._pick, jobs, self)
        self.list = _Entries(self.model, self)
        self.list.remember(settings, self.id)
        self.theirs, self.own = (
            field("ファイルの本文", Area("ファイルの本文")),
            field("今のお店の本文", Area("今のお店の本文")),
        )
        for area in (self.theirs.widget, self.own.widget):
            area.setReadOnly(True)
        self.path.widget.returnPressed.disconnect()
        self.path.widget.returnPressed.connect(self.read)
        self.path.widget.textChanged.connect(self.changed)
        self.list.moved.connect(self._show_texts)
        self._build()

    # --- what the keys do --------------------------------------------------------------------------------

    def read(self) -> None:
        """F9 and Enter in the path: what is in the file, and what the shop has."""
        path = self._path()
        if path is None or self._busy:
            return
        self._busy = "読み込んでいます。"
        self.path.show_error("")
        self._jobs.start(
            self, lambda _job: self._parts.files.compare(path), self._show, failed=self._unreadable, lane="read"
        )

    def why_not_read(self) -> str:
        """There has to be a path."""
        return self._busy or ("" if self._path() is not None else "ファイルの場所を入力してください。")

    def browse(self) -> None:
        """F5: choose a file in the system's own window."""
        dialog = QFileDialog(self, "取り込むファイル", str(folder_of(self._settings)), KINDS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._browsed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def skip(self) -> None:
        """F3."""
        self.choose(Fate.SKIP)

    def replace(self) -> None:
        """F4."""
        self.choose(Fate.REPLACE)

    def rename(self) -> None:
        """F6."""
        self.choose(Fate.RENAME)

    def choose(self, fate: Fate) -> None:
        """What becomes of the current entry; then on to the next. An entry that can't have this fate keeps its own."""
        row = self.list.current_id()
        if row is None or self.why_not_choose() or (fate is not Fate.SKIP and self.why_not_replace()):
            return
        again = self._rows[row].own is None and self._chosen.get(row) is Fate.SKIP
        self._chosen[row] = Fate.ADD if again and fate is Fate.SKIP else fate
        self.list.viewport().update()
        self.list.select_row(row + 1)
        self.changed.emit()

    def why_not_choose(self) -> str:
        """There has to be an entry that would change something."""
        row = self.list.current_id()
        if row is None:
            return READ_FIRST
        return "同じ内容なので、選ばなくても何も変わりません。" if self._rows[row].same else ""

    def why_not_replace(self) -> str:
        """The shop has to have one of this name."""
        row = self.list.current_id()
        if reason := self.why_not_choose():
            return reason
        return "お店に同じ名前のものはありません。" if row is not None and self._rows[row].own is None else ""

    def take(self) -> None:
        """F10: all of it or nothing."""
        chosen = [(one, self._chosen[row]) for row, one in self._rows.items()]
        clerk = self._parts.clerk()
        self._busy = "取り込んでいます。"
        self.changed.emit()
        self._jobs.write(
            self,
            lambda _job: self._parts.files.take(chosen, self._parts.rename, clerk),
            self._taken,
            failed=self._refused,
        )

    def why_not_take(self) -> str:
        """Every entry has to be decided, and one of them must bring something."""
        if self._busy or not self._rows:
            return self._busy or READ_FIRST
        if left := len(self._rows) - len(self._chosen):
            return f"同じ名前のものがあと {left} 件あります。1～3 で選んでください。"
        brings = any(fate in {Fate.ADD, Fate.REPLACE, Fate.RENAME} for fate in self._chosen.values())
        return "" if brings else "取り込むものがありません。"

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.path.widget

    # --- inside ----------------------------------------------------------------------------------------------

    def _path(self) -> Path | None:
        typed = self.path.widget.text().strip().strip('"')
        return Path(typed).expanduser() if typed else None

    def _browsed(self, path: str) -> None:
        self.path.widget.setText(path)
        self.read()

    def _show(self, found: Sequence[Incoming]) -> None:
        self._busy = ""
        path = self._path()
        if path is not None:
            self._settings.setValue(FOLDER, str(path.parent))
        self._rows = dict(enumerate(found))
        decided = {row: Fate.SAME if one.same else Fate.ADD for row, one in self._rows.items()}
        self._chosen = {row: fate for row, fate in decided.items() if self._rows[row].own is None or fate is Fate.SAME}
        self.list.show_ids(range(len(found)), self._pick(range(len(found))))
        first = next((row for row in self._rows if row not in self._chosen), 0)
        self.list.select_row(first)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_texts()
        left = len(self._rows) - len(self._chosen)
        self.say(
            f"{len(found):,} 件あります。" + (f"同じ名前の {left:,} 件は、取り込み方を選んでください。" if left else "")
        )
        self.changed.emit()

    def _unreadable(self, error: Exception) -> None:
        self._busy = ""
        self._rows, self._chosen = {}, {}
        self.list.show_ids((), {})
        self._show_texts()
        self.path.show_error(file_problem(error))
        self.path.widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self._tell_unknown(error)

    def _taken(self, step: TemplateStep | None) -> None:
        self._busy = ""
        self.changed.emit()
        if step is not None:
            self._parts.taken_in(step)

    def _refused(self, error: Exception) -> None:
        self._busy = ""
        self.say(file_problem(error), "error")
        self._tell_unknown(error)
        self.changed.emit()

    def _tell_unknown(self, error: Exception) -> None:
        if not wording.explain(error)[1]:
            self._jobs.failed.emit(error)

    def _show_texts(self) -> None:
        one = self._rows.get(self.list.current_id() or 0) if self._rows else None
        self.theirs.widget.setPlainText(str(one.values["body"]) if one is not None else "")
        self.own.widget.setPlainText(str(one.own.values["body"]) if one is not None and one.own is not None else "")
        self.changed.emit()

    def _pick(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {id_: (id_, self._rows[id_]) for id_ in ids if id_ in self._rows}

    def _fate_of(self, row: tuple[int, Incoming]) -> str:
        fate = self._chosen.get(row[0])
        return _FATES[fate] if fate is not None else "1～3 で選ぶ"

    def _tone_of(self, row: tuple[int, Incoming]) -> str:
        fate = self._chosen.get(row[0])
        return "wait" if fate is None else "faint" if fate in {Fate.SAME, Fate.SKIP} else "good"

    def _build(self) -> None:
        texts = QHBoxLayout()
        texts.setSpacing(16)
        texts.addLayout(self.theirs.column())
        texts.addLayout(self.own.column())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 8)
        column.setSpacing(8)
        column.addLayout(self.path.column())
        column.addWidget(self.list, 3)
        column.addLayout(texts, 2)


def file_problem(error: Exception) -> str:
    """What is wrong with a file, with the entry and the name of the field as the screens call it."""
    if not isinstance(error, TemplateFileError):
        return wording.explain(error)[0]
    named = error.details.get("field", "")
    said = wording.sentence(error.code, **{**error.details, "field": FIELDS.get(named, named)})
    if error.problem is not None:
        said += wording.sentence(error.problem.code, **error.problem.details)
    return said

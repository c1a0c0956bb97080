"""書き出し of templates: asks for a file over the screen, writes it off the window's thread."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QSettings, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from dreampower_sms.services.template_files import write_file
from dreampower_sms.services.templates import TemplateEntry
from dreampower_sms.ui import wording
from dreampower_sms.ui.forms import Button, Line, Reading, caption, field
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.sheet import Sheet

FOLDER = "templates/folder"
ENDING = ".json"
KINDS = f"定型メッセージ (*{ENDING});;すべてのファイル (*)"


def folder_of(settings: QSettings) -> Path:
    """Where the last file of templates was; the documents at first."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    kept = Path(str(settings.value(FOLDER, documents, type=str)))
    return kept if kept.is_dir() else Path(documents)


def offer_template_export(
    screen: Screen, jobs: Jobs, settings: QSettings, entries: Sequence[TemplateEntry]
) -> "TemplateExport":
    """Open the sheet over `screen`, or go to the one that is open."""
    sheet = next((each for each in screen.findChildren(TemplateExport) if not each.isHidden()), None)
    if sheet is None:
        sheet = TemplateExport(screen, jobs, settings, entries)
        sheet.show()
        sheet.fit()
    sheet.path.widget.setFocus(Qt.FocusReason.OtherFocusReason)
    return sheet


class TemplateExport(Sheet):
    """One line for the path; a file that is there is named before it is replaced."""

    def __init__(self, screen: Screen, jobs: Jobs, settings: QSettings, entries: Sequence[TemplateEntry]) -> None:
        super().__init__(screen)
        self._jobs, self._settings, self._entries = jobs, settings, list(entries)
        self._agreed: Path | None = None
        self._busy = False
        suggested = folder_of(settings) / f"定型メッセージ_{date.today():%Y%m%d}{ENDING}"  # noqa: DTZ011  a file's name
        self.path = field(f"書き出す先（定型メッセージ {len(self._entries):,} 件）", Line("書き出す先"))
        self.path.widget.setText(str(suggested))
        self.path.widget.returnPressed.disconnect()
        self.path.widget.returnPressed.connect(self.enter)
        self.write_button = Button("書き出す(Enter)", "primary", name="書き出す")
        self.browse_button = Button("参照…(&B)", name="参照")
        self.back_button = Button("やめる(Esc)", name="やめる")
        self.write_button.clicked.connect(self.enter)
        self.browse_button.clicked.connect(self._browse)
        self.back_button.clicked.connect(self.leave)
        self._build()

    def enter(self) -> None:
        typed = self.path.widget.text().strip().strip('"')
        if self._busy:
            return
        if not typed:
            self.path.show_error("ファイルの名前を入力してください。")
            return
        path = Path(typed).expanduser()
        path = path if path.suffix else path.with_suffix(ENDING)
        if path.exists() and path != self._agreed:
            self._agreed = path
            self.path.show_error("同じ名前のファイルがあります。もう一度 Enter を押すと置き換えます。")
            return
        self.path.show_error("")
        self._busy = True
        self._jobs.start(
            self, lambda _job: write_file(path, self._entries), lambda count: self._written(path, count),
            failed=self._failed,
        )  # fmt: skip

    def _written(self, path: Path, count: int) -> None:
        self._settings.setValue(FOLDER, str(path.parent))
        self._screen.say(f"定型メッセージ {count:,} 件を「{path.name}」に書き出しました。")
        self.leave()

    def _failed(self, error: Exception) -> None:
        self._busy, self._agreed = False, None
        sentence, known = wording.explain(error)
        self.path.show_error(sentence)
        if not known:
            self._jobs.failed.emit(error)

    def _browse(self) -> None:
        dialog = QFileDialog(self, "書き出す先", str(Path(self.path.widget.text()).parent), KINDS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ENDING.lstrip("."))
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.path.widget.setText(path)
        self._agreed = Path(path)  # the system's own window has asked
        self.path.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        said = Reading("説明", "ほかのお店やパソコンで「取り込み」できるファイルです。一覧から外したものは入りません。")
        said.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.write_button)
        row.addWidget(self.browse_button)
        row.addStretch(1)
        row.addWidget(self.back_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 16, 22, 16)
        column.setSpacing(12)
        column.addWidget(caption("定型メッセージの書き出し", "sectionTitle"))
        column.addWidget(said)
        column.addLayout(self.path.column())
        column.addLayout(row)

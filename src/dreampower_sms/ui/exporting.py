"""Any list to a file, from any screen:

    def export_list(self) -> None:
        offer_export(self, self._jobs, self._settings, lambda: customer_table(ids, self._inquiry.whole_rows), "お客様")

The table is made and read off the window's thread. Esc goes back a step: out of the work, then out of the sheet.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.services.exporting.errors import CharactersLost
from dreampower_sms.services.exporting.service import Exported, Style, export
from dreampower_sms.services.exporting.table import FileKind, Table
from dreampower_sms.ui import wording
from dreampower_sms.ui.export_pages import AskPage, DonePage, LostPage, RunPage
from dreampower_sms.ui.forms import Button, Reading, caption
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.sheet import Sheet

TableFactory = Callable[[], Table]


def offer_export(
    screen: Screen, jobs: Jobs, settings: QSettings, table: TableFactory, suggested_name: str
) -> "ExportSheet":
    """Open the export sheet over `screen`, or go to the one that is open.

    Args:
        table: makes the table; called in a worker thread, each time that something is written.
        suggested_name: of the list; the date and an ending are put behind it.
    """
    sheet = next((each for each in screen.findChildren(ExportSheet) if not each.isHidden()), None)
    if sheet is None:  # one that was left may still wait for its end
        sheet = ExportSheet(screen, jobs, settings, table, suggested_name)
        sheet.begin()
    else:
        sheet.take_focus()
    return sheet


class ExportSheet(Sheet):
    """Asks, writes, tells."""

    def __init__(
        self, screen: Screen, jobs: Jobs, settings: QSettings, table: TableFactory, suggested_name: str
    ) -> None:
        super().__init__(screen)
        self._jobs, self._table = jobs, table
        self._job: Job | None = None
        self._written: Path | None = None
        self._agreed: Path | None = None
        """A file of this name is there, and the clerk was told so."""
        self.title = caption(f"{suggested_name}の書き出し", "sectionTitle")
        self.ask = AskPage(settings, suggested_name)
        self.run = RunPage()
        self.lost = LostPage()
        self.done = DonePage()
        self.problem = Reading("書き出しの問題", name="fieldError")
        self.problem.setWordWrap(True)
        self.write_button = Button("書き出す(Enter)", "primary", name="書き出す")
        self.back_button = Button("やめる(Esc)", name="やめる")
        self.back_button.setAutoDefault(False)  # a second Enter must not cancel what the first one began
        self._pages: tuple[QWidget, ...] = (self.ask, self.run, self.lost, self.done)
        self._build()
        self.write_button.clicked.connect(self.enter)
        self.back_button.clicked.connect(self.escape)
        self.lost.other.connect(self._write_utf8)
        self.lost.replace.connect(self._write_replaced)
        self.done.folder.connect(self._open_folder)
        self.done.file.connect(self._open_file)

    def begin(self) -> None:
        """Ask."""
        self._show(self.ask)
        self.show()
        self.fit()
        self.take_focus()

    def take_focus(self) -> None:
        """The first thing of what is shown that takes keys."""
        focus: dict[QWidget, QWidget] = {
            self.ask: self.ask.first_field(),
            self.run: self.back_button,
            self.lost: self.lost.other_button,
            self.done: self.back_button,
        }
        focus[self._shown()].setFocus(Qt.FocusReason.OtherFocusReason)

    # --- keys ----------------------------------------------------------------------------------------------

    def enter(self) -> None:
        if self._shown() is self.ask:
            self._write(Style(self.ask.calendar))
        elif self._shown() is self.done:
            self.leave()

    def escape(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._show(self.ask, wording.sentence("export_stopped"))
        elif self._shown() is self.lost:
            self._show(self.ask)
        else:
            self.leave()

    def digit(self, number: int) -> None:
        acts: dict[QWidget, tuple[Callable[[], None], ...]] = {
            self.lost: (self._write_utf8, self._write_replaced),
            self.done: (self._open_folder, self._open_file),
        }
        if self._shown() is self.ask:
            self.ask.choose_digit(number)
        elif number <= len(acts.get(self._shown(), ())):
            acts[self._shown()][number - 1]()

    # --- inside --------------------------------------------------------------------------------------------

    def _write(self, style: Style) -> None:
        path = self.ask.target()
        if path is None:
            self.ask.path.show_error("ファイルの名前を入力してください。")
            return
        if path.exists() and path != self._agreed and not path.is_dir():
            self._agreed = path
            self.ask.path.show_error("同じ名前のファイルがあります。もう一度 Enter を押すと置き換えます。")
            return
        self.ask.path.show_error("")
        kind, table = self.ask.kind, self._table
        self.run.show_progress(0, 1)
        self.run.said.setText("準備しています…")
        self._job = self._jobs.start(
            self,
            lambda job: export(table(), path, kind, style, progress=job.progress, stop=lambda: job.stopped),
            self._finished,
            failed=self._failed,
            progress=self.run.show_progress,
        )
        self._show(self.run)

    def _write_utf8(self) -> None:
        self.ask.choose_kind(FileKind.CSV_UTF8)
        self._write(Style(self.ask.calendar))

    def _write_replaced(self) -> None:
        self._write(Style(self.ask.calendar, replace=True))

    def _finished(self, done: Exported) -> None:
        self._job, self._written, self._agreed = None, done.path, None
        self.ask.remember(done.path)
        self.done.show_done(done)
        self._show(self.done)

    def _failed(self, error: Exception) -> None:
        self._job, self._agreed = None, None
        sentence, known = wording.explain(error)
        if isinstance(error, CharactersLost):
            self.lost.show_lost(error, sentence)
            self._show(self.lost)
            return
        self._show(self.ask, sentence)
        if not known:
            self._jobs.failed.emit(error)  # the log wants it whole

    def _open_folder(self) -> None:
        if self._written is not None:
            self._open(self._written.parent)

    def _open_file(self) -> None:
        if self._written is not None:
            self._open(self._written)

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self.problem.setText(f"開けませんでした。エクスプローラーで開いてください。{path}")
            self.problem.show()
            self.fit()

    def _shown(self) -> QWidget:
        return next(page for page in self._pages if not page.isHidden())

    def _show(self, page: QWidget, problem: str = "") -> None:
        for each in self._pages:
            each.setVisible(each is page)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.write_button.setVisible(page is self.ask)
        labels: dict[QWidget, str] = {self.run: "中止(Esc)", self.lost: "戻る(Esc)", self.done: "閉じる(Enter)"}
        words = labels.get(page, "やめる(Esc)")
        self.back_button.setText(words)
        self.back_button.setAccessibleName(words.partition("(")[0])
        self.fit()
        if self.isVisible():
            self.take_focus()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.write_button)
        row.addStretch(1)
        row.addWidget(self.back_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 16, 22, 16)
        column.setSpacing(12)
        column.addWidget(self.title)
        for page in self._pages:
            column.addWidget(page)
        column.addWidget(self.problem)
        column.addLayout(row)

"""データ取込: a file of another system into the shop, in four steps that lose nothing on the way back."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.importing.errors import MappingWrong
from dreampower_sms.services.importing.mapping import propose
from dreampower_sms.services.importing.reading import Record
from dreampower_sms.services.importing.report import Choices, DryRun, Progress, RunReport
from dreampower_sms.services.importing.service import Imports
from dreampower_sms.ui import wording
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.import_columns import ColumnsStep
from dreampower_sms.ui.import_file import FileStep, Opened, Ready, read_file
from dreampower_sms.ui.import_report import ReportStep, advice, beside, problem_table
from dreampower_sms.ui.jobs import Job, Jobs, Topic
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen

BACK = Key("戻る", "step_back", "why_not_back", help="前の手順に戻ります。入れた内容は残ります。")
STOP = Key("中止", "stop", "why_not_stop", help="途中で止めます。続きはあとから取り込めます。")


class Step(StrEnum):
    """The modes of the screen, in their order."""

    FILE = ""
    COLUMNS = "columns"
    CHECK = "check"
    RESULT = "result"


_TITLES = {
    Step.FILE: "1 ファイルを選ぶ",
    Step.COLUMNS: "2 列と項目を合わせる",
    Step.CHECK: "3 確かめる",
    Step.RESULT: "4 取り込む",
}


class ImportScreen(Screen):
    """File, columns, check, result."""

    id, title = "import", "データ取込"
    page_names = tuple(step.value for step in Step)
    keys = (
        {
            1: HELP,
            5: Key("参照", "browse", help="ファイルを選ぶ窓を開きます。"),
            9: Key("次へ", "to_columns", "why_not_columns", help="列と項目の対応に進みます。"),
            12: CLOSE,
        },
        {
            1: HELP,
            6: Key("自動", "propose_again", help="列の見出しから項目を選び直します。"),
            9: Key("確認", "check", "why_not_check", help="取り込まずに、全部の行を確かめます。"),
            12: BACK,
        },
        {
            1: HELP,
            6: Key("CSV", "export_problems", "why_no_problems", help="エラーと注意の一覧をファイルにします。"),
            9: Key("取込", "run_import", "why_not_run", help="確かめた内容で取り込みます。"),
            11: STOP,
            12: BACK,
        },
        {
            1: HELP,
            6: Key("拒否行", "write_rejected", "why_none_rejected", help="取り込めなかった行をファイルにします。"),
            9: Key("続き", "run_import", "why_not_resume", help="止めたところから取り込みます。"),
            11: STOP,
            12: Key("閉じる", "go_back", "why_not_back", help="この画面を閉じて、前の画面に戻ります。"),
        },
    )

    def __init__(
        self, imports: Imports, jobs: Jobs, settings: QSettings, clerk: Callable[[], str], clock: Callable[[], datetime]
    ) -> None:
        super().__init__()
        self._imports, self._jobs, self._settings, self._clerk, self._clock = imports, jobs, settings, clerk, clock
        self._ready: Ready | None = None
        self._shown_for: Opened | None = None
        """The file whose columns stand in the second step."""
        self._job: Job | None = None
        self._checked: tuple[Opened, Choices] | None = None
        self._report: RunReport | None = None
        self.where = Reading("手順", name="sectionTitle")
        self.file, self.columns = FileStep(), ColumnsStep()
        self.report = ReportStep(jobs, settings, self._row_of_file)
        self._stack = QStackedWidget()
        for part in (self.file, self.columns, self.report):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.addWidget(self.where)
        layout.addWidget(self._stack, 1)
        self.file.asked.connect(self.read_file)
        self.columns.changed.connect(self.changed)
        self._show(Step.FILE)

    @property
    def step(self) -> Step:
        """Where the clerk is."""
        return Step(self.page_names[self.page])

    # --- the file ----------------------------------------------------------------------------------------

    def browse(self) -> None:
        """F5: choose a file."""
        self.file.browse(str(self._settings.value("import/folder", "", type=str)))

    def read_file(self) -> None:
        """Read what the path names, by the choices below it."""
        path = self.file.typed()
        if path is None:
            self.file.show_problem("ファイルを選んでください。F5 で選ぶか、ここにファイルを落とします。")
            return
        encoding, delimiter, sheet = self.file.choices(self._ready.opened if self._ready else None)
        self.file.found.setText("読んでいます…")

        self._jobs.start(
            self,
            lambda _job: read_file(self._imports, path, encoding, delimiter, sheet),
            self._show_file,
            failed=self._not_read,
            lane="import_file",
        )

    def why_not_columns(self) -> str:
        """A file has to be read."""
        return "" if self._ready else "先にファイルを選んでください。F5 で選べます。"

    # --- columns -----------------------------------------------------------------------------------------

    def to_columns(self) -> None:
        """F9: the columns of the file; those of the same file stand as they were left."""
        if self._ready is None:
            return
        if self._shown_for is not self._ready.opened:
            self._shown_for = self._ready.opened
            self.columns.begin(self._ready.opened, self._ready.proposal.columns, day_of(self._clock()))
        self._show(Step.COLUMNS)
        self.columns.grid.setFocus()
        if self._ready.proposal.remembered:
            self.say("前に同じ見出しのファイルで選んだ項目です。")

    def propose_again(self) -> None:
        """F6: by the headers alone, whatever was remembered."""
        if self._ready is not None:
            proposed = propose(self._ready.opened.headers)
            self.columns.begin(self._ready.opened, proposed, day_of(self._clock()))

    def why_not_check(self) -> str:
        """The columns have to make customers or vehicles."""
        try:
            self.columns.columns.check()
        except MappingWrong as error:
            return wording.explain(error)[0]
        return ""

    # --- check and run -------------------------------------------------------------------------------------

    def check(self) -> None:
        """F9: what would happen, without writing."""
        if self._ready is None:
            return
        opened, choices = self._ready.opened, Choices(self.columns.columns, self.columns.on_existing)
        self._show(Step.CHECK)
        self._begin(opened, "確かめています")

        def work(job: Job) -> tuple[DryRun, int]:
            report = self._imports.dry_run(opened.source, choices, progress=_telling(job), stop=lambda: job.stopped)
            return report, self._imports.unfinished(opened.source, choices)

        self._checked = opened, choices
        self._job = self._jobs.start(
            self, work, self._show_checked, failed=self._broke_off, progress=self.report.show_progress
        )
        self.changed.emit()

    def run_import(self) -> None:
        """F9: for good, from the top or from where an earlier run ended."""
        if self._checked is None:
            return
        (opened, choices), clerk = self._checked, self._clerk()
        self._report = None
        self._show(Step.RESULT)
        self._begin(opened, "取り込んでいます")
        self._job = self._jobs.write(
            self,
            lambda job: self._imports.run(
                opened.source, choices, clerk=clerk, progress=_telling(job), stop=lambda: job.stopped
            ),
            self._show_done,
            failed=self._broke_off,
            progress=self.report.show_progress,
        )
        self.changed.emit()

    def stop(self) -> None:
        """F11: end after what is under way. What is committed stays."""
        if self._job is None:
            return
        self._job.cancel()
        if self.step is Step.CHECK:  # a reading job has no end to wait for
            self._job = None
            self._show(Step.COLUMNS)
            self.columns.grid.setFocus()
            self.say("確認を中止しました。")
        else:
            self.report.said.setText("区切りのよいところで止めています…")
        self.changed.emit()

    def why_not_stop(self) -> str:
        """Something has to be under way."""
        return "" if self._job else "いま動いているものはありません。"

    def why_not_run(self) -> str:
        """The check has to be over."""
        return self._why_busy() or ("" if self._checked else "先に確認してください。")

    def why_not_resume(self) -> str:
        """Only what was stopped has a rest."""
        if self._report is not None and self._report.complete:
            return "最後の行まで取り込みました。"
        return self._why_busy()

    def why_not_back(self) -> str:
        """An import that runs is stopped by its own key."""
        return "取り込み中です。F11 で中止できます。" if self._job and self.step is Step.RESULT else ""

    # --- what came of it ------------------------------------------------------------------------------------

    def export_problems(self) -> None:
        """F6: the findings as a file."""
        problems = self.report.problems
        offer_export(self, self._jobs, self._settings, lambda: problem_table(problems), "取込の確認")

    def why_no_problems(self) -> str:
        """There has to be a finding."""
        return self._why_busy() or ("" if self.report.problems else "エラーも注意もありません。")

    def write_rejected(self) -> None:
        """F6: the refused rows beside the file they came from, to be mended and fed again."""
        if self._report is None or self._checked is None:
            return
        run_id, path = self._report.run_id, beside(self._checked[0].source.path)
        self._jobs.start(
            self, lambda _job: (self._imports.write_rejected(run_id, path, advice), path), self._show_rejected
        )

    def why_none_rejected(self) -> str:
        """Something has to be refused."""
        refused = self._report is not None and self._report.counts.refused > 0
        return self._why_busy() or ("" if refused else "取り込めなかった行はありません。")

    # --- what the window asks --------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.file.first_field()

    def step_back(self) -> None:
        """F12: the step before."""
        if self.step is Step.CHECK:
            self._give_up()
            self._show(Step.COLUMNS)
            self.columns.grid.setFocus()
        elif self.step is Step.COLUMNS:
            self._show(Step.FILE)
            self.file.first_field().setFocus()

    def escape(self) -> None:
        """Esc: out of what is under way, out of the list of fields, then back a step."""
        if self._job is not None:
            self.stop()
        elif self.columns.fields.hasFocus():
            self.columns.grid.setFocus()
        elif self.step in {Step.FILE, Step.RESULT}:
            self.go_back()
        else:
            self.step_back()

    def left(self) -> None:
        """An import under way ends with the rows that it is writing; it can be gone on with."""
        self._give_up()

    # --- inside ----------------------------------------------------------------------------------------------

    def _show(self, step: Step) -> None:
        part = {Step.FILE: self.file, Step.COLUMNS: self.columns}.get(step, self.report)
        self._stack.setCurrentWidget(part)
        self.where.setText("　›　".join(f"【{title}】" if each is step else title for each, title in _TITLES.items()))
        self.show_mode(step.value)
        self.changed.emit()

    def _begin(self, opened: Opened, title: str) -> None:
        self.report.begin(opened.headers, title)
        self.report.list.setFocus()

    def _show_file(self, ready: Ready) -> None:
        self._ready, self._checked = ready, None
        self.file.show_opened(ready.opened)
        self._settings.setValue("import/folder", str(ready.opened.source.path.parent))
        if ready.unfinished:
            self.say(
                f"このファイルの取込は {ready.unfinished:,} 行目で止まっています。F9 で進むと続きから取り込めます。",
                "warn",
            )
        self.file.grid.setFocus()
        self.changed.emit()

    def _not_read(self, error: Exception) -> None:
        sentence, known = wording.explain(error)
        if self._ready is not None and self._ready.opened.source.path == self.file.typed():
            self.file.show_opened(self._ready.opened)  # a choice by hand that does not fit: back to the one that did
            self.file.path.show_error(sentence)
        else:
            self._ready = None
            self.file.show_problem(sentence)
        self.file.first_field().setFocus()
        self.changed.emit()
        if not known:
            self._jobs.failed.emit(error)

    def _show_checked(self, found: tuple[DryRun, int]) -> None:
        self._job = None
        self.report.show_checked(*found)
        self.changed.emit()

    def _show_done(self, report: RunReport) -> None:
        self._job, self._report = None, report
        self.report.show_done(report)
        self._jobs.tell(Topic.CUSTOMERS)
        self.changed.emit()

    def _broke_off(self, error: Exception) -> None:
        self._job = None
        self.report.stopped(wording.explain(error)[0])
        self._jobs.failed.emit(error)
        self.changed.emit()

    def _show_rejected(self, written: tuple[int, Path]) -> None:
        rows, path = written
        self.say(f"取り込めなかった {rows:,} 行を {path.name} に書き出しました。直してから取り込んでください。")

    def _row_of_file(self, number: int) -> Record | None:
        if self._checked is None:
            return None
        return next((each for each in self._checked[0].source.records() if each.row >= number), None)

    def _give_up(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _why_busy(self) -> str:
        return "終わるまでお待ちください。F11 で中止できます。" if self._job else ""


def _telling(job: Job) -> Callable[[Progress], None]:
    return lambda progress: job.progress(progress.rows, progress.total)

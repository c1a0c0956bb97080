"""データ取込, third and last step: how far it is, what would happen or has happened, and what is wrong where."""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from dreampower_sms.services.exporting.table import Column as ExportColumn
from dreampower_sms.services.exporting.table import Kind, Table
from dreampower_sms.services.importing.flaws import Problem
from dreampower_sms.services.importing.opening import SHEETS
from dreampower_sms.services.importing.reading import Record
from dreampower_sms.services.importing.report import Counts, DryRun, RunReport
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.grid import Grid
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.rows import RowsModel, RowsView

NONE_WRONG = "問題はありません。"


def advice(problem: Problem) -> str:
    """What is wrong with a cell, and how to mend it."""
    return wording.sentence(problem.code, **{"value": problem.value, **problem.details})


def _sort(problem: Problem) -> str:
    return "エラー" if problem.error else "注意"


COLUMNS = (
    Column("row", "行", lambda p: f"{p.row:,}", 6, RIGHT, firm=True),
    Column("sort", "種類", _sort, 6, tone=lambda p: "bad" if p.error else "wait", firm=True),
    Column("column", "列", lambda p: p.column, 12),
    Column("value", "値", lambda p: show.one_line(p.value), 16, drop=1),
    Column("advice", "内容と直し方", advice, 40),
)


def problem_table(problems: Sequence[Problem]) -> Table:
    """The findings as a file."""
    columns = (
        ExportColumn("行", Kind.NUMBER, lambda p: p.row),
        ExportColumn("種類", Kind.TEXT, _sort, 8),
        ExportColumn("列", Kind.TEXT, lambda p: p.column, 18),
        ExportColumn("値", Kind.TEXT, lambda p: p.value, 30),
        ExportColumn("内容と直し方", Kind.TEXT, advice, 60),
    )
    return Table("取込の確認", columns, len(problems), lambda: [problems])


class ReportStep(QWidget):
    """Progress, counts, findings, and the row of the file that is looked at."""

    def __init__(self, jobs: Jobs, settings: QSettings, read_row: Callable[[int], Record | None]) -> None:
        """`read_row` gives a row of the file by its number; called in a worker."""
        super().__init__()
        self._jobs, self._read_row = jobs, read_row
        self._headers: tuple[str, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.title = Reading("状況", name="sectionTitle")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("取込の進み具合")
        self.said = Reading("結果")
        self.said.setWordWrap(True)
        self.model = RowsModel(COLUMNS, self._rows, jobs, self)
        self.list = RowsView(self.model, "エラーと注意の一覧", NONE_WRONG)
        self.list.remember(settings, "import_problems")
        self.mend = Reading("選んだ行の内容と直し方")
        self.mend.setWordWrap(True)  # in the list it may end in "…"
        self.row = Grid("ファイルの行", 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.title, self.bar, self.said):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addWidget(self.mend)
        column.addWidget(self.row)
        self.list.moved.connect(self._moved)
        self.list.chosen.connect(self._go_to_row)

    def begin(self, headers: tuple[str, ...], title: str) -> None:
        """Work begins: nothing to show yet but how far it is."""
        self._headers = headers
        self.title.setText(title)
        self.said.setText("準備しています…")
        self.list.hint = ""
        self._show_problems(())
        self.bar.setRange(0, 0)
        self.bar.show()

    def show_progress(self, done: int, total: int) -> None:
        """Rows that are done, and rows in all."""
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.said.setText(f"{done:,} / {total:,} 行")

    def show_checked(self, report: DryRun, resume_at: int) -> None:
        """What would happen."""
        self.title.setText("確認の結果（まだ取り込んでいません）")
        lines = [_figures(report.counts, "取り込む行", "取り込めない行")]
        if not report.complete:
            lines.append("途中で止めたので、はじめの行だけを確認しました。")
        if resume_at:
            lines.append(f"前回の取込は {resume_at:,} 行目まで終わっています。F9 で続きから取り込みます。")
        self._show_report(lines, report)

    def show_done(self, report: RunReport) -> None:
        """What has happened."""
        self.title.setText("取り込みました" if report.complete else "途中で止めました")
        lines = [_figures(report.counts, "取り込んだ行", "取り込めなかった行")]
        if report.resumed_at:
            lines.append(f"{report.resumed_at:,} 行目までは前回取り込んだ分です。")
        if not report.complete:
            lines.append("ここまでの分は登録してあります。F9 で続きから取り込みます。")
        if report.counts.refused:
            lines.append("F6 で取り込めなかった行をファイルにし、直してからもう一度取り込めます。")
        self._show_report(lines, report)

    def stopped(self, sentence: str) -> None:
        """It could not go on."""
        self.bar.hide()
        self.title.setText("止まりました")
        self.said.setText(sentence)

    def _show_report(self, lines: list[str], report: DryRun | RunReport) -> None:
        self.bar.hide()
        problems = (*report.errors, *report.warnings)
        if hidden := sum(report.by_code.values()) - len(problems):
            lines.append(f"ほかに {hidden:,} 件のエラーと注意があります。")
        self.said.setText("\n".join(lines))
        self.list.hint = NONE_WRONG
        self._show_problems(problems)

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        self.row.hide()
        self.mend.setVisible(bool(problems))
        self.list.show_ids(range(len(problems)))

    def _rows(self, ids: Sequence[int]) -> dict[int, Problem]:
        problems = self.problems
        return {id_: problems[id_] for id_ in ids if id_ < len(problems)}

    def _moved(self, identifier: int) -> None:
        if 0 <= identifier < len(self.problems):
            self.mend.setText(advice(self.problems[identifier]))
            wanted = self.problems[identifier].row
            self._jobs.start(self, lambda _job: self._read_row(wanted), self._show_row, lane="import_row")

    def _show_row(self, record: Record | None) -> None:
        if record is None or not self.problems:
            self.row.hide()
            return
        headers = [*self._headers, *(f"（{n} 列目）" for n, _ in zip(count(len(self._headers) + 1), record.cells))]
        cells = record.cells
        self.row.show_rows(("行", *headers[: max(len(cells), 1)]), [(f"{record.row:,}", *cells)])
        self.row.show()
        current = self.list.current_id()
        if current is not None and self.problems[current].column in self._headers:
            self.row.setCurrentCell(0, self._headers.index(self.problems[current].column) + 1)

    def _go_to_row(self, _identifier: int) -> None:
        if self.row.isVisible():
            self.row.setFocus()


def beside(path: Path) -> Path:
    """A free name for the refused rows of a file, in its folder."""
    suffix = ".csv" if path.suffix.lower() in SHEETS else path.suffix or ".csv"
    stem, number = f"{path.stem}_取込エラー", 1
    found = path.with_name(f"{stem}{suffix}")
    while found.exists():
        number += 1
        found = path.with_name(f"{stem}_{number}{suffix}")
    return found


def _figures(counts: Counts, comes: str, refused: str) -> str:
    """The counts in two lines."""
    c, come = counts, counts.accepted + counts.warned
    noted = f"（うち注意 {c.warned:,}）" if c.warned else ""
    return (
        f"{comes} {come:,}{noted}　　{refused} {c.refused:,}\n"
        f"顧客：新規 {c.customers_new:,}　変更 {c.customers_changed:,}　変わらない {c.customers_unchanged:,}　　"
        f"車両：新規 {c.vehicles_new:,}　変更 {c.vehicles_changed:,}　変わらない {c.vehicles_unchanged:,}"
    )

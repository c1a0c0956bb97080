"""請求照合: a gateway's bill as a file, and what differs from our own messages. Nothing is changed here."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from dreampower_sms.domain.history import Timeline
from dreampower_sms.domain.reconciling import Kind, Pair, Reconciled
from dreampower_sms.domain.usage import MONTHS, first_of, month_after
from dreampower_sms.services.free_search import Stop
from dreampower_sms.services.history import History
from dreampower_sms.services.reconciling import Bill, Field, Reconciling, open_bill
from dreampower_sms.services.usage import Account, UsageStatements
from dreampower_sms.ui import wording
from dreampower_sms.ui.details_page import DetailsPage
from dreampower_sms.ui.export_tables import reconciled_table
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.forms import Button, Choice, Line, Reading, caption, field
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen
from dreampower_sms.ui.reconciled import COLUMNS, SAME, advice, sums
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.timeline import timeline_html
from dreampower_sms.ui.wording.reconciling import FIELDS, KINDS

HINT = "契約と月を選び、送信サービスの請求明細（CSV か Excel）を選んで F9 照合を押します。"
_CHANGED = "条件が変わりました。F9 で照合し直してください。"
_NONE = "（なし）"


@dataclass(frozen=True, slots=True)
class ReconcileParts:
    """What this screen uses."""

    reconciling: Reconciling
    usage: UsageStatements
    history: History
    today: Callable[[], date]


class ReconcileScreen(Screen):
    """Contract, month and file above, its columns below them, then the list of what differs."""

    id, title = "reconcile", "請求照合"
    keys = (
        {
            1: HELP,
            3: Key("ファイル", "browse", help="請求明細のファイルを選びます。"),
            6: Key("CSV", "export", "why_no_list", help="違いの一覧を Excel か CSV に書き出します。"),
            9: Key("照合", "compare", "why_not_compare", help="請求明細を送信履歴と突き合わせます。"),
            12: CLOSE,
        },
    )

    def __init__(self, parts: ReconcileParts, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self._parts, self._jobs, self._settings = parts, jobs, settings
        self._bill: Bill | None = None
        self._pairs: Sequence[Pair] = ()
        self.found: Reconciled | None = None
        self._job: Job | None = None
        self._accounts: Job | None = None
        """Reads the contracts."""
        self._looking: Job | None = None
        """Reads the headings of the file."""
        self._reading: Job | None = None
        """Reads the course of the current message."""
        self.contract, self.month, self.kind = Choice("契約"), Choice("月"), Choice("違いの種類")
        for back in range(MONTHS):
            first = month_after(first_of(parts.today()), -back)
            self.month.addItem(f"{first.year}/{first.month:02}", first.isoformat())
        for choice in (self.contract, self.month, self.kind):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.month.setCurrentIndex(1)  # a bill comes when its month is over
        self.path = field(
            "請求明細のファイル（F3 で選択）",
            Line("請求明細のファイル", "ここにファイルを落とすか、場所を入力して Enter"),
        )
        self.columns = {each: Choice(f"{FIELDS[each]} の列") for each in Field}
        self.sums = Reading("合計", HINT, "sectionTitle")
        self.sums.setWordWrap(True)
        self.advice = Reading("すること", name="caption")
        self.advice.setWordWrap(True)
        self.model = RowsModel(COLUMNS, self._rows, jobs, self)
        self.list = RowsView(self.model, "請求との違い", HINT)
        self.list.remember(settings, self.id)
        self.details = DetailsPage("メッセージの詳細")
        self.setAcceptDrops(True)
        self._build()
        self._connect()
        self._read_accounts()

    # --- what the keys do --------------------------------------------------------------------------------------

    def browse(self) -> None:
        """F3: choose a file in the system's own window."""
        folder = str(self._settings.value("reconcile/folder", "", type=str))
        dialog = QFileDialog(
            self, "請求明細のファイル", folder, "Excel か CSV (*.csv *.txt *.tsv *.xlsx *.xls *.ods);;すべて (*)"
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, path: str) -> None:
        """A file was chosen, dropped or typed: look at its headings."""
        self.path.widget.setText(path)
        self._look()

    def compare(self) -> None:
        """F9; contracts that could not be read are asked for first."""
        if self.contract.currentData() is None:
            self._read_accounts()
            return
        if (bill := self._bill) is None:
            return
        columns = {each: str(choice.currentData()) for each, choice in self.columns.items() if choice.currentData()}
        contract, first = str(self.contract.currentData()), date.fromisoformat(str(self.month.currentData()))
        self._settings.setValue(self._memory(bill), json.dumps(columns, ensure_ascii=False))
        self._settings.setValue("reconcile/folder", str(bill.path.parent))
        self.sums.setText("照合しています…　Esc で中止できます。")
        compare, stop = self._parts.reconciling.compare, Stop()
        self._job = self._jobs.start(
            self,
            lambda job: compare(bill.path, columns, contract, first, stop, job.progress),
            self._show,
            failed=self._failed,
            progress=self._progress,
        )
        self._job.on_cancel(stop.now)
        self.changed.emit()

    def why_not_compare(self) -> str:
        """A contract and a file that can be read have to be there."""
        if self._job is not None:
            return "照合しています。Esc で中止できます。"
        if self._accounts is not None:
            return "契約を読み込んでいます。少し待って、もう一度 F9 を押してください。"
        if self.contract.currentData() is None:
            return ""
        return "" if self._bill is not None else "先に F3 で請求明細のファイルを選んでください。"

    def export(self) -> None:
        """F6: what the list shows."""
        pairs = self._pairs
        offer_export(self, self._jobs, self._settings, lambda: reconciled_table(pairs), self.title)

    def why_no_list(self) -> str:
        """There has to be something to write."""
        return "" if self._pairs else "書き出す違いがありません。"

    def escape(self) -> None:
        if self._cancel():
            self.sums.setText("照合を中止しました。")
            self.changed.emit()
        else:
            self.go_back()

    def left(self) -> None:
        self._cancel()

    def first_field(self) -> QWidget:
        return self.path.widget

    # --- the file ----------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()))

    def _look(self) -> None:
        text = self.path.widget.text().strip().strip('"')
        self._forget_bill()
        if text:
            path = Path(text).expanduser()
            self._looking = self._jobs.start(
                self, lambda _job: open_bill(path), self._show_bill, failed=self._wrong_file
            )

    def _forget_bill(self) -> None:
        """The file is another one from here on, or is still being written."""
        if self._looking is not None:
            self._looking.cancel()
        self._bill = self._looking = None
        self.path.show_error("")
        self._void()

    def _void(self) -> None:
        """What was found, or is being looked for, answers another question than the one above it now."""
        if self._cancel() or self.found is not None:
            self.sums.setText(_CHANGED)
        self.found, self._pairs = None, ()
        self._name_kinds()
        self.list.hint = HINT
        self.list.show_ids(())
        self.changed.emit()

    def _show_bill(self, bill: Bill) -> None:
        self._bill, self._looking = bill, None
        kept = json.loads(str(self._settings.value(self._memory(bill), "{}", type=str)))
        for each, choice in self.columns.items():
            choice.clear()
            choice.addItem(_NONE, "")
            for header in filter(None, bill.headers):
                choice.addItem(header, header)
            wanted = kept.get(each.value, "") if kept else bill.guessed.get(each, "")
            choice.setCurrentIndex(max(0, choice.findData(wanted)))
            choice.setEnabled(True)
        self.say("列を確かめて F9 照合を押してください。")
        self.changed.emit()

    def _wrong_file(self, error: Exception) -> None:
        self._looking = None
        self.path.show_error(wording.explain(error)[0])

    def _memory(self, bill: Bill) -> str:
        """Columns are kept by contract and by the headings of the file."""
        layout = "\0".join((str(self.contract.currentData()), *bill.headers))
        return f"reconcile/columns_{hashlib.sha256(layout.encode()).hexdigest()[:16]}"

    # --- the answer --------------------------------------------------------------------------------------------

    def _progress(self, done: int, total: int) -> None:
        self.sums.setText(f"照合しています…　{done:,} / {total:,} 行　Esc で中止できます。")

    def _cancel(self) -> bool:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        return job is not None

    def _show(self, found: Reconciled) -> None:
        self._job, self.found = None, found
        self._name_kinds()
        self.sums.setText(sums(found))
        self.list.hint = SAME
        self._show_kind()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_kinds(self) -> None:
        """The choice above the list: what was found, with its count."""
        found = self.found
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(f"違いすべて（{len(found.differing):,}）" if found else "違いすべて", "")
        for kind in Kind:
            if found is not None and kind is not Kind.SAME and (count := found.counts[kind]):
                self.kind.addItem(f"{KINDS[kind]}（{count:,}）", kind.value)
        self.kind.blockSignals(False)

    def _show_kind(self) -> None:
        if self.found is None:
            return
        kind = str(self.kind.currentData() or "")
        self._pairs = self.found.of(Kind(kind)) if kind else self.found.differing
        self.list.show_ids(range(len(self._pairs)), dict(enumerate(self._pairs[:200])))
        self._moved(0 if self._pairs else -1)
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.sums.setText(wording.explain(error)[0])
        self.changed.emit()

    def _rows(self, ids: Sequence[int]) -> Mapping[int, Any]:
        pairs = self._pairs
        return {place: pairs[place] for place in ids if place < len(pairs)}

    def _moved(self, place: int) -> None:
        pair = self._pairs[place] if 0 <= place < len(self._pairs) else None
        self.advice.setText(advice(pair) if pair is not None else "")
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        own = pair.own if pair is not None else None
        if own is None:
            self.details.show_page()
            return
        identifier = own.id
        self._reading = self._jobs.start(
            self, lambda _job: self._parts.history.timeline(identifier), self._show_timeline
        )

    def _show_timeline(self, timeline: Timeline | None) -> None:
        self._reading = None
        self.details.show_page(partial(timeline_html, timeline) if timeline else None)

    def _read_accounts(self) -> None:
        self._accounts = self._jobs.start(
            self, lambda _job: self._parts.usage.accounts(), self._show_accounts, failed=self._no_accounts
        )
        self.changed.emit()

    def _show_accounts(self, accounts: Sequence[Account]) -> None:
        self._accounts = None
        for account in accounts:
            self.contract.addItem(account.title, account.id)
        self.sums.setText(HINT)
        self.changed.emit()

    def _no_accounts(self, error: Exception) -> None:
        self._accounts = None
        self.sums.setText(f"契約を読み込めませんでした。F9 でもう一度読み込みます。{wording.explain(error)[0]}")
        self.changed.emit()

    def _connect(self) -> None:
        self.path.widget.returnPressed.disconnect()
        self.path.widget.returnPressed.connect(self._look)
        self.path.widget.textEdited.connect(self._forget_bill)
        self.month.currentIndexChanged.connect(self._void)
        for choice in self.columns.values():
            choice.activated.connect(self._void)  # by hand alone: a file sets its own
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.list.moved.connect(self._moved)
        self.contract.currentIndexChanged.connect(self._look)  # columns are remembered by contract
        self.choose.clicked.connect(self.browse)

    def _build(self) -> None:
        self.choose = Button("参照…(&B)", name="参照")
        self.kind.addItem("違いすべて", "")
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.contract, self.month):
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignBottom)
        top.addLayout(self.path.column(), 1)
        top.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignBottom)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for place, (each, choice) in enumerate(self.columns.items()):
            label = caption(FIELDS[each])
            label.setBuddy(choice)
            grid.addWidget(label, 0, place)
            grid.addWidget(choice, 1, place)
            grid.setColumnStretch(place, 1)
            choice.addItem(_NONE, "")
            choice.setEnabled(False)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.details)
        split.setSizes([940, 340])
        line = QHBoxLayout()
        line.addWidget(self.sums, 1)
        line.addWidget(self.kind)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(grid)
        column.addLayout(line)
        column.addWidget(split, 1)
        column.addWidget(self.advice)

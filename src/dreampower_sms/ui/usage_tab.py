"""利用明細: thirteen months as a chart and a table, and one of them by tier, purpose, clerk or job."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.db.engine import Stop
from dreampower_sms.domain.usage import MONTHS, By, Month, UsageLine, UsageStatement, first_of, month_after, sum_of
from dreampower_sms.services.usage import Account, UsageStatements
from dreampower_sms.ui import show, usage_words
from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.export_tables import usage_table
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.forms import Button, Choice, Reading
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import Key, Page, Screen
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.search_run import Question
from dreampower_sms.ui.tabs import Tab
from dreampower_sms.ui.usage_chart import UsageChart

MONTH_COLUMNS = (
    Column("month", "月", lambda m: f"{m.first.year}/{m.first.month:02}", 7, firm=True),
    Column("messages", "件数", lambda m: f"{m.line.messages:,}", 5, RIGHT, firm=True),
    Column("price", "料金", lambda m: show.yen(m.bill.net), 7, RIGHT, firm=True),
    Column("total", "税込", lambda m: show.yen(m.bill.total), 7, RIGHT, firm=True),
)
LINE_COLUMNS = (
    Column("name", "内訳", lambda row: row.name, 30),
    Column("messages", "件数", lambda row: f"{row.line.messages:,}", 8, RIGHT, firm=True),
    Column("units", "文字数", lambda row: f"{row.line.units:,}", 10, RIGHT, firm=True),
    Column("price", "料金", lambda row: show.yen(row.line.price), 11, RIGHT, firm=True),
    Column("share", "割合", lambda row: row.share, 8, RIGHT, firm=True),
    Column("unknown", "うち結果不明", lambda row: f"{row.line.unknown:,}" if row.line.unknown else "", 10, RIGHT,
           tone=lambda row: "wait" if row.line.unknown else "", firm=True),
)  # fmt: skip
NOTHING = "この月に送ったメッセージはありません。Alt+← で前の月を見られます。"
_QUIET_MS = 2_000
"""While messages are being sent the figures are read anew once in this time."""


@dataclass(frozen=True, slots=True)
class UsageDoors:
    """What the tab needs of others."""

    today: Callable[[], date]
    print_usage: Callable[[Screen, UsageStatement], None]
    reconcile: Callable[[], None]
    """Opens 請求照合."""


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    line: UsageLine
    share: str


class UsageTab(Tab):
    """Contract and month above, chart and months in the middle, the lines of the month below."""

    mode, title = "usage", "利用明細"
    keys: ClassVar[Page] = {
        6: Key("CSV", "export", "why_nothing", help="見ている月の内訳を Excel か CSV に書き出します。"),
        7: Key(
            "印刷", "print_statement", "why_not_read", help="見ている月の利用明細書を印刷します。PDF にもできます。"
        ),
        11: Key("請求照合", "reconcile", help="送信サービスの請求明細と、送信履歴を突き合わせます。"),
        9: Key("集計", "read", help="送信履歴からもう一度集計します。"),
    }

    def __init__(self, usage: UsageStatements, doors: UsageDoors, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self._usage, self._doors, self._jobs, self._settings = usage, doors, jobs, settings
        self.statement: UsageStatement | None = None
        self._end = self._month = first_of(doors.today())
        """The last month of the chart, and the one that is looked at."""
        self._year: Sequence[Month] = ()
        self._rows: Sequence[_Row] = ()
        self._question = Question(jobs, self)
        self._question.failed.connect(jobs.failed)
        self.contract = Choice("契約")
        self.by = Choice("集計単位")
        for by, text in usage_words.BY.items():
            self.by.addItem(f"{text}別", by.value)
        self.before, self.after = Button("前の月(Alt+←)", name="前の月"), Button("次の月(Alt+→)", name="次の月")
        self.summary = Reading("この月の合計", name="sectionTitle")
        self.note = Reading("お知らせ", usage_words.ESTIMATE, name="caption")
        self.summary.setWordWrap(True)
        self.chart = UsageChart()
        self.months_model = RowsModel(MONTH_COLUMNS, self._months, jobs, self)
        self.months = RowsView(self.months_model, "13 か月の一覧")
        self.months.remember(settings, "usage.months")
        self.model = RowsModel(LINE_COLUMNS, self._lines, jobs, self)
        self.list = RowsView(self.model, "この月の内訳", NOTHING)
        self.list.remember(settings, "usage.lines")
        self._later = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._later.timeout.connect(self.read)
        self._filling = False
        self._chosen_id = ""
        """The contract that was chosen by hand, for when the contracts are read anew."""
        self._build()
        self._connect()

    # --- what the keys do ------------------------------------------------------------------------------------

    def read(self) -> None:
        """F9: the figures of the chosen contract and month."""
        if self.contract.count() == 0:
            self._jobs.start(self, lambda _job: self._usage.accounts(), self._show_accounts, lane="accounts")
            return
        contract, month, by = str(self.contract.currentData()), self._month, By(str(self.by.currentData()))
        end = self._end

        def figures(stop: Stop) -> tuple[UsageStatement, UsageStatement]:
            statement = self._usage.statement(contract, month, by, stop)
            return statement if end == month else self._usage.statement(contract, end, by, stop), statement

        self._question.ask(figures, self._show)

    def export(self) -> None:
        """F6: the lines of the month with their sum."""
        if (statement := self.statement) is not None:
            name = f"{self.title}_{statement.month.first:%Y%m}"
            offer_export(self.host, self._jobs, self._settings, lambda: usage_table(statement), name)

    def print_statement(self) -> None:
        """F7: 利用明細書."""
        if self.statement is not None:
            self._doors.print_usage(self.host, self.statement)

    def reconcile(self) -> None:
        """F11: 請求照合."""
        self._doors.reconcile()

    def why_not_read(self) -> str:
        """The figures have to be there."""
        ready = self.statement is not None and not self._question.running
        return "" if ready else "集計しています。少しお待ちください。"

    def why_nothing(self) -> str:
        """There has to be something to write."""
        if self.statement is None or self._question.running:
            return self.why_not_read()
        return "" if self.statement.lines else "この月には書き出すものがありません。"

    # --- what the screen asks --------------------------------------------------------------------------------

    def entered(self) -> None:
        if self.statement is None:
            self.read()

    def heard(self, topic: object) -> None:
        if topic is Topic.SETTINGS:
            self._filling = True
            self.contract.clear()
            self._filling = False
            self.read()
        elif topic is Topic.MESSAGES and not self._later.isActive():
            self._later.start()

    def first_field(self) -> QWidget:
        return self.chart

    # --- moving ----------------------------------------------------------------------------------------------

    def go(self, month: date) -> None:
        """Look at another month; the chart moves along where it does not reach."""
        this = first_of(self._doors.today())
        self._month = min(month, this)
        first = month_after(self._end, 1 - MONTHS)
        if not first <= self._month <= self._end:
            self._end = self._month if self._month > self._end else month_after(self._month, MONTHS - 1)
            self._end = min(self._end, this)
        self.read()

    def _back(self) -> None:
        self.go(month_after(self._month, -1))

    def _forth(self) -> None:
        self.go(month_after(self._month))

    def _chart_moved(self, place: int) -> None:
        self.go(month_after(self._end, place + 1 - MONTHS))

    def _row_moved(self, place: int) -> None:
        if not self._filling and place >= 0:
            self._chart_moved(place)

    # --- showing ---------------------------------------------------------------------------------------------

    def _show_accounts(self, accounts: Sequence[Account]) -> None:
        self._filling = True
        for account in accounts:
            self.contract.addItem(_called(account), account.id)
        self.contract.setCurrentIndex(max(self.contract.findData(self._chosen_id), 0))
        self._filling = False
        self.read()

    def _show(self, found: tuple[UsageStatement, UsageStatement]) -> None:
        year, statement = found
        self.statement = statement
        self._year = year.months
        place = next((n for n, month in enumerate(year.months) if month.first == statement.month.first), MONTHS - 1)
        self._filling = True
        self.chart.show_months(year.months, year.budget, place)
        self.months_model.show_ids(range(MONTHS - 1, -1, -1), dict(enumerate(year.months)))
        self.months.select_id(place)
        self._filling = False
        whole = sum_of(statement.lines).price
        self._rows = [_Row(usage_words.name(statement.by, line), line, usage_words.share(line, whole))
                      for line in statement.lines]  # fmt: skip
        self.list.show_ids(range(len(self._rows)), dict(enumerate(self._rows[:200])))
        self.summary.setText(usage_words.summary(statement))
        self.note.setText(usage_words.PRACTICE if statement.practice else usage_words.ESTIMATE)
        self.after.setEnabled(statement.month.first < first_of(self._doors.today()))
        self.changed.emit()

    def _months(self, ids: Sequence[int]) -> Mapping[int, Any]:
        months = self._year
        return {place: months[place] for place in ids}

    def _lines(self, ids: Sequence[int]) -> Mapping[int, Any]:
        rows = self._rows
        return {place: rows[place] for place in ids if place < len(rows)}

    def _chosen(self) -> None:
        if not self._filling:
            # the first one is the one in use, whichever that becomes: only another is kept
            self._chosen_id = str(self.contract.currentData()) if self.contract.currentIndex() > 0 else ""
            self.read()

    def _connect(self) -> None:
        self.contract.currentIndexChanged.connect(self._chosen)
        self.by.currentIndexChanged.connect(self._chosen)
        self.before.clicked.connect(self._back)
        self.after.clicked.connect(self._forth)
        self.chart.moved.connect(self._chart_moved)
        self.months.moved.connect(self._row_moved)
        for key, act in (("Alt+Left", self._back), ("Alt+Right", self._forth)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.contract, self.before, self.after, self.by):
            top.addWidget(widget)
        top.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.chart, 5)
        middle.addWidget(self.months, 4)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.summary)
        column.addLayout(middle, 5)
        column.addWidget(self.list, 4)
        column.addWidget(self.note)


def _called(account: Account) -> str:
    return f"{account.title}（練習）" if account.practice and "練習" not in account.title else account.title

"""利用明細: thirteen months as a chart and a table, and one of them by tier, purpose, clerk or job."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from PySide6.QtCore import QElapsedTimer, QSettings, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.usage import MONTHS, By, Month, UsageLine, UsageStatement, first_of, month_after
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
from dreampower_sms.ui.throttle import Throttle
from dreampower_sms.ui.usage_chart import UsageChart

MONTH_COLUMNS = (
    Column("month", "月", lambda m: f"{m.first.year}/{m.first.month:02}", 6, firm=True),
    Column("messages", "件数", lambda m: f"{m.line.messages:,}", 4, RIGHT, firm=True),
    Column("price", "税別", lambda m: show.yen(m.bill.net), 7, RIGHT, firm=True),
    Column("tax", "消費税", lambda m: show.yen(m.bill.tax), 5, RIGHT, firm=True),
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
_SOON_MS, _EVERY_MS = 500, 2_000
"""While messages are being sent the figures are read anew no more often than this."""


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
        6: Key(
            "CSV",
            "export",
            "why_nothing",
            help="見ている月の内訳を Excel（どの内訳も 1 枚ずつ）か CSV に書き出します。",
        ),
        7: Key(
            "印刷", "print_statement", "why_not_read", help="見ている月の利用明細書を印刷します。PDF にもできます。"
        ),
        11: Key("請求照合", "reconcile", help="送信サービスの請求明細と、送信履歴を突き合わせます。"),
        9: Key("検索", "read", help="送信履歴からもう一度集計します。"),
    }

    def __init__(self, usage: UsageStatements, doors: UsageDoors, jobs: Jobs, settings: QSettings) -> None:
        super().__init__()
        self._usage, self._doors, self._jobs, self._settings = usage, doors, jobs, settings
        self.statement: UsageStatement | None = None
        self._end = self._month = first_of(doors.today())
        """The last month of the chart, and the one that is looked at."""
        self._whole = True
        """All months are wanted, not only the lines of one of them."""
        self._rows: Sequence[_Row] = ()
        self._question, self._accounts = Question(jobs, self), Question(jobs, self)
        for question in (self._question, self._accounts):
            question.failed.connect(self._failed)
        self.contract = Choice("契約")
        self.by = Choice("集計単位")
        for by, text in usage_words.BY.items():
            self.by.addItem(f"{text}別", by.value)
        self.before, self.after = Button("前の月(Alt+←)", name="前の月"), Button("次の月(Alt+→)", name="次の月")
        self.summary = Reading("この月の合計", name="sectionTitle")
        self.note = Reading("お知らせ", usage_words.ESTIMATE, name="caption")
        for words in (self.summary, self.note):
            words.setWordWrap(True)
        self.chart = UsageChart()
        self.months_model = RowsModel(MONTH_COLUMNS, self._months, jobs, self)
        self.months = RowsView(self.months_model, "13 か月の一覧")
        self.months.remember(settings, "usage.months")
        self.model = RowsModel(LINE_COLUMNS, self._lines, jobs, self)
        self.list = RowsView(self.model, "この月の内訳", NOTHING)
        self.list.remember(settings, "usage.lines")
        self._later = Throttle(_SOON_MS, _EVERY_MS, self)
        self._took = QElapsedTimer()
        self._filling = False
        self._chosen_id = ""
        """The contract that was chosen by hand, for when the contracts are read anew."""
        self._build()
        self._connect()

    # --- what the keys do ------------------------------------------------------------------------------------

    def read(self) -> None:
        """F9: the figures of the chosen contract and month, all anew."""
        self._whole = True
        self._ask()

    def export(self) -> None:
        """F6: the month in every way to part it."""
        if (statement := self.statement) is not None:
            make, by = self._with_its_year(statement), self._by()
            name = f"{self.title}_{statement.first:%Y%m}"
            offer_export(self.host, self._jobs, self._settings, lambda: usage_table(make(), by), name)

    def print_statement(self) -> None:
        """F7: 利用明細書."""
        if (statement := self.statement) is not None:
            make = self._with_its_year(statement)
            self._jobs.start(self, lambda _job: make(), self._print, lane="paper")

    def reconcile(self) -> None:
        """F11: 請求照合."""
        self._doors.reconcile()

    def why_not_read(self) -> str:
        """The figures of what is chosen have to be there; that they are read anew meanwhile is no hindrance."""
        if self.statement is not None and self.statement.first == self._month and not self._is_other():
            return ""
        if self._question.running or self._accounts.running:
            return "集計しています。少しお待ちください。"
        return "まだ集計していません。F9 検索を押してください。"

    def why_nothing(self) -> str:
        """There has to be something to write."""
        if (reason := self.why_not_read()) or self.statement is None:
            return reason
        return "" if self.statement.lines[self._by()] else "この月には書き出すものがありません。"

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
        elif topic is Topic.MESSAGES:
            self._later.hear()

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
        self._ask()

    def _back(self) -> None:
        self.go(month_after(self._month, -1))

    def _forth(self) -> None:
        self.go(month_after(self._month))

    def _chart_moved(self, place: int) -> None:
        self.go(month_after(self._end, place + 1 - MONTHS))

    def _row_moved(self, place: int) -> None:
        if not self._filling and place >= 0:
            self._chart_moved(place)

    # --- reading ---------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """What is chosen now: within the months that are shown only the lines of one, unless all are outdated."""
        if self.contract.count() == 0:
            self._accounts.ask(lambda _stop: self._usage.accounts(), self._show_accounts)
            return
        contract, month, end, shown = str(self.contract.currentData()), self._month, self._end, self.statement
        self._took.start()
        if shown is None or self._whole or self._is_other() or shown.months[-1].first != end:
            self._whole = True
            self._question.ask(lambda stop: self._usage.statement(contract, month, stop, end=end), self._show_whole)
        else:
            self._question.ask(lambda stop: self._usage.month(shown, month, stop), self._show)
        self.changed.emit()

    def _again(self) -> None:
        """Something was sent: read anew, but never in place of what is being read."""
        if self._question.running:
            self._later.hear()
        elif self.statement is not None:
            self.read()

    def _is_other(self) -> bool:
        """Whether another contract is chosen than the one that is shown."""
        return self.statement is not None and self.statement.contract_id != self.contract.currentData()

    def _by(self) -> By:
        return By(str(self.by.currentData()))

    def _with_its_year(self, statement: UsageStatement) -> Callable[[], UsageStatement]:
        """For paper and file the thirteen months end with the month itself."""
        if statement.months[-1] is statement.month:
            return lambda: statement
        return lambda: self._usage.statement(statement.contract_id, statement.first)

    # --- showing ---------------------------------------------------------------------------------------------

    def _show_accounts(self, accounts: Sequence[Account]) -> None:
        self._filling = True
        for account in accounts:
            self.contract.addItem(_called(account), account.id)
        self.contract.setCurrentIndex(max(self.contract.findData(self._chosen_id), 0))
        self._filling = False
        self._ask()

    def _failed(self, error: Exception) -> None:
        self._jobs.failed.emit(error)
        self.changed.emit()

    def _show_whole(self, statement: UsageStatement) -> None:
        self._whole = False
        self._later.took(self._took.elapsed())
        self._show(statement)

    def _show(self, statement: UsageStatement) -> None:
        self.statement = statement
        self._filling = True
        self.chart.show_months(statement.months, usage_words.limits(statement), statement.place)
        self.months_model.show_ids(range(MONTHS - 1, -1, -1), dict(enumerate(statement.months)))
        self.months.select_id(statement.place)
        self._filling = False
        self.summary.setText(usage_words.summary(statement))
        self.note.setText(usage_words.note(statement))
        self.after.setEnabled(statement.first < first_of(self._doors.today()))
        self._show_lines()

    def _show_lines(self) -> None:
        """The month by what is chosen: all ways to part it are here."""
        if (statement := self.statement) is None:
            return
        by = self._by()
        lines = statement.lines[by]
        whole = sum((line.price for line in lines), Decimal(0))
        self._rows = [_Row(usage_words.name(by, line), line, usage_words.share(line, whole)) for line in lines]
        self.list.show_ids(range(len(self._rows)), dict(enumerate(self._rows[:200])))
        self.changed.emit()

    def _print(self, statement: UsageStatement) -> None:
        self._doors.print_usage(self.host, statement)

    def _months(self, ids: Sequence[int]) -> Mapping[int, Any]:
        months: Sequence[Month] = self.statement.months if self.statement is not None else ()
        return {place: months[place] for place in ids if place < len(months)}

    def _lines(self, ids: Sequence[int]) -> Mapping[int, Any]:
        rows = self._rows
        return {place: rows[place] for place in ids if place < len(rows)}

    def _chosen(self) -> None:
        if not self._filling:
            # the first one is the one in use, whichever that becomes: only another is kept
            self._chosen_id = str(self.contract.currentData()) if self.contract.currentIndex() > 0 else ""
            self._ask()

    def _connect(self) -> None:
        self.contract.currentIndexChanged.connect(self._chosen)
        self.by.currentIndexChanged.connect(self._show_lines)
        self._later.due.connect(self._again)
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
        middle.addWidget(self.chart, 1)
        middle.addWidget(self.months, 1)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.summary)
        column.addLayout(middle, 5)
        column.addWidget(self.list, 4)
        column.addWidget(self.note)


def _called(account: Account) -> str:
    return f"{account.title}（練習）" if account.practice and "練習" not in account.title else account.title

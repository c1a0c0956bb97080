"""送信履歴: every message ever, by period, customer and state; beside the list the text and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from dreampower_sms.domain.history import HistoryFilter, Timeline
from dreampower_sms.domain.messages import State
from dreampower_sms.services.history import History
from dreampower_sms.ui import show
from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.export_tables import message_table
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.forms import Choice, Line, Reading
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import Key, Page
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.style import PAGE_SHEET
from dreampower_sms.ui.tabs import Tab
from dreampower_sms.ui.timeline import timeline_html
from dreampower_sms.ui.wording.sending import STATES

COLUMNS = (
    Column("at", "送信日時", lambda m: show.moment(m.sent_at or m.created_at), 14, firm=True),
    Column("customer", "お客様", lambda m: m.customer_name, 12),
    Column("number", "携帯番号", lambda m: show.number(m.e164), 12, firm=True),
    Column("state", "結果", show.state_name, 6, tone=show.tone_of, firm=True),
    Column("tier", "区分", lambda m: str(m.tier), 3, RIGHT, firm=True),
    Column("price", "料金", lambda m: show.yen(m.price), 6, RIGHT, firm=True),
    Column("clerk", "担当", lambda m: m.clerk, 8),
    Column("text", "メッセージ", lambda m: show.one_line(m.body), 20),
)

_PERIODS: tuple[tuple[str, int | None], ...] = (
    ("すべての期間", None),
    ("今日", 1),
    ("7 日以内", 7),
    ("31 日以内", 31),
    ("1 年以内", 366),
)
HINT = "条件に合うメッセージはありません。期間や名前を変えて F9 検索を押してください。"


class HistoryTab(Tab):
    """Filter, list, and the details of the selected message."""

    title = "送信履歴"
    keys: ClassVar[Page] = {
        6: Key("CSV", "export", "why_not_export", help="見ている一覧を Excel か CSV に書き出します。")
    }

    def __init__(self, history: History, jobs: Jobs, settings: QSettings, customer_id: int | None) -> None:
        super().__init__()
        self._history, self._jobs, self._customer_id = history, jobs, customer_id
        self._settings = settings
        self.period = Choice("期間")
        for text, days in _PERIODS:
            self.period.addItem(text, days)
        self.state = Choice("結果")
        self.state.addItem("すべての結果", None)
        for state, text in STATES.items():
            if state is not State.DRAFT:
                self.state.addItem(text, state.value)
        self.name = Line("お客様", "お客様の名前の一部")
        self.words = Line("本文", "本文の一部")
        self.only = QLabel()
        self.count = Reading("件数", name="caption")
        self.model = RowsModel(COLUMNS, self._rows, jobs, self)
        self.list = RowsView(self.model, "送信履歴の一覧", HINT)
        self.list.remember(settings, "history")
        self.details = QTextBrowser()
        self.details.document().setDefaultStyleSheet(PAGE_SHEET)
        self.details.setAccessibleName("メッセージの詳細")
        self._build()
        self.list.moved.connect(self._show_details)
        self.model.modelReset.connect(self.changed)
        for choice in (self.period, self.state):
            choice.currentIndexChanged.connect(self.search)
        for line in (self.name, self.words):
            line.returnPressed.connect(self.search)
        self.search()

    def search(self) -> None:
        """List what fits the filter, newest first."""
        wanted = self._filter()
        self._jobs.start(self, lambda _job: self._history.ids(wanted), self._show, lane="history")

    def refresh(self) -> None:
        """Something was sent or changed its state: the same list again, the eye stays where it is."""
        self.search()

    def export(self) -> None:
        """F6: the list as it stands, with all its columns."""
        ids = self.model.ids
        offer_export(
            self.host, self._jobs, self._settings, lambda: message_table(ids, self._history.whole_rows), self.title
        )

    def why_not_export(self) -> str:
        """There has to be something to write."""
        return "" if self.model.ids else "書き出すメッセージがありません。条件を変えて検索してください。"

    def heard(self, topic: object) -> None:
        if topic is Topic.MESSAGES:
            self.refresh()

    def first_field(self) -> QWidget:
        return self.list

    def _filter(self) -> HistoryFilter:
        days = self.period.currentData()
        state = self.state.currentData()
        return HistoryFilter(
            since=None if days is None else _midnight(int(days)),
            customer_id=self._customer_id,
            name=self.name.text().strip(),
            text=self.words.text().strip(),
            states=(State(state),) if state else (),
        )

    def _show(self, ids: Sequence[int]) -> None:
        kept = self.list.current_id()
        self.model.show_ids(ids)
        self.count.setText(f"{len(ids):,} 件")
        if kept is None or not self.list.select_id(kept):
            self.list.select_row(0)
        if not ids:
            self.details.clear()

    def _rows(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {row.id: row for row in self._history.rows(ids)}

    def _show_details(self, identifier: int) -> None:
        if identifier >= 0:
            self._jobs.start(
                self, lambda _job: self._history.timeline(identifier), self._show_timeline, lane="timeline"
            )

    def _show_timeline(self, timeline: Timeline | None) -> None:
        self.details.setHtml(timeline_html(timeline) if timeline else "")

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.period)
        row.addWidget(self.state)
        row.addWidget(self.name, 1)
        row.addWidget(self.words, 1)
        row.addWidget(self.only)
        row.addWidget(self.count)
        self.only.setText("選んだお客様だけ" if self._customer_id is not None else "")
        self.only.setVisible(self._customer_id is not None)
        self.name.setVisible(self._customer_id is None)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.details)
        split.setSizes([860, 400])
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(split, 1)


def _midnight(days: int) -> datetime:
    """The start of the day in Japan, so many days back, today counting as one."""
    japan = datetime.now(UTC) + timedelta(hours=9)
    start = japan.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    return start - timedelta(hours=9)

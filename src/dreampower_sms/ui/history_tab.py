"""送信履歴: every message ever, by any filter; beside the list the text and what became of it."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QElapsedTimer, QSettings, Qt, QUrl
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from dreampower_sms.domain.history import HistoryFilter, Timeline, Totals, totals_of, why_not_again
from dreampower_sms.services.history import First, History
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.details_page import DetailsPage
from dreampower_sms.ui.export_tables import message_table
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.history_filter import FilterMemory, HistoryFilterPanel, Only
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import Key, Page, Screen
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.search_run import Question
from dreampower_sms.ui.tabs import Tab
from dreampower_sms.ui.throttle import Throttle
from dreampower_sms.ui.timeline import JOB_LINK, timeline_html

COLUMNS = (
    Column("at", "送信日時", show.sending, 13, firm=True),
    Column("customer", "お客様", lambda m: m.customer_name, 12),
    Column("number", "携帯番号", lambda m: show.number(m.e164), 12, firm=True),
    Column("state", "結果", show.state_name, 6, tone=show.tone_of, firm=True),
    Column("tier", "区分", lambda m: str(m.tier), 3, RIGHT, firm=True, drop=3),
    Column("price", "料金", lambda m: show.yen(m.price), 6, RIGHT, firm=True, drop=4),
    Column("clerk", "担当", lambda m: m.clerk, 8, drop=1),
    Column("text", "メッセージ", lambda m: show.one_line(m.body), 20, preview=True, drop=2),
)
HINT = "条件に合うメッセージはありません。条件を変えて F9 検索を押すか、F4 で条件を消してください。"
EMPTY = "送ったメッセージはまだありません。"
NONE_CHOSEN = "一覧からメッセージを選んでください。"
_QUIET_MS = 1_000
"""While messages are being sent the rows in sight are read anew once in this time, however many changed, and the whole
list not more often, and then only for a small share of the time."""


@dataclass(frozen=True, slots=True)
class HistoryDoors:
    """Where the list leads, and what it is told when it opens."""

    again: Callable[[Timeline], None]
    """Opens ショートメッセージ送信 with the text of this message."""
    customer: Callable[[int], None]
    """To the card of this customer."""
    print_message: Callable[[Screen, int], None]
    """Prints 確認書 of a message."""
    today: Callable[[], date]
    memory: FilterMemory = field(default_factory=FilterMemory)


class HistoryTab(Tab):
    """Filter, list, and the details of the selected message."""

    title = "送信履歴"
    keys: ClassVar[Page] = {
        4: Key("条件クリア", "clear", "why_not_clear", help="検索の条件をすべて消して、全部の履歴を出します。"),
        6: Key("CSV", "export", "why_not_export", help="見ている一覧を Excel か CSV に書き出します。"),
        7: Key("確認書", "print_statement", "why_not_chosen", help="選んだメッセージの確認書を印刷します。"),
        8: Key("再送", "send_again", "why_not_again", help="選んだメッセージの本文で、同じお客様に新しく送ります。"),
        10: Key("お客様", "open_customer", "why_no_customer", help="選んだメッセージのお客様を照会で開きます。"),
    }

    def __init__(
        self, history: History, jobs: Jobs, settings: QSettings, doors: HistoryDoors, customer_id: int | None
    ) -> None:
        super().__init__()
        self._history, self._jobs, self._settings, self._doors = history, jobs, settings, doors
        self._timeline: Timeline | None = None
        self.filter = HistoryFilterPanel(doors.today)
        self._remembers = customer_id is None
        self._wanted: HistoryFilter | None = None
        self._first = Question(jobs, self)
        self._totals = Question(jobs, self)
        self._renewal = Question(jobs, self)
        """The list read anew because something changed: no question of the clerk's, so no key waits for it."""
        self._first.failed.connect(jobs.failed)
        self._totals.failed.connect(jobs.failed)
        self._renewal.failed.connect(jobs.failed)
        self.count = Reading("件数", name="caption")
        self.model = RowsModel(COLUMNS, self._rows, jobs, self)
        self.list = RowsView(self.model, "送信履歴の一覧", HINT)
        self.list.remember(settings, "history")
        self.details = DetailsPage("メッセージの詳細")
        self._rows_due, self._list_due = (Throttle(_QUIET_MS, _QUIET_MS, self) for _ in range(2))
        self._reading = QElapsedTimer()
        self._build()
        self._connect()
        self._begin(customer_id)

    # --- what the keys do ------------------------------------------------------------------------------------

    def search(self) -> None:
        """F9: list what fits the filter, newest first: the first rows at once, then the rest and what it comes to."""
        wanted = self._wanted = self.filter.wanted()
        self._totals.cancel()
        self._renewal.cancel()
        if wanted is None:
            self._first.cancel()
            self.count.setText("条件を直すと検索します。")
            self.changed.emit()
            return
        self._remember()
        self.count.setText("検索しています…")
        self._first.ask(lambda stop: self._history.first(wanted, stop), lambda first: self._show_first(wanted, first))

    def clear(self) -> None:
        """F4: everything again."""
        self.filter.clear()
        self.search()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def why_not_clear(self) -> str:
        """There has to be a condition."""
        return "条件は入っていません。" if self.filter.is_empty() else ""

    def export(self) -> None:
        """F6: the list as it stands, with all its columns."""
        ids = self.model.ids
        offer_export(
            self.host, self._jobs, self._settings, lambda: message_table(ids, self._history.whole_rows), self.title
        )

    def why_not_export(self) -> str:
        """There has to be something to write, and all of it has to be here: a search cut short left its first rows."""
        if self._wanted is None:
            return "条件に読めない日付があります。直して検索してから書き出してください。"
        if not self.model.ids:
            return "書き出すメッセージがありません。条件を変えて検索してください。"
        return "検索しています。終わってから書き出してください。" if self._first.running else ""

    def print_statement(self) -> None:
        """F7: 確認書 of the chosen message."""
        if (identifier := self.list.current_id()) is not None:
            self._doors.print_message(self.host, identifier)

    def why_not_chosen(self) -> str:
        """Something has to be chosen."""
        return "" if self.list.current_id() is not None else NONE_CHOSEN

    def send_again(self) -> None:
        """F8: this text to this customer as a new message, through every check."""
        if self._timeline is not None:
            self._doors.again(self._timeline)

    def why_not_again(self) -> str:
        """The message has to be over, and its customer has to be known."""
        if self._timeline is None:
            return NONE_CHOSEN
        code = why_not_again(self._timeline.message)
        return wording.sentence(code) if code else ""

    def open_customer(self) -> None:
        """F10, or Enter on a row."""
        if self._timeline is not None and self._timeline.message.customer_id is not None:
            self._doors.customer(self._timeline.message.customer_id)

    def why_no_customer(self) -> str:
        """A message to somebody who is in the files."""
        if self._timeline is None:
            return NONE_CHOSEN
        return wording.sentence("again_no_customer") if self._timeline.message.customer_id is None else ""

    # --- what the screen asks --------------------------------------------------------------------------------

    def heard(self, topic: object) -> None:
        """Something was sent or changed its state: the same list again soon, the eye stays where it is."""
        if topic is Topic.MESSAGES:
            self._rows_due.hear()
            self._list_due.hear()

    def first_field(self) -> QWidget:
        return self.list

    # --- the list --------------------------------------------------------------------------------------------

    def _begin(self, customer_id: int | None) -> None:
        if customer_id is None:
            self.filter.restore(self._doors.memory.fields)
        else:
            self.filter.show_only(Only(customer_id))
            self._jobs.start(self, lambda _job: self._history.customer_name(customer_id), self._name_customer)
        self._jobs.start(self, lambda _job: self._history.clerks(), self.filter.show_clerks, lane="clerks")
        self.search()

    def _name_customer(self, name: str) -> None:
        only = self.filter.only
        if only is not None and only.customer_id is not None:
            self.filter.show_only(Only(only.customer_id, name=name))

    def _remember(self) -> None:
        if self._remembers:
            self._doors.memory.fields = self.filter.kept()

    def _show_first(self, wanted: HistoryFilter, first: First) -> None:
        ids = array("q", (row.id for row in first.rows))
        self.list.hint = EMPTY if self.filter.is_empty() else HINT
        self.list.show_ids(ids, {row.id: row for row in first.rows})
        if first.whole:
            self._show_totals(totals_of(first.rows))
            self._show_details(self.list.current_id())
        else:
            self.count.setText(f"{len(ids):,} 件以上を数えています…")
            self._ask_ids(wanted)
        self.changed.emit()

    def _again(self) -> None:
        """The list anew without its first rows alone, which would throw the eye out of a long list."""
        if (wanted := self._wanted) is None:
            return
        if self._first.running or self._totals.running or self._renewal.running:
            self._list_due.hear()  # what is on its way may be older than this change
            return
        self._reading.start()
        self._renewal.ask(
            lambda stop: (self._history.ids(wanted, stop=stop), self._history.totals(wanted, stop)), self._renewed
        )

    def _renewed(self, read: "tuple[array[int], Totals]") -> None:
        ids, totals = read
        self._show_ids(ids)
        self._show_totals(totals)
        self._list_due.took(self._reading.elapsed())

    def _show_rows(self) -> None:
        """What is in sight, as it is now."""
        self.model.reload()
        self._show_details(self.list.current_id())

    def _ask_ids(self, wanted: HistoryFilter) -> None:
        self._first.ask(lambda stop: self._history.ids(wanted, stop=stop), lambda ids: self._show_all(wanted, ids))

    def _show_all(self, wanted: HistoryFilter, ids: "array[int]") -> None:
        self._show_ids(ids)
        self.count.setText(f"{len(ids):,} 件")
        self._totals.ask(lambda stop: self._history.totals(wanted, stop), self._show_totals)

    def _show_ids(self, ids: "array[int]") -> None:
        if ids != self.model.ids:
            self.list.renew_ids(ids)
        self._show_details(self.list.current_id())
        self.changed.emit()

    def _show_totals(self, totals: Totals) -> None:
        self.count.setText(f"{totals.messages:,} 件　料金の見込み {show.yen(totals.price)}")

    def _rows(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {row.id: row for row in self._history.rows(ids)}

    # --- the selected message --------------------------------------------------------------------------------

    def _moved(self, identifier: int) -> None:
        if self._timeline is None or self._timeline.message.id != identifier:
            self._show_timeline(None)  # until its own is here, no key may act on the message before it
        self._show_details(identifier if identifier >= 0 else None)

    def _show_details(self, identifier: int | None) -> None:
        if identifier is None:
            self._show_timeline(None)
        else:
            self._jobs.start(
                self, lambda _job: self._history.timeline(identifier), self._show_timeline, lane="timeline"
            )

    def _show_timeline(self, timeline: Timeline | None) -> None:
        same = timeline == self._timeline
        self._timeline = timeline
        if not same:
            self.details.show_page(partial(timeline_html, timeline, linked=True) if timeline else None)
            self.changed.emit()

    def _follow(self, link: QUrl) -> None:
        """The job of this message: its messages alone."""
        if self._timeline is not None and link.toString() == JOB_LINK:
            message = self._timeline.message
            self.filter.clear()
            self.filter.show_only(Only(job_id=message.job_id, name=message.job_title))
            self.search()

    def _chosen(self, _identifier: int) -> None:
        if reason := self.why_no_customer():
            self.say(reason, "warn")
        else:
            self.open_customer()

    def _asked(self) -> None:
        """Enter in a field, or another choice: the list is what is wanted next, unless a choice was made by key."""
        self.search()

    def _connect(self) -> None:
        self._rows_due.due.connect(self._show_rows)
        self._list_due.due.connect(self._again)
        self.filter.asked.connect(self._asked)
        self.list.moved.connect(self._moved)
        self.list.chosen.connect(self._chosen)
        self.details.anchorClicked.connect(self._follow)
        self.model.modelReset.connect(self.changed)

    def _build(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.details)
        split.setSizes([860, 400])
        column = QVBoxLayout(self)
        column.addWidget(self.filter)
        column.addWidget(self.count)
        column.addWidget(split, 1)

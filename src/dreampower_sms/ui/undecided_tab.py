"""要確認: messages about which nobody knows, or that wait for a word. What is known, and the decision by name."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from dreampower_sms.domain.history import Timeline
from dreampower_sms.domain.messages import State
from dreampower_sms.services.history import History
from dreampower_sms.services.send_jobs import SendJobs
from dreampower_sms.ui import show
from dreampower_sms.ui.bulk_steps import LONGEST_REASON
from dreampower_sms.ui.columns import Column
from dreampower_sms.ui.details_page import DetailsPage
from dreampower_sms.ui.forms import Button, Line, Reading, field
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.tabs import Tab
from dreampower_sms.ui.timeline import timeline_html

COLUMNS = (
    Column("at", "送信日時", show.sending, 13, firm=True),
    Column("customer", "お客様", lambda m: m.customer_name, 12),
    Column("number", "携帯番号", lambda m: show.number(m.e164), 12, firm=True, drop=2),
    Column("state", "状態", lambda m: "結果不明" if m.state is State.UNKNOWN else "送信待ち", 7, firm=True),
    Column("text", "メッセージ", lambda m: show.one_line(m.body), 20, preview=True, drop=1),
)
HINT = "判断が必要なメッセージはありません。"
LOST = "表示していたメッセージは、結果が分かったか、ほかの人が判断しました。一覧から選び直してください。"


class UndecidedTab(Tab):
    """The list, what is known of the selected one, and the buttons that decide."""

    mode, title = "undecided", "要確認"
    hears_hidden = True  # its title says how many there are

    counted = Signal(int)
    """How many there are."""

    def __init__(
        self,
        send_jobs: SendJobs,
        history: History,
        jobs: Jobs,
        settings: QSettings,
        clerk: Callable[[], str],
    ) -> None:
        super().__init__()
        self._send_jobs, self._history, self._jobs, self._clerk = send_jobs, history, jobs, clerk
        self._timeline: Timeline | None = None
        self._settled: int | None = None
        """What the clerk decided about last."""
        self._behind = False
        """Whether the list may be another one since somebody saw it."""
        self.model = RowsModel(COLUMNS, send_jobs.rows, jobs, self)
        self.list = RowsView(self.model, "判断を待つメッセージ", HINT)
        self.list.remember(settings, "undecided")
        self.details = DetailsPage("分かっていること")
        self.what = Reading("判断の説明", name="caption")
        self.what.setWordWrap(True)
        self.reason = field("判断の理由（記録に残ります）", Line("判断の理由", "例：お客様に電話で確かめた"))
        self.reason.widget.setMaxLength(LONGEST_REASON)
        self.ask = Button("もう一度問い合わせる(&A)")
        self.sent = Button("送った(&Y)")
        self.not_sent = Button("送っていない(&N)")
        self.let_go = Button("今から送る(&S)")
        self.cancel = Button("送らない(&C)")
        for button, act in (
            (self.ask, self._ask_again),
            (self.sent, self._decide_sent),
            (self.not_sent, self._decide_not_sent),
            (self.let_go, self._let_go),
            (self.cancel, self._cancel),
        ):
            button.clicked.connect(act)
        self.list.moved.connect(self._moved)
        self._build()
        self._show_timeline(None)
        self.refresh()

    def heard(self, topic: object) -> None:
        if topic is Topic.MESSAGES:
            self.refresh()

    def first_field(self) -> QWidget:
        return self.list

    def refresh(self) -> None:
        """Read the list anew; the eye stays where it is."""
        self._jobs.start(self, lambda _job: self._send_jobs.undecided(), self._show, lane="undecided")

    # --- inside ----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._behind:
            self.refresh()

    def _show(self, ids: Sequence[int]) -> None:
        self.counted.emit(len(ids))
        self._behind = bool(self.model.ids) and not self.isVisible()
        if self._behind:  # nobody sees it, and while messages are sent it changes every second
            return
        kept, first = self.list.current_id(), not self.model.ids
        same = list(ids) == list(self.model.ids)
        if same:
            self.model.reload()  # its rows stand meanwhile
        else:
            self.model.show_ids(ids)
        if same and kept is not None:
            self._moved(kept)  # more may be known of it by now
        elif kept is None or not self.list.select_id(kept):
            self._show_timeline(None)
            if first or (kept is not None and kept == self._settled):
                self.list.select_row(0)
            elif kept is not None:
                self._lost()

    def _lost(self) -> None:
        """The message that was looked at left the list by itself. No other one comes up in its place: a key that was
        meant for the one must not reach the other.
        """
        if self.isVisible():
            if not self.list.hasFocus():  # where the list gets it, Qt makes the first row the current one
                self.details.setFocus()
            self.say(LOST, "warn")
        self._show_timeline(None)

    def _moved(self, identifier: int) -> None:
        if identifier >= 0:
            self._jobs.start(self, lambda _job: self._history.timeline(identifier), self._landed, lane="timeline")

    def _landed(self, timeline: Timeline | None) -> None:
        if timeline is not None and timeline.message.id == self.list.current_id():
            self._show_timeline(timeline)

    def _show_timeline(self, timeline: Timeline | None) -> None:
        same = timeline is not None and self._timeline is not None and timeline.message.id == self._timeline.message.id
        self._timeline = timeline
        self.details.show_page(partial(timeline_html, timeline) if timeline else None)
        unknown = timeline is not None and timeline.message.state is State.UNKNOWN
        waiting = timeline is not None and not unknown
        self.what.setText(_EXPLAINED[unknown] if timeline is not None else " ")
        for widget in (self.ask, self.sent, self.not_sent, self.reason.widget):
            widget.setEnabled(unknown)
        for widget in (self.let_go, self.cancel):
            widget.setEnabled(waiting)
        if not same:
            self.reason.widget.clear()
            self.reason.show_error("")

    def _ask_again(self) -> None:
        self._do(lambda id_: self._send_jobs.ask_again([id_]), _ASKED, settles=False)

    def _decide_sent(self) -> None:
        self._decide(sent=True)

    def _decide_not_sent(self) -> None:
        self._decide(sent=False)

    def _decide(self, *, sent: bool) -> None:
        reason, clerk = self.reason.widget.text().strip(), self._clerk()
        if not reason:
            self.reason.show_error("理由を入力してください。")
            self.reason.widget.setFocus()
            return
        word = "送った" if sent else "送っていない"
        told = (f"「{word}」として記録しました。",) * 2

        def work(id_: int) -> int:
            self._send_jobs.decide(id_, sent=sent, clerk=clerk, reason=reason)
            return 1

        self._do(work, told)

    def _let_go(self) -> None:
        clerk = self._clerk()
        self._do(lambda id_: self._send_jobs.let_go([id_], clerk), ("もう待っていませんでした。", "送信します。"))

    def _cancel(self) -> None:
        clerk = self._clerk()
        self._do(lambda id_: self._send_jobs.cancel([id_], clerk), ("もう取り消せませんでした。", "取り消しました。"))

    def _do(self, work: Callable[[int], int], told: Sequence[str], *, settles: bool = True) -> None:
        """Act on the message that is shown, never on one that took its place meanwhile."""
        if self._timeline is None:
            return
        identifier = self._timeline.message.id
        if identifier != self.list.current_id():
            self._lost()
            return
        self._jobs.write(
            self, lambda _job: work(identifier), lambda count: self._done(told, count, identifier if settles else None)
        )

    def _done(self, told: Sequence[str], count: int, settled: int | None) -> None:
        self.say(told[min(count, 1)])
        self._settled = settled
        if settled is not None:
            self.reason.widget.clear()
        self._jobs.tell(Topic.MESSAGES, Topic.JOBS)

    def _build(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.ask, self.sent, self.not_sent, self.let_go, self.cancel):
            buttons.addWidget(button)
        right = QWidget()
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.details, 1)
        inner.addWidget(self.what)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(right)
        split.setSizes([760, 520])
        column = QVBoxLayout(self)
        column.addWidget(split, 1)
        column.addLayout(self.reason.column())
        column.addLayout(buttons)


_EXPLAINED = {
    True: "届いたかどうか分かりません。お客様か送信サービスの画面で確かめてから、送った・送っていないを決めます。"
    "決めるまで、この方に同じ内容は送られません。",
    False: "送信日時に送れなかったか、送信できずに止めたメッセージです。"
    "原因を確かめてから、今から送るかどうかを決めます。",
}
_ASKED = ("この送信サービスには問い合わせる方法がありません。", "送信サービスに問い合わせています。")

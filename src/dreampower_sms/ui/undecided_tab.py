"""要確認: messages about which nobody knows, or that wait for a word. What is known, and the decision by name."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from dreampower_sms.domain.history import Timeline
from dreampower_sms.domain.messages import State
from dreampower_sms.services.history import History
from dreampower_sms.services.send_jobs import SendJobs
from dreampower_sms.ui import show
from dreampower_sms.ui.columns import Column
from dreampower_sms.ui.forms import Button, Line, Reading, field
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.style import PAGE_SHEET
from dreampower_sms.ui.tabs import Tab
from dreampower_sms.ui.timeline import timeline_html

COLUMNS = (
    Column("at", "登録", lambda m: show.short_moment(m.created_at), 13, firm=True),
    Column("customer", "お客様", lambda m: m.customer_name, 12),
    Column("number", "携帯番号", lambda m: show.number(m.e164), 12, firm=True),
    Column("state", "状態", lambda m: "結果不明" if m.state is State.UNKNOWN else "送信待ち", 7, firm=True),
    Column("text", "メッセージ", lambda m: show.one_line(m.body), 20),
)
HINT = "判断が必要なメッセージはありません。"


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
        self.model = RowsModel(COLUMNS, send_jobs.rows, jobs, self)
        self.list = RowsView(self.model, "判断を待つメッセージ", HINT)
        self.list.remember(settings, "undecided")
        self.details = QTextBrowser()
        self.details.document().setDefaultStyleSheet(PAGE_SHEET)
        self.details.setAccessibleName("分かっていること")
        self.what = Reading("判断の説明", name="caption")
        self.what.setWordWrap(True)
        self.reason = field("判断の理由（記録に残ります）", Line("判断の理由", "例：お客様に電話で確かめた"))
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

    def _show(self, ids: Sequence[int]) -> None:
        if ids or self.model.ids:
            self.list.show_ids(ids)
            self.model.reload()
        self.counted.emit(len(ids))
        if not ids:
            self._show_timeline(None)

    def _moved(self, identifier: int) -> None:
        if identifier >= 0:
            self._jobs.start(
                self, lambda _job: self._history.timeline(identifier), self._show_timeline, lane="timeline"
            )

    def _show_timeline(self, timeline: Timeline | None) -> None:
        same = timeline is not None and self._timeline is not None and timeline.message.id == self._timeline.message.id
        self._timeline = timeline
        self.details.setHtml(timeline_html(timeline) if timeline else "")
        unknown = timeline is not None and timeline.message.state is State.UNKNOWN
        waiting = timeline is not None and not unknown
        self.what.setText(_EXPLAINED[unknown] if timeline is not None else " ")
        for widget in (self.ask, self.sent, self.not_sent, self.reason.widget):
            widget.setEnabled(unknown)
        for widget in (self.let_go, self.cancel):
            widget.setEnabled(waiting)
        if not same:
            self.reason.show_error("")

    def _ask_again(self) -> None:
        self._do(lambda id_: self._send_jobs.ask_again([id_]), _ASKED)

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

    def _do(self, work: Callable[[int], int], told: Sequence[str]) -> None:
        identifier = self.list.current_id()
        if identifier is not None:
            self._jobs.write(self, lambda _job: work(identifier), lambda count: self._done(told, count))

    def _done(self, told: Sequence[str], count: int) -> None:
        self.say(told[min(count, 1)])
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
    False: "送信日時に送れなかったか、何度もつながらなかったメッセージです。今から送るかどうかを決めます。",
}
_ASKED = ("この送信サービスには問い合わせる方法がありません。", "送信サービスに問い合わせています。")

"""詳細: what was sent. One tab a topic; 送信履歴 is the first."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from dreampower_sms.services.history import History
from dreampower_sms.services.send_jobs import Again, SendJobs
from dreampower_sms.services.templates import Templates
from dreampower_sms.ui import ask
from dreampower_sms.ui.export_tables import job_table
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.history_tab import HistoryTab
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.jobs_tab import JobsTab
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen
from dreampower_sms.ui.templates_tab import TemplatesDoors, TemplatesTab
from dreampower_sms.ui.undecided_tab import UndecidedTab

ONLY_JOBS = "「送信ジョブ」のタブで使います。"


@dataclass(frozen=True, slots=True)
class DetailsParts:
    """What this screen uses, and where it leads."""

    history: History
    templates: Templates
    send_jobs: SendJobs
    clerk: Callable[[], str]
    again: Callable[[Again], None]
    """Starts a new list to those who did not get one."""
    template_doors: TemplatesDoors


class SmsDetailsScreen(Screen):
    """Tabs over everything that was sent."""

    id, title = "sms_details", "詳細"
    keys = (
        {
            1: HELP,
            3: Key("テンプレート追加", "add_template", help="新しい定型メッセージを作ります。"),
            4: Key(
                "停止/再開", "turn_job", "why_not_turn", help="選んだ送信ジョブを一時停止します。または再開します。"
            ),
            5: Key(
                "修正", "edit_template", "why_not_edit", help="選んだ定型メッセージを直します。Enter でも開きます。"
            ),
            6: Key(
                "CSV",
                "export_list",
                "why_no_list",
                help="見ている一覧を Excel か CSV に書き出します。定型メッセージは専用のファイルにします。",
            ),
            7: Key(
                "残り取消", "cancel_job", "why_not_turn", help="選んだ送信ジョブの、まだ送っていない分を取り消します。"
            ),
            8: Key("再送", "send_failed", "why_not_again", help="届かなかった方だけに、もう一度送る準備をします。"),
            9: Key("検索", "search", help="選んだ条件で送信履歴を探します。"),
            10: Key(
                "引き継ぐ", "take_over", "why_not_take_over", help="判断を待っている送信を、このパソコンから送ります。"
            ),
            12: CLOSE,
        },
    )

    def __init__(self, parts: DetailsParts, jobs: Jobs, settings: QSettings, customer_id: int | None = None) -> None:
        super().__init__()
        self._jobs, self._settings = jobs, settings
        self.history = HistoryTab(parts.history, jobs, settings, customer_id)
        self.send_jobs = JobsTab(parts.send_jobs, jobs, settings, parts.clerk, self.say, parts.again)
        self.undecided = UndecidedTab(parts.send_jobs, parts.history, jobs, settings, parts.clerk, self.say)
        self.templates = TemplatesTab(parts.templates, parts.template_doors, jobs, settings, self)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("詳細の種類")
        for tab, text in (
            (self.history, "送信履歴"),
            (self.send_jobs, "送信ジョブ"),
            (self.undecided, "要確認"),
            (self.templates, "管理"),
        ):
            self.tabs.addTab(tab, text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addWidget(self.tabs)
        self._jobs.changed.connect(self._heard)
        self.history.model.modelReset.connect(self.changed)
        self.tabs.currentChanged.connect(self.changed)
        self.send_jobs.changed.connect(self.changed)
        self.templates.changed.connect(self.changed)
        self.undecided.counted.connect(self._show_undecided)

    def search(self) -> None:
        """F9: by the filter as it stands."""
        self.tabs.setCurrentWidget(self.history)
        self.history.search()

    def export_list(self) -> None:
        """F6: the list of the history with all its columns, or that of the jobs."""
        if self.tabs.currentWidget() is self.send_jobs:
            jobs = self.send_jobs.jobs()
            offer_export(self, self._jobs, self._settings, lambda: job_table(jobs), "送信ジョブ")
            return
        if self.tabs.currentWidget() is self.templates:
            self.templates.export()
            return
        self.tabs.setCurrentWidget(self.history)
        offer_export(self, self._jobs, self._settings, self.history.table(), "送信履歴")

    def why_no_list(self) -> str:
        """There has to be something to write."""
        if self.tabs.currentWidget() is self.send_jobs:
            return "" if self.send_jobs.jobs() else "書き出す送信ジョブがありません。"
        if self.tabs.currentWidget() is self.templates:
            return self.templates.why_not_export()
        return "" if self.history.model.ids else "書き出すメッセージがありません。条件を変えて検索してください。"

    def add_template(self) -> None:
        """F3: テンプレート追加."""
        self.tabs.setCurrentWidget(self.templates)
        self.templates.begin()

    def edit_template(self) -> None:
        """F5: the chosen template."""
        self.templates.edit()

    def why_not_edit(self) -> str:
        """Only on its tab, and only what is chosen."""
        here = self.tabs.currentWidget() is self.templates
        return self.templates.why_not_chosen() if here else "「管理」のタブで使います。"

    def turn_job(self) -> None:
        """F4: pause the selected list, or let it go on."""
        self.send_jobs.turn()

    def why_not_turn(self) -> str:
        """Only on its tab, and only what is not over."""
        return self._elsewhere() or self.send_jobs.why_not_turn()

    def cancel_job(self) -> None:
        """F7: cancel what has not left yet, after asking."""
        job = self.send_jobs.selected()
        if job is not None:
            text = f"まだ送っていない {job.left:,} 通を取り消しますか？"
            ask.yes_no(self.window(), "残り取消", text, self.send_jobs.cancel_rest, default_yes=False)

    def send_failed(self) -> None:
        """F8: a new list to those who did not get it."""
        self.send_jobs.send_failed()

    def why_not_again(self) -> str:
        """Only on its tab, and only where somebody did not get it."""
        return self._elsewhere() or self.send_jobs.why_not_send_failed()

    def take_over(self) -> None:
        """F10: send what another PC should have sent."""
        self.send_jobs.take_over()

    def why_not_take_over(self) -> str:
        """Only on its tab, and only what waits for a person."""
        return self._elsewhere() or self.send_jobs.why_not_take_over()

    def first_field(self) -> QWidget:
        return self.history.list

    def _elsewhere(self) -> str:
        return "" if self.tabs.currentWidget() is self.send_jobs else ONLY_JOBS

    def _show_undecided(self, count: int) -> None:
        self.tabs.setTabText(self.tabs.indexOf(self.undecided), f"要確認（{count:,}）" if count else "要確認")

    def _heard(self, topic: object) -> None:
        if topic is Topic.MESSAGES:
            self.history.refresh()
            self.send_jobs.refresh()
            self.undecided.refresh()
        elif topic is Topic.TEMPLATES:
            self.templates.reload()

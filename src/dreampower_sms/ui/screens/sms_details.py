"""詳細: what was sent, what is being sent, what waits for a word, and the templates. One tab a topic.

A further tab is a `Tab` of its own file with its table of keys, named in `tab_types` and added in `__init__`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QVBoxLayout

from dreampower_sms.services.history import History
from dreampower_sms.services.send_jobs import Again, SendJobs
from dreampower_sms.services.templates import Templates
from dreampower_sms.services.usage import UsageStatements
from dreampower_sms.ui.history_tab import HistoryDoors, HistoryTab
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.jobs_tab import JobsTab
from dreampower_sms.ui.keys import CLOSE, HELP, Key
from dreampower_sms.ui.paper_desk import PaperDesk
from dreampower_sms.ui.tabs import TabbedScreen, key_pages
from dreampower_sms.ui.templates_tab import TemplatesDoors, TemplatesTab
from dreampower_sms.ui.undecided_tab import UndecidedTab
from dreampower_sms.ui.usage_tab import UsageDoors, UsageTab

COMMON = {
    1: HELP,
    3: Key("テンプレート追加", "add_template", help="新しい定型メッセージを作ります。"),
    9: Key("検索", "search", help="選んだ条件で送信履歴を探します。"),
    12: CLOSE,
}


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
    history_doors: HistoryDoors
    desk: PaperDesk
    """Prints 確認書."""
    usage: UsageStatements
    usage_doors: UsageDoors


class SmsDetailsScreen(TabbedScreen):
    """Tabs over everything that was sent."""

    id, title = "sms_details", "詳細"
    tab_types = (HistoryTab, JobsTab, UndecidedTab, UsageTab, TemplatesTab)
    keys, page_names = key_pages(COMMON, *tab_types)

    def __init__(self, parts: DetailsParts, jobs: Jobs, settings: QSettings, customer_id: int | None = None) -> None:
        super().__init__()
        self.history = HistoryTab(parts.history, jobs, settings, parts.history_doors, customer_id)
        self.send_jobs = JobsTab(parts.send_jobs, jobs, settings, parts.clerk, parts.again, parts.desk)
        self.undecided = UndecidedTab(parts.send_jobs, parts.history, jobs, settings, parts.clerk)
        self.templates = TemplatesTab(parts.templates, parts.template_doors, jobs, settings)
        self.usage = UsageTab(parts.usage, parts.usage_doors, jobs, settings)
        for tab in (self.history, self.send_jobs, self.undecided, self.usage, self.templates):
            self.add_tab(tab)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addWidget(self.tabs)
        jobs.changed.connect(self.tell)
        self.undecided.counted.connect(self._show_undecided)

    def search(self) -> None:
        """F9: the history, by the filter as it stands."""
        self.tabs.setCurrentWidget(self.history)
        self.history.search()

    def add_template(self) -> None:
        """F3: テンプレート追加."""
        self.tabs.setCurrentWidget(self.templates)
        self.templates.begin()

    def _show_undecided(self, count: int) -> None:
        place, title = self.tabs.indexOf(self.undecided), f"要確認（{count:,}）" if count else "要確認"
        if self.tabs.tabText(place) != title:  # to set it lays the whole screen out, and it is told at every change
            self.tabs.setTabText(place, title)

"""詳細: what was sent. One tab a topic; 送信履歴 is the first."""

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from dreampower_sms.services.history import History
from dreampower_sms.ui.history_tab import HistoryTab
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen


class SmsDetailsScreen(Screen):
    """Tabs over everything that was sent."""

    id, title = "sms_details", "詳細"
    keys = ({1: HELP, 9: Key("検索", "search"), 12: CLOSE},)

    def __init__(self, history: History, jobs: Jobs, settings: QSettings, customer_id: int | None = None) -> None:
        super().__init__()
        self._jobs = jobs
        self.history = HistoryTab(history, jobs, settings, customer_id)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("詳細の種類")
        self.tabs.addTab(self.history, "送信履歴")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addWidget(self.tabs)
        self._jobs.changed.connect(self._heard)

    def search(self) -> None:
        """F9: by the filter as it stands."""
        self.history.search()

    def first_field(self) -> QWidget:
        return self.history.list

    def _heard(self, topic: object) -> None:
        if topic is Topic.MESSAGES:
            self.history.refresh()

"""詳細: what was sent. One tab a topic; 送信履歴 is the first."""

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from dreampower_sms.services.history import History
from dreampower_sms.services.templates import Templates
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.history_tab import HistoryTab
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen
from dreampower_sms.ui.templates_tab import TemplatesTab


class SmsDetailsScreen(Screen):
    """Tabs over everything that was sent."""

    id, title = "sms_details", "詳細"
    keys = (
        {
            1: HELP,
            3: Key("テンプレート追加", "add_template", help="新しい定型メッセージを作ります。"),
            6: Key("CSV", "export_list", "why_no_list", help="送信履歴の一覧を Excel か CSV に書き出します。"),
            9: Key("検索", "search", help="選んだ条件で送信履歴を探します。"),
            12: CLOSE,
        },
    )

    def __init__(
        self, history: History, templates: Templates, jobs: Jobs, settings: QSettings, customer_id: int | None = None
    ) -> None:
        super().__init__()
        self._jobs, self._settings = jobs, settings
        self.history = HistoryTab(history, jobs, settings, customer_id)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("詳細の種類")
        self.templates = TemplatesTab(templates, jobs, settings)
        self.tabs.addTab(self.history, "送信履歴")
        self.tabs.addTab(self.templates, "管理")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addWidget(self.tabs)
        self._jobs.changed.connect(self._heard)
        self.history.model.modelReset.connect(self.changed)

    def search(self) -> None:
        """F9: by the filter as it stands."""
        self.tabs.setCurrentWidget(self.history)
        self.history.search()

    def export_list(self) -> None:
        """F6: the list of the history, with all its columns."""
        self.tabs.setCurrentWidget(self.history)
        offer_export(self, self._jobs, self._settings, self.history.table(), "送信履歴")

    def why_no_list(self) -> str:
        """There has to be something to write."""
        return "" if self.history.model.ids else "書き出すメッセージがありません。条件を変えて検索してください。"

    def add_template(self) -> None:
        """F3: the form for a new template."""
        self.tabs.setCurrentWidget(self.templates)
        self.templates.begin()

    def unsaved(self) -> str:
        return self.templates.unsaved()

    def save_unsaved(self) -> bool:
        """Whether it can be saved shows at its fields; the screen stays open until it is."""
        self.templates.add_button.click()
        return False

    def first_field(self) -> QWidget:
        return self.history.list

    def _heard(self, topic: object) -> None:
        if topic is Topic.MESSAGES:
            self.history.refresh()
        elif topic is Topic.TEMPLATES:
            self.templates.reload()

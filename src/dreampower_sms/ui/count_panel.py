"""該当件数: how many rows a search would find, beside its conditions."""

from PySide6.QtWidgets import QFrame, QVBoxLayout

from dreampower_sms.domain.search.items import Target
from dreampower_sms.ui.forms import Reading, caption
from dreampower_sms.ui.search_result import Asked

_TARGETS = {Target.CUSTOMER: "顧客（1 行に 1 人）", Target.VEHICLE: "車両（1 行に 1 台）"}

_TYPING = "条件を入れると数え直します。"
_COUNTING = "数えています…（Esc で中止）"
_STOPPED = "数えるのを中止しました。条件を変えると数え直します。"


class CountPanel(QFrame):
    """A figure, and a line on where it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.figure = Reading("該当件数", "―", "big")
        self.hint = Reading("該当件数の説明", " ", "caption")
        self.hint.setWordWrap(True)
        self.target = Reading("検索対象", name="caption")
        self.listed = Reading("リスト表示の項目", name="caption")
        self.listed.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        column.addWidget(caption("該当件数", "sectionTitle"))
        column.addWidget(self.figure)
        column.addWidget(self.hint)
        column.addSpacing(14)
        column.addWidget(caption("検索対象", "sectionTitle"))
        column.addWidget(self.target)
        column.addSpacing(10)
        column.addWidget(caption("一覧に出る項目", "sectionTitle"))
        column.addWidget(self.listed)
        column.addStretch(1)

    def show_question(self, asked: Asked | None) -> None:
        """What a row would be, and what the list would show of it."""
        self.target.setText(_TARGETS[asked.title.target] if asked else "―")
        labels = (asked.items[key].label_in(asked.title.target) for key in asked.listed) if asked else ()
        self.listed.setText("、".join(labels) or "―")

    def show_count(self, count: int) -> None:
        """So many."""
        self.figure.setText(f"{count:,} 件")
        self.hint.setText(_TYPING)

    def show_counting(self) -> None:
        """The old figure stays until the new one is here, so that nothing flickers."""
        self.hint.setText(_COUNTING)

    def show_stopped(self) -> None:
        """Nobody waits for it any more."""
        self.figure.setText("―")
        self.hint.setText(_STOPPED)

    def show_problem(self, text: str) -> None:
        """It can't be counted: why."""
        self.figure.setText("―")
        self.hint.setText(text)

"""The line at the top of the window: where the clerk is, for which shop, and that this is practice."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from dreampower_sms.ui.forms import Reading, Tail, caption

PRACTICE = "練習モード：送信しても実際の携帯電話には届きません"
_TRAIL = 2
"""So many screens below the visible one are named."""


class Header(QFrame):
    """Titles of the open screens, shop and clerk; below them the strip that says that this is practice."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("header")
        self.trail = Reading("開いている画面", name="trail")
        self.title = Reading("画面", name="screenTitle")
        self.shop = Reading("自社名と担当者")
        self.busy = Reading("処理の状態")
        self.contract = Tail("送信に使う契約")
        self.contract.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.contract.hide()
        line = QHBoxLayout()
        line.setContentsMargins(14, 8, 14, 8)
        line.addWidget(self.trail, 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self.title)
        line.addStretch(1)
        line.addWidget(self.busy)
        line.addSpacing(16)
        line.addWidget(self.contract)
        line.addSpacing(16)
        line.addWidget(self.shop)
        self.practice = caption(PRACTICE, "practiceStrip")
        self.practice.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.practice.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(self.practice)

    def show_titles(self, titles: list[str]) -> None:
        """The titles of the open screens, the visible one last."""
        *below, top = titles
        self.title.setText(top)
        shown = below if len(below) <= _TRAIL else ["…", *below[-_TRAIL:]]
        self.trail.setText("".join(f"{title} › " for title in shown))
        self.trail.setVisible(bool(shown))

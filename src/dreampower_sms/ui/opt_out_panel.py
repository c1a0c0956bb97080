"""配信停止 in place: a reason is proposed, Enter does it, Esc leaves."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.ui.forms import Button, Choice

REASONS = (
    "お客様の希望（電話）",
    "お客様の希望（来店）",
    "返信・クレームによる希望",
    "番号の持ち主が変わった",
    "その他",
)


ALL, CAMPAIGNS, INTO_MEMO = "all", "campaigns", "memo"


_WAYS = (("すべて止める", ALL), ("キャンペーンだけ止める", CAMPAIGNS), ("番号をメモに移す", INTO_MEMO))


class _Reasons(QComboBox):
    """Enter decides. The list may be typed into for a reason of one's own."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class OptOutPanel(QFrame):
    """Asks for the reason of a 配信停止."""

    decided = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._text = QLabel()
        self._reason = _Reasons()
        self._reason.setEditable(True)
        self._reason.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._reason.addItems(REASONS)
        self._reason.setAccessibleName("配信停止の理由")
        self._stop = Button("止める(Enter)", "primary")
        self.way = Choice("止め方")
        for text, way in _WAYS:
            self.way.addItem(text, way)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 12, 2)
        row.addWidget(self._text)
        row.addWidget(self._reason, 2)
        row.addWidget(self.way, 1)
        row.addWidget(self._stop)
        self._reason.entered.connect(self._decide)
        self._stop.clicked.connect(self._decide)
        self.hide()

    @property
    def purpose(self) -> Purpose | None:
        """What is stopped; None: everything."""
        return Purpose.CAMPAIGN if self.way.currentData() == CAMPAIGNS else None

    @property
    def into_memo(self) -> bool:
        """Whether the number goes into the memo besides, as the manual has it."""
        return self.way.currentData() == INTO_MEMO

    def open_panel(self, number: str) -> None:
        """Ask for this number."""
        self._text.setText("配信停止の理由：")
        self.setAccessibleName(f"{number} の配信停止")
        self._reason.setCurrentIndex(0)
        self.way.setCurrentIndex(0)
        self.show()
        self._reason.setFocus()

    def close_panel(self) -> None:
        """Nothing is decided."""
        self.hide()

    def _decide(self) -> None:
        reason = self._reason.currentText().strip() or REASONS[0]
        self.hide()
        self.decided.emit(reason)

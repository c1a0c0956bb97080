"""配信停止 in place: a reason is proposed, Enter does it, Esc leaves."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton

REASONS = (
    "お客様の希望（電話）",
    "お客様の希望（来店）",
    "返信・クレームによる希望",
    "番号の持ち主が変わった",
    "その他",
)


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
        self._stop = QPushButton("配信停止にする(Enter)")
        self._stop.setProperty("kind", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self._text)
        row.addWidget(self._reason, 1)
        row.addWidget(self._stop)
        self._reason.entered.connect(self._decide)
        self._stop.clicked.connect(self._decide)
        self.hide()

    def open_panel(self, number: str) -> None:
        """Ask for this number."""
        self._text.setText(f"{number} への送信を止めます。理由：")
        self._reason.setCurrentIndex(0)
        self.show()
        self._reason.setFocus()

    def close_panel(self) -> None:
        """Nothing is decided."""
        self.hide()

    def _decide(self) -> None:
        reason = self._reason.currentText().strip() or REASONS[0]
        self.hide()
        self.decided.emit(reason)

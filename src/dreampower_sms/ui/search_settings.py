"""設定 of 自由検索, in place: which form is shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from dreampower_sms.ui.forms import Check, caption

_HINT = "お店のすべてのパソコンで変わります。F9 で決定、Esc で取り消します。"


class SearchSettings(QFrame):
    """One check."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.check = Check("詳細自由検索を使用")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.addWidget(caption("自由検索の設定", "sectionTitle"))
        column.addWidget(self.check)
        column.addWidget(caption(_HINT))
        self.hide()

    @property
    def detailed(self) -> bool:
        """What is ticked."""
        return self.check.isChecked()

    def open_panel(self, *, detailed: bool) -> None:
        """Show how it is now."""
        self.check.setChecked(detailed)
        self.show()
        self.check.setFocus(Qt.FocusReason.OtherFocusReason)

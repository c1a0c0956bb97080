"""The field of a search whose list changes with every letter: 照会, help."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit


class SearchLine(QLineEdit):
    """The search field. What the input method still composes counts already; arrows belong to the list."""

    typed = Signal(str)
    arrow = Signal(QKeyEvent)

    def __init__(self, name: str = "検索", hint: str = "氏名、カナ、電話番号の下 4 桁、ナンバー") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setClearButtonEnabled(True)
        self._preedit = ""
        self.textChanged.connect(self._tell)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.arrow.emit(event)
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        place = self.cursorPosition()
        self.typed.emit(self.text()[:place] + self._preedit + self.text()[place:])

"""The bar of twelve fixed slots at the bottom, and the message line above it."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from dreampower_sms.ui.keys import FIRST, LAST, Screen

_GROUP = 4
"""Keyboards set F-keys in groups of four; the bar keeps the gap."""


class Slot(QPushButton):
    """One key of the bar. A key that can't be used now stays clickable, to say why."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.setObjectName("slot")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_key(self, label: str, reason: str) -> None:
        """Draw the slot: label, and the reason when it can't be used."""
        self.setText(f"F{self.number}\n{label}" if label else f"F{self.number}\n")
        self.setEnabled(bool(label))
        self.setAccessibleName(f"F{self.number} {label}".strip())
        self.setAccessibleDescription(reason)
        self.setToolTip(reason)
        state = "empty" if not label else "blocked" if reason else "ready"
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its own text: twelve of them have to fit 1366 pixels at 150 %."""
        metrics = self.fontMetrics()
        width = max((metrics.horizontalAdvance(line) for line in self.text().split("\n")), default=0)
        return QSize(width + 10, metrics.height() * 2 + 10)


class KeyBar(QFrame):
    """Twelve slots drawn from the visible screen's table."""

    pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keyBar")
        self._screen: Screen | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(4)
        self.slots = {n: Slot(n) for n in range(FIRST, LAST + 1)}
        for number, slot in self.slots.items():
            layout.addWidget(slot, 1)
            slot.clicked.connect(self._clicked)
            if number % _GROUP == 0 and number != LAST:
                layout.addSpacing(10)
        self._page = QLabel()
        self._page.setObjectName("pageMark")
        self._page.setAccessibleName("キーのページ")
        layout.addWidget(self._page)
        # Several changes in one turn of the event loop are drawn once.
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)

    def show_screen(self, screen: Screen) -> None:
        """Draw this screen's keys from now on."""
        if self._screen is not None:
            self._screen.changed.disconnect(self._later.start)
            self._screen.page_turned.disconnect(self.refresh)
        self._screen = screen
        screen.changed.connect(self._later.start)
        screen.page_turned.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Ask every key again whether it can be used."""
        screen = self._screen
        if screen is None:
            return
        for number, slot in self.slots.items():
            key = screen.key(number)
            slot.show_key(key.label if key else "", screen.reason(key) if key else "")
        pages = len(screen.keys)
        self._page.setText(f"{screen.page + 1}/{pages}" if pages > 1 else "")
        self._page.setVisible(pages > 1)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, Slot):
            self.pressed.emit(sender.number)


class MessageLine(QLabel):
    """One sentence above the bar: what just happened, or why a key did nothing. Read aloud politely."""

    _STAYS_MS = 12_000

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageLine")
        self.setAccessibleName("お知らせ")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)
        self._timer = QTimer(self, singleShot=True, interval=self._STAYS_MS)
        self._timer.timeout.connect(self.clear_line)
        self.clear_line()

    def say(self, text: str, severity: str = "info") -> None:
        """Show the sentence; an error stays until the next one, others leave by themselves."""
        marks = {"info": "", "warn": "⚠ ", "error": "✖ "}
        self.setText(marks[severity] + text)
        self._paint(severity)
        if severity == "error":
            self._timer.stop()
        else:
            self._timer.start()
        if text:
            event = QAccessibleAnnouncementEvent(self, text)
            event.setPoliteness(
                QAccessible.AnnouncementPoliteness.Assertive
                if severity == "error"
                else QAccessible.AnnouncementPoliteness.Polite
            )
            QAccessible.updateAccessibility(event)

    def clear_line(self) -> None:
        """Nothing to say."""
        self.setText("")
        self._paint("none")

    def _paint(self, severity: str) -> None:
        self.setProperty("severity", severity)
        self.style().unpolish(self)
        self.style().polish(self)

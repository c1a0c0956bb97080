"""What a screen reader is told although nothing of it has the focus."""

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

POLITE = QAccessible.AnnouncementPoliteness.Polite
ASSERTIVE = QAccessible.AnnouncementPoliteness.Assertive


def announce(widget: QWidget, text: str, *, at_once: bool = False) -> None:
    """Let a screen reader say `text`: when it is through with what it reads, or, `at_once`, before the rest of that."""
    if text:
        event = QAccessibleAnnouncementEvent(widget, text)
        event.setPoliteness(ASSERTIVE if at_once else POLITE)
        QAccessible.updateAccessibility(event)

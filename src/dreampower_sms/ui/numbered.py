"""A screen of big numbered buttons: メニュー, マスタ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.menu_button import MenuButton

_COLUMNS = 2
_MANY = 6
"""More buttons than these are lower, so that all are seen at 150 %."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One button."""

    label: str
    hint: str
    open: Callable[[], None]


class NumberedScreen(Screen):
    """1 to 9 press the buttons, arrows move between them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        grid = QGridLayout()
        grid.setSpacing(14)
        for place, entry in enumerate(entries):
            across = _COLUMNS - place % _COLUMNS if place == len(entries) - 1 else 1  # the last one fills its row
            button = self._button(place, entry, low=len(entries) > _MANY)
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS, 1, across)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.status = Reading("状況", name="caption")
        self.status.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner = QVBoxLayout()
        inner.addStretch(1)
        inner.addLayout(grid)
        inner.addSpacing(20)
        inner.addWidget(self.status)
        inner.addStretch(2)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(inner, 4)
        outer.addStretch(1)

    def first_field(self) -> QWidget | None:
        return self.buttons[0] if self.buttons else None

    def show_status(self, text: str) -> None:
        """One line below the buttons."""
        self.status.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = event.key() - Qt.Key.Key_1
        if 0 <= place < len(self.buttons) and not event.isAutoRepeat():
            self.buttons[place].click()
        elif event.key() in _STEPS:
            self._move(_STEPS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _button(self, place: int, entry: Entry, *, low: bool) -> QPushButton:
        button = MenuButton(place + 1, entry.label, entry.hint, low=low)
        button.clicked.connect(entry.open)
        self.buttons.append(button)
        return button

    def _move(self, step: int) -> None:
        focused = self.focusWidget()
        at = self.buttons.index(focused) if isinstance(focused, QPushButton) and focused in self.buttons else 0
        if 0 <= at + step < len(self.buttons):
            self.buttons[at + step].setFocus(Qt.FocusReason.TabFocusReason)


_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -_COLUMNS,
    Qt.Key.Key_Down: _COLUMNS,
}

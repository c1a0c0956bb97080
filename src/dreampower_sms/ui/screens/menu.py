"""メニュー: the first screen. Big buttons, one key each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.menu_button import MenuButton

_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One button of the menu."""

    label: str
    hint: str
    open: Callable[[], None]


class MenuScreen(Screen):
    """Buttons for the screens that this program has; 1 to 9 press them, arrows move between them."""

    id, title = "menu", "メニュー"
    keys = (
        {
            1: HELP,
            2: Key("担当者", "ask_clerk", help="このパソコンを使う担当者を選びます。"),
            3: Key("配色", "turn_theme", help="明るい・暗い・高コントラストの配色を切り替えます。"),
            12: Key("終了", "go_back", help="DREAMPOWER SMS を終了します。"),
        },
    )
    clerk_asked = Signal()
    theme_asked = Signal()

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self.buttons: list[QPushButton] = []
        grid = QGridLayout()
        grid.setSpacing(14)
        for place, entry in enumerate(self._entries):
            grid.addWidget(self._button(place, entry), place // _COLUMNS, place % _COLUMNS)
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

    def escape(self) -> None:
        """Esc does not end the program: nobody ends their day by mistake."""

    def ask_clerk(self) -> None:
        """F2: another clerk sits down."""
        self.clerk_asked.emit()

    def turn_theme(self) -> None:
        """F3: light, dark, high contrast."""
        self.theme_asked.emit()

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

    def _button(self, place: int, entry: Entry) -> QPushButton:
        button = MenuButton(place + 1, entry.label, entry.hint)
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

"""A custom bar of 照会: eight buttons of the shop's choice, drawn from the stored layout."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from dreampower_sms.services.custom_bar import Layout
from dreampower_sms.ui.actions import SLOTS, Action, Bar, action
from dreampower_sms.ui.fitting import TightButton

FREE = "―"


class CustomBar(QWidget):
    """Eight buttons in fixed places. Ctrl+1 … Ctrl+8 (customer) and Ctrl+Shift+1 … (vehicle) press them too."""

    pressed = Signal(object)
    """The `Action` of the button."""

    def __init__(self, bar: Bar, name: str, columns: int = SLOTS) -> None:
        super().__init__()
        self.bar = bar
        self._held = "Ctrl" if bar is Bar.CUSTOMER else "Ctrl+Shift"
        self.setAccessibleName(name)
        self._actions: dict[int, Action | None] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        self.buttons: dict[int, TightButton] = {}
        for slot in range(1, SLOTS + 1):
            button = TightButton(FREE)
            button.setProperty("kind", "bar")
            button.setProperty("slot", slot)
            button.clicked.connect(self._clicked)
            self.buttons[slot] = button
            shortcut = QShortcut(QKeySequence(f"{self._held}+{slot}"), self)
            shortcut.setAutoRepeat(False)
            shortcut.setProperty("slot", slot)
            shortcut.activated.connect(self._clicked)
            grid.addWidget(button, (slot - 1) // columns, (slot - 1) % columns)
        for column in range(min(columns, SLOTS)):
            grid.setColumnStretch(column, 1)

    def show_layout(self, layout: Layout) -> None:
        """Draw the stored buttons; an action that this version doesn't know stays a free slot."""
        for slot, button in self.buttons.items():
            found = action(layout.get((self.bar.value, slot), ""))
            self._actions[slot] = found
            button.setText(found.label if found else FREE)
            button.setAccessibleName(f"{slot} {found.label}" if found else f"{slot} 空き")
            button.setToolTip(f"{self._held}+{slot}" if found else "F2 を 2 回押し、F11 ボタンカスタムで設定できます")
            button.setEnabled(found is not None)
            button.setProperty("free", found is None)
            button.style().unpolish(button)
            button.style().polish(button)

    def press(self, slot: int) -> None:
        """Do what the button in this slot does."""
        if (found := self._actions.get(slot)) is not None:
            self.pressed.emit(found)

    def explain(self, reason: Callable[[Action], str]) -> None:
        """Say in each button's description why it can't be used now."""
        for slot, button in self.buttons.items():
            if (found := self._actions.get(slot)) is not None:
                button.setAccessibleDescription(reason(found))

    def _clicked(self) -> None:
        self.press(int(self.sender().property("slot")))

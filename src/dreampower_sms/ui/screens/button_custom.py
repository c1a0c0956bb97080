"""ボタンカスタム: which action stands on which button of the custom bars (manual chapter 1)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dreampower_sms.services.custom_bar import CustomBars, Layout
from dreampower_sms.ui.actions import SLOTS, Bar, action, actions_for
from dreampower_sms.ui.forms import Button, Choice, Reading, caption
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import CLOSE, Key, Screen

FREE = "空き"
_COLUMNS = 4
_TITLES = {Bar.CUSTOMER: "顧客のカスタムバー", Bar.VEHICLE: "車両のカスタムバー"}
NO_SLOT = "先に設定する場所を選んでください。赤い場所が空いています。"


class ButtonCustomScreen(Screen):
    """Choose a slot, choose an action, 設定, save."""

    id, title = "button_custom", "ボタンカスタム"
    keys = (
        {
            9: Key("保存", "save", "why_not_save", manual=True, help="ボタンの配置を保存します。"),
            12: replace(CLOSE, manual=True),
        },
    )

    def __init__(self, bars: CustomBars, jobs: Jobs) -> None:
        super().__init__()
        self._bars, self._jobs = bars, jobs
        self._stored: Layout = {}
        self._layout: dict[tuple[str, int], str] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._slots: dict[tuple[Bar, int], QPushButton] = {}
        self.choice = Choice("割り当てる機能")
        self.set_button = Button("設定(&S)", "primary", name="設定")
        self.set_button.clicked.connect(self.assign)
        self.chosen_label = Reading("選んだ場所", "場所を選んでください")
        self._build()
        self._group.buttonClicked.connect(self._choose)
        self._jobs.start(self, lambda _job: self._bars.load(), self._load)

    # --- what the keys do --------------------------------------------------------------------------------

    def save(self) -> None:
        """F9: keep the layout for every PC of the shop."""
        self._save(self._saved)

    def why_not_save(self) -> str:
        """Nothing to save."""
        return "" if self._layout != dict(self._stored) else "変更はありません。"

    def assign(self) -> None:
        """設定: put the chosen action on the chosen slot."""
        slot = self._chosen()
        if slot is None:
            self.say(NO_SLOT, "warn")
            return
        identifier = str(self.choice.currentData())
        key = (slot[0].value, slot[1])
        if identifier:
            self._layout[key] = identifier
        else:
            self._layout.pop(key, None)
        self._draw()
        done = f"「{self.choice.currentText()}」を設定しました" if identifier else "空きにしました"
        self.say(
            f"{_TITLES[slot[0]]} {slot[1]} に{done}。F9 で保存してください。"
            if identifier
            else f"{done}。F9 で保存してください。"
        )
        self.changed.emit()

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self._slots[Bar.CUSTOMER, 1]

    def unsaved(self) -> str:
        return "ボタンの配置" if self._layout != dict(self._stored) else ""

    def save_unsaved(self) -> bool:
        """Writing goes on behind; when it fails the window says so."""
        self._save(lambda _none: self._jobs.tell(Topic.CUSTOM_BAR))
        return True

    # --- inside ----------------------------------------------------------------------------------------------

    def _save(self, then: Callable[[object], None]) -> None:
        layout = dict(self._layout)
        self._jobs.write(self, lambda _job: self._bars.save(layout), then)

    def _saved(self, _none: object) -> None:
        self._stored = dict(self._layout)
        self.say("保存しました。新しいボタンは照会で使えます。")
        self._jobs.tell(Topic.CUSTOM_BAR)
        self.changed.emit()

    def _load(self, layout: Mapping[tuple[str, int], str]) -> None:
        self._stored, self._layout = layout, dict(layout)
        self._draw()
        self.changed.emit()

    def _choose(self, _button: object) -> None:
        slot = self._chosen()
        if slot is None:
            return
        bar, number = slot
        self.chosen_label.setText(f"{_TITLES[bar]}　{number} 番")
        self.choice.clear()
        self.choice.addItem(FREE + "にする", "")
        for entry in actions_for(bar):
            self.choice.addItem(entry.label, entry.id)
        stored = self._layout.get((bar.value, number), "message")
        self.choice.setCurrentIndex(max(self.choice.findData(stored), 0))
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> tuple[Bar, int] | None:
        button = self._group.checkedButton()
        return next(k for k, b in self._slots.items() if b is button) if button else None

    def _draw(self) -> None:
        for (bar, number), button in self._slots.items():
            found = action(self._layout.get((bar.value, number), ""))
            text = found.label if found else FREE
            button.setText(f"{number}　{text}")
            button.setAccessibleName(f"{_TITLES[bar]} {number} {text}")
            button.setProperty("free", found is None)
            button.style().unpolish(button)
            button.style().polish(button)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 12)
        column.setSpacing(10)
        column.addWidget(
            caption("① 場所を選び、② 機能を選んで「設定」を押し、③ F9 で保存します。赤い場所は空いています。")
        )
        for bar, title in _TITLES.items():
            column.addWidget(caption(title, "sectionTitle"))
            grid = QGridLayout()
            grid.setSpacing(8)
            for number in range(1, SLOTS + 1):
                grid.addWidget(self._slot(bar, number), (number - 1) // _COLUMNS, (number - 1) % _COLUMNS)
            column.addLayout(grid)
        row = QHBoxLayout()
        row.addWidget(self.chosen_label)
        row.addWidget(self.choice, 1)
        row.addWidget(self.set_button)
        column.addSpacing(8)
        column.addLayout(row)
        column.addStretch(1)
        self._draw()

    def _slot(self, bar: Bar, number: int) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.setAutoDefault(True)
        button.setProperty("kind", "slot")
        self._slots[bar, number] = button
        self._group.addButton(button)
        return button

"""A page of 初期設定: fields by key, filled and read as a whole, with what is wrong at each."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from dreampower_sms.ui.forms import Field, field


class SetupPage(QWidget):
    """Lines, choices and tick boxes that carry one value of 初期設定 each."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Field[QWidget]] = {}
        self.checks: dict[str, QCheckBox] = {}
        self._filling = False

    def add(self, key: str, label: str, widget: QWidget) -> Field[QWidget]:
        """Register a field under its key."""
        made = field(label, widget, self.tell)
        self.fields[key] = made
        return made

    def add_check(self, key: str, check: QCheckBox) -> QCheckBox:
        """Register a tick box, which says itself what it is."""
        check.toggled.connect(self.tell)
        self.checks[key] = check
        return check

    def fill(self, shown: Mapping[str, Any]) -> None:
        """Show these texts; `changed` is silent meanwhile."""
        self._filling = True
        for key, each in self.fields.items():
            _set(each.widget, shown[key])
        for key, check in self.checks.items():
            check.setChecked(bool(shown[key]))
        self._filling = False
        self.show_flaws({})

    def given(self) -> dict[str, Any]:
        """What stands in the fields."""
        texts = {key: _get(each.widget) for key, each in self.fields.items()}
        return {**texts, **{key: check.isChecked() for key, check in self.checks.items()}}

    def show_flaws(self, flaws: Mapping[str, str]) -> None:
        """Say below each field what is wrong with it, and take away what is not any more."""
        for key, each in self.fields.items():
            each.show_error(flaws.get(key, ""))

    def go_to(self, key: str) -> bool:
        """Put the focus on a field of this page. False: it has no such field."""
        widget = self.fields[key].widget if key in self.fields else self.checks.get(key)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return widget is not None

    def tell(self) -> None:
        """A person changed something."""
        if not self._filling:
            self.changed.emit()


def in_columns(fields: Sequence[Field[QWidget]], columns: int) -> QGridLayout:
    """Fields side by side, in the order of Tab."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(6)
    for place, each in enumerate(fields):
        grid.addLayout(each.column(), place // columns, place % columns)
    for column in range(columns):
        grid.setColumnStretch(column, 1)
    return grid


def _get(widget: QWidget) -> Any:
    match widget:
        case QLineEdit():
            return widget.text()
        case QComboBox():
            return widget.currentData()
        case _:
            problem = f"{type(widget).__name__} has no value"
            raise TypeError(problem)


def _set(widget: QWidget, value: Any) -> None:
    match widget:
        case QLineEdit():
            widget.setText(str(value))
        case QComboBox():
            widget.setCurrentIndex(widget.findData(value))
        case _:
            problem = f"{type(widget).__name__} takes no value"
            raise TypeError(problem)

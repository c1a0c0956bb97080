"""A form of many fields as data: one row a field, read and filled as a whole, with its errors where they belong.

form = Form((Row("name", "氏名", partial(Line, "氏名")), Row("born", "誕生日", partial(DateLine, "誕生日", today))))
form.fill({"name": "山田 太郎", "born": None})
form.values()     # raises nothing: what can't be read is in form.unreadable()
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QTextEdit, QWidget

from dreampower_sms.domain.dates import both, parse_date, wareki_short
from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.ui import wording
from dreampower_sms.ui.forms import LATIN, Field, Line, field


class DateLine(Line):
    """A day in 和暦 or 西暦, as short as `domain.dates` reads it. Leaving the field writes it out: 1123 is R8.11.23."""

    def __init__(self, name: str, today: Callable[[], date], hint: str = "例：R8.11.23、1123") -> None:
        super().__init__(name, hint, LATIN)
        self._today = today
        self.editingFinished.connect(self._write_out)

    def day(self) -> date | None:
        """The day, None when the field is empty. Raises `DateUnreadable`."""
        return parse_date(self.text(), self._today()) if self.text().strip() else None

    def set_day(self, day: date | None) -> None:
        """Show a day; both calendars are in the tooltip."""
        self.setText(wareki_short(day) if day is not None else "")
        self.setToolTip(both(day) if day is not None else "")

    def _write_out(self) -> None:
        try:
            self.set_day(self.day())
        except DateUnreadable:
            self.setToolTip("")  # the form says it below the field


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a form. `make` gives its widget: a `Line`, `DateLine`, `Area`, `Choice` or `Check`."""

    key: str
    label: str
    make: Callable[[], QWidget]
    wide: bool = False
    """Takes the whole width."""
    span: int = 1
    """Columns that it takes."""


class Form(QWidget):
    """Fields in columns, in the order of their rows, which is the order of Enter and Tab too."""

    changed = Signal()
    """Somebody changed a field."""

    def __init__(self, rows: Sequence[Row], columns: int = 2) -> None:
        super().__init__()
        self.fields: dict[str, Field[QWidget]] = {row.key: field(row.label, row.make(), self._tell) for row in rows}
        self._filled: dict[str, Any] = {}
        self._filling = False
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(8)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        line, place = 0, 0
        for row in rows:
            span = columns if row.wide else row.span
            if place + span > columns:
                line, place = line + 1, 0
            top = Qt.AlignmentFlag(0) if row.wide else Qt.AlignmentFlag.AlignTop  # an error beside moves no field
            grid.addLayout(self.fields[row.key].column(), line, place, 1, span, top)
            place += span
            widget = self.fields[row.key].widget
            if isinstance(widget, DateLine):
                widget.editingFinished.connect(self._check_dates)
        self._filled = self.values()

    def values(self) -> dict[str, Any]:
        """What stands in the fields; None for a date that is empty or can't be read."""
        return {key: _value(each.widget) for key, each in self.fields.items()}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show these values; fields that are not among them keep theirs. `is_changed` compares with this."""
        self._filling = True
        for key, value in values.items():
            _set(self.fields[key].widget, value)
        self._filling = False
        self.show_errors({})
        self._filled = self.values()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show these values as if the clerk had entered them: they count as changed."""
        filled = self._filled
        self.fill(values)
        self._filled = filled
        self.changed.emit()

    def is_changed(self) -> bool:
        """Whether the fields differ from what they were filled with."""
        return bool(self.unreadable()) or self.values() != self._filled

    def unreadable(self) -> dict[str, str]:
        """A sentence for each field whose text can't be read."""
        dates = ((key, each.widget) for key, each in self.fields.items() if isinstance(each.widget, DateLine))
        return {key: said for key, widget in dates if (said := _why_no_day(widget))}

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Say below each field what is wrong with it, take away what is not any more, and go to the first wrong one."""
        for key, each in self.fields.items():
            each.show_error(errors.get(key, ""))
        wrong = next((each for key, each in self.fields.items() if errors.get(key)), None)
        if wrong is not None:
            wrong.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check_dates(self) -> None:
        """A field was left: say at once what can't be read."""
        unreadable = self.unreadable()
        for key, each in self.fields.items():
            if isinstance(each.widget, DateLine):
                each.show_error(unreadable.get(key, ""))

    def _tell(self) -> None:
        if not self._filling:
            self.changed.emit()


def _why_no_day(widget: DateLine) -> str:
    try:
        widget.day()
    except DateUnreadable as error:
        return wording.sentence(error.code, **error.details)
    return ""


def _value(widget: QWidget) -> Any:
    match widget:
        case DateLine():
            return None if _why_no_day(widget) else widget.day()
        case QLineEdit():
            return widget.text()
        case QTextEdit():
            return widget.toPlainText()
        case QComboBox():
            return widget.currentData()
        case QCheckBox():
            return widget.isChecked()
        case _:
            problem = f"{type(widget).__name__} has no value"
            raise TypeError(problem)


def _set(widget: QWidget, value: Any) -> None:
    match widget:
        case DateLine():
            widget.set_day(value)
        case QLineEdit():
            widget.setText(value)
        case QTextEdit():
            widget.setPlainText(value)
        case QComboBox():
            widget.setCurrentIndex(widget.findData(value))
        case QCheckBox():
            widget.setChecked(value)
        case _:
            problem = f"{type(widget).__name__} takes no value"
            raise TypeError(problem)

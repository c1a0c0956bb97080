"""Pairs of fields in lines, of which any number may be filled: tiers of a fee table, tax rates."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from dreampower_sms.domain.dates import parse_date, wareki_short
from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.ui.forms import LATIN, Button, Line, Reading, caption
from dreampower_sms.ui.style import mark

MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the two fields of a line, and what a line is called."""

    line: str
    first: str
    second: str


class PairsTable(QWidget):
    """Lines of two fields. Enter goes from field to field, in the last one to a new line."""

    changed = Signal()

    def __init__(self, head: Head) -> None:
        super().__init__()
        self.head = head
        self.lines: list[tuple[Reading, Line, Line, Reading]] = []
        self._read_only = False
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setVerticalSpacing(4)
        for place, text in enumerate((head.line, head.first, head.second)):
            self._grid.addWidget(caption(text), 0, place)
        self._grid.setColumnStretch(3, 1)
        self._grid.setRowStretch(MOST_ROWS + 1, 1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inner)
        self.problem = Reading("間違い", name="fieldError")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.more = Button(f"{head.line}を足す(&A)")
        self.less = Button(f"{head.line}を削る(&R)")
        self.more.clicked.connect(self.add_line)
        self.less.clicked.connect(self.remove_line)
        buttons = QHBoxLayout()
        buttons.addWidget(self.more)
        buttons.addWidget(self.less)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area, 1)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def texts(self) -> list[tuple[str, str]]:
        """What stands in the lines, empty ones included."""
        return [(first.text(), second.text()) for _, first, second, _ in self.lines]

    def fill(self, texts: Sequence[tuple[str, str]], *, read_only: bool = False) -> None:
        """Show these lines."""
        self._read_only = read_only
        self.blockSignals(True)  # filled by the program
        while len(self.lines) > len(texts):
            self._drop(len(self.lines) - 1)
        while len(self.lines) < len(texts):
            self._append()
        for (_, first, second, _), (one, other) in zip(self.lines, texts, strict=True):
            first.setText(one)
            second.setText(other)
            for line in (first, second):
                line.setReadOnly(read_only)
                mark(line, "wrong", False)
        self.more.setEnabled(not read_only)
        self.less.setEnabled(not read_only)
        self.blockSignals(False)
        self.show_flaws({})

    def show_flaws(self, flaws: Mapping[int, str]) -> None:
        """Mark lines and say what is wrong with the first of them."""
        for number, (_, first, second, _) in enumerate(self.lines):
            for line in (first, second):
                mark(line, "wrong", number in flaws)
                line.setAccessibleDescription(flaws.get(number, ""))
        self.show_problem(next(iter(flaws.values()), ""))

    def show_problem(self, text: str) -> None:
        """Say what is wrong with the whole."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def show_notes(self, notes: Mapping[int, str]) -> None:
        """A word on what a line comes to, beside it."""
        for number, (_, _, _, note) in enumerate(self.lines):
            note.setText(notes.get(number, ""))

    def go_to_first(self) -> bool:
        """The focus to the first line."""
        if self.lines:
            self.lines[0][1].setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(self.lines)

    def add_line(self) -> None:
        """One more line at the end, and go there."""
        if len(self.lines) < MOST_ROWS and not self._read_only:
            first = self._append()
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            self._area.ensureWidgetVisible(first)
            self.changed.emit()

    def remove_line(self) -> None:
        """Take the line with the focus away, else the last one."""
        if not self.lines or self._read_only:
            return
        self._drop(self._last_at if self._last_at < len(self.lines) else len(self.lines) - 1)
        if self.lines:
            self.lines[-1][1].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    @property
    def _last_at(self) -> int:
        """The line that was typed in last: the button has the focus now."""
        asked = (
            n for n, (_, first, second, _) in enumerate(self.lines) if first.property("at") or second.property("at")
        )
        return next(asked, len(self.lines))

    def _append(self) -> Line:
        number = len(self.lines) + 1
        label = Reading(self.head.line, str(number))
        first = Line(f"{self.head.line} {number} {self.head.first}", "", LATIN)
        second = Line(f"{self.head.line} {number} {self.head.second}", "", LATIN)
        note = Reading(f"{self.head.line} {number} の説明", name="caption")
        for place, widget in enumerate((label, first, second, note)):
            self._grid.addWidget(widget, number, place)
        for line in (first, second):
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.textChanged.connect(self._changed)
            line.cursorPositionChanged.connect(self._entered)
        self.lines.append((label, first, second, note))
        return first

    def _drop(self, at: int) -> None:
        """Move the texts below up and take the last line away: labels keep their numbers."""
        texts = self.texts()
        del texts[at]
        for widget in self.lines.pop():
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for (_, first, second, _), (one, other) in zip(self.lines, texts, strict=True):
            first.setText(one)
            second.setText(other)

    def _changed(self) -> None:
        self.changed.emit()

    def _entered(self) -> None:
        sender = self.sender()
        for _, first, second, _ in self.lines:
            for line in (first, second):
                line.setProperty("at", line is sender)


class RatesTable(PairsTable):
    """消費税率: first day and percent."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(Head("税率", "開始日", "%"))
        self._today = today

    def fill(self, texts: Sequence[Sequence[str]], *, read_only: bool = False) -> None:
        super().fill([(wareki_short(date.fromisoformat(day)), percent) for day, percent in texts], read_only=read_only)

    def rates(self) -> list[list[str]]:
        """[ISO day, percent] of each line with something in it; what can't be read stays as it was typed."""
        return [[self._iso(day), _plain(percent)] for day, percent in self.texts() if day.strip() or percent.strip()]

    def _iso(self, text: str) -> str:
        try:
            return parse_date(text, self._today()).isoformat()
        except DateUnreadable:
            return text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()

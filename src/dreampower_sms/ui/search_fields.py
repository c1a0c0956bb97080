"""What is asked of one item of 自由検索, to be typed: one small editor a kind of item.

An editor gives `terms()`, none when its fields are empty, and raises the errors of `domain.search.entry` for what can't
be read. Which one fits an item follows from its type, so a new item of the catalogue needs nothing here.
"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from dreampower_sms.domain.dates import FIRST, LAST, wareki_short
from dreampower_sms.domain.search.entry import read_range, read_relative, read_times, read_words
from dreampower_sms.domain.search.items import TEXT_KEYS, ItemInfo, ItemType
from dreampower_sms.domain.search.terms import (
    COUNTED_PERIODS,
    Blank,
    Checked,
    Dates,
    Numbers,
    OneOf,
    Operator,
    Relative,
    Term,
    Times,
    Words,
)
from dreampower_sms.ui.forms import LATIN, Choice, Line
from dreampower_sms.ui.wording.searching import ANYTHING, OPERATORS

Today = Callable[[], date]

_BLANKS = frozenset({Operator.EMPTY, Operator.NOT_EMPTY})
_USUAL_NUMBERS = {
    Operator.WITHIN_DAYS: "30",
    Operator.PAST_DAYS: "30",
    Operator.MONTHS_AGO: "12",
    Operator.MONTHS_AGO_OR_MORE: "12",
}
"""What stands in the field of a relative date that was just chosen."""
_DAYS, _MONTHS = "日", "か月"
_SEPARATORS = ("、", "，", ",", "\n")
_WAVE = "～"
_ARROW = 2.6
"""Room beside a choice with its arrow, in lines of the font in use."""
_EDGES = 1.2
"""Room beside what is typed, in lines of the font in use."""


class ShortLine(Line):
    """A field for so many digits, as wide as the font in use makes them."""

    def __init__(self, name: str, hint: str, digits: int) -> None:
        super().__init__(name, hint, LATIN)
        self._digits = digits
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        edges = self.fontMetrics().height() * _EDGES
        return QSize(
            round(self.fontMetrics().horizontalAdvance("0") * self._digits + edges), super().sizeHint().height()
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class TermEditor(QWidget):
    """One editor. Several of one item are joined by OR."""

    changed = Signal()
    """Something else would be asked now."""
    finished = Signal()
    """A field was left: it may be said what can't be read."""

    def __init__(self, info: ItemInfo, label: str) -> None:
        super().__init__()
        self.info, self.label = info, label
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)

    @abstractmethod
    def terms(self) -> tuple[Term, ...]:
        """What is asked. Raises `DomainError` for what can't be read."""

    @abstractmethod
    def show_terms(self, terms: Sequence[Term]) -> None:
        """Fill the fields."""

    @abstractmethod
    def entry(self) -> QWidget:
        """The field that a clerk types into first."""

    def _line(self, what: str, hint: str = "", digits: int = 0) -> Line:
        """A field; `digits`: a short one for numbers and dates of so many characters."""
        name = f"{self.label}{what}"
        line = ShortLine(name, hint, digits) if digits else Line(name, hint)
        line.textChanged.connect(self.changed)
        line.editingFinished.connect(self.finished)
        return line


class OperatorChoice(Choice):
    """検索条件, as wide as the longest of them, so that all stand in one column."""

    def minimumSizeHint(self) -> QSize:
        longest = max(self.fontMetrics().horizontalAdvance(text) for text in OPERATORS.values())
        edges = round(self.fontMetrics().height() * _ARROW)
        return QSize(longest + edges, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()


class OperatorEditor(TermEditor):
    """An editor with a choice of 検索条件."""

    def __init__(self, info: ItemInfo, label: str) -> None:
        super().__init__(info, label)
        self.operator = OperatorChoice(f"{label}の条件")
        for operator in info.operators:
            self.operator.addItem(OPERATORS[operator], operator.value)
        self.operator.currentIndexChanged.connect(self._operator_chosen)

    def _asked(self) -> Operator:
        return Operator(str(self.operator.currentData()))

    def _choose(self, operator: Operator) -> None:
        self.operator.setCurrentIndex(self.operator.findData(operator.value))

    def _operator_chosen(self) -> None:
        self.changed.emit()


class WordsEditor(OperatorEditor):
    """A text, a reading, or a number that people write with hyphens."""

    def __init__(self, info: ItemInfo, label: str) -> None:
        super().__init__(info, label)
        self.line = self._line("の値", "複数は「、」で区切ります")
        self.row.addWidget(self.line, 1)
        self.row.addWidget(self.operator)

    def terms(self) -> tuple[Term, ...]:
        operator = self._asked()
        return (Blank(operator is Operator.EMPTY),) if operator in _BLANKS else read_words(operator, self.line.text())

    def show_terms(self, terms: Sequence[Term]) -> None:
        self._choose(terms[0].operator)
        self.line.setText("、".join(term.text for term in terms if isinstance(term, Words)))

    def entry(self) -> QWidget:
        return self.line

    def _operator_chosen(self) -> None:
        self.line.setEnabled(self._asked() not in _BLANKS)
        super()._operator_chosen()


class RangeEditor(OperatorEditor):
    """A number or a day: from, to, or relative to today."""

    def __init__(self, info: ItemInfo, label: str, today: Today) -> None:
        super().__init__(info, label)
        self._today = today
        hint, digits = ("", 9) if info.type is ItemType.NUMBER else ("R8.11.1", 13)
        self.low = self._line("の下限", hint, digits)
        self.high = self._line("の上限", hint, digits)
        self.number = self._line("の数", "", 5)
        self._wave, self._unit = QLabel(_WAVE), QLabel(_DAYS)
        for widget in (self.low, self._wave, self.high, self.number, self._unit):
            self.row.addWidget(widget)
        self.row.addStretch(1)
        self.row.addWidget(self.operator)
        self._arrange()

    def terms(self) -> tuple[Term, ...]:
        operator = self._asked()
        if operator is Operator.BETWEEN:
            term = read_range(self.info, self.low.text(), self.high.text(), self._today())
            return () if term is None else (term,)
        if operator in _BLANKS:
            return (Blank(operator is Operator.EMPTY),)
        return (read_relative(operator, self.number.text() if operator in COUNTED_PERIODS else "0"),)

    def show_terms(self, terms: Sequence[Term]) -> None:
        self._choose(terms[0].operator)
        match terms[0]:
            case Dates(low=first, high=last):
                self.low.setText(_written(first))
                self.high.setText(_written(last))
            case Numbers(low=least, high=most):
                self.low.setText(_typed(least))
                self.high.setText(_typed(most))
            case Relative(n=n):
                self.number.setText(str(n))
            case _:
                pass  # 空 has no field

    def entry(self) -> QWidget:
        fields = (self.low, self.number)
        return next((each for each in fields if each.isVisibleTo(self)), self.operator)

    def _operator_chosen(self) -> None:
        operator = self._asked()
        with QSignalBlocker(self.number):
            self.number.setText(_USUAL_NUMBERS.get(operator, ""))
        self._arrange()
        super()._operator_chosen()

    def _arrange(self) -> None:
        operator = self._asked()
        for widget in (self.low, self._wave, self.high):
            widget.setVisible(operator is Operator.BETWEEN)
        for widget in (self.number, self._unit):
            widget.setVisible(operator in COUNTED_PERIODS)
        self._unit.setText(_DAYS if operator in {Operator.WITHIN_DAYS, Operator.PAST_DAYS} else _MONTHS)


class PickEditor(TermEditor):
    """A check, or one of some choices; 問わず asks nothing."""

    def __init__(self, info: ItemInfo, label: str) -> None:
        super().__init__(info, label)
        self.choice = Choice(f"{label}の値")
        self.choice.addItem(ANYTHING, None)
        offered: list[tuple[str, Term]] = []
        for operator in info.operators:
            match operator:
                case Operator.CHECKED | Operator.UNCHECKED:
                    offered.append((OPERATORS[operator], Checked(operator is Operator.CHECKED)))
                case Operator.EMPTY | Operator.NOT_EMPTY:
                    offered.append((OPERATORS[operator], Blank(operator is Operator.EMPTY)))
                case _:
                    offered += [(choice.label, OneOf(choice.code)) for choice in info.choices]
        for text, term in offered:
            self.choice.addItem(text, term)
        self.choice.currentIndexChanged.connect(self.changed)
        self.row.addWidget(self.choice)
        self.row.addStretch(1)

    def terms(self) -> tuple[Term, ...]:
        term = self.choice.currentData()
        return () if term is None else (term,)

    def show_terms(self, terms: Sequence[Term]) -> None:
        place = next((n for n in range(self.choice.count()) if self.choice.itemData(n) == terms[0]), -1)
        if place < 0 and isinstance(terms[0], OneOf):  # the search refuses it by name until another one is chosen
            self.choice.addItem(f"{terms[0].code}（今はありません）", terms[0])
            place = self.choice.count() - 1
        self.choice.setCurrentIndex(max(place, 0))

    def entry(self) -> QWidget:
        return self.choice


class TimesEditor(TermEditor):
    """How often within N days."""

    def __init__(self, info: ItemInfo, label: str) -> None:
        super().__init__(info, label)
        self.days = self._line("の日数", "", 5)
        self.low = self._line("の下限", "", 4)
        self.high = self._line("の上限", "", 4)
        with QSignalBlocker(self.days):
            self.days.setText("30")
        pieces = (QLabel("過去"), self.days, QLabel("日間に"), self.low, QLabel(f"回{_WAVE}"), self.high, QLabel("回"))
        for widget in pieces:
            self.row.addWidget(widget)
        self.row.addStretch(1)

    def terms(self) -> tuple[Term, ...]:
        low, high = self.low.text(), self.high.text()
        if not low.strip() and not high.strip():
            return ()
        term = read_times(self.days.text(), low, high)
        return () if term is None else (term,)

    def show_terms(self, terms: Sequence[Term]) -> None:
        if isinstance(terms[0], Times):
            self.days.setText(str(terms[0].days))
            self.low.setText(_typed(terms[0].low))
            self.high.setText(_typed(terms[0].high))

    def entry(self) -> QWidget:
        return self.low


def editor_of(info: ItemInfo, label: str, today: Today) -> TermEditor:
    """The editor for an item."""
    if info.type in TEXT_KEYS:
        return WordsEditor(info, label)
    match info.type:
        case ItemType.FLAG | ItemType.CHOICE:
            return PickEditor(info, label)
        case ItemType.EVENTS:
            return TimesEditor(info, label)
        case _:
            return RangeEditor(info, label, today)


def groups_of(terms: Sequence[Term]) -> list[list[Term]]:
    """The terms of one condition, parted by the editors that show them: texts asked the same way share one field."""
    groups: list[list[Term]] = []
    for term in terms:
        last = groups[-1][-1] if groups else None
        if _joins(term) and last is not None and _joins(last) and last.operator is term.operator:
            groups[-1].append(term)
        else:
            groups.append([term])
    return groups


def _joins(term: Term) -> bool:
    return isinstance(term, Words) and not any(sign in term.text for sign in _SEPARATORS)


def _written(day: date | None) -> str:
    """A day as the field writes it; one that no calendar of ours has is refused as it stands."""
    if day is None:
        return ""
    return wareki_short(day) if FIRST <= day <= LAST else day.isoformat()


def _typed(number: int | None) -> str:
    return "" if number is None else str(number)

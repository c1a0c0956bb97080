"""What is looked for in 送信履歴: two lines of fields, a chip for one customer or job, and what is remembered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.domain.history import GROUPS, HistoryFilter, StateGroup
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.usage import first_of, month_after
from dreampower_sms.domain.windows import JAPAN
from dreampower_sms.services.history import with_number
from dreampower_sms.ui import wording
from dreampower_sms.ui.form import DateLine
from dreampower_sms.ui.forms import DIGITS, Button, Choice, Line, Reading
from dreampower_sms.ui.style import mark
from dreampower_sms.ui.wording.sending import PURPOSES, STATE_GROUPS, STATES

EVER, BY_DAYS = "ever", "by_days"
_PERIODS: tuple[tuple[str, str], ...] = (
    ("送信日：すべて", EVER),
    ("今日", "today"),
    ("昨日", "yesterday"),
    ("7 日以内", "7"),
    ("31 日以内", "31"),
    ("今月", "month"),
    ("先月", "last_month"),
    ("1 年以内", "366"),
    ("日付を指定", BY_DAYS),
)
_PER_LINE = 12
"""Parts into which a line of fields is cut."""


@dataclass(slots=True)
class FilterMemory:
    """What stood in the fields when 送信履歴 of the whole shop was left; lives as long as the program."""

    fields: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Only:
    """One customer or one job that another screen, or a link, asked for."""

    customer_id: int | None = None
    job_id: str = ""
    name: str = ""
    """How it is called, "" while that is not known."""

    @property
    def text(self) -> str:
        """For the chip."""
        kind = "このジョブ" if self.job_id else "このお客様"
        return f"{kind}だけ：{self.name} ×" if self.name else f"{kind}だけ ×"


class HistoryFilterPanel(QWidget):
    """The fields. Choices ask at once, Enter in a field asks, and nothing else does."""

    asked = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._filling = False
        self.only: Only | None = None
        self.period = _choice("送信日の期間", _PERIODS)
        self.since, self.until = (
            DateLine("送信日がいつから", today, "いつから"),
            DateLine("送信日がいつまで", today, "いつまで"),
        )
        self.state = _choice("結果", _states())
        self.purpose = _choice("目的", [("すべての目的", ""), *((text, each.value) for each, text in PURPOSES.items())])
        self.clerk = _choice("担当", [("すべての担当", "")])
        self.name = Line("お客様の名前かカナの一部", "お客様")
        self.number = Line("携帯番号かその一部", "携帯番号", DIGITS)
        self.words = Line("本文の一部", "本文")
        self.job = Line("送信ジョブのタイトルの一部", "ジョブ名")
        self.chip = Button("")
        self.chip.setToolTip("押すと、この限定を外します。")
        self.error = Reading("期間の間違い", name="fieldError")
        self.error.setWordWrap(True)
        self._choices = {"period": self.period, "state": self.state, "purpose": self.purpose, "clerk": self.clerk}
        self._lines = {"since": self.since, "until": self.until, "name": self.name, "number": self.number,
                       "words": self.words, "job": self.job}  # fmt: skip
        self._build()
        self._connect()
        self.show_only(None)

    # --- reading --------------------------------------------------------------------------------------------

    def wanted(self) -> HistoryFilter | None:
        """What is asked for; None when a day can't be read, which is said below the fields."""
        days = self._days()
        if days is None:
            return None
        since, until = days
        state, purpose, only = str(self.state.currentData()), str(self.purpose.currentData()), self.only or Only()
        wanted = HistoryFilter(
            since=None if since is None else _midnight(since),
            until=None if until is None else _midnight(until + timedelta(days=1)),
            customer_id=only.customer_id,
            job_id=only.job_id,
            name=self.name.text().strip(),
            text=self.words.text().strip(),
            job_title=self.job.text().strip(),
            states=() if not state else GROUPS[StateGroup(state)] if state in set(StateGroup) else (State(state[1:]),),
            purpose=Purpose(purpose) if purpose else None,
            clerk=str(self.clerk.currentData()),
        )
        return with_number(wanted, self.number.text().strip())

    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return self.only is None and not any(self.kept().values())

    # --- filling --------------------------------------------------------------------------------------------

    def show_only(self, only: Only | None) -> None:
        """Keep to one customer or job, or to none. Nothing is asked yet."""
        self.only = only
        text = only.text if only else ""
        self.chip.setText(text)
        self.chip.setAccessibleName(f"{text.removesuffix(' ×')} 限定を外す")
        self.chip.setVisible(only is not None)
        self.name.setVisible(only is None or only.customer_id is None)
        self.job.setVisible(only is None or not only.job_id)

    def show_clerks(self, names: Iterable[str]) -> None:
        """Offer these; what is chosen stays so."""
        chosen = str(self.clerk.currentData())
        self._filling = True
        while self.clerk.count() > 1:
            self.clerk.removeItem(1)
        for name in dict.fromkeys((*names, *filter(None, [chosen]))):
            self.clerk.addItem(name, name)
        self.clerk.setCurrentIndex(max(0, self.clerk.findData(chosen)))
        self._filling = False

    def clear(self) -> None:
        """Ask for everything: every field, and the customer or job. Nothing is asked yet."""
        self.restore({})
        self.show_only(None)

    def kept(self) -> dict[str, str]:
        """What stands in the fields, for `restore`."""
        days = self.period.currentData() == BY_DAYS
        lines = {key: each.text() for key, each in self._lines.items() if days or not isinstance(each, DateLine)}
        choices = {key: str(each.currentData()) for key, each in self._choices.items()}
        return {**lines, **choices, "period": "" if choices["period"] == EVER else choices["period"]}

    def restore(self, fields: dict[str, str]) -> None:
        """Fill the fields; those that are not named become empty. Nothing is asked yet."""
        self._filling = True
        if clerk := fields.get("clerk"):
            self.show_clerks([clerk])
            self._filling = True
        for key, choice in self._choices.items():
            choice.setCurrentIndex(max(0, choice.findData(fields.get(key, ""))))
        for key, line in self._lines.items():
            line.setText(fields.get(key, ""))
        self._write_days()
        self._filling = False

    # --- inside ---------------------------------------------------------------------------------------------

    def _days(self) -> tuple[date | None, date | None] | None:
        """From and to, both included; None when one can't be read."""
        found: list[date | None] = []
        said = ""
        for line in (self.since, self.until):
            try:
                found.append(line.day())
                mark(line, "wrong", value=False)
            except DateUnreadable as error:
                said = wording.explain(error)[0]
                mark(line, "wrong", value=True)
        if not said and None not in found and found[0] > found[1]:  # type: ignore[operator]  # both are days
            said = "期間の始まりが終わりより後になっています。日付を入れ直してください。"
        self.error.setText(said)
        self.error.setVisible(bool(said))
        return None if said else (found[0], found[1])

    def _period_chosen(self) -> None:
        if self._filling:
            return
        if self.period.currentData() == BY_DAYS:
            self.since.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._write_days()
        self.asked.emit()

    def _write_days(self) -> None:
        """The days of the chosen period stand in their fields, where they can be changed."""
        if self.period.currentData() == BY_DAYS:
            return
        since, until = _span(str(self.period.currentData()), self._today())
        self.since.set_day(since)
        self.until.set_day(until)

    def _day_typed(self) -> None:
        """A day typed by hand is a period of its own."""
        self._filling = True
        self.period.setCurrentIndex(self.period.findData(BY_DAYS))
        self._filling = False

    def _chosen(self) -> None:
        if not self._filling:
            self.asked.emit()

    def _lift(self) -> None:
        self.show_only(None)
        self.asked.emit()

    def _connect(self) -> None:
        self.period.currentIndexChanged.connect(self._period_chosen)
        for choice in (self.state, self.purpose, self.clerk):
            choice.currentIndexChanged.connect(self._chosen)
        for line in self._lines.values():
            line.returnPressed.disconnect()
            line.returnPressed.connect(self.asked)
        for day in (self.since, self.until):
            day.textEdited.connect(self._day_typed)
        self.chip.clicked.connect(self._lift)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for part in range(_PER_LINE):
            grid.setColumnStretch(part, 1)
        first = (self.period, self.since, self.until, self.state, self.purpose, self.clerk)
        for place, widget in enumerate(first):
            grid.addWidget(widget, 0, place * 2, 1, 2)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.chip)
        for widget, share in ((self.name, 3), (self.number, 3), (self.words, 4), (self.job, 3)):
            second.addWidget(widget, share)
        grid.addLayout(second, 1, 0, 1, _PER_LINE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(grid)
        column.addWidget(self.error)
        self.error.hide()


def _choice(name: str, items: Iterable[tuple[str, str]]) -> Choice:
    choice = Choice(name)
    for text, value in items:
        choice.addItem(text, value)
    return choice


def _states() -> list[tuple[str, str]]:
    """Groups first, then the single states of those that have several, set off."""
    groups = [(text, group.value) for group, text in STATE_GROUPS.items()]
    singles = [(f"・{STATES[s]}", f"={s.value}") for s in State if any(s in g and len(g) > 1 for g in GROUPS.values())]
    return [("すべての結果", ""), *groups, *singles]


def _midnight(day: date) -> datetime:
    """Where a day of Japan begins."""
    return datetime.combine(day, time(), JAPAN).astimezone(UTC)


def _span(period: str, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a period, both included."""
    first = first_of(today)
    match period:
        case "ever":
            return None, None
        case "today":
            return today, today
        case "yesterday":
            return today - timedelta(days=1), today - timedelta(days=1)
        case "month":
            return first, month_after(first) - timedelta(days=1)
        case "last_month":
            end = first - timedelta(days=1)
            return end.replace(day=1), end
        case _:
            return today - timedelta(days=int(period) - 1), today

"""The second and third step of まとめ送信: look at what goes to each, then send."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.budget import Overrun
from dreampower_sms.domain.listing import LIST_OVERRIDES, Line
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.services.listing import Greeting, Sorting
from dreampower_sms.services.templates import TemplateEntry
from dreampower_sms.ui import show
from dreampower_sms.ui.bulk_reason import SetAside
from dreampower_sms.ui.bulk_sorting import number_of
from dreampower_sms.ui.forms import Area, Button, Check, Choice, Reading, Tail, caption, field
from dreampower_sms.ui.forms import Line as TextLine
from dreampower_sms.ui.refusals import list_refusal_text
from dreampower_sms.ui.wording.sending import PURPOSES

_DAYS = (1, 2, 3, 5, 7, 14)
_USUAL_DAYS = 3
LONGEST_REASON = 300
"""As it is kept."""


class _Part(QWidget):
    """One message as it arrives: its text, and above it what it comes to."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.cost = caption(name)
        self.body = Area(name)
        self.body.setReadOnly(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.cost)
        column.addWidget(self.body, 1)

    def show_line(self, line: Line | None) -> None:
        """Its text, length, tier, price and time."""
        cost = ""
        if line is not None and line.out is None:
            cost = f"　{line.units} 文字　区分 {line.tier}　{show.yen(line.price)}　{when(line)}"
        self.cost.setText(self._name + cost)
        self.body.setPlainText(line.text if line is not None else "")


class Parts(QWidget):
    """What one person gets: the message, and the greeting before it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.greeting, self.message = _Part("先に届く挨拶"), _Part(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.greeting, 1)
        row.addWidget(self.message, 1)
        self.greeting.hide()

    def show_parts(self, greeting: Line | None, message: Line | None) -> None:
        """Show both; without a greeting the message has all the room."""
        self.greeting.setVisible(greeting is not None)
        self.greeting.show_line(greeting)
        self.message.show_line(message)


class RegisterPanel(QWidget):
    """登録: exactly what each of them gets, the greeting before it, and what is set aside."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.person = Tail("宛先", name="customerName")
        self.facts = Reading("宛先の内容", name="caption")
        self.facts.setWordWrap(True)
        self.parts = Parts("この方に届く本文")
        self.body, self.first = self.parts.message.body, self.parts.greeting.body
        self.greet = Check("はじめての方には、先に挨拶を送る")
        self.greet.toggled.connect(self._greeting_chosen)
        self.greeting = Choice("挨拶の文")
        self.days = Choice("本文を送るまでの日数")
        for days in _DAYS:
            self.days.addItem(f"本文は {days} 日後", days)
        self.days.setCurrentIndex(_DAYS.index(_USUAL_DAYS))
        self.new_ones = Reading("はじめての人数", name="caption")
        self.reason = field(
            "上限・重複・前回の不達があっても送る理由（記録に残ります）",
            TextLine("上限・重複・前回の不達があっても送る理由"),
            self._reason_typed,
        )
        self.reason.widget.editingFinished.connect(self._reason_left)
        self._set_aside = SetAside()
        self._sorting: Sorting | None = None
        for choice in (self.greeting, self.days):
            choice.currentIndexChanged.connect(self._tell)
            choice.setEnabled(False)
        self.reason.widget.setMaxLength(LONGEST_REASON)
        self._texts: dict[int, str] = {}
        self._greetings: Mapping[int, Line] = {}
        self._build()

    def show_templates(self, entries: Sequence[TemplateEntry]) -> None:
        """Offer the templates as greetings; one that is called so comes first."""
        chosen = self.greeting.currentData()
        self.greeting.blockSignals(True)
        self.greeting.clear()
        self._texts = {entry.id: entry.body for entry in entries}
        for entry in sorted(entries, key=lambda entry: not entry.name.startswith("挨拶")):
            self.greeting.addItem(entry.name, entry.id)
        self.greeting.setCurrentIndex(max(0, self.greeting.findData(chosen)))
        self.greeting.blockSignals(False)

    def fill(self, greeting: int | None, days: int) -> None:
        """Start from these values, without telling."""
        for widget in (self.greet, self.greeting, self.days):
            widget.blockSignals(True)
        place = -1 if greeting is None else self.greeting.findData(greeting)
        self.greet.setChecked(place >= 0)
        if place >= 0:
            self.greeting.setCurrentIndex(place)
            self.days.setCurrentIndex(max(0, self.days.findData(days)))
        for widget in (self.greet, self.greeting, self.days):
            widget.blockSignals(False)
        self.greeting.setEnabled(place >= 0)
        self.days.setEnabled(place >= 0)

    def wanted_greeting(self) -> Greeting | None:
        """The greeting as chosen; None: nobody is greeted."""
        template = self.greeting.currentData()
        if not self.greet.isChecked() or template is None:
            return None
        return Greeting(self._texts[template], int(self.days.currentData()), template)

    def override_reason(self) -> str:
        """Why those get it, too, whom a reason can let through (`LIST_OVERRIDES`)."""
        return self.reason.widget.text().strip()

    def overrides(self) -> Collection[Reason]:
        """What the reason is for."""
        return self._set_aside.reasons

    def withdraw_unseen(self, sorting: Sorting) -> bool:
        """Take the reason back where it would let somebody through who was not shown when it was typed."""
        if self._set_aside.covers(sorting):
            return False
        self._set_aside = SetAside()
        self.reason.widget.clear()
        return True

    def show_sorting(self, sorting: Sorting) -> None:
        """How many are new, and whether a reason can let more through."""
        self._sorting = sorting
        new = sum(1 for line in sorting.lines if not line.person.met and line.out is None)
        self.new_ones.setText(f"はじめての方 {new:,}人")
        with_reason = sum(len(sorting.groups.get(reason, ())) for reason in LIST_OVERRIDES)
        self.reason_box.setVisible(bool(with_reason or self.override_reason()))
        self._greetings = greetings_of(sorting)

    def show_line(self, line: Line | None, place: int, total: int) -> None:
        """What one person gets."""
        if line is None:
            self.person.setText("宛先を右の一覧から選びます")
            self.facts.setText("")
            self.parts.show_parts(None, None)
            return
        customer = line.person.customer
        self.person.setText(f"{place + 1:,} / {total:,}　{customer.name} {customer.honorific}")
        if line.out is not None:
            self.facts.setText(f"{number_of(line)}　送りません：{list_refusal_text(line.out)}")
        else:
            self.facts.setText(number_of(line))
        self.parts.show_parts(self._greetings.get(id(line.person)), line)

    def _reason_typed(self) -> None:
        if self.override_reason():
            self._set_aside.typed(self._sorting)
        self._tell()

    def _reason_left(self) -> None:
        self._set_aside.finished()

    def _greeting_chosen(self, on: bool) -> None:  # noqa: FBT001  Qt's signal
        self.greeting.setEnabled(on)
        self.days.setEnabled(on)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit()

    def _build(self) -> None:
        greeting = QFrame()
        greeting.setObjectName("panel")
        inside = QVBoxLayout(greeting)
        inside.setContentsMargins(12, 8, 12, 8)
        head = QHBoxLayout()
        head.addWidget(self.greet, 1)
        head.addWidget(self.new_ones)
        choices = QHBoxLayout()
        choices.addWidget(self.greeting, 3)
        choices.addWidget(self.days, 2)
        inside.addLayout(head)
        inside.addLayout(choices)
        self.reason_box = QFrame()
        self.reason_box.setObjectName("panel")
        reasons = QVBoxLayout(self.reason_box)
        reasons.setContentsMargins(12, 8, 12, 8)
        reasons.addLayout(self.reason.column())
        self.reason_box.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.person)
        column.addWidget(self.facts)
        column.addWidget(self.parts, 1)
        column.addWidget(greeting)
        column.addWidget(self.reason_box)


class FinalPanel(QWidget):
    """送信: how many, how much, when. Enter sends."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.count = Reading("送信する数", name="big")
        self.price = Reading("見込み料金", name="big")
        self.facts = Reading("送信の内容")
        self.facts.setWordWrap(True)
        self.stop = Reading("契約の上限")
        self.stop.setWordWrap(True)
        self.stop.setProperty("tone", "bad")
        self.stop.hide()
        self.parts = Parts("最初の方に届く本文")
        self.body = self.parts.message.body
        self.button = Button("送信する（Enter）", "primary", name="送信する")
        self.button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.count)
        column.addWidget(self.price)
        column.addWidget(self.stop)
        column.addWidget(self.facts)
        column.addWidget(self.parts, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.button, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(row)

    def show_sorting(self, sorting: Sorting, contract: str, *, practice: bool) -> None:
        """Everything that the clerk says yes to."""
        totals, request = sorting.totals, sorting.request
        greeted = f"（うち挨拶 {len(sorting.greetings):,}通）" if sorting.greetings else ""
        self.count.setText(f"{totals.people:,}人に {totals.messages:,}通を送信します{greeted}")
        self.price.setText(f"合計 {show.yen(totals.price)}（見込み）")
        self.stop.setText(stop_text(sorting))
        self.stop.setVisible(sorting.stop is not None)
        greetings = greetings_of(sorting)
        leaving = sorted((line for line in sorting.lines if line.out is None), key=lambda line: not line.greeted)
        first = leaving[0] if leaving else None
        out = len(sorting.lines) - totals.people
        self.facts.setText(
            "\n".join((
                f"送信日時：{times_text(sorting)}",
                f"目的：{PURPOSES[request.purpose]}　　担当：{request.clerk or '―'}",
                f"送らない方：{out:,}人　　契約：{contract}{'（練習：電話には届きません）' if practice else ''}",
            ))
        )  # fmt: skip
        self.parts.show_parts(None if first is None else greetings.get(id(first.person)), first)


_LIMITS = {
    Overrun.DAY_MESSAGES: "1 日の通数",
    Overrun.DAY_YEN: "1 日の金額",
    Overrun.MONTH_MESSAGES: "1 か月の通数",
    Overrun.MONTH_YEN: "1 か月の金額",
}


def greetings_of(sorting: Sorting) -> Mapping[int, Line]:
    """The greeting of each who is greeted, by the identity of the `Person`."""
    return {id(line.person): line for line in sorting.greetings}


def times_text(sorting: Sorting) -> str:
    """When it leaves, told apart for the greeting and for what comes after it."""
    leaving = [line for line in sorting.lines if line.out is None]
    plain = _whens(line for line in leaving if not line.greeted)
    if not sorting.greetings:
        return plain
    greeted = _whens(line for line in leaving if line.greeted)
    told = [f"挨拶 {_whens(sorting.greetings)}", f"その方への案内 {greeted}"]
    return "、".join([*told, f"ほかの方への案内 {plain}"] if plain else told)


def _whens(lines: Iterable[Line]) -> str:
    return "／".join(dict.fromkeys(map(when, lines)))


def when(line: Line) -> str:
    """When one message leaves."""
    return show.moment(line.leaves_at) if line.leaves_at else "今すぐ"


def stop_text(sorting: Sorting) -> str:
    """That the budget of the contract would stop the list half-way, and what to do about it."""
    if sorting.stop is None:
        return ""
    return (
        f"契約の{_LIMITS[sorting.stop.overrun]}の上限に達するため、{sorting.stop.fits:,}通を送ったところで止まります。"
        "全員に送るには、先にマスタの「契約」で上限を上げてください。"
    )

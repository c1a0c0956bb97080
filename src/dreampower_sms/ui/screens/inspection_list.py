"""車検一覧: whose 車検 or check falls due; tick, F8, and the reminder goes to all of them."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.domain.inspections import Days, Inspection, month_of
from dreampower_sms.domain.people import ConsentKind, ContactState
from dreampower_sms.services.inspections import Due, Inspections, StateStep
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.columns import CENTER, Column
from dreampower_sms.ui.export_tables import due_table
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.form import DateLine
from dreampower_sms.ui.forms import Choice, Field, Reading, field
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.wording.sending import STATES

KINDS: Mapping[Inspection, str] = {
    Inspection.EXPIRY: "車検満了日",
    Inspection.YEARLY: "12か月点検",
    Inspection.HALF_YEARLY: "6か月点検",
    Inspection.NEXT_CHECK: "次回点検日",
}
_RANGES = (("来月", 1), ("今月", 0), ("再来月", 2), ("3 か月後", 3))
OWN_DAYS = "期間を指定"
HINT = "この期間に当てはまる車両はありません。種類や期間を変えて F9 検索を押してください。"
NOBODY = "一覧に車両がありません。期間を変えて F9 検索を押してください。"
AGREED = frozenset({ContactState.BOOKED, ContactState.ARRIVED})
"""States in which nobody is to be called any more."""
ALL_AGREED = "すべて予約済か入庫済です。それでも送る車両には印を付けてください。"
_CONSENTS: Mapping[ConsentKind, str] = {
    ConsentKind.GRANTED: "同意",
    ConsentKind.RELATION: "取引",
    ConsentKind.WITHDRAWN: "撤回",
}


@dataclass(frozen=True, slots=True)
class InspectionDoors:
    """Where this screen leads."""

    send: Callable[[Sequence[int], str, bool], None]
    """まとめ送信 to these vehicles, with a title; whether it calls to 車検 itself, so that they are 案内済 then."""
    customer: Callable[[int], None]


class TickedRows(RowsView):
    """Space ticks, Ctrl+A ticks all, Ctrl+I turns the ticks round, 1 to 4 set 状態."""

    def __init__(self, model: RowsModel, name: str, hint: str, screen: "InspectionListScreen") -> None:
        super().__init__(model, name, hint)
        self._screen = screen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Space:
            self._screen.turn_tick()
        elif control and event.key() == Qt.Key.Key_A:
            self._screen.tick_all()
        elif control and event.key() == Qt.Key.Key_I:
            self._screen.turn_all()
        elif not control and event.text() in _DIGITS:
            self._screen.mark(_DIGITS[event.text()])
        else:
            super().keyPressEvent(event)


_DIGITS = {str(number): state for number, state in enumerate(ContactState, 1)}


class InspectionListScreen(Screen):
    """Vehicles by what falls due."""

    id, title = "inspection_list", "車検一覧"
    keys = (
        {
            1: HELP,
            3: Key("選択", "turn_tick", "why_nobody", help="選んだ行の印を付け外しします。Space でもできます。"),
            4: Key("全選択", "tick_all", "why_empty", help="すべての行に印を付けます。Ctrl+A でもできます。"),
            5: Key("反転", "turn_all", "why_empty", help="印の有無を入れ替えます。Ctrl+I でもできます。"),
            6: Key("顧客修正", "open_customer", "why_nobody", help="選んだ車両の持ち主の登録を開きます。"),
            7: Key("状態", "next_state", "why_nobody", help="未案内・案内済・予約済・入庫済を順に切り替えます。"),
            8: Key(
                "SMS送信",
                "send",
                "why_not_send",
                help="印を付けた車両に送ります。印がなければ、予約済と入庫済を除くすべてに送ります。",
            ),
            9: Key("検索", "search", help="選んだ種類と期間の車両を表示します。"),
            10: Key("CSV", "export_list", "why_empty", help="一覧を Excel か CSV に書き出します。"),
            12: Key("終了", "go_back", help="メニューに戻ります。"),
        },
    )

    def __init__(
        self,
        inspections: Inspections,
        jobs: Jobs,
        doors: InspectionDoors,
        clerk: Callable[[], str],
        settings: QSettings,
        today: Callable[[], date],
    ) -> None:
        super().__init__()
        self._inspections, self._jobs, self._doors, self._clerk, self._today = inspections, jobs, doors, clerk, today
        self._settings = settings
        self._found: dict[int, Due] = {}
        self._order: Sequence[int] = ()
        self._ticked: set[int] = set()
        self._step: StateStep | None = None
        self._stale = False
        self.kind = Choice("種類")
        for kind, text in KINDS.items():
            self.kind.addItem(text, kind.value)
        self.range = Choice("期間")
        for text, ahead in _RANGES:
            self.range.addItem(text, ahead)
        self.range.addItem(OWN_DAYS, None)
        self.first = field("から", DateLine("期間の初め", today))
        self.last = field("まで", DateLine("期間の終わり", today))
        self.count = Reading("件数", name="caption")
        self.model = RowsModel(self._columns(), self._rows, jobs, self)
        self.list = TickedRows(self.model, "車検一覧", HINT, self)
        self.list.remember(settings, self.id)
        self._build()
        self._show_range()
        self.kind.currentIndexChanged.connect(self.search)
        self.range.currentIndexChanged.connect(self._range_chosen)
        self.list.moved.connect(self._moved)
        self.list.chosen.connect(self._chosen)
        self._jobs.changed.connect(self._heard)
        self.search()

    # --- what the keys do --------------------------------------------------------------------------------

    def search(self) -> None:
        """F9: what falls due in these days."""
        days = self._days()
        if days is None:
            return
        wanted = Inspection(str(self.kind.currentData()))
        self._jobs.start(self, lambda _job: self._inspections.due(wanted, days), self._show, lane="due")

    def turn_tick(self) -> None:
        """Space: tick or untick the row, and go on to the next."""
        if (current := self.list.current_id()) is not None:
            self._ticked ^= {current}
            self._ticks_changed()
            self.list.select_row(self.list.currentIndex().row() + 1)

    def tick_all(self) -> None:
        """Ctrl+A."""
        self._ticked = set(self._order)
        self._ticks_changed()

    def turn_all(self) -> None:
        """Ctrl+I."""
        self._ticked = set(self._order) - self._ticked
        self._ticks_changed()

    def open_customer(self) -> None:
        """Enter or F6: the owner's record."""
        if (current := self._current()) is not None:
            self._doors.customer(current.vehicle.customer_id)

    def next_state(self) -> None:
        """F7: the next of the four states, for the ticked rows or the selected one."""
        if (current := self._current()) is not None:
            states = list(ContactState)
            self.mark(states[(states.index(current.vehicle.state) + 1) % len(states)])

    def mark(self, state: ContactState) -> None:
        """Set 状態 of the ticked rows, or of the selected one. Ctrl+Z takes it back."""
        current = self._current()
        ids = [id_ for id_ in self._order if id_ in self._ticked] or ([current.id] if current else [])
        if not ids:
            return
        clerk = self._clerk()
        self._jobs.write(self, lambda _job: self._inspections.mark(ids, state, clerk), self._marked)

    def send(self) -> None:
        """F8: まとめ送信 to the ticked rows, or to all with whom nothing is agreed yet."""
        chosen = [id_ for id_ in self._order if id_ in self._ticked] or self._open_ones()
        kind = Inspection(str(self.kind.currentData()))
        self._doors.send(chosen, f"{KINDS[kind]} {self.range.currentText()}のご案内", kind is Inspection.EXPIRY)

    def export_list(self) -> None:
        """F10: the list as it stands, into a file."""
        due = [self._found[id_] for id_ in self._order]
        offer_export(self, self._jobs, self._settings, lambda: due_table(due), "車検一覧")

    def why_not_send(self) -> str:
        """There has to be somebody."""
        if not self._order:
            return NOBODY
        return "" if self._ticked or self._open_ones() else ALL_AGREED

    def why_empty(self) -> str:
        """There has to be a row."""
        return "" if self._order else NOBODY

    def why_nobody(self) -> str:
        """A row has to be selected."""
        return "" if self._current() is not None else "一覧で車両を選んでください。"

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.list

    def entered(self) -> None:
        """What was told while another screen stood before this one is read once."""
        if self._stale:
            self._stale = False
            self.search()

    def undo(self) -> str:
        step, self._step = self._step, None
        if step is None:
            return ""
        clerk = self._clerk()
        self._jobs.write(self, lambda _job: self._inspections.undo(step, clerk), self._taken_back)
        return f"{len(step.before):,} 台の状態「{show.CONTACTS[step.state]}」"

    # --- inside ----------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("tick", "出力", lambda due: "✓" if due.id in self._ticked else "", 3, CENTER, firm=True),
            Column("day", "期日", lambda due: show.day(due.day), 13, firm=True),
            Column("owner", "お客様", lambda due: due.vehicle.customer_name, 12),
            Column("plate", "登録番号", lambda due: due.vehicle.plate, 14, firm=True),
            Column("model", "車名", lambda due: due.vehicle.model, 9),
            Column("mobile", "携帯番号", lambda due: due.vehicle.mobile or "―", 12, firm=True, drop=2),
            Column("sms", "SMS", _may_get, 5, CENTER, tone=_tone_of, firm=True),
            Column("consent", "同意", lambda due: _CONSENTS.get(due.consent, "―"), 4, CENTER, drop=3),
            Column("last", "前回の送信", _last_of, 17, drop=1),
            Column("state", "状態", lambda due: show.CONTACTS[due.vehicle.state], 5, CENTER, firm=True),
        )

    def _rows(self, ids: Sequence[int]) -> Mapping[int, Due]:
        found = self._found
        return {id_: found[id_] for id_ in ids if id_ in found}

    def _show(self, due: Sequence[Due]) -> None:
        self._found = {one.id: one for one in due}
        self._order = array("q", self._found)
        self._ticked &= self._found.keys()
        self.list.show_ids(self._order, self._rows(self._order[:200]))
        self._ticks_changed()

    def _ticks_changed(self) -> None:
        self.count.setText(f"{len(self._order):,} 台{self._who_gets_it()}")
        self.list.viewport().update()
        self.changed.emit()

    def _open_ones(self) -> list[int]:
        """Without those who made an appointment or were here: they are written to only where they are ticked."""
        return [id_ for id_ in self._order if self._found[id_].vehicle.state not in AGREED]

    def _who_gets_it(self) -> str:
        if self._ticked:
            return f"　印 {len(self._ticked):,} 台に送ります"
        agreed = len(self._order) - len(self._open_ones())
        if agreed:
            return f"　印がなければ、予約済・入庫済の {agreed:,} 台を除いて送ります"
        return "　印がなければ全員に送ります" if self._order else ""

    def _current(self) -> Due | None:
        identifier = self.list.current_id()
        return None if identifier is None else self._found.get(identifier)

    def _moved(self, _identifier: int) -> None:
        self.changed.emit()

    def _chosen(self, _identifier: int) -> None:
        self.open_customer()

    def _marked(self, step: StateStep) -> None:
        self._step = step if step.before else None
        self.say(f"{len(step.before):,} 台を「{show.CONTACTS[step.state]}」にしました。Ctrl+Z で戻せます。")
        self.search()

    def _taken_back(self, count: int) -> None:
        self.say(f"{count:,} 台の状態を元に戻しました。")
        self.search()

    def _days(self) -> Days | None:
        """The range as chosen; None when a day can't be read, which is said at its field."""
        ahead = self.range.currentData()
        if ahead is not None:
            return month_of(self._today(), int(ahead))
        days = [self._day(self.first), self._day(self.last)]
        if days[0] is None or days[1] is None:
            return None
        if days[1] < days[0]:
            self.last.show_error("終わりの日は、初めの日より後にしてください。")
            return None
        return Days(days[0], days[1])

    def _day(self, entered: Field[DateLine]) -> date | None:
        entered.show_error("")
        try:
            day = entered.widget.day()
        except DateUnreadable as error:
            entered.show_error(wording.sentence(error.code, **error.details))
            return None
        if day is None:
            entered.show_error(wording.sentence("date_empty"))
        return day

    def _range_chosen(self) -> None:
        self._show_range()
        if self.range.currentData() is not None:
            self.search()
        else:
            self.first.widget.setFocus()

    def _show_range(self) -> None:
        own = self.range.currentData() is None
        for each in (self.first, self.last):
            each.widget.setVisible(own)
            each.label.setVisible(own)
            each.show_error("")

    def _heard(self, topic: object) -> None:
        if topic not in (Topic.MESSAGES, Topic.CUSTOMERS):
            return
        if self.isVisible():
            self.search()
        else:
            self._stale = True

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.kind)
        head.addWidget(self.range)
        for each in (self.first, self.last):
            head.addWidget(each.widget)
            head.addWidget(each.label)
        head.addStretch(1)
        head.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addLayout(head)
        for each in (self.first, self.last):
            column.addWidget(each.error)
            each.widget.returnPressed.connect(self.search)
        column.addWidget(self.list, 1)


def _may_get(due: Due) -> str:
    if due.stopped:
        return "停止"
    if not due.vehicle.e164:
        return "番号"
    return "○" if due.vehicle.sms else "―"


def _tone_of(due: Due) -> str:
    return "bad" if due.stopped or not due.vehicle.e164 else "" if due.vehicle.sms else "faint"


def _last_of(due: Due) -> str:
    return "" if due.last is None else f"{show.short_moment(due.last.at)} {STATES[due.last.state]}"

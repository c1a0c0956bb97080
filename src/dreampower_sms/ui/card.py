"""The customer's card in 照会: who it is, whether they may get an SMS, vehicles, the last messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from dreampower_sms.domain.messages import MessageRow
from dreampower_sms.domain.people import ConsentKind, CustomerKind, Vehicle
from dreampower_sms.services.inquiry import Card
from dreampower_sms.ui import ask, show, wording
from dreampower_sms.ui.actions import Bar
from dreampower_sms.ui.columns import CENTER, RIGHT, Column
from dreampower_sms.ui.custom_bar import CustomBar
from dreampower_sms.ui.forms import Button, Reading, Tail, caption
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.wording.sending import PURPOSES

CALL = "圏外"
"""The state of a message that has waited so long for a phone that the shop had better call."""

VEHICLES = (
    Column("plate", "登録番号", lambda v: v.plate, 14, firm=True),
    Column("model", "車名", lambda v: f"{v.maker} {v.model}".strip(), 20),
    Column("expiry", "車検満了日", lambda v: show.day(v.inspection_expiry), 13, firm=True),
    Column("state", "案内", lambda v: show.CONTACTS[v.contact_state], 4, CENTER, firm=True),
    Column("sms", "SMS", lambda v: "○" if v.sms else "―", 3, CENTER, firm=True),
)

MESSAGES = (
    Column("at", "送信日時", lambda m: show.sending(m.row), 13, firm=True),
    Column("state", "結果", lambda m: CALL if m.to_call else show.state_name(m.row), 6,
           tone=lambda m: "wait" if m.to_call else show.tone_of(m.row), firm=True),
    Column("tier", "区分", lambda m: str(m.row.tier), 3, RIGHT, firm=True),
    Column("clerk", "担当", lambda m: m.row.clerk, 8, drop=1),
    Column("text", "メッセージ", lambda m: show.one_line(m.row.body), 20, preview=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """One message of the card."""

    row: MessageRow
    to_call: bool


class CardView(QFrame):
    """Shows one `Card`. The screen decides what the buttons do."""

    vehicle_moved = Signal()
    message_chosen = Signal(int)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.card: Card | None = None
        self.name, self.kana = caption("", "customerName"), Tail("カナ", name="caption")
        self.badge = Reading("SMS の可否")
        self.facts = QGridLayout()
        self._values = {key: _value(key, title) for key, title in _FACTS.items()}
        self.customer_bar = CustomBar(Bar.CUSTOMER, "顧客のカスタムバー")
        self.vehicle_bar = CustomBar(Bar.VEHICLE, "車両のカスタムバー")
        self._vehicle_rows: Mapping[int, Vehicle] = {}
        self._message_rows: Mapping[int, _Line] = {}
        vehicles = RowsModel(VEHICLES, self._pick_vehicles, jobs, self)
        messages = RowsModel(MESSAGES, self._pick_messages, jobs, self)
        self.vehicles = RowsView(vehicles, "車両", "登録された車両はありません")
        self.messages = RowsView(messages, "最近のメッセージ", "まだメッセージを送っていません")
        self._vehicle_model, self._message_model = vehicles, messages
        self.vehicles.moved.connect(self._vehicle_changed)
        self.messages.chosen.connect(self.message_chosen)
        self.call = Button("電話する(&D)")
        self.call.hide()
        self.call.clicked.connect(self._call)
        self._build()

    @property
    def vehicle(self) -> Vehicle | None:
        """The selected vehicle."""
        identifier = self.vehicles.current_id()
        return None if identifier is None else self._vehicle_rows.get(identifier)

    def show_card(self, card: Card | None) -> None:
        """Show this customer, or the hint when none is selected."""
        selected = self.vehicle
        same = card is not None and self.card is not None and card.customer.id == self.card.customer.id
        self.card = card
        self._stack.setCurrentIndex(0 if card is None else 1)
        if card is None:
            return
        person = card.customer
        self.name.setText(f"{person.name} {person.honorific}")
        self.kana.setText(person.kana)
        self._show_badge(card)
        for key, text in _facts(card).items():
            self._values[key].setText(text)
        self._vehicle_rows = {v.id: v for v in card.vehicles}
        self._message_rows = {m.id: _Line(m, m.id in card.to_call) for m in card.messages}
        self._show_call(card)
        self._vehicle_model.show_ids([v.id for v in card.vehicles], self._vehicle_rows)
        self._message_model.show_ids([m.id for m in card.messages], self._message_rows)
        if not (same and selected is not None and self.vehicles.select_id(selected.id)):
            self.vehicles.select_row(0)

    def _show_badge(self, card: Card) -> None:
        text, tone = badge(card)
        self.badge.setText(text)
        self.badge.setProperty("tone", tone)
        self.badge.style().unpolish(self.badge)
        self.badge.style().polish(self.badge)

    def _show_call(self, card: Card) -> None:
        """圏外 for hours: what helps is a call, not the same text once more."""
        number = show.number(card.phone.e164 or "")
        self.call.setText(f"圏外です。{number} に電話する(&D)")
        self.call.setVisible(bool(card.to_call))

    def _call(self) -> None:
        """The number large, and on the clipboard for a telephone on this PC."""
        if self.card is None:
            return
        person, number = self.card.customer, show.number(self.card.phone.e164 or "")
        QGuiApplication.clipboard().setText(number)
        others = f"\nほかの電話：{person.phone}" if person.phone else ""
        ask.notice(
            self.window(),
            "電話する",
            f"{person.name} {person.honorific}\n{number}{others}\n\n番号をコピーしました。"
            "SMS は通信会社が預かっていて、つながると届きます。同じ内容は送り直さないでください。",
        )

    def _build(self) -> None:
        hint = QLabel("左の一覧からお客様を選ぶと、ここに詳しい内容が出ます。")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setObjectName("caption")
        page = QWidget()
        self._stack = QStackedWidget()
        self._stack.addWidget(hint)
        self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 8, 16, 8)
        column.setSpacing(5)
        head = QHBoxLayout()
        head.addWidget(self.name)
        head.addWidget(self.kana, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.badge)
        column.addLayout(head)
        column.addLayout(self._fact_grid(), 3)
        column.addWidget(self.customer_bar)
        column.addWidget(caption("車両", "sectionTitle"))
        column.addWidget(self.vehicles, 4)
        column.addWidget(self.vehicle_bar)
        last = QHBoxLayout()
        last.addWidget(caption("最近のメッセージ", "sectionTitle"))
        last.addStretch(1)
        last.addWidget(self.call)
        column.addLayout(last)
        column.addWidget(self.messages, 5)

    def _fact_grid(self) -> QGridLayout:
        grid = self.facts
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        for row, keys in enumerate(_FACT_ROWS):
            for half, key in enumerate(keys):
                grid.addWidget(caption(_FACTS[key]), row, half * 2)
                grid.addWidget(self._values[key], row, half * 2 + 1, 1, 3 if len(keys) == 1 else 1)
        for half in (1, 3):
            grid.setColumnStretch(half, 1)
        return grid

    def _pick_vehicles(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {i: self._vehicle_rows[i] for i in ids if i in self._vehicle_rows}

    def _pick_messages(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {i: self._message_rows[i] for i in ids if i in self._message_rows}

    def _vehicle_changed(self, _identifier: int) -> None:
        self.vehicle_moved.emit()


_FACTS = {
    "mobile": "携帯番号",
    "phone": "電話番号",
    "address": "住所",
    "consent": "SMS同意",
    "birthday": "誕生日",
    "kind": "区分",
    "email": "メール",
    "staff": "担当者",
    "memo": "メモ",
}
_FACT_ROWS = (("mobile", "phone"), ("address",), ("birthday", "kind"), ("email", "staff"), ("memo",))
_LONG = frozenset({"address", "email", "memo"})
"""May be longer than the card is wide."""


def _value(key: str, title: str) -> Reading:
    if key in _LONG:
        return Tail(title)
    value = Reading(title)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return value


def _facts(card: Card) -> dict[str, str]:
    person = card.customer
    shared = f"（ほか {card.sharing} 人と共用）" if card.sharing else ""
    mobile = show.number(card.phone.e164 or "") if card.phone.sendable else person.mobile
    return {
        "mobile": (mobile or "―") + shared,
        "phone": person.phone or "―",
        "address": f"〒{person.zip} {person.address}" if person.zip else person.address or "―",
        "kind": ("法人" if person.kind is CustomerKind.COMPANY else "個人")
        + (f"　{person.rank}" if person.rank else ""),
        "consent": _consent(card),
        "birthday": show.day(person.birthday),
        "staff": person.staff_name or "―",
        "email": person.email or "―",
        "memo": show.one_line(person.memo) or "―",
    }


def _consent(card: Card) -> str:
    """The last word of the consent log: what, since when, by which way."""
    if not card.consents:
        return "記録なし"
    last = card.consents[-1]
    said = {ConsentKind.GRANTED: "同意", ConsentKind.RELATION: "取引関係", ConsentKind.WITHDRAWN: "取消"}[last.kind]
    only = f"（{PURPOSES[last.purpose]}）" if last.purpose else ""
    return f"{said}{only}　{show.day(show.local(last.at).date())}　{last.source}"


def badge(card: Card) -> tuple[str, str]:
    """Whether this customer may get an SMS, in a few words, and the colour of that."""
    if card.stopped:
        return "配信停止", "bad"
    if card.customer.is_dummy:
        return "仮のお客様（送信不可）", "bad"
    if not card.phone.sendable:
        return "SMS不可：" + wording.sentence(card.phone.reason).split("。")[0], "bad"
    if card.customer.number_bad:
        return "番号不達：番号を確かめてください", "bad"
    if not card.customer.sms:
        return "SMSチェックなし", "wait"
    return "SMS可", "good"

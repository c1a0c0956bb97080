"""The customer's card in 照会: who it is, whether they may get an SMS, vehicles, the last messages."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from dreampower_sms.domain.messages import MessageRow
from dreampower_sms.domain.people import CustomerKind, Vehicle
from dreampower_sms.services.inquiry import Card
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.actions import Bar
from dreampower_sms.ui.columns import CENTER, RIGHT, Column
from dreampower_sms.ui.custom_bar import CustomBar
from dreampower_sms.ui.forms import Reading, caption
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.rows import RowsModel, RowsView

VEHICLES = (
    Column("plate", "登録番号", lambda v: v.plate, 18, firm=True),
    Column("model", "車名", lambda v: f"{v.maker} {v.model}".strip(), 20),
    Column("expiry", "車検満了日", lambda v: show.day(v.inspection_expiry), 15, firm=True),
    Column("state", "案内", lambda v: show.CONTACTS[v.contact_state], 6, CENTER, firm=True),
    Column("sms", "SMS", lambda v: "○" if v.sms else "―", 4, CENTER, firm=True),
)

MESSAGES = (
    Column("at", "送信日時", lambda m: show.short_moment(m.sent_at or m.created_at), 13, firm=True),
    Column("state", "結果", show.state_name, 6, tone=show.tone_of, firm=True),
    Column("tier", "区分", lambda m: str(m.tier), 3, RIGHT, firm=True),
    Column("clerk", "担当", lambda m: m.clerk, 8),
    Column("text", "メッセージ", lambda m: show.one_line(m.body), 20),
)


class CardView(QFrame):
    """Shows one `Card`. The screen decides what the buttons do."""

    vehicle_moved = Signal()
    message_chosen = Signal(int)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.card: Card | None = None
        self.name, self.kana = caption("", "customerName"), caption("")
        self.badge = Reading("SMS の可否")
        self.facts = QGridLayout()
        self._values = {key: Reading(title) for key, title in _FACTS.items()}
        self.customer_bar = CustomBar(Bar.CUSTOMER, "顧客のカスタムバー")
        self.vehicle_bar = CustomBar(Bar.VEHICLE, "車両のカスタムバー")
        self._vehicle_rows: Mapping[int, Vehicle] = {}
        self._message_rows: Mapping[int, MessageRow] = {}
        vehicles = RowsModel(VEHICLES, self._pick_vehicles, jobs, self)
        messages = RowsModel(MESSAGES, self._pick_messages, jobs, self)
        self.vehicles = RowsView(vehicles, "車両", "登録された車両はありません")
        self.messages = RowsView(messages, "最近のメッセージ", "まだメッセージを送っていません")
        self._vehicle_model, self._message_model = vehicles, messages
        self.vehicles.moved.connect(self._vehicle_changed)
        self.messages.chosen.connect(self.message_chosen)
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
            self._values[key].setToolTip(text)
        self._vehicle_rows = {v.id: v for v in card.vehicles}
        self._message_rows = {m.id: m for m in card.messages}
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
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self.name)
        head.addWidget(self.kana, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self.badge)
        column.addLayout(head)
        column.addLayout(self._fact_grid())
        column.addWidget(self.customer_bar)
        column.addWidget(caption("車両", "sectionTitle"))
        column.addWidget(self.vehicles, 3)
        column.addWidget(self.vehicle_bar)
        column.addWidget(caption("最近のメッセージ", "sectionTitle"))
        column.addWidget(self.messages, 4)

    def _fact_grid(self) -> QGridLayout:
        grid = self.facts
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        for place, (key, title) in enumerate(_FACTS.items()):
            row, half = divmod(place, 2)
            value = self._values[key]
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setMinimumWidth(40)
            grid.addWidget(caption(title), row, half * 2)
            grid.addWidget(value, row, half * 2 + 1)
            grid.setColumnStretch(half * 2 + 1, 1)
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
    "kind": "区分",
    "birthday": "誕生日",
    "staff": "担当者",
    "email": "メール",
    "memo": "メモ",
}


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
        "birthday": show.day(person.birthday),
        "staff": person.staff_name or "―",
        "email": person.email or "―",
        "memo": show.one_line(person.memo) or "―",
    }


def badge(card: Card) -> tuple[str, str]:
    """Whether this customer may get an SMS, in a few words, and the colour of that."""
    if card.stopped:
        return "配信停止", "bad"
    if card.customer.is_dummy:
        return "仮のお客様（送信不可）", "bad"
    if not card.phone.sendable:
        return "SMS不可：" + wording.sentence(card.phone.reason).split("。")[0], "bad"
    if card.customer.number_bad:
        return "前回不達", "wait"
    if not card.customer.sms:
        return "SMSチェックなし", "wait"
    return "SMS可", "good"

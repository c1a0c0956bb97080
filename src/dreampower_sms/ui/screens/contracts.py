"""契約: the gateway accounts of the shop. Which one is in use, what each has spent, and what is missing on this PC."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from dreampower_sms.db.contracts import Contract
from dreampower_sms.domain.budget import Budget, Limit, Overrun, Spent
from dreampower_sms.services.contracts import Contracts, Entry
from dreampower_sms.ui import ask, show, wording
from dreampower_sms.ui.columns import CENTER, RIGHT, Column
from dreampower_sms.ui.forms import Reading, caption
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.wording.contracts import field_name, gateway_name

NONE_CHOSEN = "一覧から契約を選んでください。"


def _reached(entry: Entry) -> Overrun | None:
    """The limit that the next message would break."""
    return entry.contract.budget.room(entry.usage, [Decimal(1)])[1]


def _state(entry: Entry) -> str:
    if entry.in_use and _reached(entry):
        return "上限到達"
    if entry.in_use:
        return "使用中"
    if not entry.contract.active:
        return "使用停止"
    return "設定不足" if entry.missing else "切替できます"


def _tone(entry: Entry) -> str:
    if entry.missing or (entry.in_use and _reached(entry)):
        return "bad"
    return "good" if entry.in_use else "" if entry.contract.active else "faint"


def _spent(spent: Spent) -> str:
    return f"{spent.messages:,}通 {show.yen(spent.price)}" if spent.messages else "―"


def limit_text(limit: Limit) -> str:
    """One limit of a budget in a few words."""
    parts = [f"{limit.messages:,}通" if limit.messages else "", f"{limit.yen:,}円" if limit.yen else ""]
    return "・".join(filter(None, parts))


def budget_text(budget: Budget) -> str:
    """The limits of a contract in a line."""
    day, month = limit_text(budget.day), limit_text(budget.month)
    return "　".join(filter(None, (f"日 {day}" if day else "", f"月 {month}" if month else ""))) or "なし"


COLUMNS = (
    Column("state", "状態", _state, 8, CENTER, tone=_tone, firm=True),
    Column("title", "名称", lambda e: e.contract.title or e.contract.id, 14),
    Column("gateway", "送信サービス", lambda e: gateway_name(e.contract.gateway), 11),
    Column("sender", "送信者名", lambda e: e.contract.sender_name or "―", 10),
    Column("day", "今日", lambda e: _spent(e.usage.day), 11, RIGHT, firm=True),
    Column("month", "今月", lambda e: _spent(e.usage.month), 13, RIGHT, firm=True),
    Column("waiting", "待ち", lambda e: f"{e.waiting:,}通" if e.waiting else "―", 6, RIGHT, firm=True),
    Column("budget", "上限", lambda e: budget_text(e.contract.budget), 16),
)


@dataclass(frozen=True, slots=True)
class ContractDoors:
    """Where this screen leads."""

    edit: Callable[[Contract | None], None]
    switch: Callable[[Contract], None]


class ContractsScreen(Screen):
    """The list of contracts."""

    id, title = "contracts", "契約"
    keys = (
        {
            1: HELP,
            3: Key("新規", "add", help="新しい契約を登録します。"),
            5: Key("停止・再開", "turn_active", "why_not_turn", help="契約を使用停止にします。もう一度で戻します。"),
            6: Key("修正", "edit", "why_not_chosen", help="契約の名称、鍵、上限などを直します。"),
            9: Key("切替", "switch", "why_not_switch", help="違いを確かめてから、選んだ契約に切り替えます。"),
            12: CLOSE,
        },
    )  # fmt: skip

    def __init__(
        self, contracts: Contracts, jobs: Jobs, settings: QSettings, doors: ContractDoors, clerk: Callable[[], str]
    ) -> None:
        super().__init__()
        self._contracts, self._jobs, self._doors, self._clerk = contracts, jobs, doors, clerk
        self._entries: Mapping[int, Entry] = {}
        self._keep = ""
        self.used = Reading("送信に使う契約", name="customerName")
        self.model = RowsModel(COLUMNS, self._pick, jobs, self)
        self.list = RowsView(self.model, "契約の一覧", "F3 で契約を登録します。")
        self.list.remember(settings, self.id)
        self.list.moved.connect(self._moved)
        self.list.chosen.connect(self._open)
        self.facts = Reading("選んだ契約")
        self.facts.setWordWrap(True)
        self._build()
        self._jobs.changed.connect(self._heard)

    # --- what the keys do --------------------------------------------------------------------------------

    def add(self) -> None:
        """F3."""
        self._doors.edit(None)

    def edit(self) -> None:
        """F6, Enter."""
        if (entry := self._chosen()) is not None:
            self._doors.edit(entry.contract)

    def switch(self) -> None:
        """F9."""
        if (entry := self._chosen()) is not None:
            self._doors.switch(entry.contract)

    def turn_active(self) -> None:
        """F5: out of use, or back. What waits under it is said first."""
        entry = self._chosen()
        if entry is None:
            return
        if not entry.contract.active:
            self._set_active(entry.contract, active=True)
            return
        waits = f"\n\n待っている {entry.waiting:,} 通は、再開するまで送られません。" if entry.waiting else ""
        ask.yes_no(
            self.window(),
            "契約の停止",
            f"「{entry.contract.title}」を使用停止にしますか？{waits}",
            lambda: self._set_active(entry.contract, active=False),
            default_yes=not entry.waiting,
        )

    def why_not_chosen(self) -> str:
        """Nothing is selected."""
        return NONE_CHOSEN if self._chosen() is None else ""

    def why_not_turn(self) -> str:
        """The one in use stays in use."""
        entry = self._chosen()
        if entry is not None and entry.in_use:
            return "使用中の契約は停止できません。先に F9 で別の契約に切り替えてください。"
        return self.why_not_chosen()

    def why_not_switch(self) -> str:
        """It is in use, out of use, or not complete."""
        entry = self._chosen()
        if entry is None:
            return NONE_CHOSEN
        if entry.in_use:
            return "この契約は使用中です。"
        if not entry.contract.active:
            return "使用停止の契約です。F5 で再開してから切り替えてください。"
        if entry.missing:
            return f"{_missing(entry)}がありません。F6 で入力してください。"
        return ""

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.list

    def entered(self) -> None:
        self.reload()

    def reload(self, contract_id: str = "") -> None:
        """Read the list again and stand on this contract, else on the one that was selected."""
        entry = self._chosen()
        self._keep = contract_id or (entry.contract.id if entry else "")
        self._jobs.start(self, lambda _job: self._contracts.list(), self._show, lane="contracts")

    # --- inside ----------------------------------------------------------------------------------------------

    def _show(self, entries: Sequence[Entry]) -> None:
        self._entries = dict(enumerate(entries, start=1))
        self.model.show_ids(list(self._entries), self._entries)
        wanted = next((n for n, entry in self._entries.items() if entry.contract.id == self._keep), 1)
        self.list.select_id(wanted)
        used = next((entry.contract for entry in entries if entry.in_use), None)
        if used is not None:
            reach = "（電話には届きません）" if used.practice else "（お客様の電話に届きます）"
            self.used.setText(f"使用中：{used.title}{reach}")
        self._moved(wanted)

    def _pick(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {i: self._entries[i] for i in ids if i in self._entries}

    def _chosen(self) -> Entry | None:
        chosen = self.list.current_id()
        return None if chosen is None else self._entries.get(chosen)

    def _moved(self, _id: int) -> None:
        entry = self._chosen()
        self.facts.setText(_facts(entry) if entry else " ")
        self.changed.emit()

    def _open(self, _id: int) -> None:
        self.edit()

    def _set_active(self, contract: Contract, *, active: bool) -> None:
        clerk = self._clerk()
        self._jobs.write(
            self,
            lambda _job: self._contracts.set_active(contract, clerk, active=active),
            lambda _waits: self._turned(contract, active=active),
        )

    def _turned(self, contract: Contract, *, active: bool) -> None:
        self.say(f"「{contract.title}」を{'再開' if active else '使用停止に'}しました。")
        self._jobs.tell(Topic.SETTINGS)

    def _heard(self, topic: object) -> None:
        if topic in (Topic.SETTINGS, Topic.MESSAGES) and self.isVisible():
            self.reload()

    def _build(self) -> None:
        panel = QFrame()
        panel.setObjectName("panel")
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(14, 10, 14, 10)
        inner.addWidget(self.facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 10)
        column.setSpacing(10)
        column.addWidget(self.used)
        column.addWidget(
            caption("新しい送信はこの契約で登録されます。登録した送信は、切り替えても元の契約のままです。")
        )
        column.addWidget(self.list, 1)
        column.addWidget(panel)


def _missing(entry: Entry) -> str:
    return "、".join(field_name(name) for name in entry.missing)


def _facts(entry: Entry) -> str:
    contract = entry.contract
    if entry.missing:
        return (
            f"このパソコンには{_missing(entry)}がないため、この契約では送れません。"
            "鍵はパソコンごとに保存します。F6 で入力してください。"
        )
    if contract.practice:
        return "送ったメッセージは画面の「練習用の電話」に出ます。料金はかかりません。"
    if (overrun := _reached(entry)) is not None:
        return wording.sentence(overrun.value)
    stays = f"待っている {entry.waiting:,} 通は、この契約で送られます。" if entry.waiting else ""
    return f"鍵はこのパソコンに保存済みです。上限：{budget_text(contract.budget)}。{stays}"

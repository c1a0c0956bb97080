"""設定2: the dated fee tables of each contract. What applied before today can be read and copied, not changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout

from dreampower_sms.db.shop_setup import Account
from dreampower_sms.domain.errors import DateUnreadable
from dreampower_sms.domain.fees import Typed, may_change, read_rows, to_json
from dreampower_sms.domain.rounding import Rounding
from dreampower_sms.services.shop_fields import check_fees
from dreampower_sms.services.shop_values import fee_key, fee_place, profile_of, rounding_of
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.form import DateLine
from dreampower_sms.ui.forms import Button, Choice, ItemList, Reading, caption, field
from dreampower_sms.ui.rates_table import Head, PairsTable
from dreampower_sms.ui.setup_page import SetupPage

_ROLE = Qt.ItemDataRole.UserRole
LOCKED = "この料金表はもう使われたため、変更できません。料金が変わるときは、左で新しい開始日の料金表を作ってください。"

Rows = list[tuple[str, str]]


class FeesPage(SetupPage):
    """Choose a contract and a table, or make one from a day on; change its tiers."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._accounts: dict[str, Account] = {}
        self._stored: dict[str, Any] = {}
        self._rounding = Rounding()
        self._typed: dict[str, Rows | None] = {}
        """Tables that were changed here, by key; None: taken away."""
        self.contract = Choice("契約")
        self.list = ItemList("料金表の一覧")
        self.starts = field("新しい料金表の開始日", DateLine("新しい料金表の開始日", today))
        self.make = Button("この日からの料金表を作る(&N)", "primary")
        self.drop = Button("選んだ料金表を取り消す(&D)")
        self.title = Reading("料金表", name="sectionTitle")
        self.hint = Reading("料金表の説明", name="caption")
        self.hint.setWordWrap(True)
        self.table = PairsTable(Head("区分", "文字まで", "円（税抜）"))
        self._build()
        self.contract.currentIndexChanged.connect(self._show_contract)
        self.list.currentItemChanged.connect(self._show_table)
        self.make.clicked.connect(self.make_table)
        self.drop.clicked.connect(self.drop_table)
        self.table.changed.connect(self._table_typed)

    # --- what the screen asks ------------------------------------------------------------------------------

    def offer(self, accounts: Sequence[Account]) -> None:
        """The contracts that have fees."""
        self._accounts = {one.id: one for one in accounts}

    def fill(self, shown: Mapping[str, Any]) -> None:
        chosen, table = self.contract.currentData() or shown["send.contract"], self._key()
        self._stored = {key: value for key, value in shown.items() if key.startswith("fees.") and value is not None}
        self._typed = {}
        self._rounding = rounding_of(shown)
        self._filling = True
        self.contract.clear()
        for one in self._accounts.values():
            self.contract.addItem(one.title or one.id, one.id)
        self.contract.setCurrentIndex(max(self.contract.findData(chosen), 0))
        self._filling = False
        self._show_contract(table)

    def given(self) -> dict[str, Any]:
        """The tables as values. What can't be read is given as it is typed: saving says what is wrong with it."""
        given: dict[str, Any] = dict(self._stored)
        for key, rows in self._typed.items():
            read = None if rows is None else self._read(key, rows)
            if read is None:
                given[key] = None
            else:
                given[key] = to_json(read.tariff.tiers) if read.tariff else [list(row) for row in rows or ()]
        return given

    def show_flaws(self, flaws: Mapping[str, str]) -> None:
        key = self._key()
        if key in flaws:
            self.table.show_problem(flaws[key])

    def go_to(self, key: str) -> bool:
        if not key.startswith("fees."):
            return False
        contract, _ = fee_place(key)
        self.contract.setCurrentIndex(self.contract.findData(contract))
        self._show_contract(key)
        self._mark()
        return self.table.go_to_first()

    # --- what the buttons do -------------------------------------------------------------------------------

    def make_table(self) -> None:
        """A copy of the selected table, from another day on."""
        try:
            day = self.starts.widget.day()
        except DateUnreadable as error:
            self.starts.show_error(wording.sentence(error.code, **error.details))
            return
        contract, copied = str(self.contract.currentData()), self._rows(self._key())
        why = "開始日を入力してください。" if day is None else self._why_not(contract, day)
        self.starts.show_error(why)
        if why or day is None:
            return
        self._typed[fee_key(contract, day)] = copied
        self.starts.widget.set_day(None)
        self._show_contract(fee_key(contract, day))
        self.tell()
        self.table.go_to_first()

    def drop_table(self) -> None:
        """Take the selected table away; it is gone when the page is saved."""
        key = self._key()
        if key in self._stored:
            self._typed[key] = None
        else:
            self._typed.pop(key, None)
        self._show_contract()
        self.tell()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- inside ----------------------------------------------------------------------------------------------

    def _why_not(self, contract: str, day: date) -> str:
        if not may_change(day, self._today()):
            return "開始日は今日からにしてください。過去の料金は変えられません。"
        if fee_key(contract, day) in self._keys(contract):
            return "この開始日の料金表はもうあります。一覧から選んで直してください。"
        return ""

    def _keys(self, contract: str) -> list[str]:
        """Keys of a contract's tables, the newest first."""
        keys = {**self._stored, **self._typed}
        mine = [key for key in keys if fee_place(key)[0] == contract and self._typed.get(key, ()) is not None]
        return sorted(mine, key=lambda key: fee_place(key)[1], reverse=True)

    def _key(self) -> str:
        item = self.list.currentItem()
        return str(item.data(_ROLE)) if item is not None else ""

    def _rows(self, key: str) -> Rows:
        if (typed := self._typed.get(key)) is not None:
            return list(typed)
        return [(end, f"{Decimal(price).normalize():f}") for end, price in self._stored.get(key, ())]

    def _read(self, key: str, rows: Rows) -> Typed:
        contract, day = fee_place(key)
        profile = self._accounts[contract].profile if contract in self._accounts else ""
        return read_rows(day, rows, profile_of(profile).max_units)

    def _is_broken(self, key: str) -> bool:
        """Whether this table, as it is stored, keeps messages from leaving: it has to be mended, whenever it began."""
        contract, _ = fee_place(key)
        profiles = {contract: self._accounts[contract].profile} if contract in self._accounts else {}
        return key in self._stored and bool(check_fees({key: self._stored[key]}, profiles))

    def _show_contract(self, wanted: object = "") -> None:
        """List the contract's tables and select one: the wanted, else the one that applies today."""
        if self._filling or self.contract.currentData() is None:
            return
        keys, today = self._keys(str(self.contract.currentData())), self._today()
        now = next((key for key in keys if fee_place(key)[1] <= today), keys[-1] if keys else "")
        self.list.blockSignals(True)  # told once, below
        self.list.clear()
        for key in keys:
            day = fee_place(key)[1]
            state = "適用中" if key == now else "予定" if day > today else "過去"
            item = QListWidgetItem(f"{show.day(day)} から　{state}")
            item.setData(_ROLE, key)
            self.list.addItem(item)
        chosen = wanted if wanted in keys else now
        self.list.setCurrentRow(keys.index(str(chosen)) if chosen in keys else -1)
        self.list.blockSignals(False)
        self._show_table()

    def _show_table(self) -> None:
        key = self._key()
        day = fee_place(key)[1] if key else None
        open_ = day is not None and (may_change(day, self._today()) or self._is_broken(key))
        self.title.setText(f"{show.day(day)} からの料金" if day else "料金表")
        self.hint.setText("" if open_ or not key else LOCKED)
        self.hint.setVisible(bool(self.hint.text()))
        self.drop.setEnabled(open_)
        self.table.fill(self._rows(key) if key else [], read_only=not open_)
        self._mark()

    def _table_typed(self) -> None:
        key = self._key()
        if not key:
            return
        rows = self.table.texts()
        if key in self._stored and rows == [(end, f"{Decimal(p).normalize():f}") for end, p in self._stored[key]]:
            self._typed.pop(key, None)
        else:
            self._typed[key] = rows
        self._mark()
        self.tell()

    def _mark(self) -> None:
        """Say at once what is wrong with the table, and what each tier comes to with tax."""
        key, rows = self._key(), self.table.texts()
        if not key:
            return
        read = self._read(key, rows)
        self.table.show_flaws({flaw.row: wording.sentence(flaw.code, **flaw.details) for flaw in reversed(read.flaws)})
        notes: dict[int, str] = {}
        day = max(fee_place(key)[1], self._today())
        filled = [number for number, row in enumerate(rows) if any(text.strip() for text in row)]
        for number, tier in zip(filled, read.tariff.tiers if read.tariff else (), strict=False):
            notes[number] = f"税込 {show.yen(self._rounding.bill(tier.price, day).total)}"
        self.table.show_notes(notes)

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(caption("契約"))
        left.addWidget(self.contract)
        left.addWidget(caption("料金表（新しい順）"))
        left.addWidget(self.list, 1)
        left.addLayout(self.starts.column())
        left.addWidget(self.make)
        left.addWidget(self.drop)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.title)
        right.addWidget(self.hint)
        right.addWidget(self.table, 1)
        row = QHBoxLayout(self)
        row.setSpacing(24)
        row.addLayout(left, 2)
        row.addLayout(right, 3)

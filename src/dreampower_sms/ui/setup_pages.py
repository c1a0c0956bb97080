"""The pages of 初期設定 that are made of plain fields: company, sending, rounding."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from dreampower_sms.db.shop_setup import Account
from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.rounding import UNITS
from dreampower_sms.services.shop_values import rounding_of
from dreampower_sms.ui import show
from dreampower_sms.ui.forms import LATIN, Button, Check, Choice, Line, Reading, caption
from dreampower_sms.ui.rates_table import RatesTable
from dreampower_sms.ui.setup_page import SetupPage, in_columns
from dreampower_sms.ui.wording.contracts import gateway_name
from dreampower_sms.ui.wording.sending import PURPOSES
from dreampower_sms.ui.wording.shop import BOXES, COMPANY, DAYS, LIMITS, MODES, OVER_LIMITS, WHAT_THEN, name_of

_HINTS = {
    "company.name": "例：山川自動車",
    "company.formal_name": "例：山川自動車株式会社",
    "company.zip": "例：260-0854",
    "company.phone": "例：043-123-4567",
    "company.email": "例：info@example.jp",
    "company.url": "例：https://example.jp/",
    "company.opt_out_contact": "例：043-123-4567",
}
_LATIN = {"company.zip", "company.phone", "company.email", "company.url"}
_EXAMPLE_NET = Decimal(745)


class CompanyPage(SetupPage):
    """会社情報 and 顧客登録既定値."""

    def __init__(self) -> None:
        super().__init__()
        fields = [
            self.add(key, _with_merge_field(label, merge), _company_line(key, label))
            for key, (label, merge) in COMPANY.items()
        ]
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(caption("会社情報（{ } は、この欄が入る差し込み項目です）", "sectionTitle"))
        column.addLayout(in_columns(fields, 3))
        column.addWidget(
            caption("顧客登録 既定値（新しく登録するお客様に付きます。登録済みのお客様は変わりません）", "sectionTitle")
        )
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        for place, (key, label) in enumerate(BOXES.items()):
            grid.addWidget(self.add_check(key, Check(label)), place // 5, place % 5)
        column.addLayout(grid)
        column.addStretch(1)


class SendingPage(SetupPage):
    """設定: which contract is in use, window, limits, lateness, budget."""

    def __init__(self, contracts: Callable[[], None]) -> None:
        """`contracts` opens 契約: switching shows what will be different, so it has a screen of its own."""
        super().__init__()
        self._names: dict[str, str] = {}
        self.used = Reading("送信に使う契約", name="caption")
        self.open_contracts = Button("契約の修正・切替(&K)")
        self.open_contracts.clicked.connect(contracts)
        contract = QVBoxLayout()
        contract.setSpacing(3)
        contract.addWidget(self.used)
        contract.addWidget(self.open_contracts)
        late = self.add("send.late", "遅れの許容（分）", Line("遅れの許容（分）", "120", LATIN))
        budget = self.add("send.budget", "お店全体の月の予算（円、0 はなし）", Line("月の予算（円）", "0", LATIN))
        column = QVBoxLayout(self)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(contract, 2)
        row.addLayout(in_columns((late, budget), 2), 3)
        column.addLayout(row)
        column.addLayout(self._ticks())
        column.addWidget(caption("送信できる時間（8:00～21:00 の中で。休みにする日は「休み」）", "sectionTitle"))
        days = [self.add(f"window.{n}", day, Line(f"送信時間 {day}", "休み")) for n, day in enumerate(DAYS)]
        column.addLayout(in_columns(days, 4))
        column.addWidget(caption("同じ番号への間隔と回数の上限（0 は制限なし）", "sectionTitle"))
        column.addLayout(self._limits())
        column.addStretch(1)

    def offer(self, accounts: Sequence[Account]) -> None:
        """The contracts, to name the one in use."""
        for one in accounts:
            title, gateway = one.title or one.id, gateway_name(one.gateway)
            self._names[one.id] = gateway if gateway.startswith(title) else f"{title}（{gateway}）"

    def fill(self, shown: Mapping[str, Any]) -> None:
        super().fill(shown)
        self.used.setText(f"使用中の契約：{self._names.get(str(shown['send.contract']), '―')}")

    def _ticks(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(28)
        row.addWidget(self.add_check("send.confirm", Check("送信前に確認する（切ると、送信のキーですぐに送ります）")))
        row.addWidget(self.add_check("send.holidays", Check("国民の祝日は「祝日」の時間にする")))
        row.addStretch(1)
        return row

    def _limits(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(4)
        for place, text in enumerate(LIMITS):
            grid.addWidget(caption(text), 0, place + 1)
            grid.setColumnStretch(place + 1, 1)
        grid.addWidget(caption(OVER_LIMITS), 0, len(LIMITS) + 1)
        for row, purpose in enumerate(Purpose, start=1):
            grid.addWidget(QLabel(PURPOSES[purpose]), row * 2, 0)
            for place, text in enumerate(LIMITS):
                made = self.add(f"limits.{purpose}.{place}", text, Line(f"{PURPOSES[purpose]} {text}", "0", LATIN))
                grid.addWidget(made.widget, row * 2, place + 1)
                grid.addWidget(made.error, row * 2 + 1, place + 1)
            over = Choice(f"{PURPOSES[purpose]} {OVER_LIMITS}")
            for number, text in enumerate(WHAT_THEN):
                over.addItem(text, number)
            made = self.add(f"limits.{purpose}.{len(LIMITS)}", OVER_LIMITS, over)
            grid.addWidget(made.widget, row * 2, len(LIMITS) + 1)
        return grid


class RoundingPage(SetupPage):
    """端数設定: rounding of tax and totals, tax rates, and what they make of an example."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        choices = [
            self.add(key, name_of(key), _choice(key)) for key in ("rounding.tax", "rounding.total", "rounding.unit")
        ]
        self.rates = RatesTable(today)
        self.rates.changed.connect(self.tell)
        self.changed.connect(self._show_example)
        self.example = Reading("計算の例", name="panel")
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(caption("端数の扱い", "sectionTitle"))
        column.addLayout(in_columns(choices, 3))
        column.addWidget(self.example)
        column.addWidget(caption("消費税率（税率が変わる日の前に、開始日と税率を足しておけます）", "sectionTitle"))
        column.addWidget(self.rates, 1)

    def fill(self, shown: Mapping[str, Any]) -> None:
        super().fill(shown)
        self._filling = True
        self.rates.fill(shown["rounding.rates"])
        self._filling = False
        self._show_example()

    def given(self) -> dict[str, Any]:
        return {**super().given(), "rounding.rates": self.rates.rates()}

    def show_flaws(self, flaws: Mapping[str, str]) -> None:
        super().show_flaws(flaws)
        self.rates.show_problem(flaws.get("rounding.rates", ""))

    def go_to(self, key: str) -> bool:
        return self.rates.go_to_first() if key == "rounding.rates" else super().go_to(key)

    def _show_example(self) -> None:
        try:
            bill = rounding_of(self.given()).bill(_EXAMPLE_NET, self._today())
        except (DreamPowerError, ValueError, ArithmeticError):  # being typed; what is wrong is said at its field
            self.example.setText("―")
            return
        percent = f"{bill.percent.normalize():f}%"
        self.example.setText(
            f"例：税抜 {show.yen(bill.net)} ＋ 消費税（{percent}）{show.yen(bill.tax)} ＝ 合計 {show.yen(bill.total)}"
        )


def _with_merge_field(label: str, merge: str) -> str:
    return f"{label}　{{{merge}}}" if merge else label


def _company_line(key: str, label: str) -> Line:
    return Line(label, _HINTS.get(key, ""), LATIN) if key in _LATIN else Line(label, _HINTS.get(key, ""))


def _choice(key: str) -> Choice:
    choice = Choice(name_of(key))
    if key == "rounding.unit":
        for unit in UNITS:
            choice.addItem(f"{unit} 円", unit)
    else:
        for mode, text in MODES.items():
            choice.addItem(text, mode)
    return choice

"""契約の切替: what will be different, then the step. From practice to real people it asks the password."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dreampower_sms.db.contracts import Contract
from dreampower_sms.domain.counting import Charged, Measure, Unit
from dreampower_sms.services.bulk_change import PasswordWrong
from dreampower_sms.services.switching import Comparison, Side, Switching, Text
from dreampower_sms.ui import ask, show, wording
from dreampower_sms.ui.columns import Column
from dreampower_sms.ui.forms import Line, Reading, caption, field
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.screens.contracts import budget_text

FIRST = (
    "切り替えました。パスワードは最初のもののままです。\n"
    "ほかの人が切り替えられないように、自由検索の 一括変更（F6 合言葉変更）で変えてください。"
)
COMPARING = "違いを調べています。少しお待ちください。"
_UNITS = {
    Unit.UTF16: "1 文字 1（絵文字などは 2）",
    Unit.CODEPOINT: "1 文字 1",
    Unit.SEGMENT: "1 文字 1（英数字だけの文は割安）",
    Unit.SJIS_ROOM: "1 文字 1（英数字だけの文は半分）",
}
_CHARGED = {Charged.ACCEPTED: "受け付けた通数", Charged.DELIVERED: "届いた通数"}
_TIERS = 3
"""Tiers that are named, with their fees before tax; the rest is in the fee table."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison."""

    name: str
    now: str
    then: str

    @property
    def differs(self) -> bool:
        """Whether the eye should stop here."""
        return self.now != self.then


def _tone(row: Difference) -> str:
    return "wait" if row.differs else "faint"


DIFFERENCES = (
    Column("name", "項目", lambda d: d.name, 12, firm=True),
    Column("now", "今", lambda d: d.now, 24),
    Column("then", "切替後", lambda d: d.then, 24, tone=_tone),
)
TEXTS = (
    Column("name", "文", lambda t: t.name or "書きかけ", 12),
    Column("now", "今", lambda t: _count(t.before), 10, firm=True),
    Column("then", "切替後", lambda t: _count(t.after), 10, tone=lambda t: "bad" if t.too_long else "wait", firm=True),
)


@dataclass(frozen=True, slots=True)
class SwitchParts:
    """What the screen uses beside the jobs."""

    switching: Switching
    clerk: Callable[[], str]
    switched: Callable[[Contract], None]
    """It is done: close, and let the window name the other contract."""


class ContractSwitchScreen(Screen):
    """From one contract to another."""

    id, title = "contract_switch", "契約の切替"
    keys = (
        {
            1: HELP,
            9: Key("切り替える", "switch", "why_not_switch", help="新しい送信を、この契約で送るようにします。"),
            12: Key("戻る", "go_back", help="切り替えずに一覧へ戻ります。"),
        },
    )

    def __init__(self, parts: SwitchParts, jobs: Jobs, settings: QSettings, contract: Contract) -> None:
        super().__init__()
        self._parts, self._jobs, self._contract = parts, jobs, contract
        self._seen: Comparison | None = None
        self._busy = False
        self._rows: Mapping[int, Difference] = {}
        self._texts: Mapping[int, Text] = {}
        self.what = Reading("切替の内容", COMPARING, "customerName")
        self.reach = Reading("切り替えるとどうなるか", " ")
        self.reach.setWordWrap(True)
        self.model = RowsModel(DIFFERENCES, self._pick, jobs, self)
        self.list = RowsView(self.model, "契約の違い", COMPARING)
        self.list.remember(settings, self.id)
        self.text_model = RowsModel(TEXTS, self._pick_texts, jobs, self)
        self.texts = RowsView(self.text_model, "区分の変わる文", "区分の変わる定型メッセージ・書きかけの文はありません")
        self.texts.remember(settings, f"{self.id}.texts")
        self.password = field("パスワード（一括変更と同じ）", Line("パスワード"), self._typed)
        self.password.widget.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.widget.returnPressed.connect(self._entered)
        self._build()
        self._jobs.start(self, lambda _job: parts.switching.compare(contract), self._show, lane="compare")

    # --- what the keys do --------------------------------------------------------------------------------

    def switch(self) -> None:
        """F9."""
        seen, password, clerk = self._seen, self.password.widget.text(), self._parts.clerk()
        if seen is None:
            return
        self._busy = True
        self.changed.emit()
        self._jobs.write(
            self, lambda _job: self._parts.switching.switch(seen, password, clerk), self._done, failed=self._failed
        )

    def why_not_switch(self) -> str:
        """Not compared yet, or the password is missing."""
        if self._seen is None or self._busy:
            return COMPARING
        if self._seen.needs_password and not self.password.widget.text():
            return "パスワードを入力してください。最初は pass です。"
        return ""

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.list

    # --- inside ----------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        self.changed.emit()

    def _show(self, seen: Comparison) -> None:
        self._seen = seen
        now, then = seen.now.contract, seen.then.contract
        self.what.setText(f"「{now.title}」から「{then.title}」へ切り替えます")
        self.reach.setText(_reach(seen))
        self.reach.setProperty("tone", "wait" if then.practice else "bad")
        self.reach.style().unpolish(self.reach)
        self.reach.style().polish(self.reach)
        self._rows = dict(enumerate(differences(seen), start=1))
        self.model.show_ids(list(self._rows), self._rows)
        changed = [text for text in seen.texts if text.changes]
        self._texts = dict(enumerate(changed, start=1))
        self.text_model.show_ids(list(self._texts), self._texts)
        self.box.setVisible(seen.needs_password)
        if seen.needs_password:
            self.password.widget.setFocus()
        self.changed.emit()

    def _entered(self) -> None:
        if not self.why_not_switch():
            self.switch()

    def _done(self, is_first: bool) -> None:  # noqa: FBT001  a job's result
        self._busy = False
        self._jobs.tell(Topic.SETTINGS, Topic.TEMPLATES)
        window = self.window()
        self._parts.switched(self._contract)
        if is_first:
            ask.notice(window, "パスワード", FIRST)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        text = wording.explain(error)[0]
        self.password.show_error(text if isinstance(error, PasswordWrong) else "")
        if isinstance(error, PasswordWrong):
            self.password.widget.selectAll()
            self.password.widget.setFocus()
        self.say(text, "error")
        self.changed.emit()

    def _pick(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {i: self._rows[i] for i in ids if i in self._rows}

    def _pick_texts(self, ids: Sequence[int]) -> Mapping[int, Any]:
        return {i: self._texts[i] for i in ids if i in self._texts}

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for side, title, view in ((left, "契約の違い", self.list), (right, "区分の変わる文（目安）", self.texts)):
            side.setSpacing(4)
            side.addWidget(caption(title, "sectionTitle"))
            side.addWidget(view, 1)
        lists = QHBoxLayout()
        lists.setSpacing(18)
        lists.addLayout(left, 3)
        lists.addLayout(right, 2)
        self.box = QFrame()
        self.box.setObjectName("panel")
        inner = QVBoxLayout(self.box)
        inner.setContentsMargins(14, 8, 14, 8)
        inner.addLayout(self.password.column())
        self.box.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 8)
        column.setSpacing(8)
        column.addWidget(self.what)
        column.addWidget(self.reach)
        column.addLayout(lists, 1)
        column.addWidget(self.box)


def differences(seen: Comparison) -> list[Difference]:
    """The lines of the comparison, in the order of weight."""
    return [Difference(name, of(seen.now), of(seen.then)) for name, of in _LINES]


def _tier(number: int) -> Callable[[Side], str]:
    def of(side: Side) -> str:
        if number > len(side.tiers):
            return "―"
        tier = side.tiers[number - 1]
        return f"{tier.end:,} 文字まで {show.yen(tier.price)}"

    return of


_LINES: Sequence[tuple[str, Callable[[Side], str]]] = (
    ("届く先", lambda s: "練習用の電話（画面の中）" if s.contract.practice else "お客様の携帯電話"),
    *((f"料金 区分 {number}", _tier(number)) for number in range(1, _TIERS + 1)),
    ("請求", lambda s: "なし（練習）" if s.contract.practice else _CHARGED[s.profile.charged]),
    ("数え方", lambda s: _UNITS[s.profile.unit]),
    ("改行", lambda s: f"{s.profile.newline_units} 文字"),
    ("最長", lambda s: f"{s.profile.max_units:,} 文字"),
    ("送信者名", lambda s: s.contract.sender_name or "―"),
    ("上限", lambda s: budget_text(s.contract.budget)),
)


def _count(measured: Measure) -> str:
    if measured.over:
        return f"{measured.over:,} 文字超過"
    return f"区分 {measured.tier or '―'}　{show.yen(measured.price)}"


def _reach(seen: Comparison) -> str:
    stays = (
        f"待っている {seen.waiting:,} 通は「{seen.now.contract.title}」のまま送られ、切替後の契約では送られません。"
        if seen.waiting
        else ""
    )
    if seen.needs_password:
        return f"切り替えたあとに送るメッセージは、実際のお客様の電話に届き、料金がかかります。{stays}"
    if seen.then.contract.practice:
        return f"練習に切り替えると、送ってもお客様には届きません。{stays}"
    return f"新しい送信は「{seen.then.contract.title}」で登録されます。{stays}"

"""契約の修正: one contract, its keys, its budget, and whether its gateway answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dreampower_sms.db.contracts import Contract
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.outcome import Accepted, Outcome
from dreampower_sms.services.connection import Answered, Connection
from dreampower_sms.services.contract_kinds import Kind
from dreampower_sms.services.contracts import Contracts, Flawed, Given, Opened
from dreampower_sms.services.shop_fields import Flaw
from dreampower_sms.ui import ask, wording
from dreampower_sms.ui.contract_form import ContractForm
from dreampower_sms.ui.forms import Line, Reading, field
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.wording.contracts import field_name

ASKING = "送信サービスに問い合わせています。少しお待ちください。"
NO_ANSWER = "送信サービスに接続できません。鍵、接続先、プロキシ、インターネットの接続を確かめてください。"
MEND_FIRST = "赤い欄を直してから、もう一度試してください。"
LOADING = "読み込み中です。少しお待ちください。"
TEST_TEXT = "DREAMPOWER SMS の接続テストです。このメッセージには返信しないでください。"


@dataclass(frozen=True, slots=True)
class EditParts:
    """What the screen uses beside the jobs."""

    contracts: Contracts
    connection: Connection
    kinds: Sequence[Kind]
    """What a new contract may be made with; for an existing one its own only."""
    clerk: Callable[[], str]
    saved: Callable[[], None]
    """Told after each save: the window may name another contract now."""
    own_number: str
    """The shop's number, proposed for the one test message."""


class ContractEditScreen(Screen):
    """One contract."""

    id, title = "contract_edit", "契約の修正"
    keys = (
        {
            1: HELP,
            5: Key("鍵を削除", "forget", "why_not_forget", help="カーソルのある欄の鍵を、このパソコンから消します。"),
            6: Key("次のページ", "turn", help="鍵と設定、接続、上限のページを順に出します。"),
            7: Key("接続テスト", "test", "why_not_test", help="送信サービスに問い合わせます。SMS は送りません。"),
            8: Key("試験送信", "begin_sending", "why_not_test", help="自分の携帯電話に SMS を 1 通送ります（有料）。"),
            10: Key("保存", "save", "why_not_save", help="契約を保存します。"),
            12: Key("戻る", "go_back", help="契約の一覧に戻ります。"),
        },
    )  # fmt: skip

    def __init__(self, parts: EditParts, jobs: Jobs, contract: Contract | None) -> None:
        super().__init__()
        self._parts, self._jobs, self._contract = parts, jobs, contract
        self._busy = self._closing = False
        self._opened = contract is None
        self.form = ContractForm(parts.kinds, contract)
        self.said = Reading("接続テストの結果", " ")
        self.said.setWordWrap(True)
        self.number = field("試験の SMS を送る携帯番号（Enter で確認へ）", Line("試験の SMS を送る携帯番号"))
        self._stored = self.form.given()
        self.form.changed.connect(self.changed)
        self.form.kind_chosen.connect(self._kind_chosen)
        self.number.widget.returnPressed.connect(self._ask_to_send)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 8)
        column.setSpacing(8)
        column.addWidget(self.form, 1)
        column.addLayout(self.number.column())
        column.addWidget(self.said)
        self._show_number(on=False)
        self._jobs.start(self, lambda _job: parts.contracts.new_place(), self.form.show_keeping, lane="place")
        if contract is not None:
            self._read(contract)

    # --- what the keys do --------------------------------------------------------------------------------

    def save(self) -> None:
        """F10."""
        contract, given, clerk = self._contract, self.form.given(), self._parts.clerk()
        self._work(lambda: self._parts.contracts.save(contract, given, clerk), self._show_saved, writes=True)

    def turn(self) -> None:
        """F6."""
        self.form.turn()

    def test(self) -> None:
        """F7: ask with what stands in the fields, saved or not."""
        contract, given = self._contract, self.form.given()
        self._say_result(ASKING, "")
        self._work(lambda: self._checked(contract, given), self._show_answer)

    def begin_sending(self) -> None:
        """F8: to which number."""
        self._show_number(on=True)
        if not self.number.widget.text() and parse_phone(self._parts.own_number).sendable:
            self.number.widget.setText(self._parts.own_number)
        self.number.widget.setFocus()
        self.number.widget.selectAll()

    def forget(self) -> None:
        """F5: after asking."""
        name = self.form.secret_in_focus()
        if not name:
            self.say("消したい鍵の欄にカーソルを置いてから、F5 を押してください。", "warn")
            return
        ask.yes_no(
            self.window(),
            "鍵の削除",
            f"{field_name(name)}をこのパソコンから削除しますか？\n削除すると、このパソコンからはこの契約で送れません。",
            partial(self._forget, name),
            default_yes=False,
        )

    def why_not_save(self) -> str:
        """Nothing to save, or not yet."""
        if self._busy or not self._opened:
            return LOADING
        return "" if self.unsaved() else "変更はありません。"

    def why_not_test(self) -> str:
        """One question at a time; practice needs none."""
        if self._busy or not self._opened:
            return ASKING if self._busy else LOADING
        return "" if self.form.kind.real else "練習の契約に接続テストはありません。"

    def why_not_forget(self) -> str:
        """Only a field of a key names the key to be deleted."""
        if self._contract is None:
            return "まだ保存していない契約です。"
        return LOADING if self._busy else ""

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.form.title.widget if self._contract is not None else self.form.gateway.widget

    def escape(self) -> None:
        if self.number.widget.isVisibleTo(self):
            self._show_number(on=False)
            self.form.title.widget.setFocus()
        else:
            self.go_back()

    def unsaved(self) -> str:
        return "契約の入力" if self.form.given() != self._stored else ""

    def save_unsaved(self) -> bool:
        """The screen stays until it is saved: a field may be wrong."""
        self._closing = True
        self.save()
        return False

    # --- loading and saving ----------------------------------------------------------------------------------

    def _read(self, contract: Contract) -> None:
        self._jobs.start(self, lambda _job: self._parts.contracts.open(contract.id), self._show_opened)

    def _show_opened(self, opened: Opened) -> None:
        self._opened, self._contract = True, opened.contract
        self.form.show_places(opened.places)
        self.changed.emit()

    def _show_saved(self, done: Contract | Flawed) -> None:
        if isinstance(done, Flawed):
            self._closing = False
            self._show_flaws(done.flaws)
            return
        self.form.show_flaws({})
        first = self._contract is None
        self._contract = done
        self._stored = replace(self.form.given(), secrets={})
        self._jobs.tell(Topic.SETTINGS)
        self._parts.saved()
        self.say(f"契約「{done.title}」を保存しました。")
        if self._closing or first:
            self._stored = self.form.given()
            self.go_back()
        else:
            self._read(done)

    def _show_flaws(self, flaws: Mapping[str, Flaw]) -> None:
        self.form.show_flaws({name: wording.sentence(flaw.code, **flaw.details) for name, flaw in flaws.items()})
        self.say("赤い欄を直してください。何も保存していません。", "error")

    def _forget(self, name: str) -> None:
        contract, clerk = self._contract, self._parts.clerk()
        if contract is None:
            return
        self._work(
            lambda: self._parts.contracts.forget_secret(contract, name, clerk),
            partial(self._forgotten, name),
            writes=True,
        )

    def _forgotten(self, name: str, _none: object) -> None:
        self.say(f"{field_name(name)}をこのパソコンから削除しました。")
        self._jobs.tell(Topic.SETTINGS)
        if self._contract is not None:
            self._read(self._contract)

    # --- asking the gateway ------------------------------------------------------------------------------------

    def _checked(self, contract: Contract | None, given: Given) -> Answered | Flawed:
        """Ask only with what may be asked with. Runs off the window's thread."""
        flaws = self._parts.contracts.check(contract, given)
        return Flawed(flaws) if flaws else self._parts.connection.ask(contract, given)

    def _show_answer(self, answered: Answered | Flawed) -> None:
        if isinstance(answered, Flawed):
            self._say_result(MEND_FIRST, "bad")
            self._show_flaws(answered.flaws)
            return
        self.form.show_flaws({})
        left = f"残高：{answered.balance}" if answered.balance else "鍵と接続先が正しいことを確かめました。"
        self._say_result(f"接続できました。{left}", "good")

    def _ask_to_send(self) -> None:
        number = self.number.widget.text().strip()
        if self.why_not_test() or not number:
            return
        ask.yes_no(
            self.window(),
            "試験送信",
            f"{number} に試験の SMS を 1 通送りますか？\n料金がかかります。お客様の番号には送らないでください。",
            partial(self._send, number),
            default_yes=False,
        )

    def _send(self, number: str) -> None:
        contract, given, clerk = self._contract, self.form.given(), self._parts.clerk()
        self._say_result(ASKING, "")

        def work() -> Outcome | Flawed:
            flaws = self._parts.contracts.check(contract, given)
            return (
                Flawed(flaws) if flaws else self._parts.connection.send_one(contract, given, number, TEST_TEXT, clerk)
            )

        self._work(work, self._show_outcome)

    def _show_outcome(self, outcome: Outcome | Flawed) -> None:
        if isinstance(outcome, Flawed):
            self._say_result(MEND_FIRST, "bad")
            self._show_flaws(outcome.flaws)
        elif isinstance(outcome, Accepted):
            self._show_number(on=False)
            self._say_result("送信サービスが受け付けました。電話に届くのを確かめてください。", "good")
        else:
            self._say_result(f"送れませんでした。{wording.sentence(outcome.code)}", "bad")

    # --- inside ----------------------------------------------------------------------------------------------

    def _work(self, work: Callable[[], object], then: Callable[..., None], *, writes: bool = False) -> None:
        self._busy = True
        self.changed.emit()
        start = self._jobs.write if writes else self._jobs.start
        start(self, lambda _job: work(), partial(self._worked, then), failed=self._failed)

    def _worked(self, then: Callable[..., None], result: object) -> None:
        self._busy = False
        then(result)
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._busy = self._closing = False
        text, known = wording.explain(error)
        if isinstance(error, GatewayUnavailable) and error.code == GatewayUnavailable.code:
            text = NO_ANSWER  # the sentence of the outbox promises another try
        self._say_result(text, "bad")
        if known:
            self.say(text, "error")
        else:
            self._jobs.failed.emit(error)
        self.changed.emit()

    def _kind_chosen(self, _name: str) -> None:
        self._say_result(" ", "")

    def _say_result(self, text: str, tone: str) -> None:
        self.said.setText(text)
        self.said.setProperty("tone", tone)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _show_number(self, *, on: bool) -> None:
        for widget in (self.number.label, self.number.widget):
            widget.setVisible(on)
        self.number.show_error("")

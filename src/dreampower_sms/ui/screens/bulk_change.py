"""一括変更: password, item, new value, how many rows it means, はい(Y)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from dreampower_sms.domain.bulk_items import BULK_ITEMS, BulkItem, ValueKind
from dreampower_sms.domain.search.items import Target
from dreampower_sms.services.bulk_change import BulkChange, Counts, Done
from dreampower_sms.ui import ask, show, wording
from dreampower_sms.ui.forms import Choice, Line, Reading, caption, field
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.wording.people import FIELDS

CHECKS = (("チェック有", "1"), ("チェック無", "0"))
LOCKED = "先にパスワードを入力して F9 OK を押してください。"
COUNTING = "数えています。少しお待ちください。"
_NOUNS = {Target.CUSTOMER: "顧客", Target.VEHICLE: "車両"}


@dataclass(frozen=True, slots=True)
class BulkChangeDoors:
    """Where this screen leads."""

    done: Callable[[Done, str], None]
    """It was changed; the text names the change."""


class BulkChangeScreen(Screen):
    """One item of all the chosen rows."""

    id, title = "bulk_change", "一括変更"
    keys = (
        {
            1: HELP,
            6: Key("合言葉変更", "begin_change", "why_locked", help="一括変更のパスワードを変えます。"),
            9: Key("OK", "go_on", "why_not_on", manual=True, help="パスワードを確かめ、変更する件数を数えます。"),
            12: Key("戻る", "go_back", help="変更せずに一覧へ戻ります。"),
        },
    )

    def __init__(
        self,
        bulk: BulkChange,
        jobs: Jobs,
        doors: BulkChangeDoors,
        clerk: str,
        target: Target,
        ids: Sequence[int],
    ) -> None:
        super().__init__()
        self._bulk, self._jobs, self._doors, self._clerk = bulk, jobs, doors, clerk
        self._target, self._ids = target, ids
        self._open = self._busy = False
        self._known = ""
        self.what = Reading("対象", f"{_NOUNS[target]} {len(ids):,} 件を変更します", "customerName")
        self.password = field("パスワード", Line("パスワード"))
        self.password.widget.setEchoMode(QLineEdit.EchoMode.Password)
        self.new = field("新しいパスワード（6 文字以上）", Line("新しいパスワード"))
        self.new.widget.setEchoMode(QLineEdit.EchoMode.Password)
        self.item = field("変更する項目", Choice("変更する項目"))
        for item in BULK_ITEMS[target]:
            self.item.widget.addItem(FIELDS[item.column], item.column)
        self.check = field("新しい値", Choice("新しい値"))
        self.text = field("新しい値", Line("新しい値"))
        self.said = Reading("説明", " ")
        self.said.setWordWrap(True)
        self._build()
        self.item.widget.currentIndexChanged.connect(self._item_chosen)
        self.password.widget.returnPressed.connect(self._entered)
        self._show_lock()

    # --- what the keys do --------------------------------------------------------------------------------

    def go_on(self) -> None:
        """F9: unlock; set the new password; or count and ask."""
        if self.new.widget.isVisibleTo(self):
            self._change_password()
        elif not self._open:
            self._unlock()
        else:
            self._count()

    def why_not_on(self) -> str:
        """While something is under way, or nothing to go on with."""
        if self._busy:
            return COUNTING
        if not self._open and not self.password.widget.text():
            return "パスワードを入力してください。最初は pass です。"
        return "" if self._ids else "対象の行がありません。一覧で印を付けてください。"

    def begin_change(self) -> None:
        """F6: another password."""
        self._show_new(on=True)
        self.new.widget.setFocus()

    def why_locked(self) -> str:
        """Only who knows the password may change it."""
        return "" if self._open else LOCKED

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.password.widget

    def escape(self) -> None:
        if self.new.widget.isVisibleTo(self):
            self._show_new(on=False)
        else:
            self.go_back()

    # --- inside ----------------------------------------------------------------------------------------------

    def _entered(self) -> None:
        if not self.why_not_on():
            self.go_on()

    def _unlock(self) -> None:
        self._known = self.password.widget.text()
        self._work(partial(self._bulk.unlock, self._known, self._clerk), self._unlocked)

    def _unlocked(self, first: bool) -> None:  # noqa: FBT001  a job's result
        self._open, self._busy = True, False
        self.password.widget.clear()
        self.password.show_error("")
        self._show_lock()
        self.item.widget.setFocus()
        if first:
            self.say("最初のパスワードのままです。F6 で変えてください。", "warn")

    def _change_password(self) -> None:
        change = partial(self._bulk.change_password, self._known, self.new.widget.text(), self._clerk)
        self._work(change, self._password_changed)

    def _password_changed(self, _none: object) -> None:
        self._busy = False
        self._known = self.new.widget.text()
        self._show_new(on=False)
        self.item.widget.setFocus()
        self.say("パスワードを変えました。次からは新しいパスワードを使います。")

    def _count(self) -> None:
        item, value = self._item(), self._value()
        self._work(partial(self._bulk.count, self._target, self._ids, item, value), partial(self._counted, item, value))

    def _counted(self, item: BulkItem, value: str, counts: Counts) -> None:
        self._busy = False
        name = self._name(item, value)
        self.said.setText(f"{name}：変わる {counts.change:,} 件、すでにその値 {counts.same:,} 件")
        self.changed.emit()
        if not counts.change:
            self.say("すべてその値になっています。変更する行はありません。", "warn")
            return
        text = f"{_NOUNS[self._target]} {counts.change:,} 件を\n{name}\nに変更しますか？"
        ask.yes_no(self.window(), "一括変更", text, partial(self._apply, item, value, counts), default_yes=False)

    def _apply(self, item: BulkItem, value: str, counts: Counts) -> None:
        self._busy = True
        self.changed.emit()
        apply = partial(self._bulk.apply, self._target, self._ids, item, value, counts, self._clerk)
        done = partial(self._applied, item, value)
        self._jobs.write(self, lambda _job: apply(), done, failed=self._failed)

    def _applied(self, item: BulkItem, value: str, answer: Done | Counts) -> None:
        self._busy = False
        if isinstance(answer, Counts):
            self.say("確認のあとで件数が変わりました。もう一度確かめてください。", "warn")
            self._counted(item, value, answer)
        else:
            self._doors.done(answer, f"{answer.changed:,} 件の一括変更「{self._name(item, value)}」")

    def _work(self, work: Callable[[], object], then: Callable[[Any], None]) -> None:
        self._busy = True
        self.changed.emit()
        self._jobs.write(self, lambda _job: work(), then, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        said = wording.explain(error)[0]
        shown = self.new if self.new.widget.isVisibleTo(self) else self.password if not self._open else self.text
        shown.show_error(said)
        self.say(said, "error")
        self.changed.emit()

    def _item(self) -> BulkItem:
        column = str(self.item.widget.currentData())
        return next(item for item in BULK_ITEMS[self._target] if item.column == column)

    def _value(self) -> str:
        item = self._item()
        return self.text.widget.text().strip() if item.kind is ValueKind.TEXT else str(self.check.widget.currentData())

    def _name(self, item: BulkItem, value: str) -> str:
        text = value or "（空欄）"
        if item.kind is not ValueKind.TEXT:
            text = self.check.widget.itemText(self.check.widget.findData(value))
        return f"{FIELDS[item.column]} → {text}"

    def _item_chosen(self) -> None:
        item = self._item()
        self.check.widget.clear()
        states = tuple((text, state.value) for state, text in show.CONTACTS.items())
        for text, value in CHECKS if item.kind is ValueKind.CHECK else states:
            self.check.widget.addItem(text, value)
        for each, on in ((self.check, item.kind is not ValueKind.TEXT), (self.text, item.kind is ValueKind.TEXT)):
            each.label.setVisible(on)
            each.widget.setVisible(on)
            each.show_error("")
        self.said.setText(" ")

    def _show_lock(self) -> None:
        for each in (self.item, self.check, self.text):
            each.widget.setEnabled(self._open)
        self.password.label.setVisible(not self._open)
        self.password.widget.setVisible(not self._open)
        self.said.setText(" " if self._open else LOCKED)
        self._show_new(on=False)

    def _show_new(self, *, on: bool) -> None:
        self.new.label.setVisible(on)
        self.new.widget.setVisible(on)
        self.new.show_error("")
        if not on:
            self.new.widget.clear()
        self.changed.emit()

    def _build(self) -> None:
        box = QFrame()
        box.setObjectName("panel")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(20, 14, 20, 14)
        inner.setSpacing(10)
        for each in (self.password, self.new, self.item, self.check, self.text):
            inner.addLayout(each.column())
        inner.addWidget(self.said)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 10)
        column.setSpacing(10)
        column.addWidget(self.what)
        column.addWidget(caption("配信停止の番号は、チェックを付けても送られません。変更は Ctrl+Z で元に戻せます。"))
        column.addWidget(box)
        column.addStretch(1)
        self._item_chosen()

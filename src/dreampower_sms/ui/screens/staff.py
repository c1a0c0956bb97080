"""担当者マスタ: who works at the desk, in which order, and who has left."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QVBoxLayout, QWidget

from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.services.staff import Member, Staff, StaffStep
from dreampower_sms.ui import wording
from dreampower_sms.ui.forms import ItemList, Line, Reading, caption, field
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import CLOSE, Key, Screen

_ROLE = Qt.ItemDataRole.UserRole
_DONE = {
    "add": "「{0}」を追加しました。",
    "rename": "「{0}」を保存しました。これまでの履歴の名前は変わりません。",
    "move": "「{0}」の並び順を変えました。",
    "retire": "「{0}」を退職にしました。これまでの履歴には名前が残ります。",
    "restore": "「{0}」を復帰させました。",
}
_STEPS = {"add": "追加", "rename": "名前の変更", "move": "並び順の変更", "retire": "退職", "restore": "復帰"}
NONE_CHOSEN = "一覧から担当者を選んでください。"


class StaffScreen(Screen):
    """The list, and the name of whom it stands on."""

    id, title = "staff", "担当者マスタ"
    keys = (
        {
            3: Key("追加", "begin_new", help="新しい担当者の名前を入力します。F10 で追加します。"),
            5: Key(
                "退職・復帰", "turn_active", "why_not_chosen", help="選んだ担当者を退職にします。もう一度で復帰です。"
            ),
            6: Key("上へ", "move_up", "why_not_move", help="選んだ担当者を 1 つ上に移します。"),
            7: Key("下へ", "move_down", "why_not_move", help="選んだ担当者を 1 つ下に移します。"),
            10: Key("保存", "save", "why_not_save", help="名前とフリガナを保存します。"),
            12: CLOSE,
        },
    )

    def __init__(self, staff: Staff, jobs: Jobs, clerk: Callable[[], str], saved: Callable[[], None]) -> None:
        super().__init__()
        self._staff, self._jobs, self._clerk, self._told = staff, jobs, clerk, saved
        self._members: dict[int, Member] = {}
        self._chosen: Member | None = None
        self._last: StaffStep | None = None
        self._closing = False
        self.list = ItemList("担当者の一覧")
        self.state = Reading("入力中の担当者", name="sectionTitle")
        self.name = field("名前", Line("名前", "例：山田"), self._typed)
        self.kana = field("フリガナ", Line("フリガナ", "例：ヤマダ"), self._typed)
        self.list.currentItemChanged.connect(self._choose)
        self._build()
        self._read(0)

    # --- what the keys do --------------------------------------------------------------------------------

    def begin_new(self) -> None:
        """F3: an empty form."""
        self.list.setCurrentRow(-1)
        self._show(None)
        self.name.widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """F10: a new one, or another name."""
        name, kana, member = self.name.widget.text(), self.kana.widget.text(), self._chosen
        if member is None:
            self._write(lambda: self._staff.add(name, kana, self._clerk()))
        else:
            self._write(lambda: self._staff.rename(member, name, kana, self._clerk()))

    def turn_active(self) -> None:
        """F5: has left, or is back."""
        if (member := self._chosen) is not None:
            turn = self._staff.retire if member.active else self._staff.restore
            self._write(lambda: turn(member, self._clerk()))

    def move_up(self) -> None:
        """F6."""
        self._move(down=False)

    def move_down(self) -> None:
        """F7."""
        self._move(down=True)

    def why_not_chosen(self) -> str:
        """F5 needs somebody, and nothing half typed."""
        if self._chosen is None:
            return NONE_CHOSEN
        return "先に F10 で入力を保存してください。" if self.unsaved() else ""

    def why_not_move(self) -> str:
        """Only those who work here have an order."""
        if self._chosen is not None and not self._chosen.active:
            return "退職した担当者の順番は変えられません。"
        return self.why_not_chosen()

    def why_not_save(self) -> str:
        """Nothing to save."""
        return "" if self.unsaved() else "変更はありません。F3 で追加、名前を直すと変更できます。"

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.list

    def unsaved(self) -> str:
        stored = (self._chosen.name, self._chosen.kana) if self._chosen else ("", "")
        return "担当者の入力" if (self.name.widget.text(), self.kana.widget.text()) != stored else ""

    def save_unsaved(self) -> bool:
        """The screen stays until it is saved: a name may be refused."""
        self._closing = True
        self.save()
        return False

    def undo(self) -> str:
        last, self._last = self._last, None
        if last is None:
            return ""
        self._jobs.write(self, lambda _job: self._staff.undo(last, self._clerk()), self._undone, failed=self._failed)
        return f"「{last.after.name}」の{_STEPS[last.action]}"

    # --- inside ----------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        self.changed.emit()

    def _move(self, *, down: bool) -> None:
        if (member := self._chosen) is not None:
            self._write(lambda: self._staff.move(member, self._clerk(), down=down))

    def _write(self, work: Callable[[], StaffStep | None]) -> None:
        self.name.show_error("")
        self._jobs.write(self, lambda _job: work(), self._done, failed=self._failed)

    def _done(self, step: StaffStep | None) -> None:
        if step is None:
            self.say("これより先には移せません。")
            return
        self._last = step
        self._changed_to(step.after.id)
        self.say(f"{_DONE[step.action].format(step.after.name)}Ctrl+Z で元に戻せます。")
        if self._closing:
            self._show(step.after)
            self.go_back()

    def _undone(self, step: StaffStep | None) -> None:
        self._changed_to(step.after.id if step else 0)

    def _changed_to(self, id_: int) -> None:
        self._jobs.tell(Topic.SETTINGS)
        self._told()
        self._read(id_)

    def _failed(self, error: Exception) -> None:
        self._closing = False
        if isinstance(error, DreamPowerError) and error.code in {"staff_nameless", "staff_name_taken", "text_long"}:
            self.name.show_error(wording.sentence(error.code, **error.details))
            self.name.widget.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._jobs.failed.emit(error)
        if isinstance(error, DreamPowerError) and error.code == "staff_changed":
            self._read(self._chosen.id if self._chosen else 0)

    def _read(self, id_: int) -> None:
        self._jobs.start(self, lambda _job: self._staff.list(), lambda found: self._fill(found, id_), lane="read")

    def _fill(self, members: Sequence[Member], id_: int) -> None:
        self._members = {member.id: member for member in members}
        self.list.blockSignals(True)  # told once, below
        self.list.clear()
        for member in members:
            kana = f"（{member.kana}）" if member.kana else ""
            item = QListWidgetItem(f"{member.name}{kana}" + ("" if member.active else "　退職"))
            item.setData(_ROLE, member.id)
            self.list.addItem(item)
        ids = list(self._members)
        self.list.setCurrentRow(ids.index(id_) if id_ in ids else (0 if ids else -1))
        self.list.blockSignals(False)
        self._choose()

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._show(self._members.get(int(item.data(_ROLE))))
        elif not self._members:
            self._show(None)

    def _show(self, member: Member | None) -> None:
        self._chosen = member
        self.state.setText(
            "新しい担当者" if member is None else f"{member.name}（{'在籍' if member.active else '退職'}）"
        )
        self.name.widget.setText(member.name if member else "")
        self.kana.widget.setText(member.kana if member else "")
        self.name.show_error("")
        self.changed.emit()

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(caption("担当者（上から順に選べます。退職した人は下に残ります）"))
        left.addWidget(self.list, 1)
        right.setSpacing(10)
        right.addWidget(self.state)
        right.addLayout(self.name.column())
        right.addLayout(self.kana.column())
        hint = Reading(
            "説明", "名前を変えても、退職にしても、これまでの送信履歴や記録の名前は変わりません。", name="caption"
        )
        hint.setWordWrap(True)
        right.addWidget(hint)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 18, 24, 12)
        row.setSpacing(28)
        row.addLayout(left, 1)
        row.addLayout(right, 1)

"""Two PCs edited one record: both versions field by field, and a person chooses. Nothing typed is lost."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dreampower_sms.domain.records import Difference
from dreampower_sms.ui.columns import CENTER, Column
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.rows import RowsModel, RowsView

_MINE, _THEIRS = "mine", "theirs"


class _Choices(RowsView):
    """1 or ← takes the other's version, 2 or → one's own."""

    def __init__(self, model: RowsModel, screen: "ConflictScreen") -> None:
        super().__init__(model, "どちらにするか", "")
        self._screen = screen

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_1, Qt.Key.Key_Left):
            self._screen.choose(_THEIRS)
        elif event.key() in (Qt.Key.Key_2, Qt.Key.Key_Right):
            self._screen.choose(_MINE)
        else:
            super().keyPressEvent(event)


class ConflictScreen(Screen):
    """One row a field that both changed. Subclasses let a clerk choose between two records in the same way."""

    id, title = "conflict", "どちらの内容にするか"
    sides: ClassVar[Mapping[str, str]] = {_THEIRS: "ほかのパソコン", _MINE: "自分の入力"}
    short_sides: ClassVar[Mapping[str, str]] = {_THEIRS: "相手", _MINE: "自分"}
    has_base = True
    """Whether there was a version before both."""
    explanation = (
        "編集している間に、ほかのパソコンで同じ登録が保存されました。"
        "両方で変えた欄だけを並べています。欄ごとに 1（相手）か 2（自分）を選び、F10 で保存してください。"
    )
    keys = (
        {
            1: HELP,
            3: Key("相手", "take_theirs", help="選んだ欄を、ほかのパソコンの内容にします。1 でもできます。"),
            4: Key("自分", "take_mine", help="選んだ欄を、自分が入力した内容にします。2 でもできます。"),
            10: Key("保存", "keep", "why_not_keep", help="選んだ内容で保存します。"),
            12: Key("戻る", "go_back", help="保存せずに入力の画面へ戻ります。入力した内容は残ります。"),
        },
    )

    def __init__(
        self,
        differences: Sequence[Difference],
        names: Mapping[str, str],
        show_value: Callable[[str, Any], str],
        jobs: Jobs,
        keep: Callable[[Mapping[str, Any]], None],
    ) -> None:
        """`keep` is called with the chosen value of each of the fields."""
        super().__init__()
        self._differences, self._keep = list(differences), keep
        self._chosen: dict[int, str] = {}
        rows = dict(enumerate(differences))

        def some(ids: Sequence[int]) -> Mapping[int, Difference]:
            return {id_: rows[id_] for id_ in ids}

        def shown(side: str) -> Callable[[Difference], str]:
            return lambda one: self._marked(side, one, show_value)

        columns = (
            Column("field", "項目", lambda one: names[one.field], 9),
            *((Column("base", "元の内容", lambda one: show_value(one.field, one.base), 18),) if self.has_base else ()),
            Column("theirs", f"1 {self.sides[_THEIRS]}", shown(_THEIRS), 24),
            Column("mine", f"2 {self.sides[_MINE]}", shown(_MINE), 24),
            Column("chosen", "選択", self._side_of, 6, CENTER),
        )
        self.model = RowsModel(columns, some, jobs, self)
        self.list = _Choices(self.model, self)
        self.said = Reading("説明")
        self.said.setWordWrap(True)
        self.said.setText(self.explanation)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 10)
        column.setSpacing(10)
        column.addWidget(self.said)
        column.addWidget(self.list, 1)
        self.list.show_ids(range(len(rows)), rows)

    def choose(self, side: str) -> None:
        """Take a side for the selected field and go on to the next."""
        row = self.list.current_id()
        if row is None:
            return
        self._chosen[row] = side
        self.list.viewport().update()
        self.list.select_row(row + 1)
        self.changed.emit()

    def take_theirs(self) -> None:
        """F3."""
        self.choose(_THEIRS)

    def take_mine(self) -> None:
        """F4."""
        self.choose(_MINE)

    def keep(self) -> None:
        """F10: hand back what was chosen."""
        self._keep({
            one.field: one.mine if self._chosen[row] == _MINE else one.theirs
            for row, one in enumerate(self._differences)
        })  # fmt: skip

    def why_not_keep(self) -> str:
        """Every field has to be decided."""
        left = len(self._differences) - len(self._chosen)
        return f"あと {left} 欄、1 か 2 を選んでください。" if left else ""

    def first_field(self) -> QWidget:
        return self.list

    def _side_of(self, one: Difference) -> str:
        chosen = self._chosen.get(self._differences.index(one))
        return self.short_sides.get(chosen or "", "―")

    def _marked(self, side: str, one: Difference, show_value: Callable[[str, Any], str]) -> str:
        value = one.mine if side == _MINE else one.theirs
        mark = "✓ " if self._chosen.get(self._differences.index(one)) == side else ""
        return mark + (show_value(one.field, value) or "（空欄）")

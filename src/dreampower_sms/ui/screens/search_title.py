"""検索タイトル: which items a saved search asks for, lists and exports (manual chapter 5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.domain.search import meeting
from dreampower_sms.domain.search.items import Items, Target
from dreampower_sms.domain.search.spec import Order, Title
from dreampower_sms.services.free_search import FreeSearch
from dreampower_sms.services.titles import LONGEST_NAME, SavedTitle, SearchTitles, TitleConflict, TitleWrong
from dreampower_sms.ui import ask, wording
from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.forms import Button, Choice, Line, Reading, field
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import Key, Screen
from dreampower_sms.ui.title_grid import HEADERS, TitleGrid
from dreampower_sms.ui.wording.searching import TARGETS

LOADING = "読み込み中です。少しお待ちください。"
SAVING = "保存しています。"
TAKEN_OVER = "ほかのパソコンの変更を取り込みました。内容を確かめて、もう一度 F10 で保存してください。"
COPY = "タイトルのコピー"
_OF_THE_NAME = ("search_title_nameless", "search_title_taken")
_FIELDS = {meeting.NAME: "検索タイトル", meeting.TARGET: "対象", meeting.SEQUENCE: "項目の順番"}
_ORDERS = {
    Target.CUSTOMER: (Order("kana"),),
    Target.VEHICLE: (Order("inspection_expiry"), Order("kana")),
}


@dataclass(frozen=True, slots=True)
class TitleDoors:
    """Where this screen leads."""

    open: Callable[[Screen], None]
    saved: Callable[[int], None]
    deleted: Callable[[SavedTitle], None]
    """It is out of the lists; the step can be taken back."""


class SearchTitleScreen(Screen):
    """A name, a target, and all items with their ticks."""

    id, title = "search_title", "検索タイトル"
    keys = (
        {
            10: Key("保存", "save", "why_not_save", manual=True, help="検索タイトルを保存します。"),
            12: Key("終了", "go_back", manual=True, help="自由検索に戻ります。保存していなければ確認します。"),
        },
    )

    def __init__(
        self, titles: SearchTitles, search: FreeSearch, jobs: Jobs, doors: TitleDoors, clerk: str, title_id: int | None
    ) -> None:
        super().__init__()
        self._titles, self._jobs, self._doors, self._clerk = titles, jobs, doors, clerk
        self._busy = LOADING
        self._items: Items = {}
        self._start = Title("", Target.CUSTOMER)
        """What the screen was filled with, to see what was changed."""
        self._steps: list[tuple[str, Title]] = []
        self._original: SavedTitle | None = None
        """What the copy on the screen was made of, for Ctrl+Z."""
        self.saved: SavedTitle | None = None
        self.name = field("検索タイトル", Line("検索タイトル", "例：来月車検"), self._touched)
        self.name.widget.setMaxLength(LONGEST_NAME)
        self.subject = field("対象", Choice("対象"))
        for target, label in TARGETS.items():
            self.subject.widget.addItem(label, target.value)
        self.filter = field("項目をさがす", Line("項目をさがす", "例：車検"))
        self.grid = TitleGrid()
        self.warning = Reading("注意", name="fieldError")
        self.warning.setWordWrap(True)
        self.warning.hide()
        self.copy_button = Button("コピーを作る(&C)")
        self.delete_button = Button("削除(&D)")
        self._build()
        self._jobs.start(
            self,
            lambda _job: (search.items(), None if title_id is None else titles.get(title_id)),
            lambda found: self._loaded(*found, gone=title_id is not None and found[1] is None),
        )

    # --- what the keys do --------------------------------------------------------------------------------

    def save(self) -> None:
        """F10: for every PC of the shop."""
        mine, base, clerk = self.typed(), self.saved, self._clerk
        self._busy = SAVING
        self.changed.emit()
        self._jobs.write(self, lambda _job: self._titles.save(mine, base, clerk), self._answered, failed=self._failed)

    def why_not_save(self) -> str:
        """While it is read or written, or without anything to write."""
        if self._busy:
            return self._busy
        return "" if self.saved is None or self.unsaved() else "変更はありません。"

    def copy(self) -> None:
        """What stands here becomes a new title, which is not saved yet."""
        mine = self.typed()
        self._original, self.saved, self._steps = self.saved, None, [(COPY, mine)]
        self._start = Title("", mine.target)
        self._fill(replace(mine, name=f"{mine.name} のコピー"[:LONGEST_NAME]))
        self.name.widget.setFocus()
        self.name.widget.selectAll()
        self.say("コピーを作りました。名前を決めて F10 で保存してください。")

    def delete(self) -> None:
        """After asking; the question names the title."""
        if (base := self.saved) is not None and not self._busy:
            text = f"検索タイトル「{base.title.name}」を削除しますか？\n直後なら Ctrl+Z で戻せます。"
            ask.yes_no(self.window(), "削除", text, lambda: self._delete(base), default_yes=False)

    # --- what the window asks ------------------------------------------------------------------------------

    def first_field(self) -> QWidget:
        return self.name.widget

    def unsaved(self) -> str:
        return "検索タイトル" if not self._busy and self.typed() != self._start else ""

    def save_unsaved(self) -> bool:
        """The screen stays until it is stored."""
        self.save()
        return False

    def undo(self) -> str:
        if not self._steps:
            return ""
        step, before = self._steps.pop()
        if step is COPY and self._original is not None:
            self.saved, self._original = self._original, None
            self._show(self.saved.title)
            self._fill(before)
        else:
            self._fill(replace(before, name=self.name.widget.text()))
        return step

    def typed(self) -> Title:
        """The title as it stands here. An item that is asked for no longer loses the value saved with it."""
        target = Target(self.subject.widget.currentData())
        items = self.grid.used()
        base = self._start
        dropped = frozenset(base.searched) - {each.item for each in items if each.search}
        alien = {key for key, info in self._items.items() if not info.belongs_to(target)}
        conditions = tuple(each for each in base.conditions if each.item not in dropped | alien)
        order = base.order if base.order and base.target is target else _ORDERS[target]
        return Title(self.name.widget.text(), target, items, conditions, order)

    # --- inside ----------------------------------------------------------------------------------------------

    def _loaded(self, items: Items, saved: SavedTitle | None, *, gone: bool) -> None:
        self._busy, self._items, self.saved = "", items, saved
        self._show(saved.title if saved is not None else Title("", Target.CUSTOMER))
        if gone:
            self.say(wording.sentence("search_title_deleted"), "warn")

    def _show(self, title: Title) -> None:
        self._start, self._steps = title, []
        self._fill(title)
        self._start = self.typed()

    def _fill(self, title: Title) -> None:
        self.name.widget.setText(title.name)
        self.subject.widget.blockSignals(True)  # filled by the program
        self.subject.widget.setCurrentIndex(self.subject.widget.findData(title.target.value))
        self.subject.widget.blockSignals(False)
        self.grid.show_lines(title.items, self._items, title.target)
        gone = [each.item for each in title.items if each.item not in self._items]
        kept = f"項目「{'、'.join(gone)}」は今はありません。タイトルには残りますが、検索では使いません。"
        self.warning.setText(kept if gone else "")
        self.warning.setVisible(bool(gone))
        self.delete_button.setEnabled(self.saved is not None)
        self.changed.emit()

    def _answered(self, answer: SavedTitle | TitleConflict) -> None:
        self._busy = ""
        self.name.show_error("")
        if isinstance(answer, TitleConflict):
            self._meet(answer.theirs)
            return
        self.saved = answer
        self._show(answer.title)
        self.say(f"検索タイトル「{answer.title.name}」を保存しました。F12 で戻ります。")
        self._doors.saved(answer.id)
        self._jobs.tell(Topic.TITLES)

    def _meet(self, theirs: SavedTitle | None) -> None:
        """Another PC was faster: take over what does not contradict, and ask line by line about the rest."""
        mine, before = self.typed(), self.saved
        self.saved = theirs
        if theirs is None or before is None:
            self._start = Title("", Target.CUSTOMER)
            self.delete_button.setEnabled(False)
            self.changed.emit()
            self.say("別のパソコンで削除されました。F10 でもう一度保存すると、新しいタイトルになります。", "warn")
            return
        met = meeting.meet(before.title, theirs.title, mine)
        self._show(theirs.title)
        self._fill(met.title({}))
        if not met.differences:
            self.say(TAKEN_OVER, "warn")
            return

        def keep(chosen: Mapping[str, Any]) -> None:
            asking.close_asked.emit()
            self._fill(met.title(chosen))
            self.save()

        target = theirs.title.target
        names = {each.field: self._field_name(each.field, target) for each in met.differences}
        asking = ConflictScreen(met.differences, names, self._in_words, self._jobs, keep)
        self._doors.open(asking)

    def _field_name(self, field: str, target: Target) -> str:
        info = self._items.get(field)
        return _FIELDS.get(field) or (info.label_in(target) if info else field)

    def _in_words(self, field: str, value: Any) -> str:
        if value is None:
            return "使わない"
        match field:
            case meeting.NAME:
                return str(value)
            case meeting.TARGET:
                return TARGETS[value]
            case meeting.SEQUENCE:
                return " → ".join(self._field_name(key, Target.CUSTOMER) for key in value)
            case _:
                return "・".join(name for name, on in zip(HEADERS[1:], value, strict=True) if on) or "使わない"

    def _delete(self, base: SavedTitle) -> None:
        clerk = self._clerk
        self._busy = SAVING
        self._jobs.write(self, lambda _job: self._titles.delete(base, clerk), self._deleted, failed=self._failed)

    def _deleted(self, answer: SavedTitle | TitleConflict) -> None:
        self._busy = ""
        if isinstance(answer, TitleConflict):
            self._meet(answer.theirs)
            return
        self._start = self.typed()
        self._jobs.tell(Topic.TITLES)
        self._doors.deleted(answer)

    def _failed(self, error: Exception) -> None:
        self._busy = ""
        self.changed.emit()
        said = wording.explain(error)[0]
        if isinstance(error, TitleWrong) and error.code in _OF_THE_NAME:
            self.name.show_error(said)
            self.name.widget.setFocus()
        self.say(said, "error")

    def _edited(self, step: str) -> None:
        self._steps.append((step, self.typed()))

    def _touched(self, *_: object) -> None:
        self.changed.emit()

    def _retarget(self, _index: int) -> None:
        lines = [each for each in self.grid.lines if each.item not in self._items or any(_ticks(each))]
        self.grid.show_lines(lines, self._items, Target(self.subject.widget.currentData()))
        self.changed.emit()

    def _build(self) -> None:
        self.grid.edited.connect(self._edited)
        self.grid.redrawn.connect(self.changed)
        self.subject.widget.currentIndexChanged.connect(self._retarget)
        self.filter.widget.textChanged.connect(self.grid.show_only)
        self.copy_button.clicked.connect(self.copy)
        self.delete_button.clicked.connect(self.delete)
        self.delete_button.setEnabled(False)
        head = QHBoxLayout()
        head.setSpacing(12)
        for part, stretch in ((self.name, 3), (self.subject, 1), (self.filter, 2)):
            head.addLayout(part.column(), stretch)
        buttons = QHBoxLayout()
        said = Reading("使い方", "Space：印を付ける　←→：列を選ぶ　Alt+↑↓：順番を変える")
        buttons.addWidget(said, 1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.delete_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 10)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.warning)
        column.addWidget(self.grid, 1)
        column.addLayout(buttons)


def _ticks(line: object) -> tuple[bool, ...]:
    return tuple(bool(getattr(line, name)) for name in ("search", "listed", "exported"))

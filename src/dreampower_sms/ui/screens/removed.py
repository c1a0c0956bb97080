"""削除したお客様: who was removed, found by name or number, and brought back by one key."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.db.removed import Removed
from dreampower_sms.services.removed import Found, RemovedCustomers, Restored
from dreampower_sms.ui import show, wording
from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.forms import Reading, caption
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import CLOSE, HELP, Key, Screen
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.search_line import SearchLine

COLUMNS = (
    Column("at", "削除した日時", lambda one: show.short_moment(one.at), 13, firm=True),
    Column("name", "氏名", lambda one: one.name, 16),
    Column("kana", "フリガナ", lambda one: one.kana, 18),
    Column("mobile", "携帯番号", lambda one: one.mobile or "―", 13, firm=True),
    Column("phone", "電話番号", lambda one: one.phone or "―", 13, firm=True),
    Column("address", "住所", lambda one: one.address, 24),
    Column("vehicles", "車両", lambda one: f"{one.vehicles:,}", 5, RIGHT, firm=True),
)
HINT = "ここに並ぶ方はいません。まとめられたお客様は、残した方の登録にあります。"
NOBODY = "見つかりません"
NONE_CHOSEN = "一覧からお客様を選んでください。"


@dataclass(frozen=True, slots=True)
class RemovedDoors:
    """Where this screen leads."""

    customer: Callable[[int], None]
    """To the record, which can be read before it is brought back."""
    offer_undo: Callable[[str, Callable[[], None]], None]
    clerk: Callable[[], str]
    say: Callable[[str, str], None]
    """For the answer to Ctrl+Z, which may come when another screen is visible."""


class RemovedScreen(Screen):
    """The last removed first; the list follows every letter."""

    id, title = "removed", "削除したお客様"
    keys = (
        {
            1: HELP,
            6: Key("登録を見る", "open", "why_not_chosen", help="選んだお客様の登録を開きます。Enter でもできます。"),
            9: Key("検索", "search", help="一覧を読み直します。文字を入れると、そのつど絞り込みます。"),
            10: Key("復元", "restore", "why_not_chosen", help="選んだお客様を、車両とともに一覧に戻します。"),
            12: CLOSE,
        },
    )

    def __init__(self, removed: RemovedCustomers, jobs: Jobs, doors: RemovedDoors, settings: QSettings) -> None:
        super().__init__()
        self._removed, self._jobs, self._doors = removed, jobs, doors
        self._found: Mapping[int, Removed] = {}
        self._restoring = False
        self.line = SearchLine("削除したお客様を探す")
        self.count = Reading("件数", name="caption")
        self.model = RowsModel(COLUMNS, self._rows, jobs, self)
        self.list = RowsView(self.model, "削除したお客様の一覧", HINT)
        self.list.remember(settings, self.id)
        head = QHBoxLayout()
        head.addWidget(caption("探す"))
        head.addWidget(self.line, 1)
        head.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.line.typed.connect(self._typed)
        self.line.arrow.connect(self._arrow)
        self.line.returnPressed.connect(self.open)
        self.list.moved.connect(self._moved)
        self.list.chosen.connect(self._moved_to)

    # --- what the keys do --------------------------------------------------------------------------------

    def search(self) -> None:
        """F9."""
        self._typed(self.line.text())

    def open(self) -> None:
        """F6 or Enter: read the record first."""
        if (one := self.selected()) is not None:
            self._doors.customer(one.id)

    def restore(self) -> None:
        """F10: back into the lists."""
        one, clerk = self.selected(), self._doors.clerk()
        if one is not None:
            self._restoring = True
            self.changed.emit()
            self._jobs.write(
                self, lambda _job: self._removed.restore(one.id, clerk), self._restored, failed=self._failed
            )

    def why_not_chosen(self) -> str:
        """Somebody has to be selected."""
        if self._restoring:
            return "復元しています。"
        return "" if self.selected() is not None else NONE_CHOSEN

    # --- what the window asks ------------------------------------------------------------------------------

    def entered(self) -> None:
        """Also on the way back from a record, which may have been brought back there."""
        self.search()

    def first_field(self) -> QWidget:
        return self.line

    def selected(self) -> Removed | None:
        """The customer on whom the list stands."""
        identifier = self.list.current_id()
        return None if identifier is None else self._found.get(identifier)

    # --- inside ----------------------------------------------------------------------------------------------

    def _typed(self, text: str) -> None:
        self._jobs.start(self, lambda _job: self._removed.find(text), self._show, failed=self._failed, lane="removed")

    def _arrow(self, event: QKeyEvent) -> None:
        self.list.keyPressEvent(event)

    def _moved(self, _row: int) -> None:
        self.changed.emit()

    def _moved_to(self, _row: int) -> None:
        self.open()

    def _rows(self, ids: Sequence[int]) -> Mapping[int, Removed]:
        return {id_: self._found[id_] for id_ in ids if id_ in self._found}

    def _show(self, found: Found) -> None:
        kept = self.selected()
        self._found = {one.id: one for one in found.customers}
        ids = array("q", self._found)
        self.list.show_ids(ids, self._rows(ids))
        if kept is None or not self.list.select_id(kept.id):
            self.list.select_row(0)
        more = "以上" if found.more else ""
        self.count.setText(f"{len(ids):,} 名{more}　F10 復元" if ids else NOBODY)
        self.changed.emit()

    def _restored(self, done: Restored) -> None:
        self._restoring = False
        name = f"「{done.step.name}」の復元"
        self._doors.offer_undo(name, partial(self._take_back, done, name))
        twice = f"よく似た登録がほかに {len(done.alike)} 名あります。重複顧客で確かめてください。" if done.alike else ""
        self.say(f"「{done.step.name}」を一覧に戻しました。{twice}Ctrl+Z で元に戻せます。", "warn" if twice else "info")
        self._jobs.tell(Topic.CUSTOMERS)
        self.search()

    def _take_back(self, done: Restored, name: str) -> None:
        clerk = self._doors.clerk()
        self._jobs.write(self._jobs, lambda _job: self._removed.undo(done.step, clerk), partial(self._taken_back, name))

    def _taken_back(self, name: str, back: bool) -> None:  # noqa: FBT001  a job's result
        if back:
            self._doors.say(f"{name}を取り消しました。F9 で読み直すと、また並びます。", "info")
        else:
            self._doors.say(f"{name}のあとに別の変更があるため、戻せません。登録を開いて確かめてください。", "warn")
        self._jobs.tell(Topic.CUSTOMERS)

    def _failed(self, error: Exception) -> None:
        self._restoring = False
        self.say(wording.explain(error)[0], "error")
        self.changed.emit()

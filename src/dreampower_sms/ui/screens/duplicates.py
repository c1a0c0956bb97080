"""重複顧客: customers who may have been entered twice; tell them apart, or make one of two."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dreampower_sms.db.engine import Stop
from dreampower_sms.domain.duplicates import Pair, Person, prefill
from dreampower_sms.domain.records import Record
from dreampower_sms.services.duplicates import Duplicates, FoundPairs, MergeStep
from dreampower_sms.services.people import Conflict
from dreampower_sms.ui import ask, wording
from dreampower_sms.ui.columns import CENTER, Column
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.jobs import Job, Jobs, Topic
from dreampower_sms.ui.keys import HELP, Key, Screen
from dreampower_sms.ui.merge_choice import MergeChoiceScreen
from dreampower_sms.ui.record_screen import value_in_words
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.wording.duplicates import MOVED, REASONS
from dreampower_sms.ui.wording.people import FIELDS

GONE_CLERK = "（今はいない担当者）"
HINT = "F9 で、二重に登録されていそうなお客様を探します。"
NONE = "二重に登録されていそうなお客様は見つかりませんでした。"
SEARCHING = "探しています。Esc で中止できます。"
CHANGED = "ほかのパソコンで、どちらかの登録が変わりました。何もまとめていません。F9 でもう一度探してください。"


@dataclass(frozen=True, slots=True)
class DuplicatesDoors:
    """Where this screen leads."""

    open: Callable[[Screen], None]
    customer: Callable[[int], None]
    offer_undo: Callable[[str, Callable[[], None]], None]
    clerk: Callable[[], str]
    staff: Callable[[], Sequence[tuple[int, str]]]
    """担当者 with their ids. Touches the database."""
    say: Callable[[str, str], None]
    """For the answer to Ctrl+Z, which may come when another screen is visible."""


class DuplicatesScreen(Screen):
    """Pairs, the likeliest first."""

    id, title = "duplicates", "重複顧客"
    keys = (
        {
            1: HELP,
            3: Key("残す方入替", "swap", "why_no_pair", help="残す方とまとめられる方を入れ替えます。"),
            5: Key("残す方", "open_kept", "why_no_pair", help="残す方の登録を開きます。Enter でもできます。"),
            6: Key("もう一方", "open_gone", "why_no_pair", help="まとめられる方の登録を開きます。"),
            7: Key("別人", "apart", "why_no_pair", help="同じ方ではないと記録し、次からは並べません。"),
            9: Key("探す", "search", "why_busy", help="二重に登録されていそうなお客様を探します。Esc で中止できます。"),
            10: Key("まとめる", "merge", "why_no_pair", help="2 件を 1 件にまとめます。車両や送信の記録も移ります。"),
            12: Key("終了", "go_back", help="この画面を閉じます。"),
        },
    )

    def __init__(self, duplicates: Duplicates, jobs: Jobs, doors: DuplicatesDoors, settings: QSettings) -> None:
        super().__init__()
        self._duplicates, self._jobs, self._doors = duplicates, jobs, doors
        self._pairs: dict[int, Pair] = {}
        self._swapped: set[tuple[int, int]] = set()
        self._job: Job | None = None
        self.count = Reading("件数", name="caption")
        self.model = RowsModel(self._columns(), self._rows, jobs, self)
        self.list = RowsView(self.model, "重複していそうなお客様", HINT)
        self.list.remember(settings, self.id)
        head = QHBoxLayout()
        head.addWidget(self.count)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.list.moved.connect(self._moved)
        self.list.chosen.connect(self._chosen)
        self.count.setText(HINT)

    # --- what the keys do --------------------------------------------------------------------------------

    def search(self) -> None:
        """F9."""
        stop = Stop()

        def work(job: Job) -> FoundPairs:
            job.on_cancel(stop.now)
            return self._duplicates.find(job.progress, stop)

        self._job = self._jobs.start(
            self, work, self._show, failed=self._failed, progress=self._show_progress, lane="duplicates"
        )
        self.count.setText(SEARCHING)
        self.changed.emit()

    def escape(self) -> None:
        """Esc: end the search; without one, back."""
        if self._job is None:
            self.go_back()
            return
        self._job.cancel()
        self._job = None
        self._show_count()
        self.say("中止しました。F9 でもう一度探せます。")

    def swap(self) -> None:
        """F3: the other one is kept."""
        if (row := self.list.current_id()) is not None:
            self._swapped ^= {self._pairs[row].ids}
            self.list.viewport().update()

    def open_kept(self) -> None:
        """Enter or F5."""
        if (two := self.selected()) is not None:
            self._doors.customer(two[0])

    def open_gone(self) -> None:
        """F6."""
        if (two := self.selected()) is not None:
            self._doors.customer(two[1])

    def apart(self) -> None:
        """F7: not the same."""
        row, two = self.list.current_id(), self.selected()
        if row is not None and two is not None:
            clerk = self._doors.clerk()
            self._jobs.write(self, lambda _: self._duplicates.apart(*two, clerk), lambda _: self._told_apart(row))

    def merge(self) -> None:
        """F10: read both as they are now, let the clerk choose, ask, write."""
        row, two = self.list.current_id(), self.selected()
        if row is not None and two is not None:
            self._jobs.start(
                self,
                lambda _job: (self._duplicates.both(*two), dict(self._doors.staff())),
                partial(self._choose, row),
                failed=self._failed,
                lane="merge",
            )

    def why_busy(self) -> str:
        """While it searches."""
        return SEARCHING if self._job is not None else ""

    def why_no_pair(self) -> str:
        """A row has to be selected."""
        return self.why_busy() or ("" if self.selected() is not None else "F9 で探し、一覧で組を選んでください。")

    def first_field(self) -> QWidget:
        return self.list

    # --- inside ----------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("kept", "残す方", lambda pair: self._ordered(pair)[0].name, 13),
            Column("kept_mobile", "携帯番号", lambda pair: self._ordered(pair)[0].mobile or "―", 12, firm=True),
            Column("kept_address", "住所", lambda pair: self._ordered(pair)[0].address, 14, drop=2),
            Column("gone", "まとめられる方", lambda pair: self._ordered(pair)[1].name, 13),
            Column("gone_mobile", "携帯番号", lambda pair: self._ordered(pair)[1].mobile or "―", 12, firm=True, drop=3),
            Column("gone_address", "住所", lambda pair: self._ordered(pair)[1].address, 14, drop=2),
            Column("reasons", "同じところ", lambda pair: "・".join(REASONS[one] for one in pair.reasons), 17),
            Column("score", "確からしさ", lambda pair: str(pair.score), 7, CENTER, firm=True, drop=1),
        )

    def _ordered(self, pair: Pair) -> tuple[Person, Person]:
        return (pair.second, pair.first) if pair.ids in self._swapped else (pair.first, pair.second)

    def selected(self) -> tuple[int, int] | None:
        """Who stays and who goes, of the selected pair."""
        row = self.list.current_id()
        if row is None or row not in self._pairs:
            return None
        kept, gone = self._ordered(self._pairs[row])
        return kept.id, gone.id

    def _moved(self, _row: int) -> None:
        self.changed.emit()

    def _chosen(self, _row: int) -> None:
        self.open_kept()

    def _rows(self, ids: Sequence[int]) -> Mapping[int, Pair]:
        return {id_: self._pairs[id_] for id_ in ids if id_ in self._pairs}

    def _show(self, found: FoundPairs) -> None:
        self._job = None
        self._pairs, self._swapped = dict(enumerate(found.pairs)), set()
        self._refresh()
        more = f"（全部で {found.total:,} 組）" if found.total > len(found.pairs) else ""
        self.say(f"{len(found.pairs):,} 組が見つかりました。{more}" if found.pairs else NONE)

    def _refresh(self) -> None:
        row = max(self.list.currentIndex().row(), 0)
        ids = array("q", self._pairs)
        self.list.show_ids(ids, self._rows(ids))
        self.list.select_row(min(row, len(ids) - 1))
        self._show_count()

    def _show_count(self) -> None:
        self.count.setText(f"{len(self._pairs):,} 組　F10 まとめる　F7 別人" if self._pairs else HINT)
        self.changed.emit()

    def _show_progress(self, done: int, total: int) -> None:
        self.count.setText(f"{SEARCHING}　{done * 100 // max(total, 1)} %")

    def _told_apart(self, row: int) -> None:
        pair = self._pairs.pop(row)
        self._refresh()
        name = f"「{pair.first.name}」と「{pair.second.name}」の別人の記録"
        self._doors.offer_undo(name, partial(self._take_back_apart, pair, name))
        self.say("別人として記録しました。Ctrl+Z で戻せます。")

    def _take_back_apart(self, pair: Pair, name: str) -> None:
        clerk = self._doors.clerk()
        self._jobs.write(
            self._jobs,
            lambda _job: self._duplicates.together(*pair.ids, clerk),
            lambda _none: self._doors.say(f"{name}を取り消しました。F9 で探すと、また並びます。", "info"),
        )

    def _choose(self, row: int, read: tuple[tuple[Record, Record], Mapping[int, str]]) -> None:
        both, staff = read
        kept, gone = both
        filled, undecided = prefill(kept.values, gone.values)
        if not undecided:
            self._ask(row, both, filled)
            return

        def chosen(values: Mapping[str, Any]) -> None:
            self._ask(row, both, {**filled, **values}, asking)

        def in_words(field: str, value: Any) -> str:
            return staff.get(value, GONE_CLERK) if field == "staff_id" else value_in_words(field, value)

        asking = MergeChoiceScreen(undecided, FIELDS, in_words, self._jobs, chosen)
        self._doors.open(asking)

    def _ask(
        self, row: int, both: tuple[Record, Record], values: Mapping[str, Any], asking: Screen | None = None
    ) -> None:
        kept, gone = both

        def yes() -> None:
            if asking is not None:
                asking.close_asked.emit()
            clerk = self._doors.clerk()
            self._jobs.write(
                self, lambda _job: self._duplicates.merge(kept, gone, values, clerk), partial(self._merged, row)
            )

        text = (
            f"「{gone.values['name']}」を「{kept.values['name']}」にまとめますか？\n"
            "車両、送信の記録、同意の記録が残す方へ移ります。Ctrl+Z で戻せます。"
        )
        ask.yes_no(self.window(), "まとめる", text, yes, default_yes=False)

    def _merged(self, row: int, answer: MergeStep | Conflict) -> None:
        if isinstance(answer, Conflict):
            self.say(CHANGED, "warn")
            return
        pair = self._pairs[row]
        self._pairs = {key: one for key, one in self._pairs.items() if not _gone_of(pair, answer) & set(one.ids)}
        self._refresh()
        name = f"「{answer.kept.values['name']}」へのまとめ"
        self._doors.offer_undo(name, partial(self._take_back, answer, name))
        went = "、".join(
            f"{MOVED[table]} {count:,} 件" for table, count in answer.moved.items() if count and table in MOVED
        )
        self.say(f"1 件にまとめました。{f'移したもの：{went}。' if went else ''}Ctrl+Z で戻せます。")
        self._jobs.tell(Topic.CUSTOMERS, Topic.MESSAGES)

    def _take_back(self, step: MergeStep, name: str) -> None:
        clerk = self._doors.clerk()
        self._jobs.write(
            self._jobs, lambda _job: self._duplicates.undo(step.id, clerk), partial(self._taken_back, name)
        )

    def _taken_back(self, name: str, back: bool) -> None:  # noqa: FBT001  a job's result
        if back:
            self._doors.say(f"{name}を取り消し、2 件に戻しました。", "info")
        else:
            self._doors.say(f"{name}のあとに別の変更があるため、戻せません。登録を開いて確かめてください。", "warn")
        self._jobs.tell(Topic.CUSTOMERS, Topic.MESSAGES)

    def _failed(self, error: Exception) -> None:
        self._job = None
        self._show_count()
        self.say(wording.explain(error)[0], "error")


def _gone_of(pair: Pair, step: MergeStep) -> set[int]:
    return set(pair.ids) - {step.kept.id}

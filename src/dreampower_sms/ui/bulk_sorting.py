"""The sorting table of まとめ送信: who gets it, who doesn't and why, person by person."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dreampower_sms.domain.listing import Line
from dreampower_sms.domain.sendable import Reason
from dreampower_sms.services.listing import Sorting
from dreampower_sms.ui import show
from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.forms import caption
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.refusals import list_refusal_text
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.wording.bulk import GROUPS

ALL, SENDABLE = -2, -1
"""Groups that are no reason: everybody, and those who get it."""
_REASONS = tuple(Reason)


def number_of(line: Line) -> str:
    """The number that would get it, or what stands in its place."""
    phone = line.person.phone
    return show.number(phone.e164) if phone.e164 else line.person.customer.mobile or "―"


def _what(line: Line) -> str:
    if line.out is not None:
        return list_refusal_text(line.out)
    greeted = f"{show.moment(line.leaves_at)}（先に挨拶）" if line.greeted else ""
    return f"区分 {line.tier}　{show.yen(line.price)}　{greeted}".rstrip("　")


_GROUP_COLUMNS = (
    Column("name", "振り分け", lambda g: g[0], 18, tone=lambda g: g[2]),
    Column("count", "人数", lambda g: f"{g[1]:,}", 6, RIGHT, firm=True),
)
_PEOPLE_COLUMNS = (
    Column("name", "お客様", lambda line: line.person.customer.name, 12),
    Column("number", "携帯番号", number_of, 12, firm=True, drop=1),
    Column("what", "内容", _what, 22, tone=lambda line: "bad" if line.out else ""),
)


class PeopleList(RowsView):
    """← and → go from person to person, as in a card file."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.select_row(self.currentIndex().row() + step)


class SortingPanel(QWidget):
    """Groups with their counts, and the people of the chosen one."""

    person_moved = Signal(int)
    """The place in the list of the person who is looked at, -1 for nobody."""
    person_chosen = Signal(int)
    """Enter on a person: mend what is wrong there."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._shown: int | None = None
        self._groups: Mapping[int, tuple[str, int, str]] = {}
        self._members: Mapping[int, Sequence[int]] = {}
        groups = RowsModel(_GROUP_COLUMNS, self._some_groups, jobs, self)
        people = RowsModel(_PEOPLE_COLUMNS, self._some_people, jobs, self)
        self.groups = RowsView(groups, "振り分け", "一覧を振り分けています…")
        self.people = PeopleList(people, "宛先", "この振り分けにお客様はいません")
        self._group_model, self._people_model = groups, people
        self.groups.moved.connect(self._show_people)
        self.groups.chosen.connect(self._go_to_people)
        self.people.moved.connect(self.person_moved)
        self.people.chosen.connect(self.person_chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(caption("振り分け（Enter で宛先へ）"))
        column.addWidget(self.groups, 2)
        column.addWidget(caption("宛先（← → で 1 人ずつ）"))
        column.addWidget(self.people, 3)

    def show_sorting(self, sorting: Sorting) -> None:
        """Show another sorting; group and person stay where they were as far as they can."""
        self._lines = sorting.lines
        sendable = sorting.sendable
        groups = {SENDABLE: ("送信する", len(sendable), "good")}
        self._members = {SENDABLE: sendable, ALL: range(len(sorting.lines))}
        for reason, places in sorted(sorting.groups.items(), key=lambda one: -len(one[1])):
            identifier = _REASONS.index(reason)
            groups[identifier] = (GROUPS[reason], len(places), "bad")
            self._members |= {identifier: places}
        groups[ALL] = ("一覧のすべて", len(sorting.lines), "faint")
        self._groups = groups
        self.groups.show_ids(list(groups), groups)
        self._show_people(self.groups.current_id())

    def place(self) -> int | None:
        """The place in the list of the person who is looked at."""
        return self.people.current_id()

    def _show_people(self, group: int | None) -> None:
        places = self._members.get(SENDABLE if group is None else group, ())
        kept, row = self.people.current_id(), self.people.currentIndex().row()
        self.people.show_ids(places, self._some_people(places[:200]))
        if kept is not None and group == self._shown and self.people.current_id() != kept:
            self.people.select_row(min(row, len(places) - 1))  # mended: the next one stands in their place
        self._shown = group
        self.person_moved.emit(-1 if self.people.current_id() is None else self.people.current_id())

    def _go_to_people(self, _group: int) -> None:
        self.people.setFocus(Qt.FocusReason.OtherFocusReason)

    def _some_groups(self, ids: Sequence[int]) -> Mapping[int, tuple[str, int, str]]:
        return {id_: self._groups[id_] for id_ in ids if id_ in self._groups}

    def _some_people(self, places: Sequence[int]) -> Mapping[int, Line]:
        lines = self._lines
        return {place: lines[place] for place in places if place < len(lines)}

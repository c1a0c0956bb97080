"""What is asked: the simple form or a 検索タイトル with its conditions, and beside it how many rows that would find."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from dreampower_sms.domain.errors import DomainError
from dreampower_sms.domain.search.items import Items
from dreampower_sms.domain.search.spec import Title
from dreampower_sms.ui import wording
from dreampower_sms.ui.count_panel import CountPanel
from dreampower_sms.ui.forms import Choice, Reading
from dreampower_sms.ui.search_form import ConditionList
from dreampower_sms.ui.search_result import Asked
from dreampower_sms.ui.search_titles import SavedTitle, TitleLine
from dreampower_sms.ui.simple_form import SimplePanel
from dreampower_sms.ui.wording.searching import TARGETS, TITLE_LACKS_CONDITIONS, TITLE_LACKS_ITEMS

LOADING = "検索タイトルを読み込んでいます。少しお待ちください。"
NO_TITLES = "検索タイトルがまだありません。F3 タイトル新規で作ってください。"
CHOOSE = "検索タイトルを選んでください。"


@dataclass(frozen=True, slots=True)
class Opening:
    """What the question needs from the database."""

    detailed: bool
    items: Items
    titles: Sequence[TitleLine]
    picked: SavedTitle | None
    """The title that is shown; None when there is none, or it can't be read."""
    trouble: Exception | None = None
    """Why it can't be read."""


class QuestionPanel(QWidget):
    """Both forms, of which one is shown, and the live count."""

    changed = Signal()
    """Something else is asked now."""
    title_chosen = Signal(int)
    """The id of the title that the clerk chose."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.opening: Opening | None = None
        self.simple = SimplePanel(today)
        self.titles = Choice("検索タイトル")
        self.titles.setPlaceholderText(NO_TITLES)
        self.warning = Reading("検索タイトルの注意", name="fieldError")
        self.warning.setWordWrap(True)
        self.warning.hide()
        self.conditions = ConditionList(today)
        self.count = CountPanel()
        self._place = QFrame()
        self._place.setObjectName("panel")
        self._forms = QStackedWidget()
        self._saved: SavedTitle | None = None
        self._title: Title | None = None
        self._trouble = ""
        """Why the chosen title can't be read."""
        self._build()
        self.titles.currentIndexChanged.connect(self._choose)
        self.simple.changed.connect(self._ask_anew)
        self.conditions.changed.connect(self._ask_anew)

    # --- what is shown ---------------------------------------------------------------------------------------

    def show_opening(self, opening: Opening) -> None:
        """Show what was read. Conditions that were typed stay while their title is the same."""
        before, self.opening = self._saved, opening
        self._forms.setCurrentIndex(1 if opening.detailed else 0)
        with QSignalBlocker(self.titles):
            self.titles.clear()
            for line in opening.titles:
                self.titles.addItem(f"{line.name}（{TARGETS[line.target]}）", line.id)
            self.titles.setCurrentIndex(self.titles.findData(opening.picked.id) if opening.picked else -1)
        self.titles.setPlaceholderText(CHOOSE if opening.titles else NO_TITLES)
        if opening.picked is None or opening.picked != before:
            self.show_saved(opening.picked)
        else:
            self._ask_anew()
        if opening.trouble is not None:
            self.show_trouble(opening.trouble)

    def show_trouble(self, error: Exception) -> None:
        """The title that was chosen can't be read. It stays the chosen one, or ↓ would never get past it."""
        self.show_saved(None)
        self._trouble = wording.explain(error)[0]
        self._warn(self._trouble)
        self._ask_anew()

    def show_saved(self, saved: SavedTitle | None) -> None:
        """Fields for a title, with what it has saved. Items that this program doesn't know are left out, and named."""
        opening = self.opening
        if opening is None:
            return
        self._saved, self._title, self._trouble = saved, None, ""
        self._warn("")
        if saved is not None:
            unknown = unknown_items(saved.title, opening.items)
            self._title = saved.title.without(unknown)
            self._warn(_lost(unknown, self._title, opening.items))
            self.conditions.show_title(self._title, opening.items)
        self._place.setVisible(saved is not None)
        self._ask_anew()

    # --- what is asked ---------------------------------------------------------------------------------------

    @property
    def detailed(self) -> bool:
        """Whether the detailed form is shown."""
        return self._forms.currentIndex() == 1

    @property
    def saved_id(self) -> int | None:
        """The title that is chosen."""
        return self._saved.id if self._saved is not None else None

    def why_nothing(self) -> str:
        """Why nothing can be asked yet, "" when it can."""
        if self.opening is None:
            return LOADING
        if not self.detailed or self._title is not None:
            return ""
        if self.opening.titles:
            return self._trouble or (CHOOSE if self.titles.currentIndex() < 0 else LOADING)
        return NO_TITLES

    def problem(self) -> str:
        """What is wrong with what was typed, "" when it can be searched for."""
        if self.opening is None or (said := self.why_nothing()):
            return self.why_nothing()
        if not self.detailed:
            return self.simple.problem(self.opening.items)
        return said or next((wrong for row in self.conditions.rows if (wrong := row.problem())), "")

    def check(self) -> str:
        """As `problem`, said below the fields, and the cursor goes to the first."""
        if self.opening is None:
            return LOADING
        return self.conditions.check() if self.detailed else self.simple.check(self.opening.items)

    def asked(self, clerk: str) -> Asked | None:
        """The question; None when there is none or it can't be read."""
        if self.opening is None or self.problem():
            return None
        title = self._now() if self.detailed else self.simple.title()
        if title is None:
            return None
        name = f"title{self.saved_id}" if self.detailed else f"simple-{title.target}"
        return Asked(title, self.opening.items, f"free_search/{clerk}/{name}")

    def entry(self) -> QWidget:
        """The first field."""
        return self.titles if self.detailed else self.simple.entry()

    def _now(self) -> Title | None:
        try:
            return replace(self._title, conditions=self.conditions.conditions()) if self._title else None
        except DomainError:
            return None

    def _choose(self, place: int) -> None:
        if place >= 0:
            self._title = None
            self.title_chosen.emit(int(self.titles.itemData(place)))

    def _ask_anew(self) -> None:
        asked = self.asked("")
        self.count.show_question(asked)
        self.changed.emit()

    def _warn(self, text: str) -> None:
        self.warning.setText(text)
        self.warning.setVisible(bool(text))

    def _build(self) -> None:
        label = QLabel("検索タイトル(&T)")
        label.setBuddy(self.titles)
        head = QHBoxLayout()
        head.addWidget(label)
        head.addWidget(self.titles, 1)
        detailed = QWidget()
        column = QVBoxLayout(detailed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.warning)
        inside = QVBoxLayout(self._place)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self.conditions)
        column.addWidget(self._place, 1)
        column.addStretch(0)
        self._forms.addWidget(self.simple)
        self._forms.addWidget(detailed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._forms, 5)
        row.addWidget(self.count, 2)


def unknown_items(title: Title, items: Items) -> frozenset[str]:
    """What an old title names and the catalogue doesn't, or not for its target."""
    return frozenset(item for item in title.named if item not in items or not items[item].belongs_to(title.target))


def _lost(unknown: frozenset[str], title: Title, items: Items) -> str:
    """What of a saved title can't be used."""
    told = [TITLE_LACKS_ITEMS.format(items="、".join(sorted(unknown)))] if unknown else []
    unread = [items[each.item].label_in(title.target) for each in title.conditions if not each.any_of]
    if unread:
        told.append(TITLE_LACKS_CONDITIONS.format(items="、".join(unread)))
    return "\n".join(told)

"""What the screen of 自由検索 works with, where its keys lead, and what it reads when it opens."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSettings

from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.stored import SearchUnreadable
from dreampower_sms.services.free_search import FreeSearch
from dreampower_sms.services.settings import Settings
from dreampower_sms.ui.search_question import Opening
from dreampower_sms.ui.search_titles import Titles


@dataclass(frozen=True, slots=True)
class SearchParts:
    """What the screen works with."""

    search: FreeSearch
    titles: Titles
    settings: Settings


@dataclass(frozen=True, slots=True)
class Doors:
    """Where its keys lead. None: this program has no such screen."""

    title: Callable[[int | None], None] | None
    """The editor of a title, or of a new one."""
    inquiry: Callable[[int], None]
    bulk_send: Callable[[Target, Sequence[int], str], None] | None
    """Target, rows, name of the list."""
    bulk_change: Callable[[Target, Sequence[int]], None] | None
    settings_saved: Callable[[], None]


class TitleMemory:
    """Which title a clerk used last, at this PC."""

    def __init__(self, settings: QSettings, clerk: Callable[[], str]) -> None:
        self._settings, self._clerk = settings, clerk

    def last(self) -> int:
        """Its id, -1 for none."""
        return int(str(self._settings.value(self._key(), -1, type=int)))

    def keep(self, title_id: int) -> None:
        """Remember it."""
        self._settings.setValue(self._key(), title_id)

    def _key(self) -> str:
        return f"free_search/{self._clerk()}/title"


def read_opening(parts: SearchParts, wanted: int, before: Collection[int] | None) -> Opening:
    """Titles, items and the setting, with the title that is wanted, else the first.

    `before`: the titles that were there before the clerk went to make one; what is new since then is wanted most.
    """
    lines = parts.titles.list()
    new = [line.id for line in lines if line.id not in before] if before is not None else []
    there = [line.id for line in lines]
    pick = max(new, default=wanted if wanted in there else next(iter(there), None))
    saved, trouble = None, None
    try:
        saved = parts.titles.get(pick) if pick is not None else None
    except SearchUnreadable as error:  # the other titles and the simple form work all the same
        trouble = error
    return Opening(parts.settings.shop().detailed_search, parts.search.items(), lines, saved, trouble)

"""Free search, its titles, changes of many rows at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dreampower_sms.domain.search.items import Target
from dreampower_sms.services.free_search import FreeSearch
from dreampower_sms.services.settings import Settings
from dreampower_sms.services.titles import SearchTitles
from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.search_parts import Doors, SearchParts


@dataclass(frozen=True, slots=True)
class SearchServices:
    """What the screens of this area use."""

    search: FreeSearch
    titles: SearchTitles
    settings: Settings


@dataclass(frozen=True, slots=True)
class BeyondSearch:
    """What this area needs of others."""

    inquiry: Callable[[int], None]
    """To a customer's card."""
    bulk_send: Callable[[Target, Sequence[int], str], None] | None = None
    """まとめ送信 to customers or vehicles; the text names the list."""


class SearchDoors:
    """Opens the screens of searching."""

    def __init__(self, hall: Hall, services: SearchServices, beyond: BeyondSearch) -> None:
        self._hall, self._services, self._beyond = hall, services, beyond

    def open_search(self) -> None:
        """自由検索."""
        s, hall = self._services, self._hall
        doors = Doors(
            title=None,
            inquiry=self._beyond.inquiry,
            bulk_send=self._beyond.bulk_send,
            bulk_change=None,
            settings_saved=hall.identity_changed,
        )
        parts = SearchParts(s.search, s.titles, s.settings)
        hall.open(FreeSearchScreen(parts, hall.jobs, doors, hall.clerk, hall.settings))

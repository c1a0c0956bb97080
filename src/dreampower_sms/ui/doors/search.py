"""Free search, its titles, changes of many rows at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from dreampower_sms.domain.search.items import Target
from dreampower_sms.services.bulk_change import BulkChange, Done
from dreampower_sms.services.free_search import FreeSearch
from dreampower_sms.services.settings import Settings
from dreampower_sms.services.titles import SavedTitle, SearchTitles
from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.jobs import Topic
from dreampower_sms.ui.screens.bulk_change import BulkChangeDoors, BulkChangeScreen
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.screens.search_title import SearchTitleScreen, TitleDoors
from dreampower_sms.ui.search_parts import Doors, SearchParts


@dataclass(frozen=True, slots=True)
class SearchServices:
    """What the screens of this area use."""

    search: FreeSearch
    titles: SearchTitles
    settings: Settings
    bulk_change: BulkChange


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
            title=self.open_title,
            inquiry=self._beyond.inquiry,
            bulk_send=self._beyond.bulk_send,
            bulk_change=self.open_bulk_change,
            settings_saved=hall.identity_changed,
        )
        parts = SearchParts(s.search, s.titles, s.settings)
        hall.open(FreeSearchScreen(parts, hall.jobs, doors, hall.clerk, hall.settings))

    def open_bulk_change(self, target: Target, ids: Sequence[int]) -> None:
        """一括変更 of these customers or vehicles."""
        hall = self._hall
        doors = BulkChangeDoors(done=self._bulk_changed)
        hall.open(BulkChangeScreen(self._services.bulk_change, hall.jobs, doors, hall.clerk(), target, ids))

    def _bulk_changed(self, done: Done, name: str) -> None:
        hall = self._hall
        hall.close()
        hall.offer_undo(name, partial(self._undo_bulk, done, name))
        hall.say(f"{name}をしました。Ctrl+Z で元に戻せます。", "info")
        hall.jobs.tell(Topic.CUSTOMERS)

    def _undo_bulk(self, done: Done, name: str) -> None:
        hall, bulk, clerk = self._hall, self._services.bulk_change, self._hall.clerk()

        def undone(_rows: int) -> None:
            hall.say(f"{name}を取り消し、元に戻しました。", "info")
            hall.jobs.tell(Topic.CUSTOMERS)

        hall.jobs.write(hall.jobs, lambda _job: bulk.undo(done.id, clerk), undone)

    def open_title(self, title_id: int | None, done: Callable[[int], None] | None = None) -> None:
        """検索タイトル, or a new one. `done` hears the id of what was saved."""
        s, hall = self._services, self._hall
        doors = TitleDoors(open=hall.open, saved=done or (lambda _id: None), deleted=self._deleted)
        hall.open(SearchTitleScreen(s.titles, s.search, hall.jobs, doors, hall.clerk(), title_id))

    def _deleted(self, title: SavedTitle) -> None:
        hall, name = self._hall, f"検索タイトル「{title.title.name}」の削除"
        hall.close()
        hall.offer_undo(name, lambda: self._restore(title, name))
        hall.say(f"検索タイトル「{title.title.name}」を削除しました。Ctrl+Z で元に戻せます。", "info")

    def _restore(self, title: SavedTitle, name: str) -> None:
        hall, titles, clerk = self._hall, self._services.titles, self._hall.clerk()

        def restored(back: bool) -> None:  # noqa: FBT001  a job's result
            said = "を取り消し、元に戻しました。" if back else "のあとに別の変更があるため、戻せません。"
            hall.say(name + said, "info" if back else "warn")
            hall.jobs.tell(Topic.TITLES)

        hall.jobs.write(hall.jobs, lambda _job: titles.restore(title, clerk), restored)

"""マスタ: the shop itself."""

from collections.abc import Callable
from dataclasses import dataclass

from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.numbered import Entry
from dreampower_sms.ui.screens.master import MasterScreen


@dataclass(frozen=True, slots=True)
class ShopServices:
    """What the screens of this area use."""


class ShopDoors:
    """Opens マスタ and what stands behind it. `elsewhere` are entries that lead to other areas."""

    def __init__(self, hall: Hall, services: ShopServices, elsewhere: Callable[[], tuple[Entry, ...]]) -> None:
        self._hall, self._services, self._elsewhere = hall, services, elsewhere

    def open_master(self) -> None:
        """マスタ."""
        self._hall.open(MasterScreen(self._entries()))

    def _entries(self) -> tuple[Entry, ...]:
        return (*self._elsewhere(),)

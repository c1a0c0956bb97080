"""マスタ: the shop itself."""

from collections.abc import Callable
from dataclasses import dataclass

from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.shop_setup import ShopSetup
from dreampower_sms.services.staff import Staff
from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.numbered import Entry
from dreampower_sms.ui.screens.initial_settings import InitialSettingsScreen, SetupParts
from dreampower_sms.ui.screens.master import MasterScreen
from dreampower_sms.ui.screens.staff import StaffScreen


@dataclass(frozen=True, slots=True)
class ShopServices:
    """What the screens of this area use."""

    setup: ShopSetup
    staff: Staff


class ShopDoors:
    """Opens マスタ and what stands behind it. `elsewhere` are entries that lead to other areas."""

    def __init__(self, hall: Hall, services: ShopServices, elsewhere: Callable[[], tuple[Entry, ...]]) -> None:
        self._hall, self._services, self._elsewhere = hall, services, elsewhere

    def open_master(self) -> None:
        """マスタ."""
        self._hall.open(MasterScreen(self._entries()))

    def open_initial_settings(self) -> None:
        """会社情報マスタ → 初期設定."""
        hall = self._hall
        parts = SetupParts(self._services.setup, hall.clerk, lambda: day_of(hall.clock()), hall.identity_changed)
        hall.open(InitialSettingsScreen(parts, hall.jobs))

    def open_staff(self) -> None:
        """担当者マスタ."""
        hall = self._hall
        hall.open(StaffScreen(self._services.staff, hall.jobs, hall.clerk, hall.identity_changed))

    def _entries(self) -> tuple[Entry, ...]:
        return (
            Entry("会社情報マスタ（初期設定）", "会社情報、既定値、送信時間、料金表、端数", self.open_initial_settings),
            Entry("担当者マスタ", "担当者の追加、名前、並び順、退職", self.open_staff),
            *self._elsewhere(),
        )

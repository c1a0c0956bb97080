"""マスタ: the shop itself."""

from collections.abc import Callable
from dataclasses import dataclass

from dreampower_sms.db.contracts import Contract
from dreampower_sms.domain.windows import day_of
from dreampower_sms.services.connection import Connection
from dreampower_sms.services.consent import Consent
from dreampower_sms.services.contract_kinds import kind_of, kinds
from dreampower_sms.services.contracts import Contracts
from dreampower_sms.services.settings import Settings
from dreampower_sms.services.shop_setup import ShopSetup
from dreampower_sms.services.staff import Staff
from dreampower_sms.services.switching import Switching
from dreampower_sms.ui.doors.hall import Hall
from dreampower_sms.ui.numbered import Entry
from dreampower_sms.ui.screens.contract_edit import ContractEditScreen, EditParts
from dreampower_sms.ui.screens.contract_switch import ContractSwitchScreen, SwitchParts
from dreampower_sms.ui.screens.contracts import ContractDoors, ContractsScreen
from dreampower_sms.ui.screens.initial_settings import InitialSettingsScreen, SetupParts
from dreampower_sms.ui.screens.leaflet import LeafletParts, LeafletScreen
from dreampower_sms.ui.screens.master import MasterScreen
from dreampower_sms.ui.screens.staff import StaffScreen


@dataclass(frozen=True, slots=True)
class ShopServices:
    """What the screens of this area use."""

    setup: ShopSetup
    staff: Staff
    contracts: Contracts
    switching: Switching
    connection: Connection
    settings: Settings
    consent: Consent


class ShopDoors:
    """Opens マスタ and what stands behind it. `elsewhere` are entries that lead to other areas."""

    def __init__(
        self,
        hall: Hall,
        services: ShopServices,
        elsewhere: Callable[[], tuple[Entry, ...]],
        own_number: Callable[[], str],
    ) -> None:
        """`own_number` is the shop's telephone."""
        self._hall, self._services, self._elsewhere, self._own_number = hall, services, elsewhere, own_number

    def open_master(self) -> None:
        """マスタ."""
        self._hall.open(MasterScreen(self._entries()))

    def open_initial_settings(self) -> None:
        """会社情報マスタ → 初期設定."""
        hall = self._hall
        parts = SetupParts(self._services.setup, hall.clerk, lambda: day_of(hall.clock()), hall.identity_changed,
                           self.open_contracts, hall.open)  # fmt: skip
        hall.open(InitialSettingsScreen(parts, hall.jobs))

    def open_leaflet(self) -> None:
        """送信案内書."""
        hall, s = self._hall, self._services
        parts = LeafletParts(s.settings, s.consent, self._sender, self.open_initial_settings)
        hall.open(LeafletScreen(parts, hall.jobs, hall.settings))

    def _sender(self) -> str:
        """What phones show for messages of the contract in use. Touches the database."""
        return self._services.contracts.list()[0].contract.sender_name

    def open_staff(self) -> None:
        """担当者マスタ."""
        hall = self._hall
        hall.open(StaffScreen(self._services.staff, hall.jobs, hall.clerk, hall.identity_changed))

    def open_contracts(self) -> None:
        """契約."""
        hall = self._hall
        doors = ContractDoors(self.open_contract, self.open_switch)
        hall.open(ContractsScreen(self._services.contracts, hall.jobs, hall.settings, doors, hall.clerk))

    def open_contract(self, contract: Contract | None) -> None:
        """契約の修正; None for a new one."""
        hall, s = self._hall, self._services
        every = kinds()
        offered = [one for one in every.values() if one.real] if contract is None else [kind_of(contract.gateway)]
        if not offered:
            hall.say("この版には、登録できる送信サービスがありません。", "warn")
            return
        parts = EditParts(s.contracts, s.connection, offered, hall.clerk, hall.identity_changed, self._own_number())
        hall.open(ContractEditScreen(parts, hall.jobs, contract))

    def open_switch(self, contract: Contract) -> None:
        """契約の切替."""
        hall = self._hall
        parts = SwitchParts(self._services.switching, hall.clerk, self._switched)
        hall.open(ContractSwitchScreen(parts, hall.jobs, hall.settings, contract))

    def _switched(self, _contract: Contract) -> None:
        self._hall.close()
        self._hall.identity_changed()

    def _entries(self) -> tuple[Entry, ...]:
        return (
            Entry("会社情報マスタ（初期設定）", "会社情報、既定値、送信時間、料金表、端数", self.open_initial_settings),
            Entry("担当者マスタ", "担当者の追加、名前、並び順、退職", self.open_staff),
            Entry("送信案内書", "お渡しする SMS の案内と同意の用紙", self.open_leaflet),
            Entry("契約", "送信サービスの契約、鍵、上限、練習と本番の切替", self.open_contracts),
            *self._elsewhere(),
        )

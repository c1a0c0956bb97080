"""To the screens behind マスタ, for the tests that look at them."""

from PySide6.QtCore import Qt

from dreampower_sms.db.contracts import Contract
from dreampower_sms.parts import Backend
from dreampower_sms.services.contracts import Given
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.contract_edit import ContractEditScreen
from dreampower_sms.ui.screens.contract_switch import ContractSwitchScreen
from dreampower_sms.ui.screens.contracts import ContractsScreen
from dreampower_sms.ui.screens.initial_settings import InitialSettingsScreen
from dreampower_sms.ui.screens.leaflet import LeafletScreen
from dreampower_sms.ui.screens.master import MasterScreen
from dreampower_sms.ui.screens.staff import StaffScreen

Key = Qt.Key


def initial_settings(player: Player) -> None:
    shell = player.program.shell
    assert shell is not None
    shell.shop.open_initial_settings()
    screen = player.program.window.screen
    assert isinstance(screen, InitialSettingsScreen)
    player.see("its values", lambda: screen.company.fields["company.phone"].widget.property("text"))


def initial_settings_sending(player: Player) -> None:
    initial_settings(player)
    player.press(Key.Key_F6)


def initial_settings_fees(player: Player) -> None:
    initial_settings(player)
    player.press(Key.Key_F7)


def initial_settings_rounding(player: Player) -> None:
    initial_settings(player)
    player.press(Key.Key_F8)


def staff(player: Player) -> None:
    shell = player.program.shell
    assert shell is not None
    shell.shop.open_staff()
    screen = player.program.window.screen
    assert isinstance(screen, StaffScreen)
    player.see("the list", lambda: screen.list.count() > 1)


def leaflet(player: Player) -> None:
    shell = player.program.shell
    assert shell is not None
    shell.shop.open_leaflet()
    player.see("送信案内書", lambda: player.on(LeafletScreen))
    screen = player.program.window.screen
    assert isinstance(screen, LeafletScreen)
    player.see("the pages", lambda: bool(screen.view.pages))


def master(player: Player) -> None:
    shell = player.program.shell
    assert shell is not None
    shell.shop.open_master()
    player.see("マスタ", lambda: player.on(MasterScreen))


def contracts(player: Player) -> None:
    shell = player.program.shell
    assert shell is not None
    shell.shop.open_contracts()
    screen = player.program.window.screen
    assert isinstance(screen, ContractsScreen)
    player.see("the list", lambda: screen.model.rowCount() > 0)


def contract_edit(player: Player) -> None:
    contracts(player)
    player.press(Key.Key_F6)
    player.see("契約の修正", lambda: player.on(ContractEditScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ContractEditScreen)
    player.see("its values", lambda: not screen.why_not_save().startswith("読み込み中"))


def contract_edit_new(player: Player) -> None:
    contracts(player)
    player.press(Key.Key_F3)
    player.see("契約の修正", lambda: player.on(ContractEditScreen))


def contract_edit_way(player: Player) -> None:
    contract_edit_new(player)
    player.press(Key.Key_F6)


def contract_edit_limits(player: Player) -> None:
    contract_edit_new(player)
    player.press(Key.Key_F6, Key.Key_F6, Key.Key_F8)


def contract_switch(player: Player) -> None:
    backend = player.program._backend
    assert isinstance(backend, Backend)
    given = Given("loopback", "切替先の契約", options={"base_url": "https://sms.example"}, secrets={"api_key": "k"})
    contracts(player)
    real = backend.services.shop.contracts.save(None, given, "佐藤")
    assert isinstance(real, Contract)
    shell = player.program.shell
    assert shell is not None
    shell.shop.open_switch(real)
    screen = player.program.window.screen
    assert isinstance(screen, ContractSwitchScreen)
    player.see("what will be different", lambda: screen.model.rowCount() > 0)


SCREENS = (
    initial_settings,
    initial_settings_sending,
    initial_settings_fees,
    initial_settings_rounding,
    staff,
    leaflet,
    master,
    contracts,
    contract_edit,
    contract_edit_new,
    contract_edit_way,
    contract_edit_limits,
    contract_switch,
)
"""What leads to each."""

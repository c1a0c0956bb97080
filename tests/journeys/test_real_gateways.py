"""A contract with each provider by keys, from its fields to a message at the provider, on both databases."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from dreampower_sms import machine
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.contract_edit import ContractEditScreen
from dreampower_sms.ui.screens.contracts import ContractsScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from tests.gateways.servers.loopback import Loopback, serve
from tests.gateways.servers.mediasms_server import PASSWORD, USER, MediaSmsServer
from tests.gateways.servers.twilio_server import ACCOUNT, FROM, TOKEN, TwilioServer
from tests.journeys import acts
from tests.journeys.test_contracts import contracts, editing, listed, stand_on, switching

Key = Qt.Key


@dataclass(frozen=True)
class Case:
    """One provider and what a person types."""

    name: str
    title: str
    provider: TwilioServer | MediaSmsServer
    fields: Mapping[str, str]
    secrets: Mapping[str, str]
    answered: str


@pytest.fixture(params=["twilio", "mediasms"])
def case(request: pytest.FixtureRequest) -> Case:
    if request.param == "twilio":
        fields = {"account_sid": ACCOUNT, "from": FROM}
        return Case("twilio", "Twilio", TwilioServer(), fields, {"auth_token": TOKEN}, "12.3456 USD")
    fields = {"username": USER, "long_text": "long"}
    return Case("mediasms", "メディア", MediaSmsServer(), fields, {"password": PASSWORD}, "接続できました")


@pytest.fixture
def there(case: Case, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    monkeypatch.setattr(machine, "Sender", acts.QuickSender)
    with ExitStack() as stack:
        yield stack.enter_context(serve(case.provider))


def fill(player: Player, widget: QWidget, text: str) -> None:
    """Type into a line, or go down a list to the entry."""
    widget.setFocus()
    if not isinstance(widget, QComboBox):
        player.commit(text)
        return
    player.press(Key.Key_Home)
    for _ in range(widget.count()):
        if widget.currentData() == text:
            return
        player.press(Key.Key_Down)
    pytest.fail(f"no {text} in the list")


def enter(player: Player, case: Case, there: Loopback) -> ContractEditScreen:
    """F3, the provider, its fields, its address."""
    player.press(Key.Key_F3)
    edit = editing(player)
    fill(player, edit.form.gateway.widget, case.name)
    fill(player, edit.form.all_fields()["title"].widget, case.title)
    for name, text in case.fields.items():
        fill(player, edit.form.fields[name].widget, text)
    for name, text in case.secrets.items():
        fill(player, edit.form.secrets[name].widget, text)
    player.press(Key.Key_F6)
    fill(player, edit.form.fields["base_url"].widget, there.url)
    return edit


def test_a_message_reaches_the_provider_under_the_contract(there: Loopback, player: Player, case: Case) -> None:
    screen = contracts(player)
    edit = enter(player, case, there)
    player.press(Key.Key_F7)
    player.see("an answer", lambda: case.answered in edit.said.text())
    assert case.provider.taken == []
    player.press(Key.Key_F10)
    screen = listed(player, 2)
    assert isinstance(screen, ContractsScreen)
    stand_on(player, screen, case.title)
    player.press(Key.Key_F9)
    switching(player)
    player.commit("pass")
    player.press(Key.Key_Return)
    acts.answer(player, Key.Key_Return)  # the password is still the first one
    window = player.program.window
    player.see("the contract in the header", lambda: window.header.contract.text() == f"契約：{case.title}")
    player.press(Key.Key_F12, Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))
    acts.write(player)
    player.press(Key.Key_1)
    acts.confirm(player)
    player.press(Key.Key_Return)
    player.see("the message at the provider", lambda: len(case.provider.taken) == 1)

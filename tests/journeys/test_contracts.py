"""契約 by keys, on both databases: a new one, its test, the switch to real people, and a phone out of reach."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from sqlalchemy import select, update

from dreampower_sms import machine
from dreampower_sms.db.tables import AuditRow, CustomerRow, DeliveryEventRow, MessageRecord
from dreampower_sms.domain.messages import State
from dreampower_sms.gateways import registry
from dreampower_sms.parts import Backend
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.contract_edit import ContractEditScreen
from dreampower_sms.ui.screens.contract_switch import ContractSwitchScreen
from dreampower_sms.ui.screens.contracts import ContractsScreen
from dreampower_sms.ui.screens.initial_settings import InitialSettingsScreen
from dreampower_sms.ui.screens.master import MasterScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from tests import real_gateway
from tests.journeys import acts
from tests.real_gateway import KEY, NAME, Provider

Key = Qt.Key


@pytest.fixture(autouse=True)
def there(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The only real gateway there is: a new contract starts with it."""
    practice = registry.GATEWAYS["practice"]
    for name in list(registry.GATEWAYS):
        monkeypatch.delitem(registry.GATEWAYS, name)
    monkeypatch.setitem(registry.GATEWAYS, "practice", practice)
    monkeypatch.setitem(registry.GATEWAYS, NAME, real_gateway.ROW)
    monkeypatch.setattr(machine, "Sender", acts.QuickSender)
    with real_gateway.provider() as provider:
        yield provider


def _numbered(player: Player, words: str) -> None:
    """Press the digit of the button with these words."""
    screen = player.program.window.screen
    assert isinstance(screen, MenuScreen | MasterScreen)
    place = next(n for n, button in enumerate(screen.buttons) if words in button.accessibleName())
    player.press(Key(Key.Key_1 + place))


def contracts(player: Player) -> ContractsScreen:
    """From the menu: マスタ, 契約."""
    _numbered(player, "マスタ")
    player.see("マスタ", lambda: player.on(MasterScreen))
    _numbered(player, "契約")
    return listed(player, 1)


def listed(player: Player, count: int) -> ContractsScreen:
    """The list with so many contracts."""
    player.see("契約", lambda: player.on(ContractsScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ContractsScreen)
    player.see("the list", lambda: screen.model.rowCount() == count)
    return screen


def editing(player: Player) -> ContractEditScreen:
    player.see("契約の修正", lambda: player.on(ContractEditScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ContractEditScreen)
    player.see("its values", lambda: not screen.why_not_save().startswith("読み込み中"))
    return screen


def switching(player: Player) -> ContractSwitchScreen:
    player.see("契約の切替", lambda: player.on(ContractSwitchScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ContractSwitchScreen)
    player.see("what will be different", lambda: screen.model.rowCount() > 0)
    return screen


def enter(player: Player, there: Provider, title: str = "本店の契約") -> ContractsScreen:
    """F3, type a contract, save it."""
    player.press(Key.Key_F3)
    editing(player)
    player.press(Key.Key_Tab)
    player.commit(title)
    player.press(Key.Key_Return)
    player.commit("YAMAKAWA")
    player.press(Key.Key_Return)
    player.commit(KEY)
    player.press(Key.Key_F6)
    player.commit(there.url)
    player.press(Key.Key_F10)
    return listed(player, 2)


def stand_on(player: Player, screen: ContractsScreen, title: str) -> None:
    """Arrow keys to this contract."""
    screen.list.setFocus()
    player.press(Key.Key_Home)
    for _ in range(screen.model.rowCount()):
        entry = screen._chosen()
        if entry is not None and entry.contract.title == title:
            return
        player.press(Key.Key_Down)
    pytest.fail(f"{title} is not in the list")


def to_real(player: Player, there: Provider) -> None:
    """From the list with the new contract to real people."""
    screen = enter(player, there)
    stand_on(player, screen, "本店の契約")
    player.press(Key.Key_F9)
    switching(player)
    player.commit("pass")
    player.press(Key.Key_Return)
    acts.answer(player, Key.Key_Return)  # the password is still the first one
    window = player.program.window
    player.see("the contract in the header", lambda: window.header.contract.text() == "契約：本店の契約")


def backend(player: Player) -> Backend:
    found = player.program._backend
    assert isinstance(found, Backend)
    return found


def test_a_contract_is_entered_tested_and_never_shows_its_key(player: Player, there: Provider) -> None:
    screen = contracts(player)
    enter(player, there)
    stand_on(player, screen, "本店の契約")
    player.press(Key.Key_Return)
    edit = editing(player)
    key = edit.form.secrets["api_key"].widget
    assert isinstance(key, QLineEdit)
    player.see("only that it is there", lambda: key.placeholderText() == "保存済み")
    assert (key.text(), key.echoMode()) == ("", QLineEdit.EchoMode.Password)
    player.press(Key.Key_F7)
    player.see("an answer", lambda: "接続できました" in edit.said.text())
    assert (there.asked, there.taken) == (1, [])
    said = "".join(str(each.property("text")) + each.accessibleName() for each in edit.findChildren(QWidget))
    assert KEY not in said
    there.key = "another"
    player.press(Key.Key_F7)
    player.see("why not", lambda: "接続できません" in edit.said.text())


def test_what_is_wrong_is_said_at_its_field_also_on_another_page(player: Player, there: Provider) -> None:
    contracts(player)
    player.press(Key.Key_F3)
    edit = editing(player)
    player.press(Key.Key_Tab)
    player.commit("本店の契約")
    player.press(Key.Key_F6)
    player.commit("http://sms.example.jp")
    player.press(Key.Key_F10)
    player.see("the key is missing", lambda: edit.form.secrets["api_key"].error.text() != "")
    assert "暗号化" in edit.form.fields["base_url"].error.text()
    assert edit.form.tabs.currentIndex() == 0
    assert edit.form.secrets["api_key"].widget.hasFocus()
    player.press(Key.Key_F12)
    acts.answer(player, Key.Key_D)
    listed(player, 1)
    assert backend(player).services.shop.contracts.list()[0].contract.practice


def test_the_test_names_the_field_that_is_missing(player: Player, there: Provider) -> None:
    contracts(player)
    player.press(Key.Key_F3)
    edit = editing(player)
    player.press(Key.Key_F7)
    player.see("the key is missing", lambda: edit.form.secrets["api_key"].error.text() != "")
    assert "赤い欄" in edit.said.text()
    assert edit.form.title.error.text() == ""  # nothing is saved yet
    assert there.asked == 0


def test_real_people_are_reached_after_the_password_only(player: Player, there: Provider) -> None:
    screen = contracts(player)
    enter(player, there)
    stand_on(player, screen, "本店の契約")
    player.press(Key.Key_F9)
    seen = switching(player)
    assert "実際のお客様" in seen.reach.text()
    player.press(Key.Key_F9)
    player.see("a password is wanted", lambda: "パスワードを入力" in acts.said(player))
    player.commit("guess")
    player.press(Key.Key_F9)
    player.see("it is wrong", lambda: seen.password.error.text() != "")
    assert player.program.window.header.practice.isVisible()
    player.commit("pass")
    player.press(Key.Key_Return)
    acts.answer(player, Key.Key_Return)
    window = player.program.window
    player.see("no practice any more", lambda: not window.header.practice.isVisible())
    player.see("the name", lambda: window.header.contract.isVisible() and "本店の契約" in window.header.contract.text())
    with acts.database(player).read() as session:
        actions = session.scalars(select(AuditRow.action).where(AuditRow.entity == "contract")).all()
    assert list(actions) == ["contract_saved", "contract_switched"]


def test_a_message_after_the_switch_leaves_by_the_real_contract(player: Player, there: Provider) -> None:
    contracts(player)
    to_real(player, there)
    player.press(Key.Key_F12, Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))
    acts.write(player)
    player.press(Key.Key_1)
    confirm = acts.confirm(player)
    assert "本店の契約" in "".join(str(each.property("text")) for each in confirm.findChildren(QWidget))
    player.press(Key.Key_Return)
    player.see("at the provider", lambda: len(there.taken) == 1)
    with acts.database(player).read() as session:
        newest = session.scalars(select(MessageRecord).order_by(MessageRecord.id.desc()).limit(1)).one()
        assert newest.contract_id.startswith(NAME)
        older = session.scalars(select(MessageRecord.contract_id).where(MessageRecord.id < newest.id).distinct()).all()
    assert list(older) == ["practice"]


def test_the_contract_in_use_stays_and_another_is_put_aside_and_taken_back(player: Player, there: Provider) -> None:
    screen = contracts(player)
    stand_on(player, screen, "練習")
    player.press(Key.Key_F5)
    player.see("why not", lambda: "使用中の契約は停止できません" in acts.said(player))
    enter(player, there)
    stand_on(player, screen, "本店の契約")
    player.press(Key.Key_F5)
    acts.answer(player, Key.Key_Y)
    player.see("put aside", lambda: "使用停止" in acts.said(player))
    player.see("the list again", lambda: (e := screen._chosen()) is not None and not e.contract.active)
    player.press(Key.Key_F9)
    player.see("it can't be used", lambda: "再開してから" in acts.said(player))
    player.press(Key.Key_F5)
    player.see("taken back", lambda: (e := screen._chosen()) is not None and e.contract.active)


def test_a_key_is_deleted_from_this_pc(player: Player, there: Provider) -> None:
    screen = contracts(player)
    enter(player, there)
    stand_on(player, screen, "本店の契約")
    player.press(Key.Key_F6)
    edit = editing(player)
    player.press(Key.Key_F5)
    player.see("which key", lambda: "カーソル" in acts.said(player))
    edit.form.secrets["api_key"].widget.setFocus()
    player.press(Key.Key_F5)
    acts.answer(player, Key.Key_Y)
    player.see("it is gone", lambda: "削除しました" in acts.said(player))
    player.press(Key.Key_F12)
    screen = listed(player, 2)
    player.see("what is missing", lambda: "送れません" in screen.facts.text())
    player.press(Key.Key_F9)
    player.see("not without its key", lambda: "がありません" in acts.said(player))


def test_one_test_message_goes_to_the_own_number_after_asking(player: Player, there: Provider) -> None:
    screen = contracts(player)
    enter(player, there)
    stand_on(player, screen, "本店の契約")
    player.press(Key.Key_F6)
    edit = editing(player)
    player.press(Key.Key_F8)
    player.commit("090-1234-5678")
    player.press(Key.Key_Return)
    acts.answer(player, Key.Key_N)
    assert there.taken == []
    edit.number.widget.setFocus()
    player.press(Key.Key_Return)
    acts.answer(player, Key.Key_Y)
    player.see("it was taken", lambda: "受け付けました" in edit.said.text())
    assert [one["to"] for one in there.taken] == ["+819012345678"]


def test_initial_settings_name_the_contract_and_lead_to_it(player: Player) -> None:
    _numbered(player, "マスタ")
    player.see("マスタ", lambda: player.on(MasterScreen))
    player.press(Key.Key_1)
    player.see("初期設定", lambda: player.on(InitialSettingsScreen))
    screen = player.program.window.screen
    assert isinstance(screen, InitialSettingsScreen)
    player.see("its values", lambda: screen.company.fields["company.phone"].widget.property("text"))
    player.press(Key.Key_F6)
    assert screen.sending.used.text().startswith("使用中の契約：練習")
    player.press(Key.Key_K, modifier=Qt.KeyboardModifier.AltModifier)
    listed(player, 1)


def test_a_phone_that_stays_out_of_reach_is_called_and_not_written_to_again(player: Player) -> None:
    now = backend(player).services.clock()
    with acts.database(player).write() as session:
        customer = session.scalars(select(CustomerRow.id).where(CustomerRow.kana == "レンシュウ トウタツ")).one()
        message = session.scalars(select(MessageRecord).order_by(MessageRecord.id.desc()).limit(1)).one().id
        left = now - timedelta(hours=3)
        session.execute(
            update(MessageRecord)
            .where(MessageRecord.id == message)
            .values(customer_id=customer, state=State.ACCEPTED, posted_at=left, sent_at=left, history_at=left)
        )
        session.add(DeliveryEventRow(message_id=message, at=left, recorded_at=left, delivery="unreachable"))
    screen = acts.inquiry(player)
    assert screen.card.call.isVisible()
    player.press(Key.Key_D, modifier=Qt.KeyboardModifier.AltModifier)
    acts.answer(player, Key.Key_Return)
    number = QApplication.clipboard().text()
    assert screen.card.card is not None
    assert number
    assert number in screen.card.call.text()


def test_a_list_beyond_the_budget_is_announced_before_it_is_sent(player: Player) -> None:
    screen = contracts(player)
    player.press(Key.Key_F6)
    edit = editing(player)
    player.press(Key.Key_F6)
    assert edit.form.limits["day_messages"].widget.hasFocus()
    player.commit("2")
    player.press(Key.Key_F10)
    player.see("saved", lambda: "保存しました" in acts.said(player))
    player.press(Key.Key_F12)
    player.see("the limit", lambda: (e := screen._chosen()) is not None and e.contract.budget.day.messages == 2)
    player.press(Key.Key_F12, Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))
    bulk = acts.bulk(player)
    player.press(Key.Key_F9, Key.Key_F9)
    player.see("where it would stop", bulk.final.stop.isVisible)
    assert "1 日の通数の上限" in bulk.final.stop.text()

"""What keeps messages from leaving stands in the message line for as long as it lasts, and can be mended from there."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from sqlalchemy.orm import Session

from dreampower_sms.db import shop_setup
from dreampower_sms.db.contracts import SHOP
from dreampower_sms.db.engine import Database
from dreampower_sms.db.tables_shop import ContractRow, TariffRow
from dreampower_sms.domain.messages import State
from dreampower_sms.gateways.errors import GatewayUnavailable
from dreampower_sms.gateways.outcome import Receipt
from dreampower_sms.gateways.practice import PracticeGateway
from dreampower_sms.gateways.protocol import Sent
from dreampower_sms.services.terms import WINDOW
from dreampower_sms.tour import Player
from dreampower_sms.ui.reporter import WORKS_AGAIN
from dreampower_sms.ui.screens.contracts import ContractsScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from tests.journeys import acts
from tests.journeys.test_initial_settings import backend, leave, master, replace_text, save, settings
from tests.sending import states

Key = Qt.Key
FEES = "契約「{}」の料金表に誤りがあるため"
HOURS = "送信時間の設定に誤りがあるため"
AWAY = "送信サービスにつながりません"


def break_fees(session: Session, contract: str) -> None:
    """A second tier that ends below the first."""
    for tier, end in ((1, 670), (2, 70)):
        values = {"valid_from": date(2020, 1, 1), "tier": tier, "end_units": end, "price": Decimal(10 * tier)}
        session.add(TariffRow(contract_id=contract, **values))


def look_again(player: Player) -> None:
    backend(player).machine.terms.forget()
    backend(player).machine.runner.wake()


def add_broken(player: Player) -> None:
    """A second contract whose fees contradict themselves, seen by the sender."""
    with acts.database(player).write() as session:
        session.add(ContractRow(id="old", gateway="practice", title="旧契約", profile="default"))
        session.flush()
        break_fees(session, "old")
    look_again(player)
    player.see("the trouble", lambda: FEES.format("旧契約") in acts.said(player))


def test_broken_fees_are_told_on_every_screen_until_they_are_mended(player: Player) -> None:
    add_broken(player)
    player.press(Key.Key_1)
    player.see("照会", lambda: player.on(InquiryScreen))
    assert FEES.format("旧契約") in acts.said(player)
    player.press(Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))
    page = settings(player).fees
    assert FEES.format("旧契約") in acts.said(player)
    player.press(Key.Key_F7)
    page.contract.setFocus()
    player.press(Key.Key_Home)
    player.see("its table, with what is wrong", lambda: not page.table.lines[0][1].isReadOnly())
    assert "前の区分より大きく" in page.table.problem.text()
    page.table.go_to_first()
    replace_text(player, "70")
    player.press(Key.Key_Return)
    player.press(Key.Key_Return)
    replace_text(player, "660")
    save(player)
    player.see("that it is over", lambda: acts.said(player) == WORKS_AGAIN)
    leave(player)


def test_messages_leave_by_a_contract_beside_a_broken_one(player: Player) -> None:
    add_broken(player)
    acts.write(player)
    acts.body(player, "お車の用意ができました。")
    acts.confirm(player)
    player.press(Key.Key_Return)
    player.see("that it arrived", lambda: states(acts.database(player))[-1] is State.DELIVERED)
    player.program.window.line.clear_line()  # as it does after a while
    assert FEES.format("旧契約") in acts.said(player)


def break_shop_fees(session: Session) -> None:
    break_fees(session, "practice")


def break_hours(session: Session) -> None:
    shop_setup.put_setting(session, SHOP, WINDOW, [["22:00", "23:00"]] * 8)


@pytest.mark.parametrize(
    ("damage", "words"), [(break_shop_fees, FEES.format("練習")), (break_hours, HOURS)], ids=["fees", "hours"]
)
def test_a_program_that_can_send_nothing_starts_and_leads_to_what_is_to_be_mended(
    shop_url: str, start: Callable[[str], Player], damage: Callable[[Session], None], words: str
) -> None:
    database = Database(shop_url)
    with database.write() as session:
        damage(session)
    database.close()
    player = start(shop_url)
    player.see("the trouble", lambda: words in acts.said(player))
    acts.inquiry(player)
    player.press(Key.Key_F8)
    player.see("why nothing can be written", lambda: words in acts.said(player))
    player.press(Key.Key_F12)
    player.press(Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))
    master(player)
    player.press(Key.Key_4)
    player.see("契約", lambda: player.on(ContractsScreen))
    assert words in acts.said(player)
    leave(player)
    settings(player)
    assert words in acts.said(player)


def test_results_that_can_not_be_asked_for_are_told_until_they_can(
    player: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_gateway: PracticeGateway, _sent: Sequence[Sent]) -> Sequence[Receipt]:
        raise GatewayUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(PracticeGateway, "ask", away)
        acts.write(player)
        acts.body(player, "お車の用意ができました。")
        acts.confirm(player)
        player.press(Key.Key_Return)
        player.see("the trouble", lambda: AWAY in acts.said(player))

"""The second round of pictures: screens that the tour does not pass, opened by real keys on the demo shop.

Each step begins and ends on the menu, so that one can be added without knowing the others.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from dreampower_sms.tour import NotSeenError, Player
from dreampower_sms.ui.ask import Question
from dreampower_sms.ui.screens.bulk_change import BulkChangeScreen
from dreampower_sms.ui.screens.contract_edit import ContractEditScreen
from dreampower_sms.ui.screens.contracts import ContractsScreen
from dreampower_sms.ui.screens.customer_edit import CustomerScreen
from dreampower_sms.ui.screens.duplicates import DuplicatesScreen
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.screens.import_wizard import ImportScreen, Step
from dreampower_sms.ui.screens.initial_settings import InitialSettingsScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.screens.key_sheet import KeySheetScreen
from dreampower_sms.ui.screens.leaflet import LeafletScreen
from dreampower_sms.ui.screens.master import MasterScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from dreampower_sms.ui.screens.reconcile import ReconcileScreen
from dreampower_sms.ui.screens.removed import RemovedScreen
from dreampower_sms.ui.screens.search_title import SearchTitleScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.staff import StaffScreen
from dreampower_sms.ui.screens.vehicle_edit import VehicleScreen

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier
S = TypeVar("S", bound=QWidget)

CUSTOMERS = """顧客コード,氏名,フリガナ,電話番号,携帯番号,郵便番号,登録番号,車検満了日,備考
9001,見本 一郎,ミホン イチロウ,,,2600854,千葉 500 あ 12-34,R9.3.31,土曜の午前を希望
9002,見本 花子,ミホン ハナコ,,,2600855,袖ヶ浦 300 さ 5,2027/5/1,
9003,見本商事,ミホンショウジ,,,2600856,千葉 100 い 67-89,R9.6.15,請求書は月末
"""
"""A file of another program. Its people have no numbers: none can belong to somebody."""


def shown(player: Player, kind: type[S]) -> S:
    """The visible screen, once it is one of this kind. Raises `NotSeenError`."""
    player.see(kind.__name__, lambda: player.on(kind))
    if not isinstance(screen := player.program.window.screen, kind):
        raise NotSeenError(kind.__name__)
    return screen


def menu(player: Player) -> None:
    """Back to the menu, screen by screen. Raises `NotSeenError`, as where one asks about unsaved work."""
    for _ in player.program.window.screens():
        if not player.on(MenuScreen):
            player.press(Key.Key_F12)
    player.see("the menu", lambda: player.on(MenuScreen))


def enter_inquiry(player: Player) -> InquiryScreen:
    """照会 with the customer on its card whose messages arrive."""
    player.press(Key.Key_1)
    screen = shown(player, InquiryScreen)
    player.see("customers", lambda: screen.model.rowCount() > 1)
    player.commit("レンシュウ トウタツ")
    player.see("the one", lambda: screen.card.card is not None and screen.card.card.customer.name == "練習 到達")
    return screen


def _master(player: Player) -> None:
    player.press(Key.Key_5)
    shown(player, MasterScreen)
    player.shoot("master")


def _initial_settings(player: Player) -> None:
    player.press(Key.Key_5, Key.Key_1)
    screen = shown(player, InitialSettingsScreen)
    player.see("its values", lambda: screen.company.fields["company.phone"].widget.property("text"))
    player.shoot("initial_settings")


def _staff(player: Player) -> None:
    player.press(Key.Key_5, Key.Key_2)
    screen = shown(player, StaffScreen)
    player.see("the list", lambda: screen.list.count() > 1)
    player.shoot("staff")


def _leaflet(player: Player) -> None:
    player.press(Key.Key_5, Key.Key_3)
    screen = shown(player, LeafletScreen)
    player.see("the pages", lambda: bool(screen.view.pages))
    player.shoot("leaflet")


def _contracts(player: Player) -> None:
    player.press(Key.Key_5, Key.Key_4)
    screen = shown(player, ContractsScreen)
    player.see("the list", lambda: screen.model.rowCount() > 0)
    player.shoot("contracts")
    player.press(Key.Key_F3)
    shown(player, ContractEditScreen)
    player.shoot("contract_edit")


def _import(player: Player) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "顧客一覧.csv"
        path.write_text(CUSTOMERS, encoding="utf-8")
        player.press(Key.Key_5, Key.Key_5)
        screen = shown(player, ImportScreen)
        player.commit(str(path))
        player.press(Key.Key_Return)
        player.see("the file", lambda: not screen.why_not_columns())
        player.press(Key.Key_F9)
        player.see("the columns", lambda: screen.step is Step.COLUMNS)
        player.shoot("import")
        menu(player)


def _duplicates(player: Player) -> None:
    player.press(Key.Key_5, Key.Key_6)
    screen = shown(player, DuplicatesScreen)
    player.press(Key.Key_F9)
    player.see("pairs", lambda: screen.model.rowCount() > 0)
    player.shoot("duplicates")


def _removed(player: Player) -> None:
    """One customer is removed first: a new shop has none."""
    enter_inquiry(player)
    player.press(Key.Key_F6)
    record = shown(player, CustomerScreen)
    player.see("its values", lambda: not record.why_not_save())
    player.press(Key.Key_F4)
    player.see("the question", lambda: _asked(player))
    if (question := _asked(player)) is not None:
        QTest.keyClick(question, Key.Key_Y)
    player.see("照会 again", lambda: player.on(InquiryScreen))
    menu(player)
    player.press(Key.Key_5, Key.Key_7)
    screen = shown(player, RemovedScreen)
    player.see("the customer", lambda: screen.model.rowCount() > 0)
    player.shoot("removed")


def _asked(player: Player) -> Question | None:
    return next((each for each in player.program.window.findChildren(Question) if each.isVisible()), None)


def _vehicle(player: Player) -> None:
    enter_inquiry(player)
    player.press(Key.Key_F2, Key.Key_F6)
    screen = shown(player, VehicleScreen)
    player.see("its values", lambda: not screen.why_not_save())
    player.shoot("vehicle_edit")


def _key_sheet(player: Player) -> None:
    enter_inquiry(player)
    player.press(Key.Key_Slash, modifier=Control)
    shown(player, KeySheetScreen)
    player.shoot("key_sheet")


def _search_title(player: Player) -> None:
    player.press(Key.Key_3)
    search = shown(player, FreeSearchScreen)
    player.see("F9 ready", lambda: not search.why_not_search())
    player.press(Key.Key_F2, Key.Key_Space, Key.Key_F9)
    player.see("詳細自由検索", lambda: not search.why_no_new_title())
    player.press(Key.Key_F3)
    screen = shown(player, SearchTitleScreen)
    player.see("its items", lambda: screen.grid.rowCount() > 0)
    player.shoot("search_title")


def _bulk_change(player: Player) -> None:
    player.press(Key.Key_3)
    search = shown(player, FreeSearchScreen)
    player.see("F9 ready", lambda: not search.why_not_search())
    player.press(Key.Key_F9)
    player.see("the result", lambda: search.result is not None and not search.why_not_change())
    player.press(Key.Key_F11)
    screen = shown(player, BulkChangeScreen)
    player.commit("pass")
    player.press(Key.Key_F9)
    player.see("what can be changed", screen.item.widget.isEnabled)
    player.shoot("bulk_change")


def _reconcile(player: Player) -> None:
    player.press(Key.Key_4)
    details = shown(player, SmsDetailsScreen)
    while details.page_names[details.page] != "usage":
        player.press(Key.Key_Tab, modifier=Control)
    player.see("the figures", lambda: details.usage.statement is not None)
    player.press(Key.Key_F11)
    screen = shown(player, ReconcileScreen)
    player.see("the contracts", lambda: screen.contract.count() > 0)
    player.shoot("reconcile")


_VISITS = (
    _master, _initial_settings, _staff, _leaflet, _contracts, _import, _duplicates, _vehicle, _key_sheet,
    _bulk_change, _search_title, _reconcile, _removed,
)  # fmt: skip
"""`_search_title` changes how 自由検索 asks, `_removed` takes a customer away: they come late."""


def _begin(player: Player) -> None:
    player.see("an open database", lambda: player.program.is_ready)


STEPS: tuple[Callable[[Player], None], ...] = (_begin, *(step for visit in _VISITS for step in (visit, menu)))

"""Every screen of the main job, filled with the demo shop: named for a screen reader, whole at 100 % and at 150 %, and
all of it within reach of Tab. Where DREAMPOWER_SHOTS names a folder, pictures of them are left there.
"""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from dreampower_sms import tour
from dreampower_sms.gateways import registry
from dreampower_sms.tour import Player
from dreampower_sms.ui import style
from dreampower_sms.ui.actions import SLOTS, Bar, actions_for
from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.merge_choice import MergeChoiceScreen
from dreampower_sms.ui.place import Place
from dreampower_sms.ui.screens.bulk_change import BulkChangeScreen
from dreampower_sms.ui.screens.button_custom import ButtonCustomScreen
from dreampower_sms.ui.screens.complaints import ComplaintsScreen
from dreampower_sms.ui.screens.consent import ConsentScreen
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.screens.help import HelpScreen
from dreampower_sms.ui.screens.import_wizard import ImportScreen, Step
from dreampower_sms.ui.screens.key_sheet import KeySheetScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.style import Theme, Zoom
from tests import real_gateway
from tests.journeys import acts, managing, printing, searching, templating, test_reconcile
from tests.journeys.test_customer_edit import clear, edit_customer, there
from tests.journeys.test_duplicates import enter_twice, searched
from tests.journeys.test_import import MESSY, choose, imported, open_import
from tests.journeys.test_removed import opened, removed_long_ago
from tests.ui.tabbing import assert_tab_goes_round
from tests.ui.walk import assert_accessible, assert_not_clipped, settle

Key = Qt.Key
SHOTS = os.environ.get("DREAMPOWER_SHOTS")


def menu(player: Player) -> None:
    player.see("the practice strip", player.program.window.header.practice.isVisible)


def inquiry(player: Player) -> None:
    acts.inquiry(player)


def inquiry_with_full_bars(player: Player) -> None:
    backend = player.program._backend
    assert backend is not None
    longest = {bar: max(actions_for(bar), key=lambda action: len(action.label)).id for bar in Bar}
    backend.services.bars.save({(bar.value, slot): longest[bar] for bar in Bar for slot in range(1, SLOTS + 1)})
    screen = acts.inquiry(player)
    player.see("the buttons", screen.card.customer_bar.buttons[SLOTS].isEnabled)


def opt_out(player: Player) -> None:
    screen = acts.inquiry(player)
    player.press(Key.Key_F4)
    player.see("the panel", screen.panel.isVisible)


def button_custom(player: Player) -> None:
    acts.inquiry(player)
    player.press(Key.Key_F2, Key.Key_F2, Key.Key_F11)
    player.see("ボタンカスタム", lambda: player.on(ButtonCustomScreen))
    player.press(Key.Key_Space)


def sms_send(player: Player) -> None:
    screen = acts.write(player)
    player.press(Key.Key_1)
    player.see("the merged text", screen.view.shown.isVisible)


def sms_send_with_warnings(player: Player) -> None:
    screen = acts.write(player)
    acts.body(player, "車検のご案内です。👍\n髙橋様")
    player.see("a warning", screen.view.warnings.isVisible)


def naming_a_template(player: Player) -> None:
    screen = acts.write(player)
    acts.body(player, "代車のご用意ができました")
    player.press(Key.Key_F6)
    player.see("the field for the name", screen.view.naming.widget.isVisible)


def sms_confirm(player: Player) -> None:
    acts.write(player)
    player.press(Key.Key_1)
    acts.confirm(player)


def sms_details(player: Player) -> None:
    acts.inquiry(player)
    player.press(Key.Key_F5)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))


def consent(player: Player) -> None:
    acts.inquiry(player)
    player.press(Key.Key_F7)
    player.see("the record", lambda: player.on(ConsentScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ConsentScreen)
    player.see("the story", lambda: screen.story is not None)


def consent_form(player: Player) -> None:
    consent(player)
    player.press(Key.Key_F3)


def complaints(player: Player) -> None:
    acts.inquiry(player)
    player.press(Key.Key_F10)
    player.see("苦情対応", lambda: player.on(ComplaintsScreen))


def customer_edit(player: Player) -> None:
    acts.inquiry(player)
    player.press(Key.Key_F6)
    acts.record(player)


def conflict(player: Player) -> None:
    screen = edit_customer(player)
    assert screen.opened is not None
    there(player).save_customer(screen.opened, {**screen.opened.values, "memo": "引取希望", "rank": "Z"}, "鈴木")
    for field, text in (("memo", "代車が要る"), ("rank", "D")):
        clear(screen, field)
        player.commit(text)
    player.press(Key.Key_F10)
    player.see("both versions", lambda: player.on(ConflictScreen))
    player.press(Key.Key_1)


def vehicle_edit(player: Player) -> None:
    acts.inquiry(player)
    player.press(Key.Key_F2, Key.Key_F6)
    acts.record(player)


def send_jobs(player: Player) -> None:
    details = acts.details(player)
    details.tabs.setCurrentWidget(details.send_jobs)
    player.see("jobs", lambda: details.send_jobs.model.rowCount() > 0)


def undecided(player: Player) -> None:
    details = acts.details(player)
    details.tabs.setCurrentWidget(details.undecided)
    player.see("what is undecided", details.undecided.sent.isEnabled)


def usage(player: Player) -> None:
    details = acts.details(player)
    details.tabs.setCurrentWidget(details.usage)
    player.see("the figures", lambda: details.usage.statement is not None)


def reconcile(player: Player) -> None:
    test_reconcile.reconcile(player)


def inspection_list(player: Player) -> None:
    acts.inspections(player)


def bulk_text(player: Player) -> None:
    acts.bulk(player)


def bulk_register(player: Player) -> None:
    acts.bulk(player)
    player.press(Key.Key_F9)


def bulk_final(player: Player) -> None:
    acts.bulk(player)
    player.press(Key.Key_F9, Key.Key_F9)


def bulk_change(player: Player) -> None:
    searching.opened(player)
    player.press(Key.Key_F9)
    search = player.program.window.screen
    assert isinstance(search, FreeSearchScreen)
    player.see("the result", lambda: search.result is not None and not search.why_not_change())
    player.press(Key.Key_F11)
    player.see("一括変更", lambda: player.on(BulkChangeScreen))
    player.commit("pass")
    player.press(Key.Key_F9)
    screen = player.program.window.screen
    assert isinstance(screen, BulkChangeScreen)
    player.see("what can be changed", screen.item.widget.isEnabled)
    player.press(Key.Key_F6)


def duplicates(player: Player) -> None:
    enter_twice(player)
    searched(player)


def duplicates_choice(player: Player) -> None:
    duplicates(player)
    player.press(Key.Key_F10)
    player.see("the choice", lambda: player.on(MergeChoiceScreen))


def removed(player: Player) -> None:
    removed_long_ago(player)
    opened(player)


def help_page(player: Player) -> None:
    player.press(Key.Key_F1)
    player.see("ヘルプ", lambda: player.on(HelpScreen))


def help_found(player: Player) -> None:
    help_page(player)
    player.press(Key.Key_F3)
    player.commit("送信")
    screen = player.program.window.screen
    assert isinstance(screen, HelpScreen)
    player.see("places", screen.results.isVisible)


def key_sheet(player: Player) -> None:
    player.press(Key.Key_Slash, modifier=Qt.KeyboardModifier.ControlModifier)
    player.see("キー一覧", lambda: player.on(KeySheetScreen))


def print_preview(player: Player) -> None:
    key_sheet(player)
    player.press(Key.Key_F7)
    printing.preview(player)


def import_columns(player: Player) -> None:
    file = player.shots / "顧客.csv"
    file.write_text(MESSY, encoding="utf-8")
    screen = choose(player, file)
    player.press(Key.Key_F9)
    player.see("the columns", lambda: screen.step is Step.COLUMNS)


def import_report(player: Player) -> None:
    import_columns(player)
    screen = player.program.window.screen
    assert isinstance(screen, ImportScreen)
    player.press(Key.Key_F9)
    player.see("the check", lambda: screen.step is Step.CHECK and not screen.why_not_run())
    imported(player, screen)


SCREENS = (
    menu, inquiry, inquiry_with_full_bars, opt_out, button_custom, sms_send, sms_send_with_warnings,
    naming_a_template, sms_confirm, sms_details, consent,
    consent_form, complaints, customer_edit, conflict, vehicle_edit, send_jobs, undecided, usage, reconcile,
    inspection_list, bulk_text,
    bulk_register,
    bulk_final, bulk_change, help_page, help_found, key_sheet, print_preview,
    duplicates, duplicates_choice, removed,
    open_import, import_columns, import_report,
    *managing.SCREENS,
    *searching.SCREENS,
    *templating.SCREENS,
)  # fmt: skip


LOOKS = ((Theme.LIGHT, 1.0), (Theme.CONTRAST, 1.5))
"""The program starts in the first. The edges of high contrast take room: what has enough there has it everywhere."""
MORE_PICTURES = ((Theme.DARK, 1.0), (Theme.LIGHT, 1.5), (Theme.CONTRAST, 1.0))
COMPANY, LONG_NAME = "高洲中央自動車整備販売店", "株式会社高洲自動車整備工業千葉店"
"""As long as names of shops and customers get."""


@pytest.fixture(scope="session")
def long_names(demo_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop with a long name, and one customer of seven with one."""
    path = tmp_path_factory.mktemp("long") / "long.sqlite3"
    path.write_bytes(demo_sqlite.read_bytes())
    some = "kana NOT LIKE 'レンシュウ%' AND id % 7 = 3"
    shop = sqlite3.connect(path)
    shop.execute("UPDATE company SET name = ?", [COMPANY])
    shop.execute(
        f"UPDATE messages SET customer_name = ? WHERE customer_id IN (SELECT id FROM customers WHERE {some})",
        [LONG_NAME],
    )
    shop.execute(f"UPDATE customers SET name = ? WHERE {some}", [LONG_NAME])
    shop.commit()
    shop.close()
    return path


@pytest.fixture
def player(long_names: Path, tmp_path: Path, start: Callable[[str], Player], monkeypatch: pytest.MonkeyPatch) -> Player:
    """How a screen looks does not depend on the database. There is a real gateway to make a contract with."""
    monkeypatch.setitem(registry.GATEWAYS, real_gateway.NAME, real_gateway.ROW)
    copy = tmp_path / "shop.sqlite3"
    copy.write_bytes(long_names.read_bytes())
    return start(str(copy))


@pytest.mark.parametrize("open_screen", SCREENS, ids=lambda opener: opener.__name__)
def test_it_is_named_and_whole(player: Player, qapp: QApplication, open_screen: Callable[[Player], object]) -> None:
    open_screen(player)
    window = player.program.window
    for look in LOOKS:
        dress(qapp, window, *look)
        assert (window.width(), window.height()) == tour.SIZE
        assert_accessible(window)
        assert_not_clipped(window)
        keep_picture(window, open_screen.__name__, *look)
        assert not hidden_by(window.findChildren(Place)[-1]), f"in {look} the screen has to be scrolled"
    screen = window.screen
    assert screen is not None
    assert_tab_goes_round(screen)
    for look in MORE_PICTURES if SHOTS else ():
        dress(qapp, window, *look)
        keep_picture(window, open_screen.__name__, *look)


def dress(application: QApplication, window: QWidget, theme: Theme, zoom: Zoom) -> None:
    """Wear a look in the window's usual size. To put one on takes as long as to open the screen."""
    if (theme, zoom) != LOOKS[0]:
        style.apply(application, theme, zoom)
    window.resize(*tour.SIZE)
    settle()


def keep_picture(window: QWidget, name: str, theme: Theme, zoom: Zoom) -> None:
    """To be looked at, where somebody asks for it."""
    if SHOTS:
        assert window.grab().save(str(Path(SHOTS) / f"{name}_{theme}_{zoom:.0%}.png"))


def hidden_by(place: Place) -> tuple[int, int] | None:
    """How many pixels of the screen are out of sight, across and down."""
    across, down = place.horizontalScrollBar().maximum(), place.verticalScrollBar().maximum()
    return (across, down) if across or down else None

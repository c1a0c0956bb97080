"""自由検索 by keys, as journeys begin it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import update

from dreampower_sms.db.tables import SearchTitleRow, SettingRow
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Condition, Order, Title, TitleItem
from dreampower_sms.domain.search.stored import title_to_json
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.screens.search_title import SearchTitleScreen
from dreampower_sms.ui.search_result import ResultPanel
from tests.journeys import acts

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def title(
    name: str,
    searched: Sequence[str],
    listed: Sequence[str] = ("name", "kana", "address"),
    *,
    target: Target = Target.CUSTOMER,
    conditions: Sequence[Condition] = (),
) -> Title:
    """A title as the editor would save it."""
    keys = tuple(dict.fromkeys((*searched, *listed)))
    items = tuple(TitleItem(key, key in searched, key in listed, key in listed) for key in keys)
    return Title(name, target, items, tuple(conditions), (Order("kana"),))


def save(player: Player, *titles: Title, detailed: bool = True) -> list[int]:
    """The only titles of the shop, as somebody saved them before, and the setting."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with acts.database(player).write() as session:
        rows = [
            SearchTitleRow(
                name=each.name, target=each.target, content=title_to_json(each), created_at=now, updated_at=now
            )
            for each in titles
        ]
        session.execute(update(SearchTitleRow).values(deleted_at=now))
        session.add_all(rows)
        session.merge(SettingRow(scope="shop", key="detailed_search", value=detailed))
        session.flush()
        return [row.id for row in rows]


def opened(player: Player) -> FreeSearchScreen:
    """From the menu to 自由検索, loaded."""
    screen = opened_without_titles(player)
    player.see("its title", lambda: not screen.why_not_search())
    return screen


def opened_without_titles(player: Player) -> FreeSearchScreen:
    """The same, where there may be no title to search by."""
    labels = [button.text() for button in player.program.menu.buttons]
    player.press(Key(Key.Key_1 + labels.index("自由検索")))
    player.see("自由検索", lambda: player.on(FreeSearchScreen))
    screen = player.program.window.screen
    assert isinstance(screen, FreeSearchScreen)
    player.see("what it reads", lambda: screen.question.opening is not None)
    return screen


def found(player: Player, screen: FreeSearchScreen) -> ResultPanel:
    """F9, and the whole list is there."""
    player.press(Key.Key_F9)
    player.see("the list", lambda: screen.result is not None and screen.result.isVisible() and screen.result.whole)
    assert screen.result is not None
    player.see("its rows", lambda: "…" not in names(screen.result, 1))
    return screen.result


def names(result: ResultPanel | None, most: int = 50) -> list[str]:
    """The first column beside the ticks."""
    assert result is not None
    rows = min(result.model.rowCount(), most)
    return [str(result.model.index(row, 1).data()) for row in range(rows)]


def into(player: Player, widget: QWidget, text: str) -> None:
    """Type into this field, in place of what it holds."""
    widget.setFocus()
    player.press(Key.Key_A, modifier=CTRL)
    player.commit(text)


def simple(player: Player) -> None:
    screen = opened(player)
    player.see("a count", lambda: "件" in screen.question.count.figure.text())


def simple_with_errors(player: Player) -> None:
    screen = opened(player)
    into(player, screen.question.simple.form.fields["expiry_from"].widget, "R8.2.30")
    player.press(Key.Key_F9)


def settings(player: Player) -> None:
    opened(player)
    player.press(Key.Key_F2)


def detailed(player: Player) -> None:
    """Every kind of field, more than fit, an item that is gone and a value that is wrong."""
    kinds = ("name", "phone", "kind", "birthday", "days_left", "sms", "sms_count", "mileage", "plate", "staff", "gone")
    save(player, title("すべての種類の項目", kinds, ("plate", *kinds[:5]), target=Target.VEHICLE))
    screen = opened(player)
    player.see("fields", lambda: screen.question.conditions.rows)
    screen.question.conditions.rows[3].editors[0].entry().setFocus()
    player.commit("R8.2.30")
    player.press(Key.Key_F9)


def no_titles(player: Player) -> None:
    save(player)
    screen = opened_without_titles(player)
    player.see("the form", lambda: screen.question.detailed)


def result(player: Player) -> None:
    found(player, opened(player))


def result_of_vehicles(player: Player) -> None:
    columns = ("plate", "inspection_expiry", "first_registration", "days_left", "name", "phone", "sms", "zip")
    save(player, title("車両", (), columns, target=Target.VEHICLE))
    found(player, opened(player))


def title_editor(player: Player) -> None:
    """Many items, and one that is gone."""
    save(
        player,
        title("来月車検のご案内", ("inspection_expiry", "sms", "gone"), ("plate", "name"), target=Target.VEHICLE),
    )
    opened(player)
    player.press(Key.Key_F4)
    player.see("検索タイトル", lambda: player.on(SearchTitleScreen))
    screen = player.program.window.screen
    assert isinstance(screen, SearchTitleScreen)
    player.see("its items", lambda: screen.grid.rowCount() > 0)


SCREENS = (title_editor, simple, simple_with_errors, settings, detailed, no_titles, result, result_of_vehicles)
"""The looks of the screen."""

"""自由検索 by keys, as journeys begin it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from dreampower_sms.db.tables import SearchTitleRow, SettingRow
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Condition, Order, Title, TitleItem
from dreampower_sms.domain.search.stored import title_to_json
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
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
    """Titles that somebody saved before, and the setting."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with acts.database(player).write() as session:
        rows = [
            SearchTitleRow(
                name=each.name, target=each.target, content=title_to_json(each), created_at=now, updated_at=now
            )
            for each in titles
        ]
        session.add_all(rows)
        session.merge(SettingRow(scope="shop", key="detailed_search", value=detailed))
        session.flush()
        return [row.id for row in rows]


def opened(player: Player) -> FreeSearchScreen:
    """From the menu to 自由検索, loaded."""
    labels = [button.text() for button in player.program.menu.buttons]
    player.press(Key(Key.Key_1 + labels.index("自由検索")))
    player.see("自由検索", lambda: player.on(FreeSearchScreen))
    screen = player.program.window.screen
    assert isinstance(screen, FreeSearchScreen)
    player.see("what it reads", lambda: screen.question.opening is not None and not screen.why_not_search())
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
    """Type into this field."""
    widget.setFocus()
    player.commit(text)

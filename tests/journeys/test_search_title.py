"""検索タイトル by keys: made, used, copied, deleted and taken back, and met by another PC."""

from PySide6.QtCore import Qt

from dreampower_sms.domain.search.spec import TitleItem
from dreampower_sms.services.titles import SavedTitle, SearchTitles
from dreampower_sms.tour import Player, half_past_ten
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.screens.search_title import SearchTitleScreen
from tests.journeys import acts
from tests.journeys.searching import CTRL, found, names, opened, save, title

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


def titles(player: Player) -> SearchTitles:
    return SearchTitles(acts.database(player), half_past_ten(), "other")


def editor(player: Player, key: Qt.Key) -> SearchTitleScreen:
    player.press(key)
    player.see("検索タイトル", lambda: player.on(SearchTitleScreen))
    screen = player.program.window.screen
    assert isinstance(screen, SearchTitleScreen)
    player.see("its items", lambda: screen.grid.rowCount() > 0)
    return screen


def stored(player: Player, title_id: int) -> SavedTitle:
    saved = titles(player).get(title_id)
    assert saved is not None
    return saved


def test_a_new_title_is_ticked_ordered_saved_and_searched(player: Player) -> None:
    save(player, title("元からある", ("name",)))
    search = opened(player)
    screen = editor(player, Key.Key_F3)
    player.commit("わたしの一覧")
    screen.grid.setFocus()
    screen.grid.setCurrentCell(0, 2)
    player.press(Key.Key_Space, Key.Key_Down, Key.Key_Space)
    player.press(Key.Key_Up, modifier=ALT)
    player.press(Key.Key_F10)
    player.see("saved", lambda: screen.saved is not None and not screen.unsaved())
    assert screen.saved is not None
    assert stored(player, screen.saved.id).title.items == (
        TitleItem("kana", listed=True),
        TitleItem("name", listed=True),
    )
    saved = screen.saved.id
    player.press(Key.Key_F12)
    player.see("the new title", lambda: search.question.saved_id == saved)
    assert names(found(player, search))


def test_a_title_without_a_name_or_a_column_is_refused_at_the_field(player: Player) -> None:
    save(player, title("元からある", ("name",)))
    opened(player)
    screen = editor(player, Key.Key_F3)
    player.press(Key.Key_F10)
    player.see("why not", lambda: "検索タイトルを入力" in screen.name.error.text())
    player.commit("名前だけ")
    player.press(Key.Key_F10)
    player.see("why not", lambda: "リスト表示" in acts.said(player))
    player.press(Key.Key_F12)
    acts.answer(player, Key.Key_Escape)
    assert player.on(SearchTitleScreen)


def test_a_deleted_title_comes_back_by_ctrl_z(player: Player) -> None:
    (kept,) = save(player, title("消すタイトル", ("name",)))
    search = opened(player)
    player.see("the title", lambda: search.question.saved_id == kept)
    screen = editor(player, Key.Key_F4)
    player.see("its name", screen.delete_button.isEnabled)
    screen.delete_button.click()
    acts.answer(player, Key.Key_Y)
    player.see("gone", lambda: player.on(FreeSearchScreen) and titles(player).get(kept) is None)
    player.press(Key.Key_Z, modifier=CTRL)
    player.see("back", lambda: titles(player).get(kept) is not None)


def test_another_pc_was_faster_and_what_was_typed_stays(player: Player) -> None:
    (kept,) = save(player, title("二人のタイトル", ("name", "shoe_size")))
    search = opened(player)
    player.see("the title", lambda: search.question.saved_id == kept)
    screen = editor(player, Key.Key_F4)
    player.see("the kept item is named", lambda: "shoe_size" in screen.warning.text())
    base = stored(player, kept)
    theirs = titles(player).save(title("相手の名前", ("kana",)), base, "other")
    assert isinstance(theirs, SavedTitle)
    screen.name.widget.selectAll()
    player.commit("自分の名前")
    player.press(Key.Key_F10)
    acts.answer(player, Key.Key_N)
    assert screen.name.widget.text() == "自分の名前"
    assert stored(player, kept).title.name == "相手の名前"
    player.press(Key.Key_F10)
    player.see("mine", lambda: stored(player, kept).title.name == "自分の名前")
    assert "shoe_size" in stored(player, kept).title.named

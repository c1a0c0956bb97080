"""検索タイトル by keys: made, used, copied, deleted and taken back, and met by another PC."""

from PySide6.QtCore import Qt

from dreampower_sms.domain.search.spec import TitleItem
from dreampower_sms.services.titles import SavedTitle, SearchTitles
from dreampower_sms.tour import Player, half_past_ten
from dreampower_sms.ui.conflict import ConflictScreen
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
    asking = asked(player)
    assert "相手の名前" in str(asking.model.index(0, 2).data())
    player.press(Key.Key_F12)
    assert screen.name.widget.text() == "自分の名前"
    assert stored(player, kept).title.name == "相手の名前"
    player.press(Key.Key_F10)
    player.see("mine", lambda: stored(player, kept).title.name == "自分の名前")
    assert "shoe_size" not in stored(player, kept).title.named  # the other one took it out, and nobody put it back


def test_what_does_not_contradict_is_taken_over_and_the_rest_is_asked(player: Player) -> None:
    (kept,) = save(player, title("二人のタイトル", ("name",), ("name", "kana")))
    search = opened(player)
    player.see("the title", lambda: search.question.saved_id == kept)
    screen = editor(player, Key.Key_F4)
    theirs = titles(player).save(
        title("二人のタイトル", ("name",), ("name", "kana", "address")), stored(player, kept), "other"
    )
    assert isinstance(theirs, SavedTitle)
    screen.name.widget.selectAll()
    player.commit("自分の名前")
    player.press(Key.Key_F10)
    player.see("both changes", lambda: "取り込みました" in acts.said(player))
    player.press(Key.Key_F10)
    player.see("both are stored", lambda: screen.saved is not None and screen.saved.title.name == "自分の名前")
    assert stored(player, kept).title.listed == ("name", "kana", "address")
    base = stored(player, kept)
    assert isinstance(titles(player).save(title("相手", ("name",)), base, "other"), SavedTitle)
    screen.name.widget.selectAll()
    player.commit("私")
    player.press(Key.Key_F10)
    asked(player)
    player.press(Key.Key_2, Key.Key_F10)
    player.see("the choice is stored", lambda: stored(player, kept).title.name == "私")


def test_a_name_is_given_once_and_a_copy_can_be_taken_back(player: Player) -> None:
    first, _second = save(player, title("あの一覧", ("name",)), title("いの一覧", ("name",)))
    search = opened(player)
    player.see("the title", lambda: search.question.saved_id == first)
    screen = editor(player, Key.Key_F4)
    player.see("its name", screen.delete_button.isEnabled)
    screen.copy_button.click()
    player.see("a copy", lambda: screen.name.widget.text() == "あの一覧 のコピー")
    screen.name.widget.selectAll()
    player.commit("いの一覧")
    player.press(Key.Key_F10)
    player.see("why not", lambda: "もうあります" in screen.name.error.text())
    player.press(Key.Key_Z, modifier=CTRL)  # the line takes back its own text first
    while screen.saved is None:
        screen.grid.setFocus()
        player.press(Key.Key_Z, modifier=CTRL)
    assert screen.saved.id == first
    assert screen.name.widget.text() == "あの一覧"
    assert not screen.unsaved()


def asked(player: Player) -> ConflictScreen:
    player.see("both versions", lambda: player.on(ConflictScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ConflictScreen)
    return screen

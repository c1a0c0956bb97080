"""What a screen reader says of messages that were sent, while the clerk is on another screen by then."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

from dreampower_sms.tour import Player
from dreampower_sms.ui.announce import ASSERTIVE, POLITE
from dreampower_sms.ui.screens.inspection_list import InspectionListScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from tests.journeys import acts

Key = Qt.Key
Heard = list[tuple[str, QAccessible.AnnouncementPoliteness]]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """What was said and how urgently. Qt gives Python no way to listen, so it is noted where Qt is told."""
    said: Heard = []
    tell = QAccessible.updateAccessibility

    def note(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append((event.message(), event.politeness()))
        tell(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(note))
    return said


@pytest.fixture
def player(demo_sqlite: Path, tmp_path: Path, start: Callable[[str], Player]) -> Player:
    """What is told is held on both databases by the tests of `News`."""
    copy = tmp_path / "shop.sqlite3"
    copy.write_bytes(demo_sqlite.read_bytes())
    return start(str(copy))


def about(heard: Heard, words: str) -> list[QAccessible.AnnouncementPoliteness]:
    return [politeness for text, politeness in heard if words in text]


def send(player: Player, kana: str, override: str = "") -> None:
    """To this customer, and off to the menu."""
    screen = acts.write(player, kana)
    player.press(Key.Key_1)
    if override:
        player.see("a reason that is asked for", screen.view.override.widget.isVisible)
        acts.reach(player, screen.view.override.widget)
        player.commit(override)
    acts.confirm(player)
    player.press(Key.Key_Return)
    player.see("照会 again", lambda: "送信しています" in acts.said(player))
    player.press(Key.Key_F12)
    assert player.on(MenuScreen)


def test_results_are_told_on_whatever_screen_the_clerk_is(player: Player, heard: Heard) -> None:
    send(player, "レンシュウ トウタツ")
    player.see("the arrival, aloud", lambda: about(heard, "練習 到達 様（070-9800-1000） に SMS が届きました。"))
    send(player, "レンシュウ キョヒ")
    player.see("the refusal, in the line", lambda: "練習 拒否 様（070-9800-0001） への SMS は" in acts.said(player))
    assert player.program.window.line.property("severity") == "error"

    acts.bulk(player)
    player.press(Key.Key_F9, Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    player.see("the end of the list, aloud", lambda: about(heard, "が終わりました。送信 "))
    assert len(about(heard, "まとめ送信「")) == 1

    assert about(heard, "練習 到達 様（070-9800-1000） に SMS が届きました。") == [POLITE]
    assert set(about(heard, "練習 到達")) == {POLITE}
    assert about(heard, "練習 拒否") == [ASSERTIVE]
    singles = [text for text, _ in heard if "SMS が届きました" in text or "SMS を送信しました" in text]
    assert all("練習 到達" in text for text in singles), "each message of a list was told"


def test_what_did_not_arrive_and_what_nobody_can_tell_is_told_at_once(player: Player, heard: Heard) -> None:
    undelivered = "練習 不達 様（070-9800-0002） に SMS が届きませんでした。"
    unknown = "練習 結果不明 様（070-9800-0004） への SMS は結果不明です。"
    send(player, "レンシュウ フタツ", override="電話で番号を確かめたため")
    player.see("不達, in the line", lambda: undelivered in acts.said(player))
    send(player, "レンシュウ ケッカフメイ")
    player.see("結果不明, in the line", lambda: unknown in acts.said(player))
    assert about(heard, undelivered) == about(heard, unknown) == [ASSERTIVE]

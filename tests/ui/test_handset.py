"""携帯電話(練習): shows every message whole, newest last, and never takes the keyboard."""

from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from dreampower_sms.services.right_of_way import RightOfWay
from dreampower_sms.ui.handset import SENDER, Arrived, Bubble, Handset
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import press
from tests.ui.paints import Paints
from tests.ui.screens import TwoPages
from tests.ui.walk import assert_accessible, settle

LONG = "山田様\nいつもお世話になっております。山川自動車です。\n" + "車検満了日が近づいてまいりました。" * 20


def message(body: str, number: str = "090-1234-5678", sender: str = "山川自動車") -> Arrived:
    return Arrived(number, sender, body, datetime(2026, 11, 23, 14, 5))  # noqa: DTZ001  it is shown as it is


@pytest.fixture
def handset(qtbot: QtBot) -> Handset:
    made = Handset()
    qtbot.addWidget(made)
    made.show()
    settle()
    return made


def is_blank(picture: QImage) -> bool:
    """Whether nothing at all is painted: every pixel is like the first."""
    ground = picture.pixel(0, 0)
    return all(picture.pixel(x, y) == ground for y in range(picture.height()) for x in range(picture.width()))


def test_messages_stand_in_the_order_in_which_they_came(handset: Handset, qtbot: QtBot) -> None:
    for body in ("一つ目", "二つ目", "三つ目"):
        handset.arrive(message(body))
    assert handset.messages() == ["一つ目"]  # at once; those behind it together
    qtbot.waitUntil(lambda: handset.messages() == ["一つ目", "二つ目", "三つ目"])
    settle()
    tops = [bubble.y() for bubble in handset.findChildren(Bubble)]
    assert tops == sorted(tops)


def test_the_newest_is_in_sight(handset: Handset, qtbot: QtBot) -> None:
    for n in range(12):
        handset.arrive(message(f"{n} 通目\n{LONG[:120]}"))
    qtbot.waitUntil(lambda: len(handset.messages()) == 12)
    settle()
    area = handset.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    assert area.verticalScrollBar().value() == area.verticalScrollBar().maximum()


def test_only_the_last_thirty_are_kept(handset: Handset, qtbot: QtBot) -> None:
    for n in range(35):
        handset.arrive(message(str(n)))
    qtbot.waitUntil(lambda: handset.messages() == [str(n) for n in range(5, 35)])
    handset.arrive(message("35"))
    qtbot.waitUntil(lambda: handset.messages() == [str(n) for n in range(6, 36)])

    def seen() -> list[str]:
        tops = [(bubble.y(), bubble.accessibleDescription()) for bubble in handset.findChildren(Bubble)]
        return [body for _, body in sorted(tops)]

    qtbot.waitUntil(lambda: seen() == handset.messages())  # the layout comes with the next turn of the event loop
    qtbot.waitUntil(lambda: len(handset.findChildren(Bubble)) == 30)


@pytest.mark.parametrize("width", [180, 240, 400])
@pytest.mark.parametrize("body", ["短い", LONG, "https://example.com/" + "a" * 200, "一\n\n\n二"])
def test_a_message_is_shown_to_its_last_line(qtbot: QtBot, body: str, width: int) -> None:
    """Where a bubble is higher than it asks for, nothing is painted: so nothing is cut where it is not."""
    bubble = Bubble(message(body), width)
    qtbot.addWidget(bubble)
    asked = bubble.minimumHeight()
    bubble.resize(width, asked)
    picture = bubble.grab().toImage()
    bubble.setFixedHeight(asked + 60)
    higher = bubble.grab().toImage()
    assert not is_blank(picture)
    assert picture == higher.copy(0, 0, width, asked)
    assert is_blank(higher.copy(0, asked, width, 60))


def test_a_longer_text_takes_more_room_and_a_wider_one_less(qtbot: QtBot) -> None:
    short, long, wide = Bubble(message("短い"), 240), Bubble(message(LONG), 240), Bubble(message(LONG), 480)
    assert long.minimumHeight() > short.minimumHeight() * 5
    assert long.minimumHeight() > wide.minimumHeight()


def test_a_number_to_call_is_kept_whole(qtbot: QtBot) -> None:
    bubble = Bubble(message("ご不明な点は 043-123-4567 までお電話ください。"))
    qtbot.addWidget(bubble)
    for width in range(150, 320, 3):
        bubble.fit(width)
        layout = bubble._text.layout
        starts = [layout.lineAt(n).textStart() for n in range(layout.lineCount())]
        begin = layout.text().index("043")
        assert not [start for start in starts if begin < start < begin + len("043-123-4567")], width


def test_others_hold_back_while_the_phone_paints(qtbot: QtBot) -> None:
    right_of_way = RightOfWay()
    handset = Handset(right_of_way=right_of_way)
    qtbot.addWidget(handset)
    handset.show()
    handset.arrive(message("一"))
    settle()
    bubble = handset.findChild(Bubble)
    assert isinstance(bubble, Bubble)
    paints = Paints(bubble, lambda: right_of_way.is_taken)
    bubble.update()
    qtbot.waitUntil(lambda: bool(paints.found))
    assert set(paints.found) == {True}
    assert not right_of_way.is_taken


def test_on_another_screen_the_pictures_are_drawn_for_it(handset: Handset) -> None:
    handset.arrive(message("一"))
    bubble = handset.findChild(Bubble)
    assert isinstance(bubble, Bubble)
    drawn = bubble.pixmap().cacheKey()
    QApplication.sendEvent(handset, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert bubble.pixmap().cacheKey() != drawn


@pytest.mark.parametrize("width", [90, 150, 220, 300])
def test_the_number_below_a_bubble_is_seen_to_its_end(qtbot: QtBot, width: int) -> None:
    bubble = Bubble(message("一", number="090-1234-5678"), width)
    qtbot.addWidget(bubble)
    layout, size = bubble._caption
    lines = [layout.lineAt(n) for n in range(layout.lineCount())]
    assert all(line.naturalTextWidth() <= width for line in lines)
    assert sum(line.textLength() for line in lines) == len(layout.text())
    assert bubble.minimumHeight() >= size.height() + bubble._text.size.height()


def test_the_sender_is_what_a_phone_would_show(handset: Handset, qtbot: QtBot) -> None:
    handset.arrive(message("一", sender=""))
    assert handset.shown_sender == SENDER
    handset.arrive(message("二", sender="0120-111-222"))
    qtbot.waitUntil(lambda: handset.shown_sender == "0120-111-222")


def test_a_bubble_with_another_text_has_its_number(qtbot: QtBot) -> None:
    bubble = Bubble(message("一つ目"))
    qtbot.addWidget(bubble)
    bubble.show_message(message("二つ目", number="080-9999-0000"))
    assert bubble.accessibleName() == "080-9999-0000 に届いたメッセージ"
    assert bubble.accessibleDescription() == "二つ目"


def test_a_screen_reader_gets_number_and_text(handset: Handset) -> None:
    handset.arrive(message("車検のご案内です。"))
    bubble = handset.findChild(Bubble)
    assert isinstance(bubble, Bubble)
    assert bubble.accessibleName() == "090-1234-5678 に届いたメッセージ"
    assert bubble.accessibleDescription() == "車検のご案内です。"
    assert_accessible(handset)


def test_it_never_takes_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    screen = TwoPages()
    window.open(screen)
    handset = Handset(window)
    handset.show()
    handset.arrive(message("届きました"))
    settle()
    assert handset.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # which a screen obeys, offscreen doesn't
    window.activateWindow()
    qtbot.waitActive(window)
    qtbot.waitUntil(screen.line.hasFocus)
    press(Qt.Key.Key_F10)
    assert screen.done == ["keep"]


def test_keys_go_on_working_after_a_click_on_it(window: MainWindow, qtbot: QtBot) -> None:
    screen = TwoPages()
    window.open(screen)
    handset = Handset(window)
    handset.show()
    handset.activateWindow()
    qtbot.waitActive(handset)
    press(Qt.Key.Key_F10)
    assert screen.done == ["keep"]
    handset.close()
    window.activateWindow()


def test_it_stands_beside_the_window_and_on_the_screen(window: MainWindow) -> None:
    handset = Handset(window)
    handset.place_beside(window)
    room = window.windowHandle().screen().availableGeometry()
    assert room.contains(handset.geometry().topRight())
    assert handset.geometry().right() <= room.right()

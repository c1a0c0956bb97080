"""The bar: twelve fixed slots drawn from the table, readable at every zoom; and the message line above it."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dreampower_sms.ui import style
from dreampower_sms.ui.bar import MessageLine, Slot
from dreampower_sms.ui.keys import Key, Screen
from dreampower_sms.ui.keysheet import pages
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import press, type_text
from tests.ui.screens import EMPTY, Plain, TwoPages
from tests.ui.walk import settle

LEFT = Qt.MouseButton.LeftButton
LONGEST = ("ボタンカスタム", "テンプレート追加", "タイトル新規", "タイトル修正", "SMS送信", "端数設定")


@pytest.fixture
def screen(window: MainWindow) -> TwoPages:
    made = TwoPages()
    window.open(made)
    return made


def read_aloud(widget: QWidget) -> str:
    """Name and description as a screen reader gets them."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return f"{interface.text(QAccessible.Text.Name)} | {interface.text(QAccessible.Text.Description)}"


def test_the_bar_shows_the_table_in_twelve_places(window: MainWindow, screen: TwoPages) -> None:
    assert [slot.label for slot in window.bar.slots.values()] == [
        *("ヘルプ", "切替", "", "配信停止"),
        *("", "", "", ""),
        *("送信", "保存", "", "閉じる"),
    ]


def test_the_slots_stand_in_groups_of_four(window: MainWindow, screen: TwoPages) -> None:
    settle()
    row = list(window.bar.slots.values())
    gaps = [after.x() - before.geometry().right() for before, after in pairwise(row)]
    assert [number for number, gap in enumerate(gaps, 1) if gap >= max(gaps) - 1] == [4, 8]


def test_the_slots_stand_in_the_same_places_on_every_screen_and_page(window: MainWindow, screen: TwoPages) -> None:
    def places() -> list[int]:
        settle()
        return [slot.x() for slot in window.bar.slots.values()]

    first = places()
    screen.turn_page()
    assert places() == first
    window.open(Plain())
    assert places() == first


def test_an_empty_slot_can_not_be_pressed(window: MainWindow, screen: TwoPages) -> None:
    assert not window.bar.slots[7].isEnabled()
    assert window.bar.slots[7].property("state") == "empty"


def test_a_click_does_what_the_key_does(window: MainWindow, screen: TwoPages, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.bar.slots[10], LEFT)
    assert screen.done == ["keep"]


def test_a_click_leaves_the_focus_where_it_was(window: MainWindow, screen: TwoPages, qtbot: QtBot) -> None:
    screen.body.setFocus()
    qtbot.mouseClick(window.bar.slots[10], LEFT)
    assert screen.body.hasFocus()


def test_a_key_that_can_not_be_used_says_why_in_every_way(window: MainWindow, screen: TwoPages, qtbot: QtBot) -> None:
    slot = window.bar.slots[9]
    assert slot.property("state") == "blocked"
    assert slot.toolTip() == EMPTY
    assert read_aloud(slot) == f"F9 送信 | {EMPTY}"
    qtbot.mouseClick(slot, LEFT)
    assert screen.done == []
    assert EMPTY in window.line.text()


def test_a_key_looks_usable_as_soon_as_it_is(window: MainWindow, screen: TwoPages, qtbot: QtBot) -> None:
    screen.body.setFocus()
    type_text("車検")
    qtbot.waitUntil(lambda: window.bar.slots[9].property("state") == "ready")
    assert window.bar.slots[9].toolTip() == ""
    assert read_aloud(window.bar.slots[9]) == "F9 送信 | "


def test_many_changes_ask_for_reasons_once(window: MainWindow, qtbot: QtBot) -> None:
    asked: list[int] = []

    class Asked(Screen):
        id, title = "asked", "例"
        keys = ({9: Key("送信", "show_help", blocked="why")},)

        def why(self) -> str:
            asked.append(1)
            return ""

    screen = Asked()
    window.open(screen)
    asked.clear()
    for _ in range(100):
        screen.changed.emit()
    qtbot.waitUntil(lambda: bool(asked))
    settle()
    assert len(asked) == 1


def test_the_page_is_told_where_there_are_several(window: MainWindow, screen: TwoPages) -> None:
    mark = window.bar.findChild(QWidget, "pageMark")
    assert mark is not None
    assert read_aloud(mark) == "キーのページ 1/2 | "
    press(Qt.Key.Key_F2)
    assert read_aloud(mark) == "キーのページ 2/2 | "
    assert window.bar.slots[11].label == "ボタンカスタム"
    window.open(Plain())
    assert not mark.isVisible()


def test_a_closed_screen_draws_no_bar_any_more(window: MainWindow, screen: TwoPages) -> None:
    top = Plain()
    window.open(top)
    window.close_top()
    top.changed.emit()
    settle()
    assert window.bar.slots[9].label == "送信"


@pytest.mark.parametrize(("width", "zoom"), [(1366, 1.0), (1366, 1.5), (1366, 2.0), (1024, 1.0), (1024, 1.5)])
def test_every_label_of_every_screen_is_readable(
    window: MainWindow, qapp: QApplication, width: int, zoom: float
) -> None:
    style.apply(qapp, zoom=zoom)
    window.resize(width, 768)
    settle()
    labels = {key.label for _, page in pages() for key in page.values()} | set(LONGEST)
    cut = [label for label in sorted(labels) for slot in window.bar.slots.values() if not shows(slot, label)]
    assert cut == []
    assert window.width() == width, "the bar made the window wider"


def shows(slot: Slot, label: str) -> bool:
    slot.show_key(label, "")
    return slot.is_readable()


# --- the message line --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("severity", ["info", "warn", "error"])
def test_a_sentence_stands_and_is_read_aloud(window: MainWindow, severity: str) -> None:
    window.line.say("送信しました。", severity)
    assert "送信しました。" in window.line.text()
    assert "送信しました。" in read_aloud(window.line)
    assert window.line.property("severity") == severity


def test_a_word_leaves_by_itself_but_an_error_stays(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)
    timer = line._timer
    line.say("保存しました。")
    assert timer.isActive()
    line.say("保存できませんでした。", "error")
    assert not timer.isActive()
    line.say("保存しました。", "warn")
    timer.setInterval(0)
    qtbot.waitUntil(lambda: line.text() == "")
    assert line.property("severity") == "none"


def test_a_trouble_stands_again_after_other_words_until_it_is_over(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)
    line.stand("つながりません。")
    assert (line.text(), line.property("severity")) == ("✖ つながりません。", "error")
    line.say("保存しました。")
    line.stand("つながりません。")  # told again: no news
    assert line.text() == "保存しました。"
    line._timer.setInterval(0)
    line.say("保存しました。")
    qtbot.waitUntil(lambda: line.text() == "✖ つながりません。")
    assert line.property("severity") == "error"
    line.stand("", over="つながりました。")
    assert line.text() == "つながりました。"
    qtbot.waitUntil(lambda: line.text() == "")


def test_news_is_told_over_a_trouble_but_not_over_another_error(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)
    line.stand("つながりません。")
    line.mention("届きました。")
    assert line.text() == "届きました。"
    line.say("保存できませんでした。", "error")
    line.mention("届きました。")
    assert line.text() == "✖ 保存できませんでした。"


def test_the_end_of_a_trouble_takes_no_other_error_away(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)
    line.stand("つながりません。")
    line.say("保存できませんでした。", "error")
    line.stand("", over="つながりました。")
    assert line.text() == "✖ 保存できませんでした。"


def test_names_of_customers_are_no_markup(window: MainWindow) -> None:
    window.line.say("<b>山田</b> 様に送信しました。")
    assert "&lt;b&gt;山田&lt;/b&gt;" in QLabel.text(window.line)
    assert "<b>山田</b>" in window.line.text()


def test_a_long_sentence_takes_two_lines_and_no_width(window: MainWindow, qapp: QApplication) -> None:
    style.apply(qapp, zoom=1.5)
    window.resize(1366, 768)
    window.line.say("データベースにつながりません。" * 6, "error")
    settle()
    assert window.width() == 1366
    assert window.line.height() >= window.line.heightForWidth(window.line.width())

"""The window: the stack of screens, where the focus goes, what is asked before work is lost, what is shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.services.right_of_way import RightOfWay
from dreampower_sms.ui import style
from dreampower_sms.ui.ask import Question
from dreampower_sms.ui.header import PRACTICE
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.watermark import Watermark
from dreampower_sms.ui.window import MainWindow
from tests.ui.hands import compose, press
from tests.ui.paints import Paints
from tests.ui.screens import Plain, TwoPages
from tests.ui.walk import assert_accessible, assert_not_clipped, settle

K = Qt.Key


class LockedError(DreamPowerError):
    """A locked database."""

    code = "db_locked"


@pytest.fixture
def below(window: MainWindow) -> TwoPages:
    made = TwoPages()
    window.open(made)
    return made


Answer = Callable[[str, Qt.Key], None]


@pytest.fixture
def answer(window: MainWindow, qtbot: QtBot) -> Answer:
    """Waits for the question about a work, and answers it by a key."""

    def give(work: str, key: Qt.Key) -> None:
        qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), Question))
        question = QApplication.activeWindow()
        assert isinstance(question, Question)
        assert question.text().startswith(f"{work}を保存していません")
        with qtbot.waitSignal(question.finished):
            press(key)

    return give


# --- the stack ---------------------------------------------------------------------------------------------------


def test_a_screen_opens_on_its_first_field(window: MainWindow, below: TwoPages) -> None:
    assert below.line.hasFocus()
    assert window.header.title.text() == "二頁"
    assert "二頁" in window.windowTitle()


def test_the_focus_returns_to_where_it_was(window: MainWindow, below: TwoPages) -> None:
    below.body.setFocus()
    window.open(Plain())
    assert not below.body.hasFocus()
    press(K.Key_F12)
    assert window.screen is below
    assert below.body.hasFocus()


def test_a_field_that_is_gone_or_hidden_meanwhile_gets_no_focus(window: MainWindow, below: TwoPages) -> None:
    below.body.setFocus()
    window.open(Plain())
    below.body.hide()
    press(K.Key_F12)
    assert below.line.hasFocus()


def test_a_field_that_was_deleted_meanwhile_gets_no_focus(window: MainWindow, below: TwoPages, qtbot: QtBot) -> None:
    below.choice.setFocus()
    window.open(Plain())
    with qtbot.waitSignal(below.choice.destroyed):
        below.choice.deleteLater()
    press(K.Key_F12)
    assert below.line.hasFocus()


def test_a_screen_hears_when_it_is_seen_again_and_when_it_ends(window: MainWindow) -> None:
    first, second = Plain(), Plain()
    window.open(first)
    window.open(second)
    assert (first.visits, second.visits) == (1, 1)
    window.close_top()
    assert (first.visits, second.gone, first.gone) == (2, True, False)


def test_escape_goes_back_one_level(window: MainWindow, below: TwoPages) -> None:
    window.open(Plain())
    press(K.Key_Escape)
    assert window.screen is below


def test_escape_belongs_to_the_input_method_while_it_composes(window: MainWindow, below: TwoPages) -> None:
    top = Plain()
    window.open(top)
    compose("やまだ")
    press(K.Key_Escape)
    assert window.screen is top


def test_back_to_closes_what_is_above(window: MainWindow, below: TwoPages) -> None:
    tops = [Plain("x"), Plain("y")]
    for top in tops:
        window.open(top)
    window.back_to(below)
    assert window.screen is below
    assert [top.gone for top in tops] == [True, True]


def test_the_header_names_the_way_here(window: MainWindow, below: TwoPages) -> None:
    for _ in range(3):
        window.open(Plain())
    assert window.header.trail.text() == "… › 一枚 › 一枚 › "
    assert window.header.title.text() == "一枚"


def test_closed_screens_are_freed(window: MainWindow, below: TwoPages, qtbot: QtBot) -> None:
    top = Plain()
    window.open(top)
    with qtbot.waitSignal(top.destroyed):
        window.close_top()


# --- unsaved work ------------------------------------------------------------------------------------------------


def test_a_screen_without_work_closes_at_once(window: MainWindow, below: TwoPages) -> None:
    window.open(Plain())
    press(K.Key_F12)
    assert window.screen is below


def test_saving_closes_the_screen(window: MainWindow, below: TwoPages, answer: Answer, qtbot: QtBot) -> None:
    top = Plain("お客様の修正")
    window.open(top)
    press(K.Key_F12)
    answer("お客様の修正", K.Key_S)
    assert window.screen is below
    assert top.saved == 1


def test_a_screen_that_can_not_save_stays(window: MainWindow, below: TwoPages, answer: Answer) -> None:
    top = Plain("お客様の修正")
    top.saves_well = False
    window.open(top)
    press(K.Key_F12)
    answer("お客様の修正", K.Key_S)
    assert window.screen is top


def test_discarding_closes_the_screen(window: MainWindow, below: TwoPages, answer: Answer) -> None:
    top = Plain("お客様の修正")
    window.open(top)
    press(K.Key_Escape)
    answer("お客様の修正", K.Key_D)
    assert window.screen is below
    assert top.saved == 0


def test_going_back_keeps_the_screen_and_its_focus(
    window: MainWindow, below: TwoPages, answer: Answer, qtbot: QtBot
) -> None:
    top = Plain("お客様の修正")
    window.open(top)
    press(K.Key_F12)
    answer("お客様の修正", K.Key_Escape)
    assert window.screen is top
    qtbot.waitUntil(top.field.hasFocus)


def test_closing_the_window_asks_for_each_unsaved_screen_from_the_top(window: MainWindow, answer: Answer) -> None:
    screens = [Plain("下の仕事"), Plain(), Plain("上の仕事")]
    for screen in screens:
        window.open(screen)
    window.close()
    answer("上の仕事", K.Key_D)
    assert window.isVisible()
    answer("下の仕事", K.Key_S)
    assert not window.isVisible()
    assert [screen.saved for screen in screens] == [1, 0, 0]


def test_a_discard_is_forgotten_when_the_clerk_goes_back_after_it(
    window: MainWindow, answer: Answer, qtbot: QtBot
) -> None:
    for screen in (Plain("下の仕事"), Plain("上の仕事")):
        window.open(screen)
    window.close()
    answer("上の仕事", K.Key_D)
    answer("下の仕事", K.Key_Escape)
    window.close()
    answer("上の仕事", K.Key_Escape)
    assert window.isVisible()


def test_closing_the_window_ends_every_screen(window: MainWindow, below: TwoPages) -> None:
    top = Plain()
    window.open(top)
    window.close()
    assert not window.isVisible()
    assert top.gone


def test_f12_of_the_lowest_screen_closes_the_window(window: MainWindow, below: TwoPages) -> None:
    press(K.Key_F12)
    assert not window.isVisible()


# --- what is shown -----------------------------------------------------------------------------------------------


def test_a_known_error_is_a_sentence(window: MainWindow, below: TwoPages) -> None:
    window.jobs.failed.emit(LockedError())
    assert "データベースをほかの処理が使用中です" in window.line.text()
    assert window.line.property("severity") == "error"


def test_an_unknown_error_is_said_and_kept_in_the_log(
    window: MainWindow, below: TwoPages, caplog: pytest.LogCaptureFixture
) -> None:
    window.jobs.failed.emit(ZeroDivisionError("1/0"))
    assert "予期しない問題が起きました" in window.line.text()
    assert caplog.records[-1].exc_info is not None
    caplog.clear()


def test_what_a_key_refused_goes_with_its_screen_and_what_was_done_stays(window: MainWindow, below: TwoPages) -> None:
    top = Plain()
    window.open(top)
    top.say("変更はありません。", "warn")
    window.close_top()
    assert window.line.text() == ""
    window.open(Plain())
    top = window.screen
    assert top is not None
    top.say("保存しました。")
    window.close_top()
    assert "保存しました。" in window.line.text()


def test_practice_is_said_on_every_screen(window: MainWindow, below: TwoPages, qtbot: QtBot) -> None:
    window.show_identity("山川自動車", "佐藤", practice=True)
    mark = window.findChild(Watermark)
    assert mark is not None
    for screen in (below, Plain()):
        if window.screen is not screen:
            window.open(screen)
        settle()
        assert window.header.practice.isVisible()
        assert window.header.practice.text() == PRACTICE
        assert mark.isVisible()
        qtbot.mouseClick(window.bar.slots[1], Qt.MouseButton.LeftButton)
    assert "山川自動車" in window.header.shop.text()
    assert "佐藤" in window.header.shop.text()
    window.show_identity("山川自動車", "", practice=False)
    assert not mark.isVisible()
    assert not window.header.practice.isVisible()


def test_clicks_go_through_the_watermark(window: MainWindow, below: TwoPages) -> None:
    window.show_identity("山川自動車", "佐藤", practice=True)
    settle()
    under = window.childAt(below.body.mapTo(window, below.body.rect().center()))
    assert under is below.body.viewport()


def test_work_that_takes_long_is_said(window: MainWindow, below: TwoPages, qtbot: QtBot) -> None:
    window._busy.setInterval(0)
    window.jobs.busy.emit(1)
    qtbot.waitUntil(lambda: window.header.busy.text() != "")
    window.jobs.busy.emit(0)
    assert window.header.busy.text() == ""


@pytest.mark.parametrize("zoom", [1.0, 1.5])
@pytest.mark.parametrize("theme", list(style.Theme))
def test_the_frame_is_named_and_nothing_in_it_is_cut(
    window: MainWindow, qapp: QApplication, zoom: float, theme: style.Theme
) -> None:
    style.apply(qapp, theme, zoom)
    window.resize(1366, 768)
    window.open(TwoPages())
    window.open(Plain())
    window.show_identity("有限会社 山川自動車整備工場 本店", "佐々木 健太郎", practice=True)
    window.line.say("携帯番号が登録されていません。顧客修正で番号を登録してください。", "warn")
    settle()
    assert (window.width(), window.height()) == (1366, 768)
    assert_accessible(window)
    assert_not_clipped(window)


def test_the_window_opens_where_it_was(window: MainWindow, jobs: Jobs, settings: QSettings, qtbot: QtBot) -> None:
    window.resize(window.minimumSizeHint().width(), 555)
    left = window.size()
    window.close()
    again = MainWindow(jobs, settings)
    qtbot.addWidget(again)
    assert again.size() == left


def test_a_broken_memory_of_the_place_does_no_harm(jobs: Jobs, tmp_path: Path, qtbot: QtBot) -> None:
    settings = QSettings(str(tmp_path / "broken.ini"), QSettings.Format.IniFormat)
    settings.setValue("window/geometry", "nonsense")
    made = MainWindow(jobs, settings)
    qtbot.addWidget(made)
    assert made.width() == 1280


def test_a_second_start_brings_the_window_to_the_front(window: MainWindow, qtbot: QtBot) -> None:
    window.showMinimized()
    window.raise_to_front()
    qtbot.waitUntil(lambda: not window.isMinimized() and window.isVisible())


def test_a_screen_that_is_too_high_scrolls_and_is_not_cut(window: MainWindow) -> None:
    screen = Plain()
    tall = QWidget(screen)
    tall.setMinimumHeight(1500)
    layout = screen.layout()
    assert layout is not None
    layout.addWidget(tall)
    window.open(screen)
    settle()
    assert screen.height() >= 1500
    assert window.height() == 768


def test_a_screen_that_grows_later_scrolls_too(window: MainWindow) -> None:
    screen = Plain()
    window.open(screen)
    settle()
    screen.field.setMinimumHeight(1500)
    settle()
    assert screen.height() >= 1500
    screen.field.setMinimumHeight(20)
    settle()
    assert screen.height() < 768


# --- the right of way -----------------------------------------------------------------------------------------------


def test_others_hold_back_while_the_window_paints(window: MainWindow, qtbot: QtBot) -> None:
    window.right_of_way = RightOfWay()
    screen = Plain()
    window.open(screen)
    settle()
    paints = Paints(screen, lambda: window.right_of_way.is_taken)
    screen.update()
    qtbot.waitUntil(lambda: bool(paints.found))
    assert set(paints.found) == {True}
    assert not window.right_of_way.is_taken

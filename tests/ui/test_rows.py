"""Long lists: true length at once, pages where the eye is, nothing old over something new, and no way to freeze."""

import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from dreampower_sms.db.errors import DatabaseUnreachable
from dreampower_sms.ui import style
from dreampower_sms.ui.columns import AIR, LEFT, RIGHT
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.rows import GONE, PAGE, UNREADABLE, WAITING, RowsModel, RowsView
from dreampower_sms.ui.rows_model import Look
from tests.ui.hands import CTRL, press, type_text
from tests.ui.lists import COLUMNS, Source, shows, text

K = Qt.Key
MANY = 10_000


def test_qt_finds_nothing_wrong_with_the_model(
    qtbot: QtBot, qtmodeltester: ModelTester, model: RowsModel, source: Source
) -> None:
    model.show_ids(range(500))
    qtmodeltester.check(model, force_py=True)
    qtbot.waitUntil(shows(model, 0, "0 番"))
    model.show_ids(range(3))
    model.reload()
    qtmodeltester.check(model)


def test_a_row_is_waited_for_without_waiting_and_fetched_beside_the_window(
    qtbot: QtBot, model: RowsModel, source: Source
) -> None:
    source.open.clear()
    model.show_ids(range(MANY))
    assert text(model, 0) == WAITING
    assert model.row_at(0) is None
    source.open.set()
    qtbot.waitUntil(shows(model, 0, "0 番"))
    assert model.row_at(7) == 7
    assert source.threads == {"read"}
    assert [list(ids) for ids in source.asked] == [list(range(PAGE))]


def test_rows_that_come_with_the_ids_are_shown_at_once(model: RowsModel, source: Source) -> None:
    model.show_ids(range(MANY), {i: i for i in range(PAGE)})
    assert text(model, PAGE - 1) == f"{PAGE - 1} 番"
    assert source.asked == []


def test_the_list_has_its_true_length_and_end_is_its_end(
    qtbot: QtBot, view: RowsView, model: RowsModel, source: Source
) -> None:
    view.show_ids(range(MANY))
    assert model.rowCount() == MANY
    assert view.verticalScrollBar().maximum() > MANY - 100
    for key, modifier in ((K.Key_End, CTRL), (K.Key_End, Qt.KeyboardModifier.NoModifier)):
        view.select_row(0)
        press(key, modifier)
        assert view.current_id() == MANY - 1
    qtbot.waitUntil(shows(model, MANY - 1, f"{MANY - 1} 番"))
    assert len(source.asked) <= 3  # the first page, the last, and one that the jump may touch
    press(K.Key_Home)
    assert view.current_id() == 0


def test_typing_a_letter_does_not_fetch_the_whole_list(qtbot: QtBot, view: RowsView, source: Source) -> None:
    view.show_ids(range(MANY))
    type_text("9")
    qtbot.waitUntil(lambda: len(source.asked) >= 1)
    QApplication.processEvents()
    assert len(source.asked) <= 2
    assert view.current_id() == 0


def test_only_so_many_pages_are_kept(qtbot: QtBot, model: RowsModel, source: Source) -> None:
    model.show_ids(range(60 * PAGE))
    for page in range(60):
        qtbot.waitUntil(shows(model, page * PAGE, f"{page * PAGE} 番"))
    assert len(model._pages) == 50
    assert text(model, 59 * PAGE) == f"{59 * PAGE} 番"
    asked = len(source.asked)
    assert text(model, 0) == WAITING  # the page that was looked at least lately went first
    qtbot.waitUntil(shows(model, 0, "0 番"))
    assert len(source.asked) == asked + 1


def test_a_list_that_flies_past_fetches_only_where_the_eye_comes_to_rest(
    qtbot: QtBot, model: RowsModel, source: Source
) -> None:
    source.open.clear()
    model.show_ids(range(60 * PAGE))
    for page in range(40):
        assert text(model, page * PAGE) == WAITING
    source.open.set()
    qtbot.waitUntil(shows(model, 39 * PAGE, f"{39 * PAGE} 番"))
    qtbot.waitUntil(shows(model, 38 * PAGE, f"{38 * PAGE} 番"))
    assert [ids[0] // PAGE for ids in source.asked] == [0, 39, 38]
    assert text(model, 20 * PAGE) == WAITING  # passed by then, and fetched now that it is looked at
    qtbot.waitUntil(shows(model, 20 * PAGE, f"{20 * PAGE} 番"))


def test_another_list_does_not_wait_for_the_rows_of_an_older_one(
    qtbot: QtBot, model: RowsModel, source: Source
) -> None:
    source.open.clear()
    model.show_ids(range(MANY))
    assert text(model, 0) == WAITING
    model.show_ids(range(MANY, 2 * MANY))
    assert text(model, 0) == WAITING
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    source.open.set()
    qtbot.waitUntil(shows(model, 0, f"{MANY} 番"))


def test_what_comes_for_an_older_list_is_dropped(qtbot: QtBot, model: RowsModel, source: Source, jobs: Jobs) -> None:
    source.open.clear()
    model.show_ids([1, 2, 3])
    text(model, 0)
    model.show_ids([4, 5])
    text(model, 0)
    with qtbot.waitSignals([jobs.busy, jobs.busy]):
        source.open.set()
    qtbot.waitUntil(shows(model, 0, "4 番"))
    assert [text(model, row) for row in range(2)] == ["4 番", "5 番"]


def test_a_row_that_is_gone_says_so(qtbot: QtBot, model: RowsModel, source: Source) -> None:
    source.missing = {2}
    model.show_ids([1, 2, 3])
    text(model, 0)
    qtbot.waitUntil(shows(model, 0, "1 番"))
    assert [text(model, 1, column) for column in range(3)] == [GONE, "", ""]
    assert model.row_at(1) is None
    assert model.look(model.index(1, 0)).tone == "faint"


def test_rows_that_can_not_be_read_say_so_and_the_error_is_kept(
    qtbot: QtBot, model: RowsModel, source: Source, jobs: Jobs
) -> None:
    source.error = DatabaseUnreachable()
    model.show_ids([1, 2])
    with qtbot.waitSignal(jobs.failed) as failed:
        text(model, 0)
    assert failed.args == [source.error]
    assert [text(model, 0, column) for column in range(3)] == [UNREADABLE, "", ""]
    assert len(source.asked) == 1  # it is not asked for again and again
    source.error = None
    model.reload()
    text(model, 0)
    qtbot.waitUntil(shows(model, 0, "1 番"))


def test_a_closed_list_is_no_error(qtbot: QtBot, view: RowsView, source: Source, jobs: Jobs) -> None:
    source.open.clear()
    view.show_ids(range(MANY))
    qtbot.waitUntil(lambda: len(source.asked) >= 1)
    jobs.forget(view.model())
    with qtbot.assertNotEmitted(jobs.failed):
        source.open.set()
        jobs.close()


def test_columns_say_how_a_cell_looks(qtbot: QtBot, model: RowsModel) -> None:
    model.show_ids([1], {1: 1})
    assert [model.look(model.index(0, column)) for column in range(3)] == [
        Look("1 番", LEFT),
        Look("不達", LEFT, "bad"),
        Look("1円", RIGHT),
    ]
    assert [model.headerData(n, Qt.Orientation.Horizontal) for n in range(3)] == ["お名前", "結果", f"料金{AIR}"]


def test_a_cell_is_painted_as_its_column_says(qtbot: QtBot, view: RowsView, model: RowsModel) -> None:
    view.show_ids([1], {1: 1})
    painted = [QStyleOptionViewItem() for _ in range(3)]
    cells = view.itemDelegate()
    assert isinstance(cells, QStyledItemDelegate)
    for column, option in enumerate(painted):
        cells.initStyleOption(option, model.index(0, column))
    assert [option.text for option in painted] == ["1 番", "不達", f"1円{AIR}"]
    assert [option.displayAlignment for option in painted] == [LEFT, LEFT, RIGHT]
    bad = QColor(style.tone("bad"))
    assert [option.palette.color(QPalette.ColorRole.Text) == bad for option in painted] == [False, True, False]


def test_a_screen_reader_hears_the_row_at_its_first_cell_and_headings_at_the_others(
    view: RowsView, model: RowsModel
) -> None:
    view.show_ids([1], {1: 1})
    table = QAccessible.queryAccessibleInterface(view)
    parts = [part for place in range(table.childCount()) if (part := table.child(place)) is not None]
    cells = [part.text(QAccessible.Text.Name) for part in parts if part.role() == QAccessible.Role.Cell]
    assert cells == ["お名前 1 番、結果 不達、料金 1円", "結果 不達", "料金 1円"]


def test_outside_of_the_list_there_is_nothing(model: RowsModel) -> None:
    model.show_ids([5, 6])
    assert (model.id_at(-1), model.id_at(0), model.id_at(2)) == (None, 5, None)
    assert (model.row_of(6), model.row_of(7)) == (1, -1)
    assert model.data(QModelIndex()) is None
    assert model.rowCount(model.index(0, 0)) == 0


def test_another_row_becomes_the_current_one(qtbot: QtBot, view: RowsView) -> None:
    view.show_ids([10, 20, 30])
    with qtbot.waitSignal(view.moved) as moved:
        press(K.Key_Down)
    assert moved.args == [20]
    press(K.Key_Right)
    with qtbot.assertNotEmitted(view.moved):
        press(K.Key_Left)


def test_an_empty_list_says_that_nothing_is_chosen_and_why(qtbot: QtBot, view: RowsView) -> None:
    view.show_ids([10, 20])
    with qtbot.waitSignal(view.moved) as moved:
        view.show_ids([])
    assert moved.args == [-1]
    assert view.current_id() is None
    empty = view.grab().toImage()
    view.hint = ""
    assert empty != view.grab().toImage()


def test_another_list_keeps_the_current_row_where_it_can(view: RowsView) -> None:
    view.show_ids([10, 20, 30])
    view.select_id(20)
    view.show_ids([5, 30, 20])
    assert view.current_id() == 20
    view.show_ids([7, 8])
    assert view.current_id() == 7
    assert not view.select_id(99)


@pytest.mark.parametrize("enter", [K.Key_Return, K.Key_Enter])
def test_enter_opens_the_current_row(qtbot: QtBot, view: RowsView, enter: Qt.Key) -> None:
    view.show_ids([10, 20])
    view.select_id(20)
    with qtbot.waitSignal(view.chosen) as chosen:
        press(enter)
    assert chosen.args == [20]


def test_a_double_click_opens_a_row_and_enter_on_nothing_opens_nothing(qtbot: QtBot, view: RowsView) -> None:
    with qtbot.assertNotEmitted(view.chosen):
        press(K.Key_Return)
    view.show_ids([10, 20])
    place = view.visualRect(view.model().index(1, 0)).center()
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [20]


def test_ctrl_c_copies_the_row_as_a_spreadsheet_takes_it(qtbot: QtBot, view: RowsView, model: RowsModel) -> None:
    view.show_ids([10, 20])
    qtbot.waitUntil(shows(model, 1, "20 番"))
    view.select_id(20)
    press(K.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "20 番\t不達\t20円"


def test_tab_leaves_the_list(qtbot: QtBot, view: RowsView) -> None:
    assert not view.tabKeyNavigation()
    assert QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Name) == "お客様の一覧"


def test_widths_are_kept_for_each_zoom(qtbot: QtBot, qapp: QApplication, jobs: Jobs, settings: QSettings) -> None:
    def opened(list_: str = "customers") -> RowsView:
        made = RowsView(RowsModel(COLUMNS, Source(), jobs), "一覧")
        made.remember(settings, list_)
        qtbot.addWidget(made)
        made.resize(900, 300)
        made.show()
        return made

    first = opened()
    first.setColumnWidth(1, 222)
    assert opened().columnWidth(1) == 222
    style.apply(qapp, zoom=1.5)
    assert opened().columnWidth(1) == opened("another list").columnWidth(1) != 222
    style.apply(qapp)
    assert opened().columnWidth(1) == 222


def test_rows_grow_with_the_zoom(qtbot: QtBot, qapp: QApplication, view: RowsView) -> None:
    before = view.verticalHeader().defaultSectionSize()
    style.apply(qapp, zoom=1.5)
    qtbot.waitUntil(lambda: view.verticalHeader().defaultSectionSize() == pytest.approx(before * 1.5, abs=2))

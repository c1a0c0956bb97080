"""A list that is read anew: what is the same stays where it is and is not painted again."""

from PySide6.QtCore import QModelIndex
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.rows import GONE, WAITING, RowsModel, RowsView
from tests.ui.lists import Source, shows, text
from tests.ui.paints import Paints
from tests.ui.walk import settle


def changed_rows(model: RowsModel) -> list[int]:
    """Rows that the model says to be others from now on."""
    rows: list[int] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        rows.extend(range(first.row(), last.row() + 1))

    model.dataChanged.connect(note)
    return rows


def test_a_reload_keeps_selection_and_shows_old_rows_until_the_new_ones_come(
    qtbot: QtBot, view: RowsView, model: RowsModel, source: Source
) -> None:
    view.show_ids(range(10_000))
    view.select_row(3)
    qtbot.waitUntil(shows(model, 3, "3 番"))
    source.open.clear()
    source.add = 1000
    model.reload()
    assert text(model, 3) == "3 番"
    source.open.set()
    qtbot.waitUntil(shows(model, 3, "1003 番"))
    assert view.current_id() == 3
    assert view.selectionModel().selectedRows()[0].row() == 3


def test_what_was_under_way_when_a_reload_came_is_dropped(qtbot: QtBot, model: RowsModel, source: Source) -> None:
    source.open.clear()
    model.show_ids([1, 2])
    text(model, 0)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    source.add = 500
    model.reload()
    text(model, 0)
    source.open.set()
    qtbot.waitUntil(shows(model, 0, "501 番"))


def test_a_reload_paints_only_the_rows_that_changed(qtbot: QtBot, model: RowsModel, source: Source) -> None:
    model.show_ids(range(50), {i: i for i in range(50)})
    assert text(model, 7) == "7 番"
    rows = changed_rows(model)
    source.missing = {7}
    model.reload()
    qtbot.waitUntil(shows(model, 7, GONE))
    assert rows == [7]


def test_rows_that_are_put_in_place_of_older_ones_are_shown(model: RowsModel, source: Source) -> None:
    model.show_ids(range(50), {i: i for i in range(50)})
    rows = changed_rows(model)
    model.put({3: 3, 4: 400, 99: 1})
    assert (text(model, 3), text(model, 4), rows) == ("3 番", "400 番", [4])
    assert not source.asked


def test_rows_that_come_in_front_push_nothing_away_that_the_eye_rests_on(
    qtbot: QtBot, view: RowsView, model: RowsModel, source: Source
) -> None:
    view.show_ids(range(100, 600))
    view.select_row(50)
    qtbot.waitUntil(shows(model, 50, "150 番"))
    top = view.verticalScrollBar().value()
    assert top
    source.open.clear()
    source.add = 1000
    view.renew_ids(range(97, 600))
    assert (view.current_id(), view.currentIndex().row()) == (150, 53)
    assert view.verticalScrollBar().value() == top + 3
    assert (text(model, 53), text(model, 0)) == ("150 番", WAITING)
    source.open.set()
    qtbot.waitUntil(shows(model, 53, "1150 番"))
    view.renew_ids(range(200, 600))
    assert view.current_id() == 200


def test_another_list_with_wider_columns_is_painted_once(qtbot: QtBot, view: RowsView) -> None:
    """Qt tells a table of a wider column a moment later: what was painted by then was painted once more."""
    view.show_ids(range(5), {n: n for n in range(5)})
    settle()
    qtbot.wait(50)
    before, paints = [view.columnWidth(section) for section in range(3)], Paints(view.viewport())
    view.show_ids(range(6), {n: n * 10**9 for n in range(6)})
    assert [view.columnWidth(section) for section in range(3)] != before
    view.viewport().repaint()  # as when the window is due before Qt's word comes
    settle()
    qtbot.wait(50)
    assert len(paints.found) == 1

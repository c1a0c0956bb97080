"""Widths of columns: by the text, then by the room, then by the clerk."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dreampower_sms.ui import style
from dreampower_sms.ui.columns import Column
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.rows import RowsModel, RowsView
from tests.ui.walk import settle

COLUMNS = (
    Column("name", "氏名", str, 16),
    Column("kana", "カナ", str, 16),
    Column("mobile", "携帯番号", lambda _row: "090-1234-5678", 13, firm=True),
    Column("memo", "メモ", str, 10),
)
View = Callable[[int], RowsView]


def fetch(ids: Sequence[int]) -> Mapping[int, int]:
    return {number: number for number in ids}


@pytest.fixture
def opened(qtbot: QtBot, jobs: Jobs, settings: QSettings) -> View:
    """A list of this many pixels."""

    def make(width: int) -> RowsView:
        view = RowsView(RowsModel(COLUMNS, fetch, jobs), "お客様の一覧")
        view.remember(settings, "customers")
        qtbot.addWidget(view)
        view.resize(width, 300)
        view.show()
        view.show_ids(range(300))
        settle()
        return view

    return make


def widths(view: RowsView) -> list[int]:
    return [view.columnWidth(section) for section in range(len(COLUMNS))]


def test_with_room_each_column_has_what_it_asks_for_and_the_last_the_rest(opened: View) -> None:
    view = opened(1000)
    assert widths(view)[0] == widths(view)[1] > widths(view)[2]
    assert sum(widths(view)) == view.viewport().width()


@pytest.mark.parametrize("width", [420, 500, 560])
def test_without_room_texts_give_way_and_a_number_stays_whole(opened: View, width: int) -> None:
    wide, narrow = opened(1000), opened(width)
    assert narrow.columnWidth(2) == wide.columnWidth(2)
    assert narrow.columnWidth(0) < wide.columnWidth(0)
    assert not narrow.horizontalScrollBar().isVisible()
    assert sum(widths(narrow)) == narrow.viewport().width()


def test_a_firm_cell_is_seen_whole(opened: View) -> None:
    view = opened(420)
    assert view.sizeHintForIndex(view.model().index(0, 2)).width() <= view.columnWidth(2)


def test_no_column_is_narrower_than_its_title(opened: View) -> None:
    view = opened(200)
    header = view.horizontalHeader()
    for section in range(len(COLUMNS)):
        assert header.sectionSize(section) >= header.fontMetrics().horizontalAdvance(COLUMNS[section].title)
    assert view.horizontalScrollBar().isVisible()


def test_columns_follow_the_window(opened: View) -> None:
    view = opened(420)
    before = widths(view)
    view.resize(1000, 300)
    settle()
    assert view.columnWidth(0) > before[0]
    view.resize(420, 300)
    settle()
    assert widths(view) == before


def test_what_the_clerk_made_of_them_stays(opened: View) -> None:
    view = opened(500)
    view.setColumnWidth(0, 300)
    view.resize(420, 300)
    settle()
    assert view.columnWidth(0) == 300
    assert opened(1000).columnWidth(0) == 300


def test_a_list_that_nobody_touched_leaves_nothing_in_the_settings(opened: View, settings: QSettings) -> None:
    opened(420).resize(700, 300)
    settle()
    assert settings.allKeys() == []


def test_another_order_of_columns_is_kept(opened: View) -> None:
    view = opened(1000)
    view.horizontalHeader().moveSection(2, 0)
    assert opened(1000).horizontalHeader().visualIndex(2) == 0


def test_columns_grow_with_the_zoom(opened: View, qapp: QApplication) -> None:
    view = opened(1000)
    before = view.columnWidth(2)
    style.apply(qapp, zoom=1.5)
    settle()
    assert view.columnWidth(2) == pytest.approx(before * 1.5, rel=0.1)


def test_a_broken_memory_of_widths_does_no_harm(opened: View, settings: QSettings) -> None:
    view = opened(500)
    view.setColumnWidth(0, 300)
    for key in settings.allKeys():
        settings.setValue(key, "nonsense")
    assert opened(500).columnWidth(0) != 300


def test_own_widths_belong_to_their_zoom(opened: View, qapp: QApplication) -> None:
    view = opened(1000)
    view.setColumnWidth(2, 300)
    style.apply(qapp, zoom=1.5)
    settle()
    assert view.columnWidth(2) != 300
    style.apply(qapp)
    settle()
    assert view.columnWidth(2) == 300

"""Widths of columns: by the text, then by the room, then by the clerk."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from dreampower_sms.ui import style
from dreampower_sms.ui.columns import AIR, RIGHT, Column
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


def test_with_room_each_column_has_what_it_asks_for_and_texts_the_rest(opened: View) -> None:
    view, wider = opened(1000), opened(1200)
    assert widths(view)[0] == widths(view)[1] > widths(view)[2] == widths(wider)[2]
    assert widths(wider)[0] == widths(wider)[1] > widths(view)[0]
    assert sum(widths(view)) == view.viewport().width()


@pytest.mark.parametrize("width", [420, 500, 560])
def test_without_room_texts_give_way_and_a_number_stays_whole(opened: View, width: int) -> None:
    wide, narrow = opened(1000), opened(width)
    assert narrow.sizeHintForIndex(narrow.model().index(0, 2)).width() <= narrow.columnWidth(2)
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


class Shop:
    """Rows of a name, a date, a clerk and a text, in pages that come late."""

    columns = (
        Column("name", "お客様", lambda row: row, 8),
        Column("day", "送信日", lambda _row: "2026/11/25", 10, RIGHT, firm=True),
        Column("clerk", "担当", lambda _row: "鶴見 健太", 8, drop=1),
        Column("text", "メッセージ", lambda _row: "車検のご案内です。" * 9, 20, preview=True, drop=2),
    )

    def __init__(self, qtbot: QtBot, jobs: Jobs, *names: str) -> None:
        self.names = names
        self.view = RowsView(RowsModel(self.columns, self.fetch, jobs), "送信履歴")
        qtbot.addWidget(self.view)
        self.view.show()

    def fetch(self, ids: Sequence[int]) -> Mapping[int, str]:
        return {each: self.names[each % len(self.names)] for each in ids}

    def shown(self, width: int, *names: str) -> list[str]:
        """The keys of the columns that are there when a list of these names is."""
        self.names = names
        self.view.resize(width, 300)
        self.view.show_ids(range(len(names)), self.fetch(range(len(names))))
        settle()
        assert sum(map(self.view.columnWidth, range(4))) in range(self.view.viewport().width() - 4, width)
        return [each.key for place, each in enumerate(self.columns) if not self.view.isColumnHidden(place)]

    def is_whole(self) -> bool:
        """Whether every first cell is read."""
        index = self.view.model().index
        return all(
            self.view.sizeHintForIndex(index(row, 0)).width() <= self.view.columnWidth(0)
            for row in range(len(self.names))
        )


LONG_NAME = "株式会社高洲自動車整備工業千葉店"


def test_a_long_name_has_its_room_before_a_preview(qtbot: QtBot, jobs: Jobs) -> None:
    shop = Shop(qtbot, jobs)
    assert shop.shown(800, "森 愛", LONG_NAME) == ["name", "day", "clerk", "text"]
    assert shop.is_whole()


def test_what_stands_beside_the_list_goes_before_a_name_is_cut(qtbot: QtBot, jobs: Jobs) -> None:
    shop = Shop(qtbot, jobs)
    assert shop.shown(560, LONG_NAME) == ["name", "day", "text"]
    assert shop.is_whole()
    assert shop.shown(400, LONG_NAME) == ["name", "day"]
    assert shop.is_whole()
    assert shop.shown(800, LONG_NAME) == ["name", "day", "clerk", "text"]


def test_one_endless_text_leaves_no_other_column_out(qtbot: QtBot, jobs: Jobs) -> None:
    assert "clerk" in Shop(qtbot, jobs).shown(900, LONG_NAME * 9)


def test_rows_that_come_later_are_measured_once_and_not_while_somebody_scrolls(qtbot: QtBot, jobs: Jobs) -> None:
    shop = Shop(qtbot, jobs, *["森 愛"] * 600, LONG_NAME)
    shop.view.resize(700, 300)
    shop.view.show_ids(range(601))
    qtbot.waitUntil(lambda: shop.view.model().index(0, 0).data() == "森 愛")
    before = [shop.view.columnWidth(place) for place in range(4)]
    shop.view.select_row(600)
    qtbot.waitUntil(lambda: shop.view.model().index(600, 0).data() == LONG_NAME)
    assert [shop.view.columnWidth(place) for place in range(4)] == before


def test_a_list_that_is_read_anew_is_measured_anew(qtbot: QtBot, jobs: Jobs) -> None:
    shop = Shop(qtbot, jobs)
    shop.shown(700, "森 愛")
    shop.names = (LONG_NAME,)
    model = shop.view.model()
    assert isinstance(model, RowsModel)
    model.reload()
    qtbot.waitUntil(shop.is_whole)


def test_figures_do_not_touch_the_text_beside_them(qtbot: QtBot, jobs: Jobs) -> None:
    shop = Shop(qtbot, jobs)
    shop.shown(700, "森 愛")
    cell = shop.view.model().index(0, 1)
    delegate = shop.view.itemDelegateForIndex(cell)
    assert isinstance(delegate, QStyledItemDelegate)
    option = QStyleOptionViewItem()
    delegate.initStyleOption(option, cell)
    assert option.text == f"2026/11/25{AIR}"


def test_the_clerks_own_widths_stay_and_what_was_left_out_comes_back_with_room(qtbot: QtBot, jobs: Jobs,
                                                                              settings: QSettings) -> None:  # fmt: skip
    shop = Shop(qtbot, jobs)
    shop.view.remember(settings, "history")
    assert shop.shown(400, LONG_NAME) == ["name", "day"]
    shop.view.setColumnWidth(0, 240)
    shop.view.resize(1100, 300)
    settle()
    assert shop.view.columnWidth(0) == 240
    assert not shop.view.isColumnHidden(3)

"""The list of a search: its columns are chosen by the shop, so all of them are read, by keys too."""

from collections.abc import Mapping, Sequence

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.columns import Column
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.search_list import TickedModel, TickedView
from tests.ui.hands import press
from tests.ui.walk import assert_not_clipped, settle

COLUMNS = tuple(
    Column(str(place), f"項目{place}", lambda _row: "株式会社高洲自動車整備工業千葉店") for place in range(9)
)


def fetch(ids: Sequence[int]) -> Mapping[int, int]:
    return {number: number for number in ids}


@pytest.fixture
def view(qtbot: QtBot, jobs: Jobs) -> TickedView:
    """Nine columns where three have room."""
    model = TickedModel(COLUMNS, fetch, jobs)
    made = TickedView(model, "検索結果の一覧", "")
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.setFocus()
    made.show_ids(range(3), fetch(range(3)))
    made.select_row(0)
    settle()
    return made


def test_no_text_is_cut_and_the_arrow_keys_bring_what_is_out_of_sight(view: TickedView) -> None:
    assert_not_clipped(view)
    last = view.model().index(0, len(COLUMNS))
    assert view.visualRect(last).left() > view.viewport().width()
    for _ in COLUMNS:
        press(Qt.Key.Key_Right)
    assert view.viewport().rect().contains(view.visualRect(last))
    assert view.current_id() == 0


def test_headings_are_whole_beside_the_arrow_of_the_order(view: TickedView) -> None:
    for key in ("0", "8", ""):
        view.show_order(key, descending=False)
        assert_not_clipped(view)


def test_an_endless_text_does_not_push_the_others_out_of_reach(qtbot: QtBot, jobs: Jobs) -> None:
    view = TickedView(TickedModel([Column("memo", "メモ", lambda _row: "代車希望。" * 100)], fetch, jobs), "一覧", "")
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show()
    view.show_ids(range(1), fetch(range(1)))
    settle()
    assert view.columnWidth(1) <= 900

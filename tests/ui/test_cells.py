"""A cell painted our own way is the one that Qt would paint, dot by dot."""

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QStyledItemDelegate, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from dreampower_sms.ui import style
from dreampower_sms.ui.cells import Cells
from dreampower_sms.ui.columns import CENTER, LEFT, RIGHT, Column
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.rows import RowsModel, RowsView
from tests.ui.walk import settle

TEXTS = (
    "車検満了日 26/11/23 12:03", "山田　太郎", "090-1234-5678", "株式会社ドリームパワー自動車整備工場 第二営業所",
    "1,234", "AVTo fjgpq", "", "二行\n目", "0", "<b>a</b> & b", "ｶﾌﾞｼｷ㈱髙﨑", "😀 絵文字",
)  # fmt: skip
TONES = ("", "bad", "good", "wait", "faint")


class QtsOwn(Cells):
    """Leaves all of it to Qt, after telling it what there is."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        QStyledItemDelegate.paint(self, painter, option, index)


def column(number: int) -> Column:
    """Each shows all texts, one row apart, in some colour."""
    align = (LEFT, RIGHT, CENTER)[number % 3]
    return Column(
        f"c{number}",
        f"列{number}",
        lambda row: TEXTS[(row + number) % len(TEXTS)],
        align=align,
        tone=lambda row: TONES[(row + number) % len(TONES)],
    )


@pytest.fixture
def view(qtbot: QtBot, jobs: Jobs) -> RowsView:
    model = RowsModel([column(number) for number in range(8)], lambda ids: {id_: id_ for id_ in ids}, jobs)
    made = RowsView(model, "一覧")
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.show_ids(range(40), {id_: id_ for id_ in range(40)})
    return made


def both(view: RowsView) -> tuple[QImage, QImage]:
    """As it is painted, and as Qt would."""
    settle()
    ours = view.grab().toImage()
    model = view.model()
    assert isinstance(model, RowsModel)
    view.setItemDelegate(QtsOwn(view, model))
    return ours, view.grab().toImage()


@pytest.mark.parametrize("theme", style.Theme)
@pytest.mark.parametrize("zoom", style.ZOOMS)
def test_no_dot_is_another_one(view: RowsView, qapp: QApplication, theme: style.Theme, zoom: float) -> None:
    style.apply(qapp, theme, zoom)
    ours, qts = both(view)
    assert ours == qts


@pytest.mark.parametrize("width", [3, 17, 41, 160])
def test_no_dot_is_another_one_in_narrow_columns(view: RowsView, width: int) -> None:
    for section in range(8):
        view.setColumnWidth(section, width)
    ours, qts = both(view)
    assert ours == qts


def test_no_dot_is_another_one_where_the_list_can_not_be_used(view: RowsView) -> None:
    view.setEnabled(False)
    ours, qts = both(view)
    assert ours == qts


def test_more_texts_than_are_kept(view: RowsView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dreampower_sms.ui.cells._KEPT", 5)
    view.setColumnWidth(0, 77)
    ours, qts = both(view)
    assert ours == qts

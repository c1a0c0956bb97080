"""The walks find what they are made to find; a walk that finds nothing proves nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.bar import Slot
from dreampower_sms.ui.forms import Area, Check, Choice, ItemList, Line, Reading, field
from tests.ui.walk import assert_accessible, assert_not_clipped

LONG = "携帯番号が登録されていません。顧客修正で番号を登録してください。"


def shown(qtbot: QtBot, *widgets: QWidget, width: int = 400) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(page)
    page.resize(width, 300)
    page.show()
    return page


def narrow(widget: QWidget, width: int = 40, height: int = 20) -> QWidget:
    widget.setFixedSize(width, height)
    return widget


def choice(text: str) -> QComboBox:
    made = Choice("目的")
    made.addItem(text)
    return made


def table(title: str, width: int) -> QTableView:
    made = QTableView()
    made.setModel(QStandardItemModel(0, 2, made))
    made.model().setHeaderData(0, Qt.Orientation.Horizontal, title)
    made.setColumnWidth(0, width)
    return made


def slot(label: str) -> Slot:
    made = Slot(7)
    made.show_key(label, "")
    return made


def tabs(*names: str) -> QTabWidget:
    made = QTabWidget()
    for name in names:
        made.addTab(QLabel(name), name)
    return made


@pytest.mark.parametrize("widget", [QLineEdit, QPushButton, QCheckBox, QComboBox, QTableView])
def test_a_nameless_widget_is_found(qtbot: QtBot, widget: type[QWidget]) -> None:
    with pytest.raises(AssertionError, match=f"no accessible name:\n{widget.__name__}"):
        assert_accessible(shown(qtbot, widget()))


def test_a_placeholder_is_no_name(qtbot: QtBot) -> None:
    line = QLineEdit()
    line.setPlaceholderText("例：1234")
    with pytest.raises(AssertionError, match="QLineEdit"):
        assert_accessible(shown(qtbot, line))


def test_what_is_chosen_is_no_name_of_a_choice(qtbot: QtBot) -> None:
    nameless = QComboBox()
    nameless.addItem("緊急連絡")
    with pytest.raises(AssertionError, match="QComboBox"):
        assert_accessible(shown(qtbot, nameless))


def test_a_name_that_hides_the_text_of_a_label_is_found(qtbot: QtBot) -> None:
    label = QLabel("090-1234-5678")
    label.setAccessibleName("携帯番号")
    with pytest.raises(AssertionError, match="090-1234-5678"):
        assert_accessible(shown(qtbot, label))
    assert_accessible(shown(qtbot, Reading("携帯番号", "090-1234-5678"), QLabel("090-1234-5678")))


def test_widgets_of_the_kit_have_names_and_so_have_what_they_are_made_of(qtbot: QtBot) -> None:
    named = (
        field("番号", Line("携帯番号")).widget,
        Area("本文"),
        choice("緊急連絡"),
        Check("SMS を送る"),
        ItemList("定型"),
    )
    assert_accessible(shown(qtbot, *named, QPushButton("設定(&S)")))


@pytest.mark.parametrize(
    "widget",
    [
        lambda: narrow(QLabel(LONG)),
        lambda: narrow(QPushButton("登録番号コピー")),
        lambda: narrow(QCheckBox("SMS を送る")),
        lambda: narrow(choice("定例情報連絡"), 60),
        lambda: table("車検満了日", 30),
        lambda: narrow(slot("ボタンカスタム"), 30, 50),
        lambda: narrow(tabs("送信履歴", "利用明細", "管理"), 90, 100),
    ],
    ids=["label", "button", "tick box", "choice", "header", "slot", "tabs"],
)
def test_cut_text_is_found(qtbot: QtBot, widget: Callable[[], QWidget]) -> None:
    with pytest.raises(AssertionError, match="text is cut"):
        assert_not_clipped(shown(qtbot, widget()))


def test_a_wrapped_label_without_height_is_found(qtbot: QtBot) -> None:
    label = QLabel(LONG)
    label.setWordWrap(True)
    with pytest.raises(AssertionError, match="of height"):
        assert_not_clipped(shown(qtbot, narrow(label, 100, 20)))


def test_nothing_is_found_where_there_is_room(qtbot: QtBot) -> None:
    wrapped = QLabel(LONG)
    wrapped.setWordWrap(True)
    fitting = QLabel("短い"), wrapped, QPushButton("設定"), QCheckBox("SMS"), choice("緊急連絡"), table("日付", 80)
    assert_not_clipped(shown(qtbot, *fitting, slot("検索"), tabs("送信履歴", "管理"), width=600))


def test_what_is_not_seen_is_not_judged(qtbot: QtBot) -> None:
    hidden = narrow(QLabel(LONG))
    page = shown(qtbot, hidden)
    hidden.hide()
    assert_not_clipped(page)

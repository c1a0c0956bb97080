"""Where the focus is can be seen, in every theme, at every kind of control: enough pixels change, and change enough."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtGui import QColor, QImage, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QGridLayout,
    QRadioButton,
    QSpinBox,
    QTableView,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from dreampower_sms.ui import style
from dreampower_sms.ui.fitting import TightButton
from dreampower_sms.ui.form import DateLine
from dreampower_sms.ui.forms import Area, Button, Check, Choice, ItemList, Line
from dreampower_sms.ui.menu_button import MenuButton
from dreampower_sms.ui.ring import Pages
from dreampower_sms.ui.style import Theme
from tests.ui.test_style import contrast

CHANGE = 3.0
"""Least contrast of a pixel with and without the focus (WCAG 2.2, 2.4.13)."""
SHARE = 0.9
"""Pixels that change so much, as a share of those around the control."""


def filled_list() -> ItemList:
    made = ItemList("定型")
    made.addItems(["車検のご案内", "お預かり"])
    return made


def chosen_list() -> ItemList:
    made = filled_list()
    made.setCurrentRow(0)
    return made


def table() -> QTableView:
    made = QTableView()
    made.setModel(QStandardItemModel(2, 2, made))
    return made


def pages() -> Pages:
    made = Pages("ページ")
    made.addTab(QWidget(), "送信履歴")
    made.addTab(QWidget(), "管理")
    made.setMinimumWidth(300)
    return made


def choice() -> QComboBox:
    made = Choice("目的")
    made.addItem("緊急連絡")
    return made


def marked(line: QWidget) -> QWidget:
    style.mark(line, "wrong", True)
    return line


KINDS: dict[str, Callable[[], QWidget]] = {
    "line": lambda: Line("携帯番号", "090"),
    "wrong line": lambda: marked(Line("携帯番号")),
    "date": lambda: DateLine("車検満了日", lambda: date(2026, 11, 24)),
    "text": lambda: Area("本文"),
    "wrong text": lambda: marked(Area("本文")),
    "page": QTextBrowser,
    "choice": choice,
    "wrong choice": lambda: marked(choice()),
    "number": QSpinBox,
    "tick box": lambda: Check("SMS を送る"),
    "one of some": lambda: QRadioButton("送信しない"),
    "button": lambda: Button("参照"),
    "primary button": lambda: Button("送信する", "primary"),
    "button of a bar": lambda: Button("メッセージ", "bar"),
    "slot": lambda: Button("1", "slot"),
    "menu button": lambda: MenuButton(1, "照会", "お客様を探して SMS を送る"),
    "tight button": lambda: TightButton("ボタンカスタム"),
    "list": filled_list,
    "list with a choice": chosen_list,
    "table": table,
    "pages": pages,
}


def picture(widget: QWidget) -> QImage:
    """The widget without a blinking cursor."""
    QApplication.sendPostedEvents()
    return widget.grab().toImage()


def around(widget: QWidget) -> int:
    """Pixels around what shows the focus: of pages it is the tab of the one that is seen."""
    size = widget.tabBar().tabRect(widget.currentIndex()).size() if isinstance(widget, Pages) else widget.size()
    return 2 * (size.width() + size.height())


def changed(before: QImage, after: QImage) -> int:
    """Pixels that show the focus."""
    ratios: dict[tuple[int, int], bool] = {}
    count = 0
    for y in range(before.height()):
        for x in range(before.width()):
            pair = (before.pixel(x, y), after.pixel(x, y))
            if pair[0] != pair[1]:
                if pair not in ratios:
                    ratios[pair] = contrast(QColor(pair[0]), QColor(pair[1])) >= CHANGE
                count += ratios[pair]
    return count


def test_tabs_are_painted_in_the_colours_of_the_theme_alone(qtbot: QtBot, qapp: QApplication) -> None:
    """The style draws a line of its own behind their corners, white in the dark."""
    style.apply(qapp, Theme.DARK)
    tabs = pages()
    qtbot.addWidget(tabs)
    tabs.show()
    brightest, seen = QColor(style.THEMES[Theme.DARK].text), picture(tabs)
    dots = [QColor(seen.pixel(x, y)) for y in range(4) for x in range(seen.width())]
    assert max(dot.lightness() for dot in dots) <= brightest.lightness()


@pytest.mark.parametrize("theme", Theme)
def test_the_focus_is_seen_at_every_kind_of_control(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    style.apply(qapp, theme)
    page, other = QWidget(), Line("daneben")
    grid = QGridLayout(page)
    made = {kind: make() for kind, make in KINDS.items()}
    for place, widget in enumerate((*made.values(), other)):
        grid.addWidget(widget, place // 5, place % 5)
    qapp.setCursorFlashTime(0)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    unseen: list[str] = []
    for kind, widget in made.items():
        other.setFocus()
        before = picture(widget)
        target = widget.tabBar() if isinstance(widget, Pages) else widget
        target.setFocus()
        assert target.hasFocus()
        share = changed(before, picture(widget)) / around(widget)
        if share < SHARE:
            unseen.append(f"{kind}: {share:.2f}")
    assert not unseen

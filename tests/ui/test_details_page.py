"""Pages beside a list: their colours are those of the theme in use, and they stay where they were read to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import permutations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextBlock, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.history import Timeline
from dreampower_sms.domain.messages import Purpose, State
from dreampower_sms.domain.proofreading import proofread
from dreampower_sms.ui import style
from dreampower_sms.ui.details_page import DetailsPage
from dreampower_sms.ui.remark_list import RemarkList
from dreampower_sms.ui.style import THEMES, Theme
from dreampower_sms.ui.timeline import timeline_html
from tests.sending import NOON
from tests.ui.hands import press
from tests.ui.test_style import TEXT, contrast
from tests.ui.test_timeline import ROW
from tests.ui.walk import settle

LISTED = replace(ROW, state=State.DELIVERED, job_title="来月車検のご案内")
LINE = Timeline(LISTED, None, NOON, "", (), "", (), (), "g-1", None, None, "", None, "")


def message() -> DetailsPage:
    page = DetailsPage("メッセージの詳細")
    page.show_page(partial(timeline_html, LINE, linked=True))
    return page


def remarks() -> RemarkList:
    page = RemarkList()
    page.show_remarks(proofread("{氏なまえ}03-1234-5678", Purpose.ROUTINE, Company(name="山川")))
    return page


def inks(document: QTextDocument) -> Iterator[tuple[str, QColor]]:
    """The pieces of text that have a colour of their own."""
    block: QTextBlock = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            shape = pieces.fragment().charFormat()
            if shape.hasProperty(shape.Property.ForegroundBrush):
                yield pieces.fragment().text(), shape.foreground().color()
            pieces += 1
        block = block.next()


@pytest.mark.parametrize(("before", "after"), [*permutations(Theme, 2)])
@pytest.mark.parametrize("make", [message, remarks])
def test_after_another_theme_was_chosen_all_of_it_can_be_read(
    qtbot: QtBot, qapp: QApplication, make: Callable[[], DetailsPage], before: Theme, after: Theme
) -> None:
    style.apply(qapp, before)
    page = make()
    qtbot.addWidget(page)
    page.show()
    settle()
    style.apply(qapp, after)
    settle()
    seen = dict(inks(page.document()))
    assert len(seen) > 1
    faint = {text: ink.name() for text, ink in seen.items() if contrast(ink, THEMES[after].base) < TEXT[after]}
    assert not faint


def test_it_stays_where_it_was_read_to_when_the_theme_changes_and_begins_at_the_top_with_another_page(
    qtbot: QtBot, qapp: QApplication
) -> None:
    page = message()
    qtbot.addWidget(page)
    page.resize(300, 120)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.setFocus()
    press(Qt.Key.Key_PageDown)
    place = page.verticalScrollBar().value()
    assert place
    style.apply(qapp, Theme.DARK)
    settle()
    assert page.verticalScrollBar().value() == place
    page.show_page(lambda: "<p>別のメッセージ</p>" * 40, stay=True)
    assert page.verticalScrollBar().value() == place
    page.show_page(partial(timeline_html, LINE))
    assert page.verticalScrollBar().value() == 0


def test_an_empty_page_stays_empty_in_another_theme(qtbot: QtBot, qapp: QApplication) -> None:
    page = RemarkList()
    qtbot.addWidget(page)
    page.show()
    style.apply(qapp, Theme.DARK)
    settle()
    assert page.toPlainText() == ""

"""Pages behind tabs ask for what they need, and not for what they would like."""

import pytest
from PySide6.QtWidgets import QLabel, QListWidget, QVBoxLayout, QWidget

from dreampower_sms.ui.ring import Pages


@pytest.mark.usefixtures("qapp")
def test_beside_words_that_wrap_a_page_is_made_as_low_as_it_can_be() -> None:
    page, lists, words = QWidget(), [QListWidget() for _ in range(4)], QLabel("料金は見込み（税別）です。" * 8)
    words.setWordWrap(True)
    column = QVBoxLayout(page)
    for widget in (*lists, words):
        column.addWidget(widget)
    pages = Pages("例")
    pages.addTab(page, "一")
    wide, narrow = pages.heightForWidth(1200), pages.heightForWidth(300)
    assert wide < sum(each.sizeHint().height() for each in lists)
    assert wide > sum(each.minimumSizeHint().height() for each in lists) + words.heightForWidth(1100)
    assert narrow - wide > words.fontMetrics().height()  # all of the words are still to be seen

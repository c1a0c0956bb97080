"""Pages behind tabs ask for what they need, and not for what they would like."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from dreampower_sms.ui.ring import Pages

LEAST, LIKED = 40, 900


class Modest(QWidget):
    def sizeHint(self) -> QSize:
        return QSize(200, LIKED)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, LEAST)


@pytest.mark.usefixtures("qapp")
def test_beside_words_that_wrap_a_page_is_made_as_low_as_it_can_be() -> None:
    page, words = QWidget(), QLabel("料金は見込み（税別）です。" * 8)
    words.setWordWrap(True)
    column = QVBoxLayout(page)
    column.addWidget(Modest())
    column.addWidget(words)
    pages = Pages("例")
    pages.addTab(page, "一")
    wide, narrow = pages.heightForWidth(1200), pages.heightForWidth(300)
    assert wide < LIKED
    assert narrow - wide > words.fontMetrics().height()  # all of the words are still to be seen
    assert wide > LEAST + words.heightForWidth(1100)

"""Labels in little room: smaller, then on two lines at a good place, and never cut while that helps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.fitting import TightButton, fitted, widest
from tests.ui.walk import assert_not_clipped, settle


@pytest.mark.parametrize("label", ["検索", "SMS送信", "ボタンカスタム", "携帯番号コピー", "テンプレート追加"])
@pytest.mark.parametrize("share", [1.2, 1.0, 0.9, 0.8, 0.6, 0.45])
def test_a_label_fits_the_larger_the_more_room_there_is(qapp: QApplication, label: str, share: float) -> None:
    font = qapp.font()
    room = round(widest(font, [label]) * share)
    smaller, lines = fitted(label, font, room)
    assert widest(smaller, lines) <= room
    assert "".join(lines) == label
    assert smaller.pointSizeF() <= font.pointSizeF()
    if share >= 1:
        assert (smaller.pointSizeF(), lines) == (font.pointSizeF(), [label])


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("携帯番号コピー", ["携帯番号", "コピー"]),
        ("SMS送信", ["SMS", "送信"]),
        ("ボタンカスタム", ["ボタン", "カスタム"]),
        ("メーカー", ["メー", "カー"]),
        ("キャッチ", ["キャッ", "チ"]),
    ],
)
def test_a_label_is_parted_where_it_reads_well(qapp: QApplication, label: str, lines: list[str]) -> None:
    assert fitted(label, qapp.font(), round(widest(qapp.font(), [label]) * 0.5))[1] == lines


def test_tight_buttons_share_a_row_and_are_read(qtbot: QtBot) -> None:
    row = QWidget()
    layout = QHBoxLayout(row)
    buttons = [TightButton("携帯番号コピー") for _ in range(8)]
    for button in buttons:
        layout.addWidget(button)
    qtbot.addWidget(row)
    row.resize(620, 80)
    row.show()
    settle()
    assert row.width() == 620
    assert_not_clipped(row)
    with qtbot.waitSignal(buttons[0].clicked):
        qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)

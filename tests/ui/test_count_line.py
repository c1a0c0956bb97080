"""文字数, 料金区分 and price: the figures of `measure`, what to cut, and nothing that jumps while somebody types."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from dreampower_sms.domain.counting import measure
from dreampower_sms.ui.count_line import CountLine
from tests.ui.walk import assert_not_clipped, settle

LIMIT = 660


@pytest.fixture
def line(qtbot: QtBot) -> CountLine:
    made = CountLine()
    qtbot.addWidget(made)
    made.resize(560, made.sizeHint().height())
    made.show()
    settle()
    return made


def hint(line: CountLine) -> str:
    return line._hint.text().strip()


def test_the_figures_are_those_of_the_measure(line: CountLine) -> None:
    measured = measure("あ" * 75)
    line.show_measure(measured, LIMIT)
    assert line.text() == f"文字数 75 / 660 料金区分 {measured.tier} 見込み {measured.price:,.0f}円"


def test_sen_of_a_price_are_shown(line: CountLine) -> None:
    line.show_measure(replace(measure("あ"), price=Decimal("18.50")), LIMIT)
    assert line.text().endswith("見込み 18.50円")


def test_an_empty_text_costs_nothing_and_has_no_tier(line: CountLine) -> None:
    line.show_measure(measure(""), LIMIT)
    assert line.text() == "文字数 0 / 660 料金区分 ― 見込み ―"


@pytest.mark.parametrize(("length", "cut"), [(71, 1), (75, 5), (134, 64), (135, 1)])
def test_it_says_how_many_to_cut_for_the_lower_price(line: CountLine, length: int, cut: int) -> None:
    measured = measure("あ" * length)
    assert measured.tier is not None
    line.show_measure(measured, LIMIT)
    assert hint(line) == f"あと {cut} 文字減らすと料金区分 {measured.tier - 1} になります。"


def test_in_the_lowest_tier_there_is_nothing_to_cut(line: CountLine) -> None:
    line.show_measure(measure("あ" * 70), LIMIT)
    assert hint(line) == ""


def test_too_long_a_text_is_said_and_seen(line: CountLine) -> None:
    line.show_measure(measure("あ" * 663), LIMIT)
    assert "3 文字減らしてください" in hint(line)
    assert line.property("over") is True
    line.show_measure(measure("あ" * 660), LIMIT)
    assert line.property("over") is False


def test_characters_that_count_twice_are_named_once(line: CountLine) -> None:
    line.show_measure(measure("𠮷野様 👍👍"), LIMIT)
    assert hint(line) == "「𠮷👍」は 1 つで 2 文字以上に数えます。"


def test_what_the_input_method_holds_is_told_apart(line: CountLine) -> None:
    line.show_measure(measure("車検"), LIMIT, composing=4)
    assert "2 / 660　変換中 +4" in line.text()
    line.show_measure(measure("車検満了"), LIMIT)
    assert "変換中" not in line.text()


def test_nothing_is_cut_and_nothing_jumps(line: CountLine) -> None:
    heights: set[int] = set()
    for text in ("", "あ", "あ" * 75, "あ" * 660):
        line.show_measure(measure(text), LIMIT)
        settle()
        heights.add(line.sizeHint().height())
        assert_not_clipped(line)
    assert len(heights) == 1

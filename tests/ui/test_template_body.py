"""The text of a template: the list of fields at the cursor, by keys and beside an input method; what is underlined."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dreampower_sms.domain.company import Company
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.proofreading import proofread
from dreampower_sms.domain.templates import FIELDS
from dreampower_sms.ui import style
from dreampower_sms.ui.field_list import FieldList, matching, slot_text
from dreampower_sms.ui.keys import CLOSE, Screen
from dreampower_sms.ui.template_body import TemplateBody
from dreampower_sms.ui.window import MainWindow
from dreampower_sms.ui.wording.templates import READINGS
from tests.ui import hands

Key = Qt.Key


class Page(Screen):
    id, title = "page", "本文"
    keys = ({12: CLOSE},)

    def __init__(self) -> None:
        super().__init__()
        self.body = TemplateBody("本文")
        QVBoxLayout(self).addWidget(self.body)

    def first_field(self) -> QWidget:
        return self.body


@pytest.fixture
def body(qtbot: QtBot, window: MainWindow) -> TemplateBody:
    page = Page()
    window.open(Page())
    window.open(page)
    qtbot.waitUntil(page.body.hasFocus)
    return page.body


def names(body: TemplateBody) -> list[str]:
    rows = (body.candidates().item(row) for row in range(body.candidates().count()))
    return [row.text().strip() for row in rows if row.flags() & Qt.ItemFlag.ItemIsEnabled]


def test_the_second_of_two_braces_closes_the_list(body: TemplateBody) -> None:
    hands.type_text("{{")
    assert not body.list_is_open()
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "{{\n"
    hands.commit("{{")
    assert not body.list_is_open()
    hands.type_text("{")
    assert body.list_is_open(), "behind a brace that is text a field can begin"
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "{{\n{{{氏名}"


def test_a_brace_opens_the_list_and_enter_puts_the_field_in(body: TemplateBody) -> None:
    hands.type_text("あ{")
    assert body.list_is_open()
    assert names(body) == [field.name for field in FIELDS]
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "あ{氏名カナ}"
    assert not body.list_is_open()
    hands.type_text("様")
    assert body.toPlainText() == "あ{氏名カナ}様"


def test_up_goes_round_and_past_headings(body: TemplateBody) -> None:
    hands.type_text("{")
    hands.press(Key.Key_Up)
    hands.press(Key.Key_Tab)
    assert body.toPlainText() == f"{{{FIELDS[-1].name}}}"
    assert body.hasFocus()


def test_typing_on_narrows_the_list_by_name_reading_and_meaning(body: TemplateBody) -> None:
    hands.type_text("{しゃけん")
    assert names(body) == ["車検満了日"]
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "{車検満了日}"
    body.clear()
    hands.type_text("{ナンバー")
    assert names(body) == ["登録番号"]
    hands.type_text("プレートではない")
    assert not body.list_is_open()
    for _ in range(8):
        hands.press(Key.Key_Backspace)
    assert names(body) == ["登録番号"], "it comes back when something fits again"


def test_behind_a_colon_come_the_forms_of_a_date(body: TemplateBody) -> None:
    hands.type_text("{車検満了日：")
    assert names(body) == [f"車検満了日：{form}" for form in ("和暦", "短縮", "西暦", "月日")]
    hands.press(Key.Key_Up)
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "{車検満了日:月日}"


def test_esc_closes_the_list_and_then_it_is_an_ordinary_text(body: TemplateBody, window: MainWindow) -> None:
    hands.type_text("{")
    hands.press(Key.Key_Escape)
    assert not body.list_is_open()
    assert window.screen is not None, "the screen stays"
    assert body.toPlainText() == "{"
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "{\n"


def test_the_input_method_has_its_keys_for_itself(body: TemplateBody) -> None:
    hands.type_text("{")
    hands.compose("しめい")
    assert not body.list_is_open(), "its own list stands there"
    hands.press(Key.Key_Down)
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Escape)
    assert body.toPlainText() == "{"
    hands.commit("氏名")
    assert names(body) == ["氏名", "氏名カナ"]
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "{氏名}"


def test_a_wide_brace_opens_the_list_when_it_is_committed_and_is_mended(body: TemplateBody) -> None:
    hands.compose("｛")
    assert not body.list_is_open()
    hands.commit("｛")
    assert body.list_is_open()
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "{氏名}"


def test_one_ctrl_z_takes_a_field_back(body: TemplateBody) -> None:
    hands.type_text("あ{")
    hands.press(Key.Key_Return)
    hands.press(Key.Key_Z, hands.CTRL)
    assert body.toPlainText() == "あ{"


def test_the_key_of_the_screen_brings_its_own_brace_and_takes_it_away(body: TemplateBody) -> None:
    hands.type_text("あ")
    body.open_list()
    assert body.toPlainText() == "あ{"
    hands.press(Key.Key_Escape)
    assert body.toPlainText() == "あ"
    body.open_list()
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "あ{氏名}"


def test_a_brace_that_is_closed_already_is_not_closed_twice(body: TemplateBody) -> None:
    hands.type_text("{}")
    hands.press(Key.Key_Left)
    hands.press(Key.Key_Backspace)
    hands.type_text("{")
    hands.press(Key.Key_Return)
    assert body.toPlainText() == "{氏名}"


def test_leaving_the_place_closes_the_list(body: TemplateBody) -> None:
    hands.type_text("あ{")
    hands.press(Key.Key_Home)
    assert not body.list_is_open()
    hands.press(Key.Key_End)
    assert not body.list_is_open(), "it was left for good"
    hands.type_text("{")
    assert body.list_is_open()
    hands.type_text("氏名}")
    assert not body.list_is_open()


def test_a_click_puts_the_field_in(body: TemplateBody) -> None:
    hands.type_text("{")
    popup = body.candidates()
    place = popup.visualItemRect(popup.item(3)).center()
    QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert body.toPlainText() == "{敬称}"


def test_the_list_stays_inside_the_screen(body: TemplateBody) -> None:
    for _ in range(40):
        body.textCursor().insertBlock()
    body.ensureCursorVisible()
    hands.type_text("{")
    popup = body.candidates()
    assert popup.over.rect().contains(popup.geometry())


def test_faults_and_doubtful_characters_are_underlined_where_they_stand(body: TemplateBody) -> None:
    text = "𠮷{氏なまえ}と{氏名}の👍\n{車検満了日:月末}"
    hands.commit(text)
    body.show_remarks(proofread(text, Purpose.ROUTINE, Company(name="𠮷")))
    assert body.underlined() == [
        ("{氏なまえ}", "bad"), ("{車検満了日:月末}", "bad"), ("𠮷", "wait"), ("👍", "wait"),
    ]  # fmt: skip
    coloured = [mark.cursor.selectedText() for mark in body.extraSelections()]
    assert coloured == ["{氏名}"]
    body.moveCursor(body.textCursor().MoveOperation.Start)
    hands.type_text("あ")
    assert body.underlined()[0] == ("{氏なまえ}", "bad"), "it moves along with what is typed before it"
    assert body.toPlainText() == f"あ{text}", "nothing but the look has changed"


def test_a_field_has_its_colour_as_soon_as_it_is_whole(body: TemplateBody) -> None:
    """Also where nobody reads proof of the text, as in まとめ送信."""
    body.setPlainText("{氏名}様と{氏な")
    assert [mark.cursor.selectedText() for mark in body.extraSelections()] == ["{氏名}"]
    body.moveCursor(body.textCursor().MoveOperation.End)
    hands.commit("まえ}{車名}")
    assert [mark.cursor.selectedText() for mark in body.extraSelections()] == ["{氏名}", "{車名}"]


def test_another_theme_colours_the_text_anew(body: TemplateBody, qapp: QApplication) -> None:
    hands.commit("{氏名}{氏なまえ}")
    body.show_remarks(proofread("{氏名}{氏なまえ}", Purpose.ROUTINE, Company()))
    style.apply(qapp, theme=style.Theme.DARK)
    QApplication.processEvents()
    [mark] = body.extraSelections()
    assert mark.format.foreground().color().name() == style.THEMES[style.Theme.DARK].accent
    assert body.underlined() == [("{氏なまえ}", "bad")]


def test_the_wave_is_seen(body: TemplateBody) -> None:
    hands.commit("{氏なまえ}")
    body.show_remarks([])
    plain = body.grab().toImage()
    body.show_remarks(proofread("{氏なまえ}", Purpose.ROUTINE, Company()))
    assert body.grab().toImage() != plain


def test_every_field_is_found_by_its_name_and_its_readings() -> None:
    assert set(READINGS) == {field.name for field in FIELDS}
    for field in FIELDS:
        for typed in (field.name, *READINGS[field.name].split()):
            assert field in [found for found, _form in matching(typed)], typed
    assert matching("ありえない項目") == []
    assert matching("氏名:") == [], "a name has no forms"


def test_a_slot_is_written_as_a_template_has_it() -> None:
    assert slot_text("氏名") == "{氏名}"
    assert slot_text("車検満了日", "月日", "近日") == "{車検満了日:月日|近日}"
    assert slot_text("氏名", "", "  ") == "{氏名}"


def test_a_heading_is_never_the_chosen_field(window: MainWindow) -> None:
    shown = FieldList("項目")
    chosen = []
    for _ in range(len(FIELDS)):
        one = shown.chosen()
        assert one is not None
        chosen.append(one[0])
        shown.step(1)
    assert chosen == list(FIELDS)
    shown.deleteLater()

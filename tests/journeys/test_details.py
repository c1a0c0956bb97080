"""詳細: the history's filter, and F3 テンプレート追加, by keys."""

from PySide6.QtCore import Qt

from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from tests.journeys import acts

Key = Qt.Key


def details(player: Player) -> SmsDetailsScreen:
    screen = acts.details(player)
    player.see("a history", lambda: screen.history.model.rowCount() > 0)
    return screen


def test_the_history_is_filtered_by_name_and_period(player: Player) -> None:
    screen = details(player)
    everything = screen.history.model.rowCount()
    screen.history.name.setFocus()
    player.commit("練習 到達")
    player.press(Key.Key_F9)
    player.see("fewer", lambda: 0 < screen.history.model.rowCount() < everything)
    screen.history.name.clear()
    screen.history.period.setFocus()
    player.press(Key.Key_Down, Key.Key_Down, Key.Key_Down)
    player.see("a month", lambda: 0 < screen.history.model.rowCount() < everything)


def test_f3_adds_a_template_and_names_the_field_that_is_wrong(player: Player) -> None:
    screen = details(player)
    tab = screen.templates
    player.press(Key.Key_F3)
    player.see("the form", tab.name.widget.hasFocus)
    tab.add_button.click()
    player.see("the name is missing", lambda: "名前" in tab.name.error.text())
    player.commit("代車のご案内")
    tab.body.widget.setFocus()
    player.commit("{自社名}です。代車をご用意しました。{氏なまえ}")
    tab.add_button.click()
    player.see("the unknown field", lambda: "氏なまえ" in tab.body.error.text())
    tab.body.widget.selectAll()
    player.commit("{自社名}です。代車をご用意しました。")
    assert "料金区分 1" in tab.line.text()
    before = tab.model.rowCount()
    tab.add_button.click()
    player.see("one more", lambda: tab.model.rowCount() == before + 1)
    assert not tab.body.widget.toPlainText()
    assert acts.said(player) is not None

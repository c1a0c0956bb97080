"""The editor of templates by keys: what is put in, swapped and taken back, and what customers' data brings."""

from PySide6.QtCore import Qt

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from tests.journeys import acts
from tests.journeys.acts import Key
from tests.journeys.templating import (
    edit,
    management,
    names,
    opened,
    rename_customer,
    stored,
    there,
    tried,
    write_body,
)

Control = Qt.KeyboardModifier.ControlModifier


def test_a_swap_by_key_is_taken_back_from_wherever_it_was_pressed(player: Player) -> None:
    screen = management(player)
    assert screen.templates.list.select_id(stored(player, "創業祭").id)
    player.press(Key.Key_Delete)
    player.see("put away", lambda: "創業祭" not in names(player))
    assert screen.templates.list.select_id(stored(player, "予約事前連絡").id)
    player.press(Key.Key_Return)
    editor = opened(player)
    write_body(player, editor, "{自社名}です👍")
    player.see("a proposal", lambda: not editor.why_not_swap())
    editor.form.fields["purpose"].widget.setFocus()
    player.press(Key.Key_F9)
    player.press(Key.Key_Z, modifier=Control)
    assert editor.body.toPlainText() == "{自社名}です👍"
    editor.form.fields["purpose"].widget.setFocus()
    player.press(Key.Key_Down)
    player.press(Key.Key_Z, modifier=Control)
    assert "保存していない" in acts.said(player)
    assert "創業祭" not in names(player), "what was done before is not taken back under unsaved work"


def test_a_field_is_put_in_by_the_button_and_a_purpose_is_chosen_by_keys(player: Player) -> None:
    screen = edit(player)
    write_body(player, screen, "です。")
    player.press(Key.Key_Home)
    screen.fields.list.setFocus()
    player.press(Key.Key_Down)
    chosen = screen.fields.list.chosen()
    assert chosen is not None
    screen.fields.button.setFocus()
    player.press(Key.Key_Space)
    assert screen.body.toPlainText() == f"{{{chosen[0].name}}}です。"
    assert screen.body.hasFocus()
    screen.form.fields["purpose"].widget.setFocus()
    player.press(Key.Key_End)
    player.press(Key.Key_F10)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    assert stored(player, "予約事前連絡").purpose is Purpose.CAMPAIGN
    assert stored(player, "予約事前連絡").body.endswith("です。")


def test_what_a_customer_brings_is_warned_of(player: Player) -> None:
    screen = edit(player)
    tried(player, screen)
    customer_id = screen.trial.customer_id()
    assert customer_id is not None
    rename_customer(player, customer_id, "山田👍")
    write_body(player, screen, "{自社名}です。{氏名}{敬称}の件でご連絡しました。")
    screen.trial.read_again()
    player.see("the character of this customer", lambda: "「👍」" in screen.preview.doubtful.text())
    player.see("and for everybody", lambda: "届かないことのある文字：「👍」1 名" in screen.preview.worst.text())


def test_one_whose_name_is_taken_by_now_stays_away_and_says_why(player: Player) -> None:
    screen = management(player)
    tab = screen.templates
    entry = stored(player, "創業祭")
    assert tab.list.select_id(entry.id)
    player.press(Key.Key_Delete)
    player.see("put away", lambda: entry.id not in tab.model.ids)
    there(player).add("創業祭", entry.body, entry.purpose, "鈴木")
    player.press(Key.Key_Z, modifier=Control)
    player.see("the name", lambda: "同じ名前「創業祭」" in acts.said(player))
    tab.with_archived.setFocus()
    player.press(Key.Key_Space)
    player.see("seen again", lambda: entry.id in tab.model.ids)
    player.program.window.line.clear_line()
    assert tab.list.select_id(entry.id)
    tab.list.setFocus()
    player.press(Key.Key_Delete)
    player.see("the name again", lambda: "同じ名前「創業祭」" in acts.said(player))
    assert names(player).count("創業祭") == 1

"""Templates by keys: written and tried, ordered, put away, met by another PC, out and in as a file."""

import json
from pathlib import Path

from PySide6.QtCore import Qt

from dreampower_sms.services.people import Saved
from dreampower_sms.services.templates import TemplateStep
from dreampower_sms.tour import Player
from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.screens.customer_edit import CustomerScreen
from dreampower_sms.ui.screens.sms_details import SmsDetailsScreen
from dreampower_sms.ui.screens.sms_send import SmsSendScreen
from dreampower_sms.ui.screens.template_editor import NewTemplateScreen, TemplateScreen
from dreampower_sms.ui.template_export import TemplateExport
from tests.journeys import acts
from tests.journeys.acts import Key
from tests.journeys.templating import (
    edit,
    import_screen,
    management,
    names,
    opened,
    rename_customer,
    somebody_else,
    stored,
    there,
    tried,
    write_body,
)
from tests.ui import hands

Alt, Control = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def test_a_new_template_is_written_without_the_mouse(player: Player) -> None:
    screen = management(player)
    player.press(Key.Key_F3)
    editor = opened(player)
    assert isinstance(editor, NewTemplateScreen)
    player.commit("代車のご案内")
    player.press(Key.Key_Return, Key.Key_Return, Key.Key_Return)
    assert editor.body.hasFocus()
    hands.type_text("{")
    hands.commit("じしゃめい")
    player.press(Key.Key_Return)
    player.commit("です。代車をご用意しました。")
    assert editor.body.toPlainText() == "{自社名}です。代車をご用意しました。"
    player.see("the text of a customer", lambda: editor.preview.text() == "つばめ橋自動車です。代車をご用意しました。")
    assert "料金区分 1" in editor.preview.count.text()
    player.press(Key.Key_F10)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    made = stored(player, "代車のご案内")
    assert (made.body, made.digit) == ("{自社名}です。代車をご用意しました。", 8)
    player.see("it in the list", lambda: made.id in screen.templates.model.ids)
    player.press(Key.Key_Z, modifier=Control)
    player.see("taken back", lambda: "代車のご案内" not in names(player))
    player.see("not in the list", lambda: made.id not in screen.templates.model.ids)


def test_what_is_wrong_is_underlined_listed_and_not_saved(player: Player) -> None:
    screen = edit(player)
    write_body(player, screen, "車検です。{氏なまえ}様👍")
    player.see("the fault", lambda: ("{氏なまえ}", "bad") in screen.body.underlined())
    lines = "\n".join(screen.remarks.lines())
    assert "「氏なまえ」はありません" in lines
    assert "お店の名前" in lines
    assert "絵文字" in lines
    player.press(Key.Key_F10)
    player.see("the sentence at the field", lambda: "氏なまえ" in screen.form.fields["body"].error.text())
    assert player.on(TemplateScreen)
    assert "{氏名}" in stored(player, "予約事前連絡").body


def test_one_key_swaps_what_may_not_arrive_and_one_takes_it_back(player: Player) -> None:
    screen = edit(player)
    write_body(player, screen, "{自社名}です👍")
    player.see("a proposal", lambda: not screen.why_not_swap())
    player.press(Key.Key_F9)
    assert screen.body.toPlainText() == "{自社名}です"
    player.press(Key.Key_Z, modifier=Control)
    assert screen.body.toPlainText() == "{自社名}です👍"


def test_it_is_tried_on_one_customer_after_the_other(player: Player) -> None:
    screen = edit(player)
    write_body(player, screen, "{氏名}")
    player.see("a name", lambda: screen.preview.text() not in ("", "{氏名}"))
    seen = {screen.preview.text()}
    first = screen.trial.customer_id()
    player.see("all customers", lambda: not screen.why_no_other())
    for _ in range(2):
        before = screen.trial.customer_id()
        player.press(Key.Key_F6)
        player.see("the next", lambda before=before: screen.trial.customer_id() != before)
        player.see("another name", lambda: screen.preview.text() not in seen)
        seen.add(screen.preview.text())
    for _ in range(2):
        before = screen.trial.customer_id()
        player.press(Key.Key_F5)
        player.see("the one before", lambda before=before: screen.trial.customer_id() != before)
    assert screen.trial.customer_id() == first


def test_the_worst_case_names_tier_count_and_customer(player: Player) -> None:
    screen = edit(player)
    tried(player, screen)
    customer_id = screen.trial.customer_id()
    assert customer_id is not None
    longest = somebody_else(player, customer_id)
    rename_customer(player, longest, "長" * 60)
    write_body(player, screen, "{自社名}です。お世話になっております。{氏名}")
    player.see("the worst case", lambda: "区分2：1 名" in screen.preview.worst.text())
    assert "長" * 60 in screen.preview.worst.text()
    player.press(Key.Key_F7)
    player.see("whoever it is", lambda: screen.trial.customer_id() == longest)
    player.see("their text", lambda: "長" * 60 in screen.preview.text())
    player.press(Key.Key_F11)
    player.see("their record", lambda: player.on(CustomerScreen))


def test_a_digit_goes_over_when_it_is_saved(player: Player) -> None:
    screen = edit(player)
    digit = screen.form.fields["digit"].widget
    digit.setFocus()
    hands.type_text("1")
    player.see("whose it is", lambda: any("挨拶 自社名付" in line for line in screen.remarks.lines()))
    player.press(Key.Key_F10)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    assert stored(player, "予約事前連絡").digit == 1
    assert stored(player, "挨拶 自社名付").digit is None
    player.press(Key.Key_Z, modifier=Control)
    player.see("as before", lambda: stored(player, "挨拶 自社名付").digit == 1)
    assert stored(player, "予約事前連絡").digit == 4


def test_two_pcs_meet_field_by_field(player: Player) -> None:
    screen = edit(player)
    base = screen.opened
    assert base is not None
    other = {**base.values, "name": "予約の前日", "body": "{自社名}です。明日です。"}
    assert isinstance(there(player).save(base, other, "鈴木"), Saved)
    write_body(player, screen, "{自社名}です。あすお待ちしております。")
    screen.form.fields["digit"].widget.setFocus()
    hands.type_text("9")
    player.press(Key.Key_F10)
    player.see("both versions", lambda: player.on(ConflictScreen))
    asking = player.program.window.screen
    assert isinstance(asking, ConflictScreen)
    assert asking.model.rowCount() == 1, "only the text was changed by both"
    player.press(Key.Key_2, Key.Key_F10)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    entry = stored(player, "予約の前日")
    assert (entry.body, entry.digit) == ("{自社名}です。あすお待ちしております。", 9)


def test_one_that_another_pc_put_away_comes_back_only_by_saving_again(player: Player) -> None:
    screen = edit(player)
    base = screen.opened
    assert base is not None
    assert isinstance(there(player).archive(base, "鈴木"), Saved)
    write_body(player, screen, "{自社名}です。明日お待ちしております。")
    player.press(Key.Key_F10)
    player.see("it is said", lambda: "一覧から外されています" in acts.said(player))
    assert "予約事前連絡" not in names(player)
    assert screen.body.toPlainText() == "{自社名}です。明日お待ちしております。"
    player.press(Key.Key_F10)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    assert stored(player, "予約事前連絡").body == "{自社名}です。明日お待ちしております。"


def test_leaving_asks_and_loses_nothing(player: Player) -> None:
    screen = edit(player)
    write_body(player, screen, "{自社名}です。新しい文です。")
    player.press(Key.Key_F12)
    acts.answer(player, Key.Key_S)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    assert stored(player, "予約事前連絡").body == "{自社名}です。新しい文です。"


def test_the_order_is_changed_and_taken_back_by_keys(player: Player) -> None:
    screen = management(player)
    before = names(player)
    tab = screen.templates
    assert tab.list.select_id(stored(player, before[2]).id)
    player.press(Key.Key_Up, modifier=Alt)
    player.see("moved", lambda: names(player)[1] == before[2])
    player.see("the row goes along", lambda: tab.list.currentIndex().row() == 1)
    player.press(Key.Key_Down, modifier=Alt)
    player.see("moved back", lambda: names(player) == before)
    player.see("the row goes along", lambda: tab.list.currentIndex().row() == 2)
    player.press(Key.Key_Z, modifier=Control)
    player.see("the last step taken back", lambda: names(player)[1] == before[2])


def test_one_is_put_away_seen_again_and_restored(player: Player) -> None:
    screen = management(player)
    tab = screen.templates
    entry = stored(player, "創業祭")
    assert tab.list.select_id(entry.id)
    player.press(Key.Key_Delete)
    player.see("put away", lambda: entry.id not in tab.model.ids)
    assert "創業祭" not in names(player)
    player.press(Key.Key_Z, modifier=Control)
    player.see("back", lambda: entry.id in tab.model.ids)

    assert tab.list.select_id(entry.id)
    player.press(Key.Key_Delete)
    player.see("put away", lambda: entry.id not in tab.model.ids)
    tab.with_archived.setFocus()
    player.press(Key.Key_Space)
    player.see("seen again", lambda: entry.id in tab.model.ids)
    tab.list.setFocus()
    assert tab.list.select_id(entry.id)
    player.press(Key.Key_Return)
    editor = opened(player)
    player.see("it is said", lambda: "一覧から外されています" in acts.said(player))
    player.press(Key.Key_F4)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    assert "創業祭" in names(player)
    assert not editor.unsaved()


def test_a_copy_is_a_new_template(player: Player) -> None:
    screen = management(player)
    assert screen.templates.list.select_id(stored(player, "創業祭").id)
    player.press(Key.Key_D, modifier=Alt)
    editor = opened(player)
    assert isinstance(editor, NewTemplateScreen)
    assert editor.form.values()["name"] == "創業祭 の写し"
    player.press(Key.Key_F10)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    assert stored(player, "創業祭 の写し").body == stored(player, "創業祭").body


def test_from_a_message_to_its_template_and_back(player: Player) -> None:
    screen = acts.write(player)
    player.press(Key.Key_1)
    player.press(Key.Key_F3)
    editor = opened(player)
    assert editor.form.values()["name"] == "挨拶 自社名付"
    player.press(Key.Key_F12)
    player.see("the message", lambda: player.on(SmsSendScreen))
    screen.view.templates.setFocus()
    player.press(Key.Key_0)
    screen.view.body.setFocus()
    screen.view.body.selectAll()
    player.commit("お車の用意ができました")
    player.press(Key.Key_F3)
    editor = opened(player)
    assert editor.body.toPlainText() == "お車の用意ができました"
    player.commit("用意完了")
    player.press(Key.Key_F10)
    player.see("the message", lambda: player.on(SmsSendScreen))
    player.see("the new one in its list", lambda: any(
        "用意完了" in screen.view.templates.item(row).text() for row in range(screen.view.templates.count())
    ))  # fmt: skip
    assert screen.view.text() == "お車の用意ができました"


def test_a_brace_in_a_message_opens_the_same_list_and_esc_closes_only_that(player: Player) -> None:
    screen = acts.write(player)
    player.press(Key.Key_Return)
    hands.type_text("{")
    assert screen.view.body.list_is_open()
    player.press(Key.Key_Escape)
    assert player.on(SmsSendScreen)
    assert not screen.view.body.list_is_open()
    player.press(Key.Key_Backspace)
    hands.type_text("{")
    player.press(Key.Key_Return)
    assert screen.view.text() == "{氏名}"
    player.see("the name", lambda: "練習" in screen.view.shown.text())


def test_out_to_a_file_and_in_again(player: Player, tmp_path: Path) -> None:
    screen = management(player)
    player.press(Key.Key_F6)
    sheet = screen.findChild(TemplateExport)
    assert sheet is not None
    path = tmp_path / "定型.json"
    sheet.path.widget.selectAll()
    player.commit(str(path))
    player.press(Key.Key_Return)
    player.see("the file", path.is_file)
    player.see("it is said", lambda: "定型.json" in acts.said(player))
    held = json.loads(path.read_text(encoding="utf-8"))
    assert [each["name"] for each in held["templates"]] == names(player)

    held["templates"] = [
        {**held["templates"][0], "body": "{自社名}です。新しい挨拶です。"},
        held["templates"][1],
        {"name": "他店の文", "purpose": "urgent", "digit": None, "body": "{自社名}です。"},
    ]
    path.write_text(json.dumps(held, ensure_ascii=False), encoding="utf-8")
    incoming = import_screen(player)
    player.commit(str(path))
    player.press(Key.Key_Return)
    player.see("the entries", lambda: incoming.model.rowCount() == 3)
    assert "あと 1 件" in incoming.why_not_take()
    player.see("both texts", lambda: "新しい挨拶" in incoming.theirs.widget.toPlainText())
    player.press(Key.Key_2)
    player.press(Key.Key_F10)
    player.see("詳細", lambda: player.on(SmsDetailsScreen))
    assert stored(player, "挨拶 自社名付").body == "{自社名}です。新しい挨拶です。"
    assert names(player)[-1] == "他店の文"
    player.press(Key.Key_Z, modifier=Control)
    player.see("all of it taken back", lambda: "他店の文" not in names(player))
    assert "新しい挨拶" not in stored(player, "挨拶 自社名付").body


def test_a_bad_file_is_named_by_entry_and_field(player: Player, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    entry = {"name": "案内", "purpose": "routine", "body": "{氏なまえ}"}
    path.write_text(
        json.dumps({"format": "dreampower-sms-templates", "version": 1, "templates": [entry]}), encoding="utf-8"
    )
    incoming = import_screen(player)
    player.commit(str(path))
    player.press(Key.Key_F9)
    player.see("what is wrong", lambda: "1 件目の「本文」" in incoming.path.error.text())
    assert "氏なまえ" in incoming.path.error.text()
    assert incoming.why_not_take()
    before = names(player)
    player.press(Key.Key_F10)
    assert names(player) == before


def test_the_list_follows_what_another_pc_does(player: Player) -> None:
    screen = management(player)
    tab = screen.templates
    entry = stored(player, "創業祭")
    other = there(player)
    other.save(other.template(entry.id), {**other.template(entry.id).values, "name": "創業 50 周年"}, "鈴木")
    assert tab.list.select_id(entry.id)
    player.press(Key.Key_Delete)
    player.see("it is said", lambda: "ほかのパソコン" in acts.said(player))
    player.see("read again", lambda: (chosen := tab.chosen()) is not None and chosen.name == "創業 50 周年")
    assert "創業 50 周年" in names(player), "nothing was put away unseen"
    step = other.archive(other.template(entry.id), "鈴木")
    assert isinstance(step, Saved)
    assert isinstance(step.step, TemplateStep)

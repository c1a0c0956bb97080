"""Customers by keys: new, changed, met by another PC, taken back."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from dreampower_sms.db.tables import CustomerRow, SettingRow
from dreampower_sms.services.people import Saved
from dreampower_sms.tour import Player
from dreampower_sms.ui.conflict import ConflictScreen
from dreampower_sms.ui.screens.customer_edit import CustomerScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from tests.journeys import acts
from tests.journeys.recording import clear, text, there

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def new_customer(player: Player) -> CustomerScreen:
    acts.inquiry(player)
    player.press(Key.Key_F3)
    screen = acts.record(player)
    assert isinstance(screen, CustomerScreen)
    return screen


def edit_customer(player: Player) -> CustomerScreen:
    acts.inquiry(player)
    player.press(Key.Key_F6)
    screen = acts.record(player)
    assert isinstance(screen, CustomerScreen)
    return screen


def newest(player: Player) -> CustomerRow:
    with acts.database(player).read() as session:
        row = session.get_one(CustomerRow, session.scalar(select(func.max(CustomerRow.id))) or 0)
        session.expunge(row)
        return row


def stored(player: Player, customer_id: int) -> CustomerRow:
    with acts.database(player).read() as session:
        row = session.get_one(CustomerRow, customer_id)
        session.expunge(row)
        return row


def compose(kana: str, kanji: str) -> None:
    """What an input method does: kana under composition, then the kanji."""
    field = QApplication.focusWidget()
    assert field is not None
    for length in range(1, len(kana) + 1):
        QApplication.sendEvent(field, QInputMethodEvent(kana[:length], []))
    QApplication.sendEvent(field, QInputMethodEvent(kanji, []))
    done = QInputMethodEvent("", [])
    done.setCommitString(kanji)
    QApplication.sendEvent(field, done)


def test_a_new_customer_is_entered_without_the_mouse(player: Player) -> None:
    screen = new_customer(player)
    compose("てすと", "試験")
    compose(" はなこ", " 花子")
    assert text(screen, "kana") == "テスト ハナコ"
    player.press(Key.Key_Return, Key.Key_Return, Key.Key_Return, Key.Key_Return)
    player.commit("２６００８５４")
    player.see("the address", lambda: text(screen, "address").startswith("千葉県千葉市"))
    player.press(Key.Key_Return, Key.Key_Return)
    player.commit("０９０９９９９８８８８")
    player.see("what the number is", lambda: "送れる番号" in screen.number.text())
    player.press(Key.Key_F10)
    player.see("照会", lambda: player.on(InquiryScreen))
    row = newest(player)
    assert (row.name, row.kana, row.mobile) == ("試験 花子", "テスト ハナコ", "090-9999-8888")
    assert (row.flag_dm, row.flag_sms) == (True, False)
    shown = player.program.window.screen
    assert isinstance(shown, InquiryScreen)
    player.see("the new card", lambda: shown.card.card is not None and shown.card.card.customer.id == row.id)
    player.press(Key.Key_Z, modifier=Control)
    player.see("taken back", lambda: stored(player, row.id).archived_at is not None)


def test_new_ones_start_from_the_defaults_and_old_ones_keep_theirs(player: Player) -> None:
    with acts.database(player).write() as session:
        session.add(SettingRow(scope="customer_defaults", key="flag_sms", value=True))
        old = session.scalar(select(CustomerRow.id).where(~CustomerRow.flag_sms).limit(1))
    screen = new_customer(player)
    assert screen.flags["flag_sms"].isChecked()
    assert old is not None
    assert not stored(player, old).flag_sms


def test_a_typed_address_is_not_overwritten_without_asking(player: Player) -> None:
    screen = new_customer(player)
    clear(screen, "address")
    player.commit("市川市八幡1-1-1")
    clear(screen, "zip")
    player.commit("2600854")
    player.see("an offer", lambda: "F3" in screen.offer.text())
    assert text(screen, "address") == "市川市八幡1-1-1"
    player.press(Key.Key_F3)
    assert text(screen, "address").startswith("千葉県千葉市")
    player.press(Key.Key_Z, modifier=Control)
    assert text(screen, "address") == "市川市八幡1-1-1"


def test_the_code_is_found_by_the_address(player: Player) -> None:
    screen = new_customer(player)
    clear(screen, "address")
    player.commit("千葉県千葉市中央区長洲1-1")
    player.see("an offer", lambda: "F3" in screen.offer.text())
    player.press(Key.Key_F3)
    assert text(screen, "zip") == "260-0854"


def test_a_reading_that_was_typed_is_kept(player: Player) -> None:
    screen = new_customer(player)
    clear(screen, "kana")
    player.commit("ジブンデイレタ")
    clear(screen, "name")
    compose("てすと", "試験")
    assert text(screen, "kana") == "ジブンデイレタ"


def test_wrong_fields_say_why_and_keep_what_was_typed(player: Player) -> None:
    screen = new_customer(player)
    clear(screen, "birthday")
    player.commit("2/30")
    clear(screen, "email")
    player.commit("a@b")
    player.press(Key.Key_F10)
    player.see("the day is wrong", lambda: "日付はありません" in screen.form.fields["birthday"].error.text())
    clear(screen, "birthday")
    player.commit("S35.11.28")
    player.press(Key.Key_F10)
    player.see("the name is missing", lambda: "氏名" in screen.form.fields["name"].error.text())
    assert "メールアドレス" in screen.form.fields["email"].error.text()
    assert text(screen, "email") == "a@b"
    assert player.on(CustomerScreen)


def test_somebody_with_the_same_number_is_shown_and_opened(player: Player) -> None:
    screen = new_customer(player)
    with acts.database(player).read() as session:
        wanted = select(CustomerRow.name, CustomerRow.mobile).where(CustomerRow.mobile_e164 != "").limit(1)
        name, mobile = session.execute(wanted).one()
    clear(screen, "mobile")
    player.commit(mobile)
    player.see("who has it", lambda: name in screen.same.text())
    player.press(Key.Key_F6)
    player.see("their record", lambda: player.on(CustomerScreen) and player.program.window.screen is not screen)
    other = acts.record(player)
    assert text(other, "mobile") == mobile


def test_leaving_asks_and_loses_nothing(player: Player) -> None:
    screen = edit_customer(player)
    clear(screen, "memo")
    player.commit("代車が要る")
    player.press(Key.Key_F12)
    acts.answer(player, Key.Key_Escape)
    assert text(screen, "memo") == "代車が要る"
    player.press(Key.Key_F12)
    acts.answer(player, Key.Key_S)
    player.see("照会", lambda: player.on(InquiryScreen))
    assert screen.opened is not None
    assert stored(player, screen.opened.id).memo == "代車が要る"


def test_two_pcs_meet_field_by_field(player: Player) -> None:
    screen = edit_customer(player)
    base = screen.opened
    assert base is not None
    other = {**base.values, "memo": "引取希望", "rank": "Z", "email": "neu@example.jp"}
    assert isinstance(there(player).save_customer(base, other, "鈴木"), Saved)
    clear(screen, "memo")
    player.commit("代車が要る")
    clear(screen, "rank")
    player.commit("D")
    player.press(Key.Key_F10)
    player.see("both versions", lambda: player.on(ConflictScreen))
    asking = player.program.window.screen
    assert isinstance(asking, ConflictScreen)
    assert asking.model.rowCount() == 2
    assert "あと 2 欄" in asking.why_not_keep()
    player.press(Key.Key_1, Key.Key_2)
    player.press(Key.Key_F10)
    player.see("照会", lambda: player.on(InquiryScreen))
    row = stored(player, base.id)
    assert (row.rank, row.memo, row.email) == ("Z", "代車が要る", "neu@example.jp")


def test_changes_that_do_not_meet_are_merged(player: Player) -> None:
    screen = edit_customer(player)
    base = screen.opened
    assert base is not None
    there(player).save_customer(base, {**base.values, "rank": "A"}, "鈴木")
    clear(screen, "memo")
    player.commit("代車が要る")
    player.press(Key.Key_F10)
    player.see("it is said", lambda: "取り込みました" in acts.said(player))
    assert text(screen, "memo") == "代車が要る"
    player.press(Key.Key_F10)
    player.see("照会", lambda: player.on(InquiryScreen))
    row = stored(player, base.id)
    assert (row.rank, row.memo) == ("A", "代車が要る")


def test_a_save_is_taken_back_by_name(player: Player) -> None:
    screen = edit_customer(player)
    base = screen.opened
    assert base is not None
    clear(screen, "memo")
    player.commit("間違い")
    player.press(Key.Key_F10)
    player.see("照会", lambda: player.on(InquiryScreen))
    player.see("saved", lambda: stored(player, base.id).memo == "間違い")
    player.press(Key.Key_Z, modifier=Control)
    player.see("as before", lambda: stored(player, base.id).memo == base.values["memo"])
    player.see("it is said", lambda: "元に戻しました" in acts.said(player))


def test_a_customer_who_was_removed_meanwhile_comes_back_only_by_saving_again(player: Player) -> None:
    screen = edit_customer(player)
    base = screen.opened
    assert base is not None
    assert isinstance(there(player).archive(base, "鈴木"), Saved)
    clear(screen, "memo")
    player.commit("代車が要る")
    player.press(Key.Key_F10)
    player.see("it is said", lambda: "削除されています" in acts.said(player))
    assert text(screen, "memo") == "代車が要る"
    assert stored(player, base.id).archived_at is not None
    player.press(Key.Key_F10)
    player.see("照会", lambda: player.on(InquiryScreen))
    row = stored(player, base.id)
    assert (row.archived_at, row.memo) == (None, "代車が要る")


def test_removing_what_changed_meanwhile_waits_and_keeps_what_was_typed(player: Player) -> None:
    screen = edit_customer(player)
    base = screen.opened
    assert base is not None
    there(player).save_customer(base, {**base.values, "rank": "A"}, "鈴木")
    clear(screen, "memo")
    player.commit("代車が要る")
    player.press(Key.Key_F4)
    acts.answer(player, Key.Key_Y)
    player.see("it is said", lambda: "もう一度 F4" in acts.said(player))
    assert (text(screen, "memo"), text(screen, "rank")) == ("代車が要る", "A")
    assert stored(player, base.id).archived_at is None


def test_a_customer_is_removed_after_asking(player: Player) -> None:
    screen = edit_customer(player)
    base = screen.opened
    assert base is not None
    player.press(Key.Key_F4)
    acts.answer(player, Key.Key_N)
    assert stored(player, base.id).archived_at is None
    player.press(Key.Key_F4)
    acts.answer(player, Key.Key_Y)
    player.see("照会", lambda: player.on(InquiryScreen))
    assert stored(player, base.id).archived_at is not None


def test_a_missing_area_code_is_put_in_front_and_said(player: Player) -> None:
    with acts.database(player).write() as session:
        session.merge(SettingRow(scope="customer_defaults", key="auto_area_code", value=True))
    screen = new_customer(player)
    code = screen._area_code
    assert code.startswith("0")
    clear(screen, "phone")
    player.commit("123-4567"[: 11 - len(code)])
    player.press(Key.Key_Return)
    player.see("it is said", lambda: f"市外局番 {code}" in acts.said(player))
    assert text(screen, "phone").startswith(f"{code}-")

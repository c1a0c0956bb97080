"""同意, 配信停止 and 苦情対応 by keys, while the customer is on the phone."""

from pathlib import Path

from PySide6.QtCore import Qt
from sqlalchemy import select

from dreampower_sms.db.tables import ConsentRow, CustomerRow, StopRow
from dreampower_sms.domain.leaflet import LONGEST_CONSENT
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.complaints import ComplaintsScreen
from dreampower_sms.ui.screens.consent import ConsentScreen
from dreampower_sms.ui.screens.inquiry import InquiryScreen
from dreampower_sms.ui.wording.consent import STANDARD_WORDING
from tests.journeys import acts
from tests.journeys.printing import printed
from tests.ui.papers import flat

Key, Control = Qt.Key, Qt.KeyboardModifier.ControlModifier


def customer(player: Player) -> CustomerRow:
    """The caller as stored, whoever the card shows by now."""
    with acts.database(player).read() as session:
        row = session.scalars(select(CustomerRow).where(CustomerRow.kana == "レンシュウ トウタツ")).one()
        session.expunge(row)
        return row


def stopped(player: Player) -> bool:
    with acts.database(player).read() as session:
        wanted = select(StopRow.id).where(StopRow.e164 == customer(player).mobile_e164, StopRow.lifted_at.is_(None))
        return session.scalar(wanted) is not None


def consent(player: Player) -> ConsentScreen:
    acts.inquiry(player)
    player.press(Key.Key_F7)
    player.see("同意と配信停止", lambda: player.on(ConsentScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ConsentScreen)
    player.see("the story", lambda: screen.story is not None)
    return screen


def test_opting_out_takes_two_keys_and_one_to_take_back(player: Player) -> None:
    acts.inquiry(player)
    player.press(Key.Key_F4, Key.Key_Return)
    player.see("stopped", lambda: stopped(player))
    player.see("how to take it back", lambda: "Ctrl+Z" in acts.said(player))
    player.press(Key.Key_Z, modifier=Control)
    player.see("not stopped", lambda: not stopped(player))


def test_the_number_goes_into_the_memo_and_back(player: Player) -> None:
    screen = acts.inquiry(player)
    before = customer(player)
    player.press(Key.Key_F4)
    screen.panel.way.setFocus()
    player.press(Key.Key_End)
    screen.panel._reason.setFocus()
    player.press(Key.Key_Return)
    player.see("no number", lambda: customer(player).mobile == "")
    assert before.mobile in customer(player).memo
    player.see("how to take it back", lambda: "Ctrl+Z" in acts.said(player))
    player.press(Key.Key_Z, modifier=Control)
    player.see("the number again", lambda: customer(player).mobile == before.mobile)
    assert customer(player).memo == before.memo


def test_a_consent_is_recorded_with_its_words(player: Player) -> None:
    screen = consent(player)
    before = screen.model.rowCount()
    assert "F3" in screen.why_not_save()
    player.press(Key.Key_F3)
    screen.wording.widget.setFocus()
    screen.wording.widget.selectAll()
    player.commit("車検のお知らせを受け取ります。")
    player.press(Key.Key_F10)
    player.see("one more", lambda: screen.model.rowCount() == before + 1)
    player.see("its words", lambda: "車検のお知らせを受け取ります。" in screen.words.toPlainText())
    with acts.database(player).read() as session:
        row = session.scalars(select(ConsentRow).order_by(ConsentRow.id.desc()).limit(1)).one()
        assert (row.wording, row.source) == ("車検のお知らせを受け取ります。", "店頭の用紙")
    player.press(Key.Key_F3)
    assert screen.wording.widget.toPlainText() == STANDARD_WORDING, "one customer's words are nobody else's"


def test_words_are_for_the_leaflet_only_when_that_is_ticked_and_they_fit(player: Player) -> None:
    screen = consent(player)
    before = screen.model.rowCount()
    player.press(Key.Key_F3)
    screen.wording.widget.setFocus()
    screen.wording.widget.selectAll()
    player.commit("あ" * (LONGEST_CONSENT + 1))
    player.press(Key.Key_Tab)
    assert screen.for_leaflet.hasFocus()
    player.press(Key.Key_Space, Key.Key_F10)
    player.see("which field, and how long", lambda: "お客様が同意した文面" in screen.wording.error.text())
    assert f"{LONGEST_CONSENT} 文字" in screen.wording.error.text()
    assert screen.model.rowCount() == before, "nothing is recorded by halves"
    screen.wording.widget.setFocus()
    screen.wording.widget.selectAll()
    player.commit("お知らせを受け取ります。")
    player.press(Key.Key_F10)
    player.see("one more", lambda: screen.model.rowCount() == before + 1)
    player.press(Key.Key_F3)
    player.see("the shop's own words", lambda: screen.wording.widget.toPlainText() == "お知らせを受け取ります。")
    assert not screen.for_leaflet.isChecked(), "each time anew"


def test_consent_without_words_is_no_proof(player: Player) -> None:
    screen = consent(player)
    player.press(Key.Key_F3)
    screen.wording.widget.setFocus()
    screen.wording.widget.selectAll()
    player.press(Key.Key_Delete)
    player.press(Key.Key_F10)
    player.see("what is missing", lambda: "文面" in screen.wording.error.text())


def test_a_stop_stands_in_the_time_line(player: Player) -> None:
    screen = consent(player)
    before = screen.model.rowCount()
    player.press(Key.Key_F4, Key.Key_Return)
    player.see("one more", lambda: screen.model.rowCount() == before + 1)
    player.see("the state", lambda: "止めています" in screen.state.text())
    player.press(Key.Key_Z, modifier=Control)
    player.see("lifted", lambda: screen.model.rowCount() == before + 2)


def test_the_proof_holds_every_word(player: Player, tmp_path: Path) -> None:
    screen = consent(player)
    player.see("what was there", lambda: screen.story is not None)
    before = screen.model.rowCount()
    player.press(Key.Key_F3)
    player.press(Key.Key_F10)
    player.see("one more", lambda: screen.model.rowCount() == before + 1)
    player.see("ready", lambda: not screen.why_no_story())
    _, said = printed(player, tmp_path / "proof.pdf")
    assert screen.story is not None
    for entry in screen.story.entries:
        assert flat(entry.wording) in said
    assert flat(screen.story.customer.name) in said


def test_what_to_say_is_one_key_away_with_the_facts_of_the_caller(player: Player) -> None:
    acts.inquiry(player)
    name = customer(player).name
    player.press(Key.Key_F10)
    player.see("苦情対応", lambda: player.on(ComplaintsScreen))
    screen = player.program.window.screen
    assert isinstance(screen, ComplaintsScreen)
    shown = screen.browser.toPlainText()
    assert name in shown[:200]
    assert "勝手に送ってこないで" in shown
    player.press(Key.Key_F4)
    player.see("照会 with its panel", lambda: player.on(InquiryScreen))
    player.press(Key.Key_Return)
    player.see("stopped", lambda: stopped(player))


def test_a_stop_of_campaigns_is_lifted_by_the_same_key(player: Player) -> None:
    screen = acts.inquiry(player)
    player.press(Key.Key_F4)
    screen.panel.way.setFocus()
    player.press(Key.Key_Down)
    screen.panel._reason.setFocus()
    player.press(Key.Key_Return)
    player.see("the stop", lambda: screen.card.card is not None and bool(screen.card.card.stopped_purposes))
    assert screen.card.card is not None
    assert not screen.card.card.stopped
    player.press(Key.Key_F4)
    acts.answer(player, Key.Key_Y)
    player.see("lifted", lambda: screen.card.card is not None and not screen.card.card.stopped_purposes)


def test_what_to_say_has_the_facts_also_from_the_record(player: Player) -> None:
    screen = consent(player)
    player.press(Key.Key_F9)
    player.see("苦情対応", lambda: player.on(ComplaintsScreen))
    shown = player.program.window.screen
    assert isinstance(shown, ComplaintsScreen)
    assert screen.story is not None
    assert screen.story.customer.name in shown.browser.toPlainText()[:200]
    player.press(Key.Key_F4)
    player.see("照会", lambda: player.on(InquiryScreen))
    player.press(Key.Key_Return)
    player.see("how to take it back", lambda: "Ctrl+Z" in acts.said(player))

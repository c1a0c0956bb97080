"""送信案内書 by keys: from マスタ and from 同意, seen as it will be printed, printed, saved, remembered."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from sqlalchemy import update

from dreampower_sms import tour
from dreampower_sms.db.tables_shop import CompanyRow, ContractRow
from dreampower_sms.domain.leaflet import LONGEST_SENTENCE, Use
from dreampower_sms.services.consent import Consent
from dreampower_sms.tour import Player
from dreampower_sms.ui.saving_pdf import write_pdf
from dreampower_sms.ui.screens.consent import ConsentScreen
from dreampower_sms.ui.screens.initial_settings import InitialSettingsScreen
from dreampower_sms.ui.screens.leaflet import LeafletScreen
from dreampower_sms.ui.screens.master import MasterScreen
from dreampower_sms.ui.wording.leaflet import USES
from tests.journeys import acts
from tests.journeys.printing import preview, save_pdf
from tests.ui.papers import flat, read_back

Key = Qt.Key


def seen(player: Player) -> LeafletScreen:
    """The open 送信案内書 with its pages."""
    player.see("送信案内書", lambda: player.on(LeafletScreen))
    screen = player.program.window.screen
    assert isinstance(screen, LeafletScreen)
    player.see("the pages", lambda: bool(screen.view.pages))
    return screen


def from_master(player: Player) -> LeafletScreen:
    assert player.program.shell is not None
    player.program.shell.enter("master")
    player.see("マスタ", lambda: player.on(MasterScreen))
    player.press(Key.Key_3)
    return seen(player)


def says(screen: LeafletScreen, words: str) -> bool:
    return flat(words) in flat(screen.view.pages)


def test_it_is_composed_printed_saved_and_remembered(player: Player, tmp_path: Path) -> None:
    with acts.database(player).write() as session:
        session.execute(update(ContractRow).values(sender_name="0120-111-222"))
    screen = from_master(player)
    assert says(screen, "つばめ橋自動車")
    assert says(screen, "「0120-111-222」と表示されます"), "of the contract in use, until another is chosen"
    assert not says(screen, USES[Use.OIL])
    screen.uses[Use.OIL].setFocus()
    player.press(Key.Key_Space)
    screen.sentence.widget.setFocus()
    player.commit("代車もご用意します。")
    player.see("both on the page", lambda: says(screen, USES[Use.OIL]) and says(screen, "代車もご用意します。"))
    screen.paper.widget.setFocus()
    player.press(Key.Key_Down)
    player.see("two pages of A5", lambda: len(screen.view.pages) == 2)
    player.press(Key.Key_F7)
    assert len(preview(player).view.pages) == 2
    player.press(Key.Key_F12)
    path = tmp_path / "leaflet.pdf"
    save_pdf(player, path)
    player.see("the file", lambda: "保存しました" in acts.said(player))
    assert "代車もご用意します。" in flat(read_back(path.read_bytes()))
    player.press(Key.Key_F12)
    player.see("マスタ", lambda: player.on(MasterScreen))
    player.press(Key.Key_3)
    again = seen(player)
    player.see("as it was left", lambda: says(again, "代車もご用意します。") and again.uses[Use.OIL].isChecked())
    assert len(again.view.pages) == 2


def test_what_is_missing_is_one_key_away(player: Player) -> None:
    with acts.database(player).write() as session:
        session.execute(update(CompanyRow).values(phone="", url="https://example.jp/"))
    screen = from_master(player)
    player.see("what is missing", lambda: "電話番号がありません" in screen.problem.text())
    player.press(Key.Key_F7)
    player.see("why it is not printed", lambda: "電話番号がありません" in acts.said(player))
    player.press(Key.Key_F5)
    player.see("初期設定", lambda: player.on(InitialSettingsScreen))
    setup = player.program.window.screen
    assert isinstance(setup, InitialSettingsScreen)
    phone = setup.company.fields["company.phone"].widget
    player.see("its values", lambda: bool(setup.company.fields["company.name"].widget.property("text")))
    phone.setFocus()
    player.commit("043-765-4321")
    player.press(Key.Key_F10)
    player.see("saved", lambda: not setup.unsaved())
    player.press(Key.Key_F12)
    back = seen(player)
    player.see("the number on the page", lambda: says(back, "043-765-4321") and not back.why_not_print())


def test_what_is_too_long_or_can_not_be_written_is_said(player: Player, tmp_path: Path) -> None:
    screen = from_master(player)
    screen.sentence.widget.setFocus()
    player.commit("あ" * (LONGEST_SENTENCE + 1))
    player.see("too long", lambda: "120 文字まで" in screen.sentence.error.text())
    player.press(Key.Key_F7)
    player.see("why it is not printed", lambda: "120 文字まで" in acts.said(player))
    player.press(Key.Key_Backspace)
    player.see("short enough", lambda: not screen.sentence.error.text() and not screen.why_not_print())
    write_pdf(screen, screen._jobs, screen._settings, screen._document(), str(tmp_path / "not there" / "leaflet.pdf"))
    player.see("what to do", lambda: "保存先を確かめてください" in acts.said(player))


class Answer:
    """Presses a button of the question that the window of files asks: that waits for it in a loop of its own."""

    def __init__(self, button: QMessageBox.StandardButton) -> None:
        self.button, self.asked = button, ""
        QTimer.singleShot(0, self.give)

    def give(self) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            self.asked = box.text()
            QTest.keyClick(box.button(self.button), Key.Key_Space)
        else:
            QTimer.singleShot(10, self.give)


def test_an_older_file_of_the_same_name_is_asked_about(player: Player, tmp_path: Path) -> None:
    from_master(player)
    older = tmp_path / "leaflet.pdf"
    older.write_bytes(b"%PDF older")
    no = Answer(QMessageBox.StandardButton.No)
    save_pdf(player, older)
    assert older.name in no.asked
    assert older.read_bytes() == b"%PDF older"
    [dialog] = [each for each in player.program.window.findChildren(QFileDialog) if each.isVisible()]
    QTest.keyClick(dialog, Key.Key_Escape)
    yes = Answer(QMessageBox.StandardButton.Yes)
    save_pdf(player, older)
    assert older.name in yes.asked
    player.see("the file", lambda: "保存しました" in acts.said(player))
    assert "つばめ橋自動車" in flat(read_back(older.read_bytes()))


def test_it_is_one_key_from_the_consent_of_a_customer_and_has_the_same_words(player: Player) -> None:
    Consent(acts.database(player), tour.half_past_ten()).save_wording("お知らせを受け取ることに、わたしは同意します。")
    acts.inquiry(player)
    player.press(Key.Key_F7)
    player.see("同意と配信停止", lambda: player.on(ConsentScreen))
    player.press(Key.Key_F6)
    assert says(seen(player), "お知らせを受け取ることに、わたしは同意します。")

"""Drafts of まとめ送信 by keys: nothing typed is lost, and nothing of one list slips into another."""

from PySide6.QtCore import Qt
from sqlalchemy import func, select

from dreampower_sms.db.tables import JobRow, MessageRecord, SettingRow
from dreampower_sms.tour import Player
from dreampower_sms.ui.screens.bulk_send import BulkSendScreen
from dreampower_sms.ui.screens.inspection_list import InspectionListScreen
from dreampower_sms.ui.screens.menu import MenuScreen
from tests.journeys import acts

Key = Qt.Key


def opened(player: Player) -> BulkSendScreen:
    """まとめ送信, with its text and its people."""
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    screen = player.program.window.screen
    assert isinstance(screen, BulkSendScreen)
    player.see("a text and a sorted list", lambda: bool(screen.text.body.toPlainText()) and not screen.why_not_on())
    return screen


def kept(player: Player, text: str) -> bool:
    with acts.database(player).read() as session:
        rows = session.scalars(select(SettingRow.value).where(SettingRow.scope.startswith("bulk_draft:")))
        return any(row["text"] == text for row in rows)


def test_a_draft_that_goes_on_with_another_list_is_another_job(player: Player) -> None:
    """The job of the draft may be there already, where the program ended after it was confirmed."""
    screen = acts.bulk(player)
    text, job = screen.text.body.toPlainText(), screen._job_id
    assert screen.text.heading.widget.text().startswith("車検満了日 来月")
    player.see("the draft", lambda: kept(player, text))
    player.press(Key.Key_F12)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    player.press(Key.Key_F8)
    assert opened(player)._job_id == job
    player.press(Key.Key_F12)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    player.press(Key.Key_Space, Key.Key_Space, Key.Key_Space)
    player.press(Key.Key_F8)
    again = opened(player)
    assert again.text.body.toPlainText() == text
    assert again._job_id != job
    player.press(Key.Key_F9, Key.Key_F9, Key.Key_F9)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    with acts.database(player).read() as session:
        newest = select(JobRow.id).order_by(JobRow.created_at.desc()).limit(1)
        count = select(func.count()).where(MessageRecord.job_id == newest.scalar_subquery())
        assert session.scalar(count) == 3
        assert session.get(JobRow, job) is None


def test_what_was_chosen_on_the_second_step_comes_back(player: Player) -> None:
    screen = acts.bulk(player)
    screen.text.body.setPlainText("車検のご案内です。{自社名}")
    player.see("sorted", lambda: not screen.why_not_on())
    player.press(Key.Key_F9, Key.Key_Down, Key.Key_Down, Key.Key_F3)
    player.see("one taken out", lambda: len(screen._taken_out) == 1 and not screen.why_not_on())
    screen.register.greet.setFocus()
    player.press(Key.Key_Space)
    screen.register.days.setFocus()
    player.press(Key.Key_Down)
    player.see("greetings", lambda: not screen.why_not_on() and bool(screen._sorting and screen._sorting.greetings))
    before = screen._wanted()
    player.press(Key.Key_F12, Key.Key_F12)
    player.see("車検一覧", lambda: player.on(InspectionListScreen))
    player.press(Key.Key_F8)
    again = opened(player)
    assert before is not None
    assert again._wanted() == before


def test_sending_again_leaves_the_draft_of_another_list_alone(player: Player) -> None:
    screen = acts.bulk(player)
    screen.text.body.setPlainText("書きかけの案内です。")
    player.see("the draft", lambda: kept(player, "書きかけの案内です。"))
    player.press(Key.Key_F12, Key.Key_F12)
    player.see("メニュー", lambda: player.on(MenuScreen))
    details = acts.details(player)
    tab = details.send_jobs
    details.tabs.setCurrentWidget(tab)
    player.see("jobs", lambda: tab.model.rowCount() > 0)
    tab.list.select_row(next(n for n in range(tab.model.rowCount()) if tab._found[n].failed))
    player.press(Key.Key_F8)
    player.see("まとめ送信", lambda: player.on(BulkSendScreen))
    again = player.program.window.screen
    assert isinstance(again, BulkSendScreen)
    player.see("the text", lambda: bool(again.text.body.toPlainText()))
    assert again.text.heading.widget.text().endswith("（再送）")
    again.text.body.setPlainText("もう一度お送りします。")
    player.see("its own draft", lambda: kept(player, "もう一度お送りします。"))
    again._keeper.drop()  # as sending does
    player.see("its draft dropped", lambda: not kept(player, "もう一度お送りします。"))
    assert kept(player, "書きかけの案内です。")

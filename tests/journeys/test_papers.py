"""F7 確認書 by keys: before sending, of a stored message, of a list before and after it was sent."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintPreviewDialog, QPrintPreviewWidget
from PySide6.QtWidgets import QDialog

from dreampower_sms.services.papers import Papers
from dreampower_sms.tour import Player
from dreampower_sms.ui.printing.job_statement import job_pages
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.message_statement import message_pages
from dreampower_sms.ui.printing.paper import Paper, paper_of, sheet
from tests.journeys import acts
from tests.services.fakes import Only, Scripted
from tests.ui.papers import assert_whole, flat

Key = Qt.Key
A4 = paper_of(sheet(QPageSize.PageSizeId.A4, 12))
A5 = paper_of(sheet(QPageSize.PageSizeId.A5, 12))


def printed(player: Player) -> int:
    """F7 opens the preview; how many pages it shows."""
    player.press(Key.Key_F7)
    window = player.program.window

    def opened() -> list[QPrintPreviewDialog]:
        return [each for each in window.findChildren(QPrintPreviewDialog) if each.isVisible()]

    player.see("a preview", lambda: bool(opened()))
    [dialog] = opened()
    shown = dialog.findChildren(QPrintPreviewWidget)[0]
    player.see("its pages", lambda: shown.pageCount() > 0)
    count = shown.pageCount()
    dialog.done(QDialog.DialogCode.Rejected)
    player.see("its end", lambda: not opened())
    return count


def papers(player: Player) -> Papers:
    backend = player.program._backend
    assert backend is not None
    return Papers(acts.database(player), Only(Scripted()), backend.services.clock)


def whole(pages: Sequence[Page], on: Paper) -> str:
    assert_whole(pages, on)
    return flat(pages)


def test_a_message_has_its_paper_before_it_is_sent(player: Player) -> None:
    screen = acts.write(player)
    player.press(Key.Key_1)
    player.see("the text", lambda: not screen.why_not_send())
    assert printed(player) == 1


def test_a_list_has_its_paper_before_it_is_sent(player: Player) -> None:
    acts.bulk(player)
    assert printed(player) >= 1


def test_a_stored_message_and_its_list_have_their_papers(player: Player) -> None:
    details = acts.details(player)
    history = details.history
    player.see("messages", lambda: history.list.current_id() is not None)
    message = papers(player).message(history.list.current_id() or 0)
    assert message is not None
    pages = message_pages(message, A5)
    assert printed(player) == len(pages)
    said = whole(pages, A5)
    row = message.timeline.message
    for fact in (row.customer_name, row.body, message.company.formal_name, message.contract):
        assert flat(fact) in said
    details.tabs.setCurrentWidget(details.send_jobs)
    player.see("a list", lambda: details.send_jobs.selected() is not None)
    job = details.send_jobs.selected()
    assert job is not None
    paper = papers(player).job(job.id)
    assert len(paper.messages) == sum(job.counts.values())
    pages = job_pages(paper, A4)
    assert printed(player) == len(pages)
    said = whole(pages, A4)
    for each in paper.messages:
        assert flat(each.customer_name) in said

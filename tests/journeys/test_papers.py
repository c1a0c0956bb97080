"""F7 確認書 by keys: before sending, of a stored message, of a list before and after it was sent."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize

from dreampower_sms.services.papers import Papers
from dreampower_sms.tour import Player
from dreampower_sms.ui.printing.job_statement import job_pages
from dreampower_sms.ui.printing.message_statement import message_pages
from dreampower_sms.ui.printing.paper import paper_of, sheet
from tests.journeys import acts
from tests.journeys.printing import printed
from tests.services.fakes import Only, Scripted
from tests.ui.papers import flat

Key = Qt.Key
A4 = paper_of(sheet(QPageSize.PageSizeId.A4, 12))
A5 = paper_of(sheet(QPageSize.PageSizeId.A5, 12))


def papers(player: Player) -> Papers:
    backend = player.program._backend
    assert backend is not None
    return Papers(acts.database(player), Only(Scripted()), backend.services.clock)


def test_a_message_has_its_paper_before_it_is_sent(player: Player, tmp_path: Path) -> None:
    screen = acts.write(player)
    player.press(Key.Key_1)
    player.see("the text", lambda: not screen.why_not_send())
    count, said = printed(player, tmp_path / "one.pdf")
    assert count == 1
    assert screen._preview is not None
    assert flat(screen._preview.text) in said


def test_a_list_has_its_paper_before_it_is_sent(player: Player, tmp_path: Path) -> None:
    screen = acts.bulk(player)
    count, said = printed(player, tmp_path / "list.pdf")
    assert count >= 1
    assert screen._sorting is not None
    for line in screen._sorting.lines:
        assert flat(line.person.customer.name) in said


def test_a_stored_message_and_its_list_have_their_papers(player: Player, tmp_path: Path) -> None:
    details = acts.details(player)
    history = details.history
    player.see("messages", lambda: history.list.current_id() is not None)
    message = papers(player).message(history.list.current_id() or 0)
    assert message is not None
    count, said = printed(player, tmp_path / "message.pdf")
    assert count == len(message_pages(message, A5))
    row = message.timeline.message
    assert message.honorific
    for fact in (f"{row.customer_name} {message.honorific}", row.body, message.company.formal_name, message.contract):
        assert flat(fact) in said
    details.tabs.setCurrentWidget(details.send_jobs)
    player.see("a list", lambda: details.send_jobs.selected() is not None)
    job = details.send_jobs.selected()
    assert job is not None
    paper = papers(player).job(job.id)
    assert len(paper.messages) == sum(job.counts.values())
    count, said = printed(player, tmp_path / "job.pdf")
    assert count == len(job_pages(paper, A4))
    for each in paper.messages:
        assert flat(each.customer_name) in said

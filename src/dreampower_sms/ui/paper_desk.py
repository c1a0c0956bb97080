"""F7 確認書 of what is stored: read and laid out beside the window, then shown in the preview."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QPageLayout, QPageSize

from dreampower_sms.db.engine import Stop
from dreampower_sms.services.papers import JobPaper, MessagePaper, Papers
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.printing import job_statement, message_statement
from dreampower_sms.ui.printing.marks import Page
from dreampower_sms.ui.printing.paper import Paper, paper_of, sheet
from dreampower_sms.ui.printing.preview import preview_pages

_MARGIN_MM = 12
_LANE = "paper"
GONE = "このメッセージはもうありません。一覧を検索し直してください。"


class PaperDesk:
    """Prints the papers of messages and lists for the screens that show them."""

    def __init__(self, papers: Papers, jobs: Jobs) -> None:
        self._papers, self._jobs = papers, jobs

    def print_message(self, screen: Screen, message_id: int) -> None:
        """The 確認書 of one message, on A5 until another paper is chosen."""
        self._jobs.start(
            screen,
            lambda _job: self._papers.message(message_id),
            partial(self._show_message, screen),
            lane=_LANE,
        )

    def print_job(self, screen: Screen, job_id: str) -> None:
        """The 確認書 of a list with all of its recipients, on A4."""
        stop, layout = Stop(), sheet(QPageSize.PageSizeId.A4, _MARGIN_MM)

        def work(job: Job) -> tuple[JobPaper, Sequence[Page]]:
            paper = self._papers.job(job_id, stop, job.progress)
            return paper, job_statement.job_pages(paper, paper_of(layout))

        def done(made: tuple[JobPaper, Sequence[Page]]) -> None:
            paper, pages = made
            _show(screen, job_statement.NAME, partial(job_statement.job_pages, paper), layout, pages)

        started = self._jobs.start(screen, work, done, progress=partial(_say_progress, screen), lane=_LANE)
        started.on_cancel(stop.now)

    @staticmethod
    def _show_message(screen: Screen, paper: MessagePaper | None) -> None:
        if paper is None:
            screen.say(GONE, "warn")
            return
        layout = sheet(QPageSize.PageSizeId.A5, _MARGIN_MM)
        pages = partial(message_statement.message_pages, paper)
        _show(screen, message_statement.NAME, pages, layout, pages(paper_of(layout)))


def _say_progress(screen: Screen, done: int, total: int) -> None:
    screen.say(f"確認書を作っています…　{done:,} / {total:,} 件")


def _show(
    screen: Screen,
    title: str,
    pages: Callable[[Paper], Sequence[Page]],
    layout: QPageLayout,
    laid_out: Sequence[Page],
) -> None:
    screen.say("")
    preview_pages(screen, title, pages, layout, laid_out)

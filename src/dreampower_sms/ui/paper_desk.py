"""F7 確認書 of what is stored: read beside the window, then shown in the preview."""

from functools import partial

from dreampower_sms.db.engine import Stop
from dreampower_sms.services.papers import JobPaper, MessagePaper, Papers
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import Screen
from dreampower_sms.ui.printing.job_statement import job_document
from dreampower_sms.ui.printing.message_statement import message_document

_LANE = "paper"
GONE = "このメッセージはもうありません。一覧を検索し直してください。"


class PaperDesk:
    """Prints the papers of messages and lists for the screens that show them."""

    def __init__(self, papers: Papers, jobs: Jobs) -> None:
        self._papers, self._jobs = papers, jobs

    def print_message(self, screen: Screen, message_id: int) -> None:
        """The 確認書 of one message."""
        self._jobs.start(
            screen,
            lambda _job: self._papers.message(message_id),
            partial(_show_message, screen),
            lane=_LANE,
        )

    def print_job(self, screen: Screen, job_id: str) -> None:
        """The 確認書 of a list with all of its recipients."""
        stop = Stop()

        def work(job: Job) -> JobPaper:
            return self._papers.job(job_id, stop, job.progress)

        started = self._jobs.start(
            screen, work, partial(_show_job, screen), progress=partial(_say_progress, screen), lane=_LANE
        )
        started.on_cancel(stop.now)


def _say_progress(screen: Screen, done: int, total: int) -> None:
    screen.say(f"確認書を作っています…　{done:,} / {total:,} 件")


def _show_job(screen: Screen, paper: JobPaper) -> None:
    screen.say("")
    screen.paper_asked.emit(job_document(paper))


def _show_message(screen: Screen, paper: MessagePaper | None) -> None:
    if paper is None:
        screen.say(GONE, "warn")
        return
    screen.say("")
    screen.paper_asked.emit(message_document(paper))

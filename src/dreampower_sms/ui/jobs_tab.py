"""送信ジョブ: each list that was sent, how far it is, and a person's hand on it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from dreampower_sms.domain.jobs import JobState, JobSummary, Wait
from dreampower_sms.domain.messages import State
from dreampower_sms.services.send_jobs import Again, SendJobs
from dreampower_sms.ui import ask, show
from dreampower_sms.ui.columns import RIGHT, Column
from dreampower_sms.ui.details_page import DetailsPage
from dreampower_sms.ui.export_tables import job_table
from dreampower_sms.ui.exporting import offer_export
from dreampower_sms.ui.forms import Reading
from dreampower_sms.ui.job_page import job_html, state_of
from dreampower_sms.ui.jobs import Jobs, Topic
from dreampower_sms.ui.keys import Key, Page
from dreampower_sms.ui.paper_desk import PaperDesk
from dreampower_sms.ui.rows import PAGE, RowsModel, RowsView
from dreampower_sms.ui.tabs import Tab


def _tone(job: JobSummary) -> str:
    if job.state is JobState.PAUSED or job.waits_for_person or job.wait in {Wait.CONTRACT_OFF, Wait.NO_KEYS}:
        return "wait"
    return "bad" if job.failed and job.is_over else ""


def _held(job: JobSummary) -> int:
    """What waits for a person and has not left."""
    return job.waits_for_person - job.count(State.UNKNOWN)


COLUMNS = (
    Column("at", "登録", lambda job: show.short_moment(job.created_at), 13, firm=True),
    Column("title", "タイトル", lambda job: job.title or show.one_line(job.body), 18),
    Column("state", "状態", state_of, 7, tone=_tone, firm=True),
    Column("total", "宛先", lambda job: f"{job.total:,}", 6, RIGHT, firm=True, drop=3),
    Column("left", "待ち", lambda job: f"{job.left:,}", 6, RIGHT, firm=True, drop=1),
    Column("good", "到達", lambda job: f"{job.count(State.DELIVERED):,}", 6, RIGHT, firm=True, drop=2),
    Column("bad", "失敗", lambda job: f"{job.failed:,}", 6, RIGHT, firm=True, drop=4),
    Column("odd", "要確認", lambda job: f"{job.waits_for_person:,}", 6, RIGHT, firm=True),
)
HINT = "まとめ送信はまだありません。車検一覧や自由検索で F8 SMS送信を押すと始められます。"
NO_JOB = "一覧で送信ジョブを選んでください。"
ELSEWHERE = "{} 通を引き継ぎました。この契約のキーはほかのパソコンにあるため、そのパソコンから送信します。"
_NOBODY_SENDS: Mapping[Wait, str] = {
    Wait.CONTRACT_OFF: "契約が使用停止です。先にマスタの「契約」で再開してください。",
    Wait.NO_KEYS: "契約のキーがあるパソコンが動いていません。起動してから引き継いでください。",
}
_LOOK_MS = 2000
"""While a list is being sent its figures are read this often, besides at every change on this PC."""


class JobsTab(Tab):
    """The newest lists, and the details of the selected one."""

    mode, title = "jobs", "送信ジョブ"
    keys: ClassVar[Page] = {
        4: Key("停止/再開", "turn", "why_not_turn", help="選んだ送信ジョブを一時停止します。または再開します。"),
        6: Key("CSV", "export", "why_not_export", help="送信ジョブの一覧を Excel か CSV に書き出します。"),
        7: Key("確認書", "print_job", "why_no_job", help="選んだ送信ジョブの宛先と結果を、全員分印刷します。"),
        8: Key("再送", "send_failed", "why_not_send_failed", help="届かなかった方だけに、もう一度送る準備をします。"),
        10: Key(
            "引き継ぐ", "ask_take_over", "why_not_take_over", help="判断を待っている送信を引き継いで、今から送ります。"
        ),
        11: Key(
            "残り取消", "ask_cancel", "why_not_cancel", help="選んだ送信ジョブの、まだ送っていない分を取り消します。"
        ),
    }

    def __init__(
        self,
        send_jobs: SendJobs,
        jobs: Jobs,
        settings: QSettings,
        clerk: Callable[[], str],
        again: Callable[[Again], None],
        desk: PaperDesk,
    ) -> None:
        super().__init__()
        self._send_jobs, self._jobs, self._settings, self._clerk, self._again = send_jobs, jobs, settings, clerk, again
        self._desk = desk
        self._found: Mapping[int, JobSummary] = {}
        self.model = RowsModel(COLUMNS, self._rows, jobs, self)
        self.list = RowsView(self.model, "送信ジョブの一覧", HINT)
        self.list.remember(settings, "send_jobs")
        self.details = DetailsPage("送信ジョブの内容")
        self.progress = Reading("進み具合", name="caption")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.list)
        split.addWidget(self.details)
        split.setSizes([860, 420])
        column = QVBoxLayout(self)
        column.addWidget(split, 1)
        column.addWidget(self.progress)
        self.list.moved.connect(self._show_details)
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._look_again)
        self._look.start()
        self.refresh()

    def refresh(self) -> None:
        """Read the figures anew; the eye stays where it is."""
        self._jobs.start(self, lambda _job: self._send_jobs.lists(), self._show, lane="jobs")

    def selected(self) -> JobSummary | None:
        """The job that is looked at."""
        identifier = self.list.current_id()
        return None if identifier is None else self._found.get(identifier)

    def heard(self, topic: object) -> None:
        if topic is Topic.MESSAGES:
            self.refresh()

    def first_field(self) -> QWidget:
        return self.list

    # --- what keys do --------------------------------------------------------------------------------------

    def turn(self) -> None:
        """Pause what is being sent, or let it go on."""
        job, clerk = self.selected(), self._clerk()
        if job is None:
            return
        if job.state is JobState.PAUSED:
            self._write(lambda: self._send_jobs.resume(job.id, clerk), "再開しました。")
        else:
            self._write(
                lambda: self._send_jobs.pause(job.id, clerk), "一時停止しました。送信中の数通は終わるまで送ります。"
            )

    def why_not_turn(self) -> str:
        """Only what is still being sent can be paused; what is paused goes on also when nothing is left of it."""
        job = self.selected()
        if job is not None and job.state is JobState.PAUSED:
            return ""
        return self.why_not_cancel()

    def why_not_cancel(self) -> str:
        """Something has to be left."""
        job = self.selected()
        if job is None:
            return NO_JOB
        return "" if job.left and job.state is not JobState.CANCELLED else "この送信ジョブは終わっています。"

    def export(self) -> None:
        """F6: the list of the jobs."""
        jobs = list(self._found.values())
        offer_export(self.host, self._jobs, self._settings, lambda: job_table(jobs), self.title)

    def why_not_export(self) -> str:
        """There has to be something to write."""
        return "" if self._found else "書き出す送信ジョブがありません。"

    def print_job(self) -> None:
        """F7: everybody on this list, with what became of it, on paper."""
        if (job := self.selected()) is not None:
            self._desk.print_job(self.host, job.id)

    def why_no_job(self) -> str:
        """One has to be chosen."""
        return "" if self.selected() is not None else NO_JOB

    def ask_cancel(self) -> None:
        """F11: cancel what has not left yet, after asking."""
        if (job := self.selected()) is not None:
            text = f"まだ送っていない {job.left:,} 通を取り消しますか？"
            ask.yes_no(self.window(), "残り取消", text, partial(self.cancel_rest, job.id), default_yes=False)

    def cancel_rest(self, job_id: str) -> None:
        """Cancel what has not left yet."""
        clerk = self._clerk()
        self._write(lambda: self._send_jobs.cancel_rest(job_id, clerk), "{} 通を取り消しました。")

    def ask_take_over(self) -> None:
        """F10: send what another PC should have sent and did not, after asking: it is late by now."""
        if (job := self.selected()) is not None:
            text = f"判断を待っている {_held(job):,} 通を、今から送信しますか？"
            ask.yes_no(self.window(), "引き継ぐ", text, partial(self.take_over, job.id), default_yes=False)

    def take_over(self, job_id: str) -> None:
        """Let it go, and say from which PC it leaves."""
        clerk, send_jobs = self._clerk(), self._send_jobs
        self._jobs.write(
            self, lambda _job: (send_jobs.take_over(job_id, clerk), send_jobs.sends_here(job_id)), self._taken_over
        )

    def why_not_take_over(self) -> str:
        """Only what waits for a person."""
        job = self.selected()
        if job is None:
            return NO_JOB
        if not _held(job):
            return "引き継ぐ送信はありません。"
        return _NOBODY_SENDS.get(job.contract.wait, "") if job.contract.wait is not None else ""

    def send_failed(self) -> None:
        """A new list to those who did not get it."""
        if (job := self.selected()) is not None:
            self._jobs.start(self, lambda _job: self._send_jobs.failed(job.id), self._again)

    def why_not_send_failed(self) -> str:
        """Somebody has to have not got it."""
        job = self.selected()
        if job is None:
            return NO_JOB
        return "" if job.failed else "届かなかった宛先はありません。"

    # --- inside ----------------------------------------------------------------------------------------------

    def _write(self, work: Callable[[], int | None], done: str) -> None:
        self._jobs.write(self, lambda _job: work(), lambda count: self._written(done, count))

    def _taken_over(self, done: tuple[int, bool]) -> None:
        count, here = done
        self._written("{} 通を引き継いで送信します。" if here else ELSEWHERE, count)

    def _written(self, done: str, count: int | None) -> None:
        self.say(done.format(f"{count or 0:,}"))
        self._jobs.tell(Topic.MESSAGES, Topic.JOBS)

    def _rows(self, ids: Sequence[int]) -> Mapping[int, JobSummary]:
        found = self._found
        return {id_: found[id_] for id_ in ids if id_ in found}

    def _show(self, jobs: Sequence[JobSummary]) -> None:
        if self._found and list(jobs) == list(self._found.values()):
            return
        kept, before = self.selected(), [job.id for job in self._found.values()]
        self._found = dict(enumerate(jobs))
        if before == [job.id for job in jobs]:
            self.model.put(self._found)
        else:
            self.model.show_ids(range(len(jobs)), self._rows(range(min(len(jobs), PAGE))))
            place = next((id_ for id_, job in self._found.items() if kept is not None and job.id == kept.id), 0)
            self.list.select_row(place)
        self._show_details(self.list.current_id())
        under_way = [job for job in jobs if job.left and job.state is JobState.OPEN]
        waiting = sum(job.waits_for_person for job in jobs)
        words = [f"送信中 {len(under_way)} 件・残り {sum(job.left for job in under_way):,} 通"] if under_way else []
        words += [f"要確認 {waiting:,} 通"] if waiting else []
        self.progress.setText("　".join(words) or "送信中のジョブはありません。")

    def _show_details(self, identifier: int | None) -> None:
        job = None if identifier is None else self._found.get(identifier)
        self.details.show_page(partial(job_html, job) if job is not None else None, stay=True)
        self.changed.emit()

    def _look_again(self) -> None:
        if self.isVisible() and any(job.left for job in self._found.values()):
            self.refresh()

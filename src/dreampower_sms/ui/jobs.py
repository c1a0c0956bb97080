"""Long work off the window's thread, and home again: the only place where the program makes threads for the screens.

    jobs.start(self, lambda job: self._inquiry.ids(text, job.stopped), self._show, lane="look_up")

`work` runs in a pool and gets the `Job`; `then` runs in the window's thread with the result, unless the screen
is gone by then or a newer job took the same lane. An error goes to `failed` of the call, else to `Jobs.failed`,
where the window makes a sentence of it: it is never lost. Writes have a pool of width one: they keep their
order, and on SQLite the program never waits for its own lock.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from typing import Any

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal

log = logging.getLogger(__name__)

_READERS = 4


class Topic(StrEnum):
    """What changed, for lists that show it."""

    MESSAGES = "messages"
    CUSTOMERS = "customers"
    TEMPLATES = "templates"
    SETTINGS = "settings"
    CUSTOM_BAR = "custom_bar"
    TITLES = "titles"
    JOBS = "jobs"


class Job:
    """One piece of work on its way. `stopped` says that nobody wants the result any more."""

    def __init__(
        self,
        owner: QObject,
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        lane: str = "",
        writes: bool = False,
    ) -> None:
        self.owner, self.then, self.failed = owner, then, failed
        self.lane, self.writes = lane, writes
        self._stop = threading.Event()
        self._on_stop: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self._state: tuple[int, int] | None = None
        self._tell: Callable[[], None] = _nobody

    @property
    def stopped(self) -> bool:
        """Whether the work should end: asked now and then by long loops."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Nobody wants the result any more."""
        with self._lock:
            self._stop.set()
            callbacks, self._on_stop = self._on_stop, []
        for callback in callbacks:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Call `callback` (from another thread) when the job is cancelled; at once when it is already."""
        with self._lock:
            if not self._stop.is_set():
                self._on_stop.append(callback)
                return
        callback()

    def progress(self, done: int, total: int) -> None:
        """Tell the window how far the work is. Cheap: the window is told once for all it has not seen yet."""
        with self._lock:
            news, self._state = self._state is None, (done, total)
        if news:
            self._tell()

    def on_progress(self, tell: Callable[[], None]) -> None:
        """Call `tell` (from the worker) when there is progress to be taken."""
        self._tell = tell

    def take_progress(self) -> tuple[int, int] | None:
        """The latest progress, once."""
        with self._lock:
            state, self._state = self._state, None
        return state

    def finish(self) -> None:
        """The work is over: a later cancel must not touch what it used."""
        with self._lock:
            self._on_stop = []


def _nobody() -> None:
    """Progress of a job that shows none."""


class Jobs(QObject):
    """Lives as long as the program."""

    failed = Signal(object)
    busy = Signal(int)
    """How many jobs are under way."""
    changed = Signal(object)
    """A `Topic`."""
    _landed = Signal(object, object)
    _progressed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers = ThreadPoolExecutor(_READERS, "read")
        self._writer = ThreadPoolExecutor(1, "write")
        self._closed = False
        self._open: dict[Job, Callable[[int, int], None] | None] = {}
        # queued also where the work is over before `start` is: whoever starts it has to know the job before its result
        self._landed.connect(self._land, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        owner: QObject,
        work: Callable[[Job], Any],
        then: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
        lane: str = "",
    ) -> Job:
        """Run `work` beside the window. A newer job in the same lane of the same owner makes an older one void."""
        if lane:
            self._cancel([job for job in self._open if job.owner is owner and job.lane == lane])
        return self._submit(self._readers, Job(owner, then, failed, lane=lane), work, progress)

    def write(
        self,
        owner: QObject,
        work: Callable[[Job], Any],
        then: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Job:
        """Run `work` after all earlier writes. Closing the screen does not stop it, and `cancel` only asks: how far the
        work came is told by `then` all the same.
        """
        return self._submit(self._writer, Job(owner, then, failed, writes=True), work, progress)

    def tell(self, *topics: Topic) -> None:
        """Say what changed, so that open lists read it again."""
        for topic in topics:
            self.changed.emit(topic)

    def forget(self, owner: QObject) -> None:
        """Cancel what a closed screen, or something that belongs to it, was reading."""
        self._cancel([job for job in self._open if not job.writes and _belongs(job.owner, owner)])

    def close(self) -> None:
        """Cancel reads, finish writes, end the threads; results of the last writes still come home.

        What is asked for after this is not begun: a timer or a change may still fire while the program ends.
        """
        self._closed = True
        self._cancel([job for job in self._open if not job.writes])
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True, cancel_futures=True)
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        job: Job,
        work: Callable[[Job], Any],
        progress: Callable[[int, int], None] | None,
    ) -> Job:
        if self._closed:
            job.cancel()
            return job
        if progress is not None:
            job.on_progress(lambda: self._progressed.emit(job))
        self._open[job] = progress
        self.busy.emit(len(self._open))
        pool.submit(_run, work, job).add_done_callback(lambda future: self._landed.emit(job, future))
        return job

    @staticmethod
    def _cancel(jobs: list[Job]) -> None:
        for job in jobs:
            job.cancel()

    def _land(self, job: Job, future: "Future[Any]") -> None:
        job.finish()
        self._show_progress(job)
        self._open.pop(job, None)
        self.busy.emit(len(self._open))
        if future.cancelled():
            return
        if job.stopped and not job.writes:
            if error := future.exception():  # that is how a query ends that was told to stop
                log.debug("cancelled work ended with %s", error)
            return
        alive = shiboken6.isValid(job.owner)
        if (error := future.exception()) is not None:
            self._fail(job, error, alive=alive)
        elif alive:
            job.then(future.result())

    def _fail(self, job: Job, error: BaseException, *, alive: bool) -> None:
        if alive and job.failed is not None and isinstance(error, Exception):
            job.failed(error)
        else:
            self.failed.emit(error)

    def _show_progress(self, job: Job) -> None:
        show = self._open.get(job)
        state = job.take_progress()
        if show is not None and state is not None and shiboken6.isValid(job.owner) and not job.stopped:
            show(*state)


def _run(work: Callable[[Job], Any], job: Job) -> Any:
    """In the worker. What nobody waits for any more is not begun: letters typed fast would fill the threads with it."""
    return None if job.stopped and not job.writes else work(job)


def _belongs(thing: QObject, owner: QObject) -> bool:
    """Whether `thing` is `owner` or stands below it in Qt's tree."""
    while shiboken6.isValid(thing):
        if thing is owner:
            return True
        parent = thing.parent()
        if parent is None:
            return False
        thing = parent
    return False

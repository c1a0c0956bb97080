"""Questions to the database while a clerk goes on: the live count, and a search that shows its first rows first.

The newest question wins; an older one, and one that Esc gives up, stops on the server.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from dreampower_sms.domain.search.spec import SearchSpec
from dreampower_sms.services.free_search import First, FreeSearch, Stop
from dreampower_sms.ui.jobs import Job, Jobs

PAUSE_MS = 250
"""So long after the last key the hits are counted."""


class Question(QObject):
    """One question at a time."""

    failed = Signal(object)

    def __init__(self, jobs: Jobs, owner: QWidget) -> None:
        super().__init__(owner)
        self._jobs = jobs
        self._job: Job | None = None

    @property
    def running(self) -> bool:
        """Whether an answer is on its way."""
        return self._job is not None

    def cancel(self) -> bool:
        """Give the question up, also on the server; False when there was none."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        return job is not None

    def ask(self, work: Callable[[Stop], Any], then: Callable[[Any], None]) -> None:
        """Ask `work` in place of what was asked before."""
        self.cancel()
        stop = Stop()

        def answered(result: Any) -> None:
            self._job = None
            then(result)

        def went_wrong(error: Exception) -> None:
            self._job = None
            self.failed.emit(error)

        self._job = self._jobs.start(self, lambda _job: work(stop), answered, failed=went_wrong)
        self._job.on_cancel(stop.now)


class LiveCount(Question):
    """How many rows a search has, told soon after its conditions changed."""

    counted = Signal(int)
    waiting = Signal()
    """The count on the screen is outdated, and a new one is on its way."""

    def __init__(self, search: FreeSearch, jobs: Jobs, owner: QWidget) -> None:
        super().__init__(jobs, owner)
        self._search = search
        self._spec: SearchSpec | None = None
        self._soon = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon.timeout.connect(self._count)

    @property
    def running(self) -> bool:
        return super().running or self._soon.isActive()

    def want(self, spec: SearchSpec) -> None:
        """Count this search when nothing is typed for a moment."""
        self.cancel()
        self._spec = spec
        self._soon.start()
        self.waiting.emit()

    def cancel(self) -> bool:
        waited = self._soon.isActive()
        self._soon.stop()
        return super().cancel() or waited

    def _count(self) -> None:
        spec = self._spec
        if spec is not None:
            self.ask(lambda stop: self._search.count(spec, stop), self.counted.emit)


class SearchRun(Question):
    """A search: its first rows are told as soon as they are there, then all ids."""

    began = Signal(object)
    """`First`."""
    completed = Signal(object)
    """All ids in their order."""

    def __init__(self, search: FreeSearch, jobs: Jobs, owner: QWidget) -> None:
        super().__init__(jobs, owner)
        self._search = search
        self._spec: SearchSpec | None = None
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._ask_all)

    def start(self, spec: SearchSpec, columns: Sequence[str]) -> None:
        """Search."""

        def first(found: First) -> None:
            self.began.emit(found)
            if found.whole:
                self.completed.emit(found.ids)
            else:
                self._rest.start()

        self._spec = spec
        self.ask(lambda stop: self._search.first(spec, columns, stop), first)

    @property
    def running(self) -> bool:
        return super().running or self._rest.isActive()

    def cancel(self) -> bool:
        waited = self._rest.isActive()
        self._rest.stop()
        return super().cancel() or waited

    def _ask_all(self) -> None:
        spec = self._spec
        if spec is not None:
            self.ask(lambda stop: self._search.ids(spec, stop), self.completed.emit)

"""Tries a template on customers while it is written: one of them at every pause, all of them at a longer one."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.proofreading import Remark, proofread
from dreampower_sms.services.template_samples import Sample, Shown, TemplateSamples, Worst
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.template_preview import COUNTING, STOPPED, TemplatePreview

_LOOK_MS, _WORST_MS, _LONGEST_PAUSE_MS = 120, 700, 4000
NO_CUSTOMER = "SMS を送れるお客様がまだいません。"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a pause of typing brings."""

    body: str
    remarks: Sequence[Remark]
    shown: Shown


class TemplateTrial(QObject):
    """Works off the window's thread and shows in a `TemplatePreview`."""

    changed = Signal()
    """Whom it can be tried on, or the worst case, is another."""
    looked = Signal(object)
    """A `Looked` of the text as it stands."""

    def __init__(
        self, samples: TemplateSamples, preview: TemplatePreview, jobs: Jobs, clerk: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._samples, self._preview, self._jobs, self._clerk = samples, preview, jobs, clerk
        self._body, self._purpose = "", Purpose.ROUTINE
        self._ids: Sequence[int] = ()
        self._sample: Sample | None = None
        self._worst: Worst | None = None
        self._worst_of: str | None = None
        """The text whose worst case is known or on its way."""
        self._job: Job | None = None
        self._began = 0.0
        self._took_ms = 0
        """How long the last calculation took: a shop with many customers waits for a longer pause of typing."""
        self._soon = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._later = QTimer(self, singleShot=True, interval=_WORST_MS)
        self._soon.timeout.connect(self._look)
        self._later.timeout.connect(self._calculate)
        jobs.start(self, lambda _job: self._first(), self._show_sample, lane="sample")
        jobs.start(self, lambda _job: samples.customers(), self._know_customers, lane="customers")

    def text_changed(self, body: str, purpose: Purpose) -> None:
        """Somebody typed: look at it at the next pause."""
        self._body, self._purpose = body, purpose
        self._soon.start()
        if body != self._worst_of:
            if self.stop():  # it would be of an old text, and takes its share of the processor from who types
                self._preview.say(COUNTING)
            self._later.start(max(_WORST_MS, min(self._took_ms, _LONGEST_PAUSE_MS)))

    def customer_id(self) -> int | None:
        """Whom it is tried on."""
        return self._sample.customer.id if self._sample is not None else None

    def go(self, by: int) -> None:
        """Try it on the next customer, or on the one before."""
        if self._ids:
            self._read(self._ids[(self._place() + by) % len(self._ids)])

    def why_no_other(self) -> str:
        """There have to be two."""
        return "" if len(self._ids) > 1 else "お客様が 1 人だけです。" if self._ids else NO_CUSTOMER

    def show_longest(self) -> None:
        """Try it on whoever gets the longest text."""
        if self._worst is not None and self._worst.longest is not None:
            self._show_sample(self._worst.longest)

    def why_no_longest(self) -> str:
        """It has to be known."""
        known = self._worst is not None and self._worst.longest is not None
        return "" if known else "お店のお客様全員での計算が終わると使えます。"

    def read_again(self) -> None:
        """The customer may have been changed meanwhile."""
        if self._sample is not None:
            self._read(self._sample.customer.id)

    def stop(self) -> bool:
        """Give up the calculation over all customers. False: none was under way."""
        if self._job is None:
            return False
        self._job.cancel()
        self._job = self._worst_of = None
        self._preview.say(STOPPED)
        return True

    # --- inside ----------------------------------------------------------------------------------------------

    def _look(self) -> None:
        body, purpose, sample = self._body, self._purpose, self._sample
        self._jobs.start(self, lambda _job: self._look_at(body, purpose, sample), self._show, lane="preview")

    def _look_at(self, body: str, purpose: Purpose, sample: Sample | None) -> Looked:
        remarks = proofread(body, purpose, self._samples.company(), self._samples.charset())
        return Looked(body, remarks, self._samples.show(body, sample, self._clerk))

    def _show(self, looked: Looked) -> None:
        if looked.body == self._body:  # else somebody typed on, and a newer look is on its way
            self._preview.show_shown(looked.shown, looked.body)
            self.looked.emit(looked)

    def _calculate(self) -> None:
        body = self._worst_of = self._body
        self._worst = None
        self._began = time.monotonic()
        self._preview.show_progress(0, 1)
        self._job = self._jobs.start(
            self,
            lambda job: self._samples.worst(body, self._clerk, job.progress, lambda: job.stopped),
            self._calculated,
            failed=self._failed,
            progress=self._preview.show_progress,
            lane="worst",
        )

    def _calculated(self, worst: Worst | None) -> None:
        self._worst, self._job = worst, None
        self._took_ms = round((time.monotonic() - self._began) * 1000)
        self._preview.show_worst(worst)
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self._job = self._worst_of = None
        self._preview.say(STOPPED)
        self._jobs.failed.emit(error)

    def _first(self) -> Sample | None:
        first = self._samples.first()
        return None if first is None else self._samples.sample(first)

    def _know_customers(self, ids: Sequence[int]) -> None:
        self._ids = ids
        self._show_who()
        self.changed.emit()

    def _read(self, customer_id: int) -> None:
        self._jobs.start(self, lambda _job: self._samples.sample(customer_id), self._show_sample, lane="sample")

    def _show_sample(self, sample: Sample | None) -> None:
        self._sample = sample
        self._show_who()
        self._look()
        self.changed.emit()

    def _show_who(self) -> None:
        self._preview.show_sample(self._sample, self._place(), len(self._ids))

    def _place(self) -> int:
        own = self.customer_id()
        return self._ids.index(own) if own in self._ids else 0

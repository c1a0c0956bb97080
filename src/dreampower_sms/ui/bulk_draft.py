"""Keeps the draft of a まとめ送信 while it is typed."""

from collections.abc import Callable, Collection
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from dreampower_sms.domain.schedule import Chosen
from dreampower_sms.services.bulk_drafts import BulkDraft, BulkDrafts
from dreampower_sms.ui import wording
from dreampower_sms.ui.bulk_steps import RegisterPanel
from dreampower_sms.ui.bulk_text import TextPanel
from dreampower_sms.ui.jobs import Jobs

_PAUSE_MS = 400
"""A pause of typing this long keeps the draft."""


class DraftKeeper(QObject):
    """Asks for the draft a little after each change and writes it."""

    failed = Signal(str)
    """The sentence that says why it could not be kept."""

    def __init__(
        self, parent: QObject, drafts: BulkDrafts, jobs: Jobs, clerk: str, now: Callable[[], BulkDraft], place: str
    ) -> None:
        super().__init__(parent)
        self._drafts, self._jobs, self._clerk, self._now, self._place = drafts, jobs, clerk, now, place
        self._over = False
        self.lost = False
        """The last one could not be kept."""
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self.keep)

    def changed(self) -> None:
        """Something was typed."""
        if not self._over:
            self._soon.start()

    def keep(self) -> None:
        """Write the draft as it is now."""
        self._soon.stop()
        if self._over:
            return
        draft, clerk, place = self._now(), self._clerk, self._place
        self._jobs.write(self, lambda _job: self._drafts.save(clerk, draft, place), self._kept, failed=self._failed)

    def flush(self) -> None:
        """The screen closes: keep what is not kept yet."""
        if self._soon.isActive():
            self.keep()

    def drop(self) -> None:
        """It is sent: nothing is kept any more."""
        self._over = True
        self._soon.stop()
        clerk, place = self._clerk, self._place
        self._jobs.write(self, lambda _job: self._drafts.drop(clerk, place), self._kept)

    def _kept(self, _none: object) -> None:
        self.lost = False

    def _failed(self, error: Exception) -> None:
        self.lost = True
        self.failed.emit(wording.explain(error)[0])


def draft_of(
    job_id: str, list_key: str, text: TextPanel, register: RegisterPanel, taken_out: Collection[int]
) -> BulkDraft:
    """The draft as it stands on the screen."""
    greeting, when = register.wanted_greeting(), text.chosen_time()
    return BulkDraft(
        job_id=job_id,
        title=text.heading.widget.text(),
        text=text.body.toPlainText(),
        purpose=text.chosen_purpose(),
        when=when.text,
        template_id=text.templates.template_id(),
        list_key=list_key,
        greeting=greeting.template_id if greeting is not None else None,
        greeting_days=greeting.days if greeting is not None else 0,
        taken_out=sorted(taken_out),
        when_at=when.at.isoformat() if when.at is not None else "",
    )


def fill_from(draft: BulkDraft, text: TextPanel, register: RegisterPanel, title: str) -> None:
    """Show a draft. Its title gives way to `title`, where there is one. No draft keeps a reason: that is for what is
    shown when it is typed.
    """
    when = Chosen(draft.when, datetime.fromisoformat(draft.when_at) if draft.when_at else None)
    text.fill(title or draft.title, draft.text, draft.purpose, draft.template_id, when)
    register.fill(draft.greeting, draft.greeting_days)

"""Keeps the draft of a まとめ送信 while it is typed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from dreampower_sms.services.bulk_drafts import BulkDraft, BulkDrafts
from dreampower_sms.ui import wording
from dreampower_sms.ui.jobs import Jobs

_PAUSE_MS = 400
"""A pause of typing this long keeps the draft."""


class DraftKeeper(QObject):
    """Asks for the draft a little after each change and writes it."""

    failed = Signal(str)
    """The sentence that says why it could not be kept."""

    def __init__(
        self, parent: QObject, drafts: BulkDrafts, jobs: Jobs, clerk: str, now: Callable[[], BulkDraft]
    ) -> None:
        super().__init__(parent)
        self._drafts, self._jobs, self._clerk, self._now = drafts, jobs, clerk, now
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
        draft, clerk = self._now(), self._clerk
        self._jobs.write(self, lambda _job: self._drafts.save(clerk, draft), self._kept, failed=self._failed)

    def flush(self) -> None:
        """The screen closes: keep what is not kept yet."""
        if self._soon.isActive():
            self.keep()

    def drop(self) -> None:
        """It is sent: nothing is kept any more."""
        self._over = True
        self._soon.stop()
        clerk = self._clerk
        self._jobs.write(self, lambda _job: self._drafts.drop(clerk), self._kept)

    def _kept(self, _none: object) -> None:
        self.lost = False

    def _failed(self, error: Exception) -> None:
        self.lost = True
        self.failed.emit(wording.explain(error)[0])

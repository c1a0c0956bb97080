"""Tells the clerk, on whatever screen they are, what became of what they sent, and what keeps it from leaving."""

import logging
from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.domain.news import ListNews, MessageNews
from dreampower_sms.services.news import News
from dreampower_sms.services.troubles import Troubles
from dreampower_sms.ui.bar import MessageLine
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.wording import explain
from dreampower_sms.ui.wording.news import news

log = logging.getLogger(__name__)

_GATHER_MS = 1_000
"""Changes of messages are asked about together: a sender makes some hundred a second."""
WORKS_AGAIN = "止まっていた送信や結果の確認が、元どおり動いています。"
_LOOK_MS = 10_000
"""How often to look for what another PC of the shop brought to its end."""


class Reporter(QObject):
    """Asks `News` beside the window, one question at a time, and says what it answers; hears of troubles."""

    _troubled = Signal(object)

    def __init__(self, source: News, troubles: Troubles, jobs: Jobs, line: MessageLine, parent: QObject) -> None:
        super().__init__(parent)
        self._source, self._jobs, self._line = source, jobs, line
        self._changed: set[int] = set()
        self._asked: set[int] = set()
        self._asking = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._troubled.connect(self._show_trouble)
        self._stop_listening = troubles.listen(self._troubled.emit)

    def heard(self, ids: Collection[int]) -> None:
        """These messages changed."""
        self._changed.update(ids)
        if not self._timer.isActive() or self._timer.remainingTime() > _GATHER_MS:
            self._timer.start(_GATHER_MS)

    def look(self) -> None:
        """Ask what is new now."""
        if self._asking:
            return  # the answer asks again
        self._asked, self._changed, self._asking = self._changed, set(), True
        asked = self._asked
        self._jobs.start(self, lambda _job: self._source.of(asked), self._tell, failed=self._failed)

    def stop(self) -> None:
        """The window closes."""
        self._stop_listening()
        self._timer.stop()

    def _tell(self, told: Sequence[MessageNews | ListNews]) -> None:
        self._asking = False
        for each in told:
            text = news(each)
            if each.is_bad:
                self._line.say(text, "error")
            else:
                self._line.mention(text)
        if self._changed:
            self._timer.start(_GATHER_MS)
        elif self._source.waits:
            self._timer.start(_LOOK_MS)

    def _show_trouble(self, error: DreamPowerError | None) -> None:
        """What lasts; None: all is well again."""
        if error is None:
            self._line.stand("", over=WORKS_AGAIN)
        else:
            self._line.stand(explain(error)[0])

    def _failed(self, error: Exception) -> None:
        """The sender tells of a database that is away; here it is only asked again."""
        log.warning("what is new could not be asked: %s", error)
        self._asking = False
        self._changed |= self._asked
        self._timer.start(_LOOK_MS)

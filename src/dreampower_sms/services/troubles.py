"""What keeps messages from leaving, or their results from coming in: told where a person sees it, and to the log."""

import logging
import threading
from collections.abc import Callable
from functools import partial

from dreampower_sms.domain.errors import DreamPowerError
from dreampower_sms.services.listeners import Listeners

_log = logging.getLogger(__name__)

Teller = Callable[[DreamPowerError | None], None]
"""Is told a trouble, and None when it is over."""


class Troubles(Listeners[DreamPowerError | None]):
    """The trouble that each loop of the send machine is in; tells which one lasts, None when all are over."""

    def __init__(self) -> None:
        super().__init__()
        self._order = threading.Lock()
        """Held while telling: of two loops in trouble, the last word must be the newest."""
        self._lasting: dict[str, DreamPowerError] = {}

    def of(self, loop: str) -> Teller:
        """How this loop tells."""
        return partial(self._hear, loop)

    def _hear(self, loop: str, error: DreamPowerError | None) -> None:
        with self._order:
            if error is None:
                self._lasting.pop(loop, None)
                _log.info("%s works again", loop)
            else:
                self._lasting[loop] = error
                _log.warning("%s is in trouble: %s", loop, error)
            self.tell(next(iter(self._lasting.values()), None))

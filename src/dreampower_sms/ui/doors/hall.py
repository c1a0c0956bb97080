"""What every door starts from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSettings

from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import Screen


@dataclass(frozen=True, slots=True)
class Hall:
    """The window's side of opening a screen."""

    open: Callable[[Screen], None]
    """Puts a screen on top of the visible one."""
    clerk: Callable[[], str]
    """担当者 at this PC now."""
    jobs: Jobs
    settings: QSettings
    clock: Callable[[], datetime]
    identity_changed: Callable[[], None]
    """Company, staff or shop settings were saved: read them again."""
    close: Callable[[], None]
    """Closes the visible screen."""
    say: Callable[[str, str], None]
    """A sentence with its severity ("info", "warn", "error") for the message line."""
    offer_undo: Callable[[str, Callable[[], None]], None]
    """What Ctrl+Z takes back from now on, by name, until it is used or something else is offered."""

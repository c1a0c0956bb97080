"""Whose look it is: theme and zoom are a clerk's own, kept in the database, so that they follow them to another PC."""

from dataclasses import asdict, replace

from PySide6.QtCore import QObject

from dreampower_sms.services.settings import ClerkSettings, Settings
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.looks import Look, Looks


class LookKeeper(QObject):
    """Dresses the program for who sits down, and keeps what they choose."""

    def __init__(self, looks: Looks, settings: Settings, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._looks, self._settings, self._jobs = looks, settings, jobs
        self._clerk = ""
        self._stored: ClerkSettings | None = None
        """What the database has for the clerk; None until it is read."""
        self._first = True
        looks.chosen.connect(self._keep)

    def sit_down(self, clerk: str) -> None:
        """`clerk` works at this PC from now on. Without a clerk the look is the PC's alone."""
        if clerk == self._clerk:
            return
        self._clerk, self._stored = clerk, None
        if clerk:
            self._jobs.start(self, lambda _job: self._settings.clerk(clerk), self._read, lane="look")

    def _read(self, stored: ClerkSettings) -> None:
        """Wear it. Who chose nothing yet and is the first one here keeps what this PC showed before, as their own."""
        self._stored = stored
        if self._first:
            pc = self._looks.look
            stored = replace(stored, theme=stored.theme or pc.theme, zoom=stored.zoom or pc.zoom)
        self._first = False
        wanted = replace(stored, **self._looks.take_choices())
        self._looks.wear(Look(**asdict(wanted)))
        self._save(wanted)

    def _keep(self) -> None:
        if self._stored is not None:  # else it is taken as soon as the rest is read
            self._save(replace(self._stored, **self._looks.take_choices()))

    def _save(self, wanted: ClerkSettings) -> None:
        if wanted == self._stored:
            return
        self._stored, clerk = wanted, self._clerk

        def save(_job: Job) -> None:
            self._settings.save_clerk(clerk, wanted)

        self._jobs.write(self, save, _saved)


def _saved(_nothing: None) -> None:
    """It is worn already; an error goes to the window."""

"""The start: the window and its menu first, everything else after the first paint.

This module imports nothing that imports the database: what it shows has to be on the screen in a third of a second.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMenu

from dreampower_sms.services.right_of_way import RightOfWay
from dreampower_sms.ui import wording
from dreampower_sms.ui.collecting import WindowCollector
from dreampower_sms.ui.jobs import Job, Jobs
from dreampower_sms.ui.keys import KeyGuard
from dreampower_sms.ui.looks import Looks
from dreampower_sms.ui.numbered import Entry
from dreampower_sms.ui.screens.menu import MenuScreen
from dreampower_sms.ui.window import MainWindow

if TYPE_CHECKING:
    from dreampower_sms.ui.help_desk import HelpDesk
    from dreampower_sms.ui.shell import Identity, Services, Shell

OPENING = "データベースを開いています…"
CLOSED = "データベースを開けませんでした。メニューのボタンを押すと、もう一度開きます。F1 で、確かめることが分かります。"
NO_CLERKS_YET = "データベースを開いています。担当者は、開いてから選べます。"
NO_CLERKS = "データベースを開けていないため、担当者を選べません。F1 で、確かめることが分かります。"
UNREACHED = "trouble#database"
"""The help of a menu whose database could not be opened."""

_ENTRIES = (
    ("照会", "お客様を探して SMS を送る", "inquiry"),
    ("車検一覧", "車検・点検の近いお客様にまとめて送る", "inspections"),
    ("自由検索", "条件を組み合わせて探し、一覧にする", "search"),
    ("SMS 送信履歴", "送ったメッセージと結果", "details"),
    ("マスタ", "会社・担当者・料金・データの取込", "master"),
)
"""The menu's buttons: label, hint, and what `Shell.enter` calls it."""


class Running(Protocol):
    """What the program below the screens looks like from here."""

    @property
    def services(self) -> "Services":
        """For the screens."""
        ...

    @property
    def right_of_way(self) -> RightOfWay:
        """What the window takes while it paints."""
        ...

    def start(self) -> None:
        """Begin to send."""
        ...

    def close(self) -> None:
        """Finish and end."""
        ...


class Program(QObject):
    """The window from its first paint to its end."""

    def __init__(self, application: QApplication, settings: QSettings, build: Callable[[], Running]) -> None:
        super().__init__(application)
        self._application, self._settings, self._build = application, settings, build
        self._backend: Running | None = None
        self.shell: Shell | None = None
        self._desk: HelpDesk | None = None
        self._wish = ""
        self.looks = Looks(application, settings)
        self._guard = KeyGuard(application)
        self._collector = WindowCollector(self)
        self.jobs = Jobs(self)
        self.window = MainWindow(self.jobs, settings)
        self.menu = MenuScreen([Entry(label, hint, partial(self._go, name)) for label, hint, name in _ENTRIES])
        self.menu.clerk_asked.connect(self._ask_clerk)
        self.menu.theme_asked.connect(self.looks.next_theme)
        self.menu.help_asked.connect(self._open_help)
        self.menu.keys_asked.connect(self._open_keys)
        self.looks.listen(self.window)
        self.looks.said.connect(self.window.line.say)

    def start(self) -> None:
        """Show the window, then open the database behind it."""
        self.window.open(self.menu)
        self.window.show()
        QTimer.singleShot(0, self.open_backend)

    def open_backend(self) -> None:
        """Open the database off the window's thread; asked again when it failed."""
        self.menu.show_status(OPENING)
        self.jobs.start(self, self._load, self._ready, failed=self._failed, lane="open")

    @property
    def is_ready(self) -> bool:
        """Whether the database is open and the sender runs."""
        return self.shell is not None

    def close(self) -> None:
        """End in order: screens first, then what they use."""
        self._guard.stop()
        if self.shell is not None:
            self.shell.close()
        self.jobs.close()
        if self._backend is not None:
            self._backend.close()
        self._collector.stop()

    # --- inside ----------------------------------------------------------------------------------------------

    def _load(self, _job: Job) -> "tuple[Running, type[Shell]]":
        """Import what the menu did not need, and open the database."""
        from dreampower_sms.ui.shell import Shell  # noqa: PLC0415  late: a third of a second that the start doesn't need

        self._backend = (
            self._build()
        )  # from here on it is closed with the program, also with one that ends before `_ready`
        return self._backend, Shell

    def _ready(self, loaded: "tuple[Running, type[Shell]]") -> None:
        backend, shell_kind = loaded
        self.window.right_of_way = backend.right_of_way
        shell = shell_kind(self.window, backend.services, self._settings, self.looks)
        backend.start()
        self.jobs.start(self, lambda _job: shell.read_identity(), lambda identity: self._identified(shell, identity))

    def _identified(self, shell: "Shell", identity: "Identity") -> None:
        self.shell = shell
        shell.use(identity)
        self.menu.show_status("")
        self._collector.set_aside()
        wish, self._wish = self._wish, ""
        if wish:
            shell.enter(wish)

    def _failed(self, error: Exception) -> None:
        self.menu.show_status(CLOSED)
        self.window.line.say(wording.explain(error)[0], "error")

    def _go(self, name: str) -> None:
        """Open a screen now, or as soon as the database is open."""
        if self.shell is not None:
            self.shell.enter(name)
            return
        self._wish = name
        if self.menu.status.text() != OPENING:
            self.open_backend()

    def _open_help(self, page: str) -> None:
        wanted = UNREACHED if self.menu.status.text() == CLOSED else page
        self._at_desk(lambda desk: desk.open_help(wanted))

    def _open_keys(self, screen_id: str) -> None:
        self._at_desk(lambda desk: desk.open_keys(screen_id))

    def _at_desk(self, do: "Callable[[HelpDesk], None]") -> None:
        """The help needs no database. At the very start what shows it is still being imported."""
        if self.shell is not None:
            do(self.shell.desk)
            return

        def loaded(kind: "type[HelpDesk]") -> None:
            self._desk = self._desk or kind(self.window)
            do(self._desk)

        self.jobs.start(self, _load_desk, loaded, lane="help")

    def _ask_clerk(self) -> None:
        """F2 of the menu: who sits at this PC."""
        if self.shell is None:
            self.window.line.say(NO_CLERKS if self.menu.status.text() == CLOSED else NO_CLERKS_YET, "warn")
            return
        if not self.shell.identity.staff:
            self.window.line.say("担当者が登録されていません。マスタの「担当者」で登録できます。", "warn")
            return
        choices = QMenu(self.window)
        choices.setAccessibleName("担当者")
        for number, (clerk_id, name) in enumerate(self.shell.identity.staff.items(), 1):
            action = choices.addAction(f"&{number}　{name}")
            action.setData(clerk_id)
        choices.triggered.connect(self._choose_clerk)
        choices.aboutToHide.connect(choices.deleteLater)
        slot = self.window.bar.slots[2]
        choices.popup(slot.mapToGlobal(slot.rect().topLeft()))

    def _choose_clerk(self, action: object) -> None:
        if self.shell is not None:
            self.shell.choose_clerk(int(getattr(action, "data")()))  # noqa: B009  a QAction, typed loosely by the stubs


def _load_desk(_job: Job) -> "type[HelpDesk]":
    from dreampower_sms.ui.help_desk import HelpDesk  # noqa: PLC0415  late, as the shell

    return HelpDesk

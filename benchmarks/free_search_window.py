"""A window of its own process, driven by keys and watched: how soon rows are painted, how long it stands still.

    python -m benchmarks.free_search_window ours URL FOLDER [TITLE, …]   the real program, one question after the other
    python -m benchmarks.free_search_window qt FILE [SQL, …]             QSqlQueryModel in a QTableView, SQLite only

Prints one JSON line. Memory is what the process holds, asked every few milliseconds.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSettings, Qt, QTimer
from PySide6.QtSql import QSqlDatabase, QSqlQueryModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from benchmarks.importing import resident_mb
from dreampower_sms import tour
from dreampower_sms.parts import build_backend
from dreampower_sms.paths import Places
from dreampower_sms.ui import style
from dreampower_sms.ui.screens.free_search import FreeSearchScreen
from dreampower_sms.ui.search_list import TickedView
from dreampower_sms.ui.search_run import PAUSE_MS
from dreampower_sms.ui.start import Program

_ROUNDS = 3
_TICK_MS = 2
_PAGES = 150
Key = Qt.Key


class Watch:
    """A timer in the window's thread: what lies between two of its ticks, nobody could use."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.busiest = 0.0
        """The same in processor time of this thread: what the machine's other work added is not in it."""
        self.most_mb = resident_mb()
        self._last, self._used = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self.busiest = max(self.busiest, (time.thread_time() - self._used) * 1000)
        self.most_mb = max(self.most_mb, resident_mb())
        self._last, self._used = time.perf_counter(), time.thread_time()


def ours(url: str, folder: str, titles: str) -> dict[str, Any]:
    """The real program from its menu to the last row, by keys."""
    application = QApplication([])
    style.prepare(application)
    settings = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
    places, clock = Places.of(Path(folder), url), tour.half_past_ten()
    program = Program(application, settings, lambda: build_backend(places, clock, demo=False))
    program.start()
    program.window.resize(*tour.SIZE)
    player = tour.Player(application, program, Path(folder))
    player.see("the database", lambda: program.is_ready)
    labels = [button.text() for button in program.menu.buttons]
    _rest(application)
    gc.collect()
    idle = resident_mb()
    player.press(Key(Key.Key_1 + labels.index("自由検索")))
    player.see("自由検索", lambda: player.on(FreeSearchScreen))
    screen = program.window.screen
    assert isinstance(screen, FreeSearchScreen)
    player.see("a title", lambda: not screen.why_not_search())
    questions: list[dict[str, Any]] = []
    watch = Watch()
    for title_id in json.loads(titles):
        _choose(screen, title_id)
        player.see("its question", lambda wanted=title_id: screen.question.saved_id == wanted)
        player.see("ready", lambda: not screen.why_not_search())
        _rest(application)
        questions.append(_ask(application, player, screen))
    _choose(screen, json.loads(titles)[0])
    player.see("all customers", lambda: screen.question.saved_id == json.loads(titles)[0])
    _rest(application)
    watch = Watch()
    _search(application, player, screen)
    _walk(application, screen)
    stall, grown = {"stall": watch.longest, "busy": watch.busiest}, watch.most_mb - idle
    program.window.close()
    program.close()
    return {"questions": questions, "grown": grown, "idle": idle, **stall}


def _choose(screen: FreeSearchScreen, title_id: int) -> None:
    titles = screen.question.titles
    titles.setCurrentIndex(titles.findData(title_id))


def _ask(application: QApplication, player: tour.Player, screen: FreeSearchScreen) -> dict[str, Any]:
    """The best of some rounds: F9 to the first rows on the screen, and the count that stands beside the conditions."""
    painted: list[float] = []
    counted: list[float] = []
    rows = 0
    for _ in range(_ROUNDS):
        painted.append(_search(application, player, screen))
        assert screen.result is not None
        rows = screen.result.model.rowCount()
        player.press(Key.Key_F12)
        player.see("the question again", screen.question.isVisible)
        _rest(application)
        counted.append(_count(application, screen))
    return {"painted": min(painted), "counted": min(counted), "count": rows}


class Eye(QObject):
    """Sees when a list with rows has been painted: when the next thing begins after its paint event."""

    def __init__(self) -> None:
        super().__init__()
        self._seen = False
        self.painted_at = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        if self._seen and not self.painted_at:
            self.painted_at = time.perf_counter()
        if event.type() == QEvent.Type.Paint and isinstance(view := watched.parent(), TickedView):
            self._seen = self._seen or view.model().rowCount() > 0
        return False


def _search(application: QApplication, player: tour.Player, screen: FreeSearchScreen) -> float:
    eye = Eye()
    application.installEventFilter(eye)
    began = time.perf_counter()
    player.press(Key.Key_F9)
    _until(application, lambda: eye.painted_at)
    milliseconds = (eye.painted_at - began) * 1000
    application.removeEventFilter(eye)
    result = screen.result
    assert result is not None
    _until(application, lambda: result.whole)
    return milliseconds


def _count(application: QApplication, screen: FreeSearchScreen) -> float:
    """What the live count takes behind its pause for typing."""
    told: list[int] = []
    asked = screen.question.asked("")
    assert asked is not None
    screen.count.counted.connect(told.append)
    began = time.perf_counter()
    screen.count.want(asked.spec(None))
    _until(application, lambda: bool(told))
    milliseconds = (time.perf_counter() - began) * 1000 - PAUSE_MS
    screen.count.counted.disconnect(told.append)
    return milliseconds


def _walk(application: QApplication, screen: FreeSearchScreen) -> None:
    """To the last row, up by pages, and through the whole list by its scroll bar."""
    assert screen.result is not None
    view = screen.result.list
    view.setFocus()
    for key in (Key.Key_End, Key.Key_Home, Key.Key_End, *[Key.Key_PageUp] * _PAGES):
        QTest.keyClick(view, key)
        application.processEvents()
    bar = view.verticalScrollBar()
    for place in range(_PAGES):
        bar.setValue(bar.maximum() * place // _PAGES)
        application.processEvents()
    _rest(application)


def qt(path: str, statements: str) -> dict[str, Any]:
    """Qt's own model on the same SQL."""
    application = QApplication([])
    if "://" in path:
        return {"why_not": f"no driver for PostgreSQL in the wheel ({', '.join(QSqlDatabase.drivers())})"}
    database = QSqlDatabase.addDatabase("QSQLITE")
    database.setDatabaseName(path)
    assert database.open(), database.lastError().text()
    view = QTableView()
    view.resize(*tour.SIZE)
    view.show()
    _rest(application)
    idle, watch = resident_mb(), Watch()
    painted: list[float] = []
    for statement in json.loads(statements):
        model = QSqlQueryModel()
        began = time.perf_counter()
        model.setQuery(statement, database)
        view.setModel(model)
        view.viewport().repaint()
        painted.append((time.perf_counter() - began) * 1000)
    model = QSqlQueryModel()
    model.setQuery(json.loads(statements)[0], database)
    view.setModel(model)
    _rest(application)
    watch = Watch()
    while model.canFetchMore():  # what the key End means here: rows that are not fetched can't be reached
        model.fetchMore()
    view.scrollToBottom()
    _rest(application)
    return {"painted": painted, "stall": watch.longest, "grown": watch.most_mb - idle}


def _until(application: QApplication, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + tour.PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            message = "what the benchmark waits for"
            raise tour.NotSeenError(message)
        application.processEvents()


def _rest(application: QApplication, seconds: float = 0.7) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        application.processEvents()
        time.sleep(0.001)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.stdout.write(json.dumps({"ours": ours, "qt": qt}[sys.argv[1]](*sys.argv[2:])) + "\n")
    sys.stdout.flush()
    os._exit(0)

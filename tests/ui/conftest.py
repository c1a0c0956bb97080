"""What tests of the screens' kit get: a dressed application, jobs, settings in a file, and a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dreampower_sms.ui import style
from dreampower_sms.ui.jobs import Jobs
from dreampower_sms.ui.keys import KeyGuard
from dreampower_sms.ui.rows import RowsModel, RowsView
from dreampower_sms.ui.window import MainWindow
from tests.ui.lists import COLUMNS, Source


@pytest.fixture(scope="session")
def normal_sheet(qapp: QApplication) -> str:
    """The program's own font and style sheet, put on once: it takes longer than most tests."""
    style.prepare(qapp)
    style.apply(qapp)
    return qapp.styleSheet()


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, normal_sheet: str) -> Iterator[None]:
    """Sizes and colours are what the clerk sees; what a test changes is changed back."""
    yield
    # a window that qtbot closed stays until a loop of Qt runs, and until then every change of the look dresses it too
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if qapp.styleSheet() != normal_sheet:
        style.apply(qapp)


@pytest.fixture
def guard(qapp: QApplication) -> Iterator[KeyGuard]:
    """The application's key guard, for the time of one test."""
    made = KeyGuard(qapp)
    yield made
    made.stop()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Places and widths, in a file of this test."""
    return QSettings(str(tmp_path / "ui.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """The real thing, with threads; ended with the test."""
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, jobs: Jobs, settings: QSettings, guard: KeyGuard) -> MainWindow:
    """The window, shown and active, with no screen yet."""
    made = MainWindow(jobs, settings)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


@pytest.fixture
def source(jobs: Jobs) -> Source:
    """Rows for a list; here after the jobs, which end first."""
    return Source()


@pytest.fixture
def model(source: Source, jobs: Jobs) -> RowsModel:
    """The model of a list without rows."""
    return RowsModel(COLUMNS, source, jobs)


@pytest.fixture
def view(qtbot: QtBot, model: RowsModel) -> RowsView:
    """The list itself, shown and active."""
    made = RowsView(model, "お客様の一覧", "該当するお客様がいません")
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    made.setFocus()
    return made

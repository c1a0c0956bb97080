"""Errors that nobody caught reach the clerk and the log, from a slot and from a thread."""

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.unexpected import Unexpected
from dreampower_sms.ui.window import MainWindow
from tests.ui.screens import Plain


class BrokenError(RuntimeError):
    """What nobody catches."""


def breaks() -> None:
    raise BrokenError


@pytest.fixture
def unexpected(qapp: QApplication, window: MainWindow) -> Iterator[Unexpected]:
    made = Unexpected()
    made.raised.connect(window.show_error)
    window.open(Plain())
    yield made
    made.close()


def test_an_error_in_a_slot_is_said_and_kept(
    window: MainWindow, unexpected: Unexpected, caplog: pytest.LogCaptureFixture
) -> None:
    button = QPushButton()
    button.clicked.connect(breaks)
    button.click()
    assert "予期しない問題が起きました" in window.line.text()
    assert "BrokenError" in window.line.text()
    assert [record.exc_info is not None for record in caplog.records] == [True]
    caplog.clear()


def test_an_error_on_a_thread_is_said_too(
    window: MainWindow, unexpected: Unexpected, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    thread = threading.Thread(target=breaks)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: "BrokenError" in window.line.text())
    caplog.clear()


class Bad(QObject):
    """Fails while it is told of an error."""

    told = Signal(object)

    def fail(self, _error: object) -> None:
        breaks()


def test_an_error_while_one_is_told_is_printed_and_ends_there(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: printed.append(error))
    unexpected, bad = Unexpected(), Bad()
    unexpected.raised.connect(bad.fail)
    button = QPushButton()
    button.clicked.connect(breaks)
    button.click()
    unexpected.close()
    assert [type(error) for error in printed] == [BrokenError]


def test_ctrl_c_is_left_to_python(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: printed.append(error))
    unexpected = Unexpected()
    heard: list[object] = []
    unexpected.raised.connect(heard.append)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    unexpected.close()
    assert (len(printed), heard) == (1, [])


def test_python_has_its_hooks_back(qapp: QApplication) -> None:
    before = sys.excepthook, threading.excepthook
    unexpected = Unexpected()
    assert (sys.excepthook, threading.excepthook) != before
    unexpected.close()
    assert (sys.excepthook, threading.excepthook) == before

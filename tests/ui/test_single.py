"""One running copy per data folder, played by real processes."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.single import SingleCopy

SCRIPT = Path(__file__).with_name("second_copy.py")
Start = Callable[[Path], subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a copy for a folder; all are ended with the test."""
    running: list[subprocess.Popen[str]] = []

    def started(folder: Path) -> subprocess.Popen[str]:
        words = [sys.executable, str(SCRIPT), str(folder)]
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        running.append(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env))
        return running[-1]

    yield started
    for process in running:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    """The next line of a copy."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_second_start_raises_the_first_and_ends(start: Start, tmp_path: Path) -> None:
    first = start(tmp_path)
    assert said(first) == "first"
    second = start(tmp_path)
    assert said(second) == "raised"
    assert said(first) == "asked"
    assert second.wait(20) == 0
    assert first.poll() is None


def test_every_second_start_raises_it_again(start: Start, tmp_path: Path) -> None:
    first = start(tmp_path)
    assert said(first) == "first"
    for _ in range(2):
        assert said(start(tmp_path)) == "raised"
        assert said(first) == "asked"


def test_a_first_that_was_killed_leaves_no_block(start: Start, tmp_path: Path) -> None:
    first = start(tmp_path)
    assert said(first) == "first"
    first.kill()
    first.wait(20)
    assert (tmp_path / "running.lock").exists()  # it could not clean up
    second = start(tmp_path)
    assert said(second) == "first"
    assert said(start(tmp_path)) == "raised"
    assert said(second) == "asked"


def test_an_ended_first_makes_room(start: Start, tmp_path: Path) -> None:
    first = start(tmp_path)
    assert said(first) == "first"
    first.communicate("")
    assert first.returncode == 0
    assert said(start(tmp_path)) == "first"


def test_two_folders_are_two_programs(start: Start, tmp_path: Path) -> None:
    assert said(start(tmp_path / "one")) == "first"
    assert said(start(tmp_path / "two")) == "first"


def test_one_folder_by_two_names_is_one(start: Start, tmp_path: Path) -> None:
    assert said(start(tmp_path / "data")) == "first"
    assert said(start(tmp_path / "data" / ".." / "data")) == "raised"


def test_a_first_that_does_not_answer_is_told(qtbot: QtBot, tmp_path: Path, start: Start) -> None:
    """Its event loop stands still here, so the wish is never read."""
    silent = SingleCopy(tmp_path)
    assert silent.acquire()
    second = start(tmp_path)
    assert said(second) == "no answer"
    silent.release()


def test_strangers_on_the_socket_raise_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    first = SingleCopy(tmp_path)
    assert first.acquire()
    stranger = QLocalSocket()
    with qtbot.assertNotEmitted(first.raise_asked, wait=50):
        stranger.connectToServer(first._name)
        assert stranger.waitForConnected(2000)
        stranger.write(b"GET / HTTP/1.1\r\n")
        stranger.flush()
    stranger.abort()
    first.release()


def test_a_wish_in_two_pieces_is_understood(qtbot: QtBot, tmp_path: Path) -> None:
    first = SingleCopy(tmp_path)
    assert first.acquire()
    other = QLocalSocket()
    with qtbot.waitSignal(first.raise_asked):
        other.connectToServer(first._name)
        for piece in (b"rai", b"se\n"):
            other.write(piece)
            other.flush()
            qtbot.wait(10)
    other.abort()
    first.release()

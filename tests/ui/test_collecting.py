"""Widgets end in the window's thread."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.collecting import WindowCollector


class Knot:
    """Garbage that only a collection frees, and that tells where it was freed."""

    def __init__(self, freed: list[int]) -> None:
        self.me, self.freed = self, freed

    def __del__(self) -> None:
        self.freed.append(threading.get_ident())


def tie(freed: list[int], count: int) -> None:
    for _ in range(count):
        Knot(freed)


@pytest.mark.usefixtures("qapp")
def test_what_another_thread_leaves_is_freed_in_the_window_s(qtbot: QtBot) -> None:
    parent, freed = QObject(), list[int]()
    collector = WindowCollector(parent)
    try:
        worker = threading.Thread(target=tie, args=(freed, 5_000))
        worker.start()
        worker.join()
        assert freed == []
        qtbot.waitUntil(lambda: len(freed) == 5_000)
        assert set(freed) == {threading.get_ident()}
    finally:
        collector.stop()
    assert gc.isenabled()


@pytest.fixture
def nothing_frozen() -> Iterator[None]:
    """As in the program's own process, where no tests were frozen before."""
    gc.unfreeze()
    yield
    gc.collect()
    gc.freeze()


@pytest.mark.usefixtures("qapp", "nothing_frozen")
def test_what_the_program_consists_of_is_not_looked_at_again_until_it_ends() -> None:
    parent, freed = QObject(), list[int]()
    collector = WindowCollector(parent)
    try:
        started = Knot(freed)
        collector.set_aside()
        del started
        gc.collect()
        assert freed == []
        tie(freed, 1)
        gc.collect()
        assert len(freed) == 1
    finally:
        collector.stop()
    assert len(freed) == 2
    assert gc.get_freeze_count() == 0

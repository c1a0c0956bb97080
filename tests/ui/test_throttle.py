"""The throttle: soon at first, then seldom, and the last change is never lost."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.throttle import Throttle


class Counter(QObject):
    """How often it was due."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def count(self) -> None:
        self.times += 1


@pytest.fixture
def counter() -> Counter:
    return Counter()


def throttle(counter: Counter, soon_ms: int, every_ms: int) -> Throttle:
    made = Throttle(soon_ms, every_ms, counter)
    made.due.connect(counter.count)
    return made


def test_the_first_change_is_passed_on_soon(qtbot: QtBot, counter: Counter) -> None:
    one = throttle(counter, 0, 60_000)
    one.hear()
    qtbot.waitUntil(lambda: counter.times == 1)


def test_changes_without_a_pause_between_them_are_passed_on_all_the_same(qtbot: QtBot, counter: Counter) -> None:
    one = throttle(counter, 30, 40)

    def heard_three_times() -> bool:
        one.hear()  # more often than it may come
        return counter.times >= 3

    qtbot.waitUntil(heard_three_times)


def test_what_changes_while_it_rests_is_passed_on_once(qtbot: QtBot, counter: Counter) -> None:
    one = throttle(counter, 0, 50)
    one.hear()
    qtbot.waitUntil(lambda: counter.times == 1)
    for _ in range(5):
        one.hear()
    qtbot.waitUntil(lambda: counter.times == 2)
    with qtbot.assertNotEmitted(one.due, wait=100):
        pass


def test_what_takes_long_is_followed_by_a_longer_rest(qtbot: QtBot, counter: Counter) -> None:
    one = throttle(counter, 0, 1)
    one.hear()
    qtbot.waitUntil(lambda: counter.times == 1)
    one.took(60_000)
    one.hear()
    with qtbot.assertNotEmitted(one.due, wait=50):
        pass


def test_nothing_comes_after_it_was_stopped(qtbot: QtBot, counter: Counter) -> None:
    one = throttle(counter, 0, 1)
    one.hear()
    one.stop()
    with qtbot.assertNotEmitted(one.due, wait=50):
        pass

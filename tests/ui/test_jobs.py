"""Work off the window's thread: results, errors, lanes, order of writes, and screens that are gone."""

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dreampower_sms.ui.jobs import Job, Jobs, Topic

_PATIENCE_S = 10


class LostError(RuntimeError):
    """What the work of a test raises."""


@dataclass
class Gate:
    """Work that waits until the test lets it go on."""

    result: object = None
    entered: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def __call__(self, job: Job) -> object:
        self.entered.set()
        assert self.opened.wait(_PATIENCE_S)
        return self.result

    def wait_inside(self) -> None:
        assert self.entered.wait(_PATIENCE_S)


def unwanted(outcome: object) -> None:
    """For what nobody should be told."""
    pytest.fail(f"told {outcome!r}")


def ignore(_result: object) -> None:
    """For a test that looks at something else."""


def fails(_job: Job) -> None:
    raise LostError("the answer")


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def idle(jobs: Jobs, qtbot: QtBot) -> Callable[[], None]:
    """Waits until nothing is under way."""
    counts = [0]
    jobs.busy.connect(counts.append)
    return lambda: qtbot.waitUntil(lambda: counts[-1] == 0, timeout=_PATIENCE_S * 1000)


def test_the_result_comes_home_to_the_window_s_thread(
    jobs: Jobs, owner: QWidget, idle: Callable[[], None], qapp: QApplication
) -> None:
    threads: list[QThread] = []
    seen: list[int] = []

    def work(_job: Job) -> int:
        threads.append(QThread.currentThread())
        return 42

    def then(result: int) -> None:
        threads.append(QThread.currentThread())
        seen.append(result)

    jobs.start(owner, work, then)
    idle()
    assert seen == [42]
    assert threads[0] is not qapp.thread()
    assert threads[1] is qapp.thread()


def test_an_error_without_a_taker_goes_to_the_window(jobs: Jobs, owner: QWidget, qtbot: QtBot) -> None:
    with qtbot.waitSignal(jobs.failed) as told:
        jobs.start(owner, fails, unwanted)
    assert [type(error) for error in told.args or []] == [LostError]


def test_an_error_goes_to_the_one_who_asked_for_it(jobs: Jobs, owner: QWidget, idle: Callable[[], None]) -> None:
    own: list[Exception] = []
    everybody: list[Exception] = []
    jobs.failed.connect(everybody.append)
    jobs.start(owner, fails, unwanted, failed=own.append)
    idle()
    assert [type(error) for error in own] == [LostError]
    assert everybody == []


@pytest.mark.parametrize("kind", ["start", "write"])
def test_an_error_is_not_lost_with_its_screen(jobs: Jobs, qtbot: QtBot, kind: str) -> None:
    gate, owner = Gate(), QWidget()

    def work(job: Job) -> None:
        gate(job)
        fails(job)

    getattr(jobs, kind)(owner, work, unwanted, failed=unwanted)
    gate.wait_inside()
    destroy(owner, qtbot)
    with qtbot.waitSignal(jobs.failed):
        gate.opened.set()


def test_a_result_for_a_screen_that_is_gone_is_dropped(jobs: Jobs, idle: Callable[[], None], qtbot: QtBot) -> None:
    gate, label = Gate("text"), QLabel()
    jobs.start(label, gate, label.setText)
    gate.wait_inside()
    destroy(label, qtbot)
    gate.opened.set()
    idle()


def test_a_newer_job_in_a_lane_makes_the_older_one_void(
    jobs: Jobs, owner: QWidget, idle: Callable[[], None], qtbot: QtBot
) -> None:
    old, new = Gate("山"), Gate("山田")
    seen: list[object] = []
    first = jobs.start(owner, old, seen.append, lane="look_up")
    old.wait_inside()
    second = jobs.start(owner, new, seen.append, lane="look_up")
    assert first.stopped
    assert not second.stopped
    new.opened.set()
    qtbot.waitUntil(lambda: seen == ["山田"])
    old.opened.set()
    idle()
    assert seen == ["山田"]


def test_lanes_of_others_go_on(jobs: Jobs, owner: QWidget, idle: Callable[[], None]) -> None:
    other = QObject(owner)
    seen: list[object] = []
    gates = [Gate(1), Gate(2), Gate(3)]
    for who, lane, gate in ((owner, "rows", gates[0]), (owner, "card", gates[1]), (other, "rows", gates[2])):
        jobs.start(who, gate, seen.append, lane=lane)
    for gate in gates:
        gate.opened.set()
    idle()
    assert sorted(map(str, seen)) == ["1", "2", "3"]


def test_work_that_nobody_waits_for_any_more_is_not_begun(jobs: Jobs, owner: QWidget, idle: Callable[[], None]) -> None:
    """Fast typing would otherwise fill the threads with questions whose answers are dropped."""
    holding = [Gate() for _ in range(8)]
    for gate in holding:
        jobs.start(owner, gate, ignore)
    begun: list[str] = []
    for text in ("や", "やま", "やまだ"):
        jobs.start(owner, lambda _job, text=text: begun.append(text), ignore, lane="look_up")
    for gate in holding:
        gate.opened.set()
    idle()
    assert begun == ["やまだ"]


def test_a_cancelled_job_is_told_and_stays_silent(jobs: Jobs, owner: QWidget, idle: Callable[[], None]) -> None:
    gate, called = Gate(), threading.Event()
    job = jobs.start(owner, gate, unwanted, failed=unwanted)
    gate.wait_inside()
    job.on_cancel(called.set)
    job.cancel()
    assert called.is_set()
    assert job.stopped
    gate.opened.set()
    idle()


def test_a_cancelled_job_may_end_with_an_error_of_its_own(jobs: Jobs, owner: QWidget, idle: Callable[[], None]) -> None:
    """A query that is told to stop raises; nobody has to hear of it."""
    gate, heard = Gate(), []
    jobs.failed.connect(heard.append)

    def interrupted(job: Job) -> None:
        gate(job)
        fails(job)

    job = jobs.start(owner, interrupted, unwanted, failed=unwanted)
    gate.wait_inside()
    job.cancel()
    gate.opened.set()
    idle()
    assert heard == []


def test_what_runs_on_cancel_runs_also_when_that_was_before(jobs: Jobs, owner: QWidget) -> None:
    gate, called = Gate(), []
    job = jobs.start(owner, gate, ignore)
    job.cancel()
    job.on_cancel(lambda: called.append(1))
    gate.opened.set()
    assert called == [1]


def test_a_late_cancel_touches_nothing(jobs: Jobs, owner: QWidget, idle: Callable[[], None]) -> None:
    called: list[int] = []
    job = jobs.start(owner, lambda job: job.on_cancel(lambda: called.append(1)), ignore)
    idle()
    job.cancel()
    assert called == []


def test_progress_is_shown_and_ends_with_the_last_state(jobs: Jobs, owner: QWidget, idle: Callable[[], None]) -> None:
    states: list[tuple[int, int]] = []

    def work(job: Job) -> None:
        for done in range(1, 5001):
            job.progress(done, 5000)

    jobs.start(owner, work, ignore, progress=lambda done, total: states.append((done, total)))
    idle()
    assert states[-1] == (5000, 5000)
    assert states == sorted(states)
    assert len(states) < 5000, "the window was told of each single step"


def test_writes_keep_their_order_and_never_run_side_by_side(
    jobs: Jobs, owner: QWidget, idle: Callable[[], None]
) -> None:
    inside: list[int] = []
    crowd: list[int] = []
    order: list[int] = []

    def write(number: int) -> Callable[[Job], int]:
        def work(_job: Job) -> int:
            inside.append(number)
            crowd.append(len(inside))
            inside.remove(number)
            return number

        return work

    for number in range(50):
        jobs.write(owner, write(number), order.append)
    idle()
    assert order == list(range(50))
    assert set(crowd) == {1}


def test_a_closed_screen_stops_its_reads_and_not_its_writes(
    jobs: Jobs, owner: QWidget, idle: Callable[[], None]
) -> None:
    part, written = QObject(owner), []
    read, write = Gate(), Gate("kept")
    reading = jobs.start(part, read, unwanted, lane="rows")
    writing = jobs.write(owner, write, written.append)
    jobs.forget(owner)
    assert reading.stopped
    assert not writing.stopped
    for gate in (read, write):
        gate.opened.set()
    idle()
    assert written == ["kept"]


def test_closing_finishes_writes_and_brings_their_results_home(qapp: QApplication, owner: QWidget) -> None:
    jobs, gate = Jobs(), Gate("written")
    seen: list[object] = []
    jobs.write(owner, gate, seen.append)
    jobs.write(owner, lambda _job: "second", seen.append)
    gate.wait_inside()
    gate.opened.set()
    jobs.close()
    assert seen == ["written", "second"]


def test_no_thread_is_left_behind(qapp: QApplication, owner: QWidget) -> None:
    before = threading.active_count()
    jobs = Jobs()
    for _ in range(8):
        jobs.start(owner, lambda _job: None, ignore)
    jobs.write(owner, lambda _job: None, ignore)
    jobs.close()
    assert threading.active_count() == before


def test_busy_counts_what_is_under_way(jobs: Jobs, owner: QWidget, idle: Callable[[], None]) -> None:
    counts: list[int] = []
    jobs.busy.connect(counts.append)
    gates = [Gate(), Gate()]
    for gate in gates:
        jobs.start(owner, gate, ignore)
    assert counts == [1, 2]
    for gate in gates:
        gate.opened.set()
    idle()
    assert counts == [1, 2, 1, 0]


def test_a_taker_that_fails_does_not_stop_the_others(
    jobs: Jobs, owner: QWidget, idle: Callable[[], None], qtbot: QtBot
) -> None:
    seen: list[object] = []
    with qtbot.captureExceptions() as raised:
        jobs.start(owner, lambda _job: 1, lambda _result: fails(Job(owner, ignore)))
        jobs.start(owner, lambda _job: 2, seen.append)
        idle()
        qtbot.waitUntil(lambda: seen == [2])
    assert [error[0] for error in raised] == [LostError]


def test_open_lists_hear_what_changed(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[Topic] = []
    jobs.changed.connect(heard.append)
    jobs.tell(Topic.MESSAGES, Topic.CUSTOMERS)
    assert heard == [Topic.MESSAGES, Topic.CUSTOMERS]


def destroy(widget: QWidget, qtbot: QtBot) -> None:
    """Delete it as Qt does when a screen is closed, while Python still holds it."""
    with qtbot.waitSignal(widget.destroyed):
        widget.deleteLater()
    gc.collect()


def test_no_result_comes_before_its_job_is_known(qtbot: QtBot, jobs: Jobs) -> None:
    owner, known, told = QObject(), list[Job](), list[bool]()
    for _ in range(500):  # some of these are over before `start` has returned
        known.append(jobs.start(owner, lambda job: job, lambda job: told.append(job in known)))
    qtbot.waitUntil(lambda: len(told) == 500)
    assert all(told)

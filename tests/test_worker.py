"""`dreampower-sms worker` as a process of its own: it outwaits a server that comes later, and it ends when asked to."""

import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dreampower_sms.db.engine import Database
from dreampower_sms.db.upgrade import upgrade
from dreampower_sms.domain.messages import State
from dreampower_sms.services import runner
from dreampower_sms.services.send_run import STOPPED, SenderConfig
from tests import sending
from tests.servers import start_postgres
from tests.services.fakes import PATIENCE_S, until

_AT_NOON = """
import functools, sys, threading

from dreampower_sms import machine
from dreampower_sms.__main__ import main
from dreampower_sms.gateways.practice import PracticeGateway
from tests.sending import Clock

machine.build_machine = functools.partial(machine.build_machine, clock=Clock())
{}
sys.exit(main(sys.argv[1:]))
"""
"""The worker at a time when messages may leave."""
SENDS = ("-c", _AT_NOON.format(""))
NEVER_ANSWERED = ("-c", _AT_NOON.format("PracticeGateway.send = lambda _gateway, _message: threading.Event().wait()"))
"""Its gateway takes a request and never answers."""


@contextmanager
def running(data: Path, url: str, *program: str) -> Generator[subprocess.Popen[bytes]]:
    """A worker; killed if it is still there in the end."""
    words = [sys.executable, *(program or ("-m", "dreampower_sms")), "worker", "--data", str(data), "--database", url]
    worker = subprocess.Popen(words)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def logged(data: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in data.rglob("dreampower.log"))


def end(worker: subprocess.Popen[bytes]) -> int:
    """Ask it to end, as a service manager does, and wait for how it ended."""
    worker.send_signal(signal.SIGTERM)
    return worker.wait(PATIENCE_S)


def test_whatever_a_stop_waits_for_leaves_time_to_write_it_down_and_to_end_within_five_seconds() -> None:
    """How long it takes in fact is measured beside the other figures: `worker_stop`."""
    assert SenderConfig().end.total_seconds() + 0.5 <= runner.PATIENCE_S
    assert runner.PATIENCE_S + 0.5 <= 5


def test_a_server_that_comes_up_later_is_waited_for_and_what_is_in_it_sent(tmp_path: Path) -> None:
    with start_postgres() as server, server.database() as url:
        upgrade(url)
        database = Database(url)
        [id_] = sending.confirm(database, 1)
        database.close()
        server.kill()
        with running(tmp_path, url, *SENDS) as worker:
            until(lambda: "worker waits" in logged(tmp_path))
            assert worker.poll() is None
            server.start()
            until(lambda: sending.states(database) == [State.ACCEPTED])
            assert end(worker) == 0
        assert len(sending.attempts(database, id_)) == 1
        database.close()
    assert logged(tmp_path).count("worker waits") == 1  # not with every try


def test_who_waits_for_a_server_ends_when_asked_to(tmp_path: Path) -> None:
    with running(tmp_path, f"postgresql://postgres@/shop?host={tmp_path}") as worker:
        until(lambda: "worker waits" in logged(tmp_path))
        assert end(worker) == 0


def test_a_gateway_that_never_answers_keeps_no_worker_from_its_end(tmp_path: Path, migrated_url: str) -> None:
    database = Database(migrated_url)
    [id_] = sending.confirm(database, 1)
    with running(tmp_path, migrated_url, *NEVER_ANSWERED) as worker:
        until(lambda: sending.states(database) == [State.POSTING])
        assert end(worker) == 0
    row = sending.record(database, id_)
    assert (row.state, row.code) == (State.UNKNOWN, STOPPED)
    sending.confirm(database, 1, first=6)
    with running(tmp_path, migrated_url, *SENDS) as worker:
        until(lambda: sending.states(database) == [State.UNKNOWN, State.ACCEPTED])
        assert end(worker) == 0
    assert len(sending.attempts(database, id_)) == 1
    database.close()

"""The tests' side of the processes: start, talk, stop dead, kill."""

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import asdict, is_dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tests.faults.line import Line
from tests.services.fakes import PATIENCE_S

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

HOME = Path(__file__).parents[2]


class Peer:
    """A process of the nursery."""

    def __init__(self, port: int, role: str, options: "DataclassInstance | dict[str, Any]") -> None:
        self._line = Line(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S))
        words = asdict(options) if is_dataclass(options) else options
        self.say(json.dumps({"role": role, **words}))
        self.pid = int(self.hear())
        self.alive = True

    def say(self, text: str) -> None:
        self._line.say(text)

    def hear(self) -> str:
        """The next line that it says. Fails when it ended instead, or says nothing."""
        said = self._line.hear()
        assert said is not None, "the process ended"
        return said

    def await_line(self, wanted: str) -> None:
        """Wait until it says this, whatever it says before."""
        while self.hear() != wanted:
            pass

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed. Returns when it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        self.await_end()

    def freeze(self) -> None:
        """Stop it where it is, as a PC that falls asleep."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen one go on."""
        os.kill(self.pid, signal.SIGCONT)

    def hang_up(self) -> None:
        """Ask it to stop cleanly."""
        self._line.hang_up()

    def end(self) -> None:
        """Ask it to stop cleanly, and wait until it is gone."""
        self.hang_up()
        self.await_end()

    def await_end(self) -> None:
        """Wait until it is gone."""
        while self._line.hear() is not None:
            pass
        self._line.close()
        self.alive = False


class GatewayPeer(Peer):
    """The gateway's process."""

    def __init__(self, nursery: int, journal: Path) -> None:
        super().__init__(nursery, "gateway", {"journal": str(journal)})
        self.port = int(self.hear())

    def do(self, word: str) -> str:
        """One command of `gateway_server`."""
        self.say(word)
        return self.hear()


class Nursery:
    """The process that all others are forked from."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=HOME,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=PATIENCE_S)

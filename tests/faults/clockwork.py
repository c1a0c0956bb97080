"""One clock for all processes of a test, which the test can move: also while a process is stopped."""

import mmap
import struct
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.sending import NOON

_OFFSET = struct.Struct("d")


class Clockwork:
    """Starts at noon and runs as this machine does, plus an offset that lies in a file in common.

    `ahead`: seconds by which this process's own clock is wrong.
    """

    def __init__(self, path: Path, base: float, ahead: float = 0.0) -> None:
        if not path.exists():
            path.write_bytes(_OFFSET.pack(0.0))
        self.path, self.base, self._ahead = path, base, ahead
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _OFFSET.size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shared.close()

    def __call__(self) -> datetime:
        return self.at(time.time())

    def at(self, moment: float) -> datetime:
        """What this clock shows at a moment of the machine's."""
        (offset,) = _OFFSET.unpack_from(self._shared)
        return NOON + timedelta(seconds=moment - self.base + offset + self._ahead)

    def move(self, **time: float) -> None:
        """Turn everybody's clock, e.g. `move(hours=-1)`."""
        (offset,) = _OFFSET.unpack_from(self._shared)
        _OFFSET.pack_into(self._shared, 0, offset + timedelta(**time).total_seconds())

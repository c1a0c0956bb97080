"""Room that a test may use up: a small disk of its own, or the pages that a SQLite file may have.

The disk is a tmpfs, so it takes root to make one. Anybody may forbid a SQLite file to grow, and SQLite says then what
it says of a full disk (SQLITE_FULL). PostgreSQL has no such limit: `temp_file_limit` is about temporary files alone,
and a limit of the system on its files ends in another error.
"""

import errno
import os
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_PIECE = b"\0" * 4096


class Disk:
    """`folder` is where it is mounted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Leave not one byte."""
        with self._ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(_PIECE)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        """Somebody makes room."""
        self._ballast.unlink()


class Quota:
    """While the file `sign` is there, `Frugal` processes let their database have no page more than it has."""

    def __init__(self, folder: Path) -> None:
        self.sign = folder / "full"

    def fill(self) -> None:
        """From the next transaction on."""
        self.sign.touch()

    def free(self) -> None:
        """Somebody makes room."""
        self.sign.unlink()


Room = Disk | Quota
"""What a scenario may fill."""


def can_mount() -> bool:
    """Whether this process may make a disk."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextmanager
def small_disk(megabytes: int) -> Generator[Disk]:
    """Mount a disk for the length of the block."""
    folder = Path(tempfile.mkdtemp(prefix="dpsms-disk-"))
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", folder], check=True)
        try:
            yield Disk(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    finally:
        folder.rmdir()

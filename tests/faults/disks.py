"""A small disk of its own that a test may fill. It is a tmpfs, so it takes root to make one."""

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

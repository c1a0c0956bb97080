"""Whether a SQLite file would lie on a network share, where its locks do not hold."""

import sys
from pathlib import Path

from dreampower_sms.db.errors import NetworkShare

_DRIVE_REMOTE = 4
"""What GetDriveTypeW answers for a mapped network drive."""

_REMOTE_TYPES = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "fuse.sshfs", "davfs"})


def refuse_network_share(path: str) -> None:
    """Raise `NetworkShare` when `path` is on one: two PCs on such a file corrupt it or lose messages."""
    if path and path != ":memory:" and (_is_unc(path) or _is_remote(Path(path).absolute())):
        raise NetworkShare(path=path)


def _is_unc(path: str) -> bool:
    return path.startswith(("\\\\", "//"))


def _is_remote(path: Path) -> bool:
    if sys.platform == "win32":
        from ctypes import windll  # late: only Windows has it

        return windll.kernel32.GetDriveTypeW(path.anchor) == _DRIVE_REMOTE
    return _file_system(path) in _REMOTE_TYPES


def _file_system(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The type of the file system below `path`: that of the longest mount point that leads to it."""
    if not mounts.exists():
        return ""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, found, *_ = line.split()
        if path.is_relative_to(point.replace("\\040", " ")) and len(point) >= len(best):
            best, kind = point, found
    return kind

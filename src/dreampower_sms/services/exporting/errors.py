"""Why a list can't be written to a file.

ServiceError
└── ExportError            export_failed, export_folder_missing, export_not_writable, export_in_use,
    │                      export_disk_full, export_name_wrong, export_too_many_rows, export_cell_too_long
    ├── ExportStopped      export_stopped: somebody cancelled it
    └── CharactersLost     export_characters_lost: the encoding does not hold some characters
"""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from dreampower_sms.services.errors import ServiceError


class ExportError(ServiceError):
    """The list can't be written."""

    code = "export_failed"


class ExportStopped(ExportError):
    """Somebody cancelled the export; nothing is left of it."""

    code = "export_stopped"


class LostCharacter(NamedTuple):
    """One character that the encoding does not hold, and where it stands."""

    row: int
    """As a spreadsheet counts: the header is 1."""
    column: str
    char: str


class CharactersLost(ExportError):
    """The encoding does not hold some characters. Nothing was written."""

    code = "export_characters_lost"

    def __init__(self, count: int, places: tuple[LostCharacter, ...]) -> None:
        """`count`: all of them; `places`: the first ones."""
        super().__init__(count=f"{count:,}")
        self.count, self.places = count, places


def go_on(stop: Callable[[], bool]) -> None:
    """Raise `ExportStopped` when somebody asked to stop."""
    if stop():
        raise ExportStopped


def named(error: OSError, path: Path) -> ExportError:
    """What the operating system said about writing to `path`, as an error that has a sentence.

    Windows says ERROR_SHARING_VIOLATION (32) or ERROR_ACCESS_DENIED (5) of a file that Excel holds open, and
    ERROR_DISK_FULL (112) or ERROR_HANDLE_DISK_FULL (39); its `errno` alone does not tell them apart.
    """
    windows = getattr(error, "winerror", None)
    if error.errno in _FULL or windows in _FULL_ON_WINDOWS:
        why = "export_disk_full"
    elif isinstance(error, FileNotFoundError | NotADirectoryError):
        why = "export_folder_missing"
    elif isinstance(error, PermissionError | IsADirectoryError):
        why = "export_in_use" if path.is_file() else "export_not_writable"
    elif error.errno in {errno.EINVAL, errno.ENAMETOOLONG}:
        why = "export_name_wrong"
    else:
        why = "export_failed"
    return ExportError(why, name=path.name, folder=str(path.parent))


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""EFBIG: more than the file system (4 GiB on FAT32) or the account may hold in one file."""
_FULL_ON_WINDOWS = {39, 112}

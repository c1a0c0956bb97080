"""The file that an export writes: it appears whole at the end, or not at all."""

import re
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dreampower_sms.services.exporting.errors import ExportError, named

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]|[. ]$')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""What Windows takes for a device, whatever its ending."""


def check(path: Path) -> None:
    """Find out before the work whether it can end well.

    Raises:
        ExportError: ``export_name_wrong``, ``export_folder_missing``, ``export_in_use`` or ``export_not_writable``.
    """
    if not path.stem or _FORBIDDEN.search(path.name) or _RESERVED.fullmatch(path.name):
        raise ExportError("export_name_wrong", name=path.name)
    if not path.parent.is_dir():
        raise ExportError("export_folder_missing", folder=str(path.parent))
    if path.exists():
        try:
            path.open("r+b").close()  # Windows refuses it while Excel has the file open
        except OSError as error:
            raise named(error, path) from error


@contextmanager
def replacing(path: Path) -> Generator[BinaryIO]:
    """A new file beside `path` that takes its place at the end of the block; on any error it is removed.

    Raises `ExportError` for what the operating system refuses.
    """
    beside = path.with_name(f"~{uuid.uuid4().hex[:12]}.part")
    try:
        file = beside.open("x+b")
    except OSError as error:
        raise named(error, beside) from error
    try:
        with file:
            yield file
        beside.replace(path)
    except OSError as error:
        raise named(error, path) from error
    finally:
        beside.unlink(missing_ok=True)

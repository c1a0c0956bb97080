"""Where files lie: shipped ones, the shop's data, logs.

The wheel and the installer carry `resources/` and `migrations/` inside the package; in a checkout they lie at
the top of the repository. Nobody else needs to know the difference.
"""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "DreamPowerSMS"
_KEPT = "database.txt"
"""In the data folder: the database of a shop with several PCs. It never holds a password."""
_PACKAGE = Path(__file__).resolve().parent  # importlib.resources costs 15 ms of the start, for packages in archives
_REPOSITORY = _PACKAGE.parent.parent


class ResourceMissingError(FileNotFoundError):
    """A shipped file is not there: the installation is damaged."""


def resource(name: str) -> Path:
    """The shipped file or folder `resources/<name>`. Raises `ResourceMissingError`."""
    return _shipped(f"resources/{name}")


def migrations_dir() -> Path:
    """The folder of the database's migrations. Raises `ResourceMissingError`."""
    return _shipped("migrations")


def data_dir(override: Path | None = None) -> Path:
    """The folder of the shop's data on this PC (made when missing); `override` is `--data`."""
    folder = override.expanduser().resolve() if override else platformdirs.user_data_path(_APP, appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_dir(data: Path) -> Path:
    """The folder of log files, beside the data so that one folder holds all that support asks for."""
    folder = data / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass(frozen=True, slots=True)
class Places:
    """Where this copy of the program keeps its things."""

    data: Path
    database_url: str

    @classmethod
    def of(cls, data: Path | None, database: str | None, *, demo: bool = False) -> "Places":
        """From the command line; the demo has a folder of its own, so that it never touches a shop's data."""
        folder = data_dir(data)
        if demo and data is None:
            folder = data_dir(folder / "demo")
        kept = "" if demo else kept_database(folder)
        return cls(folder, database or kept or str(folder / "dreampower.sqlite3"))


def kept_database(data: Path) -> str:
    """The URL of the shop's server that `dreampower-sms connect` keeps in this data folder, "" when there is none."""
    file = data / _KEPT
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def keep_database(data: Path, url: str) -> Path:
    """Open this database from now on, "" for the data folder's own file again; the file that says so."""
    file, part = data / _KEPT, data / f"{_KEPT}.part"
    if url:
        part.write_text(f"{url}\n", encoding="utf-8")
        part.replace(file)
    else:
        file.unlink(missing_ok=True)
    return file


def _shipped(name: str) -> Path:
    for base in (_PACKAGE, _REPOSITORY):
        if (found := base / name).exists():
            return found
    message = f"{name} is missing from {_PACKAGE}"
    raise ResourceMissingError(message)

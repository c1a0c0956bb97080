"""A throw-away PostgreSQL server for tests and benchmarks, on a local socket in a folder of its own."""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

_QUICK = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
_SAFE = "-c listen_addresses='' -c max_connections=200"


class NoPostgresError(RuntimeError):
    """No PostgreSQL server program was found; `python3 dev.py test` installs one on Debian."""


@dataclass
class PostgresServer:
    """A running server. `stop`, `start` and `kill` are for tests of a server that goes away."""

    folder: Path
    options: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database on this server."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database and give its URL."""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """A database for one test."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        yield self.create(name, template)
        self.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run one statement as the owner of the server."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log = self.folder / "log"
        _as_postgres([_program("pg_ctl"), "-D", self.folder / "data", "-w", "-l", log, "-o", self.options, "start"])

    def kill(self) -> None:
        """Stop without a clean shutdown, as a power cut would."""
        _as_postgres([_program("pg_ctl"), "-D", self.folder / "data", "-m", "immediate", "stop"])


@contextmanager
def start_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Bring up a server in a new folder and take it down again. `durable` keeps fsync on, for figures."""
    folder = Path(tempfile.mkdtemp(prefix="dpsms-pg-"))
    options = f"-k {folder} {_SAFE if durable else _QUICK}"
    try:
        if _is_root():
            shutil.chown(folder, "postgres")
        folder.chmod(0o700)
        _as_postgres([_program("initdb"), "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                      "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
        server = PostgresServer(folder, options)
        server.start()
        try:
            yield server
        finally:
            if (folder / "data" / "postmaster.pid").exists():
                server.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if found:
        return str(found[-1])
    if path := shutil.which(name):
        return path
    raise NoPostgresError(name)


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _as_postgres(words: Sequence[str | Path]) -> None:
    """Run a server program: PostgreSQL refuses root."""
    prefix = ["runuser", "-u", "postgres", "--"] if _is_root() else []
    done = subprocess.run([*prefix, *map(str, words)], capture_output=False, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        message = f"{words[0]} ended with {done.returncode}"
        raise RuntimeError(message)

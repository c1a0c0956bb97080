"""Where scenarios are played: each on a new database, which it may stop, lock or fill."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from dreampower_sms.db.upgrade import upgrade
from tests.faults.disks import Disk, Quota, small_disk
from tests.faults.peers import Nursery
from tests.faults.tally import Tally
from tests.faults.world import Place, World
from tests.servers import AnyPostgres, start_postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)

_DISK_MB = {SQLITE: 8, POSTGRESQL: 32}
"""Room for the empty database and a little more; PostgreSQL's begins with 10 MB of its own."""
_numbers = count()
_one_at_a_time = threading.Lock()
"""Alembic knows one upgrade a process."""


@dataclass(frozen=True)
class Size:
    """How much of a scenario is played."""

    kills: int
    """Of the scenarios that kill by chance."""
    rounds: int
    """Of the others."""


@dataclass(frozen=True)
class Scenario:
    """One way to shake the senders. `play` ends when every sender has stopped."""

    name: str
    play: Callable[[World, Size], None]
    databases: Sequence[str] = BOTH
    stops_server: bool = False
    fills_disk: bool = False
    fills_file: bool = False
    """The same without root, on SQLite."""


@dataclass(frozen=True)
class Grounds:
    """What every play uses."""

    nursery: Nursery
    sqlite: Path
    """A file with all tables, to be copied."""
    server: AnyPostgres
    template: str
    """The name of a database with all tables on it, to be copied."""

    def play(self, scenario: Scenario, kind: str, senders: int, size: Size, seed: str) -> Tally:
        """One scenario on one kind of database; the same seed shakes in the same way."""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dpsms-faults-")))
            disk = stack.enter_context(small_disk(_DISK_MB[kind])) if scenario.fills_disk else None
            stopped = stack.enter_context(start_postgres()) if scenario.stops_server else None
            if stopped is not None:  # a server of its own: others go on using theirs
                url = stopped.create("shop")
                with _one_at_a_time:
                    upgrade(url)
            elif kind == SQLITE:
                url = f"sqlite:///{shutil.copy(self.sqlite, (disk.folder if disk else folder) / 'shop.sqlite3')}"
            else:
                url = stack.enter_context(_database(self.server, self.template, disk))
            room = Quota(folder) if scenario.fills_file else disk
            own_seed = f"{seed}/{scenario.name}/{kind}/{senders}"
            world = stack.enter_context(World(Place(self.nursery, url, folder, senders, own_seed, stopped, room)))
            scenario.play(world, size)
            return world.tally()


@contextmanager
def _database(server: AnyPostgres, template: str, disk: Disk | None) -> Generator[str]:
    """A copy of the template, on the small disk if there is one."""
    if disk is None:
        with server.database(template) as url:
            yield url
        return
    place = disk.folder / "postgresql"
    place.mkdir()
    shutil.chown(place, "postgres")
    name = f"{disk.folder.name.replace('-', '_').lower()}_{next(_numbers)}"
    server.execute(f"CREATE TABLESPACE {name} LOCATION '{place}'")
    try:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" TABLESPACE {name}')
        yield server.url(name)
    finally:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f"DROP TABLESPACE {name}")

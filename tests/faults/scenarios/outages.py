"""The database goes away under the senders: the server dies, another program holds the file, the disk is full."""

import sqlite3
from contextlib import closing

from tests.faults.grounds import Size
from tests.faults.peers import Peer
from tests.faults.world import World
from tests.services.fakes import until


def server_stopped(world: World, size: Size) -> None:
    """PostgreSQL stops without a clean shutdown and comes again."""
    server = world.place.server
    assert server is not None
    crew = world.crew()
    for _ in range(size.rounds):
        world.progress(5)
        server.kill()
        try:
            _in_trouble(world, crew, "db_unreachable")
        finally:
            server.start()
        _well_again(world, crew)
    world.finish()


def file_locked(world: World, size: Size) -> None:
    """Another program holds the file for as long as the senders wait for it: 10 s, and until they say so."""
    crew = world.crew()
    world.progress(5)
    locker = world.helper("locker", path=world.database.url.database or "")
    locker.await_line("held")
    _in_trouble(world, crew, "db_locked")
    locker.say("release")
    locker.await_line("released")
    _well_again(world, crew)
    world.finish()


def disk_full(world: World, size: Size) -> None:
    """There is no room for a byte or a page more, until somebody makes some."""
    room = world.place.room
    assert room is not None
    crew = world.crew()
    for _ in range(size.rounds):
        world.progress(5)
        world.confirm(200)  # enough to do for the files to grow
        if world.database.is_sqlite:
            until(lambda: _log_is_empty(world))
        room.fill()
        try:
            _in_trouble(world, crew, "db_disk_full")
        finally:
            room.free()
        _well_again(world, crew)
    world.finish()


def _log_is_empty(world: World) -> bool:
    """Give back the room in SQLite's log, which the senders could write to on a full disk for a while."""
    with closing(sqlite3.connect(world.database.url.database or "", isolation_level=None)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _in_trouble(world: World, crew: list[Peer], code: str) -> None:
    """All say what troubles them; the first is killed as it is."""
    for peer in crew:
        peer.await_line(f"trouble {code}")
    world.kill(crew[0])


def _well_again(world: World, crew: list[Peer]) -> None:
    """Those left go on by themselves, and another comes for the one that was killed."""
    for peer in crew[1:]:
        peer.await_line("trouble")
    crew[0] = world.sender()
    crew[0].say("go")
    world.progress(5)

"""What a screen is told when the database fails: each cause is real, none is raised by the test itself."""

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text

from dreampower_sms.db import engine as engine_module
from dreampower_sms.db import errors, shares
from dreampower_sms.db.engine import Database
from dreampower_sms.db.errors import (
    DatabaseCorrupt,
    DatabaseError,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnreachable,
    NetworkShare,
    RecordChanged,
)
from dreampower_sms.db.tables import StaffRow, TemplateRow
from dreampower_sms.domain.messages import Purpose
from tests.servers import PostgresServer, start_postgres

_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA locking_mode=EXCLUSIVE")
connection.execute("BEGIN EXCLUSIVE")
connection.execute("CREATE TABLE held (x)")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[PostgresServer]:
    """A server that these tests may stop."""
    with start_postgres() as server:
        yield server


@contextmanager
def _opened(url: str) -> Generator[Database]:
    with closing(Database(url)) as database:
        yield database


def _add_staff(database: Database, name: str) -> None:
    with database.write() as session:
        session.add(StaffRow(name=name))


def _staff(database: Database) -> list[str]:
    with database.read() as session:
        return [row.name for row in session.query(StaffRow).order_by(StaffRow.id)]


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def shop_file(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """A SQLite database of its own."""
    path = tmp_path / "shop.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    return path


def test_a_server_that_stops_in_the_middle_is_unreachable_and_comes_back(own_postgres: PostgresServer) -> None:
    from dreampower_sms.db.upgrade import upgrade

    url = own_postgres.create("stops")
    upgrade(url)
    with _opened(url) as database:
        _add_staff(database, "佐藤")
        with pytest.raises(DatabaseUnreachable), database.write() as session:
            session.add(StaffRow(name="鈴木"))
            session.flush()
            own_postgres.kill()
        with pytest.raises(DatabaseUnreachable):
            _add_staff(database, "高橋")
        own_postgres.start()
        _add_staff(database, "田中")
        assert _staff(database) == ["佐藤", "田中"]


def test_a_connection_that_died_unnoticed_is_replaced(own_postgres: PostgresServer) -> None:
    from dreampower_sms.db.upgrade import upgrade

    url = own_postgres.create("dies")
    upgrade(url)
    with _opened(url) as database:
        assert _staff(database) == []
        own_postgres.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dies'")
        assert _staff(database) == []


def test_nobody_listens_at_the_address() -> None:
    with _opened("postgresql://postgres@127.0.0.1:9/shop") as database, pytest.raises(DatabaseUnreachable):
        _staff(database)


def test_no_such_database_on_the_server(own_postgres: PostgresServer) -> None:
    with _opened(own_postgres.url("nowhere")) as database, pytest.raises(DatabaseUnreachable):
        _staff(database)


def test_no_such_folder(tmp_path: Path) -> None:
    with _opened(_sqlite_url(tmp_path / "nowhere" / "shop.sqlite3")) as database, pytest.raises(DatabaseUnreachable):
        _staff(database)


@pytest.mark.parametrize("writing", [False, True])
def test_a_file_that_another_program_holds(shop_file: Path, writing: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_WAIT_S", 0.2)
    holder = subprocess.Popen([sys.executable, "-c", _HOLD, shop_file], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with _opened(_sqlite_url(shop_file)) as database:
        with pytest.raises(DatabaseLocked):
            _add_staff(database, "佐藤") if writing else _staff(database)
        holder.communicate(b"\n")
        _add_staff(database, "佐藤")
        assert _staff(database) == ["佐藤"]


def test_a_row_that_another_pc_holds(
    migrated_postgres: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "_WAIT_S", 0.2)
    with postgres.database(template=migrated_postgres) as url, _opened(url) as here, _opened(url) as there:
        _add_staff(here, "佐藤")
        with there.write() as holding:
            holding.execute(text("UPDATE staff SET kana = 'サトウ'"))
            with pytest.raises(DatabaseLocked), here.write() as session:
                session.execute(text("UPDATE staff SET kana = 'サトー'"))


def test_two_pcs_that_wait_for_each_other(migrated_postgres: str, postgres: PostgresServer) -> None:
    with postgres.database(template=migrated_postgres) as url, _opened(url) as here:
        _add_staff(here, "佐藤")
        _add_staff(here, "鈴木")
        script = (
            "import sys; from sqlalchemy import text; from dreampower_sms.db.engine import Database\n"
            "with Database(sys.argv[1]).write() as s:\n"
            "    s.execute(text(\"UPDATE staff SET kana = 'b' WHERE name = '鈴木'\"))\n"
            "    print('holds', flush=True); sys.stdin.readline()\n"
            "    s.execute(text(\"SET LOCAL deadlock_timeout = '60s'\"))\n"  # the server ends this test's side
            "    s.execute(text(\"UPDATE staff SET kana = 'b' WHERE name = '佐藤'\"))\n"
        )
        there = subprocess.Popen([sys.executable, "-c", script, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert there.stdout is not None
        assert there.stdin is not None
        assert there.stdout.readline() == b"holds\n"
        with pytest.raises(DatabaseLocked), here.write() as session:
            session.execute(text("SET LOCAL deadlock_timeout = '100ms'"))
            session.execute(text("UPDATE staff SET kana = 'a' WHERE name = '佐藤'"))
            there.stdin.write(b"\n")
            there.stdin.flush()
            session.execute(text("UPDATE staff SET kana = 'a' WHERE name = '鈴木'"))
        there.communicate()
        assert there.returncode == 0


def test_a_full_disk_stores_nothing(shop_file: Path) -> None:
    with _opened(_sqlite_url(shop_file)) as database:

        @event.listens_for(database.engine, "connect")
        def no_room(connection: sqlite3.Connection, _record: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages}")  # SQLite then answers as on a full disk

        with pytest.raises(DatabaseFull), database.write() as session:
            session.add(TemplateRow(name="長い文", purpose=Purpose.ROUTINE, body="あ" * 100_000))
        with database.read() as session:
            assert session.query(TemplateRow).count() == 0


def test_a_file_that_may_only_be_read(shop_file: Path) -> None:
    with _opened(f"sqlite:///file:{shop_file}?mode=ro&uri=true") as database:
        assert _staff(database) == []
        with pytest.raises(DatabaseReadOnly):
            _add_staff(database, "佐藤")


def test_a_server_that_may_only_be_read(migrated_postgres: str, postgres: PostgresServer) -> None:
    with postgres.database(template=migrated_postgres) as url:
        postgres.execute(f'ALTER DATABASE "{url.split("/")[-1].split("?")[0]}" SET default_transaction_read_only = on')
        with _opened(url) as database, pytest.raises(DatabaseReadOnly):
            _add_staff(database, "佐藤")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "photo.sqlite3"
    path.write_bytes(b"\x89PNG" + bytes(range(256)) * 40)
    with _opened(_sqlite_url(path)) as database, pytest.raises(DatabaseCorrupt):
        _staff(database)


def test_a_damaged_file(shop_file: Path) -> None:
    whole = shop_file.read_bytes()
    page = 4096
    shop_file.write_bytes(whole[:page] + b"\xff" * (len(whole) - page))
    with _opened(_sqlite_url(shop_file)) as database, pytest.raises(DatabaseCorrupt):
        _staff(database)


def test_the_second_save_of_an_older_copy_is_refused(migrated_url: str) -> None:
    with _opened(migrated_url) as database:
        with database.write() as session:
            session.add(TemplateRow(id=1, name="挨拶", purpose=Purpose.ROUTINE, body="一"))
        with database.read() as session:
            old = session.get_one(TemplateRow, 1)
            session.expunge(old)
        with database.write() as session:
            session.get_one(TemplateRow, 1).body = "二"
        with pytest.raises(RecordChanged), database.write() as session:
            session.add(old)
            old.body = "三"
        with database.read() as session:
            kept = session.get_one(TemplateRow, 1)
            assert (kept.body, kept.version) == ("二", 2)


@pytest.mark.parametrize("path", [r"\\server\share\shop.sqlite3", "//server/share/shop.sqlite3"])
def test_a_path_on_a_share_is_refused_before_anything_is_opened(path: str) -> None:
    with pytest.raises(NetworkShare) as caught:
        Database(path)
    assert caught.value.details["path"] == path


@pytest.mark.parametrize("kind", ["cifs", "nfs4", "smb3", "fuse.sshfs", "9p"])
def test_a_mounted_share_is_refused(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\n//nas/shop /mnt/shop\\040data {kind} rw 0 0\n", encoding="utf-8")
    assert shares._file_system(Path("/mnt/shop data/shop.sqlite3"), mounts) == kind
    assert kind in shares._REMOTE_TYPES
    assert shares._file_system(Path("/mnt/shop/shop.sqlite3"), mounts) == "ext4"
    assert shares._file_system(Path("/mnt/shop data2/shop.sqlite3"), mounts) == "ext4"


def test_a_local_file_is_welcome(tmp_path: Path) -> None:
    shares.refuse_network_share(str(tmp_path / "shop.sqlite3"))
    shares.refuse_network_share(":memory:")
    shares.refuse_network_share("")


def test_a_mistake_of_ours_is_not_dressed_up(migrated_url: str) -> None:
    with _opened(migrated_url) as database:
        with pytest.raises(Exception, match="no_such_table") as caught, database.read() as session:
            session.execute(text("SELECT * FROM no_such_table"))
        assert not isinstance(caught.value, DatabaseError)


def test_every_error_has_its_own_code_and_stands_in_the_tree_of_the_docstring() -> None:
    kinds = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, DatabaseError)]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    drawn = dict(re.findall(r"[├└]── (\w+) +(\w+)", errors.__doc__ or ""))
    assert drawn == {kind.__name__: kind.code for kind in kinds}


def test_a_file_that_another_program_is_making_is_waited_for(tmp_path: Path) -> None:
    """SQLite refuses at once to give a file its log while another one writes: no timeout of its own helps."""
    path = tmp_path / "new.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as maker:
        maker.execute("CREATE TABLE made (x)")
        maker.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.3, maker.execute, ["COMMIT"])
        done.start()
        with _opened(f"sqlite:///{path}") as database, database.write() as session:
            assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        done.join()

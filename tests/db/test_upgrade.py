"""Migrations: the tables they make, rows that live through them, and two PCs that start at once."""

import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4, uuid5

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from dreampower_sms.db.engine import Database
from dreampower_sms.db.errors import DatabaseCorrupt, DatabaseNewer, DatabaseUnreachable
from dreampower_sms.db.tables import Base
from dreampower_sms.db.upgrade import downgrade, needs_upgrade, revisions, upgrade

_MOMENT = "2026-11-24 03:00:00"


def _scalar(url: str, statement: str) -> Any:
    with closing(Database(url)) as database, database.read() as session:
        return session.execute(text(statement)).scalar()


def _insert(connection: Connection, table: str, values: Mapping[str, Any]) -> None:
    """A row of `table`; columns without a value get something that their type allows."""
    filled = dict(values)
    for column in inspect(connection).get_columns(table):
        if column["name"] in filled or column["nullable"] or column["name"] == "id":
            continue
        kind = str(column["type"]).upper()
        no = False if connection.dialect.name == "postgresql" else 0
        filled[column["name"]] = (
            _MOMENT if kind.startswith(("DATETIME", "TIMESTAMP")) else no if kind == "BOOLEAN" else
            1 if kind.startswith(("INT", "SMALLINT")) else "{}" if kind.startswith("JSON") else ""
        )  # fmt: skip
    names = ", ".join(filled)
    marks = ", ".join(f":{name}" for name in filled)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), filled)


def _put_rows(url: str) -> None:
    """A customer with a vehicle, a message to them, its attempt and its result: every kind of reference."""
    with closing(Database(url)) as database, database.engine.begin() as connection:
        customer: dict[str, Any] = {"id": 1, "name": "髙橋 一郎", "kana": "タカハシ イチロウ", "kind": "individual"}
        customer["email"] = "Taka@Example.JP"
        _insert(connection, "customers", customer)
        _insert(connection, "vehicles", {"id": 1, "customer_id": 1, "maker": "ﾄﾖﾀ", "contact_state": "not_contacted"})
        _insert(connection, "send_jobs", {"id": "a" * 32, "contract_id": "practice", "purpose": "routine"})
        _insert(connection, "messages", {"id": 1, "job_id": "a" * 32, "reference": "b" * 32, "customer_id": 1,
                                         "vehicle_id": 1, "contract_id": "practice", "state": "delivered",
                                         "purpose": "routine", "body": "車検のご案内"})  # fmt: skip
        _insert(connection, "attempts", {"id": 1, "message_id": 1})
        _insert(connection, "delivery_events", {"id": 1, "message_id": 1})


def _shape(engine: Engine) -> dict[str, Any]:
    """All that makes up the tables, but for defaults: a column that is added to a filled table needs one there."""
    seen = inspect(engine)
    return {
        table: {
            "columns": {c["name"]: (str(c["type"]), getattr(c["type"], "collation", None), c["nullable"])
                        for c in seen.get_columns(table)},
            "key": seen.get_pk_constraint(table)["constrained_columns"],
            "references": sorted((f["name"] or "", f["constrained_columns"], f["referred_table"])
                                 for f in seen.get_foreign_keys(table)),
            "unique": sorted((u["name"] or "", u["column_names"]) for u in seen.get_unique_constraints(table)),
            "checks": sorted((c["name"] or "", c["sqltext"]) for c in seen.get_check_constraints(table)),
            "indices": {i["name"]: (i.get("expressions", i["column_names"]), bool(i["unique"]), _where(i))
                        for i in seen.get_indexes(table)},
        }
        for table in seen.get_table_names()
        if table != "alembic_version"
    }  # fmt: skip


def _where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


def test_migrations_make_the_tables_of_the_models(database_url: str) -> None:
    with closing(Database(database_url)) as database:
        Base.metadata.create_all(database.engine)
        modelled = _shape(database.engine)
        Base.metadata.drop_all(database.engine)
        upgrade(database_url)
        migrated = _shape(database.engine)
    assert migrated.keys() == modelled.keys()
    for table, shape in modelled.items():
        assert migrated[table] == shape, table


def test_every_revision_is_known_in_order() -> None:
    known = revisions()
    assert known[0] == "0001"
    assert list(known) == sorted(set(known))


def test_rows_live_through_every_step_up_and_down(database_url: str) -> None:
    known = revisions()
    upgrade(database_url, "0001")
    _put_rows(database_url)
    for revision in (*known[1:], *reversed(known[:-1]), *known[1:]):
        going_up = revision > (_scalar(database_url, "SELECT version_num FROM alembic_version") or "")
        (upgrade if going_up else downgrade)(database_url, revision)
        assert _scalar(database_url, "SELECT version_num FROM alembic_version") == revision
        assert _scalar(database_url, "SELECT body FROM messages WHERE customer_id = 1") == "車検のご案内", revision
        assert _scalar(database_url, "SELECT count(*) FROM attempts JOIN messages ON messages.id = message_id") == 1


def test_rows_that_were_there_before_get_the_keys_that_a_migration_adds(database_url: str) -> None:
    upgrade(database_url, "0001")
    _put_rows(database_url)
    upgrade(database_url)
    assert _scalar(database_url, "SELECT email_key FROM customers") == "takaexamplejp"
    assert _scalar(database_url, "SELECT maker_key FROM vehicles") == "トヨタ"


def test_what_a_sender_did_not_miss_before_the_upgrade_is_not_missed_after_it(database_url: str) -> None:
    upgrade(database_url, "0009")
    _put_rows(database_url)
    with closing(Database(database_url)) as database, database.engine.begin() as connection:
        _insert(connection, "leases", {"name": "sender", "seen_at": _MOMENT})
    upgrade(database_url)
    seen_since = "SELECT count(*) FROM contract_senders JOIN contracts ON contracts.id = contract_id WHERE seen_at"
    assert _scalar(database_url, f"{seen_since} = '{_MOMENT}'") == _scalar(
        database_url, "SELECT count(*) FROM contracts"
    )
    downgrade(database_url, "0009")
    assert _scalar(database_url, "SELECT count(*) FROM leases WHERE name = 'sender'") == 1


def test_messages_that_were_there_before_stand_in_the_history_where_they_left_or_will(database_url: str) -> None:
    upgrade(database_url, "0018")
    _put_rows(database_url)
    planned, left = "2026-12-01 01:00:00", "2026-12-01 01:00:09"
    message = {"job_id": "a" * 32, "contract_id": "practice", "state": "queued", "purpose": "routine"}
    with closing(Database(database_url)) as database, database.engine.begin() as connection:
        for id_, posted_at in ((2, None), (3, left)):
            moments = {"not_before": planned, "posted_at": posted_at}
            of = {"id": id_, "reference": str(id_), "recipient_key": str(id_)}
            _insert(connection, "messages", {**message, **moments, **of})
    for _ in range(2):
        upgrade(database_url)
        for id_, moment in ((1, _MOMENT), (2, planned), (3, left)):
            there = f"SELECT count(*) FROM messages WHERE id = {id_} AND history_at = '{moment}'"
            assert _scalar(database_url, there) == 1, id_
        downgrade(database_url, "0018")
        assert _scalar(database_url, f"SELECT count(*) FROM messages WHERE not_before = '{planned}'") == 2


def test_the_index_of_sums_gives_way_to_a_wider_one_over_messages_and_back(database_url: str) -> None:
    upgrade(database_url, "0019")
    _put_rows(database_url)
    found_by = ["contract_id", "posted_at"]
    for _ in range(2):
        upgrade(database_url)
        wide = _indices(database_url, "messages")["ix_messages_spent"]
        assert (wide[:2], len(wide)) == (found_by, 7)
        assert _indices(database_url, "send_jobs")["ix_send_jobs_listed"] == ["id"]
        downgrade(database_url, "0019")
        assert _indices(database_url, "messages")["ix_messages_spent"] == found_by
        assert "ix_send_jobs_listed" not in _indices(database_url, "send_jobs")
    assert _scalar(database_url, "SELECT count(*) FROM messages WHERE contract_id = 'practice'") == 1


def test_lists_with_greetings_that_were_there_before_keep_the_next_day(database_url: str) -> None:
    upgrade(database_url, "0020")
    _put_rows(database_url)
    greeted, single = uuid4(), uuid4()
    kinds = {greeted.hex: "customers", uuid5(greeted, "greeting").hex: "customers", single.hex: "single"}
    with closing(Database(database_url)) as database, database.engine.begin() as connection:
        for id_, kind in kinds.items():
            job = {"id": id_, "kind": kind, "contract_id": "practice", "purpose": "routine"}
            _insert(connection, "send_jobs", job)
    for _ in range(2):
        upgrade(database_url)
        assert _scalar(database_url, f"SELECT greeting_days FROM send_jobs WHERE id = '{greeted.hex}'") == 1
        assert _scalar(database_url, "SELECT count(*) FROM send_jobs WHERE greeting_days IS NULL") == 3
        downgrade(database_url, "0020")
        assert _scalar(database_url, "SELECT count(*) FROM send_jobs") == 4
        assert _scalar(database_url, "SELECT count(*) FROM messages JOIN send_jobs ON send_jobs.id = job_id") == 1


def _indices(url: str, table: str) -> dict[str | None, list[str | None]]:
    with closing(Database(url)) as database:
        return {index["name"]: index["column_names"] for index in inspect(database.engine).get_indexes(table)}


def test_down_to_nothing_and_up_again(database_url: str) -> None:
    upgrade(database_url)
    _put_rows(database_url)
    downgrade(database_url, "base")
    with closing(Database(database_url)) as database:
        assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
        assert needs_upgrade(database)
    upgrade(database_url)
    assert _scalar(database_url, "SELECT count(*) FROM customers") == 0
    assert _scalar(database_url, "SELECT title FROM contracts") == "練習"


def test_a_database_of_a_newer_program_is_refused_and_left_alone(migrated_url: str) -> None:
    with closing(Database(migrated_url)) as database, database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9001'"))
    with pytest.raises(DatabaseNewer) as caught:
        upgrade(migrated_url)
    assert caught.value.details["revision"] == "9001"
    assert _scalar(migrated_url, "SELECT version_num FROM alembic_version") == "9001"


def test_a_start_without_anything_to_do_leaves_alembic_alone(migrated_url: str) -> None:
    script = (
        "import sys; from dreampower_sms.db.upgrade import upgrade; upgrade(sys.argv[1]); "
        "print([m for m in sys.modules if m.startswith(('alembic', 'mako'))])"
    )
    done = subprocess.run([sys.executable, "-c", script, migrated_url], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_several_programs_that_start_at_once_upgrade_once(database_url: str) -> None:
    script = (
        "import sys, alembic.command; from dreampower_sms.db.upgrade import upgrade; "
        "print('ready', flush=True); sys.stdin.readline(); upgrade(sys.argv[1])"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, database_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], errors
    assert _scalar(database_url, "SELECT count(*) FROM contracts") == 1
    assert _scalar(database_url, "SELECT version_num FROM alembic_version") == revisions()[-1]


def _old_file(folder: Path) -> tuple[str, Path]:
    path = folder / "shop.sqlite3"
    url = f"sqlite:///{path}"
    upgrade(url, "0001")
    _put_rows(url)
    return url, path


def test_a_copy_of_the_file_is_kept_as_it_was_before(tmp_path: Path) -> None:
    url, path = _old_file(tmp_path)
    upgrade(url)
    copy = path.with_name(f"shop.sqlite3.before-{revisions()[-1]}")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert connection.execute("SELECT name FROM customers").fetchone() == ("髙橋 一郎",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not list(tmp_path.glob("*.part"))


def test_a_start_without_anything_to_do_makes_no_copy(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.sqlite3'}"
    upgrade(url)
    upgrade(url)
    assert not list(tmp_path.glob("*.before-*"))


def test_no_step_is_taken_when_the_copy_can_not_be_made(tmp_path: Path) -> None:
    url, path = _old_file(tmp_path)
    path.with_name(f"shop.sqlite3.before-{revisions()[-1]}.part").mkdir()
    with pytest.raises(DatabaseUnreachable):
        upgrade(url)
    assert _scalar(url, "SELECT version_num FROM alembic_version") == "0001"


def test_a_migration_that_fails_half_way_changes_nothing(tmp_path: Path) -> None:
    url, path = _old_file(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bulk_changes (mine TEXT)")  # in the way of revision 0003
        connection.commit()
    with pytest.raises(Exception, match="bulk_changes"):
        upgrade(url)
    assert _scalar(url, "SELECT version_num FROM alembic_version") == "0001"
    with closing(sqlite3.connect(path)) as connection:
        assert not connection.execute("SELECT name FROM sqlite_master WHERE name = 'leases'").fetchall()


def test_the_file_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(DatabaseCorrupt):
        upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]

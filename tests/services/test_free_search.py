"""自由検索 below its screen: lists, long tables, odd values, and queries that really stop on the server."""

import csv
import io
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from dreampower_sms.db.engine import Database
from dreampower_sms.db.errors import DatabaseError, DatabaseUnreachable, SearchStopped
from dreampower_sms.db.tables import CustomerRow, StaffRow, VehicleRow
from dreampower_sms.domain.search.check import SearchRefused
from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Condition, Order, SearchSpec
from dreampower_sms.domain.search.terms import Operator, Words
from dreampower_sms.services.exporting.service import export
from dreampower_sms.services.exporting.table import FileKind
from dreampower_sms.services.free_search import FIRST, FreeSearch, Stop
from dreampower_sms.services.search_table import search_table

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
PATIENCE_S = 30
BY_NAME = (Order("kana"),)
EVERYBODY = SearchSpec(Target.CUSTOMER, order=BY_NAME)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


@pytest.fixture
def search(database: Database) -> FreeSearch:
    return FreeSearch(database, lambda: NOW)


def add(database: Database, *names: str) -> list[int]:
    with database.write() as session:
        rows = [CustomerRow(name=name, kana=f"{n:06}", created_at=NOW, updated_at=NOW) for n, name in enumerate(names)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def containing(wanted: str, operator: Operator = Operator.CONTAINS) -> SearchSpec:
    return SearchSpec(Target.CUSTOMER, (Condition("name", (Words(operator, wanted),)),), BY_NAME)


def test_first_rows_ids_pages_and_blocks_are_one_list(database: Database, search: FreeSearch) -> None:
    ids = add(database, *(f"山田 {n}" for n in range(1_203)))
    first, whole = search.first(EVERYBODY, ("name",), Stop()), search.ids(EVERYBODY, Stop())
    assert (list(whole), search.count(EVERYBODY, Stop())) == (ids, 1_203)
    assert (list(first.ids), first.whole) == (ids[:FIRST], False)
    assert first.rows == search.rows(EVERYBODY, ("name",), ids[:FIRST])
    blocks = list(search.blocks(EVERYBODY, ("name",), whole, Stop()))
    assert max(map(len, blocks)) < len(whole)
    assert [row for block in blocks for row in block] == [(f"山田 {n}",) for n in range(1_203)]
    assert search.first(containing("1202"), ("name",), Stop()).whole


def test_rows_that_are_gone_are_left_out(database: Database, search: FreeSearch) -> None:
    ids = add(database, "山田", "佐藤")
    wanted = [ids[1], 999_999, ids[0]]
    assert dict(search.rows(EVERYBODY, ("name",), wanted)) == {ids[1]: ("佐藤",), ids[0]: ("山田",)}
    assert list(search.blocks(EVERYBODY, ("name",), wanted, Stop())) == [[("佐藤",), ("山田",)]]


def test_a_row_leads_to_its_customer_as_long_as_there_is_one(database: Database, search: FreeSearch) -> None:
    here, gone = add(database, "山田", "佐藤")
    with database.write() as session:
        vehicles = [VehicleRow(customer_id=owner, created_at=NOW, updated_at=NOW) for owner in (here, gone)]
        session.add_all(vehicles)
        session.get_one(CustomerRow, gone).archived_at = NOW
        session.flush()
        rows = [vehicle.id for vehicle in vehicles]
    assert [search.owner(Target.CUSTOMER, each) for each in (here, gone, 999_999)] == [here, None, None]
    assert [search.owner(Target.VEHICLE, each) for each in (*rows, 999_999)] == [here, None, None]


def test_staff_are_choices_and_who_left_comes_last(database: Database, search: FreeSearch) -> None:
    with database.write() as session:
        session.add_all(
            [StaffRow(id=7, name="辞めた人", active=False, position=0), StaffRow(id=9, name="佐藤", position=1)]
        )
    assert [(each.code, each.label) for each in search.items()["staff"].choices] == [("9", "佐藤"), ("7", "辞めた人")]


ODD = ("50%引き", "A_C商会", "O'Hara", "C:\\車", "👍自動車", "𠮷野家", "'; DROP TABLE customers; --")


@pytest.mark.parametrize("operator", [Operator.CONTAINS, Operator.STARTS, Operator.EQUALS])
@pytest.mark.parametrize("name", ODD)
def test_signs_mean_themselves(database: Database, search: FreeSearch, name: str, operator: Operator) -> None:
    ids: dict[str, int] = dict(zip(ODD, add(database, *ODD), strict=True))
    add(database, "500円引き", "ABC商会", "OHara2", "山田")
    found = list(search.ids(containing(name, operator), Stop()))
    assert ids[name] in found
    assert not {*found} & ({*ids.values()} - {ids[name]})


@pytest.mark.parametrize("sign", ["%", "_", "'", "\\", "👍"])
def test_a_lone_sign_is_looked_for(database: Database, search: FreeSearch, sign: str) -> None:
    ids: dict[str, int] = dict(zip(ODD, add(database, *ODD), strict=True))
    assert set(search.ids(containing(sign), Stop())) == {ids[name] for name in ODD if sign in name}


def test_what_no_database_holds_is_refused(search: FreeSearch) -> None:
    with pytest.raises(SearchRefused):
        search.count(containing("山\0田"), Stop())


def test_the_table_of_a_search_is_written_as_a_file(database: Database, search: FreeSearch, tmp_path: Path) -> None:
    ids = add(database, "=1+1", "山田", "佐藤")
    with database.write() as session:
        for each in ids:
            session.get_one(CustomerRow, each).flag_sms = each == ids[1]
    items = search.items()
    table = search_table(search, EVERYBODY, items, ("name", "sms", "kind"), ids[:2], "お客様")
    path = tmp_path / "list.csv"
    assert export(table, path, FileKind.CSV_UTF8).rows == 2
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows == [["氏名", "SMS", "個人・法人"], ["'=1+1", "×", "個人"], ["山田", "○", "個人"]]


def test_a_wish_to_stop_that_comes_first_is_heard(search: FreeSearch) -> None:
    stop = Stop()
    stop.now()
    with pytest.raises(SearchStopped):
        search.count(EVERYBODY, stop)


class Asking(threading.Thread):
    """A search in a thread of its own."""

    def __init__(self, work: Callable[[], Any]) -> None:
        super().__init__()
        self._work = work
        self.error: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            self._work()
        except DatabaseError as error:
            self.error = error


def eventually(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("asked", ["count", "ids"])
def test_a_stopped_query_ends_on_sqlite(migrated_sqlite: Path, tmp_path: Path, asked: str) -> None:
    copy = tmp_path / "shop.sqlite3"
    copy.write_bytes(migrated_sqlite.read_bytes())
    database = Database(str(copy))
    add(database, *(f"山田 {n}" for n in range(50)))
    looked: list[int] = []
    go_on = threading.Event()

    def slow_like(*_values: object) -> bool:
        looked.append(1)
        go_on.wait(PATIENCE_S)
        return True

    @event.listens_for(database.engine, "checkout")
    def slow_down(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.create_function("like", 3, slow_like)

    search, stop = FreeSearch(database, lambda: NOW), Stop()
    ask: Callable[..., Any] = getattr(search, asked)
    asking = Asking(lambda: ask(containing("田"), stop))
    eventually(lambda: looked)
    stop.now()
    go_on.set()
    asking.join(PATIENCE_S)
    assert isinstance(asking.error, SearchStopped)
    assert len(looked) < 50
    assert search.count(EVERYBODY, Stop()) == 50
    database.close()


@pytest.fixture
def held(postgres: Any, migrated_postgres: str) -> Iterator[tuple[Database, Callable[[], Sequence[int]]]]:
    """A database whose customers somebody holds, and which backends wait for them."""
    with postgres.database(template=migrated_postgres) as url:
        database, other = Database(url), Database(url)
        with other.engine.connect() as holder:
            holder.execute(text("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE"))

            def waiting() -> Sequence[int]:
                with other.engine.connect() as looking:
                    active = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                    return list(looking.scalars(text(f"{active} AND state = 'active' AND wait_event_type = 'Lock'")))

            yield database, waiting
        database.close()
        other.close()


def test_a_stopped_query_ends_on_the_server(held: tuple[Database, Callable[[], Sequence[int]]]) -> None:
    database, waiting = held
    stop = Stop()
    asking = Asking(lambda: FreeSearch(database, lambda: NOW).ids(EVERYBODY, stop))
    eventually(waiting)
    stop.now()
    asking.join(PATIENCE_S)
    assert isinstance(asking.error, SearchStopped)
    eventually(lambda: not waiting())


def test_a_connection_that_is_cut_is_told_and_the_next_question_gets_a_new_one(
    held: tuple[Database, Callable[[], Sequence[int]]],
) -> None:
    database, waiting = held
    search = FreeSearch(database, lambda: NOW)
    asking = Asking(lambda: search.ids(EVERYBODY, Stop()))
    eventually(waiting)
    with database.engine.connect() as connection:
        for backend in waiting():
            connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
    asking.join(PATIENCE_S)
    assert isinstance(asking.error, DatabaseUnreachable)
    assert search.items()

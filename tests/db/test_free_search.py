"""The compiled search is held against its definition in plain Python, on random shops and random searches."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from dreampower_sms.db.engine import Database
from dreampower_sms.db.free_search import Query
from dreampower_sms.domain.search.evaluate import arranged, happened_within, shown_days
from dreampower_sms.domain.search.items import ItemType, Target, Value
from dreampower_sms.domain.search.spec import SearchSpec
from tests.random_shop import ITEMS, TODAY, Chance, fill, specs


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    database = Database(migrated_url)
    yield database
    database.close()


@contextmanager
def forgotten(database: Database) -> Generator[Session]:
    """A session whose rows are gone afterwards."""
    with database.engine.connect() as connection, Session(connection) as session:
        yield session
        session.rollback()


def query(spec: SearchSpec, database: Database) -> Query:
    return Query(spec, ITEMS, TODAY, sqlite=database.is_sqlite)


@pytest.mark.parametrize("target", Target)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), seed=st.integers(0, 9_999))
def test_the_database_finds_what_python_finds_in_the_same_order(
    database: Database, target: Target, data: st.DataObject, seed: int
) -> None:
    with forgotten(database) as session:
        rows = fill(session, Chance(seed).shop())[target]
        for spec in data.draw(st.lists(specs(target), min_size=3, max_size=6)):
            asked = query(spec, database)
            expected = arranged(spec, ITEMS, rows, TODAY)
            assert list(asked.ids(session)) == expected
            assert asked.count(session) == len(expected)
            assert [row.id for row in asked.first_rows(session, ("name",), 2)] == expected[:2]


@pytest.mark.parametrize("target", Target)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data(), seed=st.integers(0, 9_999))
def test_a_page_shows_what_the_rows_hold(database: Database, target: Target, data: st.DataObject, seed: int) -> None:
    spec = data.draw(specs(target))
    columns = [key for key, info in ITEMS.items() if info.belongs_to(target)]
    with forgotten(database) as session:
        rows = dict(fill(session, Chance(seed).shop())[target])
        page = query(spec, database).page(session, columns, list(rows))
        for row in page:
            assert row is not None
            shown = {key: _shown(spec, key, rows[row.id].get(key)) for key in columns}
            assert dict(zip(columns, row.values, strict=True)) == shown


def _shown(spec: SearchSpec, item: str, value: Value) -> Value:
    if ITEMS[item].type is ItemType.EVENTS:
        return happened_within(value, shown_days(spec, item), TODAY)
    return value

"""What tests/compiled.py shares, and what it keeps apart."""

from typing import Any

from sqlalchemy import create_engine, event, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import CacheStats


def test_a_statement_is_compiled_once_for_all_engines_of_a_kind() -> None:
    seen = list[CacheStats]()
    for given in (1, 2):
        engine = create_engine("sqlite://")

        @event.listens_for(engine, "before_cursor_execute")
        def look(*told: Any) -> None:
            seen.append(told[4].cache_hit)

        with engine.connect() as connection:
            assert connection.scalar(select(literal(given).label("of_this_test"))) == given
        engine.dispose()
    assert seen == [CacheStats.CACHE_MISS, CacheStats.CACHE_HIT]


def test_another_driver_or_server_is_another_kind() -> None:
    older, newer = postgresql.dialect(), postgresql.dialect()
    assert older == newer
    older.server_version_info, newer.server_version_info = (15, 1), (17, 2)
    assert older != newer
    assert sqlite.dialect() != postgresql.dialect()

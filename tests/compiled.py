"""SQL of the tests, compiled once for all databases of a kind.

A program has one engine and compiles each of its statements once. Tests make an engine each, and SQLAlchemy would
compile for every one of them again: a tenth of all processor time.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

_MADE: LRUCache[Any, Any] = LRUCache(5_000)


def share_compiled() -> None:
    """From now on engines share what was compiled for another engine of the same driver, server and settings."""
    make: Any = Engine.__init__

    def make_sharing(engine: Any, *args: Any, **options: Any) -> None:
        make(engine, *args, **options)
        engine._compiled_cache = _MADE

    of_engine: Any = Engine
    of_engine.__init__ = make_sharing
    of_dialect: Any = DefaultDialect
    of_dialect.__eq__ = lambda one, other: isinstance(other, DefaultDialect) and _kind(one) == _kind(other)
    of_dialect.__hash__ = lambda one: hash(_kind(one))


def _kind(dialect: DefaultDialect) -> tuple[object, ...]:
    """What the words of a statement and the types of its values depend on. A server says its version when it is met."""
    return type(dialect), dialect.server_version_info, dialect.paramstyle, dialect.default_schema_name

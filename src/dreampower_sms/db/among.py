"""Thousands of values in one parameter.

A parameter for each value takes longer to write into a statement, and to take apart again, than the database needs to
answer it.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Executable, Row, String, TypeDecorator, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from dreampower_sms.db.moves import run

_AT_ONCE = 5000
"""So many rows are in memory twice."""


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column, of texts or numbers, has one of the values that come under this name."""
    return _Among(column, bindparam(name, type_=_Values(column.type)))


def rows_of(
    session: Session, statement: Executable, name: str, values: Collection[Any], **others: Any
) -> Iterator[Row[*tuple[Any, ...]]]:
    """What a statement finds for the values that it takes under `name`, however many they are."""
    ordered = list(values)
    for start in range(0, len(ordered), _AT_ONCE):
        yield from run(session, statement, {name: ordered[start : start + _AT_ONCE], **others}).all()


class _Values(TypeDecorator[Sequence[Any]]):
    """An array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else json.dumps(value)


class _Among(FunctionElement[bool]):
    """Of no type: SQLAlchemy would compare a boolean with 1 on SQLite, and no index answers that."""

    inherit_cache = True


@compiles(_Among, "postgresql")
def _in_array(found: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(one, **kw) for one in found.clauses)
    return f"{column} = ANY ({values})"


@compiles(_Among, "sqlite")
def _in_json(found: _Among, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(one, **kw) for one in found.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  of SQLAlchemy's own words

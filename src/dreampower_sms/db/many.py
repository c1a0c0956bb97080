"""Thousands of values in one parameter, to be looked for or to be written.

A parameter for each value takes longer to write into a statement, and to take apart again, than the database needs to
answer it.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Dialect,
    Executable,
    Insert,
    Row,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from dreampower_sms.db.moves import run

_ROWS = bindparam("rows", type_=Text())
_T = TypeVar("_T")
_AT_ONCE = 1000
"""Of more, the rows that are on their way cost the garbage collector more than further statements do."""


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column, of texts or numbers, has one of the values that come under this name."""
    return _Among(column, bindparam(name, type_=_Values(column.type)))


def rows_of(
    session: Session, statement: Executable, name: str, values: Collection[Any], **others: Any
) -> Iterator[Row[*tuple[Any, ...]]]:
    """What a statement finds for the values that it takes under `name`, however many they are."""
    for some in _chunks(list(values)):
        yield from run(session, statement, {name: some, **others})


class InsertMany:
    """Adds thousands of rows to a table, in their order. Most of the work is `prepare`, which needs no transaction."""

    def __init__(self, table: Table, own: Sequence[Column[Any]], shared: Sequence[Column[Any]]) -> None:
        """`own`: what each row has of its own; `shared`: what they have in common. The others get their defaults."""
        self._own = own
        rows = {"sqlite": _of_json(own), "postgresql": _of_recordset(own)}
        given = [bindparam(each.key, type_=each.type) for each in shared]
        names = [each.key for each in chain(own, shared)]
        self._statements: Mapping[str, Insert] = {
            dialect: insert(table).from_select(names, found.add_columns(*given)) for dialect, found in rows.items()
        }

    def prepare(self, dialect: Dialect, rows: Sequence[Mapping[str, Any]]) -> Sequence[str]:
        """The rows as the database takes them; each has a value for all of `own`."""
        stored = [(each.key, _stored(each, dialect)) for each in self._own]
        return [
            json.dumps([{key: to(row[key]) for key, to in stored} for row in some], ensure_ascii=False, default=_moment)
            for some in _chunks(rows)
        ]

    def __call__(self, session: Session, prepared: Sequence[str], shared: Mapping[str, Any]) -> None:
        """Write the rows that were prepared."""
        statement = self._statements[session.get_bind().dialect.name]
        for some in prepared:
            run(session, statement, {"rows": some, **shared})


def _of_json(own: Sequence[Column[Any]]) -> Select[*tuple[Any, ...]]:
    each = func.json_each(_ROWS).table_valued("value")
    return select(*(func.json_extract(each.c.value, f"$.{one.key}") for one in own))


def _of_recordset(own: Sequence[Column[Any]]) -> Select[*tuple[Any, ...]]:
    named = [column(one.key, one.type) for one in own]
    return select(func.json_to_recordset(cast(_ROWS, JSON)).table_valued(*named).render_derived(with_types=True))


def _stored(of: Column[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """What the column's type makes of a value before it goes to the driver."""
    return of.type.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: object) -> object:
    return value


def _moment(value: datetime) -> str:
    return value.isoformat()


def _chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


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

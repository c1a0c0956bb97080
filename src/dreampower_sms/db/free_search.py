"""A search, compiled to SQL and run: the first rows, all ids in order, a page by ids, the count.

A list asks for its first rows (LIMIT) and shows them, then for all ids in order, and from then on for pages by ids:
an exact count, a true scroll bar, and rows that stay where they were while others change them.
A page by ids costs the same at the end of 200,000 rows as at the start; OFFSET would not.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, UnaryExpression, func, or_, select
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import custom_op

from dreampower_sms.db.search_terms import Asking, Sql, Truth
from dreampower_sms.db.searching_items import CATALOGUE
from dreampower_sms.db.tables import CustomerRow, VehicleRow
from dreampower_sms.domain.search.check import refuse_wrong
from dreampower_sms.domain.search.evaluate import shown_days
from dreampower_sms.domain.search.items import Items, ItemType, Target, Value
from dreampower_sms.domain.search.spec import Condition, Order, SearchSpec
from dreampower_sms.domain.search.terms import Dates, Numbers, Operator, Relative, Words

_MAY_BE_MISSING = frozenset({ItemType.NUMBER, ItemType.DATE, ItemType.MONTH})
_WALKS = frozenset({Operator.CONTAINS, Operator.ENDS})
"""Operators that no index answers: every row has to be looked at."""
_PLUS: custom_op[Any] = custom_op("+")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its id and the values of the columns asked for, in their order."""

    id: int
    values: tuple[Value, ...]


class Query:
    """One search that has passed its check, ready to be asked in several ways. Knows no connection."""

    def __init__(self, spec: SearchSpec, items: Items, today: date, *, sqlite: bool) -> None:
        """`items` is the catalogue with its choices. Raises `SearchRefused` when `spec` can't run."""
        refuse_wrong(spec, items)
        self._spec, self._items, self._asking = spec, items, Asking(today, sqlite)
        self._id = VehicleRow.id if spec.target is Target.VEHICLE else CustomerRow.id

    def first_rows(self, session: Session, columns: Sequence[str], limit: int) -> tuple[Row, ...]:
        """The first rows of the list, at most `limit`."""
        statement = self._found([self._id, *self._values(columns)], columns).order_by(*self._order()).limit(limit)
        return tuple(self._read(row, columns) for row in session.execute(statement))

    def ids(self, session: Session) -> "array[int]":
        """The ids of all rows in the order of the list, 8 bytes each."""
        statement = self._found([self._id]).order_by(*self._order())
        return array("q", session.scalars(statement))

    def count(self, session: Session) -> int:
        """How many rows the list has."""
        counted = self._found([func.count()], ordered=False)
        return session.execute(counted).scalar_one()

    def page(self, session: Session, columns: Sequence[str], ids: Sequence[int]) -> tuple[Row | None, ...]:
        """The rows with these ids (some hundreds at most), in this order; None for one that is gone by now."""
        statement = self._from([self._id, *self._values(columns)], frozenset(columns)).where(self._id.in_(ids))
        found = {row[0]: self._read(row, columns) for row in session.execute(statement)}
        return tuple(found.get(each) for each in ids)

    def _found(
        self, selected: Sequence[Sql], columns: Sequence[str] = (), *, ordered: bool = True
    ) -> Select[*tuple[Any, ...]]:
        """SELECT … FROM … WHERE …, with the owner joined only where something of the owner is used."""
        conditions = self._spec.conditions
        used = {each.item for each in conditions} | set(columns)
        used |= {self._source(each) for each in self._spec.order} if ordered else set()
        return self._from(selected, frozenset(used)).where(*self._alive(), *map(self._where, conditions))

    def _from(self, selected: Sequence[Sql], used: frozenset[str]) -> Select[*tuple[Any, ...]]:
        statement: Select[*tuple[Any, ...]] = select(*selected)
        if self._spec.target is Target.CUSTOMER:
            return statement.select_from(CustomerRow)
        if any(self._items[item].target is Target.CUSTOMER for item in used):
            return statement.select_from(VehicleRow).join(CustomerRow, CustomerRow.id == VehicleRow.customer_id)
        return statement.select_from(VehicleRow)

    def _alive(self) -> tuple[Truth, ...]:
        """Without what is archived. Few owners are, so they are a small set rather than a reason to join."""
        if self._spec.target is Target.CUSTOMER:
            return (CustomerRow.archived_at.is_(None),)
        archived = select(CustomerRow.id).where(CustomerRow.archived_at.is_not(None))
        return (VehicleRow.archived_at.is_(None), VehicleRow.customer_id.not_in(archived))

    def _where(self, condition: Condition) -> Truth:
        info, asked = self._items[condition.item], CATALOGUE[condition.item].asked
        return or_(*(asked.where(term, info, self._asking) for term in condition.any_of))

    def _order(self) -> Iterable[Sql]:
        """ORDER BY, with the id as the last word so that the order is always the same."""
        for place, order in enumerate(self._spec.order):
            source = self._source(order)
            info = self._items[source]
            by = CATALOGUE[source].asked.order(info, self._asking_for(source))
            within = self._within_ends(source)
            if place == 0 and not within and self._looks_at_every_row():
                by = _off_the_index(by)
            directed = by.desc() if order.descending else by.asc()
            if info.type in _MAY_BE_MISSING and not within:
                directed = directed.nulls_first() if order.descending else directed.nulls_last()
            yield directed
        backwards = bool(self._spec.order) and self._spec.order[-1].descending
        yield self._id.desc() if backwards else self._id.asc()

    def _looks_at_every_row(self) -> bool:
        """Whether SQLite should scan and sort.

        It would rather walk the index of the order and fetch each row to look for a part of a text in it: with few
        hits ten times slower. PostgreSQL knows how many hits to expect.
        """
        terms = (term for condition in self._spec.conditions for term in condition.any_of)
        return self._asking.sqlite and any(isinstance(term, Words) and term.operator in _WALKS for term in terms)

    def _within_ends(self, item: str) -> bool:
        """Whether only rows with some value of this item are asked for, by ends that its index knows.

        Then nothing is missing, and the rows come out of the index in their order: the first ones are there at once.
        """
        asked = [condition.any_of for condition in self._spec.conditions if condition.item == item]
        return any(len(terms) == 1 and isinstance(terms[0], Dates | Relative | Numbers) for terms in asked)

    def _source(self, order: Order) -> str:
        return self._items[order.item].sorted_by or order.item

    def _asking_for(self, item: str) -> Asking:
        return replace(self._asking, days=shown_days(self._spec, item))

    def _values(self, columns: Sequence[str]) -> list[Sql]:
        return [value for item in columns for value in CATALOGUE[item].asked.values(self._asking_for(item))]

    def _read(self, row: SqlRow[*tuple[Any, ...]], columns: Sequence[str]) -> Row:
        values: list[Value] = []
        place = 1
        for item in columns:
            asked, asking = CATALOGUE[item].asked, self._asking_for(item)
            width = len(asked.values(asking))
            values.append(asked.read(row[place : place + width], asking))
            place += width
        return Row(row[0], tuple(values))


def _off_the_index(by: Sql) -> Sql:
    """`+x`: the same value, but no index of SQLite has its order."""
    return UnaryExpression(cast("ColumnElement[Any]", by), operator=_PLUS)

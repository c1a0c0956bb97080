"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import DateTime, Dialect, Integer, String, TypeDecorator
from sqlalchemy.dialects.postgresql import VARCHAR

E = TypeVar("E", bound=StrEnum)

_SEN = Decimal(100)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC. SQLite knows no time zone, so a naive one would change its meaning: refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without a time zone is not stored"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Yen(TypeDecorator[Decimal]):
    """Money in yen, stored as whole sen (1/100 yen): sums stay exact on both databases."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """To the database: sen. Raises ValueError for less than a sen."""
        if value is None:
            return None
        sen = value * _SEN
        if sen != sen.to_integral_value():
            message = f"{value} yen is finer than a sen"
            raise ValueError(message)
        return int(sen)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """From the database: yen."""
        return None if value is None else Decimal(value) / _SEN


class Code(TypeDecorator[E], Generic[E]):
    """An enum member, stored as its value. "" stands for None where a column says so."""

    impl = String(24)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | str | None, dialect: Dialect) -> str | None:
        """To the database: the value; a text that is no member raises ValueError."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:
        """From the database: the member."""
        return None if value is None else self.kind(value)


SearchKey = String(200).with_variant(VARCHAR(200, collation="C"), "postgresql")
"""A folded text that is searched by prefix range: on PostgreSQL only the C collation orders it by code point,
as SQLite does by itself."""

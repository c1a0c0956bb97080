"""What all tables share."""

from datetime import datetime

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from dreampower_sms.db.types import UtcDateTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraints have names of their own: a migration can only drop what it can name, on both databases alike."""


class Base(DeclarativeBase):
    """Base of all models."""

    metadata = MetaData(naming_convention=NAMES)


class Versioned:
    """A row that two PCs may edit: the second save of an older copy fails instead of overwriting."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:  # noqa: N805  SQLAlchemy calls it with the class
        """Let SQLAlchemy compare and raise the version with every UPDATE."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]  # the mixin has no table


class Stamped(Versioned):
    """A versioned row that says when it came and when it was last changed."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""Tables of 自由検索: saved titles, and what 一括変更 did so that it can be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from dreampower_sms.db.tables_base import Base, Stamped
from dreampower_sms.db.types import Code, UtcDateTime
from dreampower_sms.domain.search.items import Target


class SearchTitleRow(Stamped, Base):
    """A 検索タイトル, shared by all PCs. A deleted one stays until nobody can want it back."""

    __tablename__ = "search_titles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    target: Mapped[Target] = mapped_column(Code(Target))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Items, conditions and order, as `domain.search.stored` writes them."""
    updated_by: Mapped[str] = mapped_column(String(60), default="")
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BulkChangeRow(Base):
    """One 一括変更: which item of how many rows got which value, by whom."""

    __tablename__ = "bulk_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    clerk: Mapped[str] = mapped_column(String(60), default="")
    pc: Mapped[str] = mapped_column(String(80), default="")
    target: Mapped[Target] = mapped_column(Code(Target))
    item: Mapped[str] = mapped_column(String(40))
    value: Mapped[str | None] = mapped_column(String(400))
    """As in `BulkChangeStepRow.old`."""
    changed: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str] = mapped_column(String(60), default="")


class BulkChangeStepRow(Base):
    """What one row held before a 一括変更, and the version that the change gave it."""

    __tablename__ = "bulk_change_steps"

    change_id: Mapped[int] = mapped_column(ForeignKey("bulk_changes.id"), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)
    old: Mapped[str | None] = mapped_column(Text)
    """The old value as text: a day in ISO 8601, a check as 1 or 0; None where there was none."""
    version: Mapped[int]

    __table_args__ = (Index("ix_bulk_change_steps_old", "change_id", "old"),)

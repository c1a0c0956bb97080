"""Tables of importing and of duplicates: what came from where, what was refused, who was merged with whom."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from dreampower_sms.db.tables_base import Base
from dreampower_sms.db.tables_people import VehicleRow
from dreampower_sms.db.types import Code, UtcDateTime
from dreampower_sms.domain.imports import RunState


class ImportRunRow(Base):
    """One import of a file. `last_row` is written with the rows themselves, so that it is true after a crash."""

    __tablename__ = "import_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clerk: Mapped[str] = mapped_column(String(60), default="")
    pc: Mapped[str] = mapped_column(String(80), default="")
    file_name: Mapped[str] = mapped_column(String(260))
    fingerprint: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Columns and choices: only the same file with the same ones is gone on with."""
    headers: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[RunState] = mapped_column(Code(RunState))
    last_row: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)

    __table_args__ = (Index("ix_import_runs_fingerprint", "fingerprint"),)


class ImportRejectRow(Base):
    """A row of a file that was refused, as it stood there, and why: kept until it is mended or forgotten."""

    __tablename__ = "import_rejects"

    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"), primary_key=True)
    row_no: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[list[str]] = mapped_column(JSON)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class ImportLinkRow(Base):
    """Which record a row of an earlier file became. It makes a second import of the same row change nothing."""

    __tablename__ = "import_links"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    """What the row calls itself: the file's own code, or else a hash of what tells it apart."""
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    vehicle_id: Mapped[int | None] = mapped_column(ForeignKey("vehicles.id"))
    marks: Mapped[bytes] = mapped_column(LargeBinary(200))
    """A checksum of each value that the file gave, in the order of the fields: tells what is new in a newer file."""
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id"))
    row_no: Mapped[int]

    __table_args__ = (CheckConstraint("(customer_id IS NULL) <> (vehicle_id IS NULL)", name="of_one_record"),)


class MergeRow(Base):
    """Two customers that were found to be one. Holds all that undoing it needs."""

    __tablename__ = "customer_merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    clerk: Mapped[str] = mapped_column(String(60), default="")
    pc: Mapped[str] = mapped_column(String(80), default="")
    kept_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Column of the kept customer → its value before and after."""
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Table → ids of the rows that went from one customer to the other."""
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by: Mapped[str] = mapped_column(String(60), default="")

    __table_args__ = (Index("ix_customer_merges_kept_id", "kept_id"),)


class ApartRow(Base):
    """Two customers who look alike and are not the same: not to be asked again."""

    __tablename__ = "customers_apart"

    first_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    clerk: Mapped[str] = mapped_column(String(60), default="")

    __table_args__ = (CheckConstraint("first_id < second_id", name="in_order"),)


Index("ix_vehicles_chassis_key", VehicleRow.chassis_key)
# An import looks for each vehicle of a file by it, whoever owns it now.

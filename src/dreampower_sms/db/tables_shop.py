"""Tables of the shop itself: company, templates, custom bars, drafts, contracts, fees, settings, audit log."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dreampower_sms.db.tables_base import Base, Versioned
from dreampower_sms.db.types import Code, UtcDateTime, Yen
from dreampower_sms.domain.messages import Purpose


class CompanyRow(Versioned, Base):
    """会社情報: one row a shop. Templates take their company fields from it."""

    __tablename__ = "company"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    formal_name: Mapped[str] = mapped_column(String(120), default="")
    """The registered name, which an advertisement has to carry."""
    kana: Mapped[str] = mapped_column(String(160), default="")
    representative: Mapped[str] = mapped_column(String(60), default="")
    zip: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    url: Mapped[str] = mapped_column(String(300), default="")
    opt_out_contact: Mapped[str] = mapped_column(String(300), default="")


class TemplateRow(Versioned, Base):
    """定型メッセージ. Archived ones stay, because jobs name them."""

    __tablename__ = "templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[Purpose] = mapped_column(Code(Purpose))
    body: Mapped[str] = mapped_column(Text)
    digit: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    standard_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("digit BETWEEN 1 AND 9", name="digit_is_a_key"),)


class CustomBarSlotRow(Base):
    """One button of a custom bar of 照会; a free slot has no row."""

    __tablename__ = "custom_bar_slots"

    bar: Mapped[str] = mapped_column(String(10), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(String(40))

    __table_args__ = (CheckConstraint("slot BETWEEN 1 AND 8", name="slot_exists"),)


class DraftRow(Base):
    """A text that was typed and not sent: it survives a crash and a closed window."""

    __tablename__ = "drafts"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    clerk: Mapped[str] = mapped_column(String(60), primary_key=True, default="")
    job_id: Mapped[str] = mapped_column(String(32))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("templates.id"))
    body: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContractRow(Versioned, Base):
    """A gateway account of the shop. Secrets are in the operating system's store, never here."""

    __tablename__ = "contracts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    gateway: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(80))
    profile: Mapped[str] = mapped_column(String(40))
    """Name of the counting profile."""
    sender_name: Mapped[str] = mapped_column(String(60), default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    day_messages: Mapped[int] = mapped_column(default=0)
    day_yen: Mapped[int] = mapped_column(default=0)
    month_messages: Mapped[int] = mapped_column(default=0)
    month_yen: Mapped[int] = mapped_column(default=0)
    """The budget: at most so many messages and yen a day and a month; 0 is no limit."""


class TariffRow(Base):
    """One tier of a dated fee table of a contract."""

    __tablename__ = "tariffs"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[str] = mapped_column(ForeignKey("contracts.id"))
    valid_from: Mapped[date] = mapped_column(Date)
    tier: Mapped[int]
    end_units: Mapped[int]
    price: Mapped[Decimal] = mapped_column(Yen)

    __table_args__ = (UniqueConstraint("contract_id", "valid_from", "tier"),)


class SettingRow(Versioned, Base):
    """One setting of the shop, a clerk or a PC."""

    __tablename__ = "settings"

    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class AuditRow(Base):
    """Who changed what and when. Only added."""

    __tablename__ = "audit_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    clerk: Mapped[str] = mapped_column(String(60), default="")
    pc: Mapped[str] = mapped_column(String(80), default="")
    action: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[str] = mapped_column(String(40), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (Index("ix_audit_log_at", "at"), Index("ix_audit_log_entity", "entity", "entity_id"))

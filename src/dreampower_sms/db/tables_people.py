"""Tables of who may be written to: staff, customers, vehicles, consent, stop list."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, Boolean, CheckConstraint, Date, ForeignKey, Index, String, Text, event, func, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from dreampower_sms.db.keys import CUSTOMER_KEYS, VEHICLE_KEYS
from dreampower_sms.db.tables_base import Base, Stamped
from dreampower_sms.db.types import Code, SearchKey, UtcDateTime
from dreampower_sms.domain.messages import Purpose
from dreampower_sms.domain.people import ConsentKind, ContactState, CustomerKind


class StaffRow(Base):
    """担当者: who works at the desk. Kept when they leave, because records name them."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    kana: Mapped[str] = mapped_column(String(80), default="")
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class CustomerRow(Stamped, Base):
    """A customer with everything a garage keeps, and the keys by which the desk finds one."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kana: Mapped[str] = mapped_column(String(160), default="")
    honorific: Mapped[str] = mapped_column(String(10), default="様")
    kind: Mapped[CustomerKind] = mapped_column(Code(CustomerKind), default=CustomerKind.INDIVIDUAL)
    zip: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    mobile: Mapped[str] = mapped_column(String(40), default="")
    mobile_e164: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    birthday: Mapped[date | None] = mapped_column(Date)
    rank: Mapped[str] = mapped_column(String(10), default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    memo: Mapped[str] = mapped_column(Text, default="")
    is_dummy: Mapped[bool] = mapped_column(Boolean, default=False)
    number_checked_on: Mapped[date | None] = mapped_column(Date)
    number_bad: Mapped[str] = mapped_column(String(40), default="")

    flag_summer: Mapped[bool] = mapped_column(Boolean, default=False)
    flag_midyear: Mapped[bool] = mapped_column(Boolean, default=False)
    flag_yearend: Mapped[bool] = mapped_column(Boolean, default=False)
    flag_newyear: Mapped[bool] = mapped_column(Boolean, default=False)
    flag_print_list: Mapped[bool] = mapped_column(Boolean, default=False)
    flag_dm: Mapped[bool] = mapped_column(Boolean, default=False)
    flag_sms: Mapped[bool] = mapped_column(Boolean, default=False)
    flag_telecall: Mapped[bool] = mapped_column(Boolean, default=False)

    name_key: Mapped[str] = mapped_column(SearchKey, default="")
    kana_key: Mapped[str] = mapped_column(SearchKey, default="")
    name_key2: Mapped[str] = mapped_column(SearchKey, default="")
    """The given name, or a company's name without its legal form: people look for both."""
    kana_key2: Mapped[str] = mapped_column(SearchKey, default="")
    address_key: Mapped[str] = mapped_column(Text, default="")
    phone_rev: Mapped[str] = mapped_column(SearchKey, default="")
    """Digits of the fixed line, last one first: "the last digits are 1234" becomes a prefix."""
    mobile_rev: Mapped[str] = mapped_column(SearchKey, default="")
    zip_key: Mapped[str] = mapped_column(SearchKey, default="")
    email_key: Mapped[str] = mapped_column(SearchKey, default="")
    rank_key: Mapped[str] = mapped_column(SearchKey, default="")
    memo_key: Mapped[str] = mapped_column(Text, default="")

    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))

    __table_args__ = (
        # The desk's search reads these alone (db.inquiry): what it compares and sorts by stands in them.
        Index("ix_customers_kana_key", "kana_key", "id", "archived_at"),
        Index("ix_customers_name_key", "name_key", "kana_key", "id", "archived_at"),
        Index("ix_customers_name_key2", "name_key2", "kana_key", "id", "archived_at"),
        Index("ix_customers_kana_key2", "kana_key2", "kana_key", "id", "archived_at"),
        Index("ix_customers_phone_rev", "phone_rev"),
        Index("ix_customers_mobile_rev", "mobile_rev"),
        Index("ix_customers_mobile_e164", "mobile_e164"),
        Index("ix_customers_archived", "id",
              sqlite_where=text("archived_at IS NOT NULL"), postgresql_where=text("archived_at IS NOT NULL")),
    )  # fmt: skip

    @validates(*CUSTOMER_KEYS)
    def _keep_keys(self, field: str, value: Any) -> Any:
        for key, made in CUSTOMER_KEYS[field](value or "").items():
            setattr(self, key, made)
        return value


TEXT_PAIRS = DDL("""
CREATE OR REPLACE FUNCTION text_pairs(one text, other text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT coalesce(array_agg(DISTINCT substr(word, place, 2)), '{}')
    FROM unnest(ARRAY[one, other]) AS word, generate_series(1, length(word) - 1) AS place
$$
""")
"""Every two letters that stand side by side in either text. PostgreSQL keeps an index of them by itself."""

NAME_PAIRS = func.text_pairs(CustomerRow.name_key, CustomerRow.kana_key)
Index("ix_customers_pairs", NAME_PAIRS, postgresql_using="gin", postgresql_with={"fastupdate": "off"}).ddl_if(
    dialect="postgresql"
)
event.listen(Base.metadata, "before_create", TEXT_PAIRS.execute_if(dialect="postgresql"))


class VehicleRow(Stamped, Base):
    """A vehicle of a customer."""

    __tablename__ = "vehicles"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    plate_area: Mapped[str] = mapped_column(String(20), default="")
    plate_class: Mapped[str] = mapped_column(String(5), default="")
    plate_kana: Mapped[str] = mapped_column(String(2), default="")
    plate_number: Mapped[str] = mapped_column(String(8), default="")
    maker: Mapped[str] = mapped_column(String(40), default="")
    model: Mapped[str] = mapped_column(String(80), default="")
    type_code: Mapped[str] = mapped_column(String(40), default="")
    chassis_number: Mapped[str] = mapped_column(String(40), default="")
    first_registration: Mapped[str] = mapped_column(String(7), default="")
    inspection_expiry: Mapped[date | None] = mapped_column(Date)
    next_check: Mapped[date | None] = mapped_column(Date)
    mileage: Mapped[int | None] = mapped_column()
    sms: Mapped[bool] = mapped_column(Boolean, default=False)
    contact_state: Mapped[ContactState] = mapped_column(Code(ContactState), default=ContactState.NOT_CONTACTED)

    plate_digits: Mapped[str] = mapped_column(SearchKey, default="")
    """The serial number of the plate without signs, e.g. 1234 for 12-34 and 12 for ・・12."""
    plate_area_key: Mapped[str] = mapped_column(SearchKey, default="")
    plate_class_key: Mapped[str] = mapped_column(SearchKey, default="")
    plate_kana_key: Mapped[str] = mapped_column(SearchKey, default="")
    maker_key: Mapped[str] = mapped_column(SearchKey, default="")
    model_key: Mapped[str] = mapped_column(SearchKey, default="")
    type_key: Mapped[str] = mapped_column(SearchKey, default="")
    chassis_key: Mapped[str] = mapped_column(SearchKey, default="")

    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_vehicles_customer_id", "customer_id"),
        Index("ix_vehicles_plate_digits", "plate_digits", "customer_id"),
        Index("ix_vehicles_plate",
              "plate_area_key", "plate_class_key", "plate_kana_key", "plate_digits", "customer_id", "archived_at"),
        Index("ix_vehicles_inspection_expiry", "inspection_expiry"),
        Index("ix_vehicles_next_check", "next_check"),
    )  # fmt: skip

    @validates(*VEHICLE_KEYS)
    def _keep_keys(self, field: str, value: Any) -> Any:
        for key, made in VEHICLE_KEYS[field](value or "").items():
            setattr(self, key, made)
        return value


class ConsentRow(Base):
    """One entry of the consent log. Only added, never changed: 特定電子メール法 3条2項 wants it kept."""

    __tablename__ = "consent_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    e164: Mapped[str] = mapped_column(String(20))
    kind: Mapped[ConsentKind] = mapped_column(Code(ConsentKind))
    purpose: Mapped[Purpose | None] = mapped_column(Code(Purpose))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    clerk: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(120), default="")
    wording: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        Index("ix_consent_records_e164", "e164"),
        Index("ix_consent_records_customer_id", "customer_id"),
    )


class StopRow(Base):
    """配信停止 of a number. Lifted ones stay, so that it can be shown who did what and when."""

    __tablename__ = "stop_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    e164: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(24), default="")
    """"" for every purpose: NULLs would not be equal in the index that keeps one active stop a number."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    clerk: Mapped[str] = mapped_column(String(60), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(60), default="")
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by: Mapped[str] = mapped_column(String(60), default="")

    __table_args__ = (
        CheckConstraint("e164 <> ''", name="e164_present"),
        Index(
            "uq_stop_list_active",
            "e164",
            "purpose",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

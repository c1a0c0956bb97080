"""Customers, vehicles and consent as plain values. Rows of the database never leave `db`."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dreampower_sms.domain.messages import Purpose


class CustomerKind(StrEnum):
    """個人 or 法人."""

    INDIVIDUAL = "individual"
    COMPANY = "company"


class ContactState(StrEnum):
    """How far the shop is with a vehicle's next 車検: 未案内, 案内済, 予約済, 入庫済."""

    NOT_CONTACTED = "not_contacted"
    CONTACTED = "contacted"
    BOOKED = "booked"
    ARRIVED = "arrived"


class ConsentKind(StrEnum):
    """What a consent record says about a number and a purpose."""

    GRANTED = "granted"
    RELATION = "relation"
    """取引関係: an existing business relation, which 特定電子メール法 3条1項 accepts in place of consent."""
    WITHDRAWN = "withdrawn"


FLAGS = (
    "flag_summer",
    "flag_midyear",
    "flag_yearend",
    "flag_newyear",
    "flag_print_list",
    "flag_dm",
    "flag_sms",
    "flag_telecall",
    "flag_area_code",
)
"""The nine default check boxes of 初期設定, in the order of the manual (chapter 5):
暑中 中元 歳暮 年賀 一覧印刷 DM発送 SMS テレコール 市外局番を自動取得.
The last is only a default, not a column of a customer."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle of a customer."""

    id: int
    customer_id: int
    plate: str
    """As printed on the plate, e.g. 千葉 500 あ 12-34."""
    maker: str
    model: str
    type_code: str
    """型式, e.g. DBA-ZVW30."""
    first_registration: str
    """Year and month as YYYY-MM, or "" (the certificate names no day)."""
    inspection_expiry: date | None
    """車検満了日."""
    next_check: date | None
    mileage: int | None
    sms: bool
    contact_state: ContactState
    version: int


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer with what the card and the sending rules need."""

    id: int
    name: str
    kana: str
    honorific: str
    kind: CustomerKind
    zip: str
    address: str
    phone: str
    mobile: str
    """As typed; `domain.phone.parse_phone` says whether it can get an SMS."""
    email: str
    birthday: date | None
    rank: str
    staff_name: str
    memo: str
    sms: bool
    is_dummy: bool
    """上様: a stand-in for walk-ins, never written to."""
    number_bad: str
    """Code of a definite delivery failure of this number ("" when none)."""
    version: int


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One entry of the consent log. Records are only added, never changed."""

    at: datetime
    e164: str
    kind: ConsentKind
    purpose: Purpose | None
    """None: for every purpose."""
    clerk: str
    source: str
    wording: str


@dataclass(frozen=True, slots=True)
class Stop:
    """An active 配信停止 of a number, which holds for every customer who shares it."""

    e164: str
    at: datetime
    clerk: str
    reason: str
    purpose: Purpose | None
    """None: nothing at all may be sent."""

"""What the files of `resources/demo/` hold: one record a line, its fields named like the columns they go to.

Moments carry Japan's offset, days are ISO dates, both seen from `ANCHOR`; README.md of that folder says how the
loader moves them to the day of loading.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

ANCHOR = date(2026, 11, 23)
"""The day from which all dates of the demo data are seen; a Monday."""


@dataclass(slots=True)
class Customer:
    """A line of customers.jsonl. Mutable, because who fails to be reached shows only after the history is made."""

    id: int
    name: str
    kana: str
    honorific: str
    kind: str
    zip: str
    address: str
    phone: str
    mobile: str
    email: str
    birthday: date | None
    rank: str
    staff_id: int
    memo: str
    is_dummy: bool = False
    number_checked_on: date | None = None
    number_bad: str = ""
    flag_summer: bool = True
    flag_midyear: bool = False
    flag_yearend: bool = False
    flag_newyear: bool = True
    flag_print_list: bool = True
    flag_dm: bool = True
    flag_sms: bool = True
    flag_telecall: bool = False


@dataclass(slots=True)
class Vehicle:
    """A line of vehicles.jsonl."""

    id: int
    customer_id: int
    plate_area: str
    plate_class: str
    plate_kana: str
    plate_number: str
    maker: str
    model: str
    type_code: str
    chassis_number: str
    first_registration: date
    """With its day, so that it can be moved; the loader keeps year and month."""
    inspection_expiry: date
    next_check: date
    mileage: int
    sms: bool = True
    contact_state: str = "not_contacted"


@dataclass(frozen=True, slots=True)
class Consent:
    """A line of consents.jsonl."""

    customer_id: int
    e164: str
    kind: str
    purpose: str
    """"" for every purpose."""
    at: datetime
    clerk: str
    source: str
    wording: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A line of stops.jsonl."""

    e164: str
    purpose: str
    at: datetime
    clerk: str
    reason: str
    source: str
    lifted_at: datetime | None = None
    lifted_by: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A line of jobs.jsonl: a list, or the one message of a single sending."""

    id: str
    kind: str
    title: str
    purpose: str
    template: str
    """Key of a standard template, or "" when a clerk typed `body`."""
    body: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Event:
    """One delivery result of a message."""

    delivery: str
    at: datetime
    code: str = ""


@dataclass(slots=True)
class Message:
    """A line of messages.jsonl. The loader merges the job's text and counts it."""

    job_id: str
    customer_id: int
    vehicle_id: int | None
    clerk: str
    created_at: datetime
    state: str
    values: dict[str, date] = field(default_factory=dict[str, date])
    """Merge fields as they were then, in place of today's: a renewed vehicle had another 車検満了日."""
    code: str = ""
    sent_at: datetime | None = None
    settled_at: datetime | None = None
    events: list[Event] = field(default_factory=list[Event])
    overridden: list[str] = field(default_factory=list[str])
    override_reason: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_reason: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """A clerk, in shop.json."""

    id: int
    name: str
    kana: str
    position: int


STAFF = (
    Staff(1, "岡田 直樹", "オカダ ナオキ", 1),
    Staff(2, "三浦 香織", "ミウラ カオリ", 2),
    Staff(3, "鶴見 健太", "ツルミ ケンタ", 3),
    Staff(4, "小川 陽子", "オガワ ヨウコ", 4),
)

COMPANY = {
    "name": "つばめ橋自動車",
    "formal_name": "つばめ橋自動車株式会社",
    "kana": "ツバメバシジドウシャ",
    "representative": "岡田 隆",
    "zip": "260-0000",
    "address": "千葉県千葉市中央区つばめ橋1-2-3",
    "phone": "043-123-4567",
    "email": "info@example.jp",
    "url": "https://example.jp",
    "opt_out_contact": "https://example.jp/s",
}
"""Invented: no such town, no such local exchange (none in Japan begins with 1), a domain reserved for examples."""

"""Random shops and random searches for hypothesis, and what each row holds in plain Python, without the database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from dreampower_sms.db.searching_items import INFOS
from dreampower_sms.db.tables import (
    ConsentRow,
    CustomerRow,
    JobRow,
    MessageRecord,
    StaffRow,
    StopRow,
    VehicleRow,
)
from dreampower_sms.domain.messages import MAY_HAVE_ARRIVED, Purpose, State
from dreampower_sms.domain.people import ConsentKind, ConsentRecord, ContactState, CustomerKind
from dreampower_sms.domain.phone import parse_phone
from dreampower_sms.domain.search.check import wrong_term
from dreampower_sms.domain.search.items import Choice, ItemInfo, Target, Value
from dreampower_sms.domain.search.spec import Condition, Order, SearchSpec
from dreampower_sms.domain.search.terms import (
    PERIODS,
    WORD_OPERATORS,
    Blank,
    Checked,
    Dates,
    Numbers,
    OneOf,
    Operator,
    Relative,
    Term,
    Times,
    Words,
)
from dreampower_sms.domain.sendable import consent_for
from dreampower_sms.domain.windows import JAPAN, day_of

T = TypeVar("T")

TODAY = date(2026, 11, 23)
STAFF = {1: "佐藤", 2: "鈴木"}
ITEMS: Mapping[str, ItemInfo] = {
    **INFOS,
    "staff": replace(INFOS["staff"], choices=tuple(Choice(str(number), name) for number, name in STAFF.items())),
}

WORDS = (
    "", " \u3000", "\n", "山田 太郎", "ヤマダ", "ﾔﾏﾀﾞ", "やまだ", "髙橋", "高橋", "𠮷野家", "ヶ丘", "ば", "は゛", "ー",
    "キー", "山", "ＡＢＣ商会", "abc", "a_c", "1", "１２", "50%", "👍", "O'Hara", "%", "_", "\\", "'", "/", "--", "~",
    "\U0010ffff", "\ud7ff",
)  # fmt: skip
PHONES = (
    "",
    "090-1111-2222",
    "０９０－１１１１－２２２２",
    "080 1111 3333",
    "+819011112222",
    "043-222-1111",
    "043-",
    "なし",
    "0120",
)
NUMBERS = ("+819011112222", "+818011113333")
FLAGS = [column.name for column in CustomerRow.__table__.columns if column.name.startswith("flag_")]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Person:
    """A customer with all that hangs on one."""

    fields: dict[str, Any]
    vehicles: list[dict[str, Any]]
    messages: list[tuple[datetime, State]]


@dataclass
class Shop:
    """Some customers, and what is on record about two mobile numbers."""

    people: list[Person]
    stops: list[tuple[str, str, bool]]
    """Number, purpose, lifted."""
    consents: list[ConsentRecord]


class Chance:
    """Makes a shop from a number. Hypothesis draws the number and the searches: rows are quicker made than drawn."""

    def __init__(self, seed: int) -> None:
        self._shake = Random(seed)

    def shop(self, size: int = 12) -> Shop:
        """A small shop full of what is difficult."""
        people = [
            Person(self._customer(), self._some(self._vehicle, 2), self._some(self._sent, 4)) for _ in range(size)
        ]
        stops = {(self._one(NUMBERS), self._one(("", "campaign", "routine"))): self._flag() for _ in range(2)}
        consents = {(record.at, record.e164): record for record in self._some(self._consent, 5)}
        return Shop(people, [(*key, lifted) for key, lifted in stops.items()], list(consents.values()))

    def _one(self, choices: Sequence[T]) -> T:
        return self._shake.choice(choices)

    def _some(self, make: Callable[[], T], most: int) -> list[T]:
        return [make() for _ in range(self._shake.randrange(most + 1))]

    def _flag(self) -> bool:
        return self._shake.random() < 0.5

    def _word(self) -> str:
        letters = "".join(self._shake.choices("アあ山田a1%_'\\👍 ", k=self._shake.randrange(4)))
        return self._one((letters, self._one(WORDS)))

    def _day(self) -> date | None:
        near = self._one((-400, -31, -30, -1, 0, 1, 7, 8, 30, 31, 400, self._shake.randrange(-80, 80)))
        return self._one((None, TODAY + timedelta(days=near), TODAY + timedelta(days=near)))

    def _moment(self) -> datetime:
        day = TODAY - timedelta(days=self._one((0, 1, 6, 7, 8, 29, 30, 31, 90)))
        hour, minute = self._one((0, 8, 9, 23)), self._one((0, 59))
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JAPAN).astimezone(UTC)

    def _archived(self) -> datetime | None:
        return LONG_AGO if self._shake.random() < 0.2 else None

    def _sent(self) -> tuple[datetime, State]:
        states = (State.ACCEPTED, State.DELIVERED, State.UNKNOWN, State.POSTING, State.REJECTED, State.QUEUED)
        return self._moment(), self._one(states)

    def _consent(self) -> ConsentRecord:
        purpose = self._one((None, Purpose.CAMPAIGN, Purpose.ROUTINE))
        return ConsentRecord(self._moment(), self._one(NUMBERS), self._one(tuple(ConsentKind)), purpose, "", "", "")

    def _customer(self) -> dict[str, Any]:
        return {
            **{name: self._word() for name in ("name", "kana", "address", "email", "memo")},
            **{flag: self._flag() for flag in FLAGS},
            "rank": self._word()[:10],
            "honorific": self._one(("様", "御中", "", "さん")),
            "kind": self._one(tuple(CustomerKind)),
            "zip": self._one(("", "261-0012", "2610013", "２６１－００１２")),
            "phone": self._one(PHONES),
            "mobile": self._one(PHONES),
            "birthday": self._day(),
            "staff_id": self._one((None, *STAFF)),
            "is_dummy": self._flag(),
            "number_bad": self._one(("", "30005")),
            "created_at": self._moment(),
            "archived_at": self._archived(),
        }

    def _vehicle(self) -> dict[str, Any]:
        return {
            "plate_area": self._one(("", "千葉", "なにわ")),
            "plate_class": self._one(("", "500", "30A", "３３")),
            "plate_kana": self._one(("", "あ", "さ")),
            "plate_number": self._one(("", "12-34", "・・12", "・・・1")),
            **{name: self._word() for name in ("maker", "model", "type_code", "chassis_number")},
            "first_registration": self._one(("", "2026-11", "2026-12", "2015-01")),
            "inspection_expiry": self._day(),
            "next_check": self._day(),
            "mileage": self._one((None, -2, 0, 5, 2**31 - 1)),
            "sms": self._flag(),
            "contact_state": self._one(tuple(ContactState)),
            "created_at": self._moment(),
            "archived_at": self._archived(),
        }


def fill(session: Session, shop: Shop) -> dict[Target, list[tuple[int, dict[str, Value]]]]:
    """Write the shop by its models, and give each row that is not archived as (id, values), told without SQL."""
    for number, name in STAFF.items():
        session.merge(StaffRow(id=number, name=name))
    job = JobRow(id="0" * 32, kind="t", purpose=Purpose.ROUTINE, body="", contract_id="practice", state="open")
    job.created_at = LONG_AGO
    session.add(job)
    for e164, purpose, lifted in shop.stops:
        session.add(StopRow(e164=e164, purpose=purpose, at=LONG_AGO, lifted_at=LONG_AGO if lifted else None))
    for record in shop.consents:
        session.add(ConsentRow(e164=record.e164, kind=record.kind, purpose=record.purpose, at=record.at))
    session.flush()
    customers = [CustomerRow(updated_at=person.fields["created_at"], **person.fields) for person in shop.people]
    session.add_all(customers)
    session.flush()
    garages = [
        [VehicleRow(customer_id=one.id, updated_at=told["created_at"], **told) for told in person.vehicles]
        for one, person in zip(customers, shop.people, strict=True)
    ]
    for one, person, vehicles in zip(customers, shop.people, garages, strict=True):
        session.add_all(_message(one.id, n, *message) for n, message in enumerate(person.messages))
        session.add_all(vehicles)
    session.flush()
    rows: dict[Target, list[tuple[int, dict[str, Value]]]] = {Target.CUSTOMER: [], Target.VEHICLE: []}
    for one, person, vehicles in zip(customers, shop.people, garages, strict=True):
        if person.fields["archived_at"] is None:
            record = customer_record(shop, person)
            rows[Target.CUSTOMER].append((one.id, record))
            rows[Target.VEHICLE] += [
                (vehicle.id, record | vehicle_record(told))
                for vehicle, told in zip(vehicles, person.vehicles, strict=True)
                if told["archived_at"] is None
            ]
    return rows


def customer_record(shop: Shop, person: Person) -> dict[str, Value]:
    """What the items of a customer hold."""
    told = person.fields
    parsed = parse_phone(told["mobile"])
    e164 = parsed.e164 if parsed.sendable and parsed.e164 else ""
    sent = tuple(day_of(at) for at, state in person.messages if state in MAY_HAVE_ARRIVED)
    return {
        **{
            key: told[key]
            for key in ("name", "kana", "honorific", "zip", "address", "email", "birthday", "rank", "memo")
        },
        **{key.removeprefix("flag_"): told[key] for key in FLAGS},
        "kind": told["kind"].value,
        "phone": told["phone"],
        "mobile": told["mobile"],
        "phones": (told["phone"], told["mobile"]),
        "staff": None if told["staff_id"] is None else str(told["staff_id"]),
        "dummy": told["is_dummy"],
        "mobile_ok": bool(e164) and not told["number_bad"],
        "number_bad": bool(told["number_bad"]),
        "consent": _consent(shop, e164),
        "last_sms": max(sent, default=None),
        "sms_count": sent,
        "entered": day_of(told["created_at"]),
    }


def vehicle_record(told: dict[str, Any]) -> dict[str, Value]:
    """What a vehicle's own items hold."""
    month, expiry = told["first_registration"], told["inspection_expiry"]
    same = ("plate_number", "maker", "model", "type_code", "chassis_number", "next_check", "mileage")
    return {
        **{key: told[key] for key in same},
        "plate": " ".join(
            part for part in (told[f"plate_{name}"] for name in ("area", "class", "kana", "number")) if part
        ),
        "first_registration": date(int(month[:4]), int(month[5:]), 1) if month else None,
        "inspection_expiry": expiry,
        "days_left": None if expiry is None else (expiry - TODAY).days,
        "vehicle_sms": told["sms"],
        "contact_state": told["contact_state"].value,
        "vehicle_entered": day_of(told["created_at"]),
    }


def _consent(shop: Shop, e164: str) -> str:
    if any(number == e164 and purpose != "routine" and not lifted for number, purpose, lifted in shop.stops):
        return "stopped"
    kind = consent_for((record for record in shop.consents if record.e164 == e164), Purpose.CAMPAIGN)
    return kind.value if kind else "none"


def _message(customer_id: int, number: int, at: datetime, state: State) -> MessageRecord:
    return MessageRecord(
        reference=f"{customer_id:016x}{number:016x}",
        job_id="0" * 32,
        recipient_key=f"{customer_id}-{number}",
        customer_id=customer_id,
        e164=NUMBERS[0],
        body="",
        units=1,
        tier=1,
        price=0,
        purpose=Purpose.ROUTINE,
        contract_id="practice",
        state=state,
        created_at=at - timedelta(days=100),
        not_before=at,
        history_at=at,
        sent_at=at if state in MAY_HAVE_ARRIVED else None,
    )


TYPED = (*WORDS, *PHONES, "12", "千葉", "500あ", "2610012", "1111")
NEAR = (None, *(TODAY + timedelta(days=n) for n in (-400, -31, -30, -1, 0, 1, 7, 30, 31, 400)))
LEAST = (None, -(2**53), -3, -1, 0, 1, 2, 3, 30, 2**53)


def terms_of(info: ItemInfo) -> st.SearchStrategy[Term]:
    """Terms that this item can be asked: all that the check lets pass, of everything worth trying."""
    ranges = [(low, high) for low in LEAST for high in LEAST]
    tried: list[Term] = [
        *(Words(operator, text) for operator in sorted(WORD_OPERATORS) for text in TYPED),
        *(Numbers(*ends) for ends in ranges),
        *(Dates(low, high) for low in (*NEAR, date.min) for high in (*NEAR, date.max)),
        *(Relative(operator, n) for operator in sorted(PERIODS) for n in (0, 1, 7, 30, 1200)),
        *(Checked(on) for on in (True, False)),
        *(OneOf(choice.code) for choice in info.choices),
        *(Times(within, *ends) for within in (0, 1, 7, 30, 36_500) for ends in ranges),
        *(Blank(empty) for empty in (True, False)),
    ]
    fitting: dict[Operator, list[Term]] = {}
    for term in tried:
        if wrong_term(term, info) is None:
            fitting.setdefault(term.operator, []).append(term)
    return st.sampled_from(sorted(fitting)).flatmap(lambda operator: st.sampled_from(fitting[operator]))


TERMS = {info.key: terms_of(info) for info in ITEMS.values()}


@st.composite
def specs(draw: st.DrawFn, target: Target) -> SearchSpec:
    """Searches for a target that pass the check."""
    offered = [info.key for info in ITEMS.values() if info.belongs_to(target)]
    asked = draw(st.lists(st.sampled_from(offered), max_size=3, unique=True))
    return SearchSpec(
        target,
        tuple(Condition(item, tuple(draw(st.lists(TERMS[item], min_size=1, max_size=3)))) for item in asked),
        tuple(draw(st.lists(st.builds(Order, st.sampled_from(offered), st.booleans()), max_size=2))),
    )

"""THE table of what 自由検索 knows: one line an item.

A line names the key (stable: saved titles hold it), the label, and what it is made of. Operators come with the
type, and whose item it is follows from the model of its column; items that are no column say so. A new title
offers the items in the order of this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import InstrumentedAttribute

from dreampower_sms.db.search_derived import NOTHING, STOPPED, Consent, DayOf, DaysLeft, LastSms, MonthText, SmsCount
from dreampower_sms.db.search_terms import AnyOf, Asked, Flag, Joined, Number, Plain, Text
from dreampower_sms.db.tables import CustomerRow as C
from dreampower_sms.db.tables import VehicleRow as V
from dreampower_sms.domain.people import ConsentKind, ContactState, CustomerKind
from dreampower_sms.domain.search.items import Choice, ItemInfo, ItemType, Target
from dreampower_sms.domain.search.terms import Operator

Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the catalogue."""

    info: ItemInfo
    asked: Asked
    field: str = ""
    """The field of the model that 一括変更 sets; "" when it can't."""


def _item(kind: ItemType, key: str, label: str, column: Column, asked: Asked, width: int, **rest: Any) -> Item:
    target = Target.VEHICLE if column.class_ is V else Target.CUSTOMER
    field = column.key if rest.get("changeable") else ""
    return Item(ItemInfo(key, label, kind, target, width, **rest), asked, field)


def _text(key: str, label: str, column: Column, keyed: Column, width: int, *, ranged: bool = True, **rest: Any) -> Item:
    return _item(ItemType.TEXT, key, label, column, Text(column, keyed, ranged), width, **rest)


def _kana(key: str, label: str, column: Column, keyed: Column, width: int) -> Item:
    return _item(ItemType.KANA, key, label, column, Text(column, keyed), width)


def _digits(key: str, label: str, column: Column, keyed: Column, width: int, *, backwards: bool = False) -> Item:
    return _item(ItemType.DIGITS, key, label, column, Text(column, keyed, backwards=backwards), width)


def _plain(kind: ItemType, key: str, label: str, column: Column, width: int, **rest: Any) -> Item:
    return _item(kind, key, label, column, Plain(column), width, **rest)


def _day(key: str, label: str, column: Column, **rest: Any) -> Item:
    return _plain(ItemType.DATE, key, label, column, 100, **rest)


def _flag(key: str, label: str, column: Column) -> Item:
    return _plain(ItemType.FLAG, key, label, column, 60, changeable=True)


def _choice(key: str, label: str, column: Column, labels: Mapping[Any, str]) -> Item:
    return _plain(ItemType.CHOICE, key, label, column, 80, choices=_choices(labels), operators=_CODED, changeable=True)


def _derived(kind: ItemType, key: str, label: str, target: Target, asked: Asked, width: int, **rest: Any) -> Item:
    return Item(ItemInfo(key, label, kind, target, width, **rest), asked)


def _choices(labels: Mapping[Any, str]) -> tuple[Choice, ...]:
    return tuple(Choice(str(code), label) for code, label in labels.items())


_CODED = (Operator.ONE_OF,)
_CUSTOMER, _VEHICLE = Target.CUSTOMER, Target.VEHICLE
_KINDS = {CustomerKind.INDIVIDUAL: "個人", CustomerKind.COMPANY: "法人"}
_CONTACTS = {
    ContactState.NOT_CONTACTED: "未案内",
    ContactState.CONTACTED: "案内済",
    ContactState.BOOKED: "予約済",
    ContactState.ARRIVED: "入庫済",
}
_CONSENTS = _choices(
    {
        ConsentKind.GRANTED: "同意",
        ConsentKind.RELATION: "取引関係",
        ConsentKind.WITHDRAWN: "撤回",
        STOPPED: "配信停止",
        NOTHING: "記録なし",
    },
)
_HONORIFICS = _choices({each: each for each in ("様", "御中", "殿", "先生")})
_PLATE = Joined(
    (V.plate_area, V.plate_class, V.plate_kana, V.plate_number),
    (V.plate_area_key, V.plate_class_key, V.plate_kana_key, V.plate_digits),
)
_PHONES = AnyOf((Text(C.phone, C.phone_rev, backwards=True), Text(C.mobile, C.mobile_rev, backwards=True)))
_MAY_GET_SMS = and_(C.mobile_e164 != "", C.number_bad == "")

_LINES = (
    _text("name", "氏名", C.name, C.name_key, 160, sorted_by="kana"),
    _kana("kana", "フリガナ", C.kana, C.kana_key, 160),
    _plain(ItemType.CHOICE, "honorific", "敬称", C.honorific, 60, choices=_HONORIFICS, changeable=True),
    _choice("kind", "個人・法人", C.kind, _KINDS),
    _digits("zip", "郵便番号", C.zip, C.zip_key, 90),
    _text("address", "住所", C.address, C.address_key, 280, ranged=False),
    _digits("phone", "電話", C.phone, C.phone_rev, 130, backwards=True),
    _digits("mobile", "携帯番号", C.mobile, C.mobile_rev, 130, backwards=True),
    _derived(ItemType.DIGITS, "phones", "電話・携帯", _CUSTOMER, _PHONES, 200),
    _text("email", "メール", C.email, C.email_key, 200),
    _day("birthday", "生年月日", C.birthday),
    _text("rank", "ランク", C.rank, C.rank_key, 60, changeable=True),
    _item(ItemType.CHOICE, "staff", "担当者", C.staff_id, Number(C.staff_id), 100, changeable=True),
    _text("memo", "備考", C.memo, C.memo_key, 240, ranged=False),
    _flag("summer", "暑中", C.flag_summer),
    _flag("midyear", "中元", C.flag_midyear),
    _flag("yearend", "歳暮", C.flag_yearend),
    _flag("newyear", "年賀", C.flag_newyear),
    _flag("print_list", "一覧印刷", C.flag_print_list),
    _flag("dm", "DM発送", C.flag_dm),
    _flag("sms", "SMS", C.flag_sms),
    _flag("telecall", "テレコール", C.flag_telecall),
    _plain(ItemType.FLAG, "dummy", "上様", C.is_dummy, 60),
    _derived(ItemType.FLAG, "mobile_ok", "SMS可能な携帯", _CUSTOMER, Flag(_MAY_GET_SMS), 110),
    _derived(ItemType.FLAG, "number_bad", "番号不達", _CUSTOMER, Flag(C.number_bad != ""), 80),
    _derived(ItemType.CHOICE, "consent", "広告の同意", _CUSTOMER, Consent(), 90, choices=_CONSENTS, operators=_CODED),
    _derived(ItemType.DATE, "last_sms", "最終SMS日", _CUSTOMER, LastSms(), 100),
    _derived(ItemType.EVENTS, "sms_count", "SMS回数", _CUSTOMER, SmsCount(), 80),
    _derived(ItemType.DATE, "entered", "登録日", _CUSTOMER, DayOf(C.created_at), 100),
    _derived(ItemType.TEXT, "plate", "登録番号", _VEHICLE, _PLATE, 150),
    _digits("plate_number", "一連指定番号", V.plate_number, V.plate_digits, 90),
    _text("maker", "メーカー", V.maker, V.maker_key, 100),
    _text("model", "車名", V.model, V.model_key, 140),
    _text("type_code", "型式", V.type_code, V.type_key, 110),
    _text("chassis_number", "車台番号", V.chassis_number, V.chassis_key, 150),
    _item(ItemType.MONTH, "first_registration", "初度登録", V.first_registration, MonthText(V.first_registration), 90),
    _day("inspection_expiry", "車検満了日", V.inspection_expiry),
    _derived(ItemType.NUMBER, "days_left", "車検残日数", _VEHICLE, DaysLeft(V.inspection_expiry), 80),
    _day("next_check", "次回点検日", V.next_check, changeable=True),
    _plain(ItemType.NUMBER, "mileage", "走行距離", V.mileage, 90),
    _flag("vehicle_sms", "車両SMS", V.sms),
    _choice("contact_state", "車検案内", V.contact_state, _CONTACTS),
    _derived(ItemType.DATE, "vehicle_entered", "車両登録日", _VEHICLE, DayOf(V.created_at), 100),
)

CATALOGUE: Mapping[str, Item] = {line.info.key: line for line in _LINES}
"""All items, by key."""

INFOS: Mapping[str, ItemInfo] = {key: line.info for key, line in CATALOGUE.items()}
"""What the rules of `domain.search` see of them. 担当者 has no choices yet: those are rows."""

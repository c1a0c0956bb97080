"""The simple form of 自由検索, which new users see: seven fields and no title to make first."""

from dataclasses import dataclass
from datetime import date

from dreampower_sms.domain.search.items import Target
from dreampower_sms.domain.search.spec import Condition, Order, SearchSpec, Title, TitleItem
from dreampower_sms.domain.search.terms import Checked, Dates, Operator, Term, Words

_LISTED = {
    Target.CUSTOMER: ("name", "kana", "zip", "address", "phone", "mobile", "sms"),
    Target.VEHICLE: ("plate", "maker", "model", "inspection_expiry", "vehicle_sms", "name", "mobile", "sms"),
}


@dataclass(frozen=True, slots=True)
class SimpleForm:
    """What the form holds. An empty field asks nothing."""

    name: str = ""
    kana: str = ""
    phone: str = ""
    """Any part of 電話 or 携帯, with or without hyphens."""
    address: str = ""
    plate: str = ""
    expiry_from: date | None = None
    expiry_to: date | None = None
    sms: bool | None = None
    """The owner's SMS check; None: 問わず."""


def simple_spec(form: SimpleForm) -> SearchSpec:
    """The search of the simple form.

    Customers, by kana, as long as no vehicle field is filled in; else the vehicles with their owners, by
    車検満了日, because a customer with two cars would otherwise stand in the list for the wrong one.
    """
    about_vehicles = bool(form.plate.strip() or form.expiry_from or form.expiry_to)
    asked: list[tuple[str, Term]] = [
        (item, Words(operator, text))
        for item, operator, text in (
            ("name", Operator.CONTAINS, form.name),
            ("kana", Operator.STARTS, form.kana),
            ("phones", Operator.CONTAINS, form.phone),
            ("address", Operator.CONTAINS, form.address),
            ("plate", Operator.CONTAINS, form.plate),
        )
        if text.strip()
    ]
    if form.expiry_from or form.expiry_to:
        asked.append(("inspection_expiry", Dates(form.expiry_from, form.expiry_to)))
    if form.sms is not None:
        asked.append(("sms", Checked(form.sms)))
    return SearchSpec(
        target=Target.VEHICLE if about_vehicles else Target.CUSTOMER,
        conditions=tuple(Condition(item, (term,)) for item, term in asked),
        order=(Order("inspection_expiry"), Order("kana")) if about_vehicles else (Order("kana"),),
    )


def simple_title(form: SimpleForm) -> Title:
    """The simple form as a title: the list that it fills, and the start of a title made from it."""
    spec = simple_spec(form)
    searched = {each.item for each in spec.conditions}
    listed = _LISTED[spec.target]
    shown = (*listed, *(each.item for each in spec.conditions if each.item not in listed))
    items = tuple(TitleItem(item, item in searched, item in listed, item in listed) for item in shown)
    return Title("", spec.target, items, spec.conditions, spec.order)

"""Templates: text with merge fields (差し込み項目), filled for one recipient at a time.

    {氏名}              the value; the recipient gets an error when it is empty
    {氏名|お客様}       the value, or the words behind the bar when it is empty
    {車検満了日:月日}   a date in another form: 和暦 (as without a form), 短縮, 西暦, 月日
    {{ and }}           a literal brace

Full-width ｜ and ： do as well, and so do spaces around the name: people type with the input method on. Full-width
braces around a field name are refused, because they would go out as they stand.

A field without a value, and a name that no field has, is an error of that recipient and never a gap or a brace
in a message. Values go in exactly as they are, and what they contain is not merged again.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from dreampower_sms.domain.characters import is_blank
from dreampower_sms.domain.dates import month_day, seireki, wareki, wareki_short
from dreampower_sms.domain.errors import DateUnreadable, TemplateUnreadable

Value = str | int | date | None
"""What a field may hold; None and blank text are empty."""


class Group(StrEnum):
    """Where the value of a field comes from."""

    CUSTOMER = "customer"
    VEHICLE = "vehicle"
    COMPANY = "company"
    STAFF = "staff"
    DATE = "date"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Field:
    """One merge field, as the editor's list shows it."""

    name: str
    group: Group
    meaning: str
    is_date: bool = False
    """Whether the field may be written with a form."""


FIELDS = (
    Field("氏名", Group.CUSTOMER, "顧客の氏名または法人名"),
    Field("氏名カナ", Group.CUSTOMER, "氏名の読み"),
    Field("敬称", Group.CUSTOMER, "様、御中など"),
    Field("郵便番号", Group.CUSTOMER, "顧客の郵便番号"),
    Field("住所", Group.CUSTOMER, "顧客の住所"),
    Field("電話番号", Group.CUSTOMER, "顧客の固定電話"),
    Field("携帯番号", Group.CUSTOMER, "顧客の携帯電話"),
    Field("誕生日", Group.CUSTOMER, "顧客の生年月日", is_date=True),
    Field("顧客担当者", Group.CUSTOMER, "顧客を受け持つ担当者"),
    Field("車名", Group.VEHICLE, "車種の名前"),
    Field("メーカー", Group.VEHICLE, "車両のメーカー"),
    Field("登録番号", Group.VEHICLE, "ナンバープレート"),
    Field("型式", Group.VEHICLE, "車両の型式"),
    Field("初度登録", Group.VEHICLE, "初度登録の年月"),
    Field("車検満了日", Group.VEHICLE, "車検の有効期限", is_date=True),
    Field("次回点検日", Group.VEHICLE, "次の点検の予定日", is_date=True),
    Field("走行距離", Group.VEHICLE, "最後に記録した走行距離(km)"),
    Field("自社名", Group.COMPANY, "店の呼び名"),
    Field("自社正式名称", Group.COMPANY, "広告に必要な正式名称"),
    Field("自社電話", Group.COMPANY, "店の電話番号"),
    Field("自社住所", Group.COMPANY, "店の住所"),
    Field("担当者", Group.STAFF, "送信する担当者"),
    Field("今日", Group.DATE, "作成した日", is_date=True),
    Field("送信日", Group.DATE, "送信する日", is_date=True),
    Field("自社URL", Group.URL, "店のホームページ"),
    Field("配信停止先", Group.URL, "配信停止の連絡先またはURL"),
)
"""Every merge field, in the order of the editor's list. The services fill in exactly these names."""

FIELDS_BY_NAME: Mapping[str, Field] = MappingProxyType({field.name: field for field in FIELDS})

DATE_FORMS: Mapping[str, Callable[[date], str]] = MappingProxyType(
    {"和暦": wareki, "短縮": wareki_short, "西暦": seireki, "月日": month_day},
)
"""The forms of a date; the first is used when none is named."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a template where a value goes."""

    name: str
    form: str = ""
    fallback: str = ""
    """Words for an empty value; "" when there are none."""
    index: int = 0
    """Place of the brace in the source, in code points."""


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template: literal text and slots in turn."""

    source: str
    parts: tuple[str | Slot, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All slots in the order of the text."""
        return tuple(part for part in self.parts if isinstance(part, Slot))


@dataclass(frozen=True, slots=True)
class FieldError:
    """One slot that can't be filled.

    Codes: ``field_unknown``, ``field_empty``, ``field_form_unknown``, or that of a date that has no such form.
    """

    code: str
    field: str
    index: int
    """Place of the slot in the template's source."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A template filled for one recipient."""

    text: str
    """What goes out; empty when there is any error, so that nothing with a gap can be sent."""
    preview: str
    """The same with each error shown as 〔field〕, for the eyes of the clerk only."""
    errors: tuple[FieldError, ...]
    fallbacks: tuple[str, ...]
    """Fields whose fallback was used, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A place in the source that no recipient could ever get right.

    Codes: those of `parse` and ``field_unknown``, ``field_form_unknown``.
    """

    code: str
    index: int
    """Where it begins, in code points …"""
    length: int
    """… and how far it reaches."""
    field: str = ""


_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}\r\n]*)\}|[{}]")
_WIDE = re.compile(r"｛\s*(?P<name>[^｛｝{}|｜:：\r\n]+?)\s*[|｜:：｝]")
_BAR, _COLON = re.compile("[|｜]"), re.compile("[:：]")


def parse(text: str) -> Template:
    """Read a template.

    Raises:
        TemplateUnreadable: with the ``position`` of the brace (from 0) in `details` and the code
            ``template_brace_unclosed``, ``template_brace_stray``, ``template_brace_wide``, ``template_field_nameless``
            or ``template_fallback_blank``.
    """
    template, broken = _scan(text)
    if broken:
        first = broken[0]
        field = {"field": first.field} if first.field else {}
        raise TemplateUnreadable(first.code, position=str(first.index), **field)
    return template


def examine(text: str) -> tuple[Template, tuple[Fault, ...]]:
    """Read a template that may be half typed: what can be read of it, and all that is wrong, in the order of the text.

    Unlike `parse` it goes on after the first brace that has no other, so that an editor can show every place at once.
    """
    template, faults = _scan(text)
    faults += [
        Fault(fault.code, slot.index, text.index("}", slot.index) + 1 - slot.index, slot.name)
        for slot in template.slots
        if (fault := _flaw(slot))
    ]
    return template, tuple(sorted(faults, key=_place))


def escape(text: str) -> str:
    """Write plain text as a template that merges to exactly that text."""
    return text.replace("{", "{{").replace("}", "}}")


def check(template: Template) -> tuple[FieldError, ...]:
    """Find what no recipient could ever get right: unknown fields and forms. For saving a template."""
    return tuple(error for slot in template.slots if (error := _flaw(slot)))


def merge(template: Template, values: Mapping[str, Value]) -> Merged:
    """Fill the template for one recipient. Never raises: what is missing is in `errors`."""
    pieces: list[str] = []
    errors: list[FieldError] = []
    fallbacks: list[str] = []
    for part in template.parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        shown = _flaw(part) or _shown(part, values.get(part.name))
        if isinstance(shown, FieldError):
            errors.append(shown)
            shown = f"〔{part.name}〕"
        elif not shown:
            fallbacks.append(part.name)
            shown = part.fallback
        pieces.append(shown)
    preview = "".join(pieces)
    return Merged("" if errors else preview, preview, tuple(errors), tuple(fallbacks))


def _scan(text: str) -> tuple[Template, list[Fault]]:
    """The parts of a template, and the braces that are wrong. Full-width braces come first, as `parse` tells them.

    What is wrong stands in the parts as it was typed.
    """
    wide = (found for found in _WIDE.finditer(text) if found["name"] in FIELDS_BY_NAME)
    broken = [Fault("template_brace_wide", found.start(), len(found[0]), found["name"]) for found in wide]
    parts: list[str | Slot] = []
    literal, end = "", 0
    for token in _TOKEN.finditer(text):
        literal += text[end : token.start()]
        end = token.end()
        if token[0] in {"{{", "}}"}:
            literal += token[0][0]
        elif token[1] is None:
            code = "template_brace_unclosed" if token[0] == "{" else "template_brace_stray"
            broken.append(Fault(code, token.start(), 1))
            literal += token[0]
        else:
            slot = _slot(token[1], token.start(), len(token[0]))
            if isinstance(slot, Fault):
                broken.append(slot)
                literal += token[0]
            else:
                parts += [literal, slot]
                literal = ""
    parts.append(literal + text[end:])
    return Template(text, tuple(part for part in parts if part)), broken


def _slot(inside: str, index: int, length: int) -> Slot | Fault:
    name, bar, fallback = _split(_BAR, inside)
    name, _, form = _split(_COLON, name)
    if not name.strip():
        return Fault("template_field_nameless", index, length)
    if bar and is_blank(fallback):
        return Fault("template_fallback_blank", index, length, name.strip())
    return Slot(name.strip(), form.strip(), fallback, index)


def _place(fault: Fault) -> int:
    return fault.index


def _split(mark: re.Pattern[str], text: str) -> tuple[str, str, str]:
    found = mark.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _flaw(slot: Slot) -> FieldError | None:
    field = FIELDS_BY_NAME.get(slot.name)
    if field is None:
        return FieldError("field_unknown", slot.name, slot.index)
    if slot.form and not (field.is_date and slot.form in DATE_FORMS):
        return FieldError("field_form_unknown", slot.name, slot.index)
    return None


def _shown(slot: Slot, value: Value) -> str | FieldError:
    """Return the value as text, "" when the fallback takes its place."""
    if isinstance(value, date):
        try:
            return DATE_FORMS[slot.form or "和暦"](value)
        except DateUnreadable as error:
            return FieldError(error.code, slot.name, slot.index)
    text = "" if value is None else str(value)
    if not is_blank(text):
        return text
    return "" if slot.fallback else FieldError("field_empty", slot.name, slot.index)
